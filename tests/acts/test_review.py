"""The review: one sheet, only the acts that are this person's, and the code of the sheet that was read."""

from __future__ import annotations

import pytest

from nocustom.acts.close import Closed
from nocustom.acts.decide import Decided, to_override
from nocustom.acts.desk import Aborted
from nocustom.acts.explain import Explained
from nocustom.acts.question import Told
from nocustom.acts.review import Reviewed, chosen, explained, review
from nocustom.acts.say_why import SaidWhy
from nocustom.errors import Exit, NotJudged, NotPermitted
from nocustom.show.review_text import act_text, reviewed_text
from tests.acts.hall import Hall, Script, named
from tests.acts.paperwork import REASON, Kept, accepted, code, edit, endorsed, filed, state_of
from tests.acts.screen import screen
from tests.acts.test_override import in_review
from tests.conftest import Run


def reviewed(hall: Hall, person: str, reader: Script, *names: str, explain: bool = False) -> Reviewed:
    with hall.desk() as desk:
        cases = chosen(desk, names, person)
        return review(desk, cases, hall.signer(person), reader, explain=(lambda case: "why") if explain else None)


def letters(question: str) -> str:
    return "".join(part.split(":")[0].strip() for part in question.split(","))


def test_approving_goes_on_with_the_sheet_that_was_read(office: Hall) -> None:
    number = accepted(office)
    reader = Script("a", REASON, code)
    result = reviewed(office, "hirano", reader)
    (done,) = result.done
    assert isinstance(done, Decided) and done.settled == "approve"
    assert letters(reader.questions[0]) == "atrbosq"
    shown = [text for text in reader.texts if "nonce:" in text]
    assert len(shown) == 1 and shown[0].startswith(done.sheet.text), "no second sheet"
    assert state_of(office, number) == "approved"


def test_the_office_may_send_back_and_ask_and_no_more(office: Hall) -> None:
    number = accepted(office)
    reader = Script("a", "r", "b", REASON, named)
    result = reviewed(office, "uchida", reader)
    assert letters(reader.questions[0]) == "bkosq"
    assert reader.questions[0] == reader.questions[2], "a letter that is not offered does nothing"
    assert isinstance(result.done[0], SaidWhy) and state_of(office, number) == "returned"


def test_a_decider_sends_back_by_a_decision(office: Hall) -> None:
    number = accepted(office)
    result = reviewed(office, "hirano", Script("b", REASON, code))
    assert isinstance(result.done[0], Decided) and result.done[0].outcome == "return"
    assert state_of(office, number) == "returned"


def test_the_owner_may_look_and_no_more(office: Hall) -> None:
    number = accepted(office)
    kept, reader = Kept(office), Script("a", "", "o", "s")
    result = reviewed(office, "tanaka", reader, number)
    assert letters(reader.questions[0]) == "osq"
    assert any('key = "ikusei-teate-k3f9"' in text for text in reader.texts), "the file as it was filed"
    assert result.skipped == [number] and kept.still


def test_everybody_gets_only_what_is_theirs(office: Hall) -> None:
    review_, no = accepted(office), filed(office, "jumin-menu-favourites")
    with office.desk() as desk:
        assert [case.number for case in chosen(desk, [], "hirano")] == [review_]
        assert [case.number for case in chosen(desk, [], "uchida")] == [review_, no]
        assert chosen(desk, [], "suzuki") == []
        assert [case.number for case in chosen(desk, ["ikusei-teate-k3f9"], "suzuki")] == [review_]


def test_stopping_an_act_comes_back_to_the_sheet(office: Hall) -> None:
    number = accepted(office)
    kept, reader = Kept(office), Script("a", "", "r", REASON, "", "q")
    result = reviewed(office, "hirano", reader)
    assert reader.texts.count("stopped; nothing was written") == 2
    assert (result.done, result.skipped, result.left) == ([], [], [number]) and kept.still


def test_quitting_leaves_the_rest(office: Hall) -> None:
    first, second = accepted(office), filed(office, "jumin-menu-favourites")
    result = reviewed(office, "uchida", Script("s", "q"))
    assert (result.skipped, result.left) == ([first], [second])


def test_what_can_not_be_approved_says_why(office: Hall) -> None:
    accepted(office)
    edit(office.root / "policies/people.toml", 'id = "tanaka"\nname = "田中 一郎"\n',
         'id = "tanaka"\nuntil = 2026-06-30\nname = "田中 一郎"\n')  # fmt: skip
    office.adopt("people")
    office.later(days=30)
    reader = Script("q")
    reviewed(office, "hirano", reader)
    assert letters(reader.questions[0]) == "rbosq"
    (shown,) = [text for text in reader.texts if "nonce:" in text]
    assert "This reader can't approve it:\n- `tanaka` is not in service on 2026-07-01\n" in shown, "under the code"


def test_explain_is_offered_where_somebody_explains(office: Hall) -> None:
    number = accepted(office)
    reader = Script("e", "q")
    reviewed(office, "hirano", reader, explain=True)
    assert letters(reader.questions[0]) == "atrboesq" and "why" in reader.texts
    with office.desk() as desk:
        told = explained(desk, desk.case(number))
        assert isinstance(told, Explained) and told.checked.verdict == "eligible"
    edit(office.root / "policies/people.toml", 'name = "田中 一郎"', 'name = "田中 一朗"')
    office.adopt("people")
    with office.desk() as desk:
        case = desk.case(number)
        assert explained(desk, case).checked.verdict == "eligible", "by what was adopted when it was filed"
        desk.ledger.blobs._path(case.revision.assessment.people_sha256).unlink()  # type: ignore[union-attr]
        with pytest.raises(NotJudged):
            explained(desk, case)


