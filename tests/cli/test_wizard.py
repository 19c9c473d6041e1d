"""`request new` as a clerk meets it: a real pseudo-terminal, a process of its own, both languages."""

from __future__ import annotations

import re
import shutil
import stat
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.typist import CTRL_C, CTRL_D, Typist, fits
from tests.conftest import Golden, Run

SAMPLES = Path(__file__).resolve().parents[2]

COPYING = [
    "届書から台帳への転記", "suzuki", "3", "", "国民健康保険システム", "", "", "4", "届書を見て手で入力している。",
    "読み取って入力したい。", "7", "5", "8", "2", "1,200", "480", "", "残業が増える。",
    *["3", "必要な入力である。", "3", "国の様式である。", "3", "様式は変えられない。", "3", "設定がない。", "3", ""],
    "1", "2", "0", "隣市", "RPAで転記している", "2026-04-20", "",
]  # fmt: skip
"""A request on rung 5, up to precedent."""
REST = [
    "2",
    "2",
    "2",
    "2",
    "2",
    "田中",
    "sato",
    "件数の一致",
    "",
    "4",
    "照合表",
    "2026-10-01",
    "2028-03-31",
    "止める",
    "1",
]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The sample city with its policy and people, without requests."""
    root = tmp_path / "city"
    shutil.copytree(SAMPLES / "policies", root / "policies")
    shutil.copy(SAMPLES / "nocustom.toml", root)
    return root


def requests(root: Path) -> list[dict[str, Any]]:
    """The requests that were written."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted((root / "requests").rglob("[!.]*.toml"))
            if ".drafts" not in path.parts]  # fmt: skip


def drafts(root: Path) -> list[Path]:
    return sorted((root / "requests" / ".drafts").glob("*.toml"))


def still(screen: str) -> str:
    """The screen without what chance put into it, and without the space behind a prompt at which nothing was typed."""
    return re.sub(r" +$", "", re.sub(r"-[a-z2-7]{4}(?=\.toml)", "-xxxx", fits(screen)), flags=re.MULTILINE)


# A request from the first question to the file ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_whole_filing(city: Path, golden: Golden, run: Run, lang: str) -> None:
    with Typist(city, "request", "new", lang=lang) as clerk:
        clerk.type(*COPYING, *REST, "1")
        assert clerk.ended() == 0
        golden(f"wizard-filing.{lang}", still(clerk.screen))
    (request,) = requests(city)
    assert request["request"] | {"key": ""} == {
        "key": "", "title": "届書から台帳への転記", "department": "kodomo", "section": "手当係", "requester": "suzuki",
        "kind": "wish"}  # fmt: skip
    assert request["system"]["business"] == "national-health-insurance", "its only business"
    precedent = {"body": "隣市", "what": "RPAで転記している", "contacted_on": date(2026, 4, 20)}
    assert request["precedent"] == {
        "searched": True, "market_product": False, "same_need": [], "found": [precedent]}  # fmt: skip
    assert [each["rung"] for each in request["alternative"]] == [0, 1, 2, 3, 4]
    assert request["reason"]["cases_per_year"] == 1200 and request["verification"]["owner"] == "tanaka"
    (path,) = (city / "requests" / "2026").glob("*.toml")
    text = path.read_text("utf-8")
    assert text.startswith("#:schema ") and "# 文書番号: " in text
    assert run("fmt", "--check", path, cwd=city).code == 0
    ran = run("check", "--as-of", "2026-06-01", path, cwd=city)
    assert (ran.code, ran.err) == (0, "") and "Verdict: eligible" in ran.out
    assert not (city / "requests" / ".drafts").exists(), "nothing is left of the draft"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_no_is_said_at_once_and_something_else_can_be_asked_for(
    city: Path, golden: Golden, lang: str
) -> None:
    with Typist(city, "request", "new", "--requester", "yamada", lang=lang) as clerk:
        clerk.type(
            "発行ボタンを右上に",
            "3",
            "",
            "1",
            "1",
            "",
            "",
            "",
            "左下にある。",
            "右上に置きたい。",
            "1",
            "9",
            "9",
        )
        at_the_no = len(clerk.screen)
        clerk.type("x", "1", "12", "5")
        clerk.type("<", "")
        golden(f"wizard-stop.{lang}", still(clerk.screen))
        assert {"ja": "不採用", "en": "refused"}[lang] in clerk.screen[:at_the_no]
        clerk.type(CTRL_C)
        assert clerk.ended() == 130


