"""Enter a key in the roster: a meeting of the person whose key it is and of the people who hold the roots.

    the key must be one that serves, of nobody else, for a person of the people file
    as many roots as it takes read the whole roster, and each types the end of the new key's fingerprint
    the roots sign, the new key signs the same statement as proof that somebody holds it
    one event records all of it

The first enrolment is that of the roots themselves, and begins the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nocustom.acts.desk import Desk, Reader, follow_up, mirrored
from nocustom.acts.roots import (
    TYPED,
    RootKey,
    at_the_table,
    distinct,
    signed_by,
    statement_text,
    typed_end,
    written,
)
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged, NotPermitted, Usage
from nocustom.form.reading import did_you_mean
from nocustom.ledger import signing
from nocustom.ledger.apart import apart, put_in_place
from nocustom.ledger.engines import Place
from nocustom.ledger.event_line import Draft, statement
from nocustom.ledger.ledger import Appended, Ledger
from nocustom.ledger.namespaces import ENROLL, PREFIX, ROLES, ROSTER
from nocustom.ledger.roster import PERSON, Entry, Roster, State, added_keys, parse_roots, parse_roster
from nocustom.ledger.sshsig import PublicKey
from nocustom.ledger.tree import EMPTY_ROOT
from nocustom.ledger.turns import turn
from nocustom.ledger.whole_file import make_folder
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["ROLE_NAMES", "ROOT", "Enrolled", "Founded", "RootKey", "enroll", "found", "roles_in"]

ROOT = "root"
ROLE_NAMES = (*(role.removeprefix(PREFIX) for role in ROLES), ROOT)
"""What may stand after `--for`."""


@dataclass(frozen=True, slots=True)
class Founded:
    """The ledger has begun: its origin and the roots with their keys' fingerprints."""

    appended: Appended
    origin: str
    roots: tuple[tuple[str, str], ...]
    state: State


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A key is in the roster: whose, for which roles (`before`: those it had), and who agreed."""

    appended: Appended
    person: str
    fingerprint: str
    roles: tuple[str, ...]
    before: tuple[str, ...]
    by: tuple[str, ...]
    state: State


def roles_in(text: str) -> tuple[str, ...]:
    """The roles of a list such as `accept,file`. Usage where one is none, or `root` stands with others."""
    roles = tuple(dict.fromkeys(role.strip() for role in text.split(",") if role.strip()))
    for role in roles:
        if role not in ROLE_NAMES:
            raise Usage(
                say("`{role}` is not a role a key can have", role=role),
                say("one of {allowed}", allowed=", ".join(ROLE_NAMES)), *did_you_mean(role, ROLE_NAMES))  # fmt: skip
    if not roles:
        raise Usage(say("`--for` names no role"), say("one of {allowed}", allowed=", ".join(ROLE_NAMES)))
    if ROOT in roles and len(roles) > 1:
        raise Usage(say("a root has a key of its own, for nothing else"), say("enrol another key for the other roles"))
    return roles


def found(workspace: Workspace, clock: Callable[[], datetime], roots: Sequence[RootKey], reader: Reader) -> Founded:
    """Begin the ledger with its roots, all of whom are there and sign.

    Raises NotPermitted where a ledger has begun or a key can't serve, Aborted where one of them does not confirm.
    """
    distinct(roots)
    _nothing_there(workspace)
    keys = {root.person: signing.public_key_of(root.keyfile) for root in roots}
    text = written(Roster(tuple(Entry(person, (ROSTER,), key) for person, key in keys.items())), parse_roots)
    origin = workspace.origin
    content: dict[str, Any] = {"roots": text, "roster": "", "added": []}
    shown = statement_text(origin, roots[0].person, reader.lang, content)
    reader.read(shown)
    for root in roots:
        _compared(reader, root.person, root.person, keys[root.person])
    line = statement("roster.set", ledger=origin, by=roots[0].person, seen={"size": 0, "root": EMPTY_ROOT},
                     lang=reader.lang, text=shown, **content)  # fmt: skip
    sigs = [signed_by(root, ROSTER, line, keys[root.person]) for root in roots]
    draft = Draft("roster.set", "roster", line, tuple(sigs), ver=1)
    appended = _begun(workspace, draft, workspace.now(clock()))
    state = State().succeeded_by(parse_roots(text), Roster())
    named = tuple((person, key.fingerprint) for person, key in keys.items())
    return Founded(appended, origin, named, state)


def enroll(
    desk: Desk, person: str, keyfile: Path, roles: Sequence[str], roots: Sequence[RootKey], reader: Reader
) -> Enrolled:  # fmt: skip
    """Enter a key in the roster, or give a key of this person other roles.

    Raises NotJudged for a person nobody knows, NotPermitted where the key can't serve or too few roots are there,
    Aborted where one of them does not confirm.
    """
    as_root = ROOT in roles
    if not as_root:
        _known(desk, person)
    elif not PERSON.match(person):
        raise Usage(say("`{person}` can't be the id of a person", person=person))
    key = signing.public_key_of(keyfile)
    desk.ledger.events()
    state, version = desk.ledger.state, desk.ledger.version("roster") + 1
    _free(state, person, key)
    signers = at_the_table(state, roots)
    _not_alone(person, roots, as_root)
    before, after_roots, after = _next(state, person, key, roles)
    content: dict[str, Any] = {"roots": after_roots.text, "roster": after.text, "added": list(added_keys(state, after))}
    shown = statement_text(desk.workspace.origin, roots[0].person, reader.lang, content)
    reader.read(shown)
    for root in roots:
        _compared(reader, root.person, person, key)
    line = statement(
        "roster.set", ledger=desk.workspace.origin, by=roots[0].person, seen=desk.ledger.seen(), lang=reader.lang,
        text=shown, **content)  # fmt: skip
    sigs = [signed_by(root, ROSTER, line, signers[root.person]) for root in roots]
    if not before:
        sigs.append(signed_by(RootKey(person, keyfile), ENROLL, line, key))
    appended = desk.ledger.append(Draft("roster.set", "roster", line, tuple(sigs), ver=version), desk.now)
    return Enrolled(appended, person, key.fingerprint, tuple(roles), before, tuple(root.person for root in roots),
                    desk.ledger.state)  # fmt: skip


def _nothing_there(workspace: Workspace) -> None:
    if workspace.has_ledger:
        raise NotPermitted(
            say("there is a ledger at `{path}` already", path=workspace.ledger_shown),
            say("it begins once; `nocustom people enroll PERSON --key FILE --for ROLE` enters more keys"))  # fmt: skip


def _begun(workspace: Workspace, draft: Draft, now: datetime) -> Appended:
    """The first line in a new ledger, whose file comes into its place with that line; before, there is no ledger."""
    place = workspace.ledger
    if place.path is None:  # on a server the first line is the beginning
        appended = _first_line(workspace, place, draft, now)
    else:
        try:
            make_folder(place.path.parent)
            with turn(place.path):
                _nothing_there(workspace)  # somebody else may have been faster
                with apart(place.path) as fresh:
                    appended = _first_line(workspace, place._replace(location=str(fresh)), draft, now)
                    put_in_place(fresh, place.path)
        except OSError as error:
            raise NotJudged(
                say("can't write `{path}`: {reason}", path=workspace.ledger_shown, reason=refusal(error))) from None
    if workspace.mirror is not None:
        follow_up(workspace)
    return appended


def _first_line(workspace: Workspace, place: Place, draft: Draft, now: datetime) -> Appended:
    with Ledger.create(place, origin=workspace.origin) as ledger:
        mirrored(workspace, ledger)  # where there is one with lines, this is no beginning
        ledger.follow = None
        return ledger.append(draft, now)


def _known(desk: Desk, person: str) -> None:
    people = desk.world.people
    if people is not None and people.known(person):
        return
    persons = desk.workspace.people.persons
    if person not in persons:
        raise NotJudged(
            say("`{id}` is not a person of policies/people.toml", id=person), *did_you_mean(person, persons),
            say("enter the person there first"))  # fmt: skip


def _free(state: State, person: str, key: PublicKey) -> None:
    owner = state.owners.get(key.fingerprint)
    if owner is not None and owner != person:
        raise NotPermitted(
            say("the key {key} is or was that of `{owner}`", key=key.fingerprint, owner=owner),
            say("a key never changes hands: `ssh-keygen -t ed25519` makes a new one"))  # fmt: skip
    if key.fingerprint in state.roots.by_key:
        raise NotPermitted(say("the key {key} is a root's, and a root has a key for nothing else", key=key.fingerprint))


def _not_alone(person: str, roots: Sequence[RootKey], as_root: bool) -> None:
    """Nobody lets themselves in: the rule is the ledger's, told here before anybody reads."""
    if not as_root and {root.person for root in roots} == {person}:
        raise NotPermitted(
            say("nobody countersigns their own key: beside `{person}` another root signs", person=person),
            say("`nocustom people enroll PERSON --key FILE --for root --root-key ID=FILE` adds a root"))  # fmt: skip


