"""What happens when a request is filed, or its next revision.

    the file is read, and judged by what is adopted, not by what lies in policies/     findings: nothing is written
    the rules say whether it may be filed by this person, now                          otherwise nothing is written
    signed, where a key is given: text, typed name, signature; else marked as unsigned
    file and assessment are kept beside the ledger, then the event names them

Filing is not asking for leave: a refused or incomplete request may be filed too, and gets its number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from nocustom.acts.adopt import differing
from nocustom.acts.assess import as_json, assessment, material
from nocustom.acts.check import Checked, judge_document
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name, keyless, os_user
from nocustom.acts.find import is_number, request_paths
from nocustom.acts.history import history
from nocustom.acts.rehearse import refusal
from nocustom.errors import Changed, NocustomError, NotJudged, NotPermitted
from nocustom.files.document import Document
from nocustom.judge.derive import Setting
from nocustom.judge.verdict import Judgement
from nocustom.ledger import signing
from nocustom.ledger.canonical import NotCanonical
from nocustom.ledger.event_line import Draft, statement
from nocustom.ledger.ledger import Appended
from nocustom.ledger.namespaces import FILE
from nocustom.life.act import BY_TYPE, State
from nocustom.life.case import Case, next_number
from nocustom.life.event import Event, Signature
from nocustom.life.lead_time import waived
from nocustom.life.problem import Problem
from nocustom.life.rules import Rules
from nocustom.words import say

__all__ = ["Submitted", "assessed", "file_named", "judged", "submit"]

ACT = "request.filed"


@dataclass(frozen=True)
class Submitted:
    """The request is in the ledger: number, revision, what the engine said of it, and who is next."""

    number: str
    rev: int
    by: str
    signed: bool
    path: str
    judgement: Judgement
    checked: Checked
    differs: tuple[str, ...]
    """Parts whose files on disk are not what is adopted: the verdict is by what is adopted."""
    owner: str
    waived: tuple[str, ...]
    """The rules on the lead time that only an urgent approval waives."""
    receipt: Appended


@dataclass(frozen=True)
class _Filing:
    """All that an event of filing needs, before it is written."""

    case: Case | None
    number: str
    content: dict[str, Any]
    paper: bytes
    document: Document
    ver: int


def submit(desk: Desk, path: Path, keyfile: Path | None, me: str | None, reader: Reader) -> Submitted:
    """File the request in `path`. Without a key it is filed unsigned, in the name of the requester that stands in it.

    Raises NotJudged with findings where the file is no request that can be judged, NotPermitted where it may not be
    filed (by this person, in this state, unchanged), Changed where somebody else filed at the same moment.
    """
    if desk.statement is not None and keyfile is None:
        raise keyless()
    document = desk.workspace.read(path)
    try:
        return _submit(desk, document, keyfile, me, reader)
    except Changed:
        if keyfile is not None:
            raise
        # Nobody signed anything for a certain position: what was filed meanwhile only takes the number.
        return _submit(desk, document, keyfile, me, reader)


def file_named(desk: Desk, target: str) -> Path:
    """The file that a path, a request's key or its number names."""
    if is_number(target):
        target = desk.case(target).key
    (path,) = request_paths(desk.workspace, [target])
    return path


def _submit(desk: Desk, document: Document, keyfile: Path | None, me: str | None, reader: Reader) -> Submitted:
    checked, setting = judged(desk, document, desk.today)
    judgement = checked.judgement
    if judgement is None:
        raise _unfit(document, checked)
    signer = _filer(desk, document, keyfile, me)
    paper = _paper(desk, document, judgement, setting)
    filing = _filing(desk, document, paper)
    _rehearsed(desk, filing, signer)
    receipt = _recorded(desk, filing, signer, reader)
    owner = document.values.get("verification", {}).get("owner", "")
    return Submitted(
        filing.number, filing.content["rev"], signer.person, signer.keyfile is not None, document.shown, judgement,
        checked, tuple(_differing(desk)), owner, waived(desk.case(filing.number).revision.assessment), receipt,
    )  # fmt: skip


def judged(
    desk: Desk, document: Document, day: date, filed_on: date | None = None
) -> tuple[Checked, Setting]:  # fmt: skip
    """What the adopted policy says of a request on that day, with what the ledger knows of earlier ones.

    `filed_on` is the day of its filing, where that was another.
    """
    judge, setting = desk.adopted(day, filed_on=filed_on)
    checked = judge_document(document, judge, setting)
    if checked.judgement is None:
        return checked, setting
    known = history(desk.world, document.values, setting, day)
    return judge_document(document, judge, setting._replace(history=known)), setting


def assessed(desk: Desk, document: Document, day: date) -> bytes:
    """The assessment that filing this document on that day records. NotJudged where it can't be judged."""
    checked, setting = judged(desk, document, day)
    if checked.judgement is None:
        raise _unfit(document, checked)
    return _paper(desk, document, checked.judgement, setting)


def _unfit(document: Document, checked: Checked) -> NotJudged:
    return NotJudged(
        say("`{path}` can't be filed: {count} mistakes in the form", path=document.shown, count=len(checked.findings)),
        say("mend the file and run `nocustom check {path}`", path=document.shown),
        findings=checked.findings)  # fmt: skip


def _paper(desk: Desk, document: Document, judgement: Judgement, setting: Setting) -> bytes:
    try:
        return assessment(document, judgement, setting, desk.adoption)
    except NotCanonical as bad:
        raise NotJudged(
            say("`{path}` can't be filed: its content has no canonical form", path=document.shown), bad.said) from None


