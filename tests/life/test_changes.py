"""What changed between the revision somebody read last and the latest: field by field, and small steps add up."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.form.fields import FORM
from nocustom.life.assessment import Assessment
from nocustom.life.changes import Changes, Part, changes, read_last, reading, since_read, told
from nocustom.life.deeds import Revision
from tests.life.test_again import anew
from tests.life.town import Town, assessed


def revision(rev: int, document: dict[str, Any] | None) -> Revision:
    """A revision with this assessment."""
    found = None if document is None else Assessment(document)
    return Revision(
        rev=rev, seq=rev, leaf="", day="2026-06-01", by="suzuki", keys=frozenset(), signed=False,
        filed_on="2026-06-01", file_sha256="", material_sha256="", assessment_sha256="", policy_sha256="",
        assessment=found,
    )  # fmt: skip


def requested(**sections: Any) -> dict[str, Any]:
    """An assessment of a request with these sections instead."""
    document = assessed()
    document["request"] = document["request"] | sections
    return document


def compared(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Changes:
    return changes(revision(1, old), revision(2, new))


def lines(old: dict[str, Any] | None, new: dict[str, Any] | None, lang: str = "en") -> list[str]:
    return told(compared(old, new), lang)


def test_nothing() -> None:
    found = compared(assessed(), assessed())
    assert not found.any and told(found, "en") == ["  nothing that matters"]


@pytest.mark.parametrize("old, new, en, ja", [
    ({"annual_yen": 300000}, {"annual_yen": 250000},
     ["  annual cost: 300,000 yen -> 250,000 yen"], ["  年間費用：300,000円 → 250,000円"]),
    ({}, {"quote_on": "2026-04-01"}, ["  quote of: not filled in -> 2026-04-01"],
     ["  見積日：記載なし → 2026-04-01"]),
    ({"vendor_answer": "B"}, {"vendor_answer": "C"},
     ["  vendor's answer: B: by customizing -> C: by another way"],
     ["  事業者の回答：B カスタマイズで対応 → C 代替手段で対応"]),
    ({"quote_ref": "a"}, {}, ["  quote reference, before (quoted):", "> a", "  quote reference, now: not filled in"],
     ["  見積番号（変更前、引用）：", "> a", "  見積番号（変更後）：記載なし"]),
])  # fmt: skip
def test_a_field(old: dict[str, Any], new: dict[str, Any], en: list[str], ja: list[str]) -> None:
    assert lines(requested(cost=old), requested(cost=new)) == en
    assert lines(requested(cost=old), requested(cost=new), "ja") == ja


def test_yes_and_no_are_no_numbers() -> None:
    assert lines(requested(impact={"my_number": False}), requested(impact={"my_number": True})) == [
        "  My Number: no -> yes"
    ]


def test_administrative_fields_are_left_aside() -> None:
    one, other = ({**assessed()["request"]["request"], "doc_number": text} for text in ("1", "2"))
    assert not compared(requested(request=one), requested(request=other)).any


def test_every_other_field_of_the_form_is_compared() -> None:
    """A new field can't be forgotten: whatever the form has is told when it changes."""
    left: list[str] = []
    for path, field in FORM.items():
        section, _, name = path.rpartition(".")
        if field.kind in ("table", "tables") or not section:
            continue
        one: Any = {name: "a" if field.kind != "list" else ["a"]}
        other: Any = {name: "b" if field.kind != "list" else ["b"]}
        if section in ("alternative", "precedent.found"):
            one, other = [one], [other]
        for part in reversed(section.split(".")):
            one, other = {part: one}, {part: other}
        document = {**assessed(), "request": one}, {**assessed(), "request": other}
        if not compared(*document).fields:
            left.append(path)
    assert left == [path for path, field in FORM.items() if field.administrative] != []


