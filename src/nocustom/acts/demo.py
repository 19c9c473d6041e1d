"""The play that `nocustom demo` gives: a folder with the sample city, throw-away keys, and the commands in their order.

Nothing of what comes out stands here: the commands are run as a person would type them, and a command that ends
otherwise than it should ends the play.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nocustom.errors import Exit, NotJudged, NotPermitted
from nocustom.files import pack
from nocustom.files.workspace import POLICIES, REQUESTS
from nocustom.refusals import refusal
from nocustom.words import Said, say

__all__ = ["BEGIN", "BROKEN", "PEOPLE", "STEPS", "Step", "set_the_stage"]

BEGIN = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
"""Nine o'clock in the morning of 1 June 2026 in Japan: the day for which the samples are written."""
PAUSE = timedelta(minutes=7)
"""How much later each command is typed."""

PEOPLE = ("cio-root", "audit-root", "uchida", "hirano", "suzuki", "tanaka")
"""Who has a key: two roots, the CIO office, the CIO, a clerk and her section chief."""

BROKEN = "kakikake.toml"
KEY = "ikusei-teate-k3f9"
ROOTS = ("--root-key", "cio-root=keys/cio-root", "--root-key", "audit-root=keys/audit-root")


@dataclass(frozen=True, slots=True)
class Step:
    """One command: what happens by it, how it must end, and the reason that is typed where one is asked for."""

    said: Said
    command: tuple[str, ...]
    ends: Exit = Exit.OK
    lines: int | None = None
    """How many lines of each text are shown; None: all of them."""


def _step(said: Said, *command: str, ends: Exit = Exit.OK, lines: int | None = None) -> Step:
    return Step(said, command, ends, lines)


STEPS: tuple[Step, ...] = (
    _step(say("The requests of the sample city are judged, each by the city's policy"),
          "check", "--as-of", "2026-06-01", ends=Exit.FINDINGS),
    _step(say("A file with slips of the keyboard is not judged; every one of them is shown at its place"),
          "check", "--as-of", "2026-06-01", BROKEN, ends=Exit.NOT_JUDGED),
    _step(say("Every rule explains itself"), "explain", "--as-of", "2026-06-01", "NC-406"),
    _step(say("The ledger begins: two roots at one table, who compare their keys' fingerprints"),
          "people", "enroll", "--found", *ROOTS),
    _step(say("Both roots enter the key of the CIO office in the roster; the key signs too"),
          "people", "enroll", "uchida", "--key", "keys/uchida", "--for", "office", *ROOTS),
    _step(say("The key of the CIO, for decisions"),
          "people", "enroll", "hirano", "--key", "keys/hirano", "--for", "decision", *ROOTS, lines=0),
    _step(say("The key of the clerk, to file with"),
          "people", "enroll", "suzuki", "--key", "keys/suzuki", "--for", "file", *ROOTS, lines=0),
    _step(say("The key of the section chief, to endorse and to accept the verification with"),
          "people", "enroll", "tanaka", "--key", "keys/tanaka", "--for", "accept,file", *ROOTS, lines=0),
    _step(say("The CIO office adopts people and systems"), "policy", "adopt", "--key", "keys/uchida"),
    _step(say("The CIO adopts the policy; from now on acts judge by what is adopted"),
          "policy", "adopt", "--key", "keys/hirano"),
    _step(say("The clerk files the request for an allowance that only Tokyo has, outside the package"),
          "submit", KEY, "--key", "keys/suzuki"),
    _step(say("The section chief endorses it"), "endorse", KEY, "--key", "keys/tanaka"),
    _step(say("The CIO can't approve it yet: nobody has taken on its verification"),
          "decide", KEY, "approve", "--key", "keys/hirano", ends=Exit.NOT_PERMITTED),
    _step(say("The owner reads the whole statement, answers every clause, and signs"),
          "accept", KEY, "--key", "keys/tanaka", lines=36),
    _step(say("The sheet, as anybody may read it"), "review", "--no-input", KEY),
    _step(say("The CIO reads the sheet, says why, and types its code"),
          "decide", KEY, "approve", "--key", "keys/hirano", lines=8),
    _step(say("The story of the request"), "request", "show", KEY),
    _step(say("Whoever doubts it verifies every line, signature, file and rule"), "ledger", "verify"),
    _step(say("And the auditor takes the evidence along, to check it with other tools"),
          "audit", "export", "--to", "audit"),
)  # fmt: skip

REASON = say("a duty of the city, and no lower rung will do")
"""What the CIO says when asked why."""


def set_the_stage(root: Path) -> list[tuple[str, ...]]:
    """Furnish `root` as the sample city and make the keys; the commands by which they were made.

    Raises NotJudged where the installation lost the samples, or they can't be written; NotPermitted where there is no
    ssh-keygen.
    """
    program = shutil.which("ssh-keygen")
    if program is None:
        raise NotPermitted(
            say("`ssh-keygen` was not found, so nothing can be signed here"),
            say("install OpenSSH; on Windows it is the optional feature OpenSSH Client"))  # fmt: skip
    try:
        samples = {path.relative_to(pack.root()): path.read_bytes() for path in _samples()}
    except OSError as error:
        raise NotJudged(
            say("the sample city is not complete in this installation"),
            say("the system says: {reason}", reason=refusal(error))) from None  # fmt: skip
    made: list[tuple[str, ...]] = [
        ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", f"keys/{person}") for person in PEOPLE
    ]  # fmt: skip
    try:
        for path, data in samples.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        (root / "nocustom.toml").write_text(_SETTINGS, encoding="utf-8")
        (root / BROKEN).write_text(_BROKEN, encoding="utf-8")
        (root / "keys").mkdir()
        for command in made:
            subprocess.run([program, *command[1:]], cwd=root, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError as error:
        raise NotJudged(
            say("can't write to `{path}`: {reason}", path=str(root), reason=refusal(error)), _ELSEWHERE) from None
    except subprocess.CalledProcessError as error:
        raise NotJudged(
            say("ssh-keygen made no key; it says `{words}`", words=error.stderr.decode("utf-8", "replace").strip()),
            _ELSEWHERE) from None  # fmt: skip
    return made


_ELSEWHERE = say("`TMPDIR` names another folder for temporary files, on a disk with room")


def _samples() -> Iterator[Path]:
    """The files of the sample city. Raises OSError where a folder is not there."""
    for folder in (POLICIES, REQUESTS):
        os.stat(pack.root() / folder)
        yield from (path for path in sorted((pack.root() / folder).rglob("*")) if path.is_file())


_SETTINGS = """\
schema = "workspace/1"

[organisation]
name = "青空市"

[ledger]
origin = "aozora.example/nocustom"
"""

_BROKEN = """\
schema = "request/1"

[request]
key = "kakikake-d4d4"
title = "届出一覧の並べ替え"
departmnet = "kodomo"
requester = "suzuki"
kind = "wish"

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
"""
