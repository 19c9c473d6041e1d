"""`nocustom policy list -f json`: `"schema": "nocustom.policy-list/1"`."""

from __future__ import annotations

from typing import Any

from nocustom.judge.policy import Layer, Policy, Rule
from nocustom.show.json_text import encode

__all__ = ["head_json", "policy_list_json"]


def policy_list_json(policy: Policy, lang: str) -> str:
    """The layers, those that others extend first, and all rules by id, whatever the day."""
    content = {
        "schema": "nocustom.policy-list/1",
        "layers": [
            {"id": layer.id, "version": layer.version, "digest": layer.sha256, "path": layer.path,
             "default": "refuse" if layer.refuses else "abstain", "effective": _days(layer)}
            for layer in policy.ordered()
        ],
        "rules": [head_json(rule, lang) for rule in policy.rules()],
    }  # fmt: skip
    return encode(content, indent=1) + "\n"


def head_json(rule: Rule, lang: str) -> dict[str, Any]:
    """What a rule is called and what it does; `to` is the rung of a redirect, null for the rung asked for."""
    return {
        "id": rule.id, "layer": rule.layer, "effect": rule.effect, "level": rule.level, "to": rule.to,
        "title": rule.title.get(lang), "effective": _days(rule),
    }  # fmt: skip


def _days(dated: Rule | Layer) -> dict[str, str | None]:
    """First and last day; null where it is open."""
    return {end: day.isoformat() if (day := dated.days.get(end)) else None for end in ("from", "until")}