def test_prose_is_quoted_visible_and_cut_to_what_differs() -> None:
    before, after = "あ" * 100 + "5年" + "い" * 100, "あ" * 100 + "50年\u202e\n> 判定：例外候補" + "い" * 100
    old, new = (requested(gap={"wanted": text}) for text in (before, after))
    shown = lines(old, new)
    assert shown[:2] == ["  what is wanted, before (quoted):", "> …" + "あ" * 19 + "5年" + "い" * 14]
    prose = [line for line in shown if "引用" not in line and not line.startswith("  ")]
    assert all(line.startswith("> ") for line in prose) and "> > 判定：例外候補いい" in "\n".join(prose)
    assert "\u202e" not in "".join(shown) and "50年" in "".join(shown)
    assert len("".join(prose)) < 200


def test_an_alternative_is_named_by_its_rung_and_a_precedent_by_its_place() -> None:
    old = requested(alternative=[{"rung": 0, "why": "a"}, {"rung": 3, "result": "possible"}],
                    precedent={"found": [{"body": "りんどう市"}]})  # fmt: skip
    new = requested(alternative=[{"rung": 3, "result": "partly"}, {"rung": 0, "why": "b"}],
                    precedent={"found": [{"body": "すみれ市"}]})  # fmt: skip
    assert [line for line in lines(old, new) if not line.startswith(">")] == [
        "  alternatives, rung 0, why, before (quoted):", "  alternatives, rung 0, why, now (quoted):",
        "  alternatives, rung 3, result: possible -> possible in part",
        "  precedents found (1), body, before (quoted):", "  precedents found (1), body, now (quoted):",
    ]  # fmt: skip
    assert lines(old, new, "ja")[0] == "  代替手段の検討（第0段）の理由（変更前、引用）："


def test_two_entries_with_the_same_rung_are_both_told() -> None:
    twice = [{"rung": 0, "why": "a"}, {"rung": 0, "why": "b"}]
    found = compared(requested(alternative=twice), requested(alternative=twice[:1]))
    assert {change.path for change in found.fields} >= {"alternative.2.why"}


def test_of_a_list_what_went_and_what_came() -> None:
    old, new = (requested(precedent={"same_need": names}) for names in (["a", "b", "c"], ["c", "a", "d"]))
    assert lines(old, new) == [
        "  bodies with the same need, before (quoted):", "> b", "  bodies with the same need, now (quoted):", "> d"
    ]  # fmt: skip
    again = requested(precedent={"same_need": ["c", "b", "a"]})
    assert lines(old, again)[1:4] == ["> a", "> b", "> c"], "another order is a change too"


def test_verdict_policy_figures_and_rules() -> None:
    rule = {"id": "NC-105", "effect": "require", "fired": "yes", "met": False, "lifted": False}
    forbid = {"id": "NC-301", "effect": "forbid", "fired": "yes", "met": None, "lifted": False}
    old = assessed(verdict="refused", rules=[rule, forbid]) | {"policy_sha256": "1", "systems_sha256": "2" * 64}
    new = assessed(lifetime_yen=2_000_000, rules=[rule | {"met": True}, forbid | {"lifted": True},
                                                  {"id": "NC-9", "effect": "advise", "fired": "yes"}])  # fmt: skip
    new |= {"policy_sha256": "2", "systems_sha256": "3" * 64}
    new["policy"] = [{"id": "city", "version": "2026.2", "sha256": ""}]
    assert lines(old, new) == [
        "  Verdict: refused -> eligible",
        "  policy: city 2026.1 -> city 2026.2",
        "  systems: 2222222222222222 -> 3333333333333333",
        "  lifetime cost: 3,000,000 yen -> 2,000,000 yen",
        "  NC-105 [require] unmet -> met",
        "  NC-301 [forbid] yes -> yes, lifted",
        "  NC-9 [advise] not there -> yes",
    ]
    assert lines(old, new, "ja")[0] == "  判定：不採用 → 例外候補"


def test_what_can_not_be_read_is_said() -> None:
    found = compared(None, assessed())
    assert found.any and told(found, "en") == ["  An assessment can't be read: not compared."]


def back(town: Town, title: str, by: str = "mori") -> None:
    """The office returns it, and it comes again under another title."""
    town.put(town.return_(by))
    town.put(town.filing(number="2026-0001", title=title))


