"""`policy list` and `policy show`: screens, and the same facts as `check` tells them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts.workspace import Workspace
from nocustom.errors import Exit
from tests.conftest import Golden
from tests.screens.played import SAMPLES, Screen, play

AS_OF = ("--as-of", "2026-06-01")
CHOSEN = (
    "korei-large-print",
    "shimin-own-envelope",
    "kenko-draft",
    "kodomo-unanswered-rungs",
    "jumin-fewer-clicks",
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The sample city with some requests, and one that can't be judged."""
    shutil.copyfile(SAMPLES / "nocustom.toml", tmp_path / "nocustom.toml")
    shutil.copytree(SAMPLES / "policies", tmp_path / "policies")
    (tmp_path / "requests").mkdir()
    for name in CHOSEN:
        shutil.copy(SAMPLES / f"requests/2026/{name}.toml", tmp_path / "requests")
    (tmp_path / "requests/torn.toml").write_text("[request\n", encoding="utf-8")
    return tmp_path


def answer(screen: Screen) -> dict[str, Any]:
    assert (screen.code, screen.err) == (Exit.OK, "")
    found: dict[str, Any] = json.loads(screen.out)
    return found


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_list(golden: Golden, lang: str) -> None:
    golden(f"policy-list.{lang}", str(play(lang, "policy", "list")))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_show(golden: Golden, lang: str, desk: Path) -> None:
    """A forbid that decided one and was lifted in another; a require; a rule nobody knows."""
    shown = [play(lang, "policy", "show", rule, *AS_OF, cwd=desk) for rule in ("NC-302", "NC-102", "NC-32")]
    assert [screen.code for screen in shown] == [Exit.OK, Exit.OK, Exit.NOT_JUDGED]
    golden(f"policy-show.{lang}", "\n".join(map(str, shown)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_show_where_nothing_is_judged(golden: Golden, lang: str, desk: Path) -> None:
    """Before the layer is in effect, and in a workspace without requests."""
    early = play(lang, "policy", "show", "NC-604", "--as-of", "2025-03-31", cwd=desk)
    text = (desk / "policies/tokyo.toml").read_text("utf-8")
    (desk / "policies/tokyo.toml").write_text(
        text.replace("from = 2025-04-01", "from = 2026-07-01"), encoding="utf-8"
    )
    waiting = play(lang, "policy", "show", "NC-604", *AS_OF, cwd=desk)
    shutil.rmtree(desk / "requests")
    alone = play(lang, "policy", "show", "NC-201", *AS_OF, cwd=desk)
    assert [early.code, waiting.code, alone.code] == [Exit.NOT_JUDGED, Exit.OK, Exit.OK]
    golden(f"policy-show-nothing-judged.{lang}", "\n".join(map(str, (early, waiting, alone))))


def test_the_list_as_json() -> None:
    found = answer(play("en", "policy", "list", "--json"))
    policy = Workspace(SAMPLES, SAMPLES).policy
    assert found["schema"] == "nocustom.policy-list/1"
    assert [layer["id"] for layer in found["layers"]] == ["national", "tokyo", "city"]
    assert [rule["id"] for rule in found["rules"]] == [rule.id for rule in policy.rules()]
    assert found["rules"][found["rules"].index(next(r for r in found["rules"] if r["id"] == "NC-403"))] == {
        "id": "NC-403", "layer": "national", "effect": "redirect", "level": None, "to": 4,
        "title": "Lists and reports by end-user query", "effective": {"from": None, "until": None},
    }  # fmt: skip


def test_a_rule_as_json(desk: Path) -> None:
    found = answer(play("en", "policy", "show", "NC-304", *AS_OF, "-f", "json", cwd=desk))
    rule = found["rule"]
    assert (found["schema"], found["as_of"], rule["level"]) == (
        "nocustom.policy-show/1",
        "2026-06-01",
        "overridable",
    )
    assert rule["words"]["when"].startswith(
        "months to renewal: under 18 (Months before a renewal that count as near) AND category"
    )
    assert rule["words"]["unless"] is None and rule["lifted_by"] == ["NC-502"] and rule["in_effect"] is True
    assert rule["clauses"][0] == {
        "part": "when", "field": "system.months_to_renewal", "operator": "under", "operand": 18,
        "named": "near_renewal_months",
    }  # fmt: skip
    assert rule["examples"][0] == {
        "given": {"system": {"months_to_renewal": 17}, "reason": {"category": "volume"}}, "fires": "yes", "met": None,
    }  # fmt: skip
    assert found["requests"]["not_judged"] == 1


def test_a_rule_as_json_before_its_layer_is_in_effect(desk: Path) -> None:
    text = (desk / "policies/tokyo.toml").read_text("utf-8")
    (desk / "policies/tokyo.toml").write_text(
        text.replace("from = 2025-04-01", "from = 2026-07-01"), encoding="utf-8"
    )
    found = answer(play("en", "policy", "show", "NC-604", *AS_OF, "--json", cwd=desk))
    assert found["requests"] is None and found["rule"]["words"] is None
    assert found["rule"]["clauses"][-1]["operand"] == "$common_need_bodies"


def test_where_a_rule_decided_is_what_check_says() -> None:
    """A rule of each kind: the requests it decided, and those it was lifted or unmet in, as `check` has them."""
    checked = json.loads(play("en", "check", *AS_OF, "-f", "json").out)
    by_path = {request["path"]: request for request in checked["requests"]}
    roles = set()
    for rule in ("NC-203", "NC-302", "NC-403", "NC-501", "NC-502", "NC-102", "NC-107", "NC-604"):
        requests = answer(play("en", "policy", "show", rule, *AS_OF, "--json"))["requests"]
        told = {
            row["path"]: role for role in ("decided", "lifted", "unmet", "applies") for row in requests[role]
        }
        roles |= set(told.values())
        for path, request in by_path.items():
            report = next((each for each in request["rules"] if each["id"] == rule), None)
            if report is None or report["fired"] != "yes":
                assert told.get(path) in (None, "decided"), (
                    "an open rule can decide that a request is incomplete"
                )
                continue
            expected = "lifted" if report["lifted"] else "unmet" if report["met"] is False else "applies"
            assert told[path] in ("decided", expected)
        decided = {path for path, request in by_path.items() if rule in decided_by(request)}
        assert {path for path, role in told.items() if role == "decided"} == decided
        assert len(told) + requests["no"] + requests["unknown"] + requests["not_judged"] == len(by_path)
    assert roles == {"decided", "lifted", "unmet", "applies"}


def decided_by(request: dict[str, Any]) -> list[str]:
    """The rules that decided a request, read off `check -f json` by the six lines of the language's page."""
    rules = request["rules"]
    no = {"forbidden": "hard", "refused": "overridable", "redirected": None}
    match request["verdict"]:
        case "eligible":
            return [
                each["id"]
                for each in rules
                if each["effect"] in ("permit", "escalate") and each["fired"] == "yes"
            ]
        case "incomplete":
            return [each["id"] for each in rules if each["met"] is False or each["fired"] == "unknown"]
        case verdict:
            effect = "redirect" if verdict == "redirected" else "forbid"
            return [each["id"] for each in rules if each["effect"] == effect and each["level"] == no[verdict]
                    and each["fired"] == "yes" and not each["lifted"]]  # fmt: skip
