"""What a command loads before it does anything: start-up is part of the product. A list, no stop watch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.screens.played import SAMPLES

HEAVY = {
    "pydantic", "rich", "sqlite3", "nacl", "tomllib", "tomli_w", "orjson", "xml", "email", "http", "ssl",
    "asyncio", "unittest", "jinja2", "typer.rich_utils", "nocustom.ledger", "nocustom.life",
}  # fmt: skip
"""What judging one good file must do without. pydantic_core, the compiled half of pydantic, is what it reads with;
difflib comes with typer."""


_MAIN = """
import sys
before = set(sys.modules)
from nocustom.__main__ import main
code = main()
print(*sys.modules.keys() - before, sep="\\n", file=sys.stderr)
sys.exit(code)
"""


def loaded(*arguments: str | Path, lang: str = "en") -> set[str]:
    """The modules a command loads. Asked of `sys.modules`: `-X importtime` does not see `import_module`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "NOCUSTOM_"))}
    ran = subprocess.run(
        [sys.executable, "-c", _MAIN, *map(str, arguments)], cwd=SAMPLES, check=False,
        env={**environment, "NOCUSTOM_LANG": lang}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert ran.returncode in (0, 1), ran.stderr
    return set(ran.stderr.split())


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_judging_a_file_loads_nothing_heavy(lang: str) -> None:
    found = loaded("check", "--as-of", "2026-06-01", "requests/2026/kodomo-ikusei-outside.toml", lang=lang)
    assert "nocustom.judge.verdict" in found and "pydantic_core" in found
    assert found & HEAVY == set()


def test_other_formats_and_explanations_load_nothing_heavy() -> None:
    for line in (("check", "-f", "json"), ("explain",)):
        assert loaded(*line, "requests/2026/kodomo-ikusei-outside.toml") & HEAVY == set()


def test_the_version_is_told_without_a_judge() -> None:
    found = loaded("--version")
    assert found & (HEAVY | {"nocustom.judge", "nocustom.form.compiled", "pydantic_core"}) == set()


def test_a_command_loads_no_other_command() -> None:
    verbs = {name for name in loaded("check", "--help") if name.startswith("nocustom.cli.")}
    assert "nocustom.cli.check" in verbs and verbs.isdisjoint({"nocustom.cli.demo", "nocustom.cli.office"})
