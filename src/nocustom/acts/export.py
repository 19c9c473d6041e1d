"""What an auditor gets: one folder, whole or not at all.

    ledger.jsonl, roots, roster, blobs/              the evidence, byte for byte, never selected from
    checkpoint, checkpoint.sig, witness/             its size and root, signed by the host, and what witnesses signed
    README.txt, verify.sh                            how to check all of it without this program
    register.csv, decisions.csv, conditions.csv,     tables for people; a fiscal year selects their rows
    events.csv
    manifest.json                                    what is in it, and the only place with the time of making
    SHA256SUMS                                       every file but the manifest, as `sha256sum -c` reads it

The ledger is verified first; a broken one is not exported. The same ledger, day and period give the same bytes apart
from the manifest: the day defaults to that of the ledger's last event, never to today.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from nocustom import __version__
from nocustom.acts.checkpoint import refuse_broken
from nocustom.acts.desk import Desk
from nocustom.acts.pack import witness_name
from nocustom.acts.tables import tables
from nocustom.acts.verify import Verified, verify
from nocustom.errors import NotJudged, Usage
from nocustom.files.csv import csv_bytes
from nocustom.ledger.checkpoint import Checkpoint, sign
from nocustom.ledger.export import export_lines
from nocustom.ledger.inbox import SIGNATURE
from nocustom.ledger.places import sync_folder
from nocustom.ledger.verify import Report
from nocustom.life import days
from nocustom.life.fold import fold
from nocustom.progress import Progress
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["FORMATS", "Exported", "Format", "Period", "export", "period_of"]

Format = Literal["jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv")


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal year, April to March."""

    fiscal_year: int

    @property
    def begins(self) -> date:
        """The first day."""
        return date(self.fiscal_year, 4, 1)

    @property
    def ends(self) -> date:
        """The last day."""
        return date(self.fiscal_year + 1, 3, 31)

    def covers(self, day: str) -> bool:
        """Whether an ISO day lies in it."""
        return self.begins.isoformat() <= day <= self.ends.isoformat()


@dataclass(frozen=True, slots=True)
class File:
    """One file of the pack."""

    path: str
    sha256: str
    size: int
    rows: int | None = None
    """Of a table, without its header; of the ledger, its lines."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A pack that lies in its folder."""

    folder: Path
    as_of: date
    period: Period | None
    verified: Verified
    files: tuple[File, ...]
    left_out: tuple[str, ...]
    """Digests of files that the ledger names and that are not there any more."""


def period_of(text: str) -> Period:
    """A fiscal year as people write it: `2026`, `R8`, `令和8年度`. Raises Usage for anything else."""
    plain = text.strip().translate({ord("０") + digit: ord("0") + digit for digit in range(10)})
    plain = plain.removesuffix("年度").removesuffix("年").replace("元", "1")
    era = plain[:2] == "令和" or plain[:1] in ("R", "r", "Ｒ")
    digits = plain.removeprefix("令和").lstrip("RrＲ") if era else plain
    if digits.isascii() and digits.isdigit():
        year = int(digits) + (2018 if era else 0)
        if 2000 <= year <= 9998:
            return Period(year)
    raise Usage(say("`{text}` is no fiscal year", text=text), say("write it like 2026 or R8"))


def export(
    desk: Desk, folder: Path, *, fiscal_year: Period | None = None, formats: Sequence[Format] = FORMATS,
    as_of: date | None = None,
) -> Exported:  # fmt: skip
    """Write the pack into `folder`, which must not be there or be empty.

    Raises Usage where the folder won't do, Broken where the ledger is, NotJudged where nothing can be written.
    """
    _free(folder)
    verified = verify(desk)
    refuse_broken(verified, say("the ledger is broken, so nothing was exported"))
    if "csv" in formats:
        _tables_tell(desk)
    day = _as_of(verified.report, fiscal_year, as_of)
    blobs = desk.ledger.blobs
    left_out = tuple(sorted(each for each in verified.report.files if blobs.state(each) == "missing"))
    fresh = folder.parent / f".{folder.name}.{secrets.token_hex(6)}.part"
    try:
        fresh.mkdir()
        try:
            files = list(_write(desk, verified.report, fresh, formats, fiscal_year, day, left_out))
            sums = "".join(f"{file.sha256}  {file.path}\n" for file in files).encode()
            files.append(_put(fresh, "SHA256SUMS", sums))
            manifest = _manifest(desk, verified, files, formats, fiscal_year, day, left_out)
            _put(fresh, "manifest.json", manifest)
            sync_folder(fresh)
            if folder.is_dir():
                folder.rmdir()  # it is empty, or this fails
            fresh.rename(folder)
        except BaseException:
            with suppress(OSError):
                shutil.rmtree(fresh)
            raise
        sync_folder(folder.parent)
    except OSError as error:
        raise NotJudged(
            say("can't write to `{path}`: {reason}", path=str(folder), reason=refusal(error)),
            say("name a new folder where you may write, on a disk with room"),
        ) from error
    return Exported(folder, day, fiscal_year, verified, tuple(files), left_out)