def test_without_a_terminal_the_sheets_are_only_printed(office: Hall, run: Run) -> None:
    number = accepted(office)
    kept = Kept(office)
    ran = run("review", cwd=office.root, stdin="a\n")
    assert ran.code == Exit.OK and f"Request: {number}, revision 1" in ran.out
    assert "Code of this sheet" not in ran.out and kept.still
    ran = run("review", "2026-0009", cwd=office.root)
    assert ran.code == Exit.NOT_JUDGED and "the ledger has no request `2026-0009`" in ran.err


def test_a_terminal_that_was_closed_ends_the_review(office: Hall) -> None:
    number = accepted(office)
    kept = Kept(office)
    assert reviewed(office, "hirano", Script(*[""] * 5)).left == [number]
    assert kept.still


def test_nobody_there_to_answer(office: Hall) -> None:
    accepted(office)
    kept = Kept(office)
    with pytest.raises((NotPermitted, Aborted)):
        reviewed(office, "hirano", Script())
    assert kept.still


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screen(office: Hall, lang: str) -> None:
    number = accepted(office)
    endorsed(office, change=('key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-a2c4"'))
    result = reviewed(office, "hirano", Script("a", REASON, code, lang=lang))
    shown = screen([*act_text(result.done[0], lang), *reviewed_text(result, lang)])
    assert number in shown
    assert screen(reviewed_text(Reviewed(), lang))


def rule_asked(question: str) -> str:
    """The answer to the question for a rule: the one that it names."""
    return question.partition(": ")[2].partition(". ")[0]


def test_approving_against_a_no_names_the_rule_in_its_way(office: Hall) -> None:
    number = in_review(office)
    reader = Script("a", rule_asked, REASON, code)
    (done,) = reviewed(office, "hirano", reader, number).done
    assert isinstance(done, Decided) and done.outcome == "approve"
    assert letters(reader.questions[0]) == "atrbosq"
    with office.desk(writable=False) as desk:
        (rule,) = to_override(desk.case(number))
    assert reader.questions[1] == f"Rule 1 of 1 in its way: {rule}. Type it to override it, or Enter to stop"
    assert done.overrides == (rule,)


@pytest.mark.parametrize("answers", [
    ("",), ("yes",), ("all",), (rule_asked, ""), (rule_asked, "NC-000"), (rule_asked, rule_asked, ""),
])  # fmt: skip
def test_each_rule_is_named_on_its_own(
    office: Hall, answers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = in_review(office)
    kept, reader = Kept(office), Script("a", *answers, "q")
    with office.desk() as desk:
        case = desk.case(number)
        assert case.revision.assessment is not None
        document = case.revision.assessment.document  # parsed once in a process
        (row,) = [row for row in document["rules"] if [row["id"]] == list(to_override(case))]
        monkeypatch.setitem(document, "rules", [*document["rules"], row | {"id": "NC-499"}])
        assert len(to_override(case)) == 2
        assert review(desk, [case], office.signer("hirano"), reader).done == []
    assert kept.still and reader.texts[-1] == "stopped; nothing was written"
    asked = [rule_asked(question) for question in reader.questions if question.startswith("Rule ")]
    assert asked == ["NC-406", "NC-499"][: len(answers)]


def test_what_nothing_overrides_is_not_offered_for_approval(office: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """A require that is not met stays in the way; the sheet says so."""
    number = in_review(office)
    with office.desk() as desk:
        case = desk.case(number)
        assert case.revision.assessment is not None
        document = case.revision.assessment.document
        monkeypatch.setitem(document, "rules", [
            row | {"met": False} if row["effect"] == "require" and row["fired"] == "yes" else row
            for row in document["rules"]
        ])  # fmt: skip
        reader = Script("a", "q")
        review(desk, [case], office.signer("hirano"), reader)
    assert letters(reader.questions[0]) == "rbosq"
    shown = next(text for text in reader.texts if "nonce:" in text)
    assert "No override: not met yet:" in shown and "This reader can't approve it:" in shown


def test_the_office_closes_a_no_and_asks(office: Hall) -> None:
    number = filed(office, "jumin-menu-favourites")
    reader = Script("k", "何人が使うのか")
    (told,) = reviewed(office, "uchida", reader).done
    assert isinstance(told, Told) and letters(reader.questions[0]) == "bckosq"
    assert "\n".join(act_text(told, "en")).startswith(f"{number}: the question of `uchida` is recorded, unsigned")
    reader = Script("c", REASON, named)
    (closed,) = reviewed(office, "uchida", reader).done
    assert isinstance(closed, Closed) and state_of(office, number) == "closed"
    assert "> 何人が使うのか" in next(text for text in reader.texts if "nonce:" in text)
    assert "last day of appeal: 2026-07-01" in "\n".join(act_text(closed, "en"))


def test_asking_is_for_the_office_alone(office: Hall) -> None:
    number = filed(office, "jumin-menu-favourites")
    reader = Script("k", "c", "q")
    reviewed(office, "suzuki", reader, number)
    assert letters(reader.questions[0]) == "osq"


def test_the_sheet_stands_again_below_whatever_was_looked_at(office: Hall) -> None:
    accepted(office)
    reader = Script("o", "e", "q")
    reviewed(office, "hirano", reader, explain=True)
    assert ["nonce:" in text for text in reader.texts] == [False, True, False, True, False, True]
    assert len({text for text in reader.texts if "nonce:" in text}) == 1, "the same sheet"
