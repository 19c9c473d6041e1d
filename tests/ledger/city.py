"""A small office with real keys, made by ssh-keygen, that writes a real ledger."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from nocustom.ledger import signing
from nocustom.ledger.event_line import Draft, RawSignature, statement
from nocustom.ledger.ledger import Appended, Ledger
from nocustom.ledger.namespaces import ACCEPT, DECISION, ENROLL, FILE, OFFICE, PREFIX, ROSTER
from nocustom.ledger.roster import Entry
from nocustom.ledger.sshsig import PublicKey

ORIGIN = "aozora.example/nocustom"
JST = timezone(timedelta(hours=9))
NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=JST)


def make_key(path: Path, kind: str = "ed25519") -> Path:
    """A new key file without a passphrase."""
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", str(path)],
        check=True, stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    return path


@dataclass
class Office:
    """Keys by person, and how the people of a small office sign."""

    folder: Path
    keys: dict[str, Path] = field(default_factory=dict)

    def key(self, person: str) -> Path:
        """The person's key file, made when first asked for."""
        if person not in self.keys:
            self.keys[person] = make_key(self.folder / person.replace(":", "_"))
        return self.keys[person]

    def public(self, person: str) -> PublicKey:
        """The public half."""
        return signing.public_key_of(self.key(person))

    def entry(self, person: str, *roles: str) -> Entry:
        """A line of a roster."""
        return Entry(person, tuple(PREFIX + role for role in roles), self.public(person))

    def text(self, **roles: str) -> str:
        """An allowed_signers text: `tanaka="accept,file"`."""
        return "".join(self.entry(person, *names.split(",")).line + "\n" for person, names in roles.items())

    def sign(self, person: str, namespace: str, text: str) -> RawSignature:
        """A signature by ssh-keygen."""
        return RawSignature(person, namespace, signing.sign(self.key(person), namespace, text.encode()))


class City:
    """A ledger and its office, with one method for each thing that happens in these tests."""

    people: Mapping[str, str] = {
        "suzuki": "file", "tanaka": "accept,file", "sato": "accept,file", "kimura": "office", "mori": "decision",
    }  # fmt: skip

    def __init__(self, office: Office, ledger: Ledger) -> None:
        self.office = office
        self.ledger = ledger
        self.now = NOON

    def fields(self, act: str, by: str, **content: Any) -> str:
        """A statement about what the ledger is now."""
        return statement(
            act, ledger=ORIGIN, by=by, seen=self.ledger.seen(), lang="ja", text="引き受けます", **content
        )

    def append(self, draft: Draft) -> Appended:
        """Append, one minute after the last time."""
        self.now += timedelta(minutes=1)
        return self.ledger.append(draft, self.now)

    def roster_draft(
        self, roots: str, roster: str, added: list[str], by: list[str], enrolled: list[str]
    ) -> Draft:
        """A roster signed by some roots and some new keys."""
        stmt = self.fields("roster.set", by[0], roots=roots, roster=roster, added=added)
        sigs = [self.office.sign(person, ROSTER, stmt) for person in by]
        sigs += [self.office.sign(person, ENROLL, stmt) for person in enrolled]
        return Draft("roster.set", "roster", stmt, tuple(sigs))

    def genesis_draft(self) -> Draft:
        """The first roster: three roots, of which two sign; every key proves that somebody holds it."""
        roots = self.office.text(kimura2="roster", audit="roster", jinji="roster")
        roster = self.office.text(**self.people)
        added = sorted(self.office.public(person).fingerprint for person in self.people)
        return self.roster_draft(roots, roster, added, ["kimura2", "audit"], ["jinji", *self.people])

    def genesis(self) -> Appended:
        """Append the first roster."""
        return self.append(self.genesis_draft())

    def signed(self, act: str, stream: str, by: str, namespace: str, **content: Any) -> Draft:
        """A draft with one signature."""
        stmt = self.fields(act, by, **content)
        return Draft(act, stream, stmt, (self.office.sign(by, namespace, stmt),))

    def request(self, rev: int = 1, number: str | None = "2026-0001") -> dict[str, Any]:
        """The fields every act on a request repeats; the files they name are kept."""
        file, assessment = f"[request]\nrev = {rev}\n".encode(), b'{"v":1,"rev":%d}' % rev
        return {
            "request": number, "key": "ikusei-teate-k3f9", "rev": rev, "file_sha256": self.ledger.blobs.put(file),
            "material_sha256": sha256(b"material %d" % rev).hexdigest(),
            "assessment_sha256": self.ledger.blobs.put(assessment), "policy_sha256": sha256(b"policy").hexdigest(),
        }  # fmt: skip

    def filed(self, stream: str = "2026-0001", rev: int = 1) -> Draft:
        """An unsigned filing."""
        body = {
            **self.request(rev, None if rev == 1 else stream),
            "filed_on": "2026-11-23",
            "by": "suzuki",
            "os_user": "CITY\\suzuki",
        }
        return Draft("request.filed", stream, body=body)

    def accepted(self, stream: str = "2026-0001", rev: int = 1, by: str = "tanaka") -> Draft:
        """The owner's acceptance."""
        return self.signed(
            "acceptance.signed", stream, by, ACCEPT, **self.request(rev, stream),
            statement_v=1, answers=["yes", "yes"], name="田中 一郎",
        )  # fmt: skip

    def decided(
        self, acceptance: str, stream: str = "2026-0001", by: str = "mori", namespace: str = DECISION
    ) -> Draft:
        """The decision."""
        return self.signed(
            "decision.made", stream, by, namespace, **self.request(1, stream), outcome="approve", acceptance=acceptance,
            sheet_sha256=sha256(b"sheet").hexdigest(), code="ABCDEFGH2345", reason="妥当", ends_on="2029-03-31",
            accepted_until=None, overrides=[], conditions=[], ground=None, urgent=False,
        )  # fmt: skip

    def story(self) -> list[Appended]:
        """Roster, people, a filing, an endorsement, the acceptance, the decision."""
        told = [self.genesis()]
        people = self.ledger.blobs.put(b'schema = "people/1"\n')
        told.append(self.append(self.signed("people.adopted", "people", "kimura", OFFICE, sha256=people)))
        told.append(self.append(self.filed()))
        told.append(self.append(
            self.signed("request.endorsed", "2026-0001", "tanaka", FILE, **self.request(1))))  # fmt: skip
        told.append(self.append(self.accepted()))
        told.append(self.append(self.decided(told[-1].event.leaf)))
        return told
