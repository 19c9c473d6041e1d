"""The stage on which attacks are played: commands with a person's key, lines forged by hand, refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from nocustom.ledger import signing
from nocustom.ledger.event_line import Draft, RawSignature, next_line, statement
from nocustom.life.act import BY_TYPE, namespace
from nocustom.words import Said
from tests.acts.hall import Hall, told
from tests.acts.paperwork import Kept
from tests.screens.played import Screen, play, willing

Keyboard = Callable[[Said, Sequence[str]], str]

__all__ = ["Stage", "refused", "said"]

NOT_PERMITTED, BROKEN = 4, 5


def said(screen: Screen) -> str:
    """What the person reads on stderr, unwrapped."""
    return re.sub(r"\n  (?![ =|])", " ", screen.err.rstrip("\n"))


def refused(screen: Screen, *words: str, code: int = NOT_PERMITTED) -> None:
    """The command ended as it should, and the person reads these words."""
    assert screen.code == code, str(screen)
    for each in words:
        assert each in said(screen), said(screen)


@dataclass
class Stage:
    """A hall, and what people with and without good intentions do in it."""

    hall: Hall

    def by(self, person: str, *line: str, keyboard: Keyboard | None = None, lang: str = "en") -> Screen:
        """A command with the person's key; who agrees to everything unless another keyboard is given."""
        return play(
            lang, *line, cwd=self.hall.root, clock=self.hall.clock, keyboard=keyboard or partial(willing, lang),
            hidden=("--key", str(self.hall.keys[person])),
        )  # fmt: skip

    def anyone(self, *line: str, lang: str = "en") -> Screen:
        """A command that needs no key."""
        return play(lang, *line, cwd=self.hall.root, clock=self.hall.clock)

    def good(self, person: str, *line: str) -> None:
        """A command of somebody honest, which succeeds."""
        screen = self.by(person, *line)
        assert screen.code == 0, str(screen)

    def attack(self, person: str, *line: str, words: tuple[str, ...], keyboard: Keyboard | None = None,
               code: int = NOT_PERMITTED) -> None:  # fmt: skip
        """A command that is refused in these words, and that leaves the ledger and its files as they were."""
        kept = Kept(self.hall)
        refused(self.by(person, *line, keyboard=keyboard), *words, code=code)
        assert kept.still

    # At the ledger ----------------------------------------------------------------------------------------------

    def lines(self) -> list[dict[str, Any]]:
        """Every line of the ledger as it is stored."""
        with self.hall.desk(writable=False) as desk:
            return [json.loads(line) for line in desk.ledger.store.lines()]

    def last(self, type_: str) -> dict[str, Any]:
        """The newest line of a type."""
        return [line for line in self.lines() if line["type"] == type_][-1]

    def recorded(self, type_: str, stream: str | None = None) -> Draft:
        """An act that stands in the ledger, to be brought in again, on the same request or on another."""
        line = self.last(type_)
        sigs = tuple(RawSignature(sig["by"], sig["ns"], sig["sig"]) for sig in line["sigs"])
        return Draft(line["type"], stream or line["stream"], line["stmt"], sigs, line["body"])

    def content(self, type_: str) -> dict[str, Any]:
        """What the newest act of a type said."""
        line = self.last(type_)
        content: dict[str, Any] = line["body"] if line["stmt"] is None else json.loads(line["stmt"])
        return content

    def about(self, number: str) -> dict[str, Any]:
        """What every act on a request repeats."""
        with self.hall.desk(writable=False) as desk:
            return desk.about(desk.case(number))

    def signed(self, person: str, type_: str, stream: str, content: dict[str, Any]) -> Draft:
        """An act signed by hand, as `ssh-keygen` signs whatever it is given: a statement with a fresh nonce."""
        with self.hall.desk(writable=False) as desk:
            about = {"ledger": desk.workspace.origin, "seen": desk.ledger.seen(), "lang": "ja", "acting_for": None}
        fields = {**about, **content, "by": person, "act": type_}
        for own in ("v", "nonce"):
            fields.pop(own, None)
        line = statement(**fields)
        space = namespace(BY_TYPE[type_].space)
        signature = signing.sign(self.hall.keys[person], space, line.encode())
        return Draft(type_, stream, line, (RawSignature(person, space, signature),))

    def forged(self, draft: Draft, *words: str, at: datetime | None = None) -> None:
        """A line brought in beside the commands: the append refuses it in these words, and so does every verifier
        where somebody writes it into the database by hand.
        """
        code, why = told(lambda: self._append(draft, at))
        assert code in (3, NOT_PERMITTED), why
        for each in words:
            assert each in why, why
        self.forced(draft, at)
        verified = self.anyone("ledger", "verify")
        assert verified.code == BROKEN, str(verified)
        shown = " ".join(verified.out.split())
        for each in words:
            assert each in shown, shown

    def forced(self, draft: Draft, at: datetime | None = None) -> None:
        """Write a line into the database, asking nobody."""
        with self.hall.desk() as desk:
            ledger = desk.ledger
            assert ledger.size
            head = ledger._verifier.head(draft.stream)  # the chain is right: only the rules can find it
            ledger.store.append(next_line(draft, head, at or desk.now), head.size)

    def _append(self, draft: Draft, at: datetime | None) -> None:
        with self.hall.desk() as desk:
            desk.ledger.append(draft, at or desk.now)
