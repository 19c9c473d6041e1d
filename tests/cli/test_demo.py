"""The demonstration plays to its end, in both languages, and leaves nothing behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nocustom.acts.demo import STEPS, set_the_stage
from nocustom.errors import Exit
from nocustom.show.layout import cells
from tests.acts.hall import told
from tests.conftest import Run


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_play(run: Run, workspace: Path, tmp_path: Path, lang: str) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    ran = run("demo", lang=lang, env={"TMPDIR": str(temporary), "NOCUSTOM_ME": "mori", "NOCUSTOM_KEY": "nowhere"})
    assert (ran.code, ran.err) == (0, "")
    assert list(temporary.iterdir()) == [] and list(workspace.iterdir()) == []
    assert [line for line in ran.out.splitlines() if line.startswith("$ nocustom ")] == [
        "$ nocustom " + " ".join(step.command) for step in STEPS]  # fmt: skip
    for line in ran.out.splitlines():
        line.encode("cp932")
        copied = line.startswith("$ ") or "`nocustom " in line or re.search(r"[0-9a-f]{64}$|nocustom-", line)
        assert copied or cells(line) <= 80, line
    assert re.search(r"> 鈴木 美咲$", ran.out, re.MULTILINE), "what is typed can be seen"
    assert "2026-0001" in ran.out and "2028-03-31" in ran.out
    assert "[no-acceptance]" in ran.out, "nobody decides before an owner accepts"
    assert len(re.findall(r"^(?:eligible|例外候補) ", ran.out, re.MULTILINE)) == 11, "the samples' verdicts"


def test_two_plays_differ_in_keys_alone(run: Run) -> None:
    def plain(text: str) -> str:
        return re.sub(
            r"[A-Za-z0-9+/]{40,}|[0-9a-f]{32,}|[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}|^> \S{8}$|nocustom-\w+", "*", text,
            flags=re.MULTILINE)  # fmt: skip

    first, second = run("demo"), run("demo")
    assert plain(first.out) == plain(second.out)


def test_without_ssh_keygen(run: Run, tmp_path: Path) -> None:
    ran = run("demo", env={"PATH": str(tmp_path)})
    assert ran.code == 4 and "`ssh-keygen` was not found" in ran.err


def test_no_room_for_the_play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policies").write_text("in the way", encoding="utf-8")
    code, said = told(lambda: set_the_stage(tmp_path))
    assert code == Exit.NOT_JUDGED and f"can't write to `{tmp_path}`" in said and "`TMPDIR` names another" in said
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin/ssh-keygen"
    fake.write_text("#!/bin/sh\necho no space >&2; exit 1\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(fake.parent))
    (tmp_path / "city").mkdir()
    code, said = told(lambda: set_the_stage(tmp_path / "city"))
    assert code == Exit.NOT_JUDGED and "ssh-keygen made no key; it says `no space`" in said
