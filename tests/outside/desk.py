"""A desk outside the house: workspaces written from pages 2 and 3 of the design, and the program run as a process."""

from __future__ import annotations

import copy
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from tests import forked

Table = dict[str, Any]

DAY = date(2026, 6, 1)

SYSTEM: Table = {
    "id": "desk",
    "name": "Desk system",
    "vendor": "Nobody Ltd",
    "package": "Desk",
    "version": "1",
    "contract_end": date(2029, 3, 31),
    "renewal_on": date(2028, 4, 30),
    "releases_per_year": 3,
    "business": [{"id": "desk-work", "name": "Desk work", "regime": "standard"}],
}

PEOPLE: Table = {
    "schema": "people/1",
    "department": [{"id": "dep", "name": "Department"}],
    "post": [{"id": "clerk", "name": "Clerk", "rank": 1}, {"id": "chief", "name": "Chief", "rank": 2}],
    "person": [
        {"id": "ann", "name": "Ann", "department": "dep", "post": "clerk"},
        {"id": "bob", "name": "Bob", "department": "dep", "post": "chief"},
    ],
}

REQUEST: Table = {
    "schema": "request/1",
    "request": {
        "key": "a-request",
        "title": "A title",
        "department": "dep",
        "requester": "ann",
        "kind": "wish",
    },
    "system": {"id": "desk", "business": "desk-work"},
    "gap": {"current": "Now", "wanted": "Then", "output": "screen", "rung": 9},
    "reason": {"category": "efficiency"},
}


def nested(flat: Mapping[str, Any]) -> Table:
    """`{"a.b": 1}` as the tables of a file."""
    table: Table = {}
    for name, value in flat.items():
        *parents, last = name.split(".")
        inner = table
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
    return table


def request(
    key: str, changes: Mapping[str, Any] | None = None, rungs: Mapping[int, str] | None = None
) -> Table:
    """A request that holds what the schema demands, and `changes`; None takes a field away."""
    form = copy.deepcopy(REQUEST)
    form["request"]["key"] = key
    for name, value in (changes or {}).items():
        *parents, last = name.split(".")
        inner = form
        for parent in parents:
            inner = inner.setdefault(parent, {})
        if value is None:
            inner.pop(last, None)
        else:
            inner[last] = value
    if rungs:
        form["alternative"] = [
            {"rung": rung, "result": result, "why": "because"} for rung, result in sorted(rungs.items())
        ]
    return form


def rule(id: str, effect: str, **parts: Any) -> Table:
    """A rule; `when`, `unless` and `must` are flat conditions, anything else stands as it is."""
    made: Table = {
        "id": id,
        "effect": effect,
        "title": {"ja": f"題{id}", "en": f"Title {id}"},
        "reason": {"ja": "理由", "en": "A reason"},
        "remedy": {"ja": f"次{id}", "en": f"Remedy {id}"},
        "source": "the desk",
    }
    if effect == "forbid":
        made["level"] = parts.pop("level", "overridable")
    for name, value in parts.items():
        made[name] = condition(value) if name in ("when", "unless", "must") else value
    return made


def condition(flat: Mapping[str, Any]) -> Table:
    groups = {name: [condition(one) for one in flat[name]] for name in ("any", "all", "none") if name in flat}
    return {**nested({name: leaf for name, leaf in flat.items() if name not in groups}), **groups}


def layer(id: str, rules: Iterable[Table], default: str = "refuse", **parts: Any) -> Table:
    made: Table = {
        "schema": "policy/1",
        "policy": {"id": id, "version": "1", "effective": {"from": date(2020, 1, 1)}, "default": default},
    }
    made["policy"].update(parts.pop("policy", {}))
    made.update(parts)
    made["rule"] = list(rules)
    return made


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def by_key(self) -> dict[str, Any]:
        return {one["key"]: one for one in self.json["requests"]}


@dataclass
class Desk:
    """A workspace below `root`."""

    root: Path
    systems: list[Table] = field(default_factory=lambda: [copy.deepcopy(SYSTEM)])
    people: Table = field(default_factory=lambda: copy.deepcopy(PEOPLE))

    def set_up(self, *layers: Table, requests: Iterable[Table] = ()) -> Desk:
        self.write(
            "nocustom.toml",
            {
                "schema": "workspace/1",
                "organisation": {"name": "Desk"},
                "ledger": {"origin": "desk.example/n"},
            },
        )
        self.write("policies/systems.toml", {"schema": "systems/1", "system": self.systems})
        self.write("policies/people.toml", self.people)
        for one in layers:
            self.write(f"policies/{one['policy']['id']}.toml", one)
        for form in requests:
            self.write(f"requests/{form['request']['key']}.toml", form)
        return self

    def write(self, name: str, what: Table | str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(what, dict):
            what = tomli_w.dumps(what)
        path.write_bytes(what.encode() if isinstance(what, str) else what)
        return path

    def run(self, *words: str, lang: str = "en", stdin: str = "", **env: str) -> Ran:
        return run(self.root, *words, lang=lang, stdin=stdin, **env)

    def check(self, *words: str, day: date | None = DAY, **env: str) -> Ran:
        as_of = [] if day is None else ["--as-of", day.isoformat()]
        return self.run("check", "-f", "json", *as_of, *words, **env)

    def tree(self) -> dict[str, str]:
        """Every file below the workspace with its digest, to see that a command wrote nothing."""
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and os.access(path, os.R_OK)
        }


def run(where: Path, *words: str, lang: str = "en", stdin: str = "", **env: str) -> Ran:
    left_out = ("NOCUSTOM_", "LC_", "LANG", "FORCE_COLOR", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    kept |= {"NOCUSTOM_LANG": lang, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONUTF8": "1", **env}
    if "PYTHONPATH" in os.environ:
        kept["PYTHONPATH"] = os.environ["PYTHONPATH"]
    done = forked.run(words, where, kept, stdin.encode())
    ran = Ran(done.code, done.out.decode(), done.err.decode())
    assert "Traceback (most recent call last)" not in ran.err + ran.out, ran.err
    assert ran.code != 70, ran.err
    return ran
