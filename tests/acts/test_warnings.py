"""What a request is warned of: it is judged all the same, for a no must not wait for a date."""

from __future__ import annotations

import json

import pytest

from tests.acts.hall import Hall
from tests.acts.paperwork import edit
from tests.conftest import Run

AS_OF = ("check", "--as-of", "2026-06-01")


@pytest.mark.parametrize(
    "lang, said",
    [
        ("en", "warning[backwards]: `life.ends_on` lies before `life.wanted_from`\n"),
        ("ja", "注意[backwards]: `life.ends_on` が `life.wanted_from` より前です\n"),
    ],
)
def test_a_term_that_ends_before_it_begins_is_a_warning(run: Run, hall: Hall, lang: str, said: str) -> None:
    path = hall.request("kodomo-ikusei-outside")
    before = run(*AS_OF, path, "--json", cwd=hall.root)
    text = path.read_text(encoding="utf-8")
    begins, ends = (
        next(line for line in text.splitlines() if line.startswith(key)) for key in ("wanted_from", "ends_on")
    )
    edit(path, ends, "ends_on = 2026-01-31")
    place = f"{text.splitlines().index(ends) + 1}:11\n"
    shown = run(*AS_OF, path, lang=lang, cwd=hall.root)
    after = begins.removeprefix("wanted_from = ").split()[0]
    assert said in shown.out and place in shown.out and after in shown.out
    (warned,) = json.loads(run(*AS_OF, path, "--json", cwd=hall.root).out)["requests"]
    (first,) = json.loads(before.out)["requests"]
    assert [(each["code"], each["severity"]) for each in warned["findings"]] == [("backwards", "warning")]
    assert first["findings"] == [] and first["verdict"] == "eligible" and warned["verdict"] is not None


def test_a_term_of_one_day_is_no_warning(run: Run, hall: Hall) -> None:
    path = hall.request("kodomo-ikusei-outside")
    text = path.read_text(encoding="utf-8")
    day = next(line for line in text.splitlines() if line.startswith("wanted_from")).split()[2]
    edit(path, next(line for line in text.splitlines() if line.startswith("ends_on")), f"ends_on = {day}")
    assert "backwards" not in run(*AS_OF, path, cwd=hall.root).out
