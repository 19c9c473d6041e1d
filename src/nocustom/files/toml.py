"""The one reader of TOML: version 1.0 as CPython 3.11's tomllib takes it, on every version of Python.

    fast    a text that is nested no deeper than toml_rs (written in Rust) can go without exhausting its stack goes to
            it; what toml_rs takes as TOML 1.0 is the answer
    exact   everything else, and everything that toml_rs refuses, goes through the scan of nocustom.files.locator,
            which refuses what only TOML 1.1 takes (as tomllib from Python 3.15 on does), and then to tomllib

So toml_rs can only ever say yes. tests/files/test_toml.py holds both against the toml-test corpus and each other.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["NotToml", "decoded", "read_exactly", "read_toml"]


class NotToml(ValueError):
    """The data is not TOML 1.0 in UTF-8. Says nothing about the place: `nocustom.files.mistake` explains."""


def read_toml(path: Path | str, data: bytes) -> dict[str, Any]:
    """The values of `data`, the bytes of the file at `path` (which stands in the message only).

    A byte order mark at the start is no part of the text. Raises NotToml.
    """
    return read_text(path, decoded(path, data))


def decoded(path: Path | str, data: bytes) -> str:
    """`data` as text, without its byte order mark. Raises NotToml where it is not UTF-8."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise NotToml(f"{path}: {error}") from None


def read_text(path: Path | str, text: str) -> dict[str, Any]:
    """As `read_toml`, for a text that is decoded already."""
    if _shallow(text):
        try:
            from toml_rs import loads
        except ImportError:  # no wheel for this machine: slower, not different
            pass
        else:
            try:
                return loads(text, toml_version="1.0.0")
            except ValueError:
                pass
    return read_exactly(path, text)


def read_exactly(path: Path | str, text: str) -> dict[str, Any]:
    """As `read_text`, without the fast way."""
    import tomllib

    from nocustom.files.locator import Stop, scan

    try:
        scan(text)
        return tomllib.loads(text)
    except Stop as stop:
        raise NotToml(f"{path}: expected {stop.expected} at offset {stop.at}") from None
    except (
        ValueError,
        RecursionError,
    ) as error:  # ValueError: TOMLDecodeError, and an integer of over 4300 digits
        raise NotToml(f"{path}: {error}") from None


_DEEP = 100
"""What the exact reader takes, in levels; some thousands are too many for the stack of toml_rs."""

_LONG = 4300
"""Digits of an integer that Python reads."""


def _shallow(text: str) -> bool:
    """Whether arrays and inline tables are certainly nested less than `_DEEP` levels, no key has more parts, and no
    number more digits than Python reads.

    A byte order mark that is left over is not for toml_rs either: it would skip it.
    """
    lines = [line for line in text.split("\n") if len(line) >= _DEEP]
    return (
        (text.count("[") + text.count("{") < _DEEP or _nested_little().fullmatch(text) is not None)
        and all(line.count(".") < _DEEP and len(line) < _LONG for line in lines)
        and not text.startswith("\ufeff")
    )


@cache
def _nested_little() -> re.Pattern[str]:
    # The text as strings, comments, brackets nested up to five levels, and the rest. Compiled for long files only.
    plain = r"""[^"'#\[\]{}]++|"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|'{3}(?:[^']|'{1,2}(?!'))*+'{3,5}"""
    plain += r"""|"(?:[^"\\\n]|\\.)*+"(?!")|'[^'\n]*+'(?!')|\#[^\n]*+"""
    whole = plain
    for _ in range(5):
        whole = rf"{plain}|[\[{{](?:{whole})*+[\]}}]"
    return re.compile(rf"(?:{whole})*+", re.DOTALL)
