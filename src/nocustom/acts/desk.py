"""The desk at which an act is done: the ledger, the world it amounts to, what is adopted, and the person who signs.

Acts judge by what is adopted, never by what merely lies on disk. Every signed act is a ceremony: the whole text is
shown, the person answers, `ssh-keygen` signs, the ledger's own verification looks at the line, then it is written.
Or it ends before the signature, with the statement in a file: the person signs that, and `ledger ingest` records it.
"""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

from nocustom.acts.assess import Adoption
from nocustom.acts.outbox import Outbox, message
from nocustom.acts.prepared import prepare, vacant
from nocustom.acts.workspace import Workspace, policy_of
from nocustom.errors import Exit, NocustomError, NotJudged, NotPermitted
from nocustom.files.document import document
from nocustom.form.catalogue import Catalogue
from nocustom.form.directory import Directory
from nocustom.judge.derive import Setting
from nocustom.judge.policy import Policy
from nocustom.judge.verdict import Judge
from nocustom.ledger import signing
from nocustom.ledger.event_line import Draft, RawSignature, statement
from nocustom.ledger.judging import documents
from nocustom.ledger.ledger import Appended, Ledger
from nocustom.ledger.mirror import Mirror
from nocustom.ledger.mirror_store import elsewhere
from nocustom.ledger.vouching import vouch
from nocustom.life import texts
from nocustom.life.act import BY_TYPE, namespaces
from nocustom.life.case import Case, World
from nocustom.life.course import Papers
from nocustom.life.people import People
from nocustom.life.sheet import Sheet
from nocustom.words import Bilingual, Said, say

__all__ = ["Aborted", "Desk", "Reader", "Signer", "follow_up", "mirror_of", "mirrored", "outbox_of"]

Clock = Callable[[], datetime]


class Aborted(NocustomError):
    """The person stopped a ceremony. Nothing was written."""

    exit = Exit.INTERRUPTED


class Reader(Protocol):
    """The person at the terminal: reads a text, answers a question. Tests and the demonstration play one."""

    lang: str
    in_person: bool
    """Whether the person confirms here what is signed; False where a statement is written to be signed elsewhere."""

    def read(self, text: str) -> None:
        """Show a text in full."""

    def answer(self, question: Said) -> str:
        """Ask; the answer without white space around it. Raises NotPermitted where there is no terminal."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who acts: a person of the people file, with the key file to sign with (None: only unsigned acts)."""

    person: str
    keyfile: Path | None
    acting_for: str | None = None


