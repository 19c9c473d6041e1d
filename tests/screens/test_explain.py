"""`explain`: a rule of every effect, and requests clause by clause."""

from __future__ import annotations

import pytest

from nocustom.errors import Exit
from tests.conftest import Golden
from tests.screens.played import play

AS_OF = ("--as-of", "2026-06-01")
RULES = {
    "forbid": "NC-201",
    "forbid-standard": "NC-302",
    "require": "NC-101",
    "redirect": "NC-403",
    "permit": "NC-501",
    "escalate": "NC-502",
    "advise": "NC-601",
}
"""One rule for each thing a rule can do: what nobody lifts, what a ground lifts, and so on."""
REQUESTS = ("kodomo-ikusei-outside", "korei-large-print", "jumin-fewer-clicks", "kenko-draft")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("effect", RULES)
def test_a_rule(golden: Golden, lang: str, effect: str) -> None:
    golden(f"explain-{effect}.{lang}", str(play(lang, "explain", *AS_OF, RULES[effect])))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request(golden: Golden, lang: str, request_: str) -> None:
    golden(f"explain-{request_}.{lang}", str(play(lang, "explain", *AS_OF, f"requests/2026/{request_}.toml")))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_nowhere(golden: Golden, lang: str) -> None:
    screens = [play(lang, "explain", target) for target in ("NC-999", "requests/2026/nowhere.toml")]
    assert [screen.code for screen in screens] == [Exit.NOT_JUDGED] * 2
    golden(f"explain-nothing.{lang}", "\n".join(map(str, screens)))
