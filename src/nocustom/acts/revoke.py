"""Take keys out of the roster: a key was lost or seen by others, or its person has left.

    the keys are named by whose they are, one of them by its fingerprint or its file
    enough roots must be left to set the next roster
    as many roots as it takes read the roster without the keys, and each types the end of every key's fingerprint
    the roots sign; one event records it

What the keys signed before stays valid, for the place in the ledger counts and not a clock; what they sign from here on
is refused. A revoked key stays that of its person for ever: nobody else can enrol it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nocustom.acts.desk import Desk, Reader
from nocustom.acts.roots import TYPED, RootKey, at_the_table, signed_by, statement_text, typed_end
from nocustom.errors import NotJudged, NotPermitted
from nocustom.form.reading import did_you_mean
from nocustom.ledger import signing
from nocustom.ledger.event_line import Draft, statement
from nocustom.ledger.ledger import Appended
from nocustom.ledger.namespaces import ROSTER
from nocustom.ledger.roster import Entry, Roster, State
from nocustom.locale import speak
from nocustom.words import say

__all__ = ["Revoked", "revoke"]


@dataclass(frozen=True, slots=True)
class Revoked:
    """Keys that sign nothing more: whose, which, what that person still has, and who agreed."""

    appended: Appended
    person: str
    keys: tuple[Entry, ...]
    left: tuple[Entry, ...]
    by: tuple[str, ...]
    state: State


def revoke(desk: Desk, person: str, key: str | None, roots: Sequence[RootKey], reader: Reader) -> Revoked:
    """Revoke all keys of a person, or the one with this fingerprint or in this file.

    Raises NotJudged where the person has no key, NotPermitted where it is not theirs, too few roots are at the table or
    too few would be left, Aborted where one of them does not confirm.
    """
    desk.ledger.events()
    state, version = desk.ledger.state, desk.ledger.version("roster") + 1
    gone = _named(state, person, key)
    fingerprints = {entry.key.fingerprint for entry in gone}
    _enough_left(state, fingerprints)
    signers = at_the_table(state, roots)
    after_roots, after = _without(state.roots, fingerprints), _without(state.roster, fingerprints)
    content: dict[str, Any] = {"roots": after_roots.text, "roster": after.text, "added": []}
    shown = statement_text(desk.workspace.origin, roots[0].person, reader.lang, content)
    reader.read(shown)
    reader.read(_gone_text(gone, reader.lang))
    for root in roots:
        for entry in gone:
            typed_end(reader, say(
                "`{root}`: {key} of `{person}` signs nothing more. Type its last {count} characters, or Enter to stop",
                root=root.person, key=entry.key.fingerprint, person=person, count=TYPED), entry.key)  # fmt: skip
    line = statement(
        "roster.set", ledger=desk.workspace.origin, by=roots[0].person, seen=desk.ledger.seen(), lang=reader.lang,
        text=shown, **content)  # fmt: skip
    sigs = tuple(signed_by(root, ROSTER, line, signers[root.person]) for root in roots)
    appended = desk.ledger.append(Draft("roster.set", "roster", line, sigs, ver=version), desk.now)
    now = desk.ledger.state
    return Revoked(appended, person, gone, tuple(_of(now, person)), tuple(root.person for root in roots), now)


def _of(state: State, person: str) -> list[Entry]:
    return [entry for entry in (*state.roots.entries, *state.roster.entries) if entry.person == person]


def _named(state: State, person: str, key: str | None) -> tuple[Entry, ...]:
    """The entries to take out."""
    mine = _of(state, person)
    if key is None:
        if not mine and person in state.owners.values():
            raise NotPermitted(say("every key of `{person}` is revoked already", person=person))
        if not mine:
            known = dict.fromkeys((*state.roster.people, *state.roots.people))
            raise NotJudged(
                say("`{person}` has no key in the roster", person=person), *did_you_mean(person, known),
                say("`nocustom people show` tells who has a key"))  # fmt: skip
        return tuple(mine)
    fingerprint = key if key.startswith("SHA256:") else signing.public_key_of(Path(key)).fingerprint
    found = tuple(entry for entry in mine if entry.key.fingerprint == fingerprint)
    if found:
        return found
    if state.revoked(fingerprint):
        raise NotPermitted(say("the key {key} is revoked already", key=fingerprint))
    owner = state.owners.get(fingerprint)
    if owner is not None:
        raise NotPermitted(say("the key {key} is that of `{owner}`, not of `{person}`", key=fingerprint, owner=owner,
                               person=person))  # fmt: skip
    raise NotPermitted(
        say("the key {key} never was in the roster", key=fingerprint),
        *(say("`{person}` has {key}", person=person, key=entry.key.fingerprint) for entry in mine))  # fmt: skip


def _enough_left(state: State, fingerprints: set[str]) -> None:
    left = len(_without(state.roots, fingerprints).entries)
    if left == len(state.roots.entries) or left >= state.threshold:
        return
    hint = say("first `nocustom people enroll PERSON --key FILE --for root --root-key ID=FILE` adds a root")
    if left == 0:
        raise NotPermitted(say("that is the last root, and without one nobody could enter a key any more"), hint)
    raise NotPermitted(
        say("it takes {needed} roots, and {count} would be left", needed=state.threshold, count=left), hint)


def _without(roster: Roster, fingerprints: set[str]) -> Roster:
    return Roster(tuple(entry for entry in roster.entries if entry.key.fingerprint not in fingerprints))


def _gone_text(gone: Sequence[Entry], lang: str) -> str:
    """What is no longer in the roster that was shown, in its own lines."""
    head = speak(say("No longer in it:"), lang)
    return "\n".join(["", head, *(f"  - {entry.line}" for entry in gone)]) + "\n"
