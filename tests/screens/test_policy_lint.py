"""`policy lint`: the owner's file and the screen, in both languages, and every format of the answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from nocustom.errors import Exit
from tests.conftest import Golden
from tests.screens.played import SAMPLES, Screen, play

AS_OF = ("--as-of", "2026-06-01")
WORDS = """\
title = { ja = "題名", en = "Title" }
reason = { ja = "理由", en = "Reason" }
remedy = { ja = "次の一手", en = "Next step" }
source = "要綱第1条"
"""
DEAD = f"""\
schema = "policy/1"

[policy]
id = "city"
version = "2026.1"
default = "refuse"

[values]
near_renewal_months = {{ is = 18, may = "raise" }}
forgotten = {{ is = 3 }}

[[rule]]
id = "NC-1"
effect = "forbid"
level = "hard"
{WORDS}
when.gap.rung = {{ at_least = 7 }}
when.all = [
  {{ reason.category = {{ is = "habit" }} }},
  {{ gap.rung = {{ under = 7 }} }},
]

[[rule]]
id = "NC-2"
effect = "permit"
grants = {{ max_months = 0 }}
{WORDS}
when.system.months_to_renewal = {{ over = "$near_renewal_months" }}
unless.any = [
  {{ system.months_to_renewal = {{ at_least = "$near_renewal_months" }} }},
  {{ gap.rung = {{ is = 9 }} }},
]

[[rule]]
id = "NC-3"
effect = "forbid"
level = "overridable"
{WORDS}
when.reason.category = {{ in = ["habit", "volume"], is_not = "law" }}
when.gap.rung = {{ at_most = 9 }}

[[rule]]
id = "NC-4"
effect = "require"
{WORDS}
when.gap.rung = {{ at_least = 5 }}
must.gap.rung = {{ under = 5 }}
"""
"""What was copied and changed once too often."""
RIVALS = f"""\
schema = "policy/1"

[policy]
id = "city"
version = "2026.1"
default = "refuse"
effective = {{ until = 2027-03-31 }}

[[rule]]
id = "NC-1"
{WORDS}effect = "forbid"
level = "hard"
when.gap.rung = {{ at_least = 7 }}

[[rule]]
id = "NC-2"
{WORDS}effect = "permit"
when.gap.rung = {{ is = 9 }}

[[rule]]
id = "NC-3"
{WORDS}effect = "redirect"
to = 3
when.system.spec_class = {{ is = "option" }}

[[rule]]
id = "NC-4"
effect = "redirect"
to = 3
title = {{ ja = "標準オプションの利用" }}
when.system.spec_class = {{ is = "option" }}
when.gap.rung = {{ over = 3 }}

[[rule]]
id = "NC-5"
{WORDS}effect = "permit"
when.reason.category = {{ is = "law" }}
effective = {{ until = 2026-03-31 }}
"""
"""Rules that stand in each other's way, one without words."""
REFUSED = """\
schema = "policy/1"

[policy]
id = "city"
version = "2026.1"
default = "refuse"

[[rule]]
id = "NC-1"
effect = "permit"
when.gap.rungs = { is = 5 }
when.reason.category = { over = 3 }
"""
"""What the loader refuses."""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    return tmp_path


def linted(desk: Path, text: str, lang: str = "en", *arguments: str) -> Screen:
    (desk / "policies/city.toml").write_text(text, encoding="utf-8")
    return play(lang, "policy", "lint", *AS_OF, *arguments, cwd=desk)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name, text", [("dead", DEAD), ("rivals", RIVALS), ("refused", REFUSED)])
def test_the_screen(golden: Golden, desk: Path, name: str, text: str, lang: str) -> None:
    screen = linted(desk, text, lang)
    golden(f"policy-lint/{name}.{lang}", str(screen))
    assert screen.code == Exit.FINDINGS


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_pack_that_ships(golden: Golden, desk: Path, lang: str) -> None:
    shutil.copytree(SAMPLES / "policies", desk / "policies", dirs_exist_ok=True)
    screen = play(lang, "policy", "lint", *AS_OF, cwd=desk)
    golden(f"policy-lint/pack.{lang}", str(screen))
    assert screen.code == Exit.OK


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("form", ["concise", "github", "json"])
def test_other_formats(golden: Golden, desk: Path, form: str, lang: str) -> None:
    screen = linted(desk, RIVALS, lang, "-f", form)
    golden(f"formats/policy-lint-{form}.{lang}", str(screen))
    assert screen.code == Exit.FINDINGS
    if form == "json":
        told = json.loads(screen.out)
        assert told["schema"] == "nocustom.policy-lint/1"
        assert sum(told["summary"].values()) == len(told["findings"])
        assert linted(desk, RIVALS, lang, "--json").out == screen.out


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("text", [DEAD, RIVALS, REFUSED])
def test_as_sarif(golden: Golden, desk: Path, lang: str, text: str) -> None:
    """What the official schema takes, with the findings of the other formats, each with its other places."""
    screen = linted(desk, text, lang, "-f", "sarif")
    told = json.loads(linted(desk, text, lang, "--json").out)
    log = json.loads(screen.out)
    schema = json.loads((SAMPLES / "tests/data/sarif/sarif-2.1.0.json").read_text("utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(log)] == []
    (ran,) = log["runs"]
    assert [(each["ruleId"], each["level"], len(each.get("relatedLocations", ()))) for each in ran["results"]] == [
        (each["code"], each["severity"], len(each["related"])) for each in told["findings"]]  # fmt: skip
    prints = [each["partialFingerprints"]["nocustom/v1"] for each in ran["results"]]
    assert len(set(prints)) == len(prints)
    assert ran["invocations"] == [{"executionSuccessful": True, "exitCode": screen.code}]
    if text is RIVALS:
        golden(f"formats/policy-lint-sarif.{lang}", json.dumps(ran["results"], ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_layer_that_cannot_be_read(golden: Golden, desk: Path, lang: str) -> None:
    screen = linted(desk, "[[rule]\n", lang)
    golden(f"policy-lint/unreadable.{lang}", str(screen))
    assert (screen.code, screen.out) == (Exit.NOT_JUDGED, "")
