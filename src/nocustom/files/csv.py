"""Tables as comma-separated values that spreadsheets open right: UTF-8 with a byte order mark, lines end with CRLF.

Text that a spreadsheet would take for a formula gets an apostrophe before it. Numbers are written as numbers, negative
ones too, so that they can be added up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Cell", "csv_bytes", "csv_lines"]

Cell = str | int | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table with its header. None is an empty cell."""
    return b"\xef\xbb\xbf" + "".join(csv_lines(columns, rows)).encode("utf-8", "replace")


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The header and the rows one by one, each with its CRLF and without a byte order mark."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        writer.writerow([_cell(cell) for cell in row])
    yield line.getvalue()


def _cell(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return cell
