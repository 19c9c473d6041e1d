"""The hooks of `.pre-commit-hooks.yaml`: they can be read, take the right files, and stop what they should."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from nocustom.errors import Exit
from tests.conftest import Ran, Run

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"


def read(text: str) -> list[dict[str, Any]]:
    """The hooks: the flat part of YAML that this file keeps to, with lists and booleans as JSON has them."""
    hooks: list[dict[str, Any]] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        found = re.fullmatch(r"(- |  )([a-z_]+): (\S.*)", line)
        assert found, line
        if found[1] == "- ":
            hooks.append({})
        value = found[3]
        assert value[0] not in "'\"&*!|>%@`" and ": " not in value and " #" not in value, (
            f"YAML reads that otherwise: {line}"
        )
        assert found[2] not in hooks[-1]
        hooks[-1][found[2]] = json.loads(value) if value[0] == "[" or value in ("true", "false") else value
    return hooks


HOOKS = {hook["id"]: hook for hook in read(MANIFEST.read_text("utf-8"))}


def test_the_manifest_says_what_pre_commit_needs() -> None:
    assert list(HOOKS) == ["nocustom-check", "nocustom-fmt", "nocustom-policy-lint", "nocustom-policy-test"]
    for hook in HOOKS.values():
        assert {"id", "name", "description", "entry", "language", "files"} <= set(hook)
        assert set(hook) <= {
            "id",
            "name",
            "description",
            "entry",
            "language",
            "files",
            "args",
            "pass_filenames",
        }
        assert hook["language"] == "python" and hook["entry"].startswith("nocustom ")
        re.compile(hook["files"])


def test_each_takes_the_files_it_is_for() -> None:
    git = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    listed = [path for path in git.stdout.splitlines() if not path.startswith("tests/")]
    taken = {id_: {path for path in listed if re.search(hook["files"], path)} for id_, hook in HOOKS.items()}
    requests = {path for path in listed if re.fullmatch(r"requests/.*\.toml", path)}
    assert len(requests) > 40 and taken["nocustom-check"] == requests
    assert taken["nocustom-fmt"] >= taken["nocustom-check"] | {"nocustom.toml", "policies/city.toml"}
    assert "pyproject.toml" not in taken["nocustom-fmt"]
    assert "policies/people.toml" in taken["nocustom-policy-lint"] <= taken["nocustom-policy-test"]
    assert re.search(HOOKS["nocustom-check"]["files"], "city/requests/2026/a.toml"), "a workspace in a folder"


def test_the_page_names_every_hook() -> None:
    page = (ROOT / "docs/pre-commit.md").read_text("utf-8")
    assert [id_ for id_ in HOOKS if f"| `{id_}` |" not in page] == []


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A workspace with three requests: an eligible one, a refused one, a forbidden one."""
    root = tmp_path / "city"
    (root / "requests").mkdir(parents=True)
    shutil.copyfile(ROOT / "nocustom.toml", root / "nocustom.toml")
    shutil.copytree(ROOT / "policies", root / "policies")
    for name in ("kodomo-ikusei-outside", "jumin-fewer-clicks", "shimin-gaiji"):
        shutil.copy(ROOT / f"requests/2026/{name}.toml", root / "requests")
    return root


def hooked(run: Run, city: Path, id_: str, *files: str) -> Ran:
    """Run a hook as pre-commit does: entry, then arguments, then the files it takes."""
    hook = HOOKS[id_]
    assert all(re.search(hook["files"], file) for file in files)
    named = files if hook.get("pass_filenames", True) else ()
    return run(*hook["entry"].split()[1:], *hook.get("args", ()), *named, cwd=city)


def test_check(run: Run, city: Path) -> None:
    good = hooked(
        run, city, "nocustom-check", "requests/kodomo-ikusei-outside.toml", "requests/jumin-fewer-clicks.toml"
    )
    assert good.code == Exit.OK and "requests/jumin-fewer-clicks.toml: refused default" in good.out
    assert hooked(run, city, "nocustom-check", "requests/shimin-gaiji.toml").code == Exit.FINDINGS
    (city / "requests/torn.toml").write_text("[request]\nkey = 1\n", encoding="utf-8")
    torn = hooked(run, city, "nocustom-check", "requests/torn.toml")
    assert torn.code == Exit.NOT_JUDGED and "requests/torn.toml:2:7: error[" in torn.out


def test_fmt(run: Run, city: Path) -> None:
    path = city / "requests/shimin-gaiji.toml"
    laid_out = path.read_bytes()
    assert hooked(run, city, "nocustom-fmt", "nocustom.toml", "requests/shimin-gaiji.toml").code == Exit.OK
    assert path.read_bytes() == laid_out
    path.write_bytes(laid_out.replace(b" = ", b"="))
    assert hooked(run, city, "nocustom-fmt", "requests/shimin-gaiji.toml").code == Exit.OK
    assert path.read_bytes() == laid_out, "that it changed a file is what pre-commit stops at"


def test_the_policy(run: Run, city: Path) -> None:
    shutil.copytree(ROOT / "requests", city / "requests", dirs_exist_ok=True)  # whose verdicts the policy's cases say
    for id_ in ("nocustom-policy-lint", "nocustom-policy-test"):
        assert hooked(run, city, id_, "policies/city.toml").code == Exit.OK
    path = city / "policies/city.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("{ at_least = 5 }", "{ at_least = 6 }", 1), encoding="utf-8")
    assert hooked(run, city, "nocustom-policy-test", "policies/city.toml").code == Exit.FINDINGS
    path.write_text(text.replace("at_least = 5", "at_laest = 5", 1), encoding="utf-8")
    assert hooked(run, city, "nocustom-policy-lint", "policies/city.toml").code in (
        Exit.FINDINGS,
        Exit.NOT_JUDGED,
    )
