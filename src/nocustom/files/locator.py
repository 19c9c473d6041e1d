"""Where every key and value of a TOML text stands.

One pass over the text, statement by statement, as the grammar of TOML 1.0 has it: a header, or keys joined by dots, `=`
and a value. Each key path gets a place. A list of tables counts its `[[headers]]`, and a path through it means its
newest table. What is not TOML 1.0 stops the pass with the offset and what was expected there: this includes everything
that only TOML 1.1 takes. Whether the values mean something (a 30th of February) stays for the reader to decide.
Two statements that can't both stand (a key written twice) do not stop the pass; they are kept as clashes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from nocustom.form.finding import At, Key

__all__ = [
    "DEPTH", "STRING", "Clash", "Lines", "Place", "Scan", "Stop", "scan", "scan_all", "spot", "unescaped",
]  # fmt: skip

DEPTH = 100
"""Most brackets inside each other in one value, and most parts of one dotted key."""

# Built from the same pieces as CPython's tomllib 3.11 (its _re.py), so that both take the same texts.
_CONTROL = r"\x00-\x08\x0b-\x1f\x7f"
_ESCAPE = r"\\(?:[btnfr\"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_BLANK = re.compile(r"[ \t]*+")
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_BASIC_INSIDE = rf'(?:[^"\\\n{_CONTROL}]++|{_ESCAPE})*+'
_BASIC_LINES_INSIDE = rf'(?:[^"\\{_CONTROL}]++|\r\n|{_ESCAPE}|\\[ \t]*+\r?\n|"{{1,2}}(?!"))*+'
_LITERAL_INSIDE = rf"[^'\n{_CONTROL}]*+"
_LITERAL_LINES_INSIDE = rf"(?:[^'{_CONTROL}]++|\r\n|'{{1,2}}(?!'))*+"
_BASIC = re.compile(rf'"{_BASIC_INSIDE}"')
_BASIC_LINES = re.compile(rf'"""{_BASIC_LINES_INSIDE}"{{3,5}}')
_LITERAL = re.compile(rf"'{_LITERAL_INSIDE}'")
_LITERAL_LINES = re.compile(rf"'''{_LITERAL_LINES_INSIDE}'{{3,5}}")
STRING = rf"{_BASIC_LINES.pattern}|{_LITERAL_LINES.pattern}|{_BASIC.pattern}|{_LITERAL.pattern}"
"""The regular expression of a string of any kind, quotes included."""
_COMMENT = re.compile(rf"#[^\n{_CONTROL}]*+")
_NEWLINE = re.compile(r"\r?\n")
_BETWEEN = re.compile(rf"(?:[ \t\n]++|\r\n|#[^\n{_CONTROL}]*+(?=\r?\n|\Z))*+")
_SCALAR = re.compile(
    rf"""true|false
    |[0-9]{{4}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:[Tt\ ]{_TIME}{_OFFSET}?)?
    |{_TIME}
    |0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|b[01](?:_?[01])*|o[0-7](?:_?[0-7])*)
    |[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?
    |[+-]?(?:inf|nan)""",
    re.VERBOSE,
)


class Place(NamedTuple):
    """Offsets into the text, from and to: the key's name, its value, and the header `[...]` if one made it."""

    key: tuple[int, int]
    value: tuple[int, int]
    header: tuple[int, int] | None = None


class Clash(NamedTuple):
    """A key or section written at `key` although what stands at `first` already holds that name."""

    path: Key
    key: tuple[int, int]
    first: tuple[int, int]


class Stop(Exception):
    """The text is not TOML at offset `at`.

    `expected` names what should stand there, `opened` is the offset of what was left open, and `value` that of the
    value that ended just before `at`.
    """

    def __init__(self, at: int, expected: str, opened: int | None = None, value: int | None = None) -> None:
        super().__init__(expected, at)
        self.at = at
        self.expected = expected
        self.opened = opened
        self.value = value


class Lines:
    """Line and column (both from 1, in characters) of an offset, and the lines themselves."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its end."""
        end = self._starts[number] - 1 if number < len(self._starts) else len(self._text)
        return self._text[self._starts[number - 1] : end].removesuffix("\r")

    def start(self, number: int) -> int:
        """The offset at which line `number` begins."""
        return self._starts[number - 1]

    def end(self, number: int) -> int:
        """The offset at which line `number` ends."""
        return self._starts[number - 1] + len(self.line(number))


