"""The other formats of `check`: golden over five requests, then read back by what reads them in earnest."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from nocustom.errors import Exit
from tests.conftest import Golden, Run
from tests.screens.played import SAMPLES, Screen, play

DATA = SAMPLES / "tests/data/sarif"
AS_OF = ("--as-of", "2026-06-01")
FORMATS = ("concise", "sarif", "junit", "github", "csv")
CHOSEN = ("kodomo-ikusei-outside", "jumin-fewer-clicks", "kaigo-eight-cities", "kaigo-resident-data")
"""An eligible request, a refused one, a redirected one, and an incomplete one with warnings."""
TYPED = r'"=HYPERLINK(\"x\") <b>100%</b>,: \u202E\u0007\uFFFF\n::error::x [a](b) {0} & 𠮷"'
"""A title that means something to every format, as it stands in the file."""
TITLE = '=HYPERLINK("x") <b>100%</b>,: <U+202E><U+0007>\uffff\\n::error::x [a](b) {0} & 𠮷'
"""The title as it is shown."""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The sample city with five requests."""
    shutil.copyfile(SAMPLES / "nocustom.toml", tmp_path / "nocustom.toml")
    shutil.copytree(SAMPLES / "policies", tmp_path / "policies")
    (tmp_path / "requests").mkdir()
    for name in CHOSEN:
        shutil.copy(SAMPLES / f"requests/2026/{name}.toml", tmp_path / "requests")
    entitled(tmp_path, "mistaken", [("kind", '"wihs"'), ("key", '"kensu-hyo-m7m7"')])
    return tmp_path


def entitled(desk: Path, name: str = "jumin-fewer-clicks", values: list[tuple[str, str]] | None = None) -> None:
    """The request that is refused with other values (that title, unless some are given) as the file `name`."""
    text = (SAMPLES / "requests/2026/jumin-fewer-clicks.toml").read_text("utf-8")
    for key, value in values or [("title", TYPED)]:
        text, changed = re.subn(rf"(?m)^{key} = .*$", lambda _, line=f"{key} = {value}": line, text, count=1)  # type: ignore[misc]
        assert changed
    (desk / f"requests/{name}.toml").write_text(text, encoding="utf-8")


def shown(desk: Path, form: str, lang: str = "en", *arguments: str) -> Screen:
    return play(lang, "check", *AS_OF, "-f", form, *arguments, cwd=desk)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_each_format(golden: Golden, desk: Path, form: str, lang: str) -> None:
    screen = str(shown(desk, form, lang)).replace("\r\n", "<CR>\n").replace("\ufeff", "<BOM>")
    golden(f"formats/check-{form}.{lang}", screen)


@pytest.mark.parametrize("form", FORMATS)
def test_exit_codes_do_not_depend_on_the_format(desk: Path, form: str) -> None:
    codes = [
        shown(desk, form).code,
        shown(desk, form, "en", "requests/jumin-fewer-clicks.toml").code,
        shown(desk, form, "en", "--fail-on", "forbidden", "requests/jumin-fewer-clicks.toml").code,
        shown(desk, form, "en", "requests/kodomo-ikusei-outside.toml").code,
    ]
    assert codes == [Exit.NOT_JUDGED, Exit.FINDINGS, Exit.OK, Exit.OK]


def test_concise_lines_are_one_each(desk: Path) -> None:
    entitled(desk)
    lines = shown(desk, "concise").out.splitlines()
    verdict = re.compile(r"requests/[a-z-]+\.toml: (eligible|incomplete|redirected|refused) [A-Z0-9a-z,-]+( .+)?")
    finding = re.compile(r"requests/[a-z-]+\.toml:\d+:\d+: (error|warning)\[[a-z-]+\]: .+")
    assert all(verdict.fullmatch(line) or finding.fullmatch(line) for line in lines)
    assert f"requests/jumin-fewer-clicks.toml: refused default {TITLE}" in lines


def test_commands_for_github_come_worst_first_and_can_not_be_forged(desk: Path) -> None:
    entitled(desk)
    lines = shown(desk, "github").out.splitlines()
    command = re.compile(r"::(error|warning) file=requests/[a-z-]+\.toml,line=\d+,col=\d+,title=([^:,]+)::(.+)")
    found = [command.fullmatch(line) for line in lines]
    titles = [match[2].partition("%3A")[0] for match in found if match]
    assert len(titles) == len(lines)
    first = titles.index("refused")
    assert "personal-data" not in titles[:first] and titles[first:] == [
        "refused", "redirected", "incomplete", "personal-data", "personal-data",
    ]  # fmt: skip
    refused = found[first]
    assert refused is not None and refused[1] == "error"
    assert refused[3].replace("%0A", "\n").replace("%25", "%").split("\n")[0] == TITLE


