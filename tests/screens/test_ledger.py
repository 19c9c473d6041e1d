"""What is seen of the ledger: who is next, the story of a request, a ceremony, a verification, the auditor's folder."""

from __future__ import annotations

import shutil
from functools import partial

import pytest

from nocustom.errors import Exit
from tests.acts.hall import Hall
from tests.acts.paperwork import REASON
from tests.acts.test_verify import tampered
from tests.conftest import Golden
from tests.screens.played import Screen, play, willing

ACCEPTED, SIBLING = "2026-0001", "2026-0004"


def seen(hall: Hall, lang: str, *line: str) -> Screen:
    """A command that nobody has to answer."""
    return play(lang, *line, cwd=hall.root, clock=hall.clock)


def signed(hall: Hall, lang: str, person: str, *line: str) -> Screen:
    """A command with the person's key, and the person at the keyboard, who agrees to everything."""
    shutil.copy(hall.keys[person], hall.root / "key")
    shutil.copy(f"{hall.keys[person]}.pub", hall.root / "key.pub")
    return play(lang, *line, "--key", "key", cwd=hall.root, clock=hall.clock, keyboard=partial(willing, lang))


def both(*screens: Screen) -> str:
    return "\n".join(map(str, screens))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_before_the_ledger_begins(golden: Golden, lang: str, new_hall: Hall) -> None:
    screens = [seen(new_hall, lang, *line.split()) for line in ("status", "queue", "ledger verify", "request list")]
    assert [screen.code for screen in screens] == [Exit.OK, Exit.NOT_JUDGED, Exit.NOT_JUDGED, Exit.OK]
    golden(f"no-ledger.{lang}", both(*screens))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_waits(golden: Golden, lang: str, morning: Hall) -> None:
    golden(f"status.{lang}", str(seen(morning, lang, "status")))
    golden(f"queue.{lang}", str(seen(morning, lang, "queue")))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_late(golden: Golden, lang: str, this_morning: Hall) -> None:
    this_morning.later(days=40)
    late = seen(this_morning, lang, "queue", "--overdue")
    assert late.code == Exit.FINDINGS
    golden(f"queue-overdue.{lang}", both(late, seen(this_morning, lang, "queue", "--search", "予防接種"),
                                         seen(this_morning, lang, "queue", "--search", "nowhere")))  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_lists(golden: Golden, lang: str, evening: Hall) -> None:
    golden(f"request-list.{lang}", str(seen(evening, lang, "request", "list")))
    golden(f"request-list-nothing.{lang}", both(*(seen(evening, lang, *line.split()) for line in (
        "request list --search 図書館", "request list --search 予防接種 --department kodomo --state approved",
        "request list --state withdrawn", "request list --department 子育て支援課 --state withdrawn",
        "queue --search 図書館 --department kodomo", "queue --department kaigo", "queue --overdue --mine --me suzuki",
    ))))  # fmt: skip
    golden(f"ledger-show.{lang}", both(seen(evening, lang, "ledger", "show"),
                                       seen(evening, lang, "ledger", "show", "3"),
                                       seen(evening, lang, "ledger", "show", "16")))  # fmt: skip
    golden(f"people-show.{lang}", str(seen(evening, lang, "people", "show")))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_story_of_a_request(golden: Golden, lang: str, evening: Hall) -> None:
    golden(f"request-show.{lang}", str(seen(evening, lang, "request", "show", ACCEPTED)))
    golden(f"request-show-pending.{lang}", str(seen(evening, lang, "request", "show", "2026-0003")))
    golden(f"request-show-nothing.{lang}", str(seen(evening, lang, "request", "show", "2026-0009")))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_nowhere_is_said_to_be_nowhere(golden: Golden, lang: str, this_evening: Hall) -> None:
    """Neither an empty list nor `no such request` where there is one: who reads it would take it for an answer."""
    for path in this_evening.root.glob("requests/**/*.toml"):
        path.unlink()
    screens = [seen(this_evening, lang, *line.split()) for line in (
        f"explain {ACCEPTED}", f"check {ACCEPTED}", "check 2026-0099", "queue --department kodom", "people enroll",
    )]  # fmt: skip
    assert [int(screen.code) for screen in screens] == [3, 3, 3, 2, 2]
    golden(f"nowhere.{lang}", both(*screens))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sheet_without_a_terminal(golden: Golden, lang: str, evening: Hall) -> None:
    golden(f"review.{lang}", str(seen(evening, lang, "review", SIBLING)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_filing(golden: Golden, lang: str, this_morning: Hall) -> None:
    this_morning.request("kodomo-unanswered-rungs")
    filed = seen(this_morning, lang, "submit", "requests/2026/kodomo-unanswered-rungs.toml")
    again = seen(this_morning, lang, "submit", "requests/2026/kodomo-unanswered-rungs.toml")
    assert (filed.code, again.code) == (Exit.OK, Exit.NOT_PERMITTED)
    golden(f"submit.{lang}", both(filed, again))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_gate(golden: Golden, lang: str, this_morning: Hall) -> None:
    """Nobody has accepted; the wrong person asks; a key that is in nobody's name; no key, no terminal."""
    hall = this_morning
    early = signed(hall, lang, "hirano", "decide", ACCEPTED, "approve")
    other = signed(hall, lang, "uchida", "decide", ACCEPTED, "approve")
    owner = signed(hall, lang, "suzuki", "accept", ACCEPTED)
    nobody = signed(hall, lang, "stranger", "accept", ACCEPTED)
    keyless = seen(hall, lang, "accept", ACCEPTED)
    alone = play(lang, "accept", ACCEPTED, "--key", str(hall.keys["tanaka"]), cwd=hall.root, clock=hall.clock)
    refusals = (early, other, owner, nobody, keyless, alone)
    assert {screen.code for screen in refusals} == {Exit.NOT_PERMITTED}
    shown = both(*refusals).replace(str(hall.keys.folder), "keys")
    golden(f"not-permitted.{lang}", shown)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_accepting(golden: Golden, lang: str, this_morning: Hall) -> None:
    """The whole statement, every clause with its question, and the receipt."""
    accepted = signed(this_morning, lang, "tanaka", "accept", ACCEPTED)
    assert accepted.code == Exit.OK
    golden(f"accept.{lang}", str(accepted))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_deciding(golden: Golden, lang: str, this_evening: Hall) -> None:
    approved = signed(this_evening, lang, "hirano", "decide", SIBLING, "approve", "--reason", REASON)
    assert approved.code == Exit.OK
    golden(f"decide.{lang}", str(approved))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_verifying(golden: Golden, lang: str, this_evening: Hall) -> None:
    good = seen(this_evening, lang, "ledger", "verify")
    tampered(this_evening, f"UPDATE event SET line = replace(line, '{REASON}', '別の理由') WHERE seq = 18")
    for blob in sorted((this_evening.root / "ledger/blobs").rglob("*")):
        if blob.is_file() and "kenko" in (text := blob.read_bytes().decode("utf-8", "replace")) and "[gap]" in text:
            blob.chmod(0o600)
            blob.write_text(text + "# changed", encoding="utf-8")
    broken = seen(this_evening, lang, "ledger", "verify")
    assert (good.code, broken.code) == (Exit.OK, Exit.BROKEN)
    golden(f"ledger-verify.{lang}", both(good, broken))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_exporting(golden: Golden, lang: str, this_evening: Hall) -> None:
    done = seen(this_evening, lang, "audit", "export", "--to", "audit")
    again = seen(this_evening, lang, "audit", "export", "--to", "audit")
    assert (done.code, again.code) == (Exit.OK, Exit.USAGE)
    golden(f"audit-export.{lang}", both(done, again))
