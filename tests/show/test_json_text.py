"""JSON on any stream: nothing a terminal obeys, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nocustom.show.json_text import ascii_only, encode
from nocustom.words import visible
from tests.conftest import Run

VALUES = st.dictionaries(st.text(), st.lists(st.text() | st.integers() | st.none(), max_size=3), max_size=3)


@given(VALUES)
def test_it_is_the_same_value_and_shows_every_character(value: dict[str, list[object]]) -> None:
    text = encode(value)
    assert json.loads(text) == value == json.loads(ascii_only(text))
    assert ascii_only(text).isascii()
    assert visible("".join(char for char in text if not 0xD800 <= ord(char) < 0xE000)).count("<U+") == text.count("<U+")


def test_a_japanese_console_loses_nothing(run: Run, workspace: Path) -> None:
    (workspace / "policies").mkdir()
    root = Path(__file__).resolve().parents[2]
    for file in (root / "policies").glob("*.toml"):
        (workspace / "policies" / file.name).write_bytes(file.read_bytes())
    request = workspace / "a.toml"
    request.write_text('schema = "request/1"\n[request]\ntitle = "𠮷野家\\u202E—\\u009B"\n', encoding="utf-8")
    titles = [
        json.loads(run("check", "--json", "a.toml", env={"PYTHONIOENCODING": coding, "PYTHONUTF8": "0"}).out)
        ["requests"][0]["title"]
        for coding in ("utf-8", "cp932:replace", "ascii")
    ]  # fmt: skip
    assert titles == ["𠮷野家\u202e—\u009b"] * 3
