"""Strings that look like personal data: My Number (with its check digit), phone, mail and street address.

    gather    the free texts that are there
    sieve     most have no `@`, no 丁目 or 番地, no long row of digits, no block number after a place: nothing to find
    fold      full-width characters become plain ones (NFKC), every kind of dash becomes `-`
    match     mail, My Number, phone, address, in this order; what one pattern took is not taken again
    clear     what the form lists under `disclosure.cleared`, with a reason, does not count
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nocustom.form.fields import FORM
from nocustom.form.finding import Key

__all__ = ["count", "hits"]

_DASHES = "-‐‑‒–—―−－ー─━"
_FOLDED = str.maketrans(dict.fromkeys(_DASHES.replace("ー", ""), "-"))

_D, _SEPARATED = "[0-9０-９]", rf"[{_DASHES}()（） 　]{{1,2}}"
_ROW = re.compile(rf"{_D}(?:{_SEPARATED}{_D}{{1,4}}{_SEPARATED}{_D}|{_D}{{6}}(?:{_D}|{_SEPARATED}))")
_PLACE_AND_BLOCK = re.compile(rf"[市区町村郡][^\s0-9０-９、。,.]{{0,12}}{_D}{{1,3}}[{_DASHES}]{_D}")

_Keys = list[tuple[str, tuple[str, ...]]]


def _keys(kind: str, tables: str) -> _Keys:
    """Tables of the form (of kind `table`, or `tables`: a list of them) with those fields that are of `kind`."""
    found: dict[str, tuple[str, ...]] = {}
    for path, field in FORM.items():
        table, _, key = path.rpartition(".")
        if field.kind == kind and FORM[table].kind == tables and not path.startswith("disclosure."):
            found[table] = (*found.get(table, ()), key)
    return list(found.items())


_TEXTS, _LISTS, _REPEATED = _keys("text", "table"), _keys("list", "table"), _keys("text", "tables")


def texts(request: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Every free text of the request with its place."""
    for table, keys in _TEXTS:
        for key in keys:
            if key in request.get(table, {}):
                yield (table, key), request[table][key]
    for table, keys in _LISTS:
        for key in keys:
            for index, each in enumerate(request.get(table, {}).get(key, ())):
                yield (table, key, index), each
    for path, keys in _REPEATED:
        for index, each in enumerate(_repeated(request, path)):
            for key in keys:
                if key in each:
                    yield (*path.split("."), index, key), each[key]


def _repeated(request: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    section, _, inner = path.partition(".")
    found: list[dict[str, Any]] = request.get(section, {}).get(inner, []) if inner else request.get(section, [])
    return found


def _whole(request: Mapping[str, Any]) -> str:
    """What `texts` gives, in one text with a line for each: all that most requests are looked at for."""
    parts: list[str] = []
    for table, keys in _TEXTS:
        if table in request:
            held = request[table]
            parts += [held[key] for key in keys if key in held]
    for table, keys in _LISTS:
        if table in request:
            held = request[table]
            for key in keys:
                parts += held.get(key, ())
    for path, keys in _REPEATED:
        for each in _repeated(request, path):
            parts += [each[key] for key in keys if key in each]
    return "\n".join(parts)


def hits(request: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Each string of the request's free texts that looks like personal data and is not cleared, with its place."""
    if not _worth_a_look(_whole(request)):
        return
    from nocustom.form import patterns  # only here: compiling them costs more than reading a hundred requests

    cleared = [
        _folded(each["text"])
        for each in request.get("disclosure", {}).get("cleared", ())
        if each.get("text", "").strip() and each.get("why", "").strip()
    ]
    for where, text in texts(request):
        if _worth_a_look(text):
            for match in patterns.matches(_folded(text)):
                if not any(match in allowed for allowed in cleared):
                    yield where, match


def count(request: Mapping[str, Any]) -> int:
    """How many such strings there are."""
    return sum(1 for _ in hits(request))


def _worth_a_look(text: str) -> bool:
    """False only where no pattern can match; a few plain searches for what nearly every request answers with no."""
    return (
        "@" in text or "＠" in text or "﹫" in text or "丁目" in text or "番地" in text
        or _ROW.search(text) is not None or _PLACE_AND_BLOCK.search(text) is not None
    )  # fmt: skip


def _folded(text: str) -> str:
    from unicodedata import normalize

    return re.sub(r"(?<=\d)ー(?=\d)", "-", normalize("NFKC", text).translate(_FOLDED))  # ー typed for a dash
