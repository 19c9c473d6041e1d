"""Who may sign as what: the roster and the roots, each literally an OpenSSH allowed_signers text.

One line per key, `tanaka namespaces="nocustom-v1-accept,nocustom-v1-file" ssh-ed25519 AAAA…`. OpenSSH would read much
more (wildcards, quotes, options, comments); what it treats as syntax is refused here, so both read the same.

Which roster counts is decided by position in the log: the last `roster.set` before an event. A `roster.set` is
signed by as many distinct roots as were needed before it (at the start of the log: by its own roots), and every key
that it adds signs the same statement as proof that somebody holds it. Nobody alone lets in a key of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nocustom.ledger.namespaces import ENROLL, ROLES, ROSTER
from nocustom.ledger.sshsig import BadKey, PublicKey, parse_key, weak
from nocustom.words import Said, say

__all__ = ["BadRoster", "Entry", "Roster", "State", "added_keys", "parse_roots", "parse_roster"]

PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}\Z")
"""Ids of people; no character here means anything to allowed_signers."""

_LINE = re.compile(r'([^ ]+) namespaces="([^" ]+)" ([^ ]+ [^ ]+)\Z')
MOST_ROOTS = 3


class BadRoster(ValueError):
    """Not a roster we accept. `reason` is a stable slug, `line` counts from 1 (0: the whole text)."""

    def __init__(self, reason: str, line: int, said: Said) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.said = said


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a person, the roles of this key, the key."""

    person: str
    namespaces: tuple[str, ...]
    key: PublicKey

    @property
    def line(self) -> str:
        """The line without its LF."""
        return f'{self.person} namespaces="{",".join(self.namespaces)}" {self.key.line}'


@dataclass(frozen=True)
class Roster:
    """An allowed_signers text as read."""

    entries: tuple[Entry, ...] = ()
    by_key: Mapping[str, Entry] = field(init=False, repr=False, compare=False)
    """Entries by fingerprint."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {entry.key.fingerprint: entry for entry in self.entries})

    @property
    def text(self) -> str:
        """The allowed_signers text."""
        return "".join(entry.line + "\n" for entry in self.entries)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody with a key, once, in the order of the lines."""
        return tuple(dict.fromkeys(entry.person for entry in self.entries))

    def keys_of(self, person: str, namespace: str | None = None) -> tuple[PublicKey, ...]:
        """This person's keys, by default of all roles."""
        return tuple(
            entry.key
            for entry in self.entries
            if entry.person == person and (namespace is None or namespace in entry.namespaces)
        )

    def objection(self, person: str, key: PublicKey, namespace: str) -> tuple[str, Said] | None:
        """Why this signature does not count for this person in this role, or None where it does."""
        entry = self.by_key.get(key.fingerprint)
        if entry is None:
            return "unknown-key", say(
                "the key {key} is not in the roster of that moment", key=key.fingerprint
            )
        if entry.person != person:
            return "other-persons-key", say(
                "signed as `{person}` with the key of `{owner}`", person=person, owner=entry.person)  # fmt: skip
        if namespace not in entry.namespaces:
            return "role", say(
                "the key of `{person}` may not sign as `{namespace}`", person=person, namespace=namespace)  # fmt: skip
        return None


def parse_roster(text: str) -> Roster:
    """The roster in an allowed_signers text. Raises BadRoster."""
    return _read(text, ROLES)


def parse_roots(text: str) -> Roster:
    """The roots: one to three people with one key each, for `nocustom-v1-roster` alone. Raises BadRoster."""
    roots = _read(text, (ROSTER,))
    if len(roots.people) != len(roots.entries):
        raise BadRoster("roots", 0, say("a root has one key, so that two signatures are two people"))
    if not 1 <= len(roots.people) <= MOST_ROOTS:
        raise BadRoster(
            "roots",
            0,
            say("there are {count} roots; one, two or three people can be", count=len(roots.people)),
        )
    return roots


def _read(text: str, roles: tuple[str, ...]) -> Roster:
    entries: list[Entry] = []
    owners: dict[str, str] = {}
    if text and not text.endswith("\n"):
        raise BadRoster("last-line", text.count("\n") + 1, say("the last line does not end with a line feed"))
    for number, line in enumerate(text.split("\n")[:-1], 1):
        entry = _entry(line, number, roles)
        if entry.key.fingerprint in owners:
            raise BadRoster("key-twice", number, say(
                "the key {key} stands there already, for `{person}`",
                key=entry.key.fingerprint, person=owners[entry.key.fingerprint]))  # fmt: skip
        owners[entry.key.fingerprint] = entry.person
        entries.append(entry)
    return Roster(tuple(entries))


def _entry(line: str, number: int, roles: tuple[str, ...]) -> Entry:
    match = _LINE.match(line)
    if match is None:
        raise BadRoster("line", number, say('not of the form `person namespaces="…" ssh-ed25519 AAAA…`'))
    person, names, key_text = match.groups()
    if not PERSON.match(person):
        raise BadRoster("person", number, say("`{person}` can't be the id of a person", person=person))
    namespaces = tuple(names.split(","))
    for name in namespaces:
        if name not in roles:
            raise BadRoster("namespace", number, say("`{namespace}` is not a role here", namespace=name))
    if len(set(namespaces)) != len(namespaces):
        raise BadRoster("namespace", number, say("a role stands twice in one line"))
    try:
        key = parse_key(key_text)
    except BadKey as bad:
        raise BadRoster(bad.reason, number, bad.said) from None
    if weak(key):
        raise BadRoster(
            "weak-key", number, say("the key {key} is weak: anybody could sign with it", key=key.fingerprint)
        )
    entry = Entry(person, namespaces, key)
    if entry.line != line:
        raise BadRoster(
            "line", number, say("not written as the roster writes it; look for invisible characters")
        )
    return entry


