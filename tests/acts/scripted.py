"""A script at work: it prepares a statement, has ssh-keygen sign it, and sends it to the ledger's host."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from nocustom.life.act import BY_TYPE, namespace
from tests.acts.hall import Hall
from tests.screens.played import Screen, play

OUT = "act.json"


def prepare(hall: Hall, person: str, *line: str, lang: str = "ja", to: str = OUT) -> Screen:
    """Run a command with `--statement`, in a shell without a terminal."""
    key = str(hall.keys[person])
    return play(lang, *line, "--key", key, "--statement", to, cwd=hall.root, clock=hall.clock)


def sign(hall: Hall, person: str, file: str = OUT, space: str | None = None) -> None:
    """Sign a statement as its act demands, or in the role `space`."""
    if space is None:
        space = BY_TYPE[stmt_in(hall, file)["act"]].space
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
    return screen


def folder(hall: Hall, name: str = "inbox") -> Path:
    """An inbox in the workspace."""
    made = hall.root / name
    made.mkdir(exist_ok=True)
    return made
