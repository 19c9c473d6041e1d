"""What an office sees in its editor, asked of tombi itself: what is offered, what is told, what is marked and where."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from nocustom.acts.init import init
from nocustom.acts.new import new
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.files.document import document, in_order
from nocustom.files.schema_line import schema_line
from nocustom.form.choices import CHOICES
from nocustom.form.fields import FIELDS, FORM
from nocustom.form.reading import validate
from nocustom.judge.building import LayerFile, build
from nocustom.judge.operators import TESTS
from tests.acts.editor import TOMBI, Editor
from tests.acts.test_new import GIVEN
from tests.form.test_reading import WHOLE, mutated
from tests.pack.sample_city import ROOT

assert TOMBI is not None, "tombi is one of the test requirements"

FILES = {
    "request": "requests/2026/x.toml", "policy": "policies/x.toml", "systems": "policies/systems.toml",
    "people": "policies/people.toml", "workspace": "nocustom.toml", "cases": "policies/tests/x.toml",
}  # fmt: skip
RULE = """
schema = "policy/1"
[policy]
id = "x"
version = "1"
default = "abstain"
[[rule]]
id = "X-1"
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `nocustom init` makes it."""
    folder = tmp_path_factory.mktemp("office")
    init(folder, "青空市")
    for name in FILES.values():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def editor(office: Path) -> Iterator[Editor]:
    with Editor(office) as opened:
        yield opened


def opened(editor: Editor, office: Path, kind: str, text: str) -> Editor:
    """The editor with a file of this kind, with the line that leads to its schema."""
    path = office / FILES[kind]
    editor.open(path, schema_line(kind, path, office) + text)
    return editor


# Completion ----------------------------------------------------------------------------------------------------------

SECTIONS = list(dict.fromkeys(path.partition(".")[0] for path in FIELDS))
GROUPS = ["all", "any", "none"]


def fields(section: str) -> list[str]:
    return [path.partition(".")[2] for path in FIELDS if path.startswith(f"{section}.")]


def form_fields(table: str) -> list[str]:
    return [path.rpartition(".")[2] for path in FORM if path.rpartition(".")[0] == table]


def values(path: str) -> list[str]:
    return list(CHOICES[path])


@pytest.mark.parametrize("kind, text, expected", [
    ("policy", RULE + "when.|", [*SECTIONS, *GROUPS]),
    ("policy", RULE + "unless.|", [*SECTIONS, *GROUPS]),
    ("policy", RULE + "must.|", [*(each for each in SECTIONS if each != "history"), *GROUPS]),
    ("policy", RULE + "when.reason.|", fields("reason")),
    ("policy", RULE + "[[rule.when.any]]\nlife.|", fields("life")),
    ("policy", RULE + "when.none = [{ any = [{ | }] }]", [*SECTIONS, *GROUPS]),
    ("policy", RULE + "when.reason.category = { | }", list(TESTS["enum"])),
    ("policy", RULE + "when.system.months_to_renewal = { | }", list(TESTS["int"])),
    ("policy", RULE + "when.life.ends_on = { | }", list(TESTS["date"])),
    ("policy", RULE + "must.alternatives.unanswered = { | }", list(TESTS["set"])),
    ("policy", RULE + "when.reason.category = { in = [|] }", values("reason.category")),
    ("policy", RULE + 'when.reason.category.is = "|"', values("reason.category")),
    ("policy", RULE + "when.system.regime = { is = | }", values("system.regime")),
    ("policy", RULE + "must.alternatives.unanswered = { has = | }", [str(rung) for rung in range(10)]),
    ("policy", RULE + "[[rule.example]]\ngiven = { gap.output = | }", values("gap.output")),
    ("policy", RULE + 'effect = "|"', ["forbid", "require", "redirect", "escalate", "permit", "advise"]),
    ("policy", RULE + "when.impact.core_modified = { is = | }", ["true", "false"]),
    ("request", "\n[|]", [each for each in form_fields("") if each not in ("schema", "alternative")]),
    ("request", "\n[[alt|]]", ["alternative"]),
    ("request", "\n[request]\n|", form_fields("request")),
    ("request", "\n[request]\nkind = |", values("request.kind")),
    ("request", "\n[gap]\nrung = |", [str(rung) for rung in range(1, 10)]),
    ("request", "\n[[alternative]]\nresult = |", values("alternative.result")),
    ("request", "\n[impact]\ncore_modified = |", ["true", "false"]),
    ("request", '\nschema = "|"', ["request/1"]),
    ("systems", "\n[[system]]\n[[system.business]]\nregime = |", values("system.regime")),
    ("people", "\n[[department]]\n|", ["id", "name", "from", "until", "successor"]),
    ("workspace", "\nlanguage = |", ["ja", "en"]),
    ("cases", "\n[[case]]\ngiven.gap.output = |", values("gap.output")),
])  # fmt: skip
def test_what_may_stand_there_is_offered(
    editor: Editor, office: Path, kind: str, text: str, expected: list[str]
) -> None:
    found = opened(editor, office, kind, text).offered()
    assert [each for each in found if each != "{}"] == expected


@pytest.mark.parametrize("kind, text, expected", [
    ("policy", RULE + "when.reason.cat|egory = { in = ['law'] }", ["理由区分 / category of the reason"]),
    ("policy", RULE + "when.reason.category = { in = ['la|w'] }", ["`habit` 現行踏襲 / habit"]),
    ("policy", RULE + "when.gap.rung = { at_l|east = 5 }", ["以上 / is at least"]),
    ("policy", RULE + "must.text.personal_dat|a_hits = { is = 0 }", ["must と助言", "In `must` and in advise"]),
    ("request", "\n[request]\nki|nd = 'wish'", ["区分 / kind", "`defect` 障害 / defect", "What gave rise"]),
    ("request", "\n[request]\ntit|le = 'x'", ["例 e.g. `児童育成手当の現況届一覧`"]),
])  # fmt: skip
def test_help_is_shown_in_both_languages(
    editor: Editor, office: Path, kind: str, text: str, expected: list[str]
) -> None:
    found = opened(editor, office, kind, text).hover()
    assert [each for each in expected if each not in found] == [], found


# Mistakes ------------------------------------------------------------------------------------------------------------


def findings(kind: str, text: str) -> list[tuple[int | None, int | None]]:
    """Line and column of what `check` finds in a text; of what a table lacks, where its header begins."""
    try:
        read = document(text.encode(), shown="x.toml")
    except NotJudged as error:
        return [(each.line, each.column) for each in error.findings]
    found = validate(kind, read.values)
    if not found and kind == "policy":
        found = build([LayerFile("x.toml", "x.toml", read.values, "")])[1]["x.toml"]
    return [
        (each.line, 1 if (each.context or "").startswith("[") else each.column)
        for each in in_order(found, read)
    ]


POLICY = RULE + 'effect = "forbid"\nlevel = "hard"\n'
REQUEST = (ROOT / "requests/2026/kodomo-ikusei-outside.toml").read_text("utf-8").partition("\n")[2]


@pytest.mark.parametrize("kind, text, old, new, where, said", [
    ("policy", POLICY + "when.gap.rung = { at_least = 5 }", "at_least", "at_most_of", (12, 19), "at_most_of"),
    ("policy", POLICY + "when.gap.rung = { at_least = 5 }", "gap", "gab", (12, 6), "gab"),
    ("policy", POLICY + "when.gap.rung = { at_least = 5 }", "rung", "runk", (12, 10), "runk"),
    ("policy", POLICY + "when.gap.rung = { at_least = 5 }", "= 5", "= '5'", (12, 30), "does not match"),
    ("policy", POLICY + "when.life.ends_on.after = 2026-04-01", "2026-04-01", "'2026-04-01'", (12, 27), "LocalDate"),
    ("policy", POLICY + "when.gap.output = { in = ['form', 'list'] }", "list", "lists", (12, 35), "lists"),
    ("policy", POLICY + "[[rule.when.any]]\nreason.category = { is = 'law' }", "law", "lax", (13, 26), "lax"),
    ("policy", POLICY, '"hard"', '"soft"', (11, 9), "soft"),
    ("request", REQUEST, 'kind = "scheme_change"', 'kind = "scheme"', None, "scheme"),
    ("request", REQUEST, "rung = 7", 'rung = "7"', None, "Integer"),
    ("request", REQUEST, "rung = 7", "rung = 10", None, "10"),
    ("request", REQUEST, "initial_yen", "inital_yen", None, "inital_yen"),
    ("request", REQUEST, "department", "department_", None, "department"),
    ("request", REQUEST, "initial_yen = ", "initial_yen = -", None, "0"),
    ("request", REQUEST, "[gap]", "[gapp]", None, "gap"),
])  # fmt: skip
def test_a_mistake_is_marked_where_check_finds_it(
    editor: Editor,
    office: Path,
    kind: str,
    text: str,
    old: str,
    new: str,
    where: tuple[int, int] | None,
    said: str,
) -> None:
    assert old in text
    line = schema_line(kind, office / FILES[kind], office)
    wrong = text.replace(old, new, 1)
    marks = opened(editor, office, kind, wrong).marks()
    found = findings(kind, line + wrong)
    assert {mark[:2] for mark in marks} == set(found)
    assert any(said in mark[2] for mark in marks)
    assert where is None or where in found
    assert opened(editor, office, kind, text).marks() == []


def linted(root: Path) -> dict[str, list[str]]:
    """What `tombi lint` says of every file of a folder: level, place and message by path."""
    ran = subprocess.run(
        [str(TOMBI), "lint", "--offline", "--quiet", "--diagnostics-format", "json", "--diagnostics-file",
         str(root / "found.json"), str(root)],
        env={**os.environ, "XDG_CACHE_HOME": str(root / ".cache")}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode in (0, 1), ran.stderr
    found: dict[str, list[str]] = {}
    for each in json.loads((root / "found.json").read_text("utf-8") or "[]"):
        start = each["range"]["start"]
        said = f"{each['level']} {start['line']}:{start['column']} {each['message']}"
        found.setdefault(Path(each["path"]).name, []).append(said)
    return found


def test_nothing_that_ships_is_marked(tmp_path: Path) -> None:
    """Not even with a warning about how it is written."""
    for path in [ROOT / "nocustom.toml", *ROOT.glob("policies/**/*.toml"), *ROOT.glob("requests/**/*.toml"),
                 *ROOT.glob(".schema/*.json")]:  # fmt: skip
        copied = tmp_path / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())
    assert linted(tmp_path) == {}
    broken = tmp_path / "policies" / "city.toml"
    broken.write_text(broken.read_text("utf-8").replace("gap.rung", "gap.runk"), encoding="utf-8")
    assert "city.toml" in linted(tmp_path), "it reads the schemas at all"


def test_what_init_and_request_new_make_is_marked_nowhere(tmp_path: Path) -> None:
    init(tmp_path, "青空市")
    made = new(Workspace(tmp_path, tmp_path), GIVEN | {"request.requester": "tantosha"}, date(2026, 6, 1))
    assert made.path.read_text("utf-8").startswith("#:schema ../../.schema/request.json\n")
    assert linted(tmp_path) == {}
    made.path.write_text(made.path.read_text("utf-8").replace("department", "departmen"), encoding="utf-8")
    assert list(linted(tmp_path)) == [made.path.name]


@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_tombi_marks_a_file_where_check_refuses_it(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The same on drawn documents as written files, so that tombi's reading of the schemas is asked, and not ours."""
    folder = tmp_path_factory.mktemp("drawn")
    init(folder)
    expected: dict[str, bool] = {}
    for kind in ("request", "systems", "people", "workspace"):
        for number in range(12):
            changed: dict[str, Any] = data.draw(mutated(WHOLE[kind]))
            path = (folder / FILES[kind]).with_name(f"{kind}-{number}.toml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(schema_line(kind, path, folder) + tomli_w.dumps(changed), encoding="utf-8")
            expected[path.name] = bool(validate(kind, changed))
    marked = {name for name, said in linted(folder).items() if any(each.startswith("error") for each in said)}
    event(f"{sum(expected.values())} of {len(expected)} refused")
    assert {name for name, wrong in expected.items() if wrong} == marked & expected.keys()
