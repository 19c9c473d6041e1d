"""What a search looks at: what stands in a request, and what those are called whom and which it names.

Each word that is searched for stands somewhere in it, be it as a part of a word, whatever the width and case of its
letters. What was written stays as it is, and an index keeps it; who and what is called how, the adopted documents say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from nocustom.errors import Usage
from nocustom.form.reading import did_you_mean
from nocustom.ledger.index import Asked
from nocustom.ledger.letters import mark, plain
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.people import People
from nocustom.words import say

__all__ = ["Narrowed", "Search", "asked", "departments", "named", "written"]

_WRITTEN = (
    "request.title", "request.department", "request.section", "request.requester", "request.doc_number", "system.id",
    "system.business", "system.function", "system.spec", "gap.current", "gap.wanted", "reason.legal_basis",
    "reason.if_refused", "verification.owner",
)  # fmt: skip


class Narrowed(NamedTuple):
    """To what a list was narrowed, as it was asked for."""

    search: str | None = None
    department: str | None = None
    state: State | None = None
    mine: str | None = None
    """A person, whose turn it is."""
    overdue: bool = False

    @property
    def words(self) -> str:
        """What was searched for; empty where that leaves nothing out."""
        return " ".join((self.search or "").split())

    @property
    def otherwise(self) -> bool:
        """Whether something else than words narrows it."""
        return self._replace(search=None) != Narrowed()


def written(found: Assessment, *more: str) -> str:
    """What stands in a request, plain; `more` belongs to it."""
    texts = (found.word(*path.split(".")) for path in _WRITTEN)
    return "\n".join(plain(text) for text in (*more, *texts) if text)


def named(found: Assessment, *people: str) -> frozenset[str]:
    """Marks of whom and which a request names; `people` acted on it."""
    system = found.word("system", "id")
    return frozenset({
        *(mark("p", person) for person in (*people, found.requester, found.owner)), mark("d", found.department),
        mark("s", system), mark("b", f"{system}:{found.word('system', 'business')}"),
    })  # fmt: skip


class Search:
    """The words of a search, and whom and which they mean."""

    def __init__(self, text: str, world: World | None) -> None:
        names = [] if world is None else [*_called(world.people), *_systems(world.systems)]
        self.words = tuple(
            (word, frozenset(each for each, name in names if word in name)) for word in plain(text).split()
        )
        """Each with the marks of those that are called so."""

    def finds(self, case: Case) -> bool:
        """Whether the words stand in this case."""
        found, by = case.revision.assessment or Assessment({}), case.revision.by
        return self.stand_in(written(found, case.number, case.key, by), named(found, by))

    def stand_in(self, text: str, marks: frozenset[str]) -> bool:
        """Whether the words stand in what was written, or mean somebody or something that is named."""
        return all(word in text or meant & marks for word, meant in self.words)


def _called(people: People | None) -> Iterator[tuple[str, str]]:
    if people is not None:
        yield from ((mark("p", each), plain(people.name(each))) for each in people.everybody)
        yield from ((mark("d", each), plain(name)) for each, name in people.departments.items())


def _systems(document: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    for system in _rows(document, "system"):
        yield mark("s", str(system.get("id"))), plain(str(system.get("name", "")))
        for business in _rows(system, "business"):
            yield mark("b", f"{system.get('id')}:{business.get('id')}"), plain(str(business.get("name", "")))


def _rows(table: dict[str, Any] | None, name: str) -> Iterator[dict[str, Any]]:
    rows = (table or {}).get(name)
    return (row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict))


def departments(people: People | None, name: str, today: date | None) -> frozenset[str]:
    """The ids that mean a department, by its id or its name: its own, and those whose work it has taken over.

    Usage where no department of the adopted people document is called so: "nothing waits there" is no answer.
    """
    if people is None or today is None:
        return frozenset({name})
    if name not in {*people.departments, *people.departments.values()}:
        raise Usage(
            say("there is no department `{name}` in the adopted people document", name=name),
            *did_you_mean(name, people.departments),
            say("`nocustom people show` lists the departments"),
        )

    def now(department: str) -> set[str]:
        lineage = people.lineage(department, today)
        return {text for each in lineage for text in (each, people.department_name(each))}

    return frozenset(each for each in people.departments if name in now(each))


def asked(
    world: World, today: date, *, search: str | None = None, department: str | None = None, state: State | None = None,
    waiting: bool = False,
) -> Asked:  # fmt: skip
    """The same questions for an index. Usage where there is no such department."""
    return Asked(
        today.toordinal() if waiting else None, None if state is None else state.value,
        None if department is None else departments(world.people, department, today),
        () if search is None else Search(search, world).words,
    )  # fmt: skip
