"""The outer form of a policy layer (`policies/*.toml`, `schema = "policy/1"`); conditions are read by the judge."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from nocustom.form.choices import EFFECTS, QUORUMS, ROLES
from nocustom.form.entry import LARGEST, Form, Id, Text, entry
from nocustom.words import Bilingual as B

__all__ = ["CHOICES", "PolicyFile"]

Effect = Literal["forbid", "require", "redirect", "escalate", "permit", "advise"]
Level = Literal["hard", "overridable"]
Quorum = Literal["one", "majority", "all"]
Role = Literal[
    "section_chief", "department_head", "office", "cio", "committee", "owner", "consulted", "appeal"
]
Number = Annotated[int, Field(ge=-LARGEST - 1, le=LARGEST)]
Rung = Annotated[int, Field(ge=0, le=9)]

CHOICES: dict[str, dict[str, B]] = {
    "policy.default": {
        "refuse": B("例外事由がなければ不採用とする", "refuses where no rule permits"),
        "abstain": B("判断しない（制限だけを加える）", "says nothing; it only restricts"),
    },
    "values.may": {
        "raise": B("大きくできる", "layers below may raise it"),
        "lower": B("小さくできる", "layers below may lower it"),
    },
    "rule.effect": EFFECTS,
    "rule.level": {
        "hard": B("上申でも覆らない", "no escalate lifts it"),
        "overridable": B("上申があれば人が判断する", "an escalate leaves it to a person"),
    },
    "rule.grants.quorum": QUORUMS,
    "rule.example.fires": {
        "yes": B("該当", "it fires"),
        "no": B("非該当", "it does not"),
        "unknown": B("不明", "a field that matters is missing"),
    },
    "authority.role": ROLES,
    "authority.quorum": QUORUMS,
}
"""The closed lists of values a policy may hold, by the field's path, each value with its name."""


class Days(Form):
    from_: date | None = entry("始期", "from", "最初の日です", "The first day", example="2026-04-01", alias="from")
    until: date | None = entry("終期", "until", "最後の日です", "The last day", example="2028-03-31")


class Head(Form):
    id: Id = entry("符号", "id", "層の符号です", "What the layer is called by", example="city-standard", required=True)
    version: Text = entry("版", "version", "層の版です", "The layer's version", example="2026.1", required=True)
    effective: Days | None = entry(
        "適用期間", "effective", "この層を用いる期間です", "The days on which the layer takes part")
    default: Literal["refuse", "abstain"] = entry(
        "既定", "default", "例外事由がないとき、不採用とするか、判断しないかです",
        "Whether the layer refuses where it finds no ground, or abstains", example="refuse", required=True)
    extends: list[Text] | None = entry(
        "上位層", "extends", "上位の層のファイルです", "The files of the layers above", example=["national.toml"])


class Words(Form):
    ja: Text | None = entry(
        "日本語", "Japanese", "日本語の文です", "The text in Japanese", example="更新が近い改修は次期更新で")
    en: Text | None = entry(
        "英語", "English", "英語の文です", "The text in English", example="Near renewal, wait for the renewal")


class Value(Form):
    is_: Number = entry("値", "is", "この層での値です", "What the value is", example=18, alias="is", required=True)
    may: Literal["raise", "lower"] | None = entry(
        "変更できる向き", "may", "下の層が変えられる向きです", "In which direction layers below may move it",
        example="raise")
    title: Words | None = entry("題名", "title", "値の題名です", "What people call it")


class Grants(Form):
    max_months: Any | None = entry(
        "最長月数", "longest term in months", "認める期間の上限です", "The longest term that may be approved",
        example=24)
    quorum: Quorum | None = entry("議決", "quorum", "必要な同意の数です", "How many must agree", example="one")
    owner_posts: list[Id] | None = entry(
        "検証責任者の職", "posts that may own it", "検証責任者となれる職です", "The posts whose holders may own it",
        example=["section_chief"])


class Example(Form):
    given: dict[str, Any] = entry("前提", "given", "項目とその値です", "Fields and what they hold", required=True)
    fires: Literal["yes", "no", "unknown"] = entry(
        "該当", "fires", "該当するかです", "Whether the rule fires", example="yes", required=True)
    met: bool | None = entry("充足", "met", "要件を満たすかです", "Whether a require is met", example=True)


