"""However many mistakes stand in however many files of a workspace, one run tells each at its line, and nothing else.

A workspace without a mistake is written line by line; then Hypothesis draws which lines are written wrong.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.acts.check import check
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.form.finding import Finding

DAY = date(2026, 6, 1)


def _tables(header: str, count: int, lines: str) -> str:
    return "".join(f"\n[[{header}]]\n" + lines.replace("%", str(number)) for number in range(count))


REQUEST = """schema = "request/1"

[request]
key = "key-%"
title = "A title"
department = "d0"
requester = "p0"
kind = "wish"

[system]
id = "s0"
business = "b0"

[gap]
current = "Now"
wanted = "Then"
output = "list"
rung = 3

[reason]
category = "efficiency"

[[alternative]]
rung = 1
result = "partly"

[[alternative]]
rung = 2
result = "possible"

[verification]
owner = "p1"
"""
RULES = """id = "@-%"
effect = "forbid"
level = "hard"
when.reason.category = { is = "habit" }
unless.life.years = { under = "$years" }
"""
FILES = {
    "nocustom.toml": """schema = "workspace/1"
utc_offset = "+09:00"

[organisation]
name = "A city"

[ledger]
origin = "city.example/nocustom"
""",
    "policies/high.toml": """schema = "policy/1"

[policy]
id = "high"
version = "1"
default = "refuse"

[values]
years = { is = 3 }
months = { is = 18, may = "raise" }
other = { is = 1 }
""" + _tables("rule", 4, RULES.replace("@", "H")),
    "policies/low.toml": """schema = "policy/1"

[policy]
id = "low"
version = "1"
default = "abstain"
extends = ["high.toml"]

[values]
months = { is = 20 }
""" + _tables("rule", 4, RULES.replace("@", "L")),
    "policies/people.toml": 'schema = "people/1"\n'
    + _tables("department", 3, 'id = "d%"\nname = "D"\n')
    + _tables("post", 3, 'id = "o%"\nname = "O"\nrank = 1\n')
    + _tables("person", 4, 'id = "p%"\nname = "P"\ndepartment = "d1"\npost = "o1"\n'
              "from = 2026-04-01\nuntil = 2027-03-31\n"),
    "policies/systems.toml": 'schema = "systems/1"\n' + _tables("system", 4, """id = "s%"
