"""The first-person text under every other signed act: full facts, then one sentence, in ja and en.

A text is a function of the statement's other fields and the request's title alone, so every verifier renders it
again and compares: what was read is what was signed. The version is the statement's `v`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from nocustom.form.choices import VERDICTS
from nocustom.life.prose import quoted
from nocustom.words import Bilingual, visible

__all__ = ["SOURCES", "text"]

_TITLES = {
    "request.filed": Bilingual("要望の提出", "Filing of a request"),
    "request.endorsed": Bilingual("課長確認", "Endorsement"),
    "request.closed": Bilingual("終結", "Closing"),
    "request.insisted": Bilingual("所管課による審査の求め", "Insistence of the section"),
    "request.appealed": Bilingual("再協議の申出", "Appeal"),
    "request.voided": Bilingual("無効化", "Voiding"),
    "question.asked": Bilingual("照会", "Question"),
    "question.answered": Bilingual("回答", "Answer"),
    "opinion.given": Bilingual("合議の意見", "Opinion"),
    "acceptance.declined": Bilingual("引受辞退", "Decline of the responsibility for verification"),
    "decision.made": Bilingual("決裁", "Decision"),
    "owner.silent": Bilingual("検証責任者の無回答", "Silence of the owner"),
    "act.disputed": Bilingual("異議の申立て", "Dispute"),
    "act.disposed": Bilingual("異議の処理", "Disposal of a dispute"),
    "decision.confirmed": Bilingual("後閲", "Later confirmation of a decision"),
    "decision.transcribed": Bilingual("書面による決裁の転記", "Transcription of a decision on paper"),
    "request.reassessed": Bilingual("再判定", "Judging again"),
    "condition.met": Bilingual("条件の履行", "A condition is met"),
    "request.returned": Bilingual("差戻し", "Return"),
    "request.withdrawn": Bilingual("取下げ", "Withdrawal"),
    "policy.adopted": Bilingual("方針の採択", "Adoption of a policy"),
    "catalogue.adopted": Bilingual("システム一覧の採択", "Adoption of the systems"),
    "people.adopted": Bilingual("職員名簿の採択", "Adoption of the people document"),
    "roster.set": Bilingual("鍵名簿の設定", "Setting of the roster"),
    "ledger.restored": Bilingual("台帳の復元", "Restoring of the ledger"),
}

_SENTENCES = {
    "request.filed": Bilingual(
        "私は、上記の要望を提出します。記載した事実に誤りがないことを確認しました。",
        "I file the request above and have checked that the facts in it are true.",
    ),
    "request.endorsed": Bilingual(
        "私は、課長として上記の要望の内容を確認し、所属の要望として認めます。",
        "As section chief I have checked the request above and endorse it as a request of my section.",
    ),
    "request.closed": Bilingual(
        "私は、判定のとおり、上記の要望を採用しないものとして終結します。",
        "I close the request above: by its verdict it is not taken up.",
    ),
    "request.insisted": Bilingual(
        "私は、課長として、判定の結果を承知した上で、所管課が責任を負うものとして上記の要望の審査を求めます。",
        "As section chief, knowing the verdict, I ask that the request above be reviewed; my section takes the "
        "responsibility.",
    ),
    "request.appealed": Bilingual(
        "私は、所属の長として、次の新たな事実に基づき、上記の要望の再協議を申し出ます。",
        "As head of the department I appeal for the request above on the new fact stated.",
    ),
    "request.voided": Bilingual("私は、上記の要望を無効とします。", "I void the request above."),
    "question.asked": Bilingual("私は、上記の要望について照会します。", "I ask about the request above."),
    "question.answered": Bilingual("私は、上記の照会に回答します。", "I answer the question above."),
    "opinion.given/agree": Bilingual(
        "私は、上記の要望に異存がありません。", "I have no objection to the request above."
    ),
    "opinion.given/object": Bilingual("私は、上記の要望に異議があります。", "I object to the request above."),
    "opinion.given/note": Bilingual(
        "私は、上記の要望について意見を述べます。", "I remark on the request above."
    ),
    "acceptance.declined": Bilingual(
        "私は、上記の要望について検証責任を引き受けることを辞退します。",
        "I decline the responsibility for verification of the request above.",
    ),
    "condition.met": Bilingual(
        "私は、検証責任者として上記の条件を満たしたことを記録します。",
        "As verification owner I record that the condition above is met.",
    ),
    "decision.made/approve": Bilingual(
        "私は、審査票及び責任引受の記録を確認し、上記の要望を例外として承認します。",
        "I have read the sheet and the acceptance of responsibility, and approve the request above as an exception.",
    ),
    "decision.made/override": Bilingual(
        "私は、審査票及び責任引受の記録を確認し、上記の規則に該当することを承知の上で、特例として上記の要望を承認します。",
        "I have read the sheet and the acceptance of responsibility; knowing that the rules named above speak against "
        "it, I override them and approve the request above as an exception.",
    ),
    "decision.made/refuse": Bilingual(
        "私は、審査票を確認し、上記の要望を不採用とします。",
        "I have read the sheet and refuse the request above.",
    ),
    "decision.made/return": Bilingual(
        "私は、審査票を確認し、上記の要望を差し戻します。",
        "I have read the sheet and return the request above.",
    ),
    "owner.silent": Bilingual(
        "私は、上記の検証責任者が回答を求められてから14日を経過しても回答しなかったことを記録します。"
        "これは引受辞退として扱われます。",
        "I record that the owner above has not answered in the 14 days after being asked. It counts as a decline.",
    ),
    "act.disputed": Bilingual(
        "私は、上記の台帳の行について異議を申し立てます。", "I dispute the line of the ledger named above."
    ),
    "act.disposed": Bilingual(
        "私は、上記の異議について、次のとおり処理したことを記録します。",
        "I record that the dispute above was dealt with as stated.",
    ),
    "decision.transcribed/approve": Bilingual(
        "私は、上記の文書に、上記の決裁者が上記の日に上記の要望を例外として承認したことが記されているのを確認し、そのとおり転記します。",
        "I have seen in the document above that the person named above approved the request on the day above, as an "
        "exception, and transcribe it as it stands there.",
    ),
    "decision.transcribed/override": Bilingual(
        "私は、上記の要望が、上記の規則にかかわらず例外として承認されたことを、上記の文書により確認し、そのとおり転記します。",
        "I have seen on the document above that the request above was approved as an exception against the rules "
        "above, and transcribe it as it stands there.",
    ),
    "decision.transcribed/refuse": Bilingual(
        "私は、上記の文書に、上記の決裁者が上記の日に上記の要望を不採用としたことが記されているのを確認し、そのとおり転記します。",
        "I have seen in the document above that the person named above refused the request on the day above, and "
        "transcribe it as it stands there.",
    ),
    "decision.transcribed/return": Bilingual(
        "私は、上記の文書に、上記の決裁者が上記の日に上記の要望を差し戻したことが記されているのを確認し、そのとおり転記します。",
        "I have seen in the document above that the person named above returned the request on the day above, and "
        "transcribe it as it stands there.",
    ),
    "decision.confirmed/confirm": Bilingual(
        "私は、審査票及び上記の決裁の記録を確認し、これを後閲のうえ認めます。",
        "I have read the sheet and the record of the decision above, and confirm that decision.",
    ),
    "decision.confirmed/annul": Bilingual(
        "私は、審査票及び上記の決裁の記録を確認し、これを認めず取り消します。要望は審査に戻ります。",
        "I have read the sheet and the record of the decision above, and annul that decision. The request is under "
        "review again.",
    ),
    "request.reassessed": Bilingual(
        "私は、上記の要望が、現在採択されている方針、システム一覧及び職員名簿により改めて判定されたことを記録します。",
        "I record that the request above was judged again by the policy, the systems and the people adopted now.",
    ),
    "request.returned": Bilingual("私は、上記の要望を差し戻します。", "I return the request above."),
    "request.withdrawn": Bilingual("私は、上記の要望を取り下げます。", "I withdraw the request above."),
    "policy.adopted": Bilingual("私は、上記の方針を採択します。", "I adopt the policy above."),
    "catalogue.adopted": Bilingual("私は、上記のシステム一覧を採択します。", "I adopt the systems above."),
    "people.adopted": Bilingual("私は、上記の職員名簿を採択します。", "I adopt the people document above."),
    "roster.set": Bilingual(
        "私は、上記の鍵名簿を設定することに同意します。", "I agree that the roster above is set."
    ),
    "ledger.restored": Bilingual(
        "私は、上記の写しから台帳を復元し、その末尾に続けて記録することに同意します。",
        "I agree that the ledger is restored from the copy above and goes on from its end.",
    ),
    "ledger.restored/taken": Bilingual(
        "私は、上記の写し及び損傷した台帳から引き継いだ上記の記録から台帳を復元し、その末尾に続けて記録することに同意します。",
        "I agree that the ledger is restored from the copy above and the lines above that the damaged ledger still "
        "gave after it, and goes on from their end.",
    ),
}

_CONDITIONAL = Bilingual(
    "この承認は、上記の条件を付したものであり、検証責任者がこれに署名したときに効力を生じます。",
    "This approval carries the conditions above and takes effect when the verification owner has signed them.",
)
_EARLIER = Bilingual(
    "この承認は、責任引受の終期より早く終わるものであり、検証責任者がこれに署名したときに効力を生じます。",
    "This approval ends earlier than was accepted and takes effect when the verification owner has signed that.",
)
_LAPSES = Bilingual(
    "この辞退により、上記の決裁による承認は効力を失います。",
    "With this the approval by the decision above lapses.",
)
_URGENT = Bilingual(
    "これは、急を要するため通常の決裁に先立って行う承認であり、14日以内に本来の決裁権者の後閲を受けなければ効力を失います。",
    "I approve urgently, before those who decide ordinarily; unless they confirm it within 14 days it lapses.",
)
_STOOD_IN = Bilingual(
    "これは、上記の者に代わって行われた代決であり、後閲を受けます。",
    "It was decided in the place of the person named above, who confirms it afterwards.",
)
_STANDING_IN = Bilingual(
    "これは、上記の者に代わって行う代決であり、後閲を受けます。",
    "I decide in the place of the person named above, who confirms it afterwards.",
)
_LOST = Bilingual(
    "最後に知られている記録のうち{lost}件は失われています。その記録とその後の記録による行為は、改めて行う必要があります。",
    "Lines last known that are lost: {lost}. What was done in them, and after them, has to be done again.",
)
_NONE_LOST = Bilingual(
    "失われたと分かっている記録はありません。ほかに記録があったときは、それは失われており、その行為は改めて行う必要があります。",
    "No line is known to be lost. If there were more lines than those, they are lost, and what was done in them has to "
    "be done again.",
)

_FACTS: tuple[tuple[str, Bilingual], ...] = (
    ("ledger", Bilingual("台帳", "Ledger")),
    ("by", Bilingual("行為者", "Person")),
    ("acting_for", Bilingual("代理される者", "Acting for")),
    ("request", Bilingual("要望番号", "Request")),
    ("key", Bilingual("要望キー", "Key")),
    ("rev", Bilingual("改訂", "Revision")),
    ("filed_on", Bilingual("提出日", "Filed on")),
    ("file_sha256", Bilingual("要望書の照合値", "Digest of the file")),
    ("material_sha256", Bilingual("実質項目の照合値", "Digest of the material fields")),
    ("assessment_sha256", Bilingual("判定記録の照合値", "Digest of the assessment")),
    ("policy_sha256", Bilingual("方針の照合値", "Digest of the policy")),
    ("owner", Bilingual("検証責任者", "Verification owner")),
    ("asked_on", Bilingual("回答を求めた日", "Asked on")),
    ("line", Bilingual("台帳の行", "Line of the ledger")),
    ("leaf", Bilingual("行の照合値", "Digest of the line")),
    ("anomaly", Bilingual("検出事項", "Anomaly")),
    ("replaces", Bilingual("置き換える判定記録の照合値", "Digest of the assessment replaced")),
    ("judged_on", Bilingual("判定日", "Judged on")),
    ("sha256", Bilingual("照合値", "Digest")),
    ("acceptance", Bilingual("責任引受の記録", "Acceptance")),
    ("decision", Bilingual("決裁の記録", "Decision")),
    ("decider", Bilingual("決裁者", "Decided by")),
    ("decider_for", Bilingual("代理された者", "In the place of")),
    ("decided_on", Bilingual("決裁日", "Decided on")),
    ("document", Bilingual("文書番号", "Document number")),
    ("paper_code", Bilingual("書面の確認符号", "Code on the paper")),
    ("scan", Bilingual("文書の写しの照合値", "Digest of the scan")),
    ("sheet_sha256", Bilingual("審査票の照合値", "Digest of the sheet")),
    ("source", Bilingual("復元元", "Restored from")),
    ("size", Bilingual("復元する記録件数", "Lines restored")),
    ("taken", Bilingual("うち損傷した台帳から引き継いだ件数", "Of these, from the damaged ledger")),
    ("root", Bilingual("復元する記録の根ハッシュ", "Root of the lines restored")),
    ("known_size", Bilingual("最後に知られている記録件数", "Lines last known")),
    ("known_root", Bilingual("最後に知られている根ハッシュ", "Root last known")),
    ("ends_on", Bilingual("終期", "Ends on")),
    ("accepted_until", Bilingual("責任引受の終期", "Accepted until")),
    ("verdict", Bilingual("判定", "Verdict")),
    ("appeal_until", Bilingual("再協議の申出期限", "Last day of appeal")),
    ("question", Bilingual("照会の行", "Question, line")),
    ("condition", Bilingual("条件の番号", "Number of the condition")),
    ("met_on", Bilingual("履行日", "Met on")),
    ("evidence", Bilingual("証跡の照合値", "Digest of the evidence")),
)
_TITLE = Bilingual("件名（引用）", "Title (quoted)")
_KEYS = (("roots", Bilingual("根の鍵", "Roots")), ("roster", Bilingual("鍵名簿", "Roster")))
_OVERRIDDEN = Bilingual("特例とする規則", "Rules overridden")
_QUOTED = (
    ("wording", Bilingual("条件（引用）", "Condition (quoted)")),
    ("ground", Bilingual("代決又は急施の理由（引用）", "Ground (quoted)")),
    ("reason", Bilingual("理由（引用）", "Reason (quoted)")),
    ("message", Bilingual("本文（引用）", "Message (quoted)")),
)
_CHOICE = {
    "decision.made": "outcome", "decision.confirmed": "outcome", "decision.transcribed": "outcome",
    "opinion.given": "stance",
}  # fmt: skip
"""Acts whose sentence depends on what was chosen."""


SOURCES = {
    "backup": Bilingual("バックアップ", "a backup"),
    "export": Bilingual("書き出した台帳", "an export"),
    "mirror": Bilingual("複製フォルダー", "a mirror"),
}


_COLON = {"ja": "：", "en": ": "}
_WORDS: dict[str, Mapping[str, Bilingual]] = {"source": SOURCES, "verdict": VERDICTS}
"""Facts whose values have a word."""


class _Form(NamedTuple):
    """What stands in the texts of statements with the same fields, each with the words before it."""

    facts: tuple[tuple[str, str, Mapping[str, Bilingual] | None], ...]
    keys: tuple[tuple[str, str], ...]
    quoted: tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)
def _form(lang: str, names: tuple[str, ...]) -> _Form:
    """That of one act, for its statements have the same fields. Raises KeyError where the language is unknown."""
    colon = _COLON[lang]
    above = colon.rstrip()
    return _Form(
        tuple((name, label.get(lang) + colon, _WORDS.get(name)) for name, label in _FACTS if name in names),
        tuple((name, label.get(lang) + above) for name, label in _KEYS if name in names),
        tuple((name, label.get(lang) + above) for name, label in _QUOTED if name in names),
    )


def _value(words: Mapping[str, Bilingual] | None, value: object, lang: str) -> str:
    """The value of a fact as it stands in the text."""
    if words is not None and isinstance(value, str) and value in words:
        return words[value].get(lang)
    return visible(str(value))


def text(stmt: Mapping[str, Any], title: str = "") -> str:
    """The text that belongs to a statement: `act`, `lang` and the facts that stand in it. `text` itself is not read.

    Raises KeyError where the act has no text of this kind, or the language is unknown.
    """
    act, lang = stmt["act"], stmt["lang"]
    form, above = _form(lang, tuple(stmt)), _COLON[lang].rstrip()
    lines = [
        head + (value if words is None and type(value) is str and value.isascii() and value.isprintable()
                else _value(words, value, lang))
        for name, head, words in form.facts
        if (value := stmt[name]) is not None
    ]  # fmt: skip
    if title:
        lines += [_TITLE.get(lang) + above, *quoted(title)]
    for layer in stmt.get("layers", ()):
        lines += quoted(" ".join(str(layer.get(name)) for name in ("name", "id", "version", "sha256")))
    for name, head in form.keys:
        if isinstance(value := stmt[name], str):
            lines += [head, *quoted(value.rstrip("\n"))]
    if stmt.get("overrides"):
        lines += [_OVERRIDDEN.get(lang) + above]
        lines += quoted("\n".join(stmt["overrides"]))
    for place, each in enumerate(stmt.get("conditions", ()), start=1):
        lines += [_condition(place, each["due"], lang) + above, *quoted(each["text"])]
    for name, head in form.quoted:
        if isinstance(value := stmt[name], str) and value.strip():
            lines += [head, *quoted(value)]
    if act == "ledger.restored":
        sentences = list(_restored(stmt))
    else:
        choice = "override" if stmt.get("overrides") else stmt.get(_CHOICE.get(act, ""))
        sentences = [_SENTENCES[f"{act}/{choice}" if act in _CHOICE else act]]
    if stmt.get("conditions"):
        sentences.append(_CONDITIONAL)
    elif stmt.get("accepted_until") is not None:
        sentences.append(_EARLIER)
    if act in ("acceptance.declined", "owner.silent") and stmt.get("decision") is not None:
        sentences.append(_LAPSES)
    if act == "decision.transcribed" and stmt.get("decider_for") is not None:
        sentences.append(_STOOD_IN)
    if act == "decision.made" and stmt.get("acting_for") is not None:
        sentences.append(_STANDING_IN)
    if act == "decision.made" and stmt.get("urgent"):
        sentences.append(_URGENT)
    said = ("" if lang == "ja" else " ").join(sentence.get(lang) for sentence in sentences)
    return "\n\n".join((_TITLES[act].get(lang), "\n".join(lines), said)) + "\n"


def _restored(stmt: Mapping[str, Any]) -> Iterator[Bilingual]:
    """From what, and what is known to be lost by it."""
    yield _SENTENCES["ledger.restored" if stmt["taken"] is None else "ledger.restored/taken"]
    lost = stmt["known_size"] - stmt["size"]
    yield Bilingual(*(each.format(lost=lost) for each in _LOST)) if lost > 0 else _NONE_LOST


def _condition(place: int, due: str | None, lang: str) -> str:
    """The line above a quoted condition."""
    if lang == "ja":
        return f"条件{place}（引用、" + ("効力の発生前に履行" if due is None else f"期限 {due}") + "）"
    return f"Condition {place} (quoted, " + ("to be met before it is in force" if due is None else f"due {due}") + ")"
