"""The roots at one table: who they are, what each reads and types, and their signatures under one roster.

    as many roots as it takes, each with the key that the roster names         otherwise nothing is shown
    each reads the whole roster, and types the end of every fingerprint it is about
    each signs the same statement
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nocustom.acts.desk import Reader, stopped
from nocustom.errors import NotPermitted, Usage
from nocustom.ledger import signing
from nocustom.ledger.event_line import RawSignature
from nocustom.ledger.namespaces import ROSTER
from nocustom.ledger.roster import PERSON, BadRoster, Roster, State
from nocustom.ledger.sshsig import PublicKey
from nocustom.life import texts
from nocustom.words import Said, say

__all__ = ["TYPED", "RootKey", "at_the_table", "distinct", "signed_by", "statement_text", "typed_end", "written"]

TYPED = 8
"""How many characters of a fingerprint a root types, having compared the whole."""


class RootKey(NamedTuple):
    """A root at the table: who, and the key file."""

    person: str
    keyfile: Path


def distinct(roots: Sequence[RootKey]) -> None:
    """Raise Usage unless these are different people, at least one."""
    if not roots:
        raise Usage(
            say("no root is named"), say("`--root-key ID=FILE` names one: who holds it, and the key's file"))
    people = [root.person for root in roots]
    for person in people:
        if not PERSON.match(person):
            raise Usage(say("`{person}` can't be the id of a person", person=person))
        if people.count(person) > 1:
            raise Usage(
                say("the root `{person}` is named twice", person=person), say("a root is one person with one key"))


def at_the_table(state: State, roots: Sequence[RootKey]) -> dict[str, PublicKey]:
    """The roots at the table with their keys; as many as it takes, each with the key of the roster."""
    names = ", ".join(state.roots.people)
    if len(roots) < state.threshold:
        raise NotPermitted(
            say("it takes {needed} roots, and {count} are named", needed=state.threshold, count=len(roots)),
            say("name each with `--root-key ID=FILE`; the roots are {names}", names=names))  # fmt: skip
    distinct(roots)
    keys: dict[str, PublicKey] = {}
    for root in roots:
        key = signing.public_key_of(root.keyfile)
        if root.person not in state.roots.people:
            raise NotPermitted(
                say("`{person}` is no root", person=root.person), say("the roots are {names}", names=names))
        if state.roots.objection(root.person, key, ROSTER) is not None:
            raise NotPermitted(
                say("the key {key} is not that of the root `{person}`", key=key.fingerprint, person=root.person),
                say("name each root with the file of its own key: `--root-key ID=FILE`"))  # fmt: skip
        keys[root.person] = key
    return keys


def written(roster: Roster, parse: Callable[[str], Roster]) -> str:
    """The allowed_signers text, which the ledger's own reader takes."""
    try:
        return parse(roster.text).text
    except BadRoster as bad:
        raise NotPermitted(bad.said) from None


def statement_text(origin: str, by: str, lang: str, content: dict[str, Any]) -> str:
    """The text under a `roster.set`."""
    return texts.text({"act": "roster.set", "ledger": origin, "by": by, "lang": lang, **content})


def typed_end(reader: Reader, question: Said, key: PublicKey) -> None:
    """Have a root type the end of a fingerprint. Aborted on Enter, NotPermitted where it is another end."""
    typed = reader.answer(question)
    if not typed:
        raise stopped()
    if typed != key.fingerprint[-TYPED:]:
        raise NotPermitted(
            say("`{typed}` is not the end of that fingerprint; nothing was written", typed=typed),
            say("`ssh-keygen -l -f FILE` prints the fingerprint of a key"))  # fmt: skip


def signed_by(root: RootKey, ns: str, line: str, key: PublicKey) -> RawSignature:
    """The signature of one person in one role."""
    return RawSignature(
        root.person, ns, signing.sign(root.keyfile, ns, line.encode(), expected=[key.fingerprint]))  # fmt: skip
