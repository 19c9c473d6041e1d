"""`check` as page 8 describes it: the shape of its JSON, its exit codes, its arguments."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tests.outside.desk import Desk, Ran, Table, layer, request, rule, run

HEX = re.compile(r"[0-9a-f]{64}")
VERDICTS = ["forbidden", "refused", "redirected", "incomplete", "eligible"]

RULES = [
    rule("P", "permit", when={"reason.category": {"is": "law"}}),
    rule("H", "forbid", level="hard", when={"reason.category": {"is": "habit"}}),
    rule("F", "forbid", when={"reason.category": {"is": "volume"}}),
    rule("D", "redirect", to=3, when={"reason.category": {"is": "audit"}}),
    rule("R", "require", when={"gap.rung": {"is": 8}}, must={"reason.legal_basis": {"filled": True}}),
]
REQUESTS = {
    "forbidden": request("forbidden", {"reason.category": "habit"}),
    "refused": request("refused", {"reason.category": "volume"}),
    "redirected": request("redirected", {"reason.category": "audit"}),
    "incomplete": request("incomplete", {"reason.category": "law", "gap.rung": 8}),
    "eligible": request("eligible", {"reason.category": "law"}),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).set_up(layer("top", RULES), requests=REQUESTS.values())


def keys(table: Table) -> list[str]:
    return list(table)


def test_the_json_has_the_documented_shape(desk: Desk) -> None:
    desk.write("requests/bad.toml", "x = \n")
    answer = desk.check().json
    assert keys(answer) == ["schema", "as_of", "policy", "requests", "findings", "summary"]
    assert (answer["schema"], answer["as_of"]) == ("nocustom.check/1", "2026-06-01")
    (policy,) = answer["policy"]
    assert (policy["id"], policy["version"]) == ("top", "1") and HEX.fullmatch(policy["digest"])
    assert answer["summary"] == dict.fromkeys(VERDICTS, 1)
    by_name = {Path(one["path"]).stem: one for one in answer["requests"]}
    assert [one["path"] for one in answer["requests"]] == sorted(f"requests/{name}.toml" for name in by_name)
    for name, one in by_name.items():
        assert keys(one) == [
            "path",
            "key",
            "title",
            "verdict",
            "rules",
            "questions",
            "next_steps",
            "findings",
            "digest",
        ]
        if name == "bad":
            assert (one["verdict"], one["rules"], one["digest"]) == (None, [], None)
            (finding,) = one["findings"]
            assert {"code", "severity", "line", "column", "message"} <= finding.keys()
            assert (finding["severity"], finding["line"]) == ("error", 1)
            continue
        assert (one["verdict"], one["key"], one["title"], one["findings"]) == (name, name, "A title", [])
        assert HEX.fullmatch(one["digest"])
        assert [each["id"] for each in one["rules"]] == sorted(each["id"] for each in one["rules"])
        for each in one["rules"]:
            assert {
                "id",
                "layer",
                "effect",
                "level",
                "fired",
                "met",
                "lifted",
                "title",
                "remedy",
                "clauses",
            } == each.keys()
            assert each["fired"] in ("yes", "no", "unknown") and isinstance(each["lifted"], bool)
            for clause in each["clauses"]:
                assert {"field", "operator", "operand", "value", "truth"} <= clause.keys()
    assert by_name["forbidden"]["next_steps"] == [{"rung": None, "rule": "H", "text": "Remedy H"}]
    assert by_name["redirected"]["next_steps"] == [{"rung": 3, "rule": "D", "text": "Remedy D"}]
    (question,) = by_name["incomplete"]["questions"]
    assert keys(question) == ["field", "label", "rules"]
    assert (question["field"], question["rules"]) == ("reason.legal_basis", ["R"])


def test_the_digest_follows_what_is_written(desk: Desk) -> None:
    before = desk.check().by_key["eligible"]["digest"]
    text = (desk.root / "requests/eligible.toml").read_text()
    desk.write("requests/eligible.toml", text.replace("A title", "Another title"))
    assert desk.check().by_key["eligible"]["digest"] != before


def test_titles_follow_the_language(desk: Desk) -> None:
    one = desk.run("check", "--json", "requests/forbidden.toml", lang="ja").by_key["forbidden"]
    (found,) = [each for each in one["rules"] if each["id"] == "H"]
    assert (found["title"], found["remedy"]) == ("題H", "次H")


@pytest.mark.parametrize("fail_on", ["incomplete", "redirected", "refused", "forbidden"])
def test_fail_on_counts_from_a_verdict_on(fail_on: str, desk: Desk) -> None:
    order = ["eligible", "incomplete", "redirected", "refused", "forbidden"]
    for verdict in order:
        ran = desk.check("--fail-on", fail_on, f"requests/{verdict}.toml")
        assert ran.code == int(order.index(verdict) >= order.index(fail_on)), verdict


def test_exit_codes(desk: Desk) -> None:
    assert desk.check("requests/eligible.toml").code == 0
    assert desk.check("requests/incomplete.toml").code == 1
    assert desk.check().code == 1
    assert desk.check("--no-such-option").code == 2
    assert desk.check("--fail-on", "eligible").code == 2
    assert desk.check("--as-of", "2026-02-30", day=None).code == 2
    assert desk.check("no-such-request").code == 3
    assert desk.check("requests/eligible.toml", "requests/nowhere.toml").code == 3
    desk.write("requests/bad.toml", "x = \n")
    assert desk.check().code == 3
    assert desk.check("--fail-on", "forbidden").code == 3


def test_paths_folders_and_keys_name_requests(desk: Desk) -> None:
    desk.write("requests/2027/deep/other.toml", request("other-key", {"reason.category": "law"}))

    def named(ran: Ran) -> list[str]:
        return [one["key"] for one in ran.json["requests"]]

    assert len(named(desk.check())) == 6
    assert named(desk.check("other-key")) == ["other-key"]
    assert named(desk.check("requests/2027")) == ["other-key"]
    assert set(named(desk.check("eligible", "requests/2027"))) == {"eligible", "other-key"}
    assert named(desk.check(str(desk.root / "requests/eligible.toml"))) == ["eligible"]
    elsewhere = run(desk.root.parent, "check", "--json", "--root", desk.root.name, "--as-of", "2026-06-01")
    assert len(elsewhere.json["requests"]) == 6


def test_as_of_is_the_judging_day(desk: Desk) -> None:
    ran = desk.check(day=date(2019, 12, 31))
    assert (ran.code, ran.json["requests"]) == (3, [])  # before the layer's first day nothing refuses by default
    assert "2019-12-31" in ran.err
    assert desk.check(day=date(2020, 1, 1)).json["as_of"] == "2020-01-01"


def test_an_output_file_holds_the_answer_and_stdout_nothing(desk: Desk) -> None:
    ran = desk.check("-o", "answer.json")
    assert (ran.code, ran.out) == (1, "")
    written = json.loads((desk.root / "answer.json").read_bytes())
    assert written["summary"] == dict.fromkeys(VERDICTS, 1)
    assert desk.check().json == written


def test_an_output_file_holds_no_old_verdict_when_nothing_is_judged(desk: Desk) -> None:
    kept = desk.write("answer.json", "kept")
    desk.write("policies/top.toml", layer("top", []))
    assert desk.check("-o", "answer.json").code == 3
    written = json.loads(kept.read_bytes())
    assert written["requests"] == [] and [each["code"] for each in written["findings"]] == ["no-rules"]
    assert desk.check().json == written
    kept.write_text("kept")
    assert desk.run("check", "-o", "answer.json").code == 3
    assert kept.read_text() == "kept", "only JSON has a way to say so"


def test_order_of_files_rules_and_keys_never_matters(desk: Desk, tmp_path: Path) -> None:
    def turned(table: Table) -> Table:
        return {
            name: turned(value) if isinstance(value, dict) else value
            for name, value in reversed(table.items())
        }

    backwards = Desk(tmp_path / "backwards").set_up(
        turned(layer("top", [turned(one) for one in reversed(RULES)])),
        requests=[turned(one) for one in reversed(list(REQUESTS.values()))],
    )

    def judged(desk: Desk) -> list[Table]:
        return [{**one, "digest": None} for one in desk.check().json["requests"]]  # the digest is of the file

    assert judged(backwards) == judged(desk)


def test_check_writes_nothing(desk: Desk) -> None:
    desk.write("requests/bad.toml", b"\xef\xbb\xbf" + "rung = ９\r\n".encode())
    before = desk.tree()
    for words in (["check"], ["check", "--json"], ["explain", "eligible"], ["request", "list"], ["status"]):
        desk.run(*words)
    assert desk.tree() == before


# hostile text -------------------------------------------------------------------------------------------------------

HOSTILE = {
    "[bold]red[/bold]": "[bold]red[/bold]",
    "[/foo]": "[/foo]",
    "[request] \\[x]": "[request] \\[x]",
    "a\u009b31mb": "a<U+009B>31mb",
    "\u202egnp\u202c": "<U+202E>gnp<U+202C>",
    "\u2066x\u2069": "<U+2066>x<U+2069>",
    "z\u200bw\u200fn": "z<U+200B>w<U+200F>n",
    "\ufeffbom\u2028": "<U+FEFF>bom<U+2028>",
    "%s {0} $HOME `id`": "%s {0} $HOME `id`",
    "one\ntwo\tthree\r\nfour": None,
}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_user_text_is_shown_as_data(lang: str, tmp_path: Path) -> None:
    fields = ("request.title", "request.section", "reason.legal_basis")
    asks = rule("Q", "require", must={"reason.legal_basis": {"is": "never"}})
    asks["title"] = {"ja": "[/foo]\u202e", "en": "[/foo]\u202e"}
    desk = Desk(tmp_path).set_up(
        layer("top", [rule("P", "permit"), asks]),
        requests=[request(f"q{n}", dict.fromkeys(fields, text)) for n, text in enumerate(HOSTILE)],
    )
    together = desk.run("check", lang=lang).out + desk.run("request", "list", lang=lang).out
    for n, shown in enumerate(HOSTILE.values()):
        one = together
        if n % 3 == 0:
            one += (explained := desk.run("explain", f"q{n}", lang=lang).out)
            assert shown is None or explained.count(shown) >= 2
        assert not CONTROL.search(one), repr(CONTROL.search(one))
        assert shown is None or together.count(shown) >= 2, shown
    assert [one["title"] for one in desk.check().json["requests"]] == list(HOSTILE)
    assert "one\\ntwo\\tthree\\r\\nfour" in together


def test_arguments_are_data_too(desk: Desk) -> None:
    for word in ("\x1b[31m", "\u202eevil", "[/foo]", "--[bold]\u009b", "a\nb"):
        for command in ("check", "explain", "policy"):
            ran = desk.run(command, word)
            assert ran.code in (2, 3), (command, word)
            assert not CONTROL.search(ran.err), (command, word)