@dataclass
class Desk:
    """One workspace's ledger, open for one command. Use it in a `with` statement."""

    workspace: Workspace
    clock: Clock
    ledger: Ledger
    statement: Path | None = None
    """Where the statement of an act goes, to be signed elsewhere; None: it is signed and recorded here."""
    outbox: Outbox | None = None
    """Where acts go on a PC that is not the ledger's."""
    mirror: Mirror | None = None
    """What follows each act at the host, where it has one."""
    sheets: list[Sheet] = field(default_factory=list)
    """Every sheet that was made at this desk: so that a code taken from another one is told."""

    @classmethod
    def open(
        cls, workspace: Workspace, clock: Clock, *, writable: bool = False, statement: Path | None = None,
        at_host: bool = False,
    ) -> Desk:  # fmt: skip
        """The desk with the ledger as it is; with a `statement` nothing is ever appended.

        NotJudged where there is no ledger yet, Broken where it is damaged; NotPermitted where this PC is not the
        ledger's and what is to be done is done `at_host`.
        """
        if at_host and not workspace.is_host:
            raise elsewhere()
        if statement is not None:
            vacant(statement)
            writable = False
        ledger = Ledger.open(workspace.begun_ledger, origin=workspace.origin, writable=writable)
        outbox = None if workspace.is_host or statement is not None else outbox_of(workspace)
        try:
            mirror = mirrored(workspace, ledger) if writable and workspace.is_host else None
            if not workspace.is_host and workspace.mirror is not None:
                vouch(workspace.mirror, ledger, workspace.ledger_shown)
        except BaseException:
            ledger.close()
            raise
        return cls(workspace, clock, ledger, statement, outbox, mirror)

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    @property
    def world(self) -> World:
        """What the ledger says now."""
        return self.ledger.world

    @cached_property
    def papers(self) -> Papers:
        """The files beside the ledger, parsed."""
        return documents(self.ledger.blobs)

    @property
    def now(self) -> datetime:
        """This instant at the organisation's offset; a clock that was set back stands at the ledger's last line."""
        now, last = self.workspace.now(self.clock()), self.ledger.ts
        return now if last is None else max(now, datetime.fromisoformat(last))

    @property
    def today(self) -> date:
        """Today at the organisation's offset."""
        return self.now.date()

    def case(self, name: str) -> Case:
        """The case with this number or request key. NotJudged where the ledger has none."""
        world = self.world
        number = world.keys.get(name, name)
        case = world.cases.get(number)
        if case is None:
            raise NotJudged(
                say("the ledger has no request `{name}`", name=name),
                say("`nocustom queue` lists the open ones; `nocustom submit PATH` files one"),
            )
        return case

    @property
    def adoption(self) -> Adoption:
        """The digests of what is adopted. NotPermitted where policy, systems or people are not adopted yet."""
        world = self.world
        missing = world.not_adopted()
        if missing or not (world.policy and world.catalogue and world.people_version):
            raise NotPermitted(
                say("not adopted yet: {names}", names=missing),
                say("`nocustom policy adopt` adopts what lies in policies/"),
            )
        return Adoption(world.policy.sha256, world.catalogue.sha256, world.people_version.sha256)

    def adopted(
        self, day: date, adoption: Adoption | None = None, filed_on: date | None = None
    ) -> tuple[Judge, Setting]:
        """The judge of the adopted policy on a day, with the adopted catalogues; `adoption` names earlier ones.

        `filed_on` is the day the request was filed, where that is not the day it is judged.

        NotJudged where the ledger never adopted that policy, or one of the files is not beside it.
        """
        adoption = adoption or self.adoption
        policy = next((each for each in self.world.policies if each.sha256 == adoption.policy), None)
        if policy is None:
            raise NotJudged(say("the policy {digest} was never adopted", digest=adoption.policy))
        judge = Judge(_policy(tuple((row["name"], self.ledger.blobs.get(row["sha256"])) for row in policy.layers)), day)
        systems, people = (
            document(self.ledger.blobs.get(sha), shown=name).values
            for sha, name in ((adoption.systems, "systems.toml"), (adoption.people, "people.toml"))
        )
        return judge, Setting(Catalogue(systems), Directory(people), day, filed_on or day, judge.values)

    def people_at(self, seq: int) -> People | None:
        """The people document that was adopted before that line; None where there was none, or it can't be read."""
        earlier = [version for version in self.world.people_versions if version.seq <= seq]
        document = self.papers(earlier[-1].sha256) if earlier else None
        return None if document is None else People(document)

    def signer(self, keyfile: Path | None, me: str | None, acting_for: str | None = None) -> Signer:
        """Who is acting: the person whose key this is, or without a key the person named by `--me`.

        NotPermitted where the key is in nobody's name, or in another's.
        """
        if keyfile is None:
            if me is None:
                raise NotPermitted(
                    say("who are you?"),
                    say(
                        "name your key with `--key FILE` or NOCUSTOM_KEY; your id with `--me ID` or NOCUSTOM_ME"
                    ),
                )
            return Signer(me, None, acting_for)
        key = signing.public_key_of(keyfile)
        person = self.world.holders.get(key.fingerprint)
        if person is None:
            raise NotPermitted(
                say("the key {key} is in nobody's name", key=key.fingerprint),
                say("`nocustom people enroll PERSON` enters it in the roster"),
            )
        if me is not None and me != person:
            raise NotPermitted(
                say(
                    "the key {key} is that of `{person}`, not of `{me}`",
                    key=key.fingerprint,
                    person=person,
                    me=me,
                )
            )
        if self.ledger.state.revoked(key.fingerprint):
            raise NotPermitted(
                say("the key {key} of `{person}` was revoked: what it signed before stays, it signs nothing more",
                    key=key.fingerprint, person=person),
                say("use another key of yours, or have a new one enrolled: `nocustom people enroll {person}`",
                    person=person))  # fmt: skip
        return Signer(person, keyfile, acting_for)

    def about(self, case: Case) -> dict[str, Any]:
        """What every statement about a request binds: number, key, revision and the four digests."""
        return {"request": case.number, "key": case.key, "rev": case.revision.rev, **case.revision.digests._asdict()}

    def text_of(self, act: str, signer: Signer, lang: str, content: dict[str, Any], title: str = "") -> str:
        """The first-person text of an act, as `life` renders it and every verifier renders it again."""
        return texts.text(
            {
                "act": act,
                "ledger": self.workspace.origin,
                "by": signer.person,
                "acting_for": signer.acting_for,
                "lang": lang,
                **content,
            },
            title,
        )

    def role(self, act: str, signer: Signer) -> str:
        """The namespace this person signs the act in: where there is a choice, the first their key is enrolled for."""
        names = namespaces(BY_TYPE[act].space)
        if len(names) > 1 and signer.keyfile is not None:
            key, state = signing.public_key_of(signer.keyfile), self.ledger.state
            names = tuple(each for each in names if state.objection(signer.person, key, each) is None) or names
        return names[0]

    def sign_and_record(
        self,
        act: str,
        stream: str,
        signer: Signer,
        lang: str,
        text: str,
        content: dict[str, Any],
        ver: int | None = None,
        files: Sequence[bytes] = (),
    ) -> Appended:
        """Have `ssh-keygen` sign the statement, and append the event with its files. The ceremony has happened before.

        NotPermitted where the key may not be used for this act, or the rules refuse the event; Prepared where the
        statement was written to be signed elsewhere, and nothing was recorded; Sent as `record` does.
        """
        if signer.keyfile is None:
            raise keyless()
        ns = self.role(act, signer)
        line = statement(
            act,
            ledger=self.workspace.origin,
            by=signer.person,
            acting_for=signer.acting_for,
            seen=self.ledger.seen(),
            lang=lang,
            text=text,
            **content,
        )
        if self.statement is not None:
            raise prepare(self.statement, signer.person, ns, signer.keyfile, line, files)
        expected = [key for key, person in self.world.holders.items() if person == signer.person]
        signature = signing.sign(signer.keyfile, ns, line.encode(), expected=expected)
        draft = Draft(act, stream, line, (RawSignature(signer.person, ns, signature),), ver=ver)
        return self.record(draft, files)

    def record(self, draft: Draft, files: Sequence[bytes] = ()) -> Appended:
        """Append an event with its files. On a PC that is not the ledger's: Sent, once it would be recorded."""
        if self.outbox is None:
            return self.ledger.append(draft, self.now, files=files)
        self.ledger.rehearse(draft, self.now, files)
        raise self.outbox.post(message(draft, self.workspace.origin, secrets.token_hex(16), files), self.now)

    def titles(self) -> dict[str, Bilingual]:
        """The rules' titles by id, of the adopted policy."""
        judge, _ = self.adopted(self.today)
        return {rule.id: rule.title for rule in judge.policy.rules()}

    def next_version(self, case: Case) -> int:
        """The version that a case's next event becomes, as the person saw it: what came meanwhile stops the act."""
        return self.ledger.version(case.number) + 1


