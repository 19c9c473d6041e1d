"""A request on its way: filed, endorsed, accepted, decided, by the people of the sample city."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nocustom.acts.accept import accept
from nocustom.acts.decide import Decided, code_below, decide
from nocustom.acts.endorse import endorse
from nocustom.acts.submit import submit
from nocustom.life.act import Outcome
from tests.acts.hall import Hall, Recalled, Script, named

IKUSEI = "kodomo-ikusei-outside"
"""Eligible, owned by tanaka, decided by the CIO."""
REASON = "法令に基づく手当であり、他に手段がない"


def filed(hall: Hall, name: str = IKUSEI, change: tuple[str, str] | None = None) -> str:
    """File a sample request without a signature; its number. `change` replaces a text in the file first."""
    path = hall.request(name)
    if change is not None:
        edit(path, *change)
    return filed_file(hall, path)


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def filed_file(hall: Hall, path: Path) -> str:
    """File what stands in a file, as the first or the next revision."""
    with hall.desk() as desk:
        return submit(desk, path, None, None, Script()).number


def endorsed(hall: Hall, name: str = IKUSEI, by: str = "tanaka", change: tuple[str, str] | None = None) -> str:
    """File a request and have the section chief endorse it; its number."""
    number = filed(hall, name, change)
    endorse_it(hall, number, by)
    return number


def endorse_it(hall: Hall, number: str, by: str = "tanaka") -> None:
    """The section chief endorses."""
    with hall.desk() as desk:
        endorse(desk, desk.case(number), hall.signer(by), Script(named, lang="ja"))


def accepted(hall: Hall, change: tuple[str, str] | None = None) -> str:
    """A request whose owner has accepted; its number."""
    number = endorsed(hall, change=change)
    owner_accepts(hall, number)
    return number


def owner_accepts(hall: Hall, number: str, by: str = "tanaka") -> None:
    """The owner accepts."""
    with hall.desk() as desk:
        accept(desk, desk.case(number), hall.signer(by), Script(*["yes"] * 7, named, lang="ja"))


def code_on(texts: Sequence[str]) -> str:
    """The code at the end of the last sheet among what was shown."""
    return next(found for text in reversed(texts) if (found := code_below(text)))


code = Recalled(code_on)
"""The answer to the question for a code, as a person gives it who has read the sheet to its end."""


def decided(hall: Hall, number: str, outcome: Outcome = "approve", by: str = "hirano") -> Decided:
    """Somebody decides."""
    with hall.desk() as desk:
        return decide(desk, desk.case(number), hall.signer(by), Script(code, lang="en"), outcome, REASON)


def approved(hall: Hall) -> str:
    """A request that was approved; its number."""
    number = accepted(hall)
    assert decided(hall, number).settled == "approve"
    return number


def state_of(hall: Hall, number: str) -> str:
    """Where the request stands."""
    with hall.desk(writable=False) as desk:
        return desk.case(number).state.value


class Kept:
    """What a ceremony must leave untouched when it is stopped: the lines and the files beside them."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._before = self._now()

    def _now(self) -> tuple[int, list[str]]:
        with self._hall.desk(writable=False) as desk:
            return desk.ledger.store.head()[0], sorted(path.name for path in desk.ledger.blobs.folder.iterdir())

    @property
    def still(self) -> bool:
        """Whether nothing was written since."""
        return self._now() == self._before
