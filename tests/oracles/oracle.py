"""What an oracle is: somebody else who answers the same question as the judge, on the same policy and facts.

    case          a policy and facts, made by a seed, with what the oracle says to each
    disagreement  the judge says something else to one of them
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pprint import pformat
from random import Random
from typing import Any, NamedTuple

from nocustom.judge.building import LayerFile, build
from nocustom.judge.policy import Policy
from nocustom.judge.truth import NAMES
from nocustom.judge.verdict import Judge, Judgement
from tests.oracles.chance import DAY, Documents, Facts, Shape, as_judged, facts, policy

__all__ = ["Case", "Disagreement", "Oracle", "agree", "case", "disagreements", "longer", "smaller"]


class Oracle(NamedTuple):
    """`ask` answers all facts about a policy at once; `heard` is what the judge said, in the oracle's terms."""

    name: str
    shape: Shape
    ask: Callable[[Documents, list[Facts]], list[Any]]
    heard: Callable[[Judgement], Any]


class Case(NamedTuple):
    """A policy, facts, and the oracle's answers."""

    seed: str
    documents: Documents
    policy: Policy
    known: list[Facts]
    answers: list[Any]


class Disagreement(NamedTuple):
    """What the oracle and the judge said to the same facts."""

    case: Case
    known: Facts
    oracle: Any
    judge: Any

    def __str__(self) -> str:
        return "\n".join([f"seed {self.case.seed}", pformat(self.case.documents, width=120), pformat(self.known),
                          f"oracle: {self.oracle}", f"judge:  {self.judge}"])  # fmt: skip


def longer(usual: int) -> int:
    """How many policies for each seed: the usual number, or that of ORACLE_POLICIES for a longer run by hand."""
    return int(os.environ.get("ORACLE_POLICIES", usual))


def built(documents: Documents) -> Policy | None:
    """The policy that documents make up; None where they have mistakes."""
    return build([LayerFile(name, name, each, "") for name, each in documents.items()])[0]


def case(oracle: Oracle, seed: str, count: int) -> Case:
    """The case of a seed, with `count` facts."""
    chance = Random(f"{oracle.name} {seed}")
    documents = policy(chance, oracle.shape)
    made = built(documents)
    assert made is not None, f"a drawn policy has no mistakes\n{pformat(documents)}"
    known = facts(chance, documents, count)
    return Case(seed, documents, made, known, oracle.ask(documents, known))


def disagreements(oracle: Oracle, case: Case, seen: Counter[str] | None = None) -> Iterator[Disagreement]:
    """Where the judge says something else than the oracle; `seen` counts verdicts and how often rules fire."""
    judge = Judge(case.policy, DAY)
    for known, answer in zip(case.known, case.answers, strict=True):
        judgement = judge.judge_facts(as_judged(known))
        if seen is not None:
            seen[judgement.verdict] += 1
            seen.update(NAMES[fired] for fired in judgement.fired)
        if (heard := oracle.heard(judgement)) != answer:
            yield Disagreement(case, known, answer, heard)


def agree(oracle: Oracle, seed: int, policies: int, count: int) -> Counter[str]:
    """Assert that oracle and judge agree on random cases; how often each verdict and truth was met.

    ORACLE_SEED makes them other cases than usual.
    """
    seen: Counter[str] = Counter()
    for number in range(policies):
        each = case(oracle, f"{os.environ.get('ORACLE_SEED', '')}{seed}.{number}", count)
        for found in disagreements(oracle, each, seen):
            raise AssertionError(f"{oracle.name} and the judge disagree\n{smaller(oracle, found)}")
    print(f"{oracle.name}: {policies} policies, {policies * count} requests, {dict(seen)}")
    return seen


def smaller(oracle: Oracle, found: Disagreement) -> Disagreement:
    """The same disagreement with rules and facts left out that it does not need."""
    for document in found.case.documents.values():
        for rule in document["rule"]:
            kept = {name: {**each, "rule": [one for one in each["rule"] if one is not rule]}
                    for name, each in found.case.documents.items()}  # fmt: skip
            if (less := _still(oracle, found, kept, found.known)) is not None:
                return smaller(oracle, less)
    for path in found.known:
        known = {other: value for other, value in found.known.items() if other != path}
        if (less := _still(oracle, found, found.case.documents, known)) is not None:
            return smaller(oracle, less)
    return found


def _still(oracle: Oracle, found: Disagreement, documents: Documents, known: Facts) -> Disagreement | None:
    made = built(documents)
    if made is None:
        return None
    tried = Case(found.case.seed, documents, made, [known], oracle.ask(documents, [known]))
    return next(disagreements(oracle, tried), None)
