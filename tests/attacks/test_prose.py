"""Attacks by the department's own prose on what the owner will have to carry, and on what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nocustom.life.sheet import sheet
from nocustom.life.statement import statement
from tests.acts.paperwork import IKUSEI, edit, filed_file
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage, refused
from tests.life.town import COMMITTEE, Town

VENDOR = (
    "ベンダーが検証する。\\n\\n8. 検証責任者の免除　検証は事業者が行い、検証責任者は責任を負いません。"
    "\\n\\n私は、第1項から第7項までを引き受けません。"
)
SHOWN = VENDOR.replace("\\n", "\n")


@pytest.mark.parametrize(
    "old, where",
    [
        ('items = ["支給額の計算",', f'items = ["{VENDOR}",'),
        ('evidence = "検証結果表を作成し、係長が確認して保存する。"', f'evidence = "{VENDOR}"'),
        ('title = "児童育成手当の外付け支給管理"', f'title = "{VENDOR}"'),
    ],
    ids=["items", "evidence", "title"],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_vendor_verifies(office: Stage, old: str, where: str, lang: str) -> None:
    """Write "the vendor verifies" into items, evidence or title → only quoted, and the clauses prevail."""
    path = office.hall.request(IKUSEI)
    edit(path, old, where)
    number = filed_file(office.hall, path)
    office.good("tanaka", "endorse", number)
    screen = office.by("tanaka", "accept", number, lang=lang)
    assert screen.code == 0
    rows = screen.out.split("\n")
    mine = [row for row in rows if "ベンダーが検証" in row or "免除" in row or "第1項から" in row]
    assert len(mine) >= 3 and all(row.startswith("> ") for row in mine)
    text = "".join(rows)
    assert ("各項と異なるときは、各項が優先します" if lang == "ja" else "clauses prevail") in text
    with office.hall.desk(writable=False) as desk:
        case = desk.case(number)
        assert case.revision.assessment is not None and case.acceptance is not None
        due = statement(case.revision.assessment, number, 1, "tanaka", lang)
    assert len(due.clauses) == 7 == len(office.content("acceptance.signed")["answers"])
    assert not any("ベンダー" in clause or "免除" in clause for clause in due.clauses)


def test_the_vendor_is_named_as_owner(office: Stage) -> None:
    """Name the vendor as verification owner → an owner is a person of the people document, in a post, in service."""
    path = office.hall.request(IKUSEI)
    edit(path, 'owner = "tanaka"', 'owner = "soramame"')
    refused(office.by("suzuki", "submit", str(path)), "`soramame` is not a person of policies/people.toml", code=3)


@pytest.mark.parametrize("owner", ["kimura", "hirano"])
def test_somebody_elsewhere_is_named_as_owner(office: Stage, owner: str) -> None:
    """Name an owner of another department or post → nobody but a fit owner can accept, and nothing is approved."""
    office.hall.enroll(owner, "accept")
    path = office.hall.request(IKUSEI)
    edit(path, 'owner = "tanaka"', f'owner = "{owner}"')
    number = filed_file(office.hall, Path(path))
    office.good("tanaka", "endorse", number)
    office.attack(owner, "accept", number, words=(f"`{owner}`", "2026-06-01"))
    office.attack("uchida", "decide", number, "approve", words=("nobody has accepted the responsibility",))


def test_ten_thousand_tiny_revisions() -> None:
    """Change one hour a revision, again and again → no acceptance outlives its revision, and the last one is read."""
    town = Town()
    hours = 400
    town.put(town.filing(hours_per_year=hours, signed=True, authority=COMMITTEE))
    for rev in range(2, 202):
        town.put(town.endorsement())
        town.put(town.acceptance())
        old = town.case().acceptance
        town.put(town.return_())
        hours -= 1
        town.put(town.filing(number="2026-0001", signed=True, hours_per_year=hours, authority=COMMITTEE))
        case = town.case()
        assert case.revision.rev == rev and case.acceptance is None and old is not None
        assert "state" in town.codes(town.decision(acceptance=old.leaf))
    last = town.case().revision.assessment
    assert last is not None and last.number("cost.verification_hours_per_year") == 200
    assert sum(1 for entry in town.case().history if entry.type == "acceptance.signed") == 200


def test_many_small_changes_are_read_as_one(accepted: Stage) -> None:
    """Let a request grow in steps too small to notice → who acted on it before reads all that changed since then."""
    path = accepted.hall.root / "requests" / "2026" / f"{IKUSEI}.toml"
    for hours in (31, 32, 33):
        accepted.good("uchida", "return", NUMBER)
        edit(path, f"hours_per_release = {hours - 1}", f"hours_per_release = {hours}")
        accepted.good("suzuki", "submit", str(path))
    accepted.good("tanaka", "endorse", NUMBER)
    accepted.attack("hirano", "decide", NUMBER, "approve", words=(
        "nobody has accepted the responsibility for verification of revision 4",
    ))  # fmt: skip
    shown = " ".join(accepted.by("tanaka", "accept", NUMBER).out.split())
    assert "Changed since revision 1, the last that 田中 一郎 acted on: hours per release: 30 -> 33" in shown
    assert "verification hours per year: 90 -> 99" in shown
    assert "Revisions: 4 (returned: 3, declined: 0)" in accepted.anyone("review", NUMBER).out


def test_small_steps_that_others_read() -> None:
    """Let the office alone see each small step → the sheet adds up all since its reader acted on the request."""
    town = Town().to_review(hours_per_year=400, lifetime_yen=1_000_000)
    town.put(town.decision(outcome="return"))
    for step in range(1, 31):
        fields: dict[str, Any] = {"hours_per_year": 400 - step, "lifetime_yen": 1_000_000 + 50_000 * step}
        town.put(town.filing(number="2026-0001", signed=True, **fields))
        if step < 30:
            town.put(town.return_())
    town.put(town.endorsement())
    town.put(town.acceptance())
    read = {person: sheet(town.world, town.case(), town.day, "0" * 32, "en", reader=person).text
            for person in ("aoki", "mori", "ito")}  # fmt: skip
    assert "Revisions: 31 (returned: 30, declined: 0)" in read["aoki"]
    assert "Changed since revision 1, the last that Aoki (aoki) acted on:" in read["aoki"]
    assert "lifetime cost: 1,000,000 yen -> 2,500,000 yen" in read["aoki"]
    assert "Changed since revision 30, the last that Mori (mori) acted on:" in read["mori"]
    assert "lifetime cost: 2,450,000 yen -> 2,500,000 yen" in read["mori"]
    assert "Changed since the first revision:" in read["ito"], "who acted on none reads all of it"
