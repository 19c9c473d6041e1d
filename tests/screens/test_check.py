"""`check`: the table of all requests, and one screen for each way a request can come out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from nocustom.errors import Exit
from tests.conftest import Golden
from tests.screens.played import SAMPLES, play

AS_OF = ("--as-of", "2026-06-01")
OUTCOMES = {
    "forbidden": "kazei-prohibited",
    "refused": "jumin-fewer-clicks",
    "refused-by-a-rule": "sports-lottery-order",
    "redirected": "kaigo-eight-cities",
    "incomplete": "kenko-draft",
    "incomplete-personal-data": "kaigo-resident-data",
    "eligible": "kodomo-ikusei-outside",
    "eligible-lifted": "korei-large-print",
}
"""One request of the sample city for each verdict that reads differently."""
DRAFT = """\
schema = "request/1"

[request]
key = "todokede-ichiran-d4d4"
title = "届出一覧の並べ替え"
departmnet = "kodomo"
requester = "suzukii"
kind = "wihs"

[system]
id = "child-allowance"
business = "child-rearing-allowance"

[gap]
current = "届出を受付順に並べている。"
wanted = "氏名順に並べ替えたい。"
output = "list"
rung = "９"

[reason]
category = "effeciency"
hours_per_year = 12.5

[life]
wanted_from = "2026-10-01"
ends_on = 2026-09-30
"""
"""What a clerk typed in a hurry."""
TYPO = """\
schema = "request/1"

[request]
key = "todokede-ichiran-d4d4
title = "届出一覧の並べ替え"
kind = wish
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The sample city with no requests yet."""
    shutil.copyfile(SAMPLES / "nocustom.toml", tmp_path / "nocustom.toml")
    shutil.copytree(SAMPLES / "policies", tmp_path / "policies")
    (tmp_path / "requests").mkdir()
    return tmp_path


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_all_samples(golden: Golden, lang: str) -> None:
    golden(f"check-all.{lang}", str(play(lang, "check", *AS_OF)))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_one_request(golden: Golden, lang: str, outcome: str) -> None:
    golden(
        f"check-{outcome}.{lang}", str(play(lang, "check", *AS_OF, f"requests/2026/{OUTCOMES[outcome]}.toml"))
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_request_with_mistakes_is_not_judged(golden: Golden, lang: str, desk: Path) -> None:
    (desk / "requests/draft.toml").write_text(DRAFT, encoding="utf-8")
    golden(f"check-not-judged.{lang}", str(play(lang, "check", *AS_OF, "requests/draft.toml", cwd=desk)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_one_that_can_not_be_read_among_others(golden: Golden, lang: str, desk: Path) -> None:
    shutil.copy(SAMPLES / "requests/2026/korei-large-print.toml", desk / "requests")
    (desk / "requests/draft.toml").write_text(TYPO, encoding="utf-8")
    (desk / "requests/eucjp.toml").write_bytes(TYPO.encode("cp932"))
    golden(f"check-unreadable.{lang}", str(play(lang, "check", *AS_OF, cwd=desk)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_to_judge(golden: Golden, lang: str, desk: Path) -> None:
    """A key that is nowhere, a file that is nowhere, no request at all: never clean."""
    screens = [
        play(lang, "check", *AS_OF, cwd=desk),
        play(lang, "check", *AS_OF, "no-such-key", cwd=desk),
        play(lang, "check", *AS_OF, "requests/no-such-file.toml", cwd=desk),
        play(lang, "check", "--root", "requests", cwd=desk),
        play(lang, "check", "--as-of", "２０２６-06-01", cwd=desk),
    ]
    assert [screen.code for screen in screens] == [Exit.NOT_JUDGED] * 4 + [Exit.USAGE]
    golden(f"check-nothing.{lang}", "\n".join(map(str, screens)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_file_of_another_kind_is_named_and_nothing_else_is_said(golden: Golden, desk: Path, lang: str) -> None:
    """A layer is no request with eighteen mistakes."""
    (desk / "requests/later.toml").write_text('schema = "request/2"\n[demand]\nkey = "x"\n', encoding="utf-8")
    screens = [play(lang, "check", *AS_OF, path, cwd=desk) for path in ("policies/city.toml", "requests/later.toml")]
    files = ("policies/systems.toml", "policies/people.toml", "nocustom.toml", "policies/tests/samples.toml")
    screens.append(play(lang, "check", *AS_OF, *files, cwd=desk))
    for name in ("city.toml", "systems.toml", "people.toml"):
        shutil.copy(SAMPLES / "requests/2026/korei-large-print.toml", desk / "policies" / name)
    screens.append(play(lang, "check", *AS_OF, cwd=desk))
    assert [screen.code for screen in screens] == [Exit.NOT_JUDGED] * 4
    assert [str(screen).count("[other-kind]") for screen in screens] == [1, 0, 4, 3]
    golden(f"check-other-kind.{lang}", "\n".join(map(str, screens)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_a_policy_lacks_on_a_day_is_told_with_its_other_mistakes(desk: Path, lang: str) -> None:
    """A value of a layer outside its days is told although the policy has mistakes on every day."""
    (desk / "policies/early.toml").write_text(EARLY, encoding="utf-8")
    late = desk / "policies/late.toml"
    late.write_text(LATE.replace("{effect}", "advise"), encoding="utf-8")
    alone = play(lang, "check", *AS_OF, cwd=desk)
    late.write_text(LATE.replace("{effect}", "advice"), encoding="utf-8")
    both = play(lang, "check", *AS_OF, cwd=desk)
    assert (alone.code, both.code) == (Exit.NOT_JUDGED, Exit.NOT_JUDGED)
    said = {"en": "`old_months` of policies/early.toml is not in effect on 2026-06-01",
            "ja": "policies/early.toml の `old_months`"}[lang]  # fmt: skip
    assert re.findall(r"\[([a-z-]+)\]: ", alone.err) == ["value-not-in-effect"]
    assert re.findall(r"\[([a-z-]+)\]: ", both.err) == ["not-allowed", "value-not-in-effect"]
    assert said in both.err.replace("\n  ", " " if lang == "en" else "")


EARLY = """\
schema = "policy/1"
policy = { id = "early", version = "1", default = "abstain", effective = { until = 2026-03-31 } }
values.old_months = { is = 12, may = "raise" }
"""
LATE = """\
schema = "policy/1"
policy = { id = "late", version = "1", default = "abstain", extends = ["early.toml"] }

