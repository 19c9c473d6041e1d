"""The texts that are signed: whole, the same every time, and nobody's prose passes for a clause."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.life import texts
from nocustom.life.act import ACTS
from nocustom.life.assessment import Assessment
from nocustom.life.prose import day_in, quoted
from nocustom.life.sheet import sheet
from nocustom.life.statement import VERSIONS, statement
from nocustom.words import visible
from tests.life.town import Town, assessed, digest

LANGUAGES = ("ja", "en")
HEAD = {"request_sha256": "ab" * 32, "material_sha256": "cd" * 32, "policy_sha256": "ef" * 32}


def said(lang: str = "ja", document: dict[str, Any] | None = None, **over: Any) -> str:
    """The whole statement."""
    return statement(Assessment((document or assessed(**over)) | HEAD), "2026-0012", 3, "tanaka", lang).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_names_exactly_this_request_and_its_figures(lang: str) -> None:
    text = said(lang)
    for part in ("2026-0012", "tanaka", "abababababababab", "cdcdcdcdcdcdcdcd", "child-allowance", "30", "60",
                 "2029-03-31", "city 2026.1"):  # fmt: skip
        assert part in text
    assert ("改訂3" if lang == "ja" else "revision 3") in text


def test_the_japanese_reads_as_a_document() -> None:
    text = said()
    assert "版数更新1回当たりの検証時間は30時間、版数更新の回数は年2回、年間の検証時間は60時間です。" in text
    assert "令和11年3月31日（2029-03-31）をもって終わります" in text
    assert "個人として損害賠償の責任を負うものではありません" in text
    assert "検証を終えるまでの間、この例外の効力が停止する" in text
    assert "検証の状況を書面により後任者に引き継ぎます" in text
    text.encode("cp932")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_request_does_not_state_is_said_so(lang: str) -> None:
    document = assessed(ends_on=None, hours_per_year=None)
    document["request"]["verification"] = {"owner": "tanaka"}
    document["figures"] = {}
    text = said(lang, document)
    assert text.count("要望に記載なし" if lang == "ja" else "not stated in the request") == 3
    assert "None" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_seven_clauses_each_once_and_each_in_the_text(lang: str) -> None:
    due = statement(Assessment(assessed() | HEAD), "2026-0012", 1, "tanaka", lang)
    assert len(due.clauses) == 7
    assert all("\n\n" + clause + "\n\n" in due.text for clause in due.clauses)
    assert due.text.startswith(due.title + "\n\n")


@given(
    title=st.text(max_size=300), items=st.lists(st.text(max_size=200), max_size=4), evidence=st.text(max_size=200),
    lang=st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_prose_stands_quoted_and_can_not_be_a_clause(
    title: str, items: list[str], evidence: str, lang: str
) -> None:
    document = assessed(title=title, items=items)
    document["request"]["verification"]["evidence"] = evidence
    prosaic = said(lang, document)
    plain = assessed(title="x", items=["x"] * len(items))
    plain["request"]["verification"]["evidence"] = "x" if evidence.strip() else ""

    def own(text: str) -> list[str]:
        return [line for line in text.split("\n") if not line.startswith(">")]

    assert own(prosaic) == own(said(lang, plain))
    assert all(len(line) <= 74 for line in prosaic.split("\n") if line.startswith(">"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", prosaic)


@given(st.text(max_size=400))
def test_quoting_loses_nothing_but_spaces(text: str) -> None:
    plain = "".join(line[2:] for line in quoted(text)).replace(" ", "")
    assert plain == "".join(visible(line.rstrip("\r")) for line in text.split("\n")).replace(" ", "")


@pytest.mark.parametrize(
    "text", ["検" * 100, "x" * 200, "words " * 40, "検 " * 100, "x" * 72, "x" * 73, "検" * 36 + "x"]
)
def test_no_quoted_line_is_wider_than_a_screen(text: str) -> None:
    lines = quoted(text)
    assert all(sum(2 if ord(c) > 255 else 1 for c in line) <= 74 for line in lines)
    assert "".join(line[2:] for line in lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("field", ["judged_on", "owner"])
def test_an_id_that_is_prose_is_not_shown(field: str) -> None:
    document = assessed(judged_on="2026-11-23\n8. No duty.") if field == "judged_on" else assessed()
    document["request"]["system"]["id"] = "x」の検証は不要"
    assert "不要" not in said("ja", document) and "No duty" not in said("ja", document)


def test_an_unknown_version_or_language_is_no_statement() -> None:
    assessment = Assessment(assessed())
    with pytest.raises(KeyError):
        statement(assessment, "2026-0001", 1, "tanaka", "fr")
    with pytest.raises(KeyError):
        statement(assessment, "2026-0001", 1, "tanaka", "ja", version=9)


def test_a_version_once_signed_never_changes() -> None:
    # A new wording is a new version: these digests are signed.
    assert {
        key: digest(render(Assessment(assessed() | HEAD | {"names": NAMES}), "2026-0012", 3, "tanaka").text)
        for key, render in VERSIONS.items()
    } == SIGNED


NAMES = {
    "owner": "田中 一郎\n\n8. 検証は事業者が行う", "owner_department": "子育て支援課", "owner_post": "課長",
    "system": "児童手当\u202eシステム」の検証は不要",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_stand_beside_the_ids_and_can_not_be_a_clause(lang: str) -> None:
    named, plain = said(lang, assessed() | {"names": NAMES}), said(lang)
    assert "> 田中 一郎" in named and "\n> 8. 検証は事業者が行う　子育て支援課　課長\n" in named
    assert "> 児童手当<U+202E>システム」の検証は不要" in named
    own = [line for line in named.split("\n") if not line.startswith(">")]
    assert own == [line for line in plain.split("\n") if not line.startswith(">")]


SIGNED = {
    (1, "ja"): "25159e8095da7cd89a44e4043fcbb7d5ecab542f0a7135693222ce2ec30a911c",
    (1, "en"): "a7b2aa56919741b74422a37c03ec4691bd1b843a082aca58ef33d194a64a0e83",
    (2, "ja"): "0b1751950e94fefa0dd0576cf0ef4591915f7aa4efed128887516d717ecfb259",
    (2, "en"): "bc3b818b9712eb884ce7d86d8da0692b51c59907a0ce5ec83f6eb650c802af06",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("act", [
    row.type for row in ACTS if row.type not in ("acceptance.signed", "acceptance.confirmed", "witness.added")
])  # fmt: skip
def test_every_signed_act_has_its_text(act: str, lang: str) -> None:
    stmt = {
        "act": act, "lang": lang, "ledger": "x", "by": "aoki", "acting_for": None, "request": "2026-0001", "rev": 2,
        "outcome": "annul" if act == "decision.confirmed" else "refuse",
        "stance": "object", "reason": "費用\n8. 承認する", "roots": "a\n", "roster": "b\n",
        "layers": [{"id": "city"}], "file_sha256": digest("file"), "size": 8, "taken": None, "known_size": 8,
    }  # fmt: skip
    text = texts.text(stmt, "件名\n承認")
    assert digest("file") in text and "2026-0001" in text
    assert "> 8. 承認する" in text and "\n承認" not in text
    assert texts.text(stmt | {"rev": 3}, "件名\n承認") != text


@pytest.mark.parametrize("taken, known, says, not_", [
    (None, 8, ("No line is known", "失われたと分かっている記録はありません。"), ("the damaged", "損傷した")),
    (2, 8, ("the damaged ledger still gave after it", "損傷した台帳から引き継いだ上記の記録"), ("are lost: ", "0件")),
    (None, 11, ("that are lost: 3.", "記録のうち3件は失われています。"), ("No line", "ありません")),
    (2, 9, ("that are lost: 1.", "記録のうち1件は失われています。"), ("No line", "ありません")),
])  # fmt: skip
def test_roots_sign_what_a_restore_loses_and_nothing_else(
    taken: int | None, known: int, says: tuple[str, str], not_: tuple[str, str]
) -> None:
    for lang, said, other in zip(("en", "ja"), says, not_, strict=True):
        text = texts.text({"act": "ledger.restored", "lang": lang, "size": 8, "taken": taken, "known_size": known})
        assert said in text and other not in text


def test_the_texts_of_outcomes_differ() -> None:
    stmt = {"act": "decision.made", "lang": "ja"}
    assert len({texts.text(stmt | {"outcome": outcome}) for outcome in ("approve", "refuse", "return")}) == 3


# The sheet


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_shows_what_the_decision_rests_on(lang: str) -> None:
    town = Town().to_review(lifetime_yen=12_345_678)
    case = town.case()
    made = sheet(town.world, case, town.day, "0" * 32, lang)
    assert case.acceptance is not None
    for part in ("2026-0001", "12,345,678", "NC-501", "Tanaka (tanaka)", case.acceptance.leaf, "0" * 32, "2029-03-31",
                 *case.revision.digests):  # fmt: skip
        assert part in made.text
    made.text.encode("cp932")
    assert len(made.text.split("\n")) <= 60


def test_the_code_is_of_the_whole_sheet() -> None:
    town = Town().to_review()
    first = sheet(town.world, town.case(), town.day, "0" * 32, "ja")
    again = sheet(town.world, town.case(), town.day, "0" * 32, "ja")
    fresh = sheet(town.world, town.case(), town.day, "1" * 32, "ja")
    assert first == again
    assert first.code != fresh.code
    assert first.code != sheet(town.world, town.case(), town.day, "0" * 32, "en").code
    assert re.fullmatch("[a-z2-7]{12}", first.code)
    town.put(town.decision(sheet=first.sha256, code=first.code))


def test_the_sheet_says_what_was_decided_before_and_what_does_not_live() -> None:
    town = Town().to_review()
    town.put(town.decision(outcome="refuse"))
    town.put(town.filing(key="another"))
    text = sheet(town.world, town.case("2026-0002"), town.day, "0" * 32, "en").text
    assert "2026-11-23  2026-0001  refused" in text
    assert "Accepted: none, endorsed: none" in text
    assert "single root" not in text
    assert "single root" in sheet(Town(roots=1).to_review().world, town.case(), town.day, "0" * 32, "en").text


@pytest.mark.parametrize(
    ("day", "ja"),
    [("2019-05-01", "令和元年5月1日（2019-05-01）"), ("2026-10-01", "令和8年10月1日（2026-10-01）"),
     ("2019-04-30", "2019年4月30日（2019-04-30）")],
)  # fmt: skip
def test_days_in_japanese(day: str, ja: str) -> None:
    assert day_in(date.fromisoformat(day), "ja") == ja
    assert day_in(date.fromisoformat(day), "en") == day
