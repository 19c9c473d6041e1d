"""Policies and facts as a person writes them: in TOML."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

from nocustom.form.finding import Finding
from nocustom.judge.building import LayerFile, build
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Policy
from nocustom.judge.verdict import Judge, Judgement

DAY = date(2026, 6, 1)
REFUSE = 'schema = "policy/1"\npolicy = { id = "a", version = "1", default = "refuse" }\n'


def read(**layers: str) -> tuple[Policy | None, dict[str, list[Finding]]]:
    """Build the policy of these layer files (`a` is a.toml); one that begins with a rule gets a refusing head."""
    files = []
    for name, text in layers.items():
        head = "" if "schema" in text else REFUSE.replace('"a"', f'"{name}"')
        files.append(LayerFile(f"{name}.toml", f"{name}.toml", tomllib.loads(head + text), ""))
    return build(files)


def policy(**layers: str) -> Policy:
    made, found = read(**layers)
    assert made is not None, found
    return made


def mistakes(**layers: str) -> list[tuple[str, str, str]]:
    """What is wrong with these layers: file, code, and the key path joined by dots."""
    made, found = read(**layers)
    assert made is None
    return [(path, each.code, ".".join(map(str, each.where))) for path, all_ in found.items() for each in all_]


def facts(text: str) -> dict[str, Any]:
    """Facts by path; a rung set is written as a list, those of which nobody knows after `maybe`."""
    found: dict[str, Any] = {}
    for section, table in tomllib.loads(text).items():
        for key, value in table.items():
            if section == "alternatives":
                value = RungSet(frozenset(value.get("known", ())), frozenset(value.get("maybe", ())))
            found[f"{section}.{key}"] = value
    return found


def judged(known: str = "", day: date = DAY, /, **layers: str) -> Judgement:
    return Judge(policy(**layers), day).judge_facts(facts(known))