def _filer(desk: Desk, document: Document, keyfile: Path | None, me: str | None) -> Signer:
    """Who files: the requester of the file, and nobody in another's name."""
    requester = document.values["request"]["requester"]
    signer = Signer(me or requester, None) if keyfile is None else desk.signer(keyfile, me)
    if signer.person != requester:
        raise NotPermitted(
            say("`{person}` can't file a request of `{requester}`", person=signer.person, requester=requester),
            say("the requester files it, or the file names `{person}` in request.requester",
                person=signer.person))  # fmt: skip
    return signer


def _filing(desk: Desk, document: Document, paper: bytes) -> _Filing:
    key, world = document.values["request"]["key"], desk.world
    case = world.cases.get(world.keys.get(key, ""))
    if case is not None:
        _may_follow(desk, case, document)
    number = next_number(world, desk.today) if case is None else case.number
    content = {
        "request": None if case is None else number, "key": key, "rev": 1 if case is None else case.revision.rev + 1,
        "file_sha256": document.sha256, "material_sha256": sha256(material(document.values)).hexdigest(),
        "assessment_sha256": sha256(paper).hexdigest(), "policy_sha256": desk.adoption.policy,
        "filed_on": desk.today.isoformat(),
    }  # fmt: skip
    # A new request is the first line of its number: if somebody else's has come there meanwhile, it has changed.
    ver = 1 if case is None else desk.next_version(case)
    return _Filing(case, number, content, paper, document, ver)


def _may_follow(desk: Desk, case: Case, document: Document) -> None:
    """A further revision: of a request that was returned or declined, and another one than the last."""
    if case.state not in BY_TYPE[ACT].before:
        hints = [say("`nocustom request show {number}` tells how it stands", number=case.number)]
        if case.state in (State.FILED, State.OWNER_PENDING, State.REVIEW):
            hints.insert(0, say("to change it, ask the CIO office to return it, or withdraw it and file a new one"))
        else:
            hints.insert(0, say("`nocustom request new` begins another request"))
        raise NotPermitted(
            say("{number} is {state}: no revision can be filed now", number=case.number, state=case.state.label),
            *hints)  # fmt: skip
    last = case.revision
    before = desk.papers(last.file_sha256)
    now = desk.adoption
    recorded = desk.papers(last.assessment_sha256) or {}
    judged_by = (recorded.get("policy_sha256"), recorded.get("systems_sha256"), recorded.get("people_sha256"))
    same = last.file_sha256 == document.sha256 or as_json(before) == as_json(document.values)
    if same and judged_by == now:
        raise NotPermitted(
            say("nothing has changed since revision {rev} of {number}", rev=last.rev, number=case.number),
            say("it was returned or declined for a reason: `nocustom request show {number}`", number=case.number),
            say("change `{path}` and submit it again", path=document.shown))  # fmt: skip


def _rehearsed(desk: Desk, filing: _Filing, signer: Signer) -> None:
    """Ask the rules before anybody reads or signs anything."""

    def papers(digest: str) -> dict[str, Any] | None:
        if digest == filing.content["assessment_sha256"]:
            parsed: dict[str, Any] = json.loads(filing.paper)
            return parsed
        return desk.papers(digest)

    body, stmt, sigs = {**filing.content, "by": signer.person, "os_user": os_user()}, None, list[Signature]()
    if signer.keyfile is not None:
        key = signing.public_key_of(signer.keyfile)
        objection = desk.ledger.state.objection(signer.person, key, FILE)
        if objection is not None:
            raise NotPermitted(
                objection[1], say("`nocustom people enroll` enters a key in the roster, with its roles"))
        stmt = json.loads(statement(
            ACT, ledger=desk.workspace.origin, by=signer.person, seen=desk.ledger.seen(), lang="en",
            text=desk.text_of(ACT, signer, "en", filing.content, filing.document.values["request"]["title"]),
            **filing.content))  # fmt: skip
        body, sigs = {}, [Signature(signer.person, FILE, key.fingerprint)]
    event = Event(
        desk.world.size, "", desk.ledger.leaf, filing.number, filing.ver, ACT, desk.now.isoformat(timespec="seconds"),
        body, stmt, tuple(sigs))  # fmt: skip
    problems = Rules(papers, desk.workspace.origin, desk.world).problems(event)
    if problems:
        desk.ledger.unchanged(filing.number, filing.ver)
        if problems[0].code == "unsigned":
            problems = (Problem("unsigned", say("{number} was accepted once, so it is filed with a key from now on",
                                                number=filing.number),
                                (say("name yours with `--key FILE` or NOCUSTOM_KEY"),)),)  # fmt: skip
        raise refusal(say("`{path}` can't be filed", path=filing.document.shown), problems)


def _recorded(desk: Desk, filing: _Filing, signer: Signer, reader: Reader) -> Appended:
    files = [filing.document.data, filing.paper]
    if signer.keyfile is None:
        body = {**filing.content, "by": signer.person, "os_user": os_user()}
        return desk.record(Draft(ACT, filing.number, body=body, ver=filing.ver), files)
    title = filing.document.values["request"]["title"]
    text = desk.text_of(ACT, signer, reader.lang, filing.content, title)
    reader.read(text)
    confirm_by_name(reader, desk.world.people.name(signer.person) if desk.world.people else signer.person)
    return desk.sign_and_record(ACT, filing.number, signer, reader.lang, text, filing.content, filing.ver, files)


def _differing(desk: Desk) -> list[str]:
    try:
        return differing(desk)
    except NocustomError:
        return []  # files that can't be read now were not needed to judge by what is adopted
