"""docs/attacks.md lists every attack there is, in the words of its test, and names guards that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "attacks.md").read_text("utf-8")
MODULES = sorted((ROOT / "tests" / "attacks").glob("test_*.py"))
ROW = re.compile(
    r"\| (?P<how>.+?) \| (?P<met>.+?) "
    r"\| `(?P<file>\S+)` `(?P<guard>\w+)`(?: `(?P<code>\S+)`)? \| `(?P<test>\w+)` \|"
)


class Attack(NamedTuple):
    """One test: the module's and its own first line."""

    family: str
    name: str
    line: str


def attacks(module: Path) -> Iterator[Attack]:
    """The tests of a module, in its order."""
    tree = ast.parse(module.read_text("utf-8"))
    family = (ast.get_docstring(tree) or "").split("\n")[0].rstrip(".")
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield Attack(family, node.name, (ast.get_docstring(node) or "").split("\n")[0].rstrip("."))


def sections() -> dict[str, list[re.Match[str]]]:
    """The rows of the page below the module they are of."""
    parts = re.split(r"^`tests/attacks/(test_\w+)\.py`$", PAGE, flags=re.MULTILINE)
    return {name: list(ROW.finditer(text)) for name, text in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_every_attack_is_listed_in_its_own_words(module: Path) -> None:
    found = list(attacks(module))
    assert found and f"## {found[0].family}\n" in PAGE
    told = {row["test"]: f"{row['how']} → {row['met']}" for row in sections()[module.stem]}
    assert told == {each.name: each.line for each in found}


def test_every_module_is_there() -> None:
    assert set(sections()) == {module.stem for module in MODULES}
    assert len(re.findall(r"^\| (?!how|-)", PAGE, re.MULTILINE)) == sum(map(len, sections().values()))


@pytest.mark.parametrize("row", [row for rows in sections().values() for row in rows], ids=lambda row: str(row["test"]))
def test_every_guard_exists(row: re.Match[str]) -> None:
    source = (ROOT / "src" / "nocustom" / row["file"]).read_text("utf-8")
    assert re.search(rf"^ *def {row['guard']}\(", source, re.MULTILINE), row["guard"]
    assert row["code"] is None or f'"{row["code"]}' in source, row["code"]
