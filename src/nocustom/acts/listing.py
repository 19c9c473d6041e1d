"""The requests there are: first the files that nobody has filed, then those of the ledger, the latest filing first."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from nocustom.acts.desk import Desk
from nocustom.acts.glance import at_a_glance
from nocustom.acts.indexed import of_some, those
from nocustom.acts.search import Narrowed, Search, asked, departments, named, written
from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError
from nocustom.files.workspace import REQUESTS, request_files
from nocustom.ledger.index import Index
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case
from nocustom.life.people import People

__all__ = ["Listed", "Listing", "listing"]

@dataclass(frozen=True, slots=True)
class Listed:
    """A request: its file, and where it stands in the ledger (no number and no state: not filed)."""

    path: str
    """Empty where it has no file here."""
    key: str | None
    title: str | None
    department: str
    number: str | None = None
    state: State | None = None
    verdict: str = ""
    filed_on: str = ""
    """Of its latest revision."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What was asked for, in order, and how many more there are."""

    rows: tuple[Listed, ...]
    filed: int
    """How many of all are filed."""
    more: int
    people: People | None
    narrowed: Narrowed


@dataclass(frozen=True, slots=True)
class _File:
    """A file in `requests/`, as far as it can be read."""

    path: str
    key: str | None
    found: Assessment


class _Asked:
    """What is asked for, as of today."""

    def __init__(self, desk: Desk | None, search: str | None, department: str | None, state: State | None) -> None:
        world = None if desk is None else desk.world
        self.people = None if world is None else world.people
        self._state = state
        self._words = None if search is None else Search(search, world)
        self._departments = None
        if department is not None:
            self._departments = departments(self.people, department, None if desk is None else desk.today)

    def keeps(self, case: Case) -> bool:
        """Whether a case is listed."""
        found = case.revision.assessment or Assessment({})
        return (
            self._state in (None, case.state)
            and (self._departments is None or found.department in self._departments)
            and (self._words is None or self._words.finds(case))
        )

    def keeps_file(self, file: _File) -> bool:
        """Whether a file that nobody has filed is listed."""
        return (
            self._state is None
            and (self._departments is None or file.found.department in self._departments)
            and (self._words is None or self._words.stand_in(written(file.found, file.key or ""), named(file.found)))
        )


def listing(
    workspace: Workspace, desk: Desk | None, *, search: str | None = None, department: str | None = None,
    state: State | None = None, most: int,
) -> Listing:  # fmt: skip
    """At most so many; of one department (id or name), in one state, where these words stand.

    Usage where the adopted people document knows no such department.
    """
    files = list(_files(workspace))
    paths = {file.key: file.path for file in files}

    def told(wanted: _Asked, numbers: Container[str], cases: Iterable[Case], total: int) -> Listing:
        drafts = [
            _row(file.path, file.key, file.found) for file in files
            if (file.key is None or file.key not in numbers) and wanted.keeps_file(file)
        ]  # fmt: skip
        room = max(most - len(drafts), 0)
        filed = [_filed(paths.get(case.key, ""), case) for case in islice(filter(wanted.keeps, cases), room)]
        rows = (*drafts, *filed)[:most]
        narrowed = Narrowed(search, department, state)
        return Listing(rows, total, len(drafts) + total - len(rows), wanted.people, narrowed)

    if desk is None:
        return told(_Asked(None, search, department, state), (), (), 0)

    def few(index: Index) -> Listing:
        part = of_some(desk, index, ())
        numbers = index.select(
            asked(part.world, part.today, search=search, department=department, state=state))  # fmt: skip
        pages = (numbers[begin : begin + most] for begin in range(0, len(numbers), most))
        cases = (case for page in pages for case in those(of_some(desk, index, page), page))
        return told(_Asked(part, search, department, state), index.numbers(filter(None, paths)), cases, len(numbers))

    def whole() -> Listing:
        wanted, world = _Asked(desk, search, department, state), desk.world
        cases = sorted(filter(wanted.keeps, world.cases.values()), key=lambda case: case.revision.seq, reverse=True)
        return told(wanted, world.keys, cases, len(cases))

    return at_a_glance(desk, few, whole)


def _files(workspace: Workspace) -> Iterator[_File]:
    for path in request_files(workspace.root / REQUESTS):
        try:
            values = workspace.read(path).values
        except NocustomError:
            values = {}
        found = Assessment({"request": values})
        yield _File(workspace.shown(path), found.key or None, found)


def _row(path: str, key: str | None, found: Assessment) -> Listed:
    return Listed(path, key, found.title or None, found.department)


def _filed(path: str, case: Case) -> Listed:
    found, latest = case.revision.assessment or Assessment({}), case.revision
    return replace(_row(path, case.key, found), number=case.number, state=case.state, verdict=latest.verdict,
                   filed_on=latest.day)  # fmt: skip
