"""One line of a request's history: what an event says, as far as it says it, and what it came to."""

from __future__ import annotations

from typing import NamedTuple

from nocustom.life.act import BY_TYPE, State
from nocustom.life.deeds import Condition, conditions_of
from nocustom.life.event import Event
from nocustom.life.problem import Problem
from nocustom.words import Bilingual

__all__ = ["Entry"]


class Entry(NamedTuple):
    """An event in the life of its request. Whatever it should say and does not is empty here."""

    event: Event
    state: State
    """After the event."""
    void: tuple[Problem, ...] = ()
    """Why the event has no effect."""
    waived: tuple[str, ...] = ()
    """Of an urgent approval: the rules on the lead time that it waived."""

    def _text(self, name: str) -> str:
        value = self.event.content.get(name)
        return value if isinstance(value, str) else ""

    def _number(self, name: str) -> int | None:
        value = self.event.content.get(name)
        return value if isinstance(value, int) else None

    @property
    def seq(self) -> int:
        """The line's number."""
        return self.event.seq

    @property
    def leaf(self) -> str:
        """The line's id."""
        return self.event.leaf

    @property
    def day(self) -> str:
        """The day it was recorded."""
        return self.event.day

    @property
    def ts(self) -> str:
        """The same with its time."""
        return self.event.ts

    @property
    def type(self) -> str:
        """The act, by its row of the table."""
        return self.event.type

    @property
    def label(self) -> Bilingual:
        """What people call it."""
        return BY_TYPE[self.event.type].label

    @property
    def by(self) -> str:
        """Who acted."""
        return self.event.by

    @property
    def signed(self) -> bool:
        """Whether anybody signed it."""
        return self.event.signed

    @property
    def rev(self) -> int:
        """The revision it is on; 0 where it says none."""
        return self._number("rev") or 0

    @property
    def outcome(self) -> str | None:
        """What was decided, or the stance of an opinion."""
        value = self.event.content.get("stance" if self.event.type == "opinion.given" else "outcome")
        return value if isinstance(value, str) else None

    @property
    def reason(self) -> str:
        """Why, in the person's words."""
        return self._text("reason")

    @property
    def message(self) -> str:
        """What was asked, answered or remarked."""
        return self._text("message")

    @property
    def overrides(self) -> tuple[str, ...]:
        """Ids of the rules that an approval stands against."""
        value = self.event.content.get("overrides")
        return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()

    @property
    def ground(self) -> str:
        """Why somebody decided in another's place, or at once."""
        return self._text("ground")

    @property
    def urgent(self) -> bool:
        """Whether it was approved at once."""
        return self.event.content.get("urgent") is True

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Under which a decision approves."""
        return conditions_of(self.event.content.get("conditions"))

    @property
    def condition(self) -> int | None:
        """The number of the condition that was met."""
        return self._number("condition")

    @property
    def line(self) -> int | None:
        """The line that is disputed, or the dispute that was disposed of."""
        return self._number("line")

    @property
    def paper(self) -> str:
        """Of a transcribed decision: the number of the document."""
        return self._text("document")

    @property
    def decider(self) -> str:
        """Who decided on paper."""
        return self._text("decider")

    @property
    def decided_on(self) -> str:
        """The day on the paper."""
        return self._text("decided_on")

    @property
    def decider_for(self) -> str:
        """In whose place it was decided on paper."""
        return self._text("decider_for")
