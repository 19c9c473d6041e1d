"""Adopt what lies in policies/: from then on acts judge by it, whatever becomes of the files.

    read and check everything that is to be adopted; nothing is signed while one of the files has a mistake
    people and systems first, then the policy: what changes, the text, the typed name, the signature, the event
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nocustom.acts.assess import layer_rows, policy_digest
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name, keyless
from nocustom.acts.drift import STREAMS, digests
from nocustom.errors import NotPermitted, Usage
from nocustom.files.document import Document, document
from nocustom.judge.verdict import Judge
from nocustom.ledger import signing
from nocustom.ledger.ledger import Appended
from nocustom.life.act import BY_TYPE, namespace
from nocustom.life.adoption import not_adopting
from nocustom.life.case import ADOPTED as NAMES
from nocustom.life.problem import Problem
from nocustom.locale import speak
from nocustom.words import Bilingual, Said, say

__all__ = ["NAMES", "PARTS", "Adopted", "Adopting", "Change", "adopt", "changes_text", "differing"]

PARTS = {"people": "people.adopted", "systems": "catalogue.adopted", "policy": "policy.adopted"}
"""What can be adopted, in the order in which it is, and by which act."""


class Change(NamedTuple):
    """One thing that is new, gone or different: a layer, a rule, a value, a system, a person, …"""

    sign: str
    """`+`, `-` or `*`."""
    what: Said | str


@dataclass(frozen=True)
class Adopting:
    """One part that is about to be adopted: the content of its event, its files, and what changes by it."""

    part: str
    content: dict[str, Any]
    files: tuple[Document, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Adopted:
    """One part that was adopted."""

    part: str
    appended: Appended
    changes: tuple[Change, ...]


def differing(desk: Desk) -> list[str]:
    """The parts whose files on disk are not what is adopted, in the order of adoption; all where nothing is adopted.

    Raises NotJudged where a file can't be read: whether it differs can't be told then.
    """
    world = desk.world
    now = {"people": world.people_version, "systems": world.catalogue, "policy": world.policy}
    here = digests(desk.workspace)
    return [part for part, adopted in now.items() if adopted is None or adopted.sha256 != here[part]()]


def adopt(desk: Desk, parts: Sequence[str], signer: Signer, reader: Reader) -> list[Adopted]:
    """Adopt these parts (none: all that differ), each in a ceremony of its own.

    Raises NotJudged with findings where one of the files has a mistake, NotPermitted where key or post are for another
    part (where no part is named: only when for none of those that differ), Aborted where the name is not typed.
    """
    wanted = [part for part in PARTS if part in (parts or differing(desk))]
    mine = [part for part in wanted if parts or (
        _key_is_for(desk, part, signer) and not _other_post(desk, part, signer))]  # fmt: skip
    if desk.statement is not None and len(mine or wanted) > 1:
        raise Usage(
            say("one statement adopts one part, and here are {parts}", parts=[NAMES[part] for part in mine or wanted]),
            say("`nocustom policy adopt {part} --statement FILE`", part=(mine or wanted)[0]))  # fmt: skip
    for part in mine or wanted:
        if not _key_is_for(desk, part, signer):
            raise _not_theirs(part, signer)
        if (problem := _other_post(desk, part, signer)) is not None:
            raise NotPermitted(problem.said, *problem.hints)
    ready = [_ADOPTING[part](desk) for part in mine]
    name = desk.world.people.name(signer.person) if desk.world.people else desk.workspace.people.name(signer.person)
    return [_adopted(desk, each, signer, reader, name) for each in ready]


def _adopted(desk: Desk, adopting: Adopting, signer: Signer, reader: Reader, name: str) -> Adopted:
    act, stream, lang = PARTS[adopting.part], STREAMS[adopting.part], reader.lang
    version = desk.ledger.version(stream) + 1
    text = desk.text_of(act, signer, lang, adopting.content)
    reader.read(changes_text(adopting, lang, same=adopting.part not in differing(desk)) + "\n")
    reader.read(text)
    confirm_by_name(reader, name)
    files = [file.data for file in adopting.files]
    appended = desk.sign_and_record(act, stream, signer, lang, text, adopting.content, version, files)
    return Adopted(adopting.part, appended, adopting.changes)


def changes_text(adopting: Adopting, lang: str, *, same: bool) -> str:
    """What changes, in lines, for whoever is asked to adopt it; `same`: it is what is adopted, to the last byte."""
    head = speak(say("What changes in the {part}", part=NAMES[adopting.part]), lang)
    rows = [f"  {change.sign} {speak(change.what, lang)}" for change in adopting.changes]
    none = say("nothing: it is what is adopted already") if same else say("only comments or the order of entries")
    return "\n".join([head, *(rows or ["  " + speak(none, lang)])]) + "\n"


def _key_is_for(desk: Desk, part: str, signer: Signer) -> bool:
    """Whether the roster gives this key the role."""
    if signer.keyfile is None:
        raise keyless()
    key = signing.public_key_of(signer.keyfile)
    ns = namespace(BY_TYPE[PARTS[part]].space)
    return desk.ledger.state.objection(signer.person, key, ns) is None


def _other_post(desk: Desk, part: str, signer: Signer) -> Problem | None:
    """Why the part is not adopted by a person in this post; None where it is."""
    row = BY_TYPE[PARTS[part]]
    return not_adopting(desk.world, row, signer.person, signer.acting_for, desk.today, desk.papers)


def _not_theirs(part: str, signer: Signer) -> NotPermitted:
    if part == "policy":
        return NotPermitted(
            say("the policy is adopted by the CIO, and the key of `{person}` is not for decisions",
                person=signer.person),
            say("`nocustom policy adopt policy` with a key enrolled for `decision`"))  # fmt: skip
    return NotPermitted(
        say("the {part} are adopted by the CIO office, and the key of `{person}` is not the office's",
            part=NAMES[part], person=signer.person),
        say("`nocustom policy adopt {part}` with a key enrolled for `office`", part=part))  # fmt: skip


def _people(desk: Desk) -> Adopting:
    file = desk.workspace.people_document
    adopted = desk.world.people_version
    before = document(desk.ledger.blobs.get(adopted.sha256), shown="people.toml").values if adopted else {}
    return Adopting("people", {"sha256": file.sha256}, (file,),
                    _entries(before, file.values, ("department", "post", "person")))  # fmt: skip


def _systems(desk: Desk) -> Adopting:
    file = desk.workspace.systems_document
    adopted = desk.world.catalogue
    before = document(desk.ledger.blobs.get(adopted.sha256), shown="systems.toml").values if adopted else {}
    return Adopting("systems", {"sha256": file.sha256}, (file,), _entries(before, file.values, ("system",)))


def _policy(desk: Desk) -> Adopting:
    workspace = desk.workspace
    Judge(workspace.policy, desk.today)  # a policy by which nothing can be judged today is not adopted
    rows = layer_rows([*workspace.policy.layers.values()])
    files = tuple(workspace.layer_documents[row["name"]] for row in rows)
    adopted = desk.world.policy.layers if desk.world.policy else ()
    before = [document(desk.ledger.blobs.get(row["sha256"]), shown=row["name"]) for row in adopted]
    return Adopting("policy", {"layers": rows, "policy_sha256": policy_digest(rows)}, files,
                    tuple(_policy_changes(before, files)))  # fmt: skip


_ADOPTING = {"people": _people, "systems": _systems, "policy": _policy}


_KINDS = {
    "department": Bilingual("部署", "departments"),
    "post": Bilingual("職", "posts"),
    "person": Bilingual("職員", "people"),
    "system": Bilingual("システム", "systems"),
    "rule": Bilingual("規則", "rules"),
    "value": Bilingual("値", "values"),
}


def _entries(before: Mapping[str, Any], after: Mapping[str, Any], tables: Iterable[str]) -> tuple[Change, ...]:
    found: list[Change] = []
    for table in tables:
        old, new = _by_id(before.get(table, ())), _by_id(after[table])
        found += _compared(table, old, new)
    return tuple(found)


def _by_id(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return found


def _compared(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Change]:
    for sign, ids in (
        ("+", [each for each in new if each not in old]),
        ("-", [each for each in old if each not in new]),
        ("*", [each for each in new if each in old and old[each] != new[each]]),
    ):
        if ids:
            yield Change(sign, say("{kind}: {ids}", kind=_KINDS[what], ids=", ".join(ids)))


def _policy_changes(before: Sequence[Document], after: Sequence[Document]) -> Iterable[Change]:
    old = {each.values["policy"]["id"]: each for each in before}
    for layer in after:
        head = layer.values["policy"]
        earlier = old.pop(head["id"], None)
        if earlier is None:
            yield Change("+", f"{head['id']} {head['version']}")
        elif earlier.sha256 != layer.sha256:
            yield Change("*", f"{head['id']} {earlier.values['policy']['version']} -> {head['version']}")
    for gone in old.values():
        yield Change("-", f"{gone.values['policy']['id']} {gone.values['policy']['version']}")
    if before:
        yield from _compared("rule", _rules(before), _rules(after))
        yield from _compared("value", _values(before), _values(after))


def _rules(layers: Sequence[Document]) -> dict[str, Any]:
    """Each rule as it is written: one that only moved has not changed."""
    return {rule["id"]: rule for layer in layers for rule in layer.values.get("rule", ())}


def _values(layers: Sequence[Document]) -> dict[str, Any]:
    return {f"{layer.values['policy']['id']}.{name}": value
            for layer in layers for name, value in layer.values.get("values", {}).items()}  # fmt: skip
