"""A new request: whole, valid, and never over another one."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nocustom.acts.check import check
from nocustom.acts.new import FLAGS, new
from nocustom.acts.template import text_of
from nocustom.files.document import document
from nocustom.form.fields import FORM, Field
from nocustom.form.reading import validate
from nocustom.show.request_text import new_text
from tests.acts.hall import Hall, told
from tests.acts.screen import screen
from tests.conftest import Run

DAY = date(2026, 6, 1)
GIVEN: dict[str, Any] = {
    "request.title": "窓口の一覧", "request.department": "kodomo", "request.requester": "suzuki",
    "request.kind": "wish", "system.id": "child-allowance", "system.business": "child-rearing-allowance",
    "gap.current": "紙で並べている。", "gap.wanted": "一覧がほしい。", "gap.output": "list", "gap.rung": 4,
    "reason.category": "efficiency",
}  # fmt: skip
MORE: dict[str, Any] = {
    "request.section": "手当係", "system.function": "0150042", "system.spec": "仕様書 1.2",
    "system.spec_class": "not_listed", "gap.form_basis": "none", "reason.legal_basis": "条例第4条",
    "reason.effective_on": date(2026, 10, 1), "verification.owner": "tanaka", "verification.deputy": "sato",
    "life.wanted_from": date(2026, 10, 1), "life.ends_on": date(2028, 3, 31),
}  # fmt: skip


def test_what_is_written_can_be_judged(hall: Hall) -> None:
    made = new(hall.workspace, GIVEN, DAY)
    assert re.fullmatch(r"child-rearing-allowance-[a-z2-7]{4}", made.key)
    assert made.path == hall.root / "requests" / "2026" / f"{made.key}.toml"
    (checked,) = check(hall.workspace, [made.path], DAY).requests
    assert checked.judgement is not None and checked.findings == ()
    values = tomllib.loads(made.path.read_text(encoding="utf-8"))
    assert values["request"]["title"] == "窓口の一覧" and values["gap"]["rung"] == 4


def test_every_option_comes_back_as_it_was_given(hall: Hall) -> None:
    made = new(hall.workspace, GIVEN | MORE, DAY)
    values = tomllib.loads(made.path.read_text(encoding="utf-8"))
    for path, value in (GIVEN | MORE).items():
        section, _, name = path.partition(".")
        assert values[section][name] == value
    assert set(FLAGS) == set(GIVEN | MORE), "each option is tried here"


def test_every_other_field_of_the_form_stands_there_to_be_filled_in(hall: Hall) -> None:
    text = new(hall.workspace, GIVEN, DAY).path.read_text(encoding="utf-8")
    for path, field in FORM.items():
        name = path.rpartition(".")[2]
        if field.kind == "table":
            assert f"\n[{path}]\n" in text
        elif field.kind != "tables":
            assert re.search(rf"^(# )?{name} =", text, re.MULTILINE), path
    assert [int(rung) for rung in re.findall(r"^# rung = (\d)", text, re.MULTILINE)] == [0, 1, 2, 3]
    assert text.isprintable() is False and "\t" not in text


def test_a_comment_taken_away_is_a_field(hall: Hall) -> None:
    """Every commented field, filled in with an example of the form, makes a request without mistakes."""
    text = new(hall.workspace, GIVEN, DAY).path.read_text(encoding="utf-8")
    section, filled = "", []
    for line in text.splitlines():
        if header := re.match(r"(?:# )?\[\[?([a-z.]+)\]\]?", line):
            section = header[1]
            line = line.removeprefix("# ")
        elif field := re.match(r"# ([a-z_]+) =", line):
            line = line.removeprefix("# ")
            if (section, field[1]) != ("alternative", "rung"):
                line = f"{field[1]} = {_example(FORM[f'{section}.{field[1]}'])}"
        filled.append(line)
    assert validate("request", tomllib.loads("\n".join(filled))) == []


def _example(field: Field) -> str:
    match field.kind:
        case "bool":
            return str(field.example).lower()
        case "date" | "int":
            return str(field.example)
        case "list":
            return repr(list(field.example))
        case _:
            return repr(field.example or "x")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_any_text_comes_back(text: str) -> None:
    request = {"key": "k", "title": text}
    written = text_of({"schema": "request/1", "request": request, "gap": {"rung": 2, "wanted": text}})
    try:
        data = written.encode()
    except UnicodeEncodeError:
        return  # half a surrogate pair: no file can hold it
    values = document(data, shown="new.toml").values
    assert (values["request"]["title"], values["gap"]["wanted"]) == (text, text)


@pytest.mark.parametrize("title, word", [
    ("Fewer clicks!", "fewer-clicks"), ("一覧 A4", "child-rearing-allowance"), ("x" * 60, "x" * 24),
    ("../../etc/passwd", "etc-passwd"), ("ＡＢＣ一覧", "child-rearing-allowance"),
])  # fmt: skip
def test_keys_are_words_that_every_file_system_takes(hall: Hall, title: str, word: str) -> None:
    made = new(hall.workspace, GIVEN | {"request.title": title}, DAY)
    assert made.key.rpartition("-")[0] == word and made.key.isascii()
    assert made.path.parent == hall.root / "requests" / "2026"


def test_two_requests_have_two_keys(hall: Hall) -> None:
    assert len({new(hall.workspace, GIVEN, DAY).key for _ in range(20)}) == 20


def test_the_fiscal_year_is_the_folder(hall: Hall) -> None:
    assert new(hall.workspace, GIVEN, date(2027, 3, 31)).path.parent.name == "2026"
    assert new(hall.workspace, GIVEN, date(2027, 4, 1)).path.parent.name == "2027"


def test_a_file_that_is_there_is_kept(hall: Hall) -> None:
    there = hall.root / "mine.toml"
    there.write_text("mine", encoding="utf-8")
    code, said = told(lambda: new(hall.workspace, GIVEN, DAY, Path("mine.toml")))
    assert (code, said) == (2, (
        "error: there is a file `mine.toml` already\n"
        "hint: nothing is overwritten: name another with `-o FILE`"))  # fmt: skip
    assert there.read_text(encoding="utf-8") == "mine"
    (hall.root / "sub").mkdir()
    assert new(hall.workspace, GIVEN, DAY, Path("sub/mine.toml")).path == hall.root / "sub" / "mine.toml"


@pytest.mark.parametrize("place, reason", [
    ("sub/mine.toml", "there is no such file or folder"),
    ("nocustom.toml/x.toml", "a part of its path is no folder")])  # fmt: skip
def test_no_folder_is_made_for_a_place_that_somebody_named(run: Run, hall: Hall, place: str, reason: str) -> None:
    """`-o` is one option: `check` says the same."""
    said = f"error: `{place}` can't be written: {reason}\nhint: name a file in a folder that is there"
    assert told(lambda: new(hall.workspace, GIVEN, DAY, Path(place))) == (2, said)
    new(hall.workspace, GIVEN, DAY)
    ran = run("check", "--as-of", "2026-06-01", "-o", place, cwd=hall.root)
    assert (ran.code, ran.out, ran.err) == (2, "", said + "\n")
    assert not (hall.root / "sub").exists()


def test_a_folder_of_requests_that_can_t_be_made(hall: Hall) -> None:
    (hall.root / "requests").rmdir()
    (hall.root / "requests").write_text("", encoding="utf-8")
    code, said = told(lambda: new(hall.workspace, GIVEN, DAY))
    assert code == 3 and said.startswith("error: `requests/2026` can't be written\nhint: the system says: ")


def test_everything_wrong_with_what_is_given_is_told_at_once(hall: Hall) -> None:
    code, said = told(lambda: new(hall.workspace, GIVEN | {"gap.rung": 30, "request.department": "kodmo"}, DAY))
    assert code == 2
    assert {line.strip() for line in said.splitlines() if "-->" in line} == {"--> --rung", "--> --department"}


@pytest.mark.parametrize("wrong, words", [
    ({"request.department": "kodmo"},
     "error[unknown-department]: `kodmo` is not a department of policies/people.toml\n --> --department\n"),
    ({"request.requester": "suzuky"}, " --> --requester\n"),
    ({"system.id": "tax", "system.business": "child-rearing-allowance"}, " --> --business\n"),
    ({"gap.output": "lists"}, "did you mean `list`?"),
    ({"gap.rung": 10}, "at most 9"),
    ({"reason.category": "because", "request.kind": "whim"}, " --> --kind\n"),
    ({"verification.owner": "tanak"}, "did you mean `tanaka`?"),
])  # fmt: skip
def test_what_can_t_stand_in_a_request(hall: Hall, wrong: dict[str, Any], words: str) -> None:
    code, said = told(lambda: new(hall.workspace, GIVEN | wrong, DAY))
    assert code == 2 and words in said
    assert said.endswith("error: no request was written: something given can't stand in it")
    assert list((hall.root / "requests").iterdir()) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screen(hall: Hall, lang: str) -> None:
    assert "nocustom check requests/2026/" in screen(new_text(new(hall.workspace, GIVEN, DAY), lang))


def flags(**but: str) -> list[str]:
    """The options for `GIVEN`, some of them with another value, or left out."""
    values = {FLAGS[path]: str(value) for path, value in GIVEN.items()}
    values |= {f"--{name}": value for name, value in but.items()}
    return [part for flag, value in values.items() if value for part in (flag, value)]


def test_the_command_line(run: Run, hall: Hall) -> None:
    ran = run("request", "new", *flags(title="", rung=""), cwd=hall.root)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: a request can't be without --title, --rung\nhint: at a terminal, what is missing is asked for\n")
    ran = run("request", "new", *flags(), "--ends-on", "２０２８-03-31", cwd=hall.root)
    assert ran.code == 2 and "write half-width digits" in ran.err
    ran = run("request", "new", *flags(department="kodmo"), cwd=hall.root)
    assert ran.code == 2 and " --> --department" in ran.err
    assert list((hall.root / "requests").iterdir()) == []
    ran = run("request", "new", *flags(requester=""), cwd=hall.root, env={"NOCUSTOM_ME": "suzuki"})
    assert (ran.code, ran.err) == (0, "")
    path = ran.out.splitlines()[0]
    assert run("check", path, cwd=hall.root).code in (0, 1)
    ran = run("request", "list", cwd=hall.root)
    assert ran.code == 0 and "requests: 1, filed: 0" in ran.out
    ran = run("request", "new", *flags(), "-o", path, cwd=hall.root)
    assert ran.code == 2 and "nothing is overwritten" in ran.err
