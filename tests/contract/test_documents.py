"""README and docs can't drift: screens they show are the program's, commands they name exist, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nocustom.cli.app import MODULES
from tests.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
DOCS = [f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))]
PAGES = ["README.md", "README.ja.md", "CONTRIBUTING.md", *DOCS]


@pytest.mark.parametrize("page, lang", [("README.md", "en"), ("README.ja.md", "ja")])
def test_the_screen_in_the_readme_is_the_programs(run: Run, page: str, lang: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    command, screen = re.findall(r"```console\n\$ nocustom ([^\n]*)\n(.*?)```", text, re.DOTALL)[0]
    ran = run(*command.split(), lang=lang, cwd=ROOT)
    assert ran.out == screen


@pytest.mark.parametrize("page", ["README.md", "README.ja.md"])
def test_every_command_is_in_the_readme(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    missing = [verb for verb in MODULES if not re.search(rf"\b{verb}\b", text)]
    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_a_page_names_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    verbs = {verb for verb in re.findall(r"nocustom ([a-z]+)\b(?![./])", text) if verb not in ("authors", "is", "in")}
    assert verbs <= set(MODULES), verbs - set(MODULES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target