@lru_cache(maxsize=8)
def _policy(files: tuple[tuple[str, bytes], ...]) -> Policy:
    """The policy in layers of these names: an act asks for the same one more than once."""
    return policy_of({name: document(data, shown=name) for name, data in files})


def mirrored(workspace: Workspace, ledger: Ledger) -> Mirror | None:
    """Have the mirror follow whatever is recorded, where the workspace has one. Broken where it knows more."""
    mirror = mirror_of(workspace, ledger)
    if mirror is not None:
        mirror.ready()
        ledger.follow = mirror.follow
    return mirror


def follow_up(workspace: Workspace) -> None:
    """Have the mirror follow a ledger that was just put in its place; a server that is lost then is told of."""
    try:
        with Ledger.open(workspace.begun_ledger, origin=workspace.origin, writable=True) as ledger:
            mirrored(workspace, ledger)
    except NotJudged as error:
        Mirror.remarks.append((
            error.said, say("what is recorded stays recorded; the next command at the host catches up")))  # fmt: skip


def mirror_of(workspace: Workspace, ledger: Ledger) -> Mirror | None:
    """The mirror that the workspace names; None where it names none."""
    folder, place = workspace.mirror, workspace.ledger
    if folder is None:
        return None
    lock = place.files.parent / "mirror" if place.path is None else place.path.with_name(place.path.name + ".mirror")
    return Mirror(folder, ledger, lock, workspace.shown(folder), workspace.host_key)


def outbox_of(workspace: Workspace) -> Outbox:
    """What is sent from this PC. NotJudged where the settings do not name the share."""
    inbox, mirror = workspace.inbox, workspace.mirror
    if workspace.is_host or inbox is None or mirror is None:
        raise RuntimeError("the host sends nothing")
    return Outbox(workspace.outbox, inbox, mirror, workspace.shown(inbox))


def keyless() -> NotPermitted:
    """A signed act without a key."""
    return NotPermitted(
        say("this act is signed: it needs your key"), say("name it with `--key FILE` or NOCUSTOM_KEY")
    )


def os_user() -> str:
    """The operating system's name for who is at the keyboard; shown with unsigned acts, never believed."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def confirm_by_name(reader: Reader, name: str) -> str:
    """Have the person type the name that stands in the text. Anything else, an empty line too, stops the act.

    Where the statement is signed elsewhere, that signature is the answer.
    """
    if not reader.in_person:
        return name
    typed = reader.answer(say("Type your name `{name}` to sign, or Enter to stop", name=name))
    if "".join(typed.split()) != "".join(name.split()):
        raise stopped()
    return typed


def stopped() -> Aborted:
    """The person did not confirm."""
    return Aborted(say("stopped; nothing was written"))
