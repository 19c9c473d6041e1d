"""What is true of every committed file: it belongs to no machine, and Japanese and Windows can read it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve()


def committed() -> dict[str, str]:
    """Committed text files by path; data with odd bytes on purpose is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name and not name.startswith("tests/data/")]
    texts = {}
    for path in paths:
        if path == HERE or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            texts[path.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return texts


def lines_with(pattern: str, texts: dict[str, str]) -> list[str]:
    """`path:line: text` of every line in which `pattern` is found."""
    sought = re.compile(pattern)
    return [f"{path}:{number}: {line.strip()}" for path, text in texts.items()
            for number, line in enumerate(text.splitlines(), 1) if sought.search(line)]  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return committed()


INDEX = r"pythonhosted\.org|https?://[^\s]+/simple\b|--(?:extra-)?index-url|--find-links|--trusted-host"
MACHINE = r"(?<![\w.~$}-])(?:/(?:work|root|opt|Users)/|/home/\w|/tmp/(?!$)\w|[A-Z]:\\Users\\)"
TOOLS = r"\bfarm-[a-z]|\.library\b"


@pytest.mark.parametrize(
    "pattern, example",
    [
        pytest.param(INDEX, "pip install --index" "-url https://index.example/sim" "ple x", id="package index"),
        pytest.param(MACHINE, "see /wo" "rk/somewhere/README.md", id="path of a machine"),
        pytest.param(MACHINE, '"/home/tanaka/x.toml"', id="home of a person"),
        pytest.param(TOOLS, "ask farm-search", id="name of a tool of the workplace"),
    ],
)
def test_nothing_committed_belongs_to_one_machine(pattern: str, example: str, texts: dict[str, str]) -> None:
    assert lines_with(pattern, {"example": example}), "the pattern finds nothing at all"
    assert lines_with(pattern, texts) == []


def test_committed_text_has_unix_lines_and_no_mark_at_its_start(texts: dict[str, str]) -> None:
    odd = [
        path
        for path, text in texts.items()
        if "\r" in text or text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    ]
    assert odd == []


def test_two_paths_never_differ_in_case_only(texts: dict[str, str]) -> None:
    folded: dict[str, list[str]] = {}
    for path in texts:
        folded.setdefault(path.casefold(), []).append(path)
    assert [paths for paths in folded.values() if len(paths) > 1] == []
