"""The recorded assessment: what the engine said of one request, on one day, under which policy and catalogues.

It is a file of its own (canonical JSON), bound by its digest; every later act rests on it and not on the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from nocustom import __version__
from nocustom.errors import NotJudged
from nocustom.files.document import Document
from nocustom.form.fields import FIELDS, FORM
from nocustom.judge.derive import Setting, facts_of
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Layer
from nocustom.judge.report import plain
from nocustom.judge.truth import NAMES, NO, YES
from nocustom.judge.verdict import Judge, Judgement
from nocustom.ledger.canonical import NotCanonical, canonical
from nocustom.words import say

__all__ = ["Adoption", "as_json", "assessment", "material", "policy_digest"]


class Adoption(NamedTuple):
    """The digests of what is adopted: the policy as a whole, the systems, the people."""

    policy: str
    systems: str
    people: str


def policy_digest(layers: list[dict[str, str]]) -> str:
    """The digest of a policy: SHA-256 of the canonical JSON of its layers (id, version, sha256, name), sorted by id.

    NotJudged where a version has no canonical form.
    """
    try:
        return sha256(canonical(sorted(layers, key=lambda layer: layer["id"]))).hexdigest()
    except NotCanonical as bad:
        raise NotJudged(say("the version of a policy layer can't be recorded"), bad.said) from None


def layer_rows(layers: list[Layer]) -> list[dict[str, str]]:
    """The layers as events and assessments list them."""
    return [
        {"id": layer.id, "version": layer.version, "sha256": layer.sha256, "name": layer.name}
        for layer in sorted(layers, key=lambda layer: layer.id)
    ]


def material(request: Mapping[str, Any]) -> bytes:
    """Canonical JSON of the material fields: all but the administrative ones."""

    def kept(path: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: kept(f"{path}.{key}" if path else key, each)
                for key, each in value.items()
                if not _administrative(f"{path}.{key}" if path else key)
            }
        if isinstance(value, list):
            return [kept(path, each) for each in value]
        return value

    return canonical(as_json(kept("", request)))


def _administrative(path: str) -> bool:
    field = FORM.get(path)
    return field is not None and field.administrative


def as_json(value: Any) -> Any:
    """A parsed TOML value as JSON holds it: dates in ISO form; whole numbers beyond 2^53 - 1 as decimal digits."""
    match value:
        case bool():
            return value
        case int():
            return value if abs(value) < 2**53 else str(value)
        case date():
            return value.isoformat()
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case list():
            return [as_json(each) for each in value]
        case _:
            return value


def assessment(document: Document, judgement: Judgement, setting: Setting, adopted: Adoption) -> bytes:
    """The canonical JSON of one assessment."""
    judge, request = judgement.judge, document.values
    derived = [path for path, field in FIELDS.items() if field.derived and not path.startswith("history.")]
    figures = facts_of(request, setting, derived)
    return canonical(
        {
            "v": 1,
            "engine": f"nocustom {__version__}",
            "request_sha256": document.sha256,
            "material_sha256": sha256(material(request)).hexdigest(),
            "policy": [
                {"id": row["id"], "version": row["version"], "sha256": row["sha256"]}
                for row in layer_rows(judge.layers)
            ],
            "policy_sha256": adopted.policy,
            "systems_sha256": adopted.systems,
            "people_sha256": adopted.people,
            "judged_on": setting.judged_on.isoformat(),
            "verdict": judgement.verdict,
            "rules": [
                {
                    "id": rule.id,
                    "layer": rule.layer,
                    "effect": rule.effect,
                    "level": rule.level,
                    "fired": NAMES[judgement.fired[place]],
                    "met": judgement.met[place] == YES if rule.effect == "require" else None,
                    "lifted": judgement.fired[place] == YES and judgement.lifted(place),
                }
                for place, rule in enumerate(judge.rules)
            ],
            "decided_by": judgement.decided_by(),
            "figures": _nested({path: _figure(figures.get(path)) for path in derived}),
            "gate": _gate(judge, judgement, setting),
            "names": _names(request, setting),
            "request": as_json(request),
        }
    )


def _names(request: Mapping[str, Any], setting: Setting) -> dict[str, str | None]:
    """What the ids of the owner and the system stand for, as the adopted files have it: for texts that are signed."""
    people, owner = setting.people, request.get("verification", {}).get("owner")
    entry = None if owner is None else people.at(owner, setting.judged_on)
    return {
        "owner": None if entry is None else entry["name"],
        "owner_department": None if entry is None else people.departments[entry["department"]]["name"],
        "owner_post": None if entry is None else people.posts[entry["post"]]["name"],
        "system": setting.catalogue.systems[request["system"]["id"]]["name"],
    }


def _nested(figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """`cost.lifetime_yen` as a table in a table: no key of canonical JSON holds a dot."""
    tables: dict[str, dict[str, Any]] = {}
    for path, value in figures.items():
        table, _, name = path.partition(".")
        tables.setdefault(table, {})[name] = value
    return tables


def _figure(value: Any) -> Any:
    if isinstance(value, RungSet) and value.maybe:
        return None  # some members are unknown, so the set is
    return as_json(plain(value))


def _gate(judge: Judge, judgement: Judgement, setting: Setting) -> dict[str, Any]:
    """What the decision gate enforces: the strictest of the policy's limits and of what each ground grants."""
    grants = judge.grants(judgement)
    roles = {role: list(posts) for role, posts in judge.policy.roles.items()}
    months = [grant.max_months for grant in grants if isinstance(grant.max_months, int)]
    if (longest := judge.values.get("max_term_months")) is not None:
        months.append(longest)
    posts = set(roles.get("owner", ()))
    for grant in grants:
        if grant.owner_posts is not None:
            posts &= set(grant.owner_posts)
    quorums = [grant.quorum for grant in grants if grant.quorum]
    system: Any = judgement.facts.get("system.id")
    return {
        "max_term_months": min(months) if months else None,
        "owner_posts": sorted(posts),
        "quorum": max(quorums, key=["one", "majority", "all"].index) if quorums else None,
        "roles": roles,
        "authority": [
            {"from_yen": judge.number(row.from_yen), "role": row.role, "quorum": row.quorum, "paper": row.paper}
            for row in judge.policy.authority
        ],
        "urgent_waives": [
            rule.id for place, rule in enumerate(judge.rules)
            if rule.on_lead_time and (judgement.fired[place], judgement.met[place]) == (YES, NO)
        ],
        "system_renewal_on": setting.catalogue.systems[system]["renewal_on"].isoformat(),
    }
