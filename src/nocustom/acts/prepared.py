"""The scripted end of an act: its statement in a file, to be signed elsewhere and recorded by `ledger ingest`.

The act ran as in a ceremony: the rules were asked, the whole text was shown. Here, instead of a signature,

    the exact bytes that are to be signed go to the file that was named
    each file that the act brings goes beside it, under its SHA-256
    and the act ends: nothing was signed, nothing was recorded
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from nocustom.errors import Usage
from nocustom.files.atomic import write_atomically
from nocustom.ledger.inbox import DIGEST, SIGNATURE
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["Prepared", "prepare", "vacant"]


class Prepared(Exception):  # no error: the act has ended as it was asked to
    """A statement was written: where, with which files, in whose name, and how it is signed."""

    def __init__(
        self, path: Path, files: tuple[Path, ...], person: str, namespace: str, keyfile: Path
    ) -> None:
        super().__init__(path)
        self.path = path
        self.files = files
        self.person = person
        self.namespace = namespace
        self.keyfile = keyfile

    @property
    def to_sign(self) -> tuple[str, ...]:
        """The command that signs it."""
        return ("ssh-keygen", "-Y", "sign", "-n", self.namespace, "-f", str(self.keyfile), str(self.path))

    @property
    def to_record(self) -> tuple[str, ...]:
        """The command that records it, at the ledger's host."""
        return ("nocustom", "ledger", "ingest", str(self.path))


def vacant(path: Path) -> None:
    """Raise Usage unless a statement can get this name: told before anybody reads anything."""
    name = path.name
    if not name or DIGEST.fullmatch(name) or name.endswith(SIGNATURE) or name.startswith((".", "-")):
        raise Usage(say("`{path}` can't be the name of a statement", path=str(path)),
                    say("a name such as `accept.json`"))  # fmt: skip
    for taken in (path, path.with_name(name + SIGNATURE)):
        if taken.is_symlink() or taken.exists():
            raise Usage(say("`{path}` is there already", path=str(taken)),
                        say("name another file: each statement is signed once"))  # fmt: skip


def prepare(
    path: Path, person: str, namespace: str, keyfile: Path, line: str, files: Sequence[bytes]
) -> Prepared:
    """Write the statement `line` and its files; what to raise to end the act. Usage where it can't be written."""
    vacant(path)
    beside: list[Path] = []
    try:
        for data in files:
            paper = path.with_name(sha256(data).hexdigest())
            if paper.is_symlink() or not paper.is_file() or paper.read_bytes() != data:
                write_atomically(paper, data, exclusive=True)
            beside.append(paper)
        write_atomically(path, line.encode(), exclusive=True)
    except OSError as error:
        raise Usage(
            say("`{path}` can't be written: {reason}", path=str(path), reason=refusal(error)),
            say("name a file in a folder that is there"),
        ) from None
    return Prepared(path, tuple(beside), person, namespace, keyfile)
