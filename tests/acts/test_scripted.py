"""The scripted path: what ssh-keygen signs in a shell is recorded as what a person signs in a ceremony, to the byte."""

from __future__ import annotations

import json
import re
import shutil
from functools import partial
from pathlib import Path

import pytest

from nocustom.ledger.event_types import TYPES
from nocustom.life.act import ACTS
from nocustom.life.paper import printed
from tests.acts.hall import Hall
from tests.acts.paperwork import IKUSEI, REASON, Kept, edit
from tests.acts.scripted import (
    CLOSED,
    CONDITION,
    DISPUTED,
    FILED,
    LIVE,
    PENDING,
    REDIRECTED,
    REVIEW,
    STAND_IN,
    STOOD,
    TERMS,
    ingest,
    prepare,
    sign,
    stmt_in,
)
from tests.screens.played import play, willing


def last_line(hall: Hall) -> bytes:
    with hall.desk(writable=False) as desk:
        return list(desk.ledger.store.lines())[-1]


def with_code(hall: Hall, line: tuple[str, ...]) -> tuple[str, ...]:
    """The line with the code of the sheet that is printed for its request."""
    with hall.desk(writable=False) as desk:
        return tuple(printed(desk.world, desk.case(REVIEW)) if each == "CODE" else each for each in line)


def blanked(line: bytes) -> str:
    """The line without what is new in every signing: the nonce, the signature, and the sheet with its own nonce."""
    event = json.loads(line)
    stmt = json.loads(event["stmt"])
    text = line.decode().replace(stmt["nonce"], "nonce")
    for sig in event["sigs"]:
        text = text.replace(json.dumps(sig["sig"]), '"signature"')
    for name in ("sheet_sha256", "code"):
        text = text.replace(stmt.get(name, "no sheet"), name)
    return text


ON_PAPER = ("--transcribe", "nocustom.toml", "--document", "情政第12号", "--decided-on", "2026-06-01",
            "--decider", "hirano", "--code", "CODE")  # fmt: skip
"""`CODE` stands for that of the sheet for paper, printed now."""
BY_SCRIPT = [
    ("request.filed", "suzuki", "submit", "requests/2026/new.toml"),
    ("request.endorsed", "tanaka", "endorse", FILED),
    ("request.insisted", "tanaka", "insist", CLOSED, "--reason", REASON),
    ("request.appealed", "kurihara", "appeal", CLOSED, "--fact", REASON),
    ("acceptance.signed", "tanaka", "accept", PENDING),
    ("acceptance.declined", "tanaka", "decline", PENDING, "--reason", REASON),
    ("opinion.given", "kimura", "opinion", REVIEW, "object", "--message", REASON),
    ("opinion.given", "kimura", "opinion", REVIEW, "agree"),
    ("request.returned", "uchida", "return", REVIEW, "--reason", REASON),
    ("request.closed", "uchida", "close", REDIRECTED, "--reason", REASON),
    ("request.voided", "uchida", "void", FILED, "--reason", REASON),
    ("request.withdrawn", "suzuki", "withdraw", FILED, "--reason", REASON),
    ("decision.made", "hirano", "decide", REVIEW, "approve", "--reason", REASON),
    ("decision.made", "hirano", "decide", REVIEW, "refuse", "--reason", REASON),
    ("decision.made", "hirano", "decide", REVIEW, "return", "--reason", REASON),
    ("decision.made", "hirano", "decide", REVIEW, "approve",
     "--condition", CONDITION, "--until", "2027-09-30", "--reason", REASON),
    ("decision.made", "kono", "decide", REVIEW, "approve", *STAND_IN, "--reason", REASON),
    ("decision.confirmed", "hirano", "decide", STOOD, "confirm"),
    ("decision.confirmed", "hirano", "decide", STOOD, "annul", "--reason", REASON),
    ("decision.made", "hirano", "decide", REVIEW, "approve", "--urgent", "--ground", "給付日前", "--reason", REASON),
    ("decision.transcribed", "uchida", "decide", REVIEW, "refuse", *ON_PAPER, "--reason", REASON),
    ("acceptance.confirmed", "tanaka", "accept", TERMS),
    ("request.reassessed", "uchida", "reassess", REVIEW),
    ("act.disputed", "suzuki", "dispute", "13", "--reason", REASON),
    ("act.disposed", "uchida", "dispose", DISPUTED, "--reason", REASON),
    ("owner.silent", "uchida", "decline", PENDING, "--silent"),
    ("condition.met", "tanaka", "fulfil", LIVE, "1", "--message", REASON),
    ("condition.met", "tanaka", "fulfil", LIVE, "1", "--message", REASON, "--evidence", "nocustom.toml"),
    ("policy.adopted", "hirano", "policy", "adopt", "policy"),
    ("catalogue.adopted", "uchida", "policy", "adopt", "systems"),
    ("people.adopted", "uchida", "policy", "adopt", "people"),
]
AFTER = {"owner.silent": 15}
"""Days that have to pass first."""


def with_a_new_request(hall: Hall) -> None:
    path = hall.request(IKUSEI)
    edit(path, 'key = "ikusei-teate-k3f9"', 'key = "by-script-d5e6"')
    path.rename(path.with_name("new.toml"))


@pytest.mark.parametrize("row", BY_SCRIPT, ids=lambda row: "-".join(row[2:]).partition("---")[0].replace("/", "-"))
def test_a_script_records_what_a_ceremony_records(counter: Hall, tmp_path: Path, row: tuple[str, ...]) -> None:
    act, person, *line = with_code(counter, row)
    with_a_new_request(counter)
    counter.later(days=AFTER.get(act, 0))
    twin = Hall(tmp_path / "twin", counter.keys, counter.time)
    shutil.copytree(counter.root, twin.root)
    kept = Kept(counter)
    screen = prepare(counter, person, *line)
    assert screen.code == 0 and screen.err == "", str(screen)
    stmt = stmt_in(counter)
    assert stmt["act"] == act
    assert kept.still, "preparing records nothing"
    assert squeezed(stmt["text"]) in squeezed(screen.out), "what is signed is shown"
    sign(counter, person)
    done = ingest(counter)
    assert done.code == 0, str(done)
    ceremony = play("ja", *line, "--key", str(twin.keys[person]), cwd=twin.root, clock=twin.clock,
                    keyboard=partial(willing, "ja"))  # fmt: skip
    assert ceremony.code == 0, str(ceremony)
    assert blanked(last_line(counter)) == blanked(last_line(twin))
    with counter.desk() as opened, twin.desk() as other:
        assert opened.ledger.verify().problems == ()
        brought = TYPES[stmt["act"]].brought_by(stmt)
        assert all(opened.ledger.blobs.state(digest) == "ok" for digest in brought)
        assert len(opened.ledger.blobs.names()) == len(other.ledger.blobs.names()), "and no other file"


def squeezed(text: str) -> str:
    """A text without what wrapping it to a screen adds."""
    return re.sub(r"[\s>]", "", text)


def test_every_act_that_is_signed_by_one_person_is_scripted_here() -> None:
    assert {row[0] for row in BY_SCRIPT} == {
        row.type for row in ACTS if row.who != "roots" and row.unsigned not in ("always", "only")
    }
