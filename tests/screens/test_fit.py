"""Every golden screen fits 80 cells and can be shown on a Japanese Windows console."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nocustom.show.layout import WIDTH, cells
from tests.conftest import GOLDEN

SCREENS = sorted(GOLDEN.rglob("*.txt"))
_UNBREAKABLE = re.compile(r"[!-~]{40,}|`nocustom [^`]+`")
"""A path, a digest, an address; a command in back quotes: whoever copies one needs it whole."""


def too_wide(line: str) -> bool:
    """Whether a line is wider than the screen although it could have been broken."""
    return cells(line) > WIDTH and not (line.startswith("$ ") or _UNBREAKABLE.fullmatch(line.strip()))


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.stem)
def test_a_screen_fits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if "json" not in path.stem and path.parent.name != "formats":  # those are for machines
        assert [line for line in text.splitlines() if too_wide(line)] == []
    assert text.encode("cp932", "replace").decode("cp932") == text
    assert not re.search(r"[ \t]\n", text), "white space at the end of a line"
    assert "\x1b" not in text and "Traceback" not in text


def test_both_languages_have_the_same_screens() -> None:
    names = {lang: {path.stem for path in SCREENS if path.stem.endswith(f".{lang}")} for lang in ("ja", "en")}
    assert {name.removesuffix(".ja") for name in names["ja"]} == {
        name.removesuffix(".en") for name in names["en"]
    } - {"check-json", "check-json-broken"}
    assert len(names["ja"]) + len(names["en"]) == len(SCREENS)
