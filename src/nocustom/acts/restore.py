"""Put the ledger back from a copy, when it is lost or damaged; and have the roots say that it goes on from there.

    the copy is a backup, an export or the mirror                  verified as a whole: a broken one restores nothing
    what lies in the place is damaged, gone, or an older copy      a good ledger with as many lines is never replaced
    what it still gives of the lines after the copy                taken along, as far as they verify as the next ones
    what was last known: a checkpoint that somebody kept           so the event tells how many lines are lost
    as many roots as it takes read that and sign                   `ledger.restored`, the first line after the copy
    the old file gets another name besides, then the new one       nothing is deleted, and at no moment is the place
    takes its place                                                empty: what is interrupted is done again
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from nocustom.acts import backup, pack
from nocustom.acts.checkpoint import refuse_broken
from nocustom.acts.desk import Reader, follow_up, stopped
from nocustom.acts.roots import RootKey, at_the_table, signed_by
from nocustom.acts.seen import Seen, compared
from nocustom.acts.verify import Verified, judged
from nocustom.acts.workspace import Workspace
from nocustom.errors import Broken, Changed, NocustomError, NotJudged, NotPermitted, Usage
from nocustom.ledger import backup as files
from nocustom.ledger.alone import read_line
from nocustom.ledger.apart import apart, put_in_place
from nocustom.ledger.backup import Backup
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import named
from nocustom.ledger.engines import Place, create_store, open_store
from nocustom.ledger.event_line import Draft, statement
from nocustom.ledger.judging import LifeRules
from nocustom.ledger.ledger import Appended, Ledger
from nocustom.ledger.mirror_store import MirrorStore, elsewhere
from nocustom.ledger.namespaces import ROSTER
from nocustom.ledger.places import BLOBS, refuse_network, sync_folder
from nocustom.ledger.store import Store
from nocustom.ledger.thrifty import ThriftyRules
from nocustom.ledger.turns import turn
from nocustom.ledger.verifier import Verifier
from nocustom.ledger.verify import verify
from nocustom.ledger.whole_file import make_folder
from nocustom.life import texts
from nocustom.refusals import DEVICE, refusal
from nocustom.words import say

__all__ = ["FilesBack", "Restored", "restore"]

TYPED = 8
"""How many characters of the copy's root each root types."""
BROKEN = say("the copy is broken, so nothing is restored from it")
ANOTHER = say("look for another copy: an older backup, an export that the audit office kept, the mirror")
_NAME = say("name a backup, the folder of an export or of the mirror, or a ledger.jsonl")
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file: left there it would be applied to another one."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The ledger is back: from what, with how many lines, how many are known to be lost, what was put aside."""

    source: str
    size: int
    taken: int
    """Lines after those of the copy, which what lay in the place still gave."""
    lost: int
    aside: str | None
    by: tuple[str, ...]
    missing: int
    """Files that lines name and that the copy has not."""
    appended: Appended


@dataclass(frozen=True, slots=True)
class FilesBack:
    """The lines are good and stay as they are; files that were missing beside them came back from the copy."""

    shown: str
    count: int
    missing: int
    """Files that are still not there."""


class _Good(NotPermitted):
    """A good ledger lies in the place, and begins with the copy's lines."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy of the ledger, with what a whole verification found."""

    source: str
    lines: tuple[bytes, ...]
    files: dict[str, bytes]
    verified: Verified