class Scan:
    """The places of one text. `places` has every key path; `stops` is empty unless made by `scan_all`.

    `at` is the offset that has been read to, `section` the table that the keys there belong to.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[Key, Place] = {}
        self.clashes: list[Clash] = []
        self.stops: list[Stop] = []
        self.at = 0
        self._last: int | None = None  # where the last value of this statement began
        self.section: Key = ()  # the table that the next key belongs to
        self._tables: dict[Key, int] = {}  # list of tables -> how many it has
        self._headed: set[Key] = set()  # sections that have their own header
        self._dotted: dict[Key, Key] = {}  # tables that dotted keys made -> the section they stand in
        self._closed: set[Key] = set()  # values: nothing can be added to them from outside

    # Statements

    def statement(self) -> bool:
        """Read one line's statement; False at the end of the text."""
        text = self.text
        self._last = None
        self._blank()
        if self.at >= len(text):
            return False
        char = text[self.at]
        if char == "[":
            self._header()
        elif char not in "#\r\n":
            self._pair(self.section, top=True)
        self._end()
        return True

    def _blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match  # an empty match is one
        self.at = match.end()

    def _end(self) -> None:
        self._blank()
        if match := _COMMENT.match(self.text, self.at):
            self.at = match.end()
            if self.at < len(self.text) and not _NEWLINE.match(self.text, self.at):
                raise Stop(self.at, "comment")
        if match := _NEWLINE.match(self.text, self.at):
            self.at = match.end()
        elif self.at < len(self.text):
            raise Stop(self.at, "end", value=self._last)

    def _header(self) -> None:
        start = self.at
        listed = self.text.startswith("[[", start)
        closing = "]]" if listed else "]"
        self.at += len(closing)
        self._blank()
        parts = self._key()
        if not self.text.startswith(closing, self.at):
            raise Stop(self.at, "header", start)
        self.at += len(closing)
        header = (start, self.at)
        path: Key = ()
        for name, span in parts[:-1]:
            path = self._newest((*path, name))
            if path in self._closed:
                self.clashes.append(Clash(path, span, self.places[path].key))
            self.places.setdefault(path, Place(span, header, header))
        name, span = parts[-1]
        path = (*path, name)
        known = self.places.get(path)
        if listed:
            count = self._tables.get(path, 0)
            if known is None:
                self.places[path] = Place(span, header, header)
            elif not count:
                self.clashes.append(Clash(path, span, known.key))
            self._tables[path] = count + 1
            path = (*path, count)
            self.places[path] = Place(span, header, header)
        elif known and (
            path in self._headed or path in self._closed or path in self._dotted or path in self._tables
        ):
            self.clashes.append(Clash(path, span, known.key))
            path = self._newest(path)
        else:
            self.places[path] = Place(span, header, header)
        self._headed.add(path)
        self.section = path

    def _newest(self, path: Key) -> Key:
        count = self._tables.get(path)
        return path if count is None else (*path, count - 1)

    def _pair(self, section: Key, *, top: bool, depth: int = 0) -> None:
        parts = self._key()
        if self.text[self.at : self.at + 1] != "=":
            raise Stop(self.at, "=")
        self.at += 1
        self._blank()
        path = section
        for name, span in parts[:-1]:
            path = (*path, name)
            if path in self._tables:
                path = self._newest(path)
            elif path in self._closed or path in self._headed or self._dotted.get(path, section) != section:
                self.clashes.append(Clash(path, span, self.places[path].key))
            self.places.setdefault(path, Place(span, span))
            self._dotted.setdefault(path, section)
        name, span = parts[-1]
        path = (*path, name)
        known = self.places.get(path)
        if known:
            self.clashes.append(Clash(path, span, known.key))
        else:  # before its value, so that a table stands before what is in it
            self.places[path] = Place(span, (self.at, self.at))
        start = self.at
        self._value(path, depth)
        if not known:
            self.places[path] = Place(span, (start, self.at))
        if top:
            self._closed.add(path)

    def _key(self) -> list[tuple[str, tuple[int, int]]]:
        parts: list[tuple[str, tuple[int, int]]] = []
        while True:
            start = self.at
            if match := _BARE.match(self.text, start):
                name = match[0]
            elif self.text.startswith("'", start):
                match = _LITERAL.match(self.text, start)
                name = match[0][1:-1] if match else ""
            elif self.text.startswith('"', start):
                match = _BASIC.match(self.text, start)
                name = unescaped(match[0][1:-1]) if match else ""
            else:
                raise Stop(start, "key")
            if not match:
                raise self._string_stop(start)
            self.at = match.end()
            parts.append((name, (start, self.at)))
            if len(parts) > DEPTH:
                raise Stop(start, "deep")
            self._blank()
            if self.text[self.at : self.at + 1] != ".":
                return parts
            self.at += 1
            self._blank()

    # Values

    def _value(self, path: Key, depth: int) -> None:
        self._last = start = self.at
        char = self.text[start : start + 1]
        if char in ('"', "'"):
            lines = self.text.startswith(char * 3, start)
            if char == '"':
                match = (_BASIC_LINES if lines else _BASIC).match(self.text, start)
            else:
                match = (_LITERAL_LINES if lines else _LITERAL).match(self.text, start)
            if not match:
                raise self._string_stop(start)
            self.at = match.end()
        elif char in ("[", "{"):
            if depth >= DEPTH:
                raise Stop(start, "deep")
            if char == "[":
                self._array(path, depth + 1)
            else:
                self._inline(path, depth + 1)
        elif match := _SCALAR.match(self.text, start):
            self.at = match.end()
        else:
            raise Stop(start, "value")

    def _array(self, path: Key, depth: int) -> None:
        start = self.at
        self.at += 1
        count = 0
        while True:
            self._between(start)
            if self.text.startswith("]", self.at):
                self.at += 1
                return
            item = (*path, count)
            at = self.at
            if at >= len(self.text):
                raise Stop(at, "]", start)
            self.places.setdefault(item, Place((at, at), (at, at)))
            self._value(item, depth)
            self.places[item] = Place((at, self.at), (at, self.at))
            count += 1
            self._between(start)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("]", self.at):
                raise Stop(self.at, "]", start, self._last)

    def _between(self, opened: int) -> None:
        match = _BETWEEN.match(self.text, self.at)
        assert match  # an empty match is one
        self.at = match.end()
        if self.text.startswith("#", self.at):
            match = _COMMENT.match(self.text, self.at)
            raise Stop(match.end() if match else self.at, "comment", opened)

    def _inline(self, path: Key, depth: int) -> None:
        start = self.at
        self.at += 1
        self._blank()
        if self.text.startswith("}", self.at):
            self.at += 1
            return
        while True:
            if self.text[self.at : self.at + 1] in ("\r", "\n", "#", ""):
                raise Stop(self.at, "one line", start)
            self._pair(path, top=False, depth=depth)
            self._blank()
            char = self.text[self.at : self.at + 1]
            if char == "}":
                self.at += 1
                return
            if char in ("\r", "\n", "#", ""):
                raise Stop(self.at, "one line", start)
            if char != ",":
                raise Stop(self.at, "}", start, self._last)
            comma = self.at
            self.at += 1
            self._blank()
            if self.text.startswith("}", self.at):
                raise Stop(comma, "no comma", start)

    def _string_stop(self, start: int) -> Stop:
        """Why the string that begins at `start` has no end: an escape, a control character, or nothing closes it."""
        text = self.text
        quote = text[start]
        lines = text.startswith(quote * 3, start)
        if quote == '"':
            inside = _BASIC_LINES_INSIDE if lines else _BASIC_INSIDE
        else:
            inside = _LITERAL_LINES_INSIDE if lines else _LITERAL_INSIDE
        stretch = re.compile(inside).match(text, start + (3 if lines else 1))
        assert stretch  # an empty match is one
        at = stretch.end()
        if at >= len(text) or _NEWLINE.match(text, at):
            return Stop(at, "quotes" if lines else "quote", start)
        return Stop(at, "escape" if text[at] == "\\" else "control", start)


_UNESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_ONE_ESCAPE = re.compile(_ESCAPE)


def unescaped(text: str) -> str:
    """The inside of a basic string with its escapes replaced."""
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        escape = match[0]
        return _UNESCAPED.get(escape[1]) or _scalar_value(escape[2:])

    return _ONE_ESCAPE.sub(one, text)


def _scalar_value(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x110000 else "\N{REPLACEMENT CHARACTER}"


def scan(text: str) -> Scan:
    """The places of all keys of `text`. Raises Stop at the first offset that is not TOML 1.0."""
    result = Scan(text)
    while result.statement():
        pass
    return result


# After a mistake inside brackets of several lines, this looks like the next statement.
_RESUME = re.compile(
    r"^[ \t]*(?:[A-Za-z0-9_.-]+[ \t]*=|\[\[?[ \t]*[A-Za-z][A-Za-z0-9_.-]*[ \t]*\]\]?[ \t]*(?:#|\r?$))",
    re.MULTILINE,
)


def scan_all(text: str, *, most: int = 20) -> Scan:
    """As `scan`, but goes on in the next line after a mistake; up to `most` mistakes are in `stops`."""
    result = Scan(text)
    while len(result.stops) < most:
        start = result.at
        try:
            if not result.statement():
                break
        except Stop as stop:
            result.stops.append(stop)
            if stop.expected in ("quotes", "deep"):
                break
            if text[start : stop.at].lstrip(" \t").startswith("[") and stop.expected != "end":
                # The section is unknown now: its keys must not clash with those of the section before.
                result.section = (f"\0{stop.at}",)
            end = text.find("\n", stop.at)
            if stop.opened is not None and stop.expected not in ("quote", "escape", "control", "header"):
                resume = _RESUME.search(text, text.find("\n", stop.opened) + 1 or len(text))
                end = resume.start() - 1 if resume else -1
                closing = text.find("}", stop.at, resume.start() + 2000 if resume else len(text))
                if stop.expected == "one line" and closing >= 0 and "\n[" not in text[stop.at : closing]:
                    end = text.find("\n", closing)
            if end < 0:
                break
            result.at = end + 1
    return result


def spot(places: dict[Key, Place], where: Key, at: At) -> tuple[int, int]:
    """From and to which offset `where` stands.

    A path that is not in the text is a thing that is missing: it stands at the header of the section it is missing
    from, at the key of its inline table, or else at the first character.
    """
    found = places.get(where)
    if found:
        return found.key if at == "key" else found.header or found.value
    for depth in range(len(where) - 1, 0, -1):
        found = places.get(where[:depth])
        if found:
            return found.header or found.key
    return (0, 0)
