"""`check` judges by what lies on disk, and says so where something else was adopted."""

from __future__ import annotations

from nocustom.acts.drift import drift
from tests.acts.hall import Hall
from tests.acts.paperwork import edit
from tests.conftest import Run


def test_nothing_is_remarked_before_anything_is_adopted(hall: Hall) -> None:
    assert drift(hall.workspace) == []


def test_a_changed_file_is_remarked_beside_the_answer(office: Hall, run: Run) -> None:
    assert drift(office.workspace) == []
    office.request("kodomo-ikusei-outside")
    assert run("check", "--as-of", "2026-06-01", cwd=office.root).err == ""
    edit(office.root / "policies" / "city.toml", 'version = "2026.1"', 'version = "2026.2"')
    ran = run("check", "--as-of", "2026-06-01", "--json", cwd=office.root)
    assert ran.err == (
        "note: not what is adopted: policy; acts judge by what is adopted\n"
        "hint: `nocustom status` tells more; `nocustom policy adopt` adopts what lies\n"
        "  here\n"
    )
    assert ran.out.startswith('{"schema": "nocustom.check/1"')
