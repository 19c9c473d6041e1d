"""One TOML file as received: its bytes, its values, and where everything in it stands.

Reading a file that somebody else wrote must end with values or with findings, never with a traceback and never by
waiting: what is not a plain file of moderate size is refused before it is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nocustom.errors import NotJudged
from nocustom.files.toml import NotToml, read_text
from nocustom.form.finding import Finding, Key
from nocustom.words import Said, say

if TYPE_CHECKING:  # the locator is for findings: a good file starts without it
    from nocustom.files.locator import Lines, Place

__all__ = ["LIMIT", "Document", "document", "in_order", "load", "place"]

LIMIT = 1024 * 1024
"""Most bytes of a TOML file that are read."""


class Document:
    """A file of TOML that could be read. `data` are its bytes as received, `text` is without byte order mark."""

    def __init__(self, shown: str, data: bytes, text: str, values: dict[str, Any]) -> None:
        self.shown = shown
        self.data = data
        self.text = text
        self.values = values

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes as received, in lower case hexadecimal digits."""
        import hashlib

        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def places(self) -> dict[Key, Place]:
        """Offsets into `text` of every key path."""
        from nocustom.files.locator import scan

        return scan(self.text).places

    @cached_property
    def lines(self) -> Lines:
        """Line and column of an offset."""
        from nocustom.files.locator import Lines

        return Lines(self.text)

    def span(self, where: Key) -> str | None:
        """The source text of the value at `where`, or None if the document has no such key."""
        found = self.places.get(where)
        return self.text[slice(*found.value)] if found else None


def load(path: Path, *, shown: str, limit: int = LIMIT) -> Document:
    """The document in the file `path`, which is called `shown` in findings.

    Raises NotJudged, with a finding for everything that keeps the file from being read.
    """
    return document(_bytes(path, shown, limit), shown=shown, limit=limit)


def document(data: bytes, *, shown: str, limit: int = LIMIT) -> Document:
    """The document with the bytes `data`, from a ledger for example. Raises NotJudged as `load` does."""
    if len(data) > limit:
        raise _unreadable(_too_large(shown, len(data), limit))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        from nocustom.files.encoding import not_utf8

        raise _unreadable(not_utf8(data, error.start, shown)) from None
    try:
        values = read_text(shown, text)
    except NotToml:
        from nocustom.files.encoding import other_encoding
        from nocustom.files.mistake import mistakes

        other = other_encoding(data, shown)
        raise _unreadable(*([other] if other else mistakes(text, shown))) from None
    return Document(shown, data, text, values)


def place(finding: Finding, document: Document) -> Finding:
    """`finding` with path, line, column, length and source line of what its key path names in `document`.

    A key path that is not there is something missing: it is placed at the header of the section it is missing from, or
    at the first character of the file.
    """
    from nocustom.files.locator import spot

    start, end = spot(document.places, finding.where, finding.at)
    line, column = document.lines.at(start)
    length = max(min(end, document.lines.end(line)) - start, 1)
    return finding.moved(
        path=document.shown, line=line, column=column, length=length, context=document.lines.line(line)
    )


def in_order(findings: Iterable[Finding], document: Document) -> list[Finding]:
    """The findings at their places in `document`, from its first line to its last."""
    return sorted(
        (place(each, document) for each in findings), key=lambda each: (each.line or 0, each.column or 0)
    )


def _unreadable(*findings: Finding) -> NotJudged:
    return NotJudged(say("`{path}` can't be read", path=findings[0].path or ""), findings=findings)


def _refusal(code: str, shown: str, said: Said, *hints: Said) -> NotJudged:
    return _unreadable(Finding(code, said, hints=hints, path=shown))


def _too_large(shown: str, size: int, limit: int) -> Finding:
    return Finding(
        "too-large", say("the file has {size} bytes, more than {limit}", size=size, limit=limit),
        hints=(say("attachments stand beside the file, not in it"),), path=shown,
    )  # fmt: skip


# Not to wait for a writer of a pipe, not to hand the file to child processes, and no line ends changed by Windows.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def _bytes(path: Path, shown: str, limit: int) -> bytes:
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _not_opened(path, shown, error) from None
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise _directory(shown)
        if not stat.S_ISREG(status.st_mode):
            raise _special(shown)
        if status.st_size > limit:
            raise _unreadable(_too_large(shown, status.st_size, limit))
        data = b""
        while len(data) <= limit and (more := os.read(handle, max(status.st_size, 4096) + 1)):
            data += more
            if len(more) == status.st_size:
                break
        return data
    except OSError as error:
        raise _not_opened(path, shown, error) from None
    finally:
        os.close(handle)


def _directory(shown: str) -> NotJudged:
    return _refusal("is-a-folder", shown, say("this is a folder, not a file"), say("give the file in it"))


def _special(shown: str) -> NotJudged:
    return _refusal(
        "not-a-file", shown, say("this is a device or a pipe, not a file"), say("save the text as a file")
    )


def _not_opened(path: Path, shown: str, error: OSError | ValueError) -> NotJudged:
    if isinstance(error, ValueError):
        return _refusal("no-such-file", shown, say("no file can have this name"))
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        mode = 0
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        if stat.S_ISLNK(mode):
            return _refusal(
                "dangling-link", shown, say("this link leads to a file that is not there"),
                say("put the file itself here, or delete the link"),
            )  # fmt: skip
        return _refusal(
            "no-such-file", shown, say("there is no such file"), say("look at the name and the folder")
        )
    if stat.S_ISDIR(mode) and os.name == "nt":  # which has no permission to open any folder
        return _directory(shown)
    if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
        return _special(shown)
    if isinstance(error, PermissionError):
        folder = stat.S_ISDIR(mode)
        return _refusal(
            "no-permission", shown,
            say("you may not look into this folder") if folder else say("you may not read this file"),
            say("ask the person who owns it for permission") if folder else
            say("ask the person who owns it for permission, or close the program that has it open"),
        )  # fmt: skip
    if stat.S_ISLNK(mode):
        return _refusal(
            "dangling-link", shown, say("this link leads in a circle"), say("put the file itself here")
        )
    from nocustom.refusals import refusal  # a good file starts without it

    return _refusal("not-readable", shown, say("the system can't read this file: {reason}", reason=refusal(error)))