name = "S"
vendor = "V"
package = "P"
version = "1"
contract_end = 2029-03-31
renewal_on = 2029-04-01
releases_per_year = 3
business = [{ id = "b%", name = "B", regime = "standard" }]
"""),
    "requests/0.toml": REQUEST.replace("%", "0"),
    "requests/1.toml": REQUEST.replace("%", "1"),
}  # fmt: skip


class Slip(NamedTuple):
    """The `number`th line of a file that begins with `begin` is written as `wrong`, which is found as `code`.

    What is left out (`wrong` is empty) is found at the header above, a line that is added (`+`) in its own place.
    """

    file: str
    begin: str
    number: int
    wrong: str
    code: str

    @property
    def line(self) -> tuple[str, int]:
        """Where it is, before anything else is added to the file."""
        found = [at for at, line in enumerate(FILES[self.file].split("\n")) if line.startswith(self.begin)]
        return self.file, found[self.number]


def _slips() -> Iterator[Slip]:
    yield Slip("nocustom.toml", "origin", 0, 'origin = "a city"', "bad-origin")
    yield Slip("nocustom.toml", "utc_offset", 0, 'utc_offset = "9"', "bad-offset")
    yield Slip("nocustom.toml", "name", 0, "", "missing-field")
    for file in ("requests/0.toml", "requests/1.toml"):
        for begin, number, wrong, code in (
            ("title", 0, "title = 2026-01-01", "wrong-type"),
            ("department", 0, 'department = "d9"', "unknown-department"),
            ("requester", 0, 'requester = "p9"', "unknown-person"),
            ("kind", 0, 'kind = "wihs"', "not-allowed"),
            ("id", 0, 'id = "s9"', "unknown-system"),
            ("current", 0, "", "missing-field"),
            ("wanted", 0, "", "missing-field"),
            ("output", 0, '+frm_basis = "law"', "unknown-key"),
            ("rung = 3", 0, "rung = 3.5", "wrong-type"),
            ("rung = 2", 0, "rung = 1", "two-answers"),
            ("result", 0, 'result = "maybe"', "not-allowed"),
            ("result", 1, "+when = 3", "unknown-key"),
            ("owner", 0, 'owner = ["p1"]', "wrong-type"),
        ):
            yield Slip(file, begin, number, wrong, code)
    yield Slip("policies/high.toml", "other", 0, 'other = { is = "1" }', "wrong-type")
    yield Slip("policies/low.toml", "months", 0, "months = { is = 17 }", "loosened-value")
    yield Slip("policies/low.toml", "default", 0, 'default = "abstian"', "not-allowed")
    for file, name in (("policies/high.toml", "H"), ("policies/low.toml", "L")):
        yield Slip(file, "version", 0, "version = 1.0", "wrong-type")
        for rule in range(4):
            yield Slip(file, "unless", rule, 'unless.life.years = { under = "$yaers" }', "unknown-value")
        yield Slip(file, "id", 1, f'id = "{name} 0"', "bad-id")
        yield Slip(file, "id", 4, f'id = "{name}-1"', "duplicate-id")
        yield Slip(file, "effect", 0, 'effect = "forbids"', "not-allowed")
        yield Slip(file, "effect", 2, "+to = 3", "misplaced-key")
        yield Slip(file, "level", 1, "", "missing-field")
        yield Slip(file, "level", 2, 'level = "soft"', "not-allowed")
        yield Slip(file, "when", 0, 'when.reason.categories = { is = "habit" }', "unknown-field")
        yield Slip(file, "when", 1, 'when.reason.category = { over = "habit" }', "unknown-operator")
        yield Slip(file, "when", 2, 'when.reason.category = { is = "hobby" }', "not-allowed")
        yield Slip(file, "when", 3, "when.gap.rung = { is = true }", "wrong-operand")
    for entry in range(2):
        yield Slip("policies/people.toml", "until", entry, "until = 2026-03-31", "backwards")
        yield Slip("policies/people.toml", "post", entry, 'post = "o9"', "unknown-post")
        yield Slip("policies/people.toml", "department", entry, 'department = "d9"', "unknown-department")
        yield Slip("policies/people.toml", "rank", entry, "rank = -1", "out-of-range")
    yield Slip("policies/people.toml", "name", 1, '+successor = "d9"', "unknown-department")
    yield Slip("policies/people.toml", 'id = "p3"', 0, 'id = "p2"', "duplicate-id")
    yield Slip("policies/people.toml", "post", 0, '+acting_for = "p9"', "unknown-person")
    for entry in range(3):
        yield Slip("policies/systems.toml", "version", entry, "version = 1", "wrong-type")
        yield Slip("policies/systems.toml", "vendor", entry, "", "missing-field")
        yield Slip("policies/systems.toml", "package", entry, "+packages = 1", "unknown-key")
        yield Slip("policies/systems.toml", "releases", entry, '+shared_with = ["A"]', "missing-field")
    yield Slip("policies/systems.toml", "business", 1, "business = 1", "wrong-type")
    yield Slip("policies/systems.toml", 'id = "s3"', 0, 'id = "s2"', "duplicate-id")


SLIPS = list(_slips())
UNREADABLE = {"policies/zz.toml": "no-quotes", "requests/zz.toml": "no-quotes"}
"""Files that are no TOML, with a mistake in their second line."""


def written(slips: list[Slip]) -> tuple[dict[str, str], Counter[tuple[str, int, str]]]:
    """The files with these slips, and the mistakes that must be found: path, line and code."""
    by_line = {slip.line: slip for slip in slips}
    texts, expected = {}, Counter[tuple[str, int, str]]()
    for file, text in FILES.items():
        lines: list[str] = []
        header = 0
        for at, line in enumerate(text.split("\n")):
            if line.startswith("["):
                header = len(lines) + 1
            slip = by_line.get((file, at))
            if slip is None:
                lines.append(line)
                continue
            if slip.wrong.startswith("+"):
                lines += [line, slip.wrong[1:]]
            else:
                lines.append(slip.wrong)
            above = slip.code == "missing-field"
            expected[file, header if above else len(lines), slip.code] += 1
        texts[file] = "\n".join(lines)
    return texts, expected


def found(texts: dict[str, str]) -> list[Finding]:
    """Everything that one `check` of a workspace with these files tells."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for file, text in texts.items():
            (root / file).parent.mkdir(exist_ok=True)
            (root / file).write_text(text, encoding="utf-8")
        try:
            return [
                finding for each in check(Workspace(root, root), [], DAY).requests for finding in each.errors
            ]
        except NotJudged as error:
            return list(error.findings)


def test_the_workspace_itself_has_no_mistake() -> None:
    assert found(FILES) == []
    assert len(SLIPS) > 80 and len({slip.code for slip in SLIPS}) > 18


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(SLIPS), min_size=1, max_size=40, unique_by=lambda slip: slip.line),
    st.sets(st.sampled_from(sorted(UNREADABLE))),
)
def test_all_mistakes_are_told_in_one_run_at_their_lines_and_no_other(
    slips: list[Slip], broken: set[str]
) -> None:
    texts, expected = written(slips)
    for file in broken:
        texts[file] = "# a file\nkey = wish\n"
        expected[file, 2, UNREADABLE[file]] += 1
    told = found(texts)
    assert Counter((each.path, each.line, each.code) for each in told) == expected


def test_every_slip_at_once() -> None:
    chosen = list({slip.line: slip for slip in SLIPS}.values())
    texts, expected = written(chosen)
    assert len(chosen) > 70
    assert Counter((each.path, each.line, each.code) for each in found(texts)) == expected
