"""A TOML text as its author laid it out: tables, keys, values as they are spelled, and to what each comment belongs.

    a comment directly above a key or a header      belongs to it
    a comment beside something, in its line         belongs to it
    a block of comments with an empty line below    stands for itself: in a table; between two tables, if there is an
                                                    empty line above it as well

Only for texts that are TOML; line ends are line feeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nocustom.files.locator import STRING, Scan, unescaped
from nocustom.form.finding import Key

__all__ = ["Inline", "Item", "List", "Pair", "Remark", "Table", "Value", "comments", "key", "parts"]

_TOKEN = re.compile(rf"""{STRING}|#[^\n]*|\n|[ \t]+|[\[\]{{}},=]|[^\[\]{{}},=#\s"']+""")
_NAME = re.compile(rf"{STRING}|[A-Za-z0-9_-]+")


@dataclass(slots=True)
class Item:
    """One entry of a list: the comments above it, its value, the comment beside it."""

    above: list[str]
    value: Value
    beside: str = ""


@dataclass(slots=True)
class List:
    """`[...]`, with the comments after its last item."""

    items: list[Item] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Inline:
    """`{...}`: names as they are written, and their values."""

    pairs: list[tuple[list[str], Value]] = field(default_factory=list)


Value = str | List | Inline
"""A value; what is neither list nor inline table is its own text."""


@dataclass(slots=True)
class Remark:
    """A block of comments that stands for itself. `apart`: an empty line stands above it."""

    lines: list[str]
    apart: bool


@dataclass(slots=True)
class Pair:
    """`names = value`, with its comments.

    `apart`: an empty line divides it and them from the pair above.
    """

    names: list[str]
    value: Value
    above: list[str]
    beside: str
    apart: bool


@dataclass(slots=True)
class Table:
    """A header (empty for the keys before the first) and what stands below it. `path` counts the entries of lists."""

    path: Key = ()
    header: str = ""
    above: list[str] = field(default_factory=list)
    beside: str = ""
    body: list[Pair | Remark] = field(default_factory=list)


def comments(text: str) -> list[str]:
    """Every comment of `text`, without blanks after it."""
    return [each.rstrip(" \t") for each in _TOKEN.findall(text) if each.startswith("#")]


def parts(text: str) -> list[Table | Remark]:
    """The tables of `text`, the keys before the first header among them, and the remarks between tables."""
    table = Table()
    found: list[Table | Remark] = [table]
    above: list[str] = []
    apart = empty = False
    for statement, path in _statements(text):
        if not statement:
            if above:
                table.body.append(Remark(above, apart))
                above = []
            empty = True
            continue
        if not above:
            apart = empty
        empty = False
        if statement.startswith("#"):
            above.append(statement)
            continue
        reader = _Reader(statement)
        if statement.startswith("["):
            found += _between(table)
            table = Table(path, reader.header(), above, reader.beside())
            found.append(table)
        else:
            names, value = reader.pair()
            first = not table.body or isinstance(table.body[-1], Remark)
            table.body.append(Pair(names, value, above, reader.beside(), apart and not first))
        above = []
    if above:
        table.body.append(Remark(above, apart))
    return found + _between(table)


def _between(table: Table) -> list[Remark]:
    """The remarks at the end of a table that stand apart: they belong to what comes, and leave the table."""
    at = len(table.body)
    while at and isinstance(remark := table.body[at - 1], Remark) and remark.apart:
        at -= 1
    left = [each for each in table.body[at:] if isinstance(each, Remark)]
    del table.body[at:]
    return left


def _statements(text: str) -> Iterator[tuple[str, Key]]:
    """Each header, pair, comment or empty line as it is written, with the table that is open after it."""
    scan = Scan(text)
    while True:
        start = scan.at
        if not scan.statement():
            return
        yield text[start : scan.at].strip(" \t\n"), scan.section


class _Reader:
    """Reads one statement, which is known to be TOML, token by token."""

    def __init__(self, statement: str) -> None:
        self._tokens = _TOKEN.findall(statement)
        self._at = 0

    def header(self) -> str:
        """`[a.b]` or `[[a.b]]`."""
        listed = self._tokens[1] == "["
        self._at = 2 if listed else 1
        name = ".".join(self._names("]"))
        self._at += listed
        return f"[[{name}]]" if listed else f"[{name}]"

    def pair(self) -> tuple[list[str], Value]:
        """A key, part by part, and its value."""
        return self._names("="), self._value()

    def beside(self) -> str:
        """The comment at the end; empty if there is none."""
        return self._next()

    def _next(self) -> str:
        """The next token that is not blank; empty at the end."""
        while self._at < len(self._tokens):
            token: str = self._tokens[self._at]
            self._at += 1
            if token.strip(" \t"):
                return token.rstrip(" \t") if token.startswith("#") else token
        return ""

    def _names(self, end: str) -> list[str]:
        start = self._at
        self._at = self._tokens.index(end, start) + 1
        return _NAME.findall("".join(self._tokens[start : self._at - 1]))

    def _value(self) -> Value:
        token = self._next()
        if token == "[":
            return self._list()
        if token == "{":
            return self._inline()
        start = self._at - 1  # a date and a time may have a blank between them
        while self._at < len(self._tokens) and self._tokens[self._at][0] not in ",]}#\n":
            self._at += 1
        return "".join(self._tokens[start : self._at]).rstrip(" \t")

    def _list(self) -> List:
        found = List()
        above: list[str] = []
        last: Item | None = None  # the item in whose line we are
        while (token := self._next()) != "]":
            if token == "\n":
                last = None
            elif token.startswith("#"):
                if last:
                    last.beside = token
                else:
                    above.append(token)
            elif token != ",":
                self._at -= 1
                last = Item(above, self._value())
                found.items.append(last)
                above = []
        found.below = above
        return found

    def _inline(self) -> Inline:
        found = Inline()
        while (token := self._next()) != "}":
            if token != ",":
                self._at -= 1
                found.pairs.append(self.pair())
        return found


def key(names: list[str]) -> Key:
    """The key that these names spell."""
    return tuple(
        name[1:-1] if name[0] == "'" else unescaped(name[1:-1]) if name[0] == '"' else name for name in names
    )