def test_a_table_for_a_spreadsheet(desk: Path, run: Run) -> None:
    entitled(desk)
    out = shown(desk, "csv").out
    assert out.count("\r\n") == out.count("\n") == 6 and out.startswith("\ufeff")
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline=""))}
    refused, mistaken = rows["requests/jumin-fewer-clicks.toml"], rows["requests/mistaken.toml"]
    assert refused["title"] == "'" + TITLE
    assert (refused["verdict"], refused["decided_by"], refused["findings"]) == ("refused", "default", "0")
    assert (mistaken["verdict"], mistaken["decided_by"], mistaken["findings"]) == ("", "", "1")

    ended = run("check", *AS_OF, "-f", "csv", "-o", "table.csv", cwd=desk)
    assert (ended.code, ended.out) == (Exit.NOT_JUDGED, "")
    assert (desk / "table.csv").read_bytes() == out.encode(), "the same bytes"
    other = run("check", *AS_OF, "-f", "csv", cwd=desk, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert other.out.startswith("path,key,title"), "an encoding without a byte order mark"


def test_the_suite_counts_what_its_cases_say(desk: Path) -> None:
    entitled(desk)
    suite = ET.fromstring(shown(desk, "junit").out).find("testsuite")
    assert suite is not None
    cases = {case.get("name"): case for case in suite.findall("testcase")}
    kinds = {name: [part.tag for part in case] for name, case in cases.items()}
    assert kinds == {
        "fewer-clicks-s3e7": ["failure"], "expiry-alert-v8n4": ["failure"], "ikusei-teate-k3f9": [],
        "payment-slip-x7c1": ["failure", "system-out"], "kensu-hyo-m7m7": ["error"],
    }  # fmt: skip
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "3", "1")
    failure = cases["fewer-clicks-s3e7"][0]
    assert (failure.text or "").splitlines()[0] == TITLE.replace("\uffff", "<U+FFFF>")
    assert failure.get("message") == "refused: default"
    assert {case.get("classname") for case in cases.values()} == {"requests"}


def test_findings_stay_the_same_when_their_lines_move(desk: Path) -> None:
    before = _results(shown(desk, "sarif"))
    for path in (desk / "requests").iterdir():
        path.write_text("# moved\n\n" + path.read_text("utf-8"), "utf-8")
    after = _results(shown(desk, "sarif", "ja"))
    prints = [result["partialFingerprints"]["nocustom/v1"] for result in before]
    assert prints == [result["partialFingerprints"]["nocustom/v1"] for result in after]
    assert len(set(prints)) == len(prints)
    lines = [[_place(result)["region"]["startLine"] for result in results] for results in (before, after)]
    assert [line + 2 for line in lines[0]] == lines[1]


def test_each_result_names_its_rule_and_a_relative_address(desk: Path) -> None:
    (desk / "requests/mistaken.toml").rename(desk / "requests/届出 #1.toml")
    log = json.loads(shown(desk, "sarif").out)
    (run_,) = log["runs"]
    rules = run_["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run_["results"])
    levels = {result["ruleId"]: result["level"] for result in run_["results"]}
    assert levels == {
        "default": "error", "NC-403": "warning", "NC-407": "warning", "NC-107": "note",
        "personal-data": "warning", "not-allowed": "error",
    }  # fmt: skip
    addresses = {_place(result)["artifactLocation"]["uri"] for result in run_["results"]}
    assert "requests/%E5%B1%8A%E5%87%BA%20%231.toml" in addresses
    assert run_["invocations"] == [{"executionSuccessful": False, "exitCode": 3}] and run_["language"] == "en"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_official_schema_finds_nothing(desk: Path, lang: str) -> None:
    schema = json.loads((DATA / "sarif-2.1.0.json").read_text("utf-8"))
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    entitled(desk)
    (desk / "requests/unreadable.toml").write_bytes(b"\x82\xa0")
    logs = [json.loads(shown(at, "sarif", lang).out) for at in (desk, SAMPLES)]
    assert [error.message for log in logs for error in validator.iter_errors(log)] == []
    logs[0]["runs"][0]["results"][0]["level"] = "grave"
    assert [list(error.path)[-1] for error in validator.iter_errors(logs[0])] == ["level"]


def _results(screen: Screen) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(screen.out)["runs"][0]["results"]
    return results


def _place(result: dict[str, Any]) -> dict[str, Any]:
    place: dict[str, Any] = result["locations"][0]["physicalLocation"]
    return place


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_no_character_is_lost_where_the_stream_can_not_hold_it(desk: Path, run: Run, form: str) -> None:
    """𠮷 is none of cp932; what reads JSON and XML gets it all the same."""
    entitled(desk)
    narrow = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp932"}
    spoken = run("check", *AS_OF, "-f", form, cwd=desk, lang="ja", env=narrow).out
    whole = shown(desk, form, "ja").out
    assert spoken.isascii() and not whole.isascii()
    if form == "junit":
        assert ET.canonicalize(spoken) == ET.canonicalize(whole)
    else:
        assert json.loads(spoken) == json.loads(whole)


@pytest.mark.parametrize("form", ["concise", "github", "csv"])
def test_text_has_a_question_mark_where_the_stream_can_not_hold_a_character(desk: Path, run: Run, form: str) -> None:
    entitled(desk)
    narrow = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    ended = run("check", *AS_OF, "-f", form, cwd=desk, env=narrow)
    assert ended.code == Exit.NOT_JUDGED and "{0} & ?" in ended.out


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_can_not_be_read_is_told_in_every_format(desk: Path, form: str) -> None:
    (desk / "requests/mistaken.toml").write_bytes(b"title = \"\x82\xa0\"\n")
    screen = shown(desk, form, "en", "requests/mistaken.toml")
    assert screen.code == Exit.NOT_JUDGED and screen.err == "" and "requests/mistaken.toml" in screen.out
