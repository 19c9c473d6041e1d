"""What lies on disk and is not adopted is shown and never used: for each act and each reading command, by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest

from nocustom.acts.drift import Drift, drift
from tests.acts.hall import Hall
from tests.acts.paperwork import accepted, approved, edit, endorsed, filed, state_of
from tests.acts.test_no import CORE, closed
from tests.conftest import Golden, Run
from tests.screens.played import Screen, play, willing


def test_nothing_is_remarked_before_anything_is_adopted(hall: Hall) -> None:
    assert drift(hall.workspace) == Drift()


def test_a_changed_file_is_remarked_beside_the_answer(office: Hall, run: Run) -> None:
    assert drift(office.workspace) == Drift()
    office.request("kodomo-ikusei-outside")
    assert run("check", "--as-of", "2026-06-01", cwd=office.root).err == ""
    edit(office.root / "policies" / "city.toml", 'version = "2026.1"', 'version = "2026.2"')
    ran = run("check", "--as-of", "2026-06-01", "--json", cwd=office.root)
    assert ran.err == (
        "note: not what is adopted: policy; acts judge by what is adopted\n"
        "hint: `nocustom status` tells more; `nocustom policy adopt` adopts what lies\n"
        "  here\n"
    )
    assert ran.out.startswith('{"schema": "nocustom.check/1"')


def cio_by_pen(hall: Hall) -> None:
    """The requester gives herself the post of the CIO."""
    people = hall.root / "policies" / "people.toml"
    before, name, after = people.read_text(encoding="utf-8").partition('id = "suzuki"')
    people.write_text(
        before + name + re.sub('post = "[a-z_]+"', 'post = "cio"', after, count=1), encoding="utf-8"
    )


def another_regime(hall: Hall) -> None:
    """The business becomes one that is not standardised."""
    systems = hall.root / "policies" / "systems.toml"
    systems.write_text(
        systems.read_text("utf-8").replace('regime = "standard"', 'regime = "out_of_scope"'), "utf-8"
    )


def permits_all(hall: Hall) -> None:
    """A layer permits everything, and asks whoever decides instead of redirecting."""
    with (hall.root / "policies" / "national.toml").open("a", encoding="utf-8") as file:
        for rule, effect in (("NC-598", "permit"), ("NC-699", "escalate")):
            file.write(f'''
[[rule]]
id = "{rule}"
effect = "{effect}"
title = {{ ja = "全て認める", en = "Permit all" }}
reason = {{ ja = "なし", en = "None" }}
remedy = {{ ja = "なし", en = "None" }}
source = "なし"
when.gap.wanted = {{ filled = true }}
''')


def without(name: str, hall: Hall) -> None:
    """A file is gone."""
    (hall.root / "policies" / name).unlink()


def garbage(name: str, hall: Hall) -> None:
    """A file is none that can be read."""
    (hall.root / "policies" / name).write_bytes(b"\xff\x00[[")


EDITS: dict[str, Callable[[Hall], None]] = {
    "made herself CIO": cio_by_pen,
    "permits all": permits_all,
    "people.toml deleted": partial(without, "people.toml"),
    "systems.toml unreadable": partial(garbage, "systems.toml"),
}


def typed(hall: Hall, person: str, *line: str) -> Screen:
    key = ("--key", str(hall.keys[person])) if person else ()
    return play("en", *line, cwd=hall.root, clock=hall.clock, keyboard=partial(willing, "en"), hidden=key)


def said(screen: Screen) -> bool:
    """Whether it tells that something else lies on disk than is adopted, and the next command."""
    text = " ".join((screen.err + screen.out).split())
    return (
        "what is adopted" in text and "`nocustom status`" in text
    ) or "policies/ differs from what is adopted" in text


@pytest.mark.parametrize("name", list(EDITS))
def test_each_act_goes_by_what_is_adopted_and_says_so(office: Hall, name: str) -> None:
    no, path = closed(office), office.request("kodomo-ikusei-outside")
    EDITS[name](office)
    number = "2026-0002"
    for person, line, after in (
        ("suzuki", ("submit", str(path)), (number, "filed")),
        ("tanaka", ("endorse", number), (number, "owner_pending")),
        ("tanaka", ("accept", number), (number, "review")),
        ("hirano", ("decide", number, "approve"), (number, "approved")),
        ("tanaka", ("insist", no), (no, "owner_pending")),
        ("tanaka", ("decline", no), (no, "declined")),
        ("suzuki", ("withdraw", no), (no, "withdrawn")),
        ("suzuki", ("dispute", "13"), (no, "withdrawn")),
        ("uchida", ("dispose", "13"), (no, "withdrawn")),
    ):
        screen = typed(office, person, *line)
        assert screen.code == 0, f"{line}: {screen}"
        assert said(screen), f"{line}: {screen}"
        assert state_of(office, after[0]) == after[1], line


def test_who_gave_herself_a_post_on_disk_has_none(office: Hall) -> None:
    number, no = accepted(office), filed(office, CORE)
    office.enroll("suzuki", "file,office,decision")
    cio_by_pen(office)
    for line in (
        ("endorse", no),
        ("close", no),
        ("decide", number, "approve"),
        ("return", number),
        ("void", number),
    ):
        screen = typed(office, "suzuki", *line)
        assert (screen.code, said(screen)) == (4, True), line
    assert (state_of(office, number), state_of(office, no)) == ("review", "filed")


def test_a_system_or_a_layer_edited_on_disk_changes_no_verdict(office: Hall) -> None:
    another_regime(office)
    permits_all(office)
    number = filed(office, CORE)
    with office.desk(writable=False) as desk:
        assert desk.case(number).revision.verdict == "redirected"
    screen = typed(office, "uchida", "reassess", number)
    assert (screen.code, "was judged by what is adopted now" in screen.err) == (4, True)


@pytest.mark.parametrize("name", [*EDITS][1:3])  # one that differs and one that is not there
def test_each_reading_command_says_so(office: Hall, name: str) -> None:
    live, number = approved(office), filed(office, CORE)
    EDITS[name](office)
    for line in ("queue", f"request show {number}", f"review {number}", f"notice {live}"):
        screen = typed(office, "", *line.split())
        assert (screen.code, said(screen)) == (0, True), f"{line}: {screen}"
    for line in ("status", "doctor"):
        screen = typed(office, "", line)
        text = " ".join((screen.err + screen.out).split())
        assert any(each in text for each in ("than the adopted one", "not what is adopted", "toml")), (
            f"{line}: {screen}"
        )


def test_explain_says_so_and_judges_by_the_disk_like_check(office: Hall) -> None:
    path = office.request("kodomo-ikusei-outside")
    permits_all(office)
    for line in (("explain", str(path)), ("explain", "NC-501"), ("check", str(path))):
        assert said(typed(office, "", *line)), line


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_remarks(office: Hall, golden: Golden, lang: str) -> None:
    endorsed(office)
    cio_by_pen(office)
    garbage("city.toml", office)
    golden(f"acts/drift.{lang}", str(play(lang, "queue", cwd=office.root, clock=office.clock)))
