"""What the ballots on a request amount to: whose decision it takes, and how far each row of the authority is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from nocustom.life.act import Outcome
from nocustom.life.appointment import taken_out
from nocustom.life.assessment import Authority
from nocustom.life.authority import deciding_rows
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot
from nocustom.life.separation import separated

__all__ = ["Row", "Tally", "tally"]


class Row(NamedTuple):
    """How far one row of the authority is."""

    authority: Authority
    holders: frozenset[str]
    """Everybody in service who has the role on that day in the own name."""
    need: int
    approve: frozenset[str]
    """Whose voice, by themselves or by a stand-in, approves."""
    against: frozenset[str]

    @property
    def satisfied(self) -> bool:
        """Whether enough of them approve."""
        return self.need > 0 and len(self.approve) >= self.need

    @property
    def blocked(self) -> bool:
        """Whether it can't be satisfied any more for all who are against it; where one decides, one is enough."""
        if self.authority.quorum == "one":
            return bool(self.against)
        return bool(self.against) and len(self.against) > len(self.holders) - self.need


class Tally(NamedTuple):
    """What the ballots amount to; `outcome` is None while persons are still to decide."""

    rows: tuple[Row, ...]
    outcome: Outcome | None


def tally(world: World, case: Case, ballots: Sequence[Ballot], day: date) -> Tally:
    """The ballots on the latest revision, as they were cast, counted on one day by persons who have the role then.

    An urgent approval by the CIO is enough alone; what it still needs comes as a later confirmation. Nothing is
    approved by a ballot against it: where those who approve became enough only because others left, the next ballot
    that approves settles it, for only such a one passed the points of an approval. Where one decides, who did so on
    paper needs the role on the day of the paper, and may have left since. A quorum still counts whom somebody who gains
    took out of the people.
    """
    assessment, people = case.revision.assessment, world.people
    if assessment is None or people is None:
        return Tally((), None)
    counted = [b for b in ballots if separated(world, case, b if b.day == day else b._replace(day=day)) is None]
    rows: list[Row] = []
    for authority in deciding_rows(case, assessment):
        posts = assessment.posts(authority.role)
        holders = people.deciders(posts, day)
        on_paper = {b.voice for b in counted if b.paper and people.decides_as(b.by, b.acting_for, posts, b.day)}
        voices = holders | on_paper if authority.quorum == "one" else holders
        many = len(holders | taken_out(world, case, posts, day))
        need = {"one": 1, "majority": many // 2 + 1, "all": many}[authority.quorum]
        rows.append(
            Row(
                authority,
                holders,
                need,
                frozenset([b.voice for b in counted if b.voice in voices and b.outcome == "approve"]),
                frozenset([b.voice for b in counted if b.voice in voices and b.outcome != "approve"]),
            )
        )
    for row in rows:
        if row.blocked:
            refusing = sum(1 for b in counted if b.voice in row.against and b.outcome == "refuse")
            return Tally(tuple(rows), "refuse" if refusing * 2 > len(row.against) else "return")
    enough = bool(rows) and all(row.satisfied for row in rows)
    if not enough:
        cio = people.deciders(assessment.posts("cio"), day)
        enough = any(ballot.urgent and ballot.voice in cio for ballot in counted)
    return Tally(tuple(rows), "approve" if enough and ballots[-1].outcome == "approve" else None)
