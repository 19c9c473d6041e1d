"""The sample city as it is committed: its policy made ready for the day on which the samples are judged."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from nocustom.form.catalogue import Catalogue, check_references, check_systems
from nocustom.form.directory import Directory, check_people
from nocustom.form.reading import validate
from nocustom.judge.building import LayerFile, build
from nocustom.judge.derive import Setting
from nocustom.judge.policy import Policy
from nocustom.judge.verdict import Judge, Judgement

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 6, 1)
LAYERS = ("national", "tokyo", "city")


def document(path: str) -> dict[str, Any]:
    """A committed TOML file, parsed."""
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


@cache
def policy() -> Policy:
    """The three layers that ship."""
    files = [
        LayerFile(f"{name}.toml", f"policies/{name}.toml", document(f"policies/{name}.toml"), "")
        for name in LAYERS
    ]
    built, found = build(files)
    assert built is not None, found
    return built


@cache
def judge() -> Judge:
    return Judge(policy(), DAY)


@cache
def setting() -> Setting:
    systems, people = document("policies/systems.toml"), document("policies/people.toml")
    assert validate("systems", systems) + check_systems(systems) == []
    assert validate("people", people) + check_people(people) == []
    return Setting(Catalogue(systems), Directory(people), DAY, DAY, judge().values)


def judged(request: Mapping[str, Any]) -> Judgement:
    """The verdict on a request that is filed on the day."""
    return judge().judge(request, setting())


def sample(path: str) -> dict[str, Any]:
    """A sample request, which must be well-formed."""
    request = document(f"requests/{path}")
    assert validate("request", request) == []
    assert check_references(request, setting().catalogue, setting().people) == []
    return request


def samples() -> list[str]:
    """The paths of all samples below `requests`."""
    return sorted(
        path.relative_to(ROOT / "requests").as_posix() for path in (ROOT / "requests").rglob("*.toml")
    )
