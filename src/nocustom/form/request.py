"""The request form (`schema = "request/1"`), field by field in the order a clerk fills it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from nocustom.form.choices import (
    Category,
    Coupling,
    Disclosure,
    FormBasis,
    Kind,
    Output,
    PrivacyAssessment,
    Result,
    SpecClass,
    VendorAnswer,
)
from nocustom.form.entry import Count, Form, Id, Text, Yen, entry

__all__ = ["RequestFile"]

AskedRung = Annotated[int, Field(ge=1, le=9)]
LowerRung = Annotated[int, Field(ge=0, le=8)]


class Request(Form):
    key: Id = entry(
        "要望キー", "request key", "改訂しても変えない符号です。`request new` が付けます",
        "The same in every revision; `request new` makes it", example="ikusei-teate-k3f9", required=True)
    title: Text = entry(
        "件名", "title", "何をしたいかを一行で書きます", "What is wanted, in one line",
        example="児童育成手当の現況届一覧", required=True)
    department: Id = entry(
        "部署", "department", "職員名簿（people.toml）の部署の符号です", "The id of a department in people.toml",
        example="kodomo", required=True)
    section: Text | None = entry(
        "担当", "section", "係・担当の名称です", "The name of the section", example="手当係")
    requester: Id = entry(
        "要望者", "requester", "職員名簿（people.toml）の職員の符号です", "The id of a person in people.toml",
        example="suzuki", required=True)
    kind: Kind = entry(
        "区分", "kind", "何をきっかけとする要望かを選びます", "What gave rise to the request", example="wish",
        required=True)
    doc_number: Text | None = entry(
        "文書番号", "document number", "庁内の文書番号があれば書きます", "The office's own document number, if any",
        example="8青子第123号", administrative=True)


class System(Form):
    id: Id = entry(
        "対象システム", "system", "システム一覧（systems.toml）の符号です", "The id of a system in systems.toml",
        example="child-allowance", required=True)
    business: Id = entry(
        "業務", "business", "そのシステムの業務の符号です。標準化の区分はここから決まります",
        "The id of one of that system's businesses; it brings the regime", example="child-rearing-allowance",
        required=True)
    function: Text | None = entry(
        "機能", "function", "標準仕様書の機能IDです。桁数は検査しません",
        "The function id of the standard specification",
        example="0150042")
    spec: Text | None = entry(
        "標準仕様書", "specification", "標準仕様書の名称と版です", "Name and version of the specification",
        example="児童手当システム標準仕様書 1.2")
    spec_class: SpecClass | None = entry(
        "実装区分", "class in the specification", "標準仕様書での扱いを選びます",
        "How the specification treats the function", example="not_listed")


class Gap(Form):
    current: Text = entry(
        "現行の運用", "current practice", "今どのように行っているかを書きます", "How the work is done today",
        example="紙の台帳から転記している", required=True)
    wanted: Text = entry(
        "要望内容", "what is wanted", "システムに何をしてほしいかを書きます", "What the system should do",
        example="一覧を出力したい", required=True)
    output: Output = entry(
        "対象物", "kind of output", "変えたいものの種類を選びます", "What kind of thing would change", example="form",
        required=True)
    form_basis: FormBasis | None = entry(
        "様式の根拠", "basis of the form", "対象物が帳票のとき、様式の根拠を選びます",
        "What prescribes the form, when the output is a form", example="prefecture")
    rung: AskedRung = entry(
        "求める段", "rung asked for", "代替手段の段（1から9まで）のうち、求めるものです",
        "The rung of the ladder of alternatives that is asked for, 1 to 9", example=7, mark="choice", required=True)


class Reason(Form):
    category: Category = entry(
        "理由区分", "category of the reason", "最も強い理由を一つ選びます", "The one strongest reason",
        example="prefecture_scheme", required=True)
    legal_basis: Text | None = entry(
        "根拠条項", "legal basis", "法令・条例・要綱の条項を書きます", "The article of law, ordinance or scheme",
        example="東京都児童育成手当に関する条例第5条")
    effective_on: date | None = entry(
        "施行日", "in effect on", "根拠となる定めの施行日です", "The day the duty takes effect", example="2026-10-01")
    rule_amendable: bool | None = entry(
        "例規改正による解消", "rule amendable", "市の例規や様式を改めれば不要になるかを答えます",
        "Would changing the city's own rule remove the need?", example=False)
    cases_per_year: Count | None = entry(
        "年間件数", "cases per year", "1年間の件数です", "Cases in a year", example=3200)
    hours_per_year: Count | None = entry(
        "年間作業時間", "hours per year", "現状で1年間に職員が費やす時間です",
        "Staff hours that the gap costs in a year today", example=160)
    citizens_affected: Count | None = entry(
        "影響を受ける市民", "citizens affected", "影響を受ける市民の人数です", "How many citizens are affected",
        example=3200)
    if_refused: Text | None = entry(
        "不採用時の支障", "if refused", "採用されないと何が起きるかを書きます", "What happens without it",
        example="期限内に通知できない")


class Alternative(Form):
    rung: LowerRung = entry(
        "段", "rung", "求める段より下の段（0から8まで）です", "A rung below the one asked for",
        example=1, required=True)
    result: Result | None = entry(
        "検討結果", "result", "その段で対応できるかを選びます", "Would that rung do?", example="not_possible")
    why: Text | None = entry(
        "理由", "why", "そう判断した理由を書きます", "Why", example="法令で様式が定められている")


class Found(Form):
    body: Text | None = entry("団体", "body", "事例のある団体です", "Who has it", example="隣市")
    what: Text | None = entry("内容", "what", "事例の内容です", "What they have", example="外付けの計算表")
    contacted_on: date | None = entry(
        "照会日", "contacted on", "照会した日です", "The day they were asked", example="2026-04-20")


class Precedent(Form):
    searched: bool | None = entry(
        "先例の調査", "precedent searched", "他団体の先例を調べたかを答えます", "Has precedent been looked for?",
        example=True)
    market_product: bool | None = entry(
        "市販品", "market product", "市販の製品・サービスがあるかを答えます", "Is there a product on the market?",
        example=False)
    same_need: list[Text] | None = entry(
        "同じ要望のある団体", "bodies with the same need", "同じ要望のある団体を並べます", "Bodies that need the same",
        example=["隣市", "東村"])
    found: list[Found] | None = entry(
        "見つかった先例", "precedents found", "見つかった先例を一つずつ書きます", "One entry per precedent")


class Cost(Form):
    initial_yen: Yen | None = entry(
        "初期費用", "initial cost", "初期費用（円）です", "Initial cost in yen", example=1800000)
    annual_yen: Yen | None = entry(
        "年間費用", "annual cost", "年間費用（円）です", "Cost per year in yen", example=300000)
    per_release_yen: Yen | None = entry(
        "版数更新ごとの費用", "cost per release", "版数更新1回ごとに事業者が求める費用（円）です",
        "The vendor's price in yen for carrying it through one release", example=150000)
    vendor_answer: VendorAnswer | None = entry(
        "事業者の回答", "vendor's answer", "事業者の回答区分を選びます", "The vendor's answer", example="B")
    vendor_from: date | None = entry(
        "事業者の対応時期", "vendor's date", "事業者の回答どおり使えるようになる日です",
        "The day the vendor's answer would be usable", example="2027-03-01")
    quote_on: date | None = entry(
        "見積日", "quote of", "見積書の日付です", "The date of the quote", example="2026-04-01")
    quote_ref: Text | None = entry("見積番号", "quote reference", "見積書の番号です", "The quote's reference",
                                   example="Q-2026-118")


class Impact(Form):
    core_modified: bool | None = entry(
        "本体の改変", "core modified", "パッケージ本体を改変するかを答えます", "Is the package itself modified?",
        example=False, mark="choice")
    coupling: Coupling | None = entry(
        "結合度", "coupling", "本体との結び付きの強さを選びます", "How closely it is tied to the package", example="A",
        mark="choice")
    direct_db_write: bool | None = entry(
        "業務DBの直接更新", "direct database writes", "業務データベースへ直接書き込むかを答えます",
        "Does it write to the business database directly?", example=False, mark="choice")
    breaks_interop: bool | None = entry(
        "互換性の毀損", "breaks interoperability", "データ・連携の互換性を損なうかを答えます",
        "Does it break the interoperability of data or links?", example=False)
    personal_data: bool | None = entry(
        "個人情報", "personal data", "個人情報を扱うかを答えます", "Does it handle personal data?", example=True)
    my_number: bool | None = entry(
        "個人番号", "My Number", "個人番号（マイナンバー）を扱うかを答えます", "Does it handle My Number?",
        example=False)
    privacy_assessment: PrivacyAssessment | None = entry(
        "特定個人情報保護評価", "privacy assessment", "特定個人情報保護評価の状況を選びます",
        "State of the privacy assessment", example="not_needed")
    crosses_segment: bool | None = entry(
        "系統間の通信", "crosses segments",
        "マイナンバー利用事務系・LGWAN接続系・インターネット接続系をまたぐかを答えます",
        "Does it cross the network segments?", example=False)
    approved_link: Text | None = entry(
        "承認済み連携", "approved link", "系統をまたぐとき、承認済みの連携サービスの名称です",
        "The approved link service, when it crosses segments", example="庁内連携基盤")
    other_sections: list[Text] | None = entry(
        "関係課", "other sections", "影響を受けるほかの課を並べます", "Other sections affected", example=["会計課"])


class Verification(Form):
    owner: Id | None = entry(
        "検証責任者", "verification owner", "検証の責任を引き受ける職員の符号です",
        "The id of the person who will take on the verification", example="tanaka", mark="choice")
    deputy: Id | None = entry(
        "代理", "deputy", "検証責任者の代理となる職員の符号です", "The id of the owner's deputy", example="sato",
        mark="choice")
    items: list[Text] | None = entry(
        "検証項目", "verification items", "何を検証するかを並べます", "What will be verified",
        example=["支給額の計算", "連携データの件数"], mark="choice")
    hours_per_release: Count | None = entry(
        "版数更新ごとの検証時間", "hours per release", "版数更新1回の検証に要する時間です",
        "Hours to verify one release", example=30, mark="choice")
    evidence: Text | None = entry(
        "証跡", "evidence", "検証したことをどう示すかを書きます", "How the verification will be shown",
        example="検証結果表（係長確認）", mark="choice")


class Life(Form):
    wanted_from: date | None = entry(
        "希望時期", "wanted from", "使い始めたい日です", "The day it is wanted from", example="2026-10-01",
        mark="choice")
    ends_on: date | None = entry(
        "期限", "ends on", "使い終える日です。対象システムの更新後まで延ばすことはできません",
        "The day it ends; never open", example="2028-03-31", mark="choice")
    exit_plan: Text | None = entry(
        "廃止方法", "exit plan", "どのように廃止するかを書きます", "How it will be retired",
        example="標準機能へ移行し廃止する", mark="choice")


class Cleared(Form):
    text: Text | None = entry(
        "文字列", "text", "個人情報と判定された文字列です", "The string taken for personal data",
        example="03-0000-0000")
    why: Text | None = entry(
        "理由", "why", "個人情報に当たらない理由です", "Why it is none", example="窓口の代表番号")


class DisclosureTable(Form):
    level: Disclosure | None = entry(
        "公開区分", "disclosure", "公開の区分を選びます", "How far the request may be published", example="open",
        mark="choice", administrative=True)
    cleared: list[Cleared] | None = entry(
        "個人情報に当たらない文字列", "cleared strings",
        "個人情報と判定されたもののうち、個人情報に当たらない文字列です",
        "Strings that the scan takes for personal data and that are none")


class RequestFile(Form):
    """One request, as a department files it."""

    schema_: Literal["request/1"] = entry(
        "書式", "schema", "このファイルの書式と版です", "Kind and version of this file", example="request/1",
        alias="schema",
        required=True)
    request: Request = entry(
        "要望", "request", "誰の、何の要望かを書きます", "Whose request it is, and about what", required=True)
    system: System = entry(
        "システム", "system", "どのシステムのどの機能かを書きます", "Which system and which function",
                           required=True)
    gap: Gap = entry(
        "差異", "gap", "現行と要望の違いを書きます", "What differs between today and what is wanted", required=True)
    reason: Reason = entry("理由", "reason", "なぜ必要かを書きます", "Why it is needed", required=True)
    alternative: list[Alternative] | None = entry(
        "代替手段の検討", "alternatives", "求める段より下の段を一つずつ検討します",
        "One entry per rung below the one asked for")
    precedent: Precedent | None = entry("先例", "precedent", "ほかの団体の例を書きます", "What others do")
    cost: Cost | None = entry("費用", "cost", "事業者の見積りと回答を書きます", "The vendor's quote and answer")
    impact: Impact | None = entry(
        "影響", "impact", "システムとデータへの影響を書きます", "What it does to the system and its data")
    verification: Verification | None = entry(
        "検証", "verification", "誰が何をどう検証するかを書きます", "Who verifies what, and how it is shown")
    life: Life | None = entry("期間", "life", "いつからいつまで使うかを書きます", "From when until when it is used")
    disclosure: DisclosureTable | None = entry(
        "公開", "disclosure", "どこまで公開できるかを書きます", "How far it may be published")
