"""A ledger verified in portions, all in this process: what several processes come to, without beginning them."""

from __future__ import annotations

from hashlib import sha256

from nocustom.ledger.blobs import Blobs
from nocustom.ledger.judging import LifeRules, MakeRules
from nocustom.ledger.portion import Claims, Found, Portion, Told
from nocustom.ledger.together import Bad, in_portions
from nocustom.ledger.verify import verify


class Here:
    """Has a portion in this process; of the requests it takes about every second one that it is offered."""

    def __init__(self, origin: str | None, blobs: Blobs | None, rules: MakeRules | None) -> None:
        self._portion = Portion(origin, blobs, rules)
        self._given = 0
        self.waiting = 0

    def give(self, told: Told) -> None:
        if not self._portion.good([told]):
            raise Bad
        self._given += 1
        self.waiting = sha256(b"%d" % self._given).digest()[0] % 8  # from 4 on it is full

    def claims(self) -> Claims:
        return self._portion.claims


def by_many(
    lines: list[bytes], origin: str | None, blobs: Blobs | None, rules: MakeRules | None = LifeRules, hands: int = 2
) -> Found | None:
    """What several hands say of it."""
    others = [Here(origin, blobs, rules) for _ in range(hands)]
    return in_portions(lines, others, origin=origin, blobs=blobs, rules=rules)


def agree(
    lines: list[bytes], origin: str | None, blobs: Blobs | None, rules: MakeRules | None = LifeRules, hands: int = 2
) -> bool:
    """Whether nothing is wrong; several hands say so where one process does, and then the same of everything."""
    one = verify(lines, origin=origin, papers=blobs, rules=rules, processes=0)
    many = by_many(lines, origin, blobs, rules, hands)
    wrong = [*one.problems, *one.sheets]
    assert (many is None) == bool(wrong), [problem.code for problem in wrong]
    if many is not None:
        found = many.verifier
        assert (many.recorded, many.files) == (one.recorded, one.files)
        assert (found.size, found.tree.root(), found.origin) == (one.size, one.root, one.origin)
        assert (found.state, found.states) == (one.state, [*one.states])
        assert (found.witnesses, found.restores) == ([*one.witnesses], [*one.restores])
    return many is not None
