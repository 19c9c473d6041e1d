"""What is built and pinned: a wheel that has everything it needs, and locks that cover what the project asks for."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import nocustom
from nocustom.cli.completion import SCRIPTS
from nocustom.locale import LANGUAGES
from nocustom.locale.topics import TOPICS

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True,
                   capture_output=True)  # fmt: skip
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def test_the_wheel_has_the_version_the_package_says(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    assert f"\nVersion: {nocustom.__version__}\n" in wheel.read(name).decode("utf-8")


def test_the_changelog_tells_of_this_version_or_of_one_not_released() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[(?:Unreleased|{re.escape(nocustom.__version__)})\]", text, re.MULTILINE)


def test_the_wheel_carries_licence_command_and_catalogue(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    info = f"nocustom-{nocustom.__version__}.dist-info"
    assert wheel.read(f"{info}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert "nocustom = nocustom.__main__:main" in wheel.read(f"{info}/entry_points.txt").decode("utf-8")
    assert {"nocustom/locale/ja/LC_MESSAGES/nocustom.mo", "nocustom/py.typed"} <= names
    topics = {f"nocustom/locale/{lang}/topics/{topic}.txt" for lang in LANGUAGES for topic in TOPICS}
    assert topics <= names
    assert {f"nocustom/cli/shells/{script.name}" for script in SCRIPTS.values()} <= names


@pytest.mark.parametrize("folder", ["policies", "requests"])
def test_the_wheel_carries_the_pack(folder: str, wheel: zipfile.ZipFile) -> None:
    written = {
        path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / folder).rglob("*.toml")
    }
    assert written
    prefix = "nocustom/pack/"
    shipped = {
        name.removeprefix(prefix): wheel.read(name)
        for name in wheel.namelist()
        if name.startswith(prefix + folder)
    }
    assert shipped == written


def test_the_wheel_carries_every_module_and_nothing_of_the_workshop(wheel: zipfile.ZipFile) -> None:
    modules = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")}
    shipped = set(wheel.namelist())
    assert {name for name in shipped if name.endswith(".py")} == modules
    assert {name.split("/")[0] for name in shipped} == {
        "nocustom",
        f"nocustom-{nocustom.__version__}.dist-info",
    }


def test_an_installed_wheel_finds_its_pack(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    asked = "from nocustom.files import pack; print(pack.root().as_posix()); pack.layers()"
    found = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, check=True,
                           capture_output=True, encoding="utf-8")  # fmt: skip
    assert found.stdout.strip() == (tmp_path / "nocustom" / "pack").as_posix()


class Pin(NamedTuple):
    """One package of a lock: its only version, where it is needed, and the digests it may have."""

    version: Version
    marker: Marker | None
    digests: list[str]


def pins(name: str) -> dict[str, Pin]:
    """The lock `name`, package by package; any line that is neither a pin nor its hash fails."""
    text = (ROOT / ".ci" / name).read_text("utf-8").replace("\\\n", " ")
    found: dict[str, Pin] = {}
    for line in text.splitlines():
        wanted, *hashes = line.split("--hash=")
        requirement = Requirement(wanted)
        (only,) = requirement.specifier
        assert only.operator == "==", line
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in hashes), line
        found[canonicalize_name(requirement.name)] = Pin(Version(only.version), requirement.marker, hashes)
    return found


def asked(group: str) -> list[Requirement]:
    """What a dependency group of pyproject.toml asks for, with the groups it includes."""
    wanted: list[Requirement] = []
    for entry in PROJECT["dependency-groups"][group]:
        wanted += asked(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
    return wanted


@pytest.mark.parametrize("lock, group", [("install.txt", "build"), ("test.txt", "test")])
def test_a_lock_covers_what_the_project_asks_for(lock: str, group: str) -> None:
    locked = pins(lock)
    wanted = [Requirement(text) for text in PROJECT["project"]["dependencies"]] + asked(group)
    for requirement in wanted:
        pin = locked[canonicalize_name(requirement.name)]
        assert pin.version in requirement.specifier, f"{requirement} is locked at {pin.version}"
        assert pin.marker is None, f"{requirement} is needed everywhere"


def test_what_builds_the_wheel_is_what_is_locked() -> None:
    assert sorted(PROJECT["build-system"]["requires"]) == sorted(PROJECT["dependency-groups"]["build"])


def test_what_is_tested_is_what_is_installed() -> None:
    tested = pins("test.txt")
    assert {name: tested.get(name) for name in pins("install.txt")} == pins("install.txt")


def test_a_lock_serves_windows_too() -> None:
    assert str(pins("test.txt")["colorama"].marker) == 'sys_platform == "win32"'
