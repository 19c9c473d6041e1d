"""Another program that has one of our databases open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

__all__ = ["other_program"]


@contextmanager
def other_program(path: Path | str = ":memory:") -> Iterator[sqlite3.Connection]:
    """What it does there happens at once; afterwards the file is closed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        yield db
