"""What the ledger takes for a witness, and for a restoring by the roots; and what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from nocustom.errors import NotPermitted
from nocustom.ledger.checkpoint import Checkpoint
from nocustom.ledger.cosignature import Cosignature
from nocustom.ledger.event_line import Draft, RawSignature, next_line
from nocustom.ledger.namespaces import CHECKPOINT, ROSTER, WITNESS
from nocustom.ledger.verifier import Verifier
from nocustom.ledger.verify import verify
from tests.ledger.city import ORIGIN, City, Office

AUDIT = "takagi"


class Town(City):
    """A city with a witness and a host."""

    people: Mapping[str, str] = {**City.people, AUDIT: "witness", "uchida": "checkpoint", "both": "witness,office"}

    def cosigned(self, by: str = AUDIT, namespace: str = WITNESS, **other: Any) -> Draft:
        """A witness's message about the ledger as it is, or another."""
        seen = Checkpoint(
            other.get("origin", ORIGIN), other.get("size", self.ledger.size), other.get("root", self.ledger.root)
        )
        found = Cosignature(int(self.now.timestamp()) + other.get("late", 0), seen)
        sig = self.office.sign(by, namespace, found.message.decode()).sig
        body = {"by": other.get("claims", by), "os_user": "clerk", "cosignature": found.message.decode(), "sig": sig}
        return Draft("witness.added", "witness", body=body)

    def restored(self, *roots: str, **other: Any) -> Draft:
        """The roots go on from here."""
        content = {
            "source": "backup", "size": self.ledger.size, "taken": None, "root": self.ledger.root,
            "known_size": self.ledger.size + 3, "known_root": "0" * 64, "reason": "ディスクの故障", **other,
        }  # fmt: skip
        stmt = self.fields("ledger.restored", roots[0], **content)
        return Draft("ledger.restored", "restored", stmt, tuple(self.office.sign(each, ROSTER, stmt) for each in roots))


@pytest.fixture
def town(office: Office, city: City) -> Town:
    made = Town(office, city.ledger)
    made.genesis()
    return made


def refusal(town: Town, draft: Draft) -> list[str]:
    """Why verify would refuse it, having seen that an append does."""
    with pytest.raises(NotPermitted):
        town.append(draft)
    verifier = Verifier(origin=ORIGIN)
    for line in town.ledger.store.lines():
        verifier.step(line)
    line = next_line(draft, verifier.head(draft.stream), town.now)
    return [problem.code for problem in verifier.examine(line).problems]


def test_a_witness_covers_the_lines_it_saw(town: Town) -> None:
    town.append(town.filed())
    done = town.append(town.cosigned())
    report = verify(town.ledger.store.lines, origin=ORIGIN)
    assert report.problems == () and report.witnessed == 2 and report.size == 3
    assert [(each.seq, each.by, each.day) for each in report.witnesses] == [(done.event.seq, AUDIT, "2026-11-23")]
    town.append(town.cosigned())
    town.append(town.filed("2026-0002"))
    assert [each.size for each in town.ledger.witnesses] == [2, 3]


@pytest.mark.parametrize("draft, code", [
    (lambda town: town.cosigned(by="kimura"), "witness-role"),
    (lambda town: town.cosigned(namespace=CHECKPOINT), "witness-signature-namespace"),
    (lambda town: town.cosigned(by="stranger"), "witness-unknown-key"),
    (lambda town: town.cosigned(claims="kimura"), "signer"),
    (lambda town: town.cosigned(by="both"), "witness-apart"),
    (lambda town: town.cosigned(origin="midori.example/nocustom"), "origin"),
    (lambda town: town.cosigned(size=9), "witness-size"),
    (lambda town: town.cosigned(size=0), "witness-size"),
    (lambda town: town.cosigned(root="0" * 64), "witness-root"),
    (lambda town: town.cosigned(late=-1000), "witness-clock"),
    (lambda town: town.cosigned(late=10**11 * 9), "witness-form"),
    (lambda town: Draft("witness.added", "witness", body={**town.cosigned().body, "cosignature": "x"}), "witness-form"),
    (lambda town: Draft("witness.added", "witness", body={**town.cosigned().body, "more": "x"}), "body-field"),
    (lambda town: Draft("witness.added", "roster", body=town.cosigned().body), "stream"),
    (lambda town: town.signed("witness.added", "witness", AUDIT, WITNESS, sig="x", cosignature="x"), "act-signed"),
])  # fmt: skip
def test_what_is_no_witness(town: Town, draft: Callable[[Town], Draft], code: str) -> None:
    assert code in refusal(town, draft(town))


def test_no_witness_after_one_who_saw_more_or_later(town: Town) -> None:
    early, late = town.cosigned(), town.cosigned(late=60)
    town.append(late)
    assert refusal(town, early) == ["witness-order"]
    size, root = town.ledger.size, town.ledger.root
    town.append(town.filed())
    town.append(town.cosigned(late=120))
    assert refusal(town, town.cosigned(size=size, root=root, late=180)) == ["witness-order"]


def test_a_revoked_witness_is_none(town: Town) -> None:
    draft = town.cosigned()
    roster = town.office.text(**City.people)
    town.append(town.roster_draft(town.ledger.state.roots.text, roster, [], ["kimura2", "audit"], []))
    assert refusal(town, draft) == ["witness-revoked-key"]


def test_two_roots_restore(town: Town) -> None:
    town.append(town.restored("kimura2", "audit"))
    report = verify(town.ledger.store.lines, origin=ORIGIN)
    assert report.problems == ()
    assert [(each.size, each.known_size, each.source) for each in report.restores] == [(1, 4, "backup")]


@pytest.mark.parametrize("roots, other, code", [
    (["kimura2"], {}, "roster-threshold"),
    (["kimura2", "kimura2"], {}, "roster-root-twice"),
    (["kimura2", "tanaka"], {}, "roster-unknown-key"),
    (["kimura2", "audit"], {"size": 2}, "restored"),
    (["kimura2", "audit"], {"root": "1" * 64}, "restored"),
    (["kimura2", "audit"], {"known_size": 1}, "restored"),
    (["kimura2", "audit"], {"source": "hearsay"}, "statement-field"),
])  # fmt: skip
def test_what_restores_nothing(town: Town, roots: list[str], other: dict[str, Any], code: str) -> None:
    assert code in refusal(town, town.restored(*roots, **other))


def test_a_restoring_is_of_the_roots_in_their_role(town: Town) -> None:
    made = town.restored("kimura2", "audit")
    assert made.stmt is not None
    wrong = tuple(RawSignature(sig.by, WITNESS, sig.sig) for sig in made.sigs)
    assert "role" in refusal(town, Draft(made.type, made.stream, made.stmt, wrong))
    late = town.restored("kimura2", "audit")
    town.now += timedelta(minutes=1)
    town.append(town.filed())
    assert refusal(town, late) == ["restored"]  # it names the last line, and that is another one now
