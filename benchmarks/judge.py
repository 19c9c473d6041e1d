"""What one judgement costs: CPU per request, on the shipped policy and on 30 generated rules, against peers.

    python benchmarks/judge.py

Ratios of one run count, not its microseconds. The peer is Cedar through cedarpy, where it is installed, on the same 30
rules; and the plain tree walker of the tests, which is what the judge is held against. Cedar says allow or deny and the
policies that did it; this judge also says what every clause saw.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from nocustom.form.catalogue import Catalogue  # noqa: E402
from nocustom.form.directory import Directory  # noqa: E402
from nocustom.form.personal import count  # noqa: E402
from nocustom.form.reading import validate  # noqa: E402
from nocustom.judge.building import LayerFile, build  # noqa: E402
from nocustom.judge.derive import Facts, Setting, facts_of  # noqa: E402
from nocustom.judge.policy import Policy  # noqa: E402
from nocustom.judge.verdict import Judge  # noqa: E402
from tests.judge import plain  # noqa: E402

DAY = date(2026, 6, 1)
CATEGORIES = ["law", "prefecture_scheme", "audit", "safety", "volume", "efficiency", "habit"]
OUTPUTS = ["screen", "form", "list", "data", "link"]


def cpu(work: Callable[[Any], object], cases: Sequence[Any], seconds: float = 0.6) -> float:
    """The least CPU time that one call took on average over all cases, in microseconds."""
    best = float("inf")
    stop = time.perf_counter() + seconds
    while time.perf_counter() < stop:
        begun = time.process_time_ns()
        for _ in range(10):
            for case in cases:
                work(case)
        best = min(best, (time.process_time_ns() - begun) / 10 / len(cases) / 1000)
    return best


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def shipped() -> tuple[Policy, Setting, list[dict[str, Any]]]:
    """The policy, the catalogues and the requests of the sample city."""
    policies = ROOT / "policies"
    files = [
        LayerFile(f"{name}.toml", name, read(policies / f"{name}.toml"), "")
        for name in ("national", "tokyo", "city")
    ]
    policy, found = build(files)
    assert policy is not None, found
    catalogue, people = Catalogue(read(policies / "systems.toml")), Directory(read(policies / "people.toml"))
    setting = Setting(catalogue, people, DAY, DAY, {})
    requests = [read(path) for path in sorted((ROOT / "requests").rglob("*.toml"))]
    return policy, setting, [each for each in requests if not validate("request", each)]


def generated(chance: random.Random) -> tuple[dict[str, Any], str]:
    """Thirty rules of four clauses each, as a layer and as Cedar policies."""
    rules: list[dict[str, Any]] = []
    cedar = ["permit(principal, action, resource);"]
    for number in range(30):
        rung, yen = chance.randint(1, 9), chance.randrange(0, 10**7, 1000)
        some, output = chance.sample(CATEGORIES, 3), chance.choice(OUTPUTS)
        rules.append(
            {
                "id": f"G-{number}",
                "effect": "permit" if number == 0 else "forbid",
                **({} if number == 0 else {"level": "overridable"}),
                "when": {
                    "gap": {"rung": {"at_least": rung}, "output": {"is": output}},
                    "reason": {"category": {"in": some}},
                },
                "unless": {"cost": {"initial_yen": {"under": yen}}},
            }
        )
        cedar.append(
            f"forbid(principal, action, resource) when {{ context.rung >= {rung}"
            f" && context.output == {json.dumps(output)} && {json.dumps(some)}.contains(context.category)"
            f" && !(context.yen < {yen}) }};"
        )
    head = {"id": "g", "version": "1", "default": "refuse"}
    return {"schema": "policy/1", "policy": head, "rule": rules}, "\n".join(cedar)


def random_facts(chance: random.Random) -> Facts:
    return {
        "gap.rung": chance.randint(1, 9),
        "gap.output": chance.choice(OUTPUTS),
        "reason.category": chance.choice(CATEGORIES),
        "cost.initial_yen": chance.randrange(0, 10**7, 1000),
    }


def line(what: str, taken: float, than: float | None = None) -> None:
    ratio = f"{taken / than:8.2f} x" if than else ""
    print(f"{what:58}{taken:10.1f} us{ratio}")


def main() -> None:
    chance = random.Random(9)
    policy, setting, requests = shipped()
    judge = Judge(policy, DAY)
    setting = setting._replace(values=judge.values)
    document, cedar_policies = generated(chance)
    thirty, found = build([LayerFile("g.toml", "g", document, "")])
    assert thirty is not None, found
    small = Judge(thirty, DAY)
    cases = [random_facts(chance) for _ in range(50)]
    facts = [facts_of(each, setting, judge.wanted) for each in requests]
    gc.collect()
    gc.freeze()

    print(f"sample city: {len(judge.rules)} rules, {len(requests)} requests")
    line("  facts, with derived fields", cpu(lambda each: facts_of(each, setting, judge.wanted), requests))
    line("    of which the scan for personal data", cpu(count, requests))
    line("  judging facts, every clause traced", cpu(judge.judge_facts, facts))
    line("  both", cpu(lambda each: judge.judge(each, setting), requests))

    print("generated: 30 rules of 4 clauses")
    ours = cpu(small.judge_facts, cases)
    line("  judging facts, every clause traced", ours)
    walker = cpu(lambda each: plain_fired(document, each), cases)
    line("  plain tree walker, truths of the rules only", walker, ours)
    try:
        import cedarpy
    except ImportError:
        print("  cedarpy is not installed")
        return
    calls = [
        {
            "principal": 'User::"a"',
            "action": 'Action::"b"',
            "resource": 'Thing::"c"',
            "context": {
                "rung": each["gap.rung"],
                "output": each["gap.output"],
                "category": each["reason.category"],
                "yen": each["cost.initial_yen"],
            },
        }
        for each in cases
    ]
    for case, call in zip(cases, calls, strict=True):
        denied = "yes" in plain_fired(document, case).values()
        assert bool(cedarpy.is_authorized(call, cedar_policies, []).allowed) is not denied
    line("  Cedar (cedarpy)", cpu(lambda each: cedarpy.is_authorized(each, cedar_policies, []), calls), ours)


def plain_fired(document: dict[str, Any], known: Facts) -> dict[str, str]:
    """What the plain walker says of each rule."""
    return {
        rule["id"]: plain.every(
            [
                plain.condition(rule["when"], known, {}),
                plain.opposite(plain.condition(rule["unless"], known, {})),
            ]
        )
        for rule in document["rule"]
    }


if __name__ == "__main__":
    main()
