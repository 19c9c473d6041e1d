"""Bad files: each gets its own message at its own place, the others are judged, nothing is written."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.outside.desk import Desk, Table, layer, request, rule

BASE = tomli_w.dumps(request("good"))


def with_line(head: str, line: str) -> str:
    """BASE with `line` as the first one of the table `head`."""
    assert f"[{head}]\n" in BASE
    return BASE.replace(f"[{head}]\n", f"[{head}]\n{line}\n")


def instead(old: str, new: str) -> str:
    assert old in BASE
    return BASE.replace(old, new)


def at(text: str | bytes, needle: str) -> tuple[int, int]:
    """Line and column, from 1, of the first `needle`."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    before = text[: text.index(needle)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def after(line: str) -> str:
    return f"{BASE}\n{line}\n"


# file -> what to look for at the place of the finding, and what the whole screen must say somewhere
BAD: dict[str, tuple[str | bytes, str | None, str]] = {
    "full-width digit": (instead("rung = 9", "rung = ９"), "９", "full-width"),
    "full-width space": (instead("rung = 9", "rung\u3000= 9"), "\u3000= 9", "full-width space"),
    "full-width quote": (instead('"wish"', "”wish”"), "”wish", "full-width"),
    "full-width value": (instead('"wish"', '"ｗｉｓｈ"'), '"ｗ', "law_change"),
    "cp932": (instead("A title", "住民票").encode("cp932"), "\x8f", "UTF-8"),
    "utf-16": (BASE.encode("utf-16"), None, "UTF-16"),
    "latin-1": (instead("A title", "café").encode("latin-1"), "é", "UTF-8"),
    "nul": (instead("A title", "A\0title"), "\0", "U+0000"),
    "escape character": (instead("A title", "A\x1b[31m"), "\x1b", "U+001B"),
    "only nul": (b"\0" * 100, "\0", "U+0000"),
    "bare cr": (BASE.replace("\n", "\r"), "\r", "carriage return"),
    "deep arrays": (after("[x]\ny = " + "[" * 5000 + "]" * 5000), None, "100 levels"),
    "deep tables": (after("[x]\ny = " + "{a=" * 3000 + "1" + "}" * 3000), None, "100 levels"),
    "deep key": (after(".".join("a" * 5000) + " = 1"), None, "100 levels"),
    "duplicate key": (instead("rung = 9", "rung = 9\nrung = 8"), "rung = 8", "written twice"),
    "duplicate table": (after('[gap]\nwanted = "x"'), None, "written twice"),
    "TOML 1.1 table over lines": (with_line("gap", "zz = {a = 1,\n b = 2}"), None, "line"),
    "TOML 1.1 escape": (instead("A title", "A \\e title"), "\\e", "\\e"),
    "TOML 1.1 hex": (instead("A title", "A \\x41 title"), "\\x", "\\x"),
    "TOML 1.1 time": (after("[life]\nwanted_from = 07:32"), "07:32", "time"),
    "TOML 1.1 trailing comma": (with_line("gap", "zz = {a = 1,}"), None, ""),
    "open text": (instead('"A title"', '"A title'), '"A title', "not closed"),
    "no value": (after("[life]\nends_on ="), None, "missing"),
    "prose": ("これは要望です\n", "これは", "名"),
    "empty": ("", None, "nothing is written in this file"),
    "only comments": ("# later\n", None, "nothing is written in this file"),
    "no schema": (instead('schema = "request/1"\n', ""), None, "`schema`"),
    "unknown schema": (instead("request/1", "request/2"), '"request/2"', "`request/1`"),
    "another file's schema": (instead("request/1", "policy/1"), '"policy/1"', "`request/1`"),
    "unknown key": (with_line("gap", "runk = 3"), "runk", "did you mean `rung`"),
    "unknown table": (after("[zzz]\na = 1"), "zzz", "zzz"),
    "text for int": (instead("rung = 9", 'rung = "9"'), '"9"', "whole number"),
    "int for text": (instead('"A title"', "5"), "5", "text"),
    "text for bool": (after('[impact]\nmy_number = "true"'), '"true"', "true"),
    "int for bool": (after("[impact]\nmy_number = 1"), "1\n", "true"),
    "bool for int": (after("[cost]\ninitial_yen = true"), "true", "whole number"),
    "list for enum": (instead('"wish"', '["wish"]'), '["wish"]', "law_change"),
    "text for list": (after('[precedent]\nsame_need = "A"'), '"A"', "list"),
    "int in list": (after('[precedent]\nsame_need = ["A", 7]'), "7]", "text"),
    "value for table": ('schema = "request/1"\nrequest = 3\n', "3", "request"),
    "table for list": (
        after('[alternative]\nrung = 1\nresult = "partly"'),
        "[alternative]",
        "[[alternative]]",
    ),
    "negative": (after("[cost]\ninitial_yen = -1"), "-1", "-1"),
    "one beyond 64 bits": (after(f"[cost]\ninitial_yen = {2**63}"), f"{2**63}", "too large"),
    "float": (after("[cost]\ninitial_yen = 1.0"), "1.0", "whole number"),
    "nan": (after("[cost]\ninitial_yen = nan"), "nan", "whole number"),
    "date with time": (after("[life]\nends_on = 2026-10-01T00:00:00"), "2026", "date"),
    "date with zone": (after("[life]\nends_on = 2026-10-01T00:00:00+09:00"), "2026", "date"),
    "date in quotes": (after('[life]\nends_on = "2026-10-01"'), '"2026', "without quotes"),
    "no such day": (after("[life]\nends_on = 2026-02-30"), "2026", "2026-02-30"),
    "rung 0": (instead("rung = 9", "rung = 0"), "0\n", "at least 1"),
    "rung 10": (instead("rung = 9", "rung = 10"), "10", "at most 9"),
    "empty key": (instead('"good"', '""'), '""', "letters"),
    "key with a blank": (instead('"good"', '"go od"'), '"go', "letters"),
    "unknown system": (instead('"desk"', '"desc"'), '"desc"', "`desc`"),
    "unknown business": (instead('"desk-work"', '"desk-wok"'), '"desk-wok"', "`desk-wok`"),
    "unknown department": (instead('"dep"', '"dap"'), '"dap"', "`dap`"),
    "unknown requester": (instead('"ann"', '"anne"'), '"anne"', "`anne`"),
    "unknown owner": (after('[verification]\nowner = "carl"'), '"carl"', "`carl`"),
    "unknown deputy": (after('[verification]\ndeputy = "carl"'), '"carl"', "`carl`"),
    "two answers": (
        after('[[alternative]]\nrung=2\nresult="partly"\n[[alternative]]\nresult="partly"\nrung= 2'),
        "2\n\x00",
        "answered twice",
    ),
    "rung not below": (after('[[alternative]]\nrung = 9\nresult = "partly"'), None, "at most 8"),
    "answer without a rung": (after('[[alternative]]\nresult = "partly"'), None, "`alternative.rung`"),
    "rung below nothing": (after('[[alternative]]\nrung = -1\nresult = "partly"'), "-1", "-1"),
    "unknown result": (after('[[alternative]]\nrung = 1\nresult = "maybe"'), '"maybe"', "not_possible"),
}
MANDATORY = "key title department requester kind id business current wanted output rung category"
for mandatory in MANDATORY.split():
    BAD[f"no {mandatory}"] = (re.sub(rf"(?m)^{mandatory} = .*\n", "", BASE), None, f"{mandatory}`")