[[rule]]
id = "L-1"
effect = "{effect}"
when.system.months_to_renewal = { under = "$old_months" }
"""


def test_json_where_nothing_is_judged(golden: Golden, tmp_path: Path) -> None:
    """Whoever reads JSON reads no standard error: the object tells why, and no verdict is among it."""
    shutil.copytree(Path(__file__).with_name("broken"), tmp_path / "broken")
    text = play("en", "check", *AS_OF, cwd=tmp_path / "broken")
    screen = play("en", "check", *AS_OF, "-f", "json", cwd=tmp_path / "broken")
    answer = json.loads(screen.out)
    assert (screen.code, screen.err) == (Exit.NOT_JUDGED, text.err)
    assert (answer["schema"], answer["as_of"], answer["requests"]) == ("nocustom.check/1", "2026-06-01", [])
    assert set(answer["summary"].values()) == {0}
    assert len(answer["findings"]) == text.err.count(" --> ") and {each["path"] for each in answer["findings"]} > {
        "nocustom.toml", "policies/people.toml", "policies/city.toml"}  # fmt: skip
    shown = json.dumps(answer["findings"][:2], ensure_ascii=False, indent=1)
    nowhere = play("en", "check", *AS_OF, "-f", "json", "no-such-key", cwd=SAMPLES)
    assert nowhere.code == Exit.NOT_JUDGED
    assert [each["path"] for each in json.loads(nowhere.out)["findings"]] == [None]
    golden("check-json-broken.en", f"{shown}\n{nowhere}")


@pytest.mark.parametrize("damage", ["unreadable", "empty", "people", "settings", "no workspace", "no requests"])
def test_json_is_one_object_whatever_is_broken(desk: Path, tmp_path: Path, damage: str) -> None:
    shutil.copy(SAMPLES / "requests/2026/korei-large-print.toml", desk / "requests")
    match damage:
        case "unreadable":
            (desk / "policies/city.toml").write_bytes(b"\xff\xfe")
        case "empty":
            shutil.rmtree(desk / "policies")
        case "people":
            (desk / "policies/people.toml").unlink()
        case "settings":
            (desk / "nocustom.toml").write_text("schema = 3", encoding="utf-8")
        case "no requests":
            (desk / "requests/korei-large-print.toml").unlink()
    folder = desk if damage != "no workspace" else desk / "requests"
    if damage == "no workspace":
        (desk / "nocustom.toml").unlink()
        shutil.rmtree(desk / "policies")
    for line in (("-f", "json"), ("--json", "-o", "out.json")):
        screen = play("en", "check", *line, cwd=folder)
        answer = json.loads(screen.out or (folder / "out.json").read_text("utf-8"))
        assert screen.code == Exit.NOT_JUDGED and screen.err
        assert answer["schema"] == "nocustom.check/1" and answer["requests"] == [] and answer["findings"]


def test_json_of_one_request(golden: Golden) -> None:
    golden("check-json.en", str(play("en", "check", *AS_OF, "-f", "json", "requests/2026/korei-large-print.toml")))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_mistakes_in_every_kind_of_file_are_told_in_one_run(golden: Golden, lang: str, tmp_path: Path) -> None:
    """The workspace in `broken/`, whose files say in comments what is wrong with each."""
    shutil.copytree(Path(__file__).with_name("broken"), tmp_path / "broken")
    screen = play(lang, "check", *AS_OF, cwd=tmp_path / "broken")
    places = re.findall(r"--> (\S+):(\d+):(\d+)\n", screen.err)
    told = [(path, int(line)) for path, line, _ in places]
    assert told == sorted(set(told))
    assert told == [
        (path.relative_to(tmp_path / "broken").as_posix(), number)
        for path in sorted((tmp_path / "broken").rglob("*.toml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "# wrong" in line
    ]
    today = play(lang, "check", cwd=tmp_path / "broken")  # what day it is, settings with mistakes don't tell
    assert (today.err, today.out, today.code) == (screen.err, "", Exit.NOT_JUDGED)
    golden(f"check-broken-workspace.{lang}", str(screen))
