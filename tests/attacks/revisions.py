"""Ten thousand tiny revisions of one request, each endorsed and accepted: `python -m tests.attacks.revisions [10000]`.

Prints what the rules take for a revision as they grow in number, and then for a decision, for whose turn it is, and for
the sheet. The suite plays two hundred (`test_prose.py`). Texts and keys are those of the rules' tests; signatures and
the disk come on top, and do not grow.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from time import perf_counter
from typing import Any

from nocustom.life.event import Event, Signature
from nocustom.life.sheet import sheet
from nocustom.life.turn import may
from tests.life.town import Town, digest


class Counting(Town):
    """A town that times the rules alone, and finds the next version of a stream without looking through all lines."""

    spent = 0.0

    def __init__(self) -> None:
        self.versions: Counter[str] = Counter()
        super().__init__()

    def codes(self, event: Event) -> list[str]:
        """Judge the next event."""
        self.events.append(event)
        begun = perf_counter()
        problems = self.rules.step(event)
        self.spent += perf_counter() - begun
        return [problem.code for problem in problems]

    def _made(
        self, kind: str, stream: str, body: dict[str, Any], stmt: dict[str, Any] | None, sigs: tuple[Signature, ...]
    ) -> Event:  # fmt: skip
        seq = len(self.events)
        self.versions[stream] += 1
        prev = self.events[-1].leaf if self.events else None
        return Event(seq, digest((seq, kind, stream)), prev, stream, self.versions[stream], kind,
                     f"{self.day}T12:00:00+09:00", body, stmt, sigs)  # fmt: skip


def main(revisions: int) -> None:
    """Play them and print what they take."""
    town, steps = Counting(), 10
    town.to_review(hours_per_year=400)
    for step in range(steps):
        town.spent = 0.0
        for rev in range(revisions // steps):
            town.put(town.return_())
            town.put(town.filing(number="2026-0001", signed=True, hours_per_year=400 + rev % 7))
            town.put(town.endorsement())
            town.put(town.acceptance())
        print(f"{(step + 1) * revisions // steps} revisions: {town.spent / revisions * steps * 1000:.2f} ms each")
    case, draft = town.case(), town.decision()
    told: list[tuple[str, Callable[[], object]]] = [
        ("a decision", lambda: town.rules.problems(draft)),
        ("whose turn it is", lambda: may(town.world, case, "aoki", town.day)),
        ("the sheet", lambda: sheet(town.world, case, town.day, "0" * 32, "en", reader="aoki")),
    ]
    for what, do in told:
        begun = perf_counter()
        do()
        print(f"{what}: {(perf_counter() - begun) * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
