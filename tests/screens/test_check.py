"""`check`: the table of all requests, and one screen for each way a request can come out."""

from __future__ import annotations

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
