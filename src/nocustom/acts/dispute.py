"""What happens when somebody concerned disputes a line of the ledger, and when the office disposes of that.

    the line is found, and its digest bound           N is its number; of a disposal also the dispute's
    the rules say whether it concerns this person     nothing is shown otherwise
    the line in short, the reason, the text, the typed name, a signature in a role of one's own

Nothing is undone by it, but for an owner whose silence was recorded: who disputes that in time is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nocustom.acts.accept import name_of
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name
from nocustom.acts.rehearse import PLACEHOLDER, rehearse_on
from nocustom.acts.say_why import reason_of, said_of
from nocustom.errors import NotJudged
from nocustom.ledger.ledger import Appended
from nocustom.life.act import BY_TYPE, State
from nocustom.life.case import World
from nocustom.life.deeds import Dispute
from nocustom.locale import speak
from nocustom.words import say

__all__ = ["Disputed", "dispose", "dispute"]

STREAM = "disputes"


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute is recorded, or disposed of."""

    line: int
    """The line that is disputed."""
    by: str
    number: str | None
    """The request it is about; None where it is about none."""
    asked_again: bool
    """Whether the owner is to answer again by it."""
    disposed: bool
    receipt: Appended


def dispute(desk: Desk, line: int, signer: Signer, reader: Reader, reason: str | None = None) -> Disputed:
    """Dispute a line. NotJudged where there is none, NotPermitted where it does not concern the person."""
    world = desk.world
    if line not in world.lines:
        raise NotJudged(say("the ledger has no line {seq}; it has {size} lines, from 0", seq=line, size=world.size),
                        say("`nocustom ledger show` lists them"))  # fmt: skip
    number = world.lines[line].stream
    before = world.cases[number].state if number in world.cases else None
    receipt = _held(desk, "act.disputed", line, line, signer, reader, reason)
    after = desk.world.cases[number].state if number in world.cases else None
    asked_again = before is State.DECLINED and after in (State.OWNER_PENDING, State.APPROVED)
    return Disputed(line, signer.person, number if before is not None else None, asked_again, False, receipt)


def dispose(desk: Desk, line: int, signer: Signer, reader: Reader, done: str | None = None) -> Disputed:
    """Say what was done about a dispute; `line` is its own, or the one that is disputed.

    NotJudged where there is no such open dispute, or several; NotPermitted where it is not this person's act.
    """
    found = _open(desk.world, line)
    receipt = _held(desk, "act.disposed", found.seq, found.line, signer, reader, done)
    number = found.stream if found.stream in desk.world.cases else None
    return Disputed(found.line, signer.person, number, False, True, receipt)


def _open(world: World, line: int) -> Dispute:
    own = [each for each in world.open_disputes if each.seq == line]
    found: Sequence[Dispute] = own or [each for each in world.open_disputes if each.line == line]
    if not found:
        raise NotJudged(
            say("line {line} is neither an open dispute nor disputed", line=line),
            say("`nocustom queue` lists the open ones"),
        )
    if len(found) > 1:
        raise NotJudged(
            say("line {line} is disputed several times", line=line),
            *(say("`nocustom dispose {seq}`: by `{person}`", seq=each.seq, person=each.by) for each in found),
        )
    return found[0]


def _held(
    desk: Desk, act: str, bound: int, about: int, signer: Signer, reader: Reader, reason: str | None
) -> Appended:
    lang, world = reader.lang, desk.world
    row, ver = BY_TYPE[act], desk.ledger.version(STREAM) + 1
    content: dict[str, Any] = {
        "line": bound, "leaf": world.lines[bound].leaf, "anomaly": None, "reason": PLACEHOLDER
    }  # fmt: skip
    refused = say("`{verb}` is not possible for `{person}` on line {line}", verb=row.verb, person=signer.person,
                  line=about)  # fmt: skip
    rehearse_on(desk, STREAM, act, signer, lang, desk.text_of(act, signer, lang, content), content, refused)
    line = world.lines[about]
    label = BY_TYPE[line.type].label
    reader.read(speak(say("line {line}: {act} by `{person}`, {stream}", line=about, act=label, person=line.by,
                          stream=line.stream), lang))  # fmt: skip
    content["reason"] = (
        reason_of(reader, reason) if act == "act.disputed"
        else said_of(reader, reason, say("What was done about it? One or two sentences, or Enter to stop"))
    )  # fmt: skip
    text = desk.text_of(act, signer, lang, content)
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    return desk.sign_and_record(act, STREAM, signer, lang, text, content, ver)
