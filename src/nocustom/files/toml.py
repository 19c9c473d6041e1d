"""The one reader of TOML: version 1.0 as CPython 3.11's tomllib takes it, on every version of Python.

    fast    a text without anything on which rtoml (written in Rust) and tomllib differ goes to rtoml;
            what rtoml takes is the answer
    exact   everything else, and everything that rtoml refuses, goes through the scan of nocustom.files.locator,
            which refuses what only TOML 1.1 takes (as tomllib from Python 3.15 on does), and then to tomllib

So rtoml can only ever say yes. Only the order of the keys is not promised: a `[section]` written after its own
`[section.part]` comes first from tomllib and last from rtoml. tests/files/test_toml.py holds both against the toml-test
corpus and against each other.
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
    unix = text.replace("\r\n", "\n") if "\r" in text else text
    if _same_for_both(unix):
        try:
            import rtoml
        except ImportError:  # no wheel for this machine: slower, not different
            pass
        else:
            try:
                return rtoml.loads(unix)
            except rtoml.TomlParsingError:
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


def _same_for_both(text: str) -> bool:
    """Whether rtoml, if it takes `text`, gives what tomllib gives.

    It also takes the escapes and the times of TOML 1.1, and inline tables over several lines or with a comma at their
    end; has its own time zones; skips a byte order mark; and has a private way to write dates. A carriage return
    left over would be half a line end for it.
    """
    if ":" in text and _clock().search(text):
        return False
    if "\\" in text and _escape().search(text):
        return False
    if "{" in text and (_last_comma().search(text) or not _inline_on_one_line().fullmatch(text)):
        return False
    return "\r" not in text and "$__toml" not in text and not text.startswith("\ufeff")


# Each is compiled when a text first needs it: most requests need none.


@cache
def _clock() -> re.Pattern[str]:
    # A value begins after one of these; so does the time in `2026-10-01 12:30`.
    return re.compile(r"[=,\[\sTt][0-9]{2}:")


@cache
def _escape() -> re.Pattern[str]:
    # \e and \x are TOML 1.1; \u could spell the private name.
    return re.compile(r"""\\(?![btnfr"\\])""")


@cache
def _last_comma() -> re.Pattern[str]:
    return re.compile(r",[ \t]*\}")


@cache
def _inline_on_one_line() -> re.Pattern[str]:
    # The text as strings, comments and the rest, where every `{` outside of the first two is closed in its line, holds
    # strings of one line only, and is not nested more than three deep.
    basic, literal = r'"(?:[^"\\\n]|\\.)*+"', r"'[^'\n]*+'"
    inline = r"\{\}"
    for _ in range(3):
        inline = rf"""\{{(?:[^"'#{{}}\n]++|{basic}(?!")|{literal}(?!')|{inline})*+\}}"""
    lines = r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|\'\'\'(?:[^']|'{1,2}(?!'))*+'{3,5}'''
    return re.compile(
        rf"""(?:[^"'#{{}}]++|{lines}|{basic}(?!")|{literal}(?!')|\#[^\n]*+|{inline})*+""", re.DOTALL
    )