def restore(
    workspace: Workspace, path: Path, roots: Sequence[RootKey], reason: str, seen: Sequence[Seen], reader: Reader,
    clock: Callable[[], datetime],
) -> Restored | FilesBack:  # fmt: skip
    """Restore from the copy at `path`. NotJudged where there is none, Broken where it is, or is not what was seen;
    NotPermitted where a good ledger lies in the place, or too few roots are there; Aborted where one does not confirm.

    Where only files are missing beside a good ledger, they come back, and nobody signs: each is what its name says.
    """
    if not workspace.is_host:
        raise elsewhere()
    if not reason.strip():
        raise Usage(say("say with `--reason` why the ledger is restored"))
    place, given = workspace.ledger, _copy(path, workspace.origin)
    refuse_broken(given.verified, BROKEN, ANOTHER)
    try:
        more = _in_the_place(place, given)
    except _Good:
        if back := _files_put_back(workspace, given):
            return back
        raise
    copy = _with_more(given, more, Blobs(place.files), workspace.origin)
    report = copy.verified.report
    known = _last_known(copy, seen)
    _mirror_has_no_more(workspace, copy, path)
    signers = at_the_table(report.state, roots)
    content: dict[str, Any] = {
        "source": copy.source, "size": report.size, "taken": len(more) or None, "root": report.root,
        "known_size": known[0], "known_root": known[1], "reason": reason,
    }  # fmt: skip
    text = texts.text({
        "act": "ledger.restored", "ledger": workspace.origin, "by": roots[0].person, "lang": reader.lang, **content
    })  # fmt: skip
    reader.read(text)
    for root in roots:
        typed = reader.answer(say(
            "`{person}`: compare the root {root} of these lines and type its last {count} characters, or Enter to stop",
            person=root.person, root=report.root, count=TYPED))  # fmt: skip
        if not typed:
            raise stopped()
        if typed != report.root[-TYPED:]:
            raise NotPermitted(say("`{typed}` is not the end of the root; nothing was signed", typed=typed),
                                 say("compare the root once more, and run the command again"))  # fmt: skip
    line = statement(
        "ledger.restored", ledger=workspace.origin, by=roots[0].person, seen={"size": report.size, "root": report.root},
        lang=reader.lang, text=text, **content)  # fmt: skip
    sigs = tuple(signed_by(root, ROSTER, line, signers[root.person]) for root in roots)
    draft = Draft("ledger.restored", "restored", line, sigs)

    def unchanged() -> bool:
        return _in_the_place(place, given) == more

    appended, aside = _put_back(place, copy, unchanged, draft, workspace, workspace.now(clock()))
    missing = sum(problem.kind == "missing" for problem in copy.verified.problems)
    people = tuple(root.person for root in roots)
    return Restored(copy.source, report.size, len(more), known[0] - report.size, aside, people, missing, appended)


# The copy ---------------------------------------------------------------------------------------------------------


def _copy(path: Path, origin: str) -> _Copy:
    """A backup, a pack or the mirror's folder, or the lines alone with their files beside them."""
    shown = str(path)
    try:
        return _read_copy(path, shown, origin)
    except OSError as error:
        raise NotJudged(say("`{file}` can't be read: {reason}", file=shown, reason=refusal(error)), _NAME) from None
    except Broken as error:
        raise error if error.hints else Broken(error.said, ANOTHER) from None


def _read_copy(path: Path, shown: str, origin: str) -> _Copy:
    if path.is_dir():
        folder, source = path, "export" if (path / "SHA256SUMS").exists() else "mirror"
        if not (folder / pack.LEDGER).is_file():
            raise NotJudged(say("there is no `{file}` in `{folder}`", file=pack.LEDGER, folder=shown), _NAME)
        if source == "export":
            evidence = pack.read(folder)
            return _with_files(source, evidence.data, Blobs(folder / BLOBS), evidence.verified)
        return _of_lines(source, shown, pack.ledger_in(folder), Blobs(folder / BLOBS), origin)
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
        raise OSError(DEVICE, "")
    if files.is_backup(path):
        with Backup(path, shown) as opened:
            found = backup.verified(opened, origin)
            refuse_broken(found, BROKEN, ANOTHER)
            return _Copy("backup", tuple(opened.lines()), _read(opened.blobs, opened.blobs.names()), found)
    return _of_lines("export", shown, pack.ledger_in(path), Blobs(path.parent / BLOBS), origin)


def _of_lines(source: str, shown: str, data: bytes, blobs: Blobs, origin: str) -> _Copy:
    whole = data[: data.rfind(b"\n") + 1]  # a line that is still being written is none
    report = verify(whole.split(b"\n")[:-1], origin=origin, papers=blobs, rules=ThriftyRules)
    if not report.recorded:
        raise NotJudged(
            say("`{file}` is no copy of a ledger", file=shown),
            _NAME,
        )
    return _with_files(source, whole, blobs, judged(report, report.problems))


def _with_files(source: str, data: bytes, blobs: Blobs, verified: Verified) -> _Copy:
    lines = tuple(data.split(b"\n")[:-1])
    good = [name for name in blobs.names() if blobs.state(name) == "ok"]
    return _Copy(source, lines, _read(blobs, good), verified)


def _read(blobs: Blobs, names: Iterable[str]) -> dict[str, bytes]:
    return {name: blobs.get(name) for name in names}


# What is known besides --------------------------------------------------------------------------------------------


def _last_known(copy: _Copy, seen: Sequence[Seen]) -> tuple[int, str]:
    """The most lines that anybody knows of, with their root. Broken where what was kept contradicts the copy."""
    report = copy.verified.report
    known = [(report.size, report.root)]
    for each in seen:
        if each.checkpoint.origin == report.origin and each.checkpoint.size > report.size:
            known.append((each.checkpoint.size, each.checkpoint.root))
            continue
        for problem in compared(report, [each]):
            raise Broken(problem.said, say("the copy is not of the ledger that was seen: look for another one"))
    return max(known)


