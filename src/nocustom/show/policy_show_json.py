"""`nocustom policy show RULE -f json`: `"schema": "nocustom.policy-show/1"`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nocustom.acts.show_rule import ROLES, RuleShown, Sighting
from nocustom.judge.condition import leaves
from nocustom.judge.report import plain
from nocustom.show.clause import sentence
from nocustom.show.explain_text import effect_words
from nocustom.show.json_text import encode
from nocustom.show.policy_list_json import head_json

__all__ = ["policy_show_json"]


def policy_show_json(shown: RuleShown, lang: str) -> str:
    """The object. `words` and `requests` are null where the rule's layer is not in effect on the day."""
    rule, judge, in_effect = shown.rule, shown.explained.judge, shown.explained.in_effect
    parts = {part: getattr(rule, part) for part in ("when", "unless", "must")}
    words = {part: node and sentence(node, judge, lang) for part, node in parts.items()} if in_effect else None
    content = {
        "schema": "nocustom.policy-show/1",
        "as_of": judge.day.isoformat(),
        "rule": {
            **head_json(rule, lang),
            "in_effect": in_effect,
            "does": effect_words(rule).get(lang),
            "reason": rule.reason.get(lang), "remedy": rule.remedy.get(lang), "source": rule.source,
            "words": words,
            "clauses": [
                {"part": part, "field": leaf.field, "operator": leaf.operator, "named": leaf.named,
                 "operand": plain(judge.operand(leaf) if in_effect else leaf.operand)}
                for part, node in parts.items() for leaf in leaves(node)
            ],
            "lifts": list(shown.lifts), "lifted_by": list(shown.lifted_by),
            "examples": [
                {"given": _plain(each["given"]), "fires": each["fires"], "met": each.get("met")}
                for each in rule.examples
            ],
        },
        "requests": _requests(shown) if in_effect else None,
    }  # fmt: skip
    return encode(content, indent=1) + "\n"


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _plain(value) if isinstance(value, Mapping) else plain(value) for name, value in given.items()
    }


def _requests(shown: RuleShown) -> dict[str, Any]:
    """Requests by what the rule is to them, and the numbers of the others."""
    found: dict[str, Any] = {
        role: [_request(each) for each in shown.sightings if each.role == role] for role in ROLES
    }
    return found | {name: shown.others[name] for name in ("no", "unknown", "not_judged")}


def _request(sighting: Sighting) -> dict[str, str | None]:
    request = sighting.request
    return {
        "path": request.path,
        "key": request.text("key"),
        "title": request.text("title"),
        "verdict": request.verdict,
    }
