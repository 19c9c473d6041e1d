"""`status`: what waits for whom, what differs from what is adopted, and the next command; before a ledger too."""

from __future__ import annotations

import json

import pytest

from nocustom.acts.status import Status, status
from nocustom.errors import Exit
from nocustom.show.status_json import status_json
from nocustom.show.status_text import status_text
from tests.acts.hall import Hall
from tests.acts.paperwork import accepted, approved, edit, filed
from tests.acts.screen import screen
from tests.conftest import Run


def standing(hall: Hall, mine: str | None = None) -> Status:
    return status(hall.workspace, hall.clock, mine)


def spoken(found: Status, lang: str = "en") -> str:
    """The screen on one line, so that wrapping does not matter."""
    return " ".join(screen(status_text(found, lang)).split())


def test_without_a_ledger_it_tells_how_to_begin(hall: Hall, run: Run) -> None:
    shown = spoken(standing(hall))
    assert "there is no ledger yet" in shown and "nocustom people enroll --found" in shown
    ran = run("status", cwd=hall.root)
    assert ran.code == Exit.OK and ran.err == ""
    assert run("status", "--mine", cwd=hall.root).code == Exit.OK


def test_without_settings_it_tells_that_too(hall: Hall) -> None:
    (hall.root / "nocustom.toml").unlink()
    assert "`nocustom init`" in spoken(standing(hall))


def test_what_is_not_adopted_yet(hall: Hall) -> None:
    hall.found("cio-root")
    found = standing(hall)
    assert found.missing == ("people", "systems", "policy") and found.provisional
    shown = spoken(found)
    assert "not adopted yet: policy" in shown and "`nocustom policy adopt`" in shown
    assert "approvals are provisional" in shown


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_waits_and_for_whom(office: Hall, lang: str) -> None:
    approved(office)
    number = filed(office, "jumin-menu-favourites")
    found = standing(office)
    assert (found.in_force, [row.case.number for row in found.rows]) == (1, [number])
    assert f"`nocustom close {number}`" in spoken(found, lang)
    assert standing(office, "hirano").rows == ()
    assert [row.case.number for row in standing(office, "uchida").rows] == [number]


@pytest.mark.parametrize("file, part", [("people", "people"), ("systems", "systems"), ("city", "policy")])
def test_a_file_that_differs_from_the_adopted_one_is_named(office: Hall, file: str, part: str) -> None:
    assert standing(office).differs == ()
    path = office.root / f"policies/{file}.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# one more line\n", encoding="utf-8")
    assert standing(office).differs == (part,)
    assert f"in policies/ lies another version than the adopted one: {part}" in spoken(standing(office))


def test_a_file_that_can_not_be_read_is_no_reason_to_say_nothing(office: Hall) -> None:
    accepted(office)
    edit(office.root / "policies/people.toml", 'schema = "people/1"', 'schema = "people/9"')
    found = standing(office)
    assert found.unread is not None and len(found.rows) == 1
    shown = "\n".join(status_text(found, "en"))
    assert "what lies in policies/ can't be read:" in shown and "people.toml:4:" in shown


def test_nothing_waits(office: Hall) -> None:
    assert "nothing waits" in spoken(standing(office)) and "`nocustom submit PATH`" in spoken(standing(office))


def test_json(office: Hall) -> None:
    number = accepted(office)
    found = json.loads(status_json(standing(office), "en"))
    assert found["schema"] == "nocustom.status/1" and found["counts"] == {"review": 1}
    assert [row["number"] for row in found["requests"]] == [number]
    assert found["ledger"]["size"] == 16 and found["differs"] == []


def test_a_broken_ledger_is_no_status(office: Hall, run: Run) -> None:
    office.ledger_file.write_bytes(b"SQLite format 3\0 and then something else")
    ran = run("status", cwd=office.root)
    assert ran.code == Exit.BROKEN and "Traceback" not in ran.err and ran.out == ""
