"""Findings as a good compiler shows them: what, where, the line itself, a caret, what to write instead.

    error[not-allowed]: `prefecture_schema` is not a reason category
      --> requests/2026/ikusei.toml:14:12
       |
    14 | category = "prefecture_schema"
       |            ^^^^^^^^^^^^^^^^^^^ one of law, prefecture_scheme, ordinance
       = hint: nearest is `prefecture_scheme`

Everything is measured in cells of a terminal, of which a Japanese character takes two, and fits into 80 of them; only
a path or a command longer than that is not cut, so that it can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nocustom.form.finding import Finding, Severity
from nocustom.locale import speak
from nocustom.show.colour import Colour, painted
from nocustom.words import cells, say, visible

__all__ = ["COLOURS", "WIDTH", "cells", "diagnoses", "diagnosis", "wrapped"]

WIDTH = 80
_CUT = "..."  # an ellipsis has no fixed width in Japanese terminals
_BESIDE = 28  # fewer cells than this beside the caret: what is expected goes below it


def diagnoses(findings: Iterable[Finding], lang: str, *, coloured: bool = False) -> str:
    """All findings by path, line and column, with an empty line between them."""
    ordered = sorted(
        findings, key=lambda finding: (finding.path or "", finding.line or 0, finding.column or 0)
    )
    return "\n\n".join(diagnosis(finding, lang, coloured=coloured) for finding in ordered)


def diagnosis(finding: Finding, lang: str, *, coloured: bool = False) -> str:
    """One finding in `lang`, without a line end at its end; other places that belong to it stand below its own."""
    colour = COLOURS[finding.severity] if coloured else None
    mark = f"{speak(_WORDS[finding.severity], lang)}[{finding.code}]"
    first, *others = wrapped(f"{mark}: {speak(finding.said, lang)}", WIDTH, "  ")
    rows = [painted(mark, colour) + first.removeprefix(mark), *others]
    gutter = " " * max(len(str(each.line or 0)) for each in (finding, *finding.related))
    rows += _snippet(finding, "-->", speak(finding.expected, lang) if finding.expected else "", gutter, colour)
    for each in finding.related:
        rows += _snippet(each, ":::", speak(each.said, lang), gutter, "cyan" if coloured else None)
    for hint in finding.hints:
        rows += _noted(gutter, f"{speak(say('hint'), lang)}: {speak(hint, lang)}")
    return "\n".join(rows)


COLOURS: dict[Severity, Colour] = {"error": "red", "warning": "yellow", "note": "cyan"}
_WORDS = {"error": say("error"), "warning": say("warning"), "note": say("note")}


def _snippet(finding: Finding, arrow: str, beside: str, gutter: str, colour: Colour | None) -> list[str]:
    """Where it stands, the line itself, and the caret with what is said beside it."""
    rows = []
    if finding.path:
        place = (finding.path, finding.line, finding.column) if finding.line else (finding.path,)
        rows.append(f"{gutter}{arrow} {':'.join(visible(str(part)) for part in place if part is not None)}")
    if finding.line and finding.context is not None:
        room = WIDTH - len(gutter) - len(" | ")
        line, before, carets = _window(finding, room)
        number = str(finding.line).rjust(len(gutter))
        rows += [f"{gutter} |", f"{number} | {line}".rstrip()]
        below, *more = (f"{gutter} | {row}".rstrip() for row in _under(" " * before + "^" * carets, beside, room))
        rows += [below.replace("^" * carets, painted("^" * carets, colour), 1), *more]
    elif beside:
        rows += _noted(gutter, beside)
    return rows


def _noted(gutter: str, text: str) -> list[str]:
    return wrapped(f"{gutter} = {text}", WIDTH, f"{gutter}   ")


def _window(finding: Finding, room: int) -> tuple[str, int, int]:
    """The part of the source line that fits into `room` cells, the cells before the caret in it, and the carets."""
    source = (finding.context or "").replace("\t", " ")
    start = min((finding.column or 1) - 1, len(source))
    before, marked = visible(source[:start]), visible(source[start : start + finding.length])
    after = visible(source[start + finding.length :])
    carets = max(cells(marked), 1)
    if cells(before) + carets + cells(after) <= room:
        return before + marked + after, cells(before), carets
    # The caret keeps its place if the line and a little of what follows fit; else what is before it is cut.
    if cells(before) + min(carets, 12) + len(_CUT) > room:
        before = _CUT + _last(before, max(room // 4, room - carets - 2 * len(_CUT) - min(cells(after), 12)))
    left = room - cells(before)
    if carets + cells(after) > left:
        shown = _first(marked + after, left - len(_CUT))
        return before + shown + _CUT, cells(before), max(min(carets, cells(shown)), 1)
    return before + marked + after, cells(before), carets


def _first(text: str, room: int) -> str:
    used = 0
    for at, char in enumerate(text):
        used += cells(char)
        if used > room:
            return text[:at]
    return text


def _last(text: str, room: int) -> str:
    used = 0
    for at in range(len(text) - 1, -1, -1):
        used += cells(text[at])
        if used > room:
            return text[at + 1 :]
    return text


def _under(carets: str, expected: str, room: int) -> list[str]:
    """The caret line with what is expected beside it, or below it where there is no room beside."""
    if not expected:
        return [carets]
    beside = room - len(carets) - 1
    if cells(expected) <= beside:
        return [f"{carets} {expected}"]
    if beside >= _BESIDE:
        first, *others = wrapped(expected, beside, "")
        return [f"{carets} {first}", *(" " * (len(carets) + 1) + other for other in others)]
    longest = max(cells(piece.rstrip()) for piece in _pieces(expected, room))
    indent = max(min(len(carets) - len(carets.lstrip()), room - 2 * _BESIDE, room - longest), 0)
    return [carets, *(" " * indent + row for row in wrapped(expected, room - indent, ""))]


# Something in back quotes (a command, a value), a run of other half-width characters, or one wide character.
_PIECE = re.compile(r"`[^`\n]+`|[!-_a-~]+|\s+|.", re.DOTALL)
_SMALLER = re.compile(r"[!-~]+|\s+|.", re.DOTALL)
_NOT_FIRST = set("、。，．・：；？！」』）］｝〕】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.:;?!")
_NOT_LAST = set("「『（［｛〔【〈《([{")


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """`text` in rows of at most `width` cells, all but the first after `indent`.

    Rows end at spaces, or between Japanese characters but not before a closing one or after an opening one. What
    stands in back quotes stays in one row if it fits into one at all.
    """
    rows: list[str] = []
    row, taken, fresh, before = "", 0, True, cells(indent)
    for piece in _pieces(text, width - before):
        if not fresh and taken + cells(piece.rstrip()) > width:
            rows.append(row.rstrip())
            row, taken, fresh = indent, before, True
            piece = piece.lstrip()
        row += piece
        taken += cells(piece)
        fresh = fresh and not piece.strip()
    return [*rows, row.rstrip()] if not fresh or not rows else rows


def _pieces(text: str, width: int) -> list[str]:
    """`text` cut where a row may end; each piece keeps the space after it."""
    pieces: list[str] = []
    for piece in _cut(text, width):
        joined = pieces and (
            piece.isspace()
            or piece[0] in _NOT_FIRST
            or pieces[-1][-1] in _NOT_LAST
            or (not pieces[-1][-1].isspace() and _half(pieces[-1][-1]) and _half(piece[0]))
        )
        if joined and (piece.isspace() or cells(pieces[-1] + piece) <= width):
            pieces[-1] += piece
        else:
            while cells(piece) > width and not _copied(piece):
                head = _first(piece, width)
                pieces.append(head)
                piece = piece[len(head) :]
            pieces.append(piece)
    return pieces


def _cut(text: str, width: int) -> Iterator[str]:
    """The smallest pieces of `text`; what stands in back quotes is one, unless it would not fit into a row."""
    for piece in _PIECE.findall(text):
        if piece[0] == "`" and cells(piece) > width and not _copied(piece):
            yield from _SMALLER.findall(piece)
        else:
            yield piece


def _half(char: str) -> bool:
    return cells(char) == 1


def _copied(piece: str) -> bool:
    """Whether `piece` is a command or an address, which somebody copies."""
    return piece.startswith("`nocustom ") or "://" in piece