def _in_the_place(place: Place, copy: _Copy) -> tuple[bytes, ...]:
    """The lines after those of the copy that what lies in the place still gives; none where nothing does.

    NotPermitted where that is a ledger which is good and not just an older copy, or a server's table with lines.
    """
    if place.path is not None:
        refuse_network(place.path)
        try:
            if not place.begun():
                return ()
        except NotJudged:
            return ()  # a damaged disk; it is put aside
    try:
        with open_store(place.location, shown=place.shown) as store:
            blobs = Blobs(place.files)
            with blobs.offering(copy.files.values()):  # what of them is lost or altered here comes back
                found = _compare(store, copy, blobs)
            more = () if found.whole else tuple(_following(store, copy, Blobs(place.files)))
            kept = place.path is None and store.head()[0] > 0
    except NocustomError:
        if place.path is None:
            raise
        return ()
    shown = place.shown or place.location
    if found.size and found.whole and not found.same:
        raise NotPermitted(
            say("a good ledger lies at `{path}`, and it is another than the copy", path=shown),
            say("two histories: keep both, and find out which of them others have seen (`--seen`)"),
        )  # fmt: skip
    if found.whole and found.size >= len(copy.lines):
        raise _Good(
            say("the ledger at `{path}` is good and has {size} lines, the copy has {copy}", path=shown,
                size=found.size, copy=len(copy.lines)),
            say("nothing is to be restored; `nocustom ledger verify` looks at it as a whole"),
        )  # fmt: skip
    if kept:
        raise NotPermitted(
            say("there is a ledger at `{path}` already", path=shown),
            say("on a server no lines are replaced: its owner makes a new, empty schema (`nocustom help postgresql`), "
                "and `location` in {file} names it", file="nocustom.toml"),
        )  # fmt: skip
    return more


def _following(store: Store, copy: _Copy, blobs: Blobs) -> Iterator[bytes]:
    """The lines of a damaged ledger that follow those of the copy, each as it would have to be if it were new."""
    with blobs.offering(copy.files.values()):
        verifier = Verifier(rules=LifeRules(blobs))
        for line in copy.lines:
            verifier.step(line, stored=True)
        for seq in count(len(copy.lines)):
            try:
                next_one = store.numbered(seq)
            except NocustomError:
                return
            if next_one is None or any(problem.kind == "broken" for problem in verifier.step(next_one)):
                return
            yield next_one


def _with_more(copy: _Copy, more: tuple[bytes, ...], blobs: Blobs, origin: str) -> _Copy:
    """The copy and the lines that follow it, verified as a whole; their files lie beside the ledger."""
    if not more:
        return copy
    lines = (*copy.lines, *more)
    with blobs.offering(copy.files.values()):
        report = verify(lines, origin=origin, papers=blobs, rules=ThriftyRules)
        found = judged(report, report.problems)
    refuse_broken(found, BROKEN, ANOTHER)
    return _Copy(copy.source, lines, copy.files, found)


class _Found(NamedTuple):
    """The first lines of a ledger, as far as they are good."""

    size: int
    same: bool
    """Whether they are those of the copy, as far as that goes."""
    whole: bool
    """Whether they are all there is, and the database around them is good."""


def _compare(store: Store, copy: _Copy, blobs: Blobs) -> _Found:
    verifier = Verifier(rules=LifeRules(blobs))
    size, same, whole = 0, True, True
    try:
        for line in store.lines():
            if any(problem.kind == "broken" for problem in verifier.step(line)):
                whole = False
                break
            same = same and (size >= len(copy.lines) or line == copy.lines[size])
            size += 1
        whole = whole and not store.problems()
    except NocustomError:
        whole = False
    return _Found(size, same, whole)


def _mirror_has_no_more(workspace: Workspace, copy: _Copy, path: Path) -> None:
    """Raise NotPermitted where the mirror could give back more than this copy; one that can't be read has nothing."""
    folder = workspace.mirror
    if folder is None or path.resolve() == folder.resolve():
        return
    try:
        with MirrorStore.open(folder) as store:
            found = _compare(store, copy, Blobs(folder / BLOBS))
    except NocustomError:
        return
    if found.same and found.size > len(copy.lines):
        raise NotPermitted(
            say("the mirror has {size} good lines, the copy has {copy}", size=found.size, copy=len(copy.lines)),
            say("`nocustom ledger restore {path}` loses less", path=workspace.shown(folder)),
        )  # fmt: skip