class Rule(Form):
    id: Id = entry(
        "規則番号", "id", "全ての層を通じて一つの番号です", "Unique over all layers", example="NC-304", required=True)
    effect: Effect = entry(
        "効果", "effect", "該当したときに何が起きるかです", "What happens when the rule fires", example="forbid",
        required=True)
    level: Level | None = entry(
        "強さ", "level", "不採用とする規則の強さです", "How firm a forbid is", example="overridable")
    to: Rung | None = entry("段", "to", "代替案の段です", "The rung a redirect leads to", example=3)
    title: Words | None = entry("題名", "title", "規則の題名です", "What the rule is called")
    reason: Words | None = entry("理由", "reason", "規則がある理由です", "Why the rule exists")
    remedy: Words | None = entry("次の一手", "remedy", "所管課が次に行うことです", "The next step for the department")
    source: Text | None = entry(
        "根拠", "source", "規則の根拠となる定めです", "The article, guideline or decision it rests on",
        example="標準化法第8条第2項")
    effective: Days | None = entry(
        "適用期間", "effective", "規則を用いる期間です", "The days on which the rule can fire")
    when: dict[str, Any] | None = entry("条件", "when", "該当する条件です", "When the rule fires")
    unless: dict[str, Any] | None = entry(
        "除外条件", "unless", "該当しないこととする条件です", "When it does not fire after all")
    must: dict[str, Any] | None = entry("要件", "must", "満たすべき要件です", "What a require demands")
    grants: Grants | None = entry("認める範囲", "grants", "例外を認める範囲です", "How far a permit goes")
    example: list[Example] | None = entry("例", "example", "規則の例です", "Examples that the rule is tested by")


class Roles(Form):
    section_chief: list[Id] | None = entry(
        "課長", "section chief", "課長確認をする職です", "The posts that endorse", example=["section_chief"])
    department_head: list[Id] | None = entry(
        "部長", "department head", "再協議を求める職です", "The posts that appeal", example=["department_head"])
    office: list[Id] | None = entry(
        "CIO室", "CIO office", "審査をする職です", "The posts that review", example=["cio_office"])
    cio: list[Id] | None = entry("CIO", "CIO", "決裁をする職です", "The posts that decide", example=["cio"])
    committee: list[Id] | None = entry(
        "委員", "committee", "委員会の職です", "The posts of the committee", example=["committee_member"])
    owner: list[Id] | None = entry(
        "検証責任者", "owner", "検証責任者となれる職です", "The posts whose holders may own a verification",
        example=["clerk"])
    consulted: list[Id] | None = entry(
        "合議先", "consulted", "他の所属から意見を述べる職です", "The posts of other departments that give an opinion",
        example=["section_chief"])
    appeal: list[Id] | None = entry(
        "再協議の決裁者", "appeal", "再協議を決裁する職です。なければ委員会です",
        "The posts that decide an appeal; the committee where none is named", example=["committee_member"])


class Authority(Form):
    from_yen: Any = entry(
        "金額の下限", "from yen", "全期間の費用がこの金額以上のときです", "From this lifetime cost on",
        example=0, required=True)
    role: Role = entry("決裁者", "role", "決裁する者です", "Who must decide", example="cio", required=True)
    quorum: Quorum = entry(
        "議決", "quorum", "必要な同意の数です", "How many of them must agree", example="one", required=True)
    paper: bool | None = entry(
        "書面による決裁", "on paper", "書面で決裁し、転記してよいかです。なければ、できません",
        "Whether it may be decided on paper and transcribed; no where it is not said", example=True)


class PolicyFile(Form):
    """One layer of the policy."""

    schema_: Literal["policy/1"] = entry(
        "書式", "schema", "このファイルの書式と版です", "Kind and version of this file", example="policy/1",
        alias="schema",
        required=True)
    policy: Head = entry("方針", "policy", "この層についての事項です", "About this layer", required=True)
    values: dict[str, Value] | None = entry(
        "名前付きの値", "values", "規則が使う数です", "Numbers that rules use by name")
    roles: Roles | None = entry("職の役割", "roles", "どの職が何をするかです", "Which posts do what")
    authority: list[Authority] | None = entry(
        "決裁権限", "authority", "金額ごとの決裁者です", "Who decides from which cost on")
    rule: list[Rule] | None = entry("規則", "rule", "この層の規則です", "The rules of this layer")
