"""A script at work: it prepares a statement, has ssh-keygen sign it, and sends it to the ledger's host."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from nocustom.ledger.inbox import DIGEST
from nocustom.life.act import BY_TYPE, OWN, namespace
from tests.acts.hall import Hall
from tests.acts.paperwork import IKUSEI, REASON, Kept, edit, endorse_it, filed_file, owner_accepts
from tests.screens.played import Screen, play

OUT = "act.json"
CORE = "kodomo-ikusei-core"
"""Redirected."""
CONDITION = "委員会に新しい帳票を示す"
FILED, PENDING, REVIEW, REDIRECTED, CLOSED, TERMS, LIVE, STOOD = (f"2026-000{place}" for place in range(1, 9))
DISPUTED = "14"
"""The line of the first filing, which somebody disputes."""
STAND_IN = ("--acting-for", "hirano", "--ground", "出張中のため")


def eight(hall: Hall) -> None:
    """Eight requests: filed, with its owner, under review, redirected, closed, approved on terms that the owner has not
    signed, on terms with a condition to be met, by a stand-in; somebody who may give opinions, a
    dispute, and a later adoption.
    """
    hall.enroll("kimura", "opinion")
    for place, name in enumerate((IKUSEI, IKUSEI, IKUSEI, CORE, CORE, IKUSEI, IKUSEI, IKUSEI), 1):
        path = hall.request(name)
        old = re.search('^key = ".*"', path.read_text("utf-8"), re.MULTILINE)
        assert old is not None
        edit(path, old[0], f'key = "scripted-{place}-k3f9"')
        assert filed_file(hall, path) == f"2026-000{place}"
    for number in (PENDING, REVIEW, REDIRECTED, CLOSED, TERMS, LIVE, STOOD):
        endorse_it(hall, number)
    for number in (REVIEW, TERMS, LIVE, STOOD):
        owner_accepts(hall, number)
    sent(hall, "uchida", "close", CLOSED, "--reason", "判定のとおり")
    for number in (TERMS, LIVE):
        sent(hall, "hirano", "decide", number, "approve", "--condition", CONDITION, "--reason", REASON)
    sent(hall, "tanaka", "accept", LIVE)
    hall.stand_in("kono", "hirano")
    sent(hall, "tanaka", "dispute", DISPUTED, "--reason", REASON)
    sent(hall, "kono", "decide", STOOD, "approve", *STAND_IN, "--reason", REASON)


def prepare(hall: Hall, person: str, *line: str, lang: str = "ja", to: str = OUT) -> Screen:
    """Run a command with `--statement`, in a shell without a terminal."""
    key = str(hall.keys[person])
    return play(lang, *line, "--key", key, "--statement", to, cwd=hall.root, clock=hall.clock)


def sign(hall: Hall, person: str, file: str = OUT, space: str | None = None) -> None:
    """Sign a statement as its act demands, or in the role `space`."""
    if space is None:
        own = BY_TYPE[stmt_in(hall, file)["act"]].space
        space = "file" if own == OWN else own
    done = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace(space), "-f", str(hall.keys[person]), file]
    subprocess.run(done, cwd=hall.root, check=True, capture_output=True, stdin=subprocess.DEVNULL)


def stmt_in(hall: Hall, file: str = OUT) -> dict[str, Any]:
    """The statement that was prepared."""
    found: dict[str, Any] = json.loads((hall.root / file).read_bytes())
    return found


def rewrite(hall: Hall, file: str = OUT, **changes: Any) -> None:
    """Change fields of a statement before it is signed; it stays canonical."""
    text = json.dumps({**stmt_in(hall, file), **changes}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (hall.root / file).write_text(text, encoding="utf-8")


def ingest(hall: Hall, *paths: str, lang: str = "en") -> Screen:
    """Send it to the host."""
    return play(lang, "ledger", "ingest", *(paths or (OUT,)), cwd=hall.root, clock=hall.clock)


def sent(hall: Hall, person: str, *line: str) -> Screen:
    """All three, of an act that goes well."""
    screen = prepare(hall, person, *line)
    assert screen.code == 0, str(screen)
    sign(hall, person)
    screen = ingest(hall)
    assert screen.code == 0, str(screen)
    for path in hall.root.iterdir():
        if path.name.startswith(OUT) or DIGEST.fullmatch(path.name):
            path.unlink()
    return screen


def refused(hall: Hall, *paths: str, lang: str = "en") -> str:
    """What is said of something that is refused, unwrapped: nothing is recorded, nothing kept, nothing taken away."""
    kept, before = Kept(hall), sorted(hall.root.rglob("*"))
    screen = ingest(hall, *paths, lang=lang)
    assert screen.code != 0 and screen.out == "", str(screen)
    assert kept.still and sorted(hall.root.rglob("*")) == before
    return re.sub(r"\n  ", " ", screen.err.rstrip("\n"))


def folder(hall: Hall, name: str = "inbox") -> Path:
    """An inbox in the workspace."""
    made = hall.root / name
    made.mkdir(exist_ok=True)
    return made