@dataclass(frozen=True)
class State:
    """Roots and roster in force at one position of the log, and whose every key ever was."""

    roots: Roster = field(default_factory=Roster)
    roster: Roster = field(default_factory=Roster)
    owners: Mapping[str, str] = field(default_factory=dict)
    """Fingerprint to person, of every key that ever stood in a roster: a key never changes hands."""

    @property
    def threshold(self) -> int:
        """How many distinct roots sign the next `roster.set`."""
        return 1 if len(self.roots.people) == 1 else 2

    @property
    def provisional(self) -> bool:
        """Whether a single person can change the roster; approvals then do not count as in force."""
        return len(self.roots.people) < 2

    def objection(self, person: str, key: PublicKey, namespace: str) -> tuple[str, Said] | None:
        """Why this signature does not count here and now, or None where it does: as the roster says, in plainer words
        for a key that was in it once."""
        if self.revoked(key.fingerprint):
            return "revoked-key", say(
                "the key {key} of `{person}` was revoked: what it signed before stays, it signs nothing more",
                key=key.fingerprint, person=self.owners[key.fingerprint])  # fmt: skip
        return self.roster.objection(person, key, namespace)

    def revoked(self, fingerprint: str) -> bool:
        """Whether the key stood in a roster or among the roots once, and no longer does."""
        return (
            fingerprint in self.owners
            and fingerprint not in self.roster.by_key
            and fingerprint not in self.roots.by_key
        )

    def succeeded_by(self, roots: Roster, roster: Roster) -> State:
        """The state with these texts in force. Raises BadRoster when a key would serve a second person, or a root's key
        something else."""
        for fingerprint in roots.by_key:
            if fingerprint in roster.by_key:
                raise BadRoster("roots-key", 0, say(
                    "the key {key} is a root's, and a root has a key for nothing else", key=fingerprint))  # fmt: skip
        owners = dict(self.owners)
        for entry in (*roots.entries, *roster.entries):
            owner = owners.setdefault(entry.key.fingerprint, entry.person)
            if owner != entry.person:
                raise BadRoster("key-of-another", 0, say(
                    "the key {key} is or was that of `{owner}`, not of `{person}`",
                    key=entry.key.fingerprint, owner=owner, person=entry.person))  # fmt: skip
        return State(roots, roster, owners)


def added_keys(before: State, roster: Roster) -> dict[str, Entry]:
    """The keys that this roster adds to the one before it, by fingerprint, sorted: the statement names them."""
    return {key: entry for key, entry in sorted(roster.by_key.items()) if key not in before.roster.by_key}


def table_objections(state: State, signers: Iterable[tuple[str, str, PublicKey]]) -> list[tuple[str, Said]]:
    """Why these signatures, (person, namespace, key) each, are not those of as many roots as it takes."""
    problems: list[tuple[str, Said]] = []
    signed: set[str] = set()
    for person, namespace, key in signers:
        objection = state.roots.objection(person, key, namespace)
        if objection is not None:
            problems.append(objection)
        elif person in signed:
            problems.append(("root-twice", say("the root `{person}` signed twice", person=person)))
        signed.add(person)
    if not problems and len(signed) < state.threshold:
        said = say("signed by {count} of the {needed} roots it needs", count=len(signed), needed=state.threshold)
        problems.append(("threshold", said))
    return problems


def roster_objections(
    before: State, roots: Roster, roster: Roster, added: object, signers: Iterable[tuple[str, str, PublicKey]]
) -> list[tuple[str, Said]]:
    """Why this `roster.set` does not count: `signers` are (person, namespace, key) of its good signatures."""
    problems: list[tuple[str, Said]] = []
    genesis = not before.roots.entries
    judges = roots if genesis else before.roots
    threshold = State(judges).threshold
    new = added_keys(before, roster)
    # A root that is new shows that somebody holds it by signing as a root, or else like every other key.
    fresh = {**{key: entry for key, entry in roots.by_key.items() if key not in before.roots.by_key}, **new}
    if added != list(new):
        problems.append(("added", say("the list of added keys is not what these texts add")))
    signed: set[str] = set()
    proven: set[str] = set()
    for person, namespace, key in signers:
        if namespace == ROSTER:
            objection = judges.objection(person, key, ROSTER)
            if objection is not None:
                problems.append(objection)
            elif person in signed:
                problems.append(("root-twice", say("the root `{person}` signed twice", person=person)))
            else:
                signed.add(person)
            if key.fingerprint not in new:
                proven.add(key.fingerprint)
        elif namespace == ENROLL:
            entry = fresh.get(key.fingerprint)
            if entry is None or entry.person != person:
                problems.append(("enroll", say("{key} proves possession of no added key of `{person}`",
                                               key=key.fingerprint, person=person)))  # fmt: skip
            else:
                proven.add(key.fingerprint)
    for person in sorted({entry.person for entry in new.values()}):
        if signed == {person}:
            problems.append(("own-hand", say(
                "nobody countersigns their own key: beside `{person}` another root signs", person=person)))  # fmt: skip
    if len(signed) < threshold:
        problems.append(("threshold", say(
            "signed by {count} of the {needed} roots it needs", count=len(signed), needed=threshold)))  # fmt: skip
    for fingerprint, entry in fresh.items():
        if fingerprint not in proven:
            problems.append(("enroll", say(
                "the new key {key} of `{person}` did not sign", key=fingerprint, person=entry.person)))  # fmt: skip
    return problems
