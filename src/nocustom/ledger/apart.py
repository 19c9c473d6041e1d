"""A ledger is written under another name, and put in its place when it is whole.

So what lies in the place is a ledger with its lines or nothing, whenever the writer dies: a database without its table,
or a ledger without its first line, would be in the way of every command, and of beginning it again.
"""

from __future__ import annotations

import glob
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nocustom.ledger.places import sync_folder
from nocustom.ledger.whole_file import PART

__all__ = ["apart", "put_in_place"]

_BESIDE = ("-journal", ".lock", ".door")
"""What lies beside a ledger that is written, by the end of its name; empty as soon as nobody writes."""


@contextmanager
def apart(path: Path) -> Iterator[Path]:
    """A name under which whoever has the turn at `path` writes the ledger that shall lie there.

    Before, what somebody left is taken away who was killed; afterwards, what is left. Raises OSError.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{PART}*"):
        left.unlink()
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}{PART}")
    try:
        yield fresh
    finally:
        _clear(fresh, ("", *_BESIDE))


def put_in_place(fresh: Path, path: Path) -> None:
    """Give the ledger, which is closed, the name it shall have, instead of what lies there. Raises OSError."""
    _clear(fresh, _BESIDE)
    fresh.replace(path)
    sync_folder(path.parent)


def _clear(fresh: Path, names: tuple[str, ...]) -> None:
    for name in names:
        with suppress(OSError):
            fresh.with_name(fresh.name + name).unlink()