def _tables_tell(desk: Desk) -> None:
    """Raise NotJudged where tables would lack what nobody can tell now."""
    try:
        _ = desk.world
    except NotJudged as error:
        evidence = say("`nocustom audit export --format jsonl` writes the evidence without the tables")
        raise NotJudged(error.said, *error.hints, evidence) from None


def _free(folder: Path) -> None:
    if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir() or any(folder.iterdir())):
        raise Usage(
            say("`{path}` is there already and is not an empty folder", path=str(folder)),
            say("name a new folder: a pack is never mixed with other files"))  # fmt: skip
    if not folder.parent.is_dir():
        raise Usage(say("there is no folder `{path}`", path=str(folder.parent)),
                    say("name a new folder where you may write, on a disk with room"))  # fmt: skip


def _as_of(report: Report, period: Period | None, as_of: date | None) -> date:
    if as_of is not None:
        return as_of
    last = days.read(report.recorded[-1].day) or date.max
    return last if period is None else min(last, period.ends)


def _write(
    desk: Desk, report: Report, folder: Path, formats: Sequence[Format], period: Period | None, day: date,
    left_out: Sequence[str],
) -> Iterator[File]:  # fmt: skip
    if "jsonl" in formats:
        blobs = folder / "blobs"
        blobs.mkdir()
        digests = sorted(report.files - set(left_out))
        for digest in Progress.over(say("copying the files"), digests, lambda: len(digests)):
            yield _put(folder, f"blobs/{digest}", desk.ledger.blobs.get(digest))
        sync_folder(blobs)
        lines = islice(desk.ledger.store.lines(), report.size)  # those that were verified, and no later ones
        yield _put(folder, "ledger.jsonl", export_lines(lines), rows=report.size)
        yield _put(folder, "roots", report.state.roots.text.encode())
        yield _put(folder, "roster", report.state.roster.text.encode())
        yield from _checkpoint(desk, report, folder)
        for each in report.witnesses:
            name = witness_name(each.seq)
            (folder / "witness").mkdir(exist_ok=True)
            yield _put(folder, name, each.message.encode())
            yield _put(folder, name + SIGNATURE, each.signature.encode())
        for name in ("README.txt", "verify.sh"):
            yield _put(folder, name, files("nocustom.acts").joinpath("pack_files", name).read_bytes())
    if "csv" in formats:
        events = desk.ledger.events()[: report.size]
        world = fold(events, desk.papers, day, desk.workspace.origin)
        for table in tables(world, events, day, None if period is None else period.covers):
            yield _put(folder, f"{table.name}.csv", csv_bytes(table.columns, table.rows), rows=len(table.rows))


def _checkpoint(desk: Desk, report: Report, folder: Path) -> Iterator[File]:
    found = Checkpoint(desk.workspace.origin, report.size, report.root)
    yield _put(folder, "checkpoint", found.body)
    if desk.workspace.host_key is not None:
        signature = sign(found, desk.workspace.host_key, report.state).signature
        yield _put(folder, "checkpoint" + SIGNATURE, signature.encode())


def _put(folder: Path, path: str, data: bytes, rows: int | None = None) -> File:
    with (folder / path).open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return File(path, sha256(data).hexdigest(), len(data), rows)


def _manifest(
    desk: Desk, verified: Verified, files: Sequence[File], formats: Sequence[Format], period: Period | None,
    day: date, left_out: Sequence[str],
) -> bytes:  # fmt: skip
    report = verified.report
    years = None if period is None else {
        "fiscal_year": period.fiscal_year, "from": period.begins.isoformat(), "to": period.ends.isoformat(),
    }  # fmt: skip
    content: Mapping[str, Any] = {
        "schema": "nocustom.audit/1",
        "made_at": desk.now.isoformat(timespec="seconds"),
        "organisation": desk.workspace.organisation,
        "origin": desk.workspace.origin,
        "tool": f"nocustom {__version__}",
        "formats": list(formats),
        "period": years,
        "as_of": day.isoformat(),
        "ledger": {
            "size": report.size, "root": report.root, "provisional": verified.provisional,
            "witnessed": report.witnessed,
        },
        "policy": [
            {"sha256": adopted.sha256, "adopted_on": adopted.day, "seq": adopted.seq, "layers": list(adopted.layers)}
            for adopted in desk.ledger.as_far_as_told.policies
            if adopted.seq < report.size
        ],
        "files": [
            {"path": file.path, "sha256": file.sha256, "bytes": file.size}
            | ({} if file.rows is None else {"rows": file.rows})
            for file in files
        ],
        "left_out": list(left_out),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
