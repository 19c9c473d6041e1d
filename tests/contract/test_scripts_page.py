"""The page for authors of scripts says what the acts, the limits and the signatures are now."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import statements

from nocustom.acts import decide
from nocustom.ledger import inbox, sshsig
from nocustom.ledger.canonical import canonical
from nocustom.life.shape import KINDS

PAGE = statements.PAGE.read_text("utf-8")


def test_its_tables_are_those_of_the_acts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert statements.main(["--check"]) == 0, capsys.readouterr().err
    stale = tmp_path / "page.md"
    stale.write_text(PAGE.replace("| `nonce` | nonce |\n", ""), encoding="utf-8")
    assert statements.main(["--check"], stale) == 1
    assert statements.main([], stale) == 0
    assert stale.read_text("utf-8") == PAGE


def test_every_kind_has_its_words() -> None:
    assert set(statements.KINDS) <= {kind.removesuffix("?") for kind in KINDS}


def test_the_limits_are_those_of_the_program() -> None:
    for most, unit in ((inbox.MOST_OF_STATEMENT, "MiB"), (inbox.MOST_OF_SIGNATURE, "KiB"), (inbox.MOST_OF_FILE, "MiB")):
        size = most // (1024 if unit == "KiB" else 1024 * 1024)
        assert f"of more than {size} {unit}" in " ".join(PAGE.split())
    assert f"older than {decide.FRESH} days" in PAGE


def test_the_differences_from_ssh_keygen_are_those_of_the_parser() -> None:
    """Each number of the list in `sshsig` has its tests in `tests/ledger/test_sshsig.py`."""
    listed = re.findall(r"^(\d)\. ", PAGE.partition("## Where verifying is stricter")[2], re.MULTILINE)
    assert listed == re.findall(r"^(\d)\. ", sshsig.__doc__ or "", re.MULTILINE)


@pytest.mark.skipif(shutil.which("jq") is None, reason="there is no jq here; CI has it")
def test_jq_prints_a_statement_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "act.json"
    text = "引き受けます\n> 第1項 \u2028\u00a0\"é\""
    line = canonical({"text": text, "seen": {"size": 3, "root": "0"}, "acting_for": None})
    file.write_bytes(line)
    command = re.findall(r"`(jq [^`]*)FILE`", PAGE)[0].split()
    assert subprocess.run([*command, str(file)], capture_output=True, check=True).stdout == line