def test_a_no_can_be_written_down_insisted_on_or_left(city: Path, run: Run) -> None:
    no = ["発行ボタン", "yamada", "3", "", "1", "1", "", "", "", "左下", "右上", "character"]
    with Typist(city, "request", "new") as clerk:
        clerk.type(*no)
        assert "Verdict: forbidden" in clerk.screen and "NC-204" in clerk.screen
        assert "It can't be judged before these are filled in: rung asked for, category" in clerk.type("3").replace(
            "\n  ", " ").replace("\n", " ")  # fmt: skip
        assert clerk.ended() == 0
    (request,) = requests(city)
    assert request["gap"] == {"current": "左下", "wanted": "右上", "output": "character"}
    (path,) = (city / "requests" / "2026").glob("*.toml")
    ran = run("check", path, cwd=city)
    assert ran.code == 3 and "`gap.rung` (rung asked for) is missing" in ran.out
    with Typist(city, "request", "new") as clerk:
        clerk.type(*no)
        assert "rung asked for (mandatory)" in clerk.type("2"), "the form goes on"
        assert "mandatory" in clerk.type("9"), "and does not stop for the same no again"
        clerk.type("habit", *[""] * 60)
        assert (
            "The form is at its end" in clerk.screen
            and "Verdict: forbidden" in clerk.screen.rpartition("====")[2]
        )
        clerk.type("3")
        assert clerk.ended() == 0
    assert len(requests(city)) == 1 and drafts(city) == [], "left without a file"


# What may go wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_typed_wrong_is_said_and_asked_again(city: Path, golden: Golden, lang: str) -> None:
    flags = [
        "--title",
        "一覧",
        "--current",
        "紙",
        "--wanted",
        "画面",
        "--output-kind",
        "process",
        "--category",
        "volume",
    ]
    wrong = [
        *["", "だれか", "suzukl", "藤", "９", "3"], *["？", "３", "wich", "wish"],  # who files, and why
        *["電話は042-123-4567", "<", "-"], *["", "99", "図書館"], *["＜", ""], "", "", *["６", "9", "not_listed"],
        *["１２", "12", "-1", "7"], *["たぶん", "2"], *["-5", "10円", "5"], "", "", "", *["3", ""] * 7, "", "", "",
        *["一万", ""], "", "", *["E", ""], *["2026/4/1", "2026-02-30", "２０２６-04-01"],  # cost
    ]  # fmt: skip
    with Typist(city, "request", "new", *flags, lang=lang) as clerk:
        clerk.type(*wrong)
        golden(f"wizard-wrong.{lang}", still(clerk.screen))
        clerk.type(CTRL_D)
        assert clerk.ended() == 130


def test_keys_that_are_no_text_and_text_that_would_draw(city: Path) -> None:
    with Typist(city, "request", "new") as clerk:
        assert "\x1b" not in clerk.type(b"\x16\x1b[31mred\n")
        assert "control character `<U+001B>`" in clerk.screen
        clerk.type(b"\xff\xfe\n")
        assert "Traceback" not in clerk.screen
        clerk.type("[bold]\u202egnp.exe[/foo]", CTRL_C)
    with Typist(city, "request", "new") as clerk:
        assert "[bold]<U+202E>gnp.exe[/foo]" in clerk.screen, "in the list of drafts"


# Interrupted ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_interrupted_work_is_taken_up_again(city: Path, golden: Golden, lang: str) -> None:
    with Typist(city, "request", "new", lang=lang) as clerk:
        clerk.type(*COPYING[:12], CTRL_C)
        assert clerk.ended() == 130
    (draft,) = drafts(city)
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600 and stat.S_IMODE(draft.parent.stat().st_mode) == 0o700
    with Typist(city, "request", "new", lang=lang) as clerk:
        clerk.type("7", "?", "0", "abc", "１")
        golden(f"wizard-resume.{lang}", still(clerk.screen))
        clerk.type(*COPYING[12:], *REST, "1")
        assert clerk.ended() == 0
    (request,) = requests(city)
    assert request["gap"]["wanted"] == "読み取って入力したい。" and drafts(city) == []


