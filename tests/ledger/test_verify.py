"""Verification: whatever was changed, cut, doubled, swapped, replayed or signed by the wrong hand is named."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.errors import Exit, NotPermitted
from nocustom.ledger.canonical import canonical
from nocustom.ledger.event_line import Draft, next_line
from nocustom.ledger.event_types import TYPES
from nocustom.ledger.export import export_lines
from nocustom.ledger.namespaces import ACCEPT, ENROLL, FILE, OFFICE, ROSTER
from nocustom.ledger.sshsig import armour, parse_key
from nocustom.ledger.verifier import Verifier
from nocustom.ledger.verify import verify, verify_export
from nocustom.life.act import BY_TYPE
from tests.ledger.city import ORIGIN, City, Office
from tests.ledger.ssh_by_hand import TOKEN_KEY, blob, key_line, seeded


def lines_of(city: City) -> list[bytes]:
    return list(city.ledger.store.lines())


def codes(lines: list[bytes], **more: Any) -> list[str]:
    return [problem.code for problem in verify(lines, **more).problems]


def after(lines: list[bytes]) -> Verifier:
    verifier = Verifier(origin=ORIGIN)
    for line in lines:
        assert verifier.step(line) == ()
    return verifier


def test_every_type_of_event_is_an_act_of_the_table() -> None:
    assert set(TYPES) == set(BY_TYPE)


# Changed bytes ----------------------------------------------------------------------------------------------------


def test_every_flipped_bit_is_noticed(told: City) -> None:
    lines = lines_of(told)
    root = verify(lines).root
    silent = 0
    for seq, line in enumerate(lines):
        before = after(lines[:seq])
        # Every bit of the unsigned line, every eleventh of the signed ones: any can be asked for, all take minutes.
        step = 1 if seq == 2 else int(os.environ.get("NOCUSTOM_FLIPS", "11"))
        for bit in range(seq % step, len(line) * 8, step):
            wrong = bytearray(line)
            wrong[bit // 8] ^= 1 << bit % 8
            examined = before.examine(bytes(wrong))
            if examined.problems:
                assert all(problem.code and problem.seq == seq for problem in examined.problems)
                continue
            # A line that can pass for another one (in its time, its unsigned body) breaks what follows it.
            silent += 1
            report = verify([*lines[:seq], bytes(wrong), *lines[seq + 1 :]], seen=[(len(lines), root)])
            assert {"prev", "rewritten"} & {problem.code for problem in report.problems}
    assert silent  # there are such lines, so the second half of this test says something


def test_every_cut_is_noticed(told: City) -> None:
    lines = lines_of(told)
    data, root = export_lines(lines), verify(lines).root
    whole = verify_export(data, seen=[(len(lines), root)])
    assert whole.problems == () and whole.exit == Exit.OK
    ends = [at for at in range(len(data)) if data[at - 1 : at] == b"\n"]
    for size in {0, *ends, *(end - 1 for end in ends), *random.Random(1).sample(range(len(data)), 150)}:
        report = verify_export(data[:size], seen=[(len(lines), root)])
        named = {problem.code for problem in report.problems}
        assert report.exit == Exit.BROKEN
        assert "cut-off" in named
        assert ("tail" in named) == (size > 0 and data[size - 1 : size] != b"\n")


def test_lines_deleted_doubled_or_swapped_are_noticed(told: City) -> None:
    lines = lines_of(told)
    root = verify(lines).root
    for at in range(len(lines)):
        without = [*lines[:at], *lines[at + 1 :]]
        assert ("prev" if at < len(lines) - 1 else "cut-off") in codes(without, seen=[(len(lines), root)])
        assert "prev" in codes([*lines[: at + 1], *lines[at:]])
        for other in range(at):
            swapped = list(lines)
            swapped[at], swapped[other] = swapped[other], swapped[at]
            assert {"prev", "seq"} <= set(codes(swapped))


def test_a_cut_at_the_end_is_told_only_by_what_somebody_kept(told: City) -> None:
    lines = lines_of(told)
    assert codes(lines[:-1]) == []
    assert codes(lines[:-1], seen=[(len(lines), verify(lines).root)]) == ["cut-off"]
    assert codes(lines, seen=[(3, "0" * 64)]) == ["rewritten"]
    assert codes([]) == ["empty"]


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall_over(data: bytes) -> None:
    assert verify_export(data).problems


FRAME: dict[str, Any] = {
    "v": 1, "seq": 0, "prev": None, "stream": "roster", "ver": 1, "type": "roster.set",
    "ts": "2026-11-23T12:00:00+09:00", "body": {}, "stmt": None, "sigs": [],
}  # fmt: skip
SCALARS = st.sampled_from([None, True, -1, 0, 1, 3, "", "roster", "roster.set", "{}", '{"v":1}', "sshsig"])
NAMES = st.sampled_from([*FRAME, "by", "fmt", "ns", "sig"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(FRAME)), VALUES, max_size=4))
def test_no_values_make_it_fall_over(odd: dict[str, Any]) -> None:
    assert verify([canonical({**FRAME, **odd})]).problems


# A line that somebody forged, with a chain made anew ---------------------------------------------------------------


def forged(city: City, **changes: Any) -> list[str]:
    """The codes for the last line with these changes in its envelope."""
    lines = lines_of(city)
    line = canonical({**json.loads(lines[-1]), **changes})
    return [problem.code for problem in after(lines[:-1]).examine(line).problems]


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"v": 2}, "envelope"),
        ({"v": True}, "envelope"),
        ({"more": 1}, "envelope"),
        ({"seq": 7}, "seq"),
        ({"prev": "0" * 64}, "prev"),
        ({"prev": None}, "prev"),
        ({"ver": 5}, "ver"),
        ({"ver": 0}, "envelope"),
        ({"ts": "2026-11-22T12:00:00+09:00"}, "ts-order"),
        ({"ts": "2026-11-23T12:30:00+00:00"}, "ts-offset"),
        ({"ts": "2026-11-23T12:30:00Z"}, "ts"),
        ({"ts": "2026-13-23T12:30:00+09:00"}, "ts"),
        ({"ts": "2026-11-23 12:30:00+09:00"}, "ts"),
        ({"type": "decision.changed"}, "type"),
        ({"type": "acceptance.signed"}, "role"),
        ({"type": "people.adopted", "stream": "people"}, "role"),
        ({"stream": "people"}, "stream"),
        ({"stream": "../x"}, "stream"),
        ({"sigs": []}, "unsigned"),
        ({"stmt": None}, "signed-nothing"),
        ({"stmt": None, "sigs": []}, "unsigned"),
        ({"body": {"note": "x"}}, "body"),
        ({"stmt": "{}"}, "signature-signature"),
    ],
)
def test_a_forged_envelope(told: City, changes: dict[str, Any], code: str) -> None:
    assert code in forged(told, **changes)


def test_a_forged_signature_block(told: City) -> None:
    (sig,) = json.loads(lines_of(told)[-1])["sigs"]
    assert forged(told, sigs=[sig, sig]) == ["signatures"]
    assert forged(told, sigs=[{**sig, "fmt": "cms"}]) == ["signature-format"]
    assert forged(told, sigs=[{**sig, "sig": ""}]) == ["signature-armour"]
    assert "other-persons-key" in forged(told, sigs=[{**sig, "by": "tanaka"}])
    assert forged(told, sigs=[{**sig, "ns": ACCEPT}]) == ["role"]
    assert forged(told, sigs=[{**sig, "more": ""}]) == ["envelope"]


def refused(city: City, draft: Draft) -> str:
    """Why appending is refused, as verify names it; and nothing was written."""
    size = city.ledger.size
    with pytest.raises(NotPermitted) as error:
        city.append(draft)
    assert city.ledger.size == size
    assert len(lines_of(city)) == size
    verifier = after(lines_of(city))
    line = next_line(draft, verifier.head(draft.stream), city.now)
    problems = verifier.examine(line).problems
    assert problems[0].said == error.value.said
    return problems[0].code


def test_an_owners_key_signs_no_decision(city: City) -> None:
    city.genesis()
    city.append(city.filed())
    leaf = city.append(city.accepted()).event.leaf
    assert refused(city, city.decided(leaf, by="tanaka")) == "role"
    assert refused(city, city.decided(leaf, by="tanaka", namespace=ACCEPT)) == "role"
    assert refused(city, city.decided(leaf, by="mori", namespace=OFFICE)) == "role"


def test_a_key_that_is_not_in_the_roster(city: City) -> None:
    city.genesis()
    city.append(city.filed())
    assert refused(city, city.accepted(by="stranger")) == "unknown-key"


def test_signing_in_another_persons_name(city: City) -> None:
    city.genesis()
    city.append(city.filed())
    honest = city.accepted(by="tanaka")
    assert honest.stmt is not None
    by_sato = city.office.sign("sato", ACCEPT, honest.stmt)
    assert refused(city, Draft(honest.type, honest.stream, honest.stmt, (by_sato,))) == "signer"
    renamed = Draft(honest.type, honest.stream, honest.stmt, (type(by_sato)("tanaka", ACCEPT, by_sato.sig),))
    assert refused(city, renamed) == "other-persons-key"


def test_a_recorded_act_can_not_be_recorded_again(city: City) -> None:
    city.genesis()
    city.append(city.filed())
    acceptance = city.accepted()
    city.append(acceptance)
    assert refused(city, acceptance) == "replay"
    # Nor on another request, nor on the next revision.
    city.append(city.filed("2026-0002"))
    assert refused(city, Draft(acceptance.type, "2026-0002", acceptance.stmt, acceptance.sigs)) == "replay"
    other = city.accepted("2026-0002")
    assert refused(city, Draft(other.type, "2026-0001", other.stmt, other.sigs)) == "request"


def test_an_act_for_another_ledger(city: City) -> None:
    city.genesis()
    elsewhere = {"ledger": "midori.example/nocustom"}
    assert refused(city, _restated(city, elsewhere)) == "origin"


def _restated(city: City, changes: dict[str, Any]) -> Draft:
    """An adoption of the people document whose statement was changed before it was signed."""
    people = city.ledger.blobs.put(b"people")
    stmt = canonical(
        {**json.loads(city.fields("people.adopted", "kimura", sha256=people)), **changes}
    ).decode()
    return Draft("people.adopted", "people", stmt, (city.office.sign("kimura", OFFICE, stmt),))


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"act": "catalogue.adopted"}, "act"),
        ({"v": 2}, "statement-field"),
        ({"by": "no body"}, "statement-field"),
        ({"by": "sato"}, "signer"),
        ({"nonce": "abc"}, "statement-field"),
        ({"lang": "fr"}, "statement-field"),
        ({"text": None}, "statement-field"),
        ({"sha256": "0" * 63}, "statement-field"),
        ({"extra": 1}, "statement-field"),
        ({"seen": {"size": 99, "root": "0" * 64}}, "seen"),
        ({"seen": {"size": 1, "root": "0" * 64}}, "seen"),
        ({"seen": {"size": 1}}, "statement-field"),
    ],
)
def test_statements_that_say_the_wrong_thing(city: City, changes: dict[str, Any], code: str) -> None:
    city.genesis()
    assert refused(city, _restated(city, changes)) == code


@pytest.mark.parametrize("stmt", ["", "{", "[]", '{"v": 1}', '{"v":1,"v":1}', "x" * 10])
def test_statements_that_are_not_canonical(city: City, stmt: str) -> None:
    city.genesis()
    draft = Draft("people.adopted", "people", stmt, (city.office.sign("kimura", OFFICE, stmt),))
    assert refused(city, draft).startswith("statement-")


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.pop("os_user"),
        lambda body: body.pop("rev"),
        lambda body: body.update(rev="1"),
        lambda body: body.update(rev=True),
        lambda body: body.update(filed_on="tomorrow"),
        lambda body: body.update(file_sha256="../../etc/passwd"),
        lambda body: body.update(surprise=1),
    ],
)
def test_unsigned_bodies_that_say_the_wrong_thing(
    city: City, change: Callable[[dict[str, Any]], None]
) -> None:
    city.genesis()
    draft = city.filed()
    body = dict(draft.body)
    change(body)
    assert refused(city, Draft(draft.type, draft.stream, body=body)) == "body-field"


def test_the_first_line_is_a_roster(city: City) -> None:
    assert refused(city, city.filed()) == "genesis"


def test_the_files_it_rests_on(told: City) -> None:
    blobs = told.ledger.blobs
    assert verify(lines_of(told), papers=blobs).exit == Exit.OK
    digest = blobs.put(b'schema = "people/1"\n')
    path = blobs.folder / digest
    path.chmod(0o644)
    path.write_bytes(b'schema = "people/2"\n')
    report = verify(lines_of(told), papers=blobs)
    assert [(problem.code, problem.seq) for problem in report.problems] == [("file-altered", 1)]
    assert report.exit == Exit.BROKEN
    path.unlink()
    report = verify(lines_of(told), papers=blobs)
    assert [(problem.code, problem.seq) for problem in report.problems] == [("file-missing", 1)]
    assert report.exit == Exit.NOT_JUDGED
    assert len(report.recorded) == report.size


# The roster -------------------------------------------------------------------------------------------------------


def changed(
    city: City, by: list[str], roster: dict[str, str], enrolled: list[str], roots: str | None = None
) -> Draft:
    """A later roster: everybody of before and these, signed by these roots and new keys."""
    text = city.ledger.state.roster.text + city.office.text(**roster)
    added = sorted(city.office.public(person).fingerprint for person in roster)
    return city.roster_draft(roots or city.ledger.state.roots.text, text, added, by, enrolled)


def test_a_new_person_enrols_before_two_roots(city: City) -> None:
    city.genesis()
    city.append(changed(city, ["kimura2", "jinji"], {"hayashi": "accept"}, ["hayashi"]))
    assert "hayashi" in city.ledger.state.roster.people
    assert city.ledger.verify().problems == ()


@pytest.mark.parametrize(
    "by, enrolled, code",
    [
        (["kimura2"], ["hayashi"], "roster-threshold"),
        (["kimura2", "kimura2"], ["hayashi"], "roster-root-twice"),
        (["kimura2", "tanaka"], ["hayashi"], "roster-unknown-key"),
        (["kimura2", "audit"], [], "roster-enroll"),
        (["kimura2", "audit"], ["tanaka"], "roster-enroll"),
        (["tanaka"], ["hayashi"], "roster-unknown-key"),
    ],
)
def test_a_roster_signed_by_too_few(city: City, by: list[str], enrolled: list[str], code: str) -> None:
    city.genesis()
    assert refused(city, changed(city, by, {"hayashi": "accept"}, enrolled)) == code


def test_a_roster_with_a_false_list_of_new_keys(city: City) -> None:
    city.genesis()
    text = city.ledger.state.roster.text + city.office.text(hayashi="accept")
    draft = city.roster_draft(city.ledger.state.roots.text, text, [], ["kimura2", "audit"], ["hayashi"])
    assert refused(city, draft) == "roster-added"


def test_the_roots_before_decide_about_new_roots(city: City) -> None:
    city.genesis()
    mine = city.office.text(mallory="roster")
    draft = city.roster_draft(mine, city.ledger.state.roster.text, [], ["mallory"], [])
    assert refused(city, draft) == "roster-unknown-key"
    draft = city.roster_draft(mine, city.ledger.state.roster.text, [], ["kimura2", "audit"], [])
    assert refused(city, draft) == "roster-enroll"
    draft = city.roster_draft(mine, city.ledger.state.roster.text, [], ["kimura2", "audit"], ["mallory"])
    city.append(draft)
    assert city.ledger.state.provisional


def test_an_office_of_one_is_provisional(city: City) -> None:
    roots, roster = city.office.text(kimura2="roster"), city.office.text(tanaka="accept")
    added = [city.office.public("tanaka").fingerprint]
    city.append(city.roster_draft(roots, roster, added, ["kimura2"], ["tanaka"]))
    assert city.ledger.state.provisional
    assert city.ledger.state.threshold == 1


def test_a_key_never_changes_hands(city: City) -> None:
    city.genesis()
    state = city.ledger.state
    gone = "".join(line + "\n" for line in state.roster.text.splitlines() if not line.startswith("sato "))
    city.append(city.roster_draft(state.roots.text, gone, [], ["kimura2", "audit"], []))
    office = Office(city.office.folder, {**city.office.keys, "ito": city.office.key("sato")})
    city.office = office
    draft = changed(city, ["kimura2", "audit"], {"ito": "accept"}, ["ito"])
    assert refused(city, draft) == "roster-key-of-another"


def test_a_removed_key_signs_no_more(city: City) -> None:
    city.genesis()
    city.append(city.filed())
    before = city.accepted()
    state = city.ledger.state
    gone = "".join(line + "\n" for line in state.roster.text.splitlines() if not line.startswith("tanaka "))
    city.append(city.roster_draft(state.roots.text, gone, [], ["kimura2", "audit"], []))
    assert refused(city, before) == "revoked-key"


def test_a_weak_key_can_not_enrol(city: City) -> None:
    city.genesis()
    key = parse_key(key_line(bytes([1]) + bytes(31)))
    line = f'eve namespaces="{ACCEPT}" {key.line}\n'
    text = city.ledger.state.roster.text + line
    draft = city.roster_draft(city.ledger.state.roots.text, text, [key.fingerprint], ["kimura2", "audit"], [])
    assert refused(city, draft) == "roster-weak-key"


def test_a_token_enrols_and_signs_when_touched(city: City) -> None:
    city.genesis()
    key = parse_key(key_line(seeded(5)[0], TOKEN_KEY))
    text = city.ledger.state.roster.text + f'hayashi namespaces="{FILE}" {key.line}\n'
    stmt = city.fields(
        "roster.set", "audit", roots=city.ledger.state.roots.text, roster=text, added=[key.fingerprint]
    )
    roots = tuple(city.office.sign(person, ROSTER, stmt) for person in ("audit", "jinji"))

    def token(stmt: str, namespace: str, flags: int) -> Any:
        made = blob(stmt.encode(), number=5, kind=TOKEN_KEY, namespace=namespace.encode(), flags=flags)
        return type(roots[0])("hayashi", namespace, armour(made))

    untouched = Draft("roster.set", "roster", stmt, (*roots, token(stmt, ENROLL, 0)))
    assert refused(city, untouched) == "signature-presence"
    city.append(Draft("roster.set", "roster", stmt, (*roots, token(stmt, ENROLL, 1))))
    city.append(city.filed())
    fields = city.fields("request.endorsed", "hayashi", **city.request())
    city.append(Draft("request.endorsed", "2026-0001", fields, (token(fields, FILE, 5),)))
    assert city.ledger.verify().problems == ()