def _compared(reader: Reader, root: str, person: str, key: PublicKey) -> None:
    """Have a root compare the fingerprint with what the person brought, and type its end."""
    typed_end(reader, say(
        "`{root}`: compare {key} with the fingerprint that `{person}` brought, and type its last {count} characters, "
        "or Enter to stop", root=root, key=key.fingerprint, person=person, count=TYPED), key)  # fmt: skip


def _next(
    state: State, person: str, key: PublicKey, roles: Sequence[str]
) -> tuple[tuple[str, ...], Roster, Roster]:  # fmt: skip
    """The roles the key had, and roots and roster with it."""
    if ROOT in roles:
        roots = Roster((*state.roots.entries, Entry(person, (ROSTER,), key)))
        written(roots, parse_roots)
        return (), roots, state.roster
    had = state.roster.by_key.get(key.fingerprint)
    entry = Entry(person, tuple(PREFIX + role for role in sorted(roles)), key)
    before = () if had is None else tuple(role.removeprefix(PREFIX) for role in had.namespaces)
    if had is not None and had.namespaces == entry.namespaces:
        raise NotPermitted(say("the key {key} is enrolled for just that already", key=key.fingerprint))
    entries = [each for each in state.roster.entries if each is not had]
    roster = Roster(tuple(sorted([*entries, entry], key=lambda each: (each.person, each.key.fingerprint))))
    written(roster, parse_roster)
    return before, state.roots, roster