def test_drafts_are_no_requests_and_can_be_discarded(city: Path, run: Run) -> None:
    for title in ("one", "two"):
        with Typist(city, "request", "new") as clerk:
            clerk.type(*([""] if title == "two" else []), title, CTRL_C)
    ran = run("check", cwd=city)
    assert ran.code == 3 and "there is no request to judge" in ran.err
    drafts(city)[0].write_text("schema = 'draft/1'\nanswers = 3\n", "utf-8")
    with Typist(city, "request", "new") as clerk:
        assert "can't be read" in clerk.screen
        assert "this draft can't be read; `-2` discards it" in clerk.type("2"), "and can't be gone on with"
        assert "There is unfinished work" in clerk.type("-2")
        assert "1/10 request" in clerk.type("-1"), "with the last one gone, a new request begins"
        clerk.type(CTRL_C)
        assert clerk.ended() == 130
        assert "stopped; nothing was written" in clerk.screen
    assert not (city / "requests" / ".drafts").exists()


@pytest.mark.parametrize(
    "lang, said", [("en", "stopped; the draft is kept"), ("ja", "中断しました。書きかけは残っています")]
)
def test_to_stop_at_the_list_of_drafts_leaves_them(city: Path, lang: str, said: str) -> None:
    with Typist(city, "request", "new") as clerk:
        clerk.type("one", CTRL_C)
    with Typist(city, "request", "new", lang=lang) as clerk:
        assert said in clerk.type(CTRL_C)
        assert clerk.ended() == 130
    assert len(drafts(city)) == 1


def test_a_draft_by_another_hand_is_heard_anew(city: Path) -> None:
    """What a draft says is never believed: unknown people, wrong types and closed ways are asked again."""
    with Typist(city, "request", "new") as clerk:
        clerk.type(*COPYING[:3], CTRL_C)
    (draft,) = drafts(city)
    text = draft.read_text("utf-8")
    text = text.replace('"suzuki"', '"mallory"').replace(
        '"request.title"', '"gap.rung" = 12\n"x" = 1\n"request.title"'
    )
    draft.write_text(text, "utf-8")
    with Typist(city, "request", "new") as clerk:
        assert "requester (mandatory)" in clerk.type("1"), "the title stands, who files is asked again"
        clerk.type("suzuki", *[""] * 1, CTRL_C)
        assert "Traceback" not in clerk.screen


# No terminal ----------------------------------------------------------------------------------------------------------


def test_without_a_terminal_the_options_are_named(city: Path, run: Run) -> None:
    ran = run("request", "new", cwd=city)
    assert ran.code == 2 and ran.out == ""
    for flag in ("--title", "--department", "--requester", "--kind", "--system", "--rung", "--category"):
        assert flag in ran.err
    assert "at a terminal, what is missing is asked for" in ran.err
    with Typist(city, "request", "new", "--no-input") as clerk:
        assert clerk.ended() == 2 and "--title" in clerk.screen


def test_an_option_that_can_t_stand_is_refused_before_anything_is_asked(city: Path) -> None:
    with Typist(city, "request", "new", "--requester", "mallory") as clerk:
        assert clerk.ended() == 2 and "--> --requester" in clerk.screen
    assert not (city / "requests").exists()


def test_a_file_that_is_there_is_named_before_anything_is_asked(city: Path) -> None:
    (city / "mine.toml").write_text("mine", "utf-8")
    with Typist(city, "request", "new", "-o", "mine.toml") as clerk:
        assert clerk.ended() == 2 and "there is a file `mine.toml` already" in clerk.screen
    assert (city / "mine.toml").read_text("utf-8") == "mine"


def test_where_no_draft_can_be_kept_nobody_goes_on_writing(city: Path) -> None:
    (city / "requests").mkdir()
    (city / "requests" / ".drafts").write_text("", "utf-8")
    with Typist(city, "request", "new") as clerk:
        assert "the draft can't be kept in `requests/.drafts`" in clerk.type("一覧")
        assert clerk.ended() == 3


def test_who_files_is_known_from_the_environment(city: Path) -> None:
    with Typist(city, "request", "new", NOCUSTOM_ME="suzuki") as clerk:
        assert "kind (mandatory)" in clerk.type("一覧"), "neither who files nor where that is is asked"
        clerk.type(CTRL_C)


def test_a_policy_with_mistakes_is_said_before_anything_is_asked(city: Path) -> None:
    (city / "policies" / "city.toml").write_text("schema = 'policy/1'\n", "utf-8")
    with Typist(city, "request", "new") as clerk:
        assert clerk.ended() == 3 and "policies/city.toml" in clerk.screen
