"""`doctor` as it is seen: a city at work, and one where much is wrong."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import pytest

from nocustom.errors import Exit
from tests.acts.hall import Hall
from tests.acts.test_adopt import edit
from tests.conftest import Golden
from tests.screens.played import Screen, play

_UNSTABLE = (
    (r"Python [0-9.]+(, |、)\w+ \w+", r"Python 3.13.0\1Linux x86_64"),
    (r"nocustom [0-9][0-9.a-z]*(,|、)", r"nocustom 1.0\1"),
    (r"OpenSSH_[^)）\n]+", "OpenSSH_9.9p1"),
    (r"[0-9,]+ MB", "50,000 MB"),
)
"""What differs from computer to computer; what stands for it is as long as most."""


def shown(hall: Hall, lang: str, *arguments: str) -> Screen:
    """The command, with what differs from computer to computer replaced."""
    screen = play(lang, "doctor", *arguments, cwd=hall.root, clock=hall.clock)
    out = screen.out
    for pattern, instead in _UNSTABLE:
        out = re.sub(pattern, instead, out)
    return screen._replace(out=out)


@pytest.fixture
def in_japan(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer whose clock is set to Japan."""
    monkeypatch.setenv("TZ", "JST-9")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of a process can't be chosen here")
@pytest.mark.usefixtures("in_japan")
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_doctor(golden: Golden, lang: str, this_evening: Hall) -> None:
    """The first as it should be; then a remark in a file, a torn request, a layer that ends, and a power cut."""
    hall = this_evening
    good = shown(hall, lang)
    edit(
        hall,
        "city.toml",
        "effective = { from = 2025-04-01 }",
        "effective = { from = 2025-04-01, until = 2026-07-31 }",
    )
    (hall.root / "requests/torn.toml").write_text("[request\n", encoding="utf-8")
    warned = shown(hall, lang)
    edit(hall, "systems.toml", 'name = "', 'nmae = "')
    (hall.root / "ledger/ledger.sqlite-journal").write_bytes(b"half")
    broken = shown(hall, lang)
    assert [screen.code for screen in (good, warned, broken)] == [Exit.OK, Exit.FINDINGS, Exit.FINDINGS]
    golden(f"doctor.{lang}", "\n".join(map(str, (good, warned, broken))))


def test_json(this_evening: Hall) -> None:
    edit(this_evening, "systems.toml", 'name = "', 'nmae = "')
    screen = shown(this_evening, "en", "--json")
    found = json.loads(screen.out)
    assert screen.code == Exit.FINDINGS and found["schema"] == "nocustom.doctor/1"
    assert sum(found["summary"].values()) == len(found["checks"])
    (systems,) = [check for check in found["checks"] if check["name"] == "systems"]
    assert systems["level"] == "problem" and systems["findings"][0]["path"] == "policies/systems.toml"
    assert {"line", "column", "message", "code"} <= set(systems["findings"][0])
