"""`nocustom doctor -f json`: `"schema": "nocustom.doctor/1"`."""

from __future__ import annotations

from nocustom.acts.doctor import Examined
from nocustom.acts.observation import Level
from nocustom.locale import speak
from nocustom.show.check_json import finding_json
from nocustom.show.json_text import encode

__all__ = ["doctor_json"]


def doctor_json(examined: Examined, lang: str) -> str:
    """The object: the checks in their order, and how many stand how."""
    content = {
        "schema": "nocustom.doctor/1",
        "checks": [
            {"name": each.name, "level": each.level.value, "message": speak(each.said, lang),
             "hints": [speak(said, lang) for said in each.hints],
             "findings": [{"path": finding.path, **finding_json(finding, lang)} for finding in each.findings]}
            for each in examined.observations
        ],
        "summary": {level.value: examined.count(level) for level in Level},
    }  # fmt: skip
    return encode(content, indent=1) + "\n"
