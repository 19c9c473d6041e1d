"""Building a policy from its layer files: one pass tells every mistake that there is.

A mistake hides no other: what is sound of a layer is read on, and every layer is held against every other. And no
mistake is told twice: what can't be known, such as a value whose definition is malformed, is not missed elsewhere.
With any finding there is no policy, and nothing is judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from nocustom.form.directory import backwards
from nocustom.form.finding import Finding, Key
from nocustom.form.reading import entries, sound, validate
from nocustom.judge.condition import LARGEST, Node, read_condition
from nocustom.judge.policy import Authority, Effect, Grants, Layer, Policy, Rule, Value
from nocustom.judge.values import check_values, not_in_effect
from nocustom.words import Bilingual, say

__all__ = ["LayerFile", "build"]

Found = dict[str, list[Finding]]
"""Findings by the path of the layer they stand in."""


class LayerFile(NamedTuple):
    """One layer as it was read: its name (as `extends` names it), its path as shown, its document and its digest."""

    name: str
    path: str
    document: dict[str, Any]
    sha256: str


class Draft(NamedTuple):
    """A layer as far as it can be read."""

    layer: Layer
    path: str
    defines: frozenset[str]
    """The names in `[values]`, those with a malformed definition included."""
    holds: frozenset[str]
    """The parts that the file has, malformed or not."""
    hazy: bool
    """Whether it may extend, or define, more than could be read."""
    lost: bool
    """Whether a part of it stands under a name that nobody knows."""


def build(
    files: Sequence[LayerFile], unread: Collection[str] = (), day: date | None = None
) -> tuple[Policy | None, Found]:
    """The policy that `files` make up, or None with the findings by path.

    `files` must hold every file that any of them extends (the caller loads them transitively), but those in `unread`:
    names of layers that could not be read at all, with which there is no policy either. With a `day`, a value used
    on it that is not in effect then is a mistake as well.
    """
    found: Found = {file.path: [] for file in files}
    drafts = _by_id([_draft(file, found[file.path]) for file in files], found)
    above, hazy = _above(drafts, unread, found)
    _check_rule_ids(drafts, found)
    layers = {name: draft.layer for name, draft in drafts.items()}
    owners = check_values(layers, {name: draft.defines for name, draft in drafts.items()}, above, hazy, found)
    for part in ("roles", "authority"):
        for draft in [each for each in drafts.values() if part in each.holds][1:]:
            found[draft.path].append(Finding("stands-twice", say("`{part}` stands in one layer only", part=part),
                                             (part,), "key"))  # fmt: skip
    if files and not unread and not any("rule" in each.holds or each.lost for each in drafts.values()):
        found[files[0].path].append(Finding("no-rules", say("this policy has no rules"), (),
                                            expected=say("at least one `[[rule]]`")))  # fmt: skip
    if day is not None:
        for each in not_in_effect(Policy(layers, above, owners), day):
            found[each.path or ""].append(each)
    if unread or not files or any(found.values()):
        return None, found
    return Policy(layers, above, owners), found


def _draft(file: LayerFile, found: list[Finding]) -> Draft:
    """The layer in a file, read as far as it is sound."""
    found += validate("policy", file.document)
    document = sound(file.document, found) if found else file.document
    malformed = {each.where[1] for each in found if each.where[:1] == ("values",) and len(each.where) > 1}
    astray = {each.where[:-1] for each in found if each.code == "unknown-key"}
    head, values = document.get("policy") or {}, document.get("values") or {}
    lost = () in astray or any(each.where == ("schema",) for each in found)
    extends = head.get("extends", ())
    hazy = (
        extends is None or None in extends or document.get("values", ()) is None or not head
        or (("policy",) in astray and "extends" not in head) or (lost and "values" not in document)
    )  # fmt: skip
    layer = _layer(file, document, {name: each for name, each in values.items() if name not in malformed}, found)
    holds = frozenset(part for part, each in file.document.items() if each)
    return Draft(layer, file.path, frozenset(values), holds, hazy, lost)


def _layer(file: LayerFile, document: Mapping[str, Any], values: Mapping[str, Any], found: list[Finding]) -> Layer:
    head = document.get("policy") or {}
    name = head.get("id") or f"?{file.name}"  # no id has a question mark, so nothing is called like this one
    found += backwards(head.get("effective") or {}, ("policy", "effective"))
    rules = [_rule(each, index, name, head.get("default"), found) for index, each in entries(document, "rule")]
    authority = []
    for index, row in enumerate(document.get("authority") or ()):
        row = row or {}
        from_yen = _number(row, "from_yen", ("authority", index), found)
        authority.append(Authority(from_yen or 0, row.get("role") or "", row.get("quorum") or "all",
                                   row.get("paper") is True))  # fmt: skip
    return Layer(
        name, head.get("version") or "", file.name, file.path, file.sha256, head.get("default") == "refuse",
        head.get("effective") or {}, tuple(head.get("extends") or ()),
        {value: Value(each["is"], each.get("may"), _words(each.get("title"))) for value, each in values.items()},
        tuple(rules),
        {role: tuple(posts) for role, posts in (document.get("roles") or {}).items() if posts}, tuple(authority),
    )  # fmt: skip


def _number(table: Mapping[str, Any], key: str, where: Key, found: list[Finding]) -> int | str | None:
    """A whole number, or the name of one after `$`; None where there is none, or something else."""
    value = table.get(key)
    named = isinstance(value, str) and value.startswith("$") and len(value) > 1
    if named or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST):
        return value
    if value is not None:
        found.append(Finding("wrong-type", say("`{key}` is a whole number or a named value", key=key), (*where, key),
                             expected=say('at least 0, or a name such as "$max_term_months"')))  # fmt: skip
    return None


def _rule(table: Mapping[str, Any], index: int, layer: str, default: str | None, found: list[Finding]) -> Rule:
    where: Key = ("rule", index)
    effect: Effect | None = table.get("effect")
    nodes: dict[str, Node | None] = {"when": None, "unless": None, "must": None}
    for part in ("when", "unless", "must"):
        if table.get(part) is not None:  # an advise rule may hold every field, and one of unknown effect may be one
            nodes[part] = read_condition(table[part], (*where, part), part, effect or "advise", found)
    if effect is not None:
        _check_keys(table, effect, where, found)
    if effect == "permit" and default == "abstain":
        found.append(Finding("misplaced-permit", say('a permit stands in layers with `default = "refuse"` only'),
                             (*where, "effect")))  # fmt: skip
    if table.get("id") == "default":
        found.append(Finding("reserved-id", say("the id `default` is reserved"), (*where, "id"),
                             expected=say("another id, such as NC-101")))  # fmt: skip
    found += backwards(table.get("effective") or {}, (*where, "effective"))
    grants = table.get("grants")
    if grants:
        months = _number(grants, "max_months", (*where, "grants"), found)
        posts = grants.get("owner_posts")
        grants = Grants(months, grants.get("quorum"), None if posts is None else tuple(posts))
    return Rule(
        table.get("id") or "", layer, effect or "advise", table.get("level") == "hard", table.get("to"),
        _words(table.get("title")), _words(table.get("reason")), _words(table.get("remedy")),
        table.get("source") or "", table.get("effective") or {}, nodes["when"], nodes["unless"], nodes["must"],
        grants or None, tuple(table.get("example") or ()), where)  # fmt: skip


def _check_keys(table: Mapping[str, Any], effect: Effect, where: Key, found: list[Finding]) -> None:
    """What a rule must have, and must not have, because of what it does."""
    for key, home in (("level", "forbid"), ("to", "redirect"), ("must", "require"), ("grants", "permit")):
        if key in table and effect != home:
            found.append(Finding(
                "misplaced-key", say("`{key}` belongs to a {effect} rule only", key=key, effect=home),
                (*where, key), "key"))  # fmt: skip
    for key, needed in (("level", "forbid"), ("must", "require")):
        if effect == needed and key not in table:
            found.append(Finding("missing-field", say("a {effect} rule needs `{key}`", effect=effect, key=key),
                                 where, "key"))  # fmt: skip


def _words(table: Mapping[str, str | None] | None) -> Bilingual:
    table = table or {}
    return Bilingual(table.get("ja") or "", table.get("en") or "")


def _by_id(drafts: Iterable[Draft], found: Found) -> dict[str, Draft]:
    layers: dict[str, Draft] = {}
    for draft in drafts:
        layer = draft.layer
        if (other := layers.get(layer.id)) is not None:
            found[draft.path].append(Finding(
                "duplicate-id", say("the layer id `{id}` stands in {path} as well", id=layer.id, path=other.path),
                ("policy", "id")))  # fmt: skip
            draft = draft._replace(layer=replace(layer, id=f"?{layer.name}"))
        layers[draft.layer.id] = draft
    return layers


def _above(
    drafts: Mapping[str, Draft], unread: Collection[str], found: Found
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """For each layer the ids of all it extends, and the layers of which that, or what those define, is not all.

    A circle or an unknown file is a finding.
    """
    by_name = {draft.layer.name: name for name, draft in drafts.items()}
    direct: dict[str, list[str]] = {}
    hazy = {name for name, draft in drafts.items() if draft.hazy}
    for name, draft in drafts.items():
        direct[name] = [by_name[each] for each in draft.layer.extends if each in by_name]
        for index, each in enumerate(draft.layer.extends):
            if each is not None and each not in by_name:
                hazy.add(name)
                if each not in unread:
                    found[draft.path].append(Finding(
                        "missing-layer", say("`{name}` is no layer of this policy", name=each),
                        ("policy", "extends", index),
                        hints=(say("put that file beside it; `nocustom init` copies the shipped ones"),),
                    ))  # fmt: skip
    above: dict[str, frozenset[str]] = {}
    for name, draft in drafts.items():
        reached: set[str] = set()
        waiting = list(direct[name])
        while waiting:
            current = waiting.pop()
            if current not in reached:
                reached.add(current)
                waiting += direct[current]
        if name in reached:
            found[draft.path].append(Finding("layer-cycle", say("`{id}` extends itself", id=name),
                                             ("policy", "extends")))  # fmt: skip
        above[name] = frozenset(reached)
    return above, frozenset(name for name in drafts if name in hazy or not hazy.isdisjoint(above[name]))


def _check_rule_ids(drafts: Mapping[str, Draft], found: Found) -> None:
    seen: dict[str, str] = {}
    for draft in drafts.values():
        for rule in draft.layer.rules:
            if rule.id in seen:
                found[draft.path].append(Finding(
                    "duplicate-id", say("the rule id `{id}` stands in {path} as well", id=rule.id, path=seen[rule.id]),
                    (*rule.where, "id")))  # fmt: skip
            elif rule.id:
                seen[rule.id] = draft.path