def test_small_steps_add_up_for_who_read_none_of_them() -> None:
    town = Town()
    town.put(town.filing(title="一"))
    for title in ("二", "三", "四"):
        back(town, title)
    case = town.case()
    for person, part, since in (("mori", "office", 3), ("aoki", "decider", 1), (None, "decider", 1),
                                ("tanaka", "owner", 1), ("mori", "decider", 1)):  # fmt: skip
        found = since_read(case, person, part)  # type: ignore[arg-type]
        assert found is not None and (found.since, found.rev) == (since, 4), person
        (change,) = found.fields
        assert change.before == {1: "一", 3: "三"}[since] and change.after == "四"
    shown = reading(case, "aoki", "青木", "decider", "en")
    assert shown[:2] == ["Revisions: 4 (returned: 3, declined: 0)", "Changed since the first revision:"]
    shown = reading(case, "mori", "森", "office", "ja")
    assert shown[:2] == ["改訂の回数：4（差戻し3回、引受辞退0回）", "改訂3（森が最後に扱ったもの）からの変更点："]


READERS: tuple[tuple[str, Part], ...] = (
    ("aoki", "decider"), ("tanaka", "owner"), ("tanaka", "chief"), ("mori", "office"),
)  # fmt: skip


def test_what_a_person_acted_on_last_counts_and_not_what_others_did() -> None:
    town = Town().to_review(title="一")
    town.put(town.decision(outcome="return"))
    town.put(town.filing(number="2026-0001", title="二", signed=True))
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", title="三", signed=True))
    town.put(town.endorsement())
    town.put(town.acceptance())
    town.put(town.decision(outcome="return"))
    town.put(town.filing(number="2026-0001", title="四", signed=True))
    case = town.case()
    last = {(person, part): (read_last(case, person, part) or (0,))[0] for person, part in READERS}
    assert last == {("aoki", "decider"): 3, ("tanaka", "owner"): 3, ("tanaka", "chief"): 3, ("mori", "office"): 2}
    assert read_last(case, "inoue", "chief") is None


def test_an_unsigned_act_shows_no_reading() -> None:
    """Whoever can write the file of the ledger could ask a question in the office's name, and hide a step behind it."""
    town = Town()
    town.put(town.filing(title="一"))
    town.put(town.said("question.asked", "mori", "何"))
    back(town, "二", by="mori")
    case = town.case()
    case.history[:] = [line._replace(event=line.event._replace(body=line.event.content, stmt=None))
                       for line in case.history]
    assert read_last(case, "mori", "office") is None


def test_the_first_revision_has_nothing_before_it() -> None:
    town = Town()
    town.put(town.filing())
    assert since_read(town.case(), "mori", "office") is None
    assert reading(town.case(), "mori", "mori", "office", "en") == []


def test_what_was_read_under_an_earlier_judgement_is_not_what_stands_now() -> None:
    """The same words judged again: whoever acted before is told what is otherwise, of an earlier revision too."""
    town = Town().to_review(title="一")
    anew(town, verdict="eligible", lifetime_yen=4_000_000)
    case = town.case()
    found = since_read(case, "tanaka", "owner")
    assert found is not None and (found.since, found.rev) == (1, 1)
    assert [line for line in told(found, "en") if "policy" not in line] == [
        "  lifetime cost: 3,000,000 yen -> 4,000,000 yen"
    ]
    assert since_read(case, "aoki", "decider") is None, "the sheet says itself that it was judged again"
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", title="二", signed=True, lifetime_yen=4_000_000))
    (title, cost) = (since_read(town.case(), "tanaka", "owner") or found)[4:6]
    assert [change.field for change in (*title, *cost)] == ["request.title", "cost.lifetime_yen"]
    assert told(changes(town.case().revisions[0], town.case().revision), "ja") == [
        "  件名（変更前、引用）：", "> 一", "  件名（変更後、引用）：", "> 二"
    ]  # fmt: skip
