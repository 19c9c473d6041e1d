"""Named values over all layers: each has one owner, who says in which direction layers below may move it.

A value moved in that direction must tighten every rule that uses it (`judge/movement.py`), or a layer could loosen a
rule through a number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from nocustom.form.finding import Finding, Key
from nocustom.form.reading import did_you_mean
from nocustom.judge.movement import loosened_by
from nocustom.judge.policy import Layer, Policy, uses
from nocustom.words import say

__all__ = ["check_values", "not_in_effect"]


def check_values(
    layers: Mapping[str, Layer], defines: Mapping[str, Collection[str]], above: Mapping[str, frozenset[str]],
    hazy: Collection[str], found: Mapping[str, list[Finding]],
) -> dict[str, str]:  # fmt: skip
    """The owner of each named value; redefinitions against its direction and uses without a definition are findings.

    `defines` are the names that a layer defines, those with a malformed definition included; `above` is what it
    extends. Both are not known to the end of the layers in `hazy`, so nothing is said that this could belie. Findings
    go to `found`, by the layer's path.
    """
    owners: dict[str, str] = {}
    for value in sorted({value for names in defines.values() for value in names}):
        ids = [name for name, names in defines.items() if value in names]
        owner = next((one for one in ids if all(one in above[other] for other in ids if other != one)), None)
        if owner is None:
            first, *others = sorted(ids)
            for other in others:
                if first not in hazy and other not in hazy:
                    said = say("`{name}` is defined in {path} as well, and neither extends the other", name=value,
                               path=layers[first].path)  # fmt: skip
                    found[layers[other].path].append(Finding("stands-twice", said, ("values", value), "key"))
        elif owner not in hazy and owner not in above[owner] and value in layers[owner].values:
            owners[value] = owner
            for other in ids:
                if other != owner and value in layers[other].values:
                    _check_redefinition(value, layers[owner], layers[other], found[layers[other].path])
    for name, layer in layers.items():
        if (rate := layer.values.get("hourly_rate_yen")) is not None and rate.is_ < 1:
            found[layer.path].append(Finding("out-of-range", say("an hourly rate must be over 0"),
                                             ("values", "hourly_rate_yen", "is")))  # fmt: skip
        known = set(defines[name]).union(*(defines[each] for each in above[name]))
        for value, where in uses(layer):
            if value not in known and name not in hazy:
                found[layer.path].append(Finding(
                    "unknown-value", say("no value `{name}` in this layer or one it extends", name=value), where,
                    hints=did_you_mean(value, known) or (
                        say("define it: `[values]` {name} = {{ is = ... }}", name=value),)))  # fmt: skip
        _check_movements(layer, layers, owners, found[layer.path])
    return owners


def not_in_effect(policy: Policy, day: date) -> list[Finding]:
    """Uses of values whose owner does not take part on `day`, in layers that do; each with the path of its layer.

    Of a policy with mistakes, only what they leave known.
    """
    there = {name for name, layer in policy.layers.items() if layer.takes_part(day)}
    return [
        Finding("value-not-in-effect",
                say("`{name}` of {path} is not in effect on {day}", name=name,
                    path=policy.layers[policy.owners[name]].path, day=day.isoformat()),
                where, path=layer.path)
        for layer in policy.ordered() if layer.id in there
        for name, where in uses(layer) if policy.owners.get(name, layer.id) not in there
    ]  # fmt: skip


_SENSE = {"raise": 1, "lower": -1}


def _check_movements(
    layer: Layer, layers: Mapping[str, Layer], owners: Mapping[str, str], found: list[Finding]
) -> None:
    """A value that a layer moves must tighten whatever uses it, or a layer could loosen a rule through a number."""
    for name, where, looser in _movements(layer):
        if name not in owners or (may := layers[owners[name]].values[name].may) is None or may not in looser:
            continue
        original = layers[owners[name]].values[name].is_
        moved = [each for each in layers.values() if name in each.values]
        movers = [each.path for each in moved if (each.values[name].is_ - original) * _SENSE[may] > 0]
        if not movers:
            continue
        path = ", ".join(movers)
        said = {
            "raise": say("{path} raises `{name}`, which would loosen this", path=path, name=name),
            "lower": say("{path} lowers `{name}`, which would loosen this", path=path, name=name),
        }[may]
        found.append(Finding("loosening-value", said, where,
                             expected=say("a value that moves the other way, or not at all")))  # fmt: skip


def _movements(layer: Layer) -> Iterable[tuple[str, Key, frozenset[str]]]:
    """Each use of a named value with the directions in which a change of it would loosen the policy."""
    for rule in layer.rules:
        for name, leaf, looser in loosened_by(rule.effect, rule.when, rule.unless, rule.must):
            yield name, leaf.where, looser
        if rule.grants and isinstance(rule.grants.max_months, str):
            yield rule.grants.max_months[1:], (*rule.where, "grants", "max_months"), frozenset({"raise"})
    for index, row in enumerate(layer.authority):
        if isinstance(row.from_yen, str):
            yield row.from_yen[1:], ("authority", index, "from_yen"), frozenset({"raise"})


def _check_redefinition(name: str, owner: Layer, layer: Layer, found: list[Finding]) -> None:
    original, new = owner.values[name], layer.values[name]
    where: Key = ("values", name)
    if new.may is not None and new.may != original.may:
        found.append(Finding(
            "not-the-owner", say("only {path} says in which direction `{name}` may move", path=owner.path, name=name),
            (*where, "may")))  # fmt: skip
    if any(new.title) and new.title != original.title:
        found.append(Finding(
            "not-the-owner", say("only {path} says what `{name}` is called", path=owner.path, name=name),
            (*where, "title"), "key"))  # fmt: skip
    looser = {"raise": new.is_ < original.is_, "lower": new.is_ > original.is_, None: new.is_ != original.is_}
    if looser[original.may]:
        allowed = {
            "raise": say("{path} says {value}; it may only be raised", path=owner.path, value=original.is_),
            "lower": say("{path} says {value}; it may only be lowered", path=owner.path, value=original.is_),
            None: say("{path} says {value}; it may not be changed", path=owner.path, value=original.is_),
        }[original.may]
        found.append(Finding(
            "loosened-value", say("`{name}` can't become {value} here", name=name, value=new.is_), (*where, "is"),
            expected=allowed))  # fmt: skip
    elif original.may is None and new.may is None:
        found.append(Finding(
            "stands-twice", say("`{name}` is defined in {path}, which lets no layer below move it", name=name,
                                path=owner.path), where, "key",
            hints=(say("leave it out: this layer extends that one"),)))  # fmt: skip
