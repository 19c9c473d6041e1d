"""What imports can't show: pure packages are told the day, and never read or write anything by themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "nocustom"
PURE = [
    SOURCE / "words.py",
    *(path for package in ("form", "judge", "life", "policy") for path in (SOURCE / package).rglob("*.py")),
]
# `compile.py` writes the compiled schema of the form; it is run by a developer and imported by nothing.
PURE = sorted(path for path in PURE if path != SOURCE / "form" / "compile.py")
CLOCK = {"now", "today", "utcnow"}
OUTSIDE = {"breakpoint", "eval", "exec", "input", "open", "print", "__import__"}


def impure(source: str) -> Iterator[str]:
    """The clocks that `source` reads and the outside world that it touches, as `line: name`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) if name in CLOCK:
                yield f"{node.lineno}: {name}"
            case ast.Call(func=ast.Name(id=name)) if name in OUTSIDE:
                yield f"{node.lineno}: {name}"


def test_pure_code_reads_no_clock_and_touches_nothing() -> None:
    wrong = {path.relative_to(SOURCE).as_posix(): [*impure(path.read_text("utf-8"))] for path in PURE}
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    "line", ["day = date.today()", "f = datetime.now\nf()", "print('x')", "open(path).read()"]
)
def test_what_is_not_pure_is_seen(line: str) -> None:
    assert list(impure(line))


def test_the_compiler_of_the_form_is_imported_by_nothing() -> None:
    importing = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "compile" in (text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.ImportFrom) and node.module == "nocustom.form.compile")
        or (
            isinstance(node, ast.Import)
            and any(alias.name == "nocustom.form.compile" for alias in node.names)
        )
    ]
    assert importing == []
