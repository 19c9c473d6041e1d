"""The queue: what waits, for whom, in which order; and nothing that does not wait."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nocustom.acts.queue import Kind, Queue, queue
from nocustom.acts.search import Search
from nocustom.errors import Exit
from nocustom.ledger.letters import plain
from nocustom.show.queue_json import queue_json
from nocustom.show.queue_text import queue_text, row_text
from tests.acts.hall import Hall
from tests.acts.paperwork import accepted, approved, decided, edit, endorse_it, endorsed, filed, owner_accepts
from tests.acts.screen import screen
from tests.conftest import Run

REFUSED = "jumin-menu-favourites"


def waiting(
    hall: Hall, *, mine: str | None = None, overdue: bool = False, department: str | None = None,
    search: str | None = None,
) -> Queue:  # fmt: skip
    with hall.desk(writable=False) as desk:
        return queue(desk, mine=mine, overdue=overdue, department=department, search=search)


def rows(hall: Hall) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(row.case.number, row.kind.value, row.turn, row.command) for row in waiting(hall).rows]


def test_each_step_is_somebodys_turn(office: Hall) -> None:
    assert rows(office) == []
    number = filed(office)
    assert rows(office) == [(number, "filed", ("tanaka",), f"nocustom endorse {number}")]
    endorse_it(office, number)
    assert rows(office) == [(number, "owner_pending", ("tanaka",), f"nocustom accept {number}")]
    owner_accepts(office, number)
    assert rows(office) == [(number, "review", ("hirano",), f"nocustom review {number}")]
    decided(office, number, "return")
    assert rows(office) == [(number, "returned", ("suzuki",), f"nocustom submit {number}")]


def test_what_is_in_force_does_not_wait(office: Hall) -> None:
    approved(office)
    assert rows(office) == []


def test_a_no_of_the_engine_waits_for_the_office(office: Hall) -> None:
    number = filed(office, REFUSED)
    assert rows(office) == [(number, "filed", ("takada", "uchida"), f"nocustom close {number}")]


def test_a_committee_member_who_decided_is_not_waited_for(office: Hall) -> None:
    number = accepted(office, ("initial_yen = 1800000", "initial_yen = 60000000"))
    assert waiting(office).rows[0].turn == ("hirano", "imai", "kono", "maruyama")
    decided(office, number, by="kono")
    assert waiting(office).rows[0].turn == ("hirano", "imai", "maruyama")


def test_an_owner_who_is_silent_for_14_days_is_late(office: Hall, run: Run) -> None:
    number = endorsed(office)
    office.later(days=14)
    assert waiting(office, overdue=True).rows == () and waiting(office, overdue=True).exit is Exit.OK
    office.later(days=1)
    late = waiting(office, overdue=True)
    assert [(row.case.number, row.kind, row.days) for row in late.rows] == [(number, Kind.OVERDUE, 15)]
    assert late.exit is Exit.FINDINGS and waiting(office).exit is Exit.OK
    ran = run("queue", "--overdue", cwd=office.root)  # the real clock is later than that
    assert ran.code == Exit.FINDINGS and number in ran.out
    assert run("queue", cwd=office.root).code == Exit.OK


def test_an_exception_nears_its_end_and_passes_it(office: Hall) -> None:
    number = approved(office)  # until 2028-03-31
    office.later(days=578)  # 2027-12-31: 91 days are left
    assert rows(office) == []
    office.later(days=1)
    assert rows(office) == [(number, "expiring", ("tanaka",), "nocustom request new")]
    assert waiting(office).rows[0].days == 0
    office.later(days=90)
    assert rows(office)[0][1] == "expiring"
    office.later(days=1)
    assert rows(office)[0][1] == "overdue"
    assert waiting(office).rows[0].days == 1, "counted from the end, not from the approval"
    assert waiting(office, overdue=True).exit is Exit.FINDINGS


def test_an_owner_who_left_makes_an_orphan(office: Hall) -> None:
    number = approved(office)
    pending = endorsed(office, change=('key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-a2c4"'))
    edit(office.root / "policies/people.toml", 'id = "tanaka"\nname = "田中 一郎"\n',
         'id = "tanaka"\nuntil = 2026-06-30\nname = "田中 一郎"\n')  # fmt: skip
    office.adopt("people")
    office.later(days=30)
    found = waiting(office).rows
    assert {(row.case.number, row.kind) for row in found} == {(number, Kind.ORPHAN), (pending, Kind.ORPHAN)}
    assert {row.case.number: row.command for row in found} == {
        number: "nocustom request new", pending: f"nocustom withdraw {pending}"}  # fmt: skip
    assert not any(row.late for row in found)
    office.later(days=31)
    assert [row.case.number for row in waiting(office, overdue=True).rows] == [number], "the 30 days are over"


def test_the_order_is_by_urgency(office: Hall) -> None:
    number = filed(office, REFUSED)
    review = accepted(office)
    assert [row[0] for row in rows(office)] == [review, number]


def test_filters(office: Hall) -> None:
    review, number = accepted(office), filed(office, REFUSED)

    def numbers(found: Queue) -> list[str]:
        return [row.case.number for row in found.rows]

    assert numbers(waiting(office, mine="hirano")) == [review]
    assert numbers(waiting(office, mine="uchida")) == [number]
    assert numbers(waiting(office, mine="kono")) == []
    assert numbers(waiting(office, department="kodomo")) == [review]
    assert numbers(waiting(office, department="子育て支援課")) == [review]
    assert numbers(waiting(office, search="手当")) == [review], "a word of two characters"
    assert numbers(waiting(office, search="育成　手当")) == [review]
    assert numbers(waiting(office, search="２０２６－０００２")) == [number], "full-width digits"
    assert numbers(waiting(office, search="田中")) == [review]
    assert numbers(waiting(office, search="手当 図書館")) == []


@pytest.mark.parametrize(
    "search, text", [("ﾒﾆｭｰ", "メニューのお気に入り"), ("excel", "ＥＸＣＥＬ"), ("10", "１０件"), ("㈱", "(株)")]
)
def test_width_and_case_do_not_matter(search: str, text: str) -> None:
    assert Search(search, None).stand_in(plain(text), frozenset())


def test_mine_needs_to_know_who(office: Hall, run: Run) -> None:
    accepted(office)
    ran = run("queue", "--mine", cwd=office.root)
    assert ran.code == Exit.NOT_PERMITTED and "who are you?" in ran.err
    ran = run("queue", "--mine", cwd=office.root, env={"NOCUSTOM_ME": "hirano"})
    assert ran.code == Exit.OK and "2026-0001" in ran.out
    ran = run("queue", "--mine", "--me", "kono", cwd=office.root)
    assert ran.out.startswith("nothing waits (whose turn: 河野 正)\n")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screen(office: Hall, lang: str) -> None:
    accepted(office)
    filed(office, REFUSED)
    filed(office, "kokuho-copying-rung9", ("title = \"", "title = \"[bold]\u202e"))
    shown = screen(queue_text(waiting(office), lang))
    assert "平野 貴子" in shown and "nocustom review 2026-0001" in shown
    assert "[bold]<U+202E>" in shown, "the requester's text is data"


def test_whose_turn_it_is_stands_in_words_of_the_office(office: Hall) -> None:
    review = accepted(office)
    (row,) = waiting(office).rows
    for verb, word in (("review", "審査"), ("accept", "責任引受"), ("request new", "再要望")):
        said = row_text(replace(row, verb=verb), None, "ja")
        assert said.startswith(review) and said.endswith(f"{word}: hirano")
    assert row_text(replace(row, verb="accept"), None, "en").endswith("accept: hirano")


def test_json(office: Hall) -> None:
    number = accepted(office)
    told = json.loads(queue_json(waiting(office)))
    assert told["schema"] == "nocustom.queue/1"
    assert told["requests"] == [{
        "number": number, "key": "ikusei-teate-k3f9", "title": "児童育成手当の外付け支給管理", "department": "kodomo",
        "department_name": "子育て支援課", "kind": "review", "state": "review", "verdict": "eligible",
        "since": "2026-06-01", "days": 0, "due": None, "late": False, "transcribed": False,
        "urgent": False,
        "turn": [{"id": "hirano", "name": "平野 貴子"}],
        "verb": "review", "command": f"nocustom review {number}", "judged_by_other_than_adopted": [],
    }]  # fmt: skip