GOOD: dict[str, str | bytes] = {
    "bom": b"\xef\xbb\xbf" + BASE.encode(),
    "crlf": BASE.replace("\n", "\r\n").encode(),
    "no last line end": BASE.rstrip("\n"),
    "answer without result": after('[[alternative]]\nrung = 3\nwhy = "?"'),
    "largest number": after(f"[cost]\ninitial_yen = {2**63 - 1}"),
    "full-width text": instead("A title", "題　１"),
}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One workspace with every bad file and some good ones, judged once as JSON and once as text in each language."""
    desk = Desk(tmp_path_factory.mktemp("bad")).set_up(layer("top", [rule("P", "permit")]))
    files: dict[str, str | bytes] = {**{name: text for name, (text, _, _) in BAD.items()}, **GOOD}
    for number, (name, text) in enumerate(files.items()):
        key = f"k{number:03}"  # as long as "good", so that no place moves
        text = text.encode() if isinstance(text, str) else text
        desk.write(f"requests/{name}.toml", text.replace(b'key = "good"', f'key = "{key}"'.encode()))
    desk.write("requests/ten megabytes.toml", BASE + "# " + "x" * 10_000_000)
    (desk.root / "requests/a folder.toml").mkdir()
    (desk.root / "requests/a dangling link.toml").symlink_to("nowhere.toml")
    (desk.root / "requests/a circle.toml").symlink_to("a circle.toml")
    before = desk.tree()
    made: dict[str, Any] = {"json": desk.check(), "en": desk.run("check"), "ja": desk.run("check", lang="ja")}
    assert desk.tree() == before
    return made


def entries(answer: dict[str, Any]) -> dict[str, Table]:
    return {Path(one["path"]).stem: one for one in answer["json"].json["requests"]}


def test_one_bad_file_stops_no_other(answer: dict[str, Any]) -> None:
    assert {answer[each].code for each in answer} == {3}
    judged = entries(answer)
    for name in GOOD:
        assert (judged[name]["verdict"], judged[name]["findings"]) == ("eligible", []), name
    assert answer["json"].json["summary"]["eligible"] == len(GOOD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_an_error_at_its_place(name: str, answer: dict[str, Any]) -> None:
    text, needle, said = BAD[name]
    one = entries(answer)[name]
    assert one["verdict"] is None
    assert one["findings"] and {each["severity"] for each in one["findings"]} == {"error"}
    first = one["findings"][0]
    assert isinstance(first["line"], int) and isinstance(first["column"], int)
    if needle and not needle.endswith("\x00"):
        named = [each for each in one["findings"] if (each["line"], each["column"]) == at(text, needle)]
        assert named, one["findings"]
        first = named[0]
    screen = answer["en"].out
    place = f"requests/{name}.toml:{first['line']}:{first['column']}"
    assert place in screen and place in answer["ja"].out
    start = screen.index(place)
    assert said in screen[max(0, start - 200) : start + 600] or name == "prose"


@pytest.mark.parametrize(
    "name, said",
    [
        ("ten megabytes", "10000"),
        ("a folder", "folder"),
        ("a dangling link", "link"),
        ("a circle", "circle"),
    ],
)
def test_what_is_no_readable_file_is_said_so(name: str, said: str, answer: dict[str, Any]) -> None:
    one = entries(answer)[name]
    assert (one["verdict"], len(one["findings"])) == (None, 1)
    assert said in one["findings"][0]["message"]


def test_every_mistake_of_a_file_is_told_in_one_run(tmp_path: Path) -> None:
    text = instead("rung = 9", 'rung = 12\nrunk = 1\nform_basis = "maybe"') + "[cost]\ninitial_yen = -5\n"
    desk = Desk(tmp_path).set_up(layer("top", [rule("P", "permit")]))
    desk.write("requests/a.toml", text)
    places = re.findall(r"requests/a\.toml:(\d+):", desk.run("check").out)
    words = [re.match(r"\w+", text.split("\n")[int(line) - 1]) for line in places]
    assert [word[0] for word in words if word] == ["rung", "runk", "form_basis", "initial_yen"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_nobody_may_read_is_said_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path).set_up(layer("top", [rule("P", "permit")]), requests=[request("a"), request("b")])
    (desk.root / "requests/a.toml").chmod(0)
    ran = desk.check()
    one, other = ran.json["requests"]
    assert (ran.code, one["verdict"], other["verdict"]) == (3, None, "eligible")


# the files beside the requests --------------------------------------------------------------------------------------

SYSTEMS = tomli_w.dumps({"schema": "systems/1", "system": Desk(Path()).systems})
SURROUNDINGS: dict[str, tuple[str, str | None]] = {
    "a system without renewal": ("policies/systems.toml", SYSTEMS.replace("renewal_on", "renewed_on")),
    "consent not said": (
        "policies/systems.toml",
        SYSTEMS.replace('version = "1"', 'version = "1"\nshared_with = ["A"]'),
    ),
    "a regime of its own": ("policies/systems.toml", SYSTEMS.replace('"standard"', '"special"')),
    "negative releases": (
        "policies/systems.toml",
        SYSTEMS.replace("releases_per_year = 3", "releases_per_year = -3"),
    ),
    "no systems": ("policies/systems.toml", None),
    "no people": ("policies/people.toml", None),
    "broken people": ("policies/people.toml", 'schema = "people/1"\n[[person]\n'),
    "broken settings": ("nocustom.toml", 'schema = "workspace/1"\nx = \n'),
    "unknown settings": (
        "nocustom.toml",
        'schema = "workspace/9"\n[organisation]\nname="x"\n[ledger]\norigin="x"\n',
    ),
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_a_mistake_beside_the_requests_judges_nothing(name: str, tmp_path: Path) -> None:
    file, text = SURROUNDINGS[name]
    desk = Desk(tmp_path).set_up(layer("top", [rule("P", "permit")]), requests=[request("a")])
    if text is None:
        (desk.root / file).unlink()
    else:
        desk.write(file, text)
    ran = desk.check()
    assert ran.code == 3
    if ran.out and file != "nocustom.toml":
        assert ran.json["requests"] == [] and ran.json["findings"]
    assert Path(file).name in ran.err + ran.out
    if text is not None:
        assert re.search(rf"{re.escape(file)}:\d+:\d+", ran.err)
