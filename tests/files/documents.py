"""TOML texts to test with: the toml-test corpus, and texts made of the pieces on which readers of TOML differ."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from nocustom.form.finding import Key

CORPUS = Path(__file__).parents[1] / "data" / "toml-test"
VALID = sorted((CORPUS / "valid").rglob("*.toml"))
INVALID = sorted((CORPUS / "invalid").rglob("*.toml"))
ONLY_1_1 = sorted((CORPUS / "only-1.1").rglob("*.toml"))


def name(path: Path) -> str:
    """A file of the corpus as a test's name."""
    return path.relative_to(CORPUS).as_posix()


def text_of(path: Path) -> str | None:
    """The text of a file of the corpus without byte order mark; None if it is not UTF-8."""
    try:
        return path.read_bytes().decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def truth(text: str) -> dict[str, Any] | None:
    """What tomllib says; None if it refuses."""
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


def typed(value: object) -> object:
    """`value` so that equal means equal in type, sign and time zone too; the order of keys left out."""
    if isinstance(value, dict):
        return {key: typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [typed(each) for each in value]
    return type(value), repr(value)


def key_paths(value: object, at: Key = ()) -> Iterator[Key]:
    """Every key path of parsed values, tables and list items included."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*at, step)
        yield from key_paths(inner, (*at, step))


def value_at(values: Any, where: Key) -> Any:
    """The value at a key path."""
    for step in where:
        values = values[step]
    return values


# Texts out of pieces -------------------------------------------------------------------------------------------------

BLANKS = st.sampled_from(["", "", " ", "\t"])
GAPS = st.sampled_from(["", "", " ", "\n", " # c\n", "\r\n"])
NAMES = st.sampled_from(
    ["a", "b", "c", '"a"', "'q k'", "a.b", "c.d", "b . c", "1", "-x", '"\\u0061z"', "t", "u", '"é"']
    + [f"k{number}" for number in range(30)]
)
_SCALARS = r"""
"x" "" "あい" "{" "}" "#" "a\"b" "\\e" "\\" "\n" "\u3042" "\e" "\x41" 'x' '\e' '{' '"' "[x]" "12:30" ",}" "\ud800"
1 -1 +0 1_000 0x1F 0o17 0b1 9223372036854775807 9223372036854775808 18446744073709551616 01 1. 1.5 -0.0 1e10
170141183460469231731687303715884105728 6.02_2e-2_3 inf -nan 1e999 4.9e-325 true false 0xFFFFFFFFFFFFFFFF
2026-10-01 2024-02-29 2026-02-29 2026-10-01T12:30:00 2026-10-01T12:30:00Z 2026-10-01t12:30:00.1234567+09:00
12:30:00 12:30:00.999999999 12:30 2026-10-01T12:30 0000-01-01 9999-12-31T23:59:59-23:59 2026-10-01T24:00:00
"""
SCALARS = st.sampled_from(_SCALARS.split()) | st.sampled_from(
    [
        '"""x"""', '"""\n{\n"""', "'''\n}\n'''", '"""a\\\n  b"""', '"""a\\  \n\n b"""', '"""""x"""""', "''''x''''",
        '"""\r\nx\r\n"""', '"""\\x"""', '"""#"""', "2026-10-01 12:30:00.5", "2026-10-01 12:30Z",
    ]
)  # fmt: skip


@st.composite
def _lists(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    items = [draw(GAPS) + each + draw(GAPS) for each in draw(st.lists(values, max_size=3))]
    return "[" + ",".join(items) + draw(st.sampled_from(["", "", ","])) + draw(GAPS) + "]"


@st.composite
def _inlines(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    pairs = [
        f"{draw(BLANKS)}{draw(NAMES)} = {each}{draw(BLANKS)}" for each in draw(st.lists(values, max_size=3))
    ]
    return "{" + ",".join(pairs) + draw(st.sampled_from(["", "", "", "", ",", "\n", " #x\n"])) + "}"


VALUES = st.recursive(SCALARS, lambda inner: _lists(inner) | _inlines(inner), max_leaves=6)


@st.composite
def _statements(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["pair", "pair", "pair", "table", "tables", "blank"]))
    if kind == "pair":
        line = f"{draw(BLANKS)}{draw(NAMES)}{draw(BLANKS)}={draw(BLANKS)}{draw(VALUES)}"
    elif kind == "table":
        line = f"[{draw(BLANKS)}{draw(NAMES)}{draw(st.sampled_from(['', '.x', '.y']))}]"
    elif kind == "tables":
        line = f"[[{draw(st.sampled_from(['t', 'u', 't.v', 'a', 't.w.x']))}]]"
    else:
        line = ""
    return (
        line
        + draw(BLANKS)
        + draw(st.sampled_from(["", "", " # c {", '#"']))
        + draw(st.sampled_from(["\n", "\r\n"]))
    )


TEXTS = st.lists(_statements(), max_size=8).map("".join)
CORPUS_TEXTS = st.sampled_from(
    [text for path in VALID + INVALID + ONLY_1_1 if (text := text_of(path)) and len(text) < 2000]
)
SPLINTERS = st.sampled_from(
    [
        "\n", "\r\n", "\r", '"', "'", '"""', "'''", "{", "}", "[", "]", "[[", "]]", "=", ",", ".", "#", " ", "\\",
        "\\e", "\\x41", "\\u0041", "12:30", "T", "Z", "+09:00", "1", "0", "_", "e5", "a", "a = 1\n", "[a]\n", "[[a]]\n",
        "{a=1,}",
        "{\na=1}", "\x00", "\x0b", "\x7f", "\x85", "\u2028", "\ufeff", "あ", "９", "　", "＝", "”", "1e400", "\u202e",
        '"$__toml_private_datetime" = "2026-10-01"\n', "\U000e0001",
    ]
)  # fmt: skip


@st.composite
def _damaged(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    text = draw(texts)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(SPLINTERS) + text[at + draw(st.integers(0, 4)) :]
    return text


ANY_TEXT = TEXTS | _damaged(TEXTS) | _damaged(CORPUS_TEXTS)