# In its place -----------------------------------------------------------------------------------------------------


def _put_back(
    place: Place, copy: _Copy, unchanged: Callable[[], bool], draft: Draft, workspace: Workspace, now: datetime
) -> tuple[Appended, str | None]:  # fmt: skip
    """Write the lines and the event, with their files; then put the ledger in its place, if what lies there is still
    what the roots were told of. What was put aside.
    """
    try:
        if place.path is None:
            blobs = _kept_beside(place, copy)
            with create_store(place.location) as store:
                appended, aside = _write(store, blobs, copy, draft, workspace.origin, now), None
        else:
            make_folder(place.path.parent)
            with turn(place.path):
                if not unchanged():
                    raise Changed(say("what lies at `{path}` has changed meanwhile", path=place.shown or place.path),
                                  say("run the command again"))  # fmt: skip
                appended, aside = _exchanged(place, place.path, copy, draft, workspace.origin, now)
    except OSError as error:
        said = say("can't write `{path}`: {reason}", path=place.shown or place.location, reason=refusal(error))
        raise NotJudged(said) from None
    follow_up(workspace)
    return appended, None if aside is None else workspace.shown(aside)


def _exchanged(
    place: Place, path: Path, copy: _Copy, draft: Draft, origin: str, now: datetime
) -> tuple[Appended, Path | None]:
    """The ledger written under another name, and put in its place. Raises OSError."""
    blobs = _kept_beside(place, copy)
    with apart(path) as fresh:
        with create_store(str(fresh), place.shown) as store:
            appended = _write(store, blobs, copy, draft, origin, now)
        aside = _aside(path, now)
        put_in_place(fresh, path)
    return appended, aside


def _files_put_back(workspace: Workspace, copy: _Copy) -> FilesBack | None:
    """Put what the copy's lines name and the ledger lacks beside it; None where it lacks nothing that the copy has."""
    place, blobs = workspace.ledger, Blobs(workspace.ledger.files)
    wanted = {digest for line in copy.lines for digest in named(read_line(line, arithmetic=False))}
    lacking = {digest for digest in wanted if blobs.state(digest) != "ok"}
    back = {digest: data for digest, data in copy.files.items() if digest in lacking}
    if not back:
        return None
    try:
        _kept_beside(place, replace(copy, files=back))
    except OSError as error:
        said = say("can't keep a file beside the ledger: {reason}", reason=refusal(error))
        raise NotJudged(said) from None
    follow_up(workspace)
    return FilesBack(workspace.ledger_shown, len(back), len(lacking) - len(back))


def _kept_beside(place: Place, copy: _Copy) -> Blobs:
    """The copy's files, kept beside the ledger; what was altered there is put aside. Raises OSError."""
    blobs = Blobs(place.files)
    for digest, data in copy.files.items():
        if blobs.state(digest) == "altered":
            altered = place.files / digest
            altered.rename(altered.with_name(f"{digest}.aside-{sha256(altered.read_bytes()).hexdigest()[:12]}"))
        blobs.put(data)
    return blobs


def _write(store: Store, blobs: Blobs, copy: _Copy, draft: Draft, origin: str, now: datetime) -> Appended:
    return Ledger(store, blobs, origin=origin).append(draft, now, before=copy.lines)


def _aside(path: Path, now: datetime) -> Path | None:
    """Give what lies in the place another name besides, and take away from there what SQLite keeps beside it.

    Raises OSError.
    """
    if not os.path.lexists(path):
        return None
    aside = _free(path, now)
    if not os.path.lexists(aside):
        _also_named(path, aside)
    for name in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + name).rename(aside.with_name(aside.name + name))
    sync_folder(path.parent)
    return aside


def _free(path: Path, now: datetime) -> Path:
    """A name for what lies in the place: the one that somebody who was killed gave it, or one that nothing has."""
    beside = path.parent.glob(f"{glob.escape(path.name)}.aside-*")
    given = next((each for each in beside if each.samefile(path)), None)
    name = f"{path.name}.aside-{now:%Y%m%dT%H%M%S}"
    names = (path.with_name(name if number == 1 else f"{name}-{number}") for number in count(1))
    return given or next(each for each in names if not os.path.lexists(each))


def _also_named(path: Path, aside: Path) -> None:
    """A second name for a file, where the file system knows that; else its only one."""
    try:
        os.link(path, aside, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        path.rename(aside)
