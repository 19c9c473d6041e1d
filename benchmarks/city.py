"""A ledger with very many requests, for measuring: every line is one the rules accept, none was made by a person.

    python benchmarks/city.py FOLDER REQUESTS [OPEN]

A first request goes through the real acts, with throw-away keys. The others say the same under their own number and
key, eight lines each, four of them signed: filed, asked, answered, asked again, endorsed, accepted, an opinion,
approved; the last OPEN of them are only filed. They are signed here, in this process, by the throw-away keys; the
product itself never loads a private key. `nocustom ledger verify` finds nothing wrong with it.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from nacl.bindings import crypto_sign, crypto_sign_seed_keypair  # noqa: E402

from nocustom.ledger.sshsig import armour  # noqa: E402
from nocustom.ledger.tree import leaf_hash  # noqa: E402
from nocustom.life import texts  # noqa: E402
from nocustom.life.act import BY_TYPE, namespaces  # noqa: E402
from nocustom.life.assessment import Assessment  # noqa: E402
from nocustom.life.gate import code_of  # noqa: E402
from nocustom.life.statement import VERSIONS, statement  # noqa: E402
from tests.acts.hall import Hall, Keys, opened  # noqa: E402
from tests.acts.paperwork import approved  # noqa: E402

__all__ = ["City", "Line"]

Line = tuple[str, dict[str, Any], str | None, list[dict[str, str]]]
"""Type, body, statement and signatures."""
FOUR = ("file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")


def canonical(value: Any) -> str:
    """Canonical JSON of what is made here, in a fifth of the time."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def string(data: bytes) -> bytes:
    """A field of OpenSSH's formats."""
    return len(data).to_bytes(4, "big") + data


class Key:
    """A throw-away key of ssh-keygen, loaded to sign quickly."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text("ascii").splitlines()
        data = b64decode("".join(lines[1:-1]))
        mark = string(b"ssh-ed25519") + (32).to_bytes(4, "big")
        begin = data.rindex(mark) + len(mark)  # the private part repeats the public key
        public, seed = data[begin : begin + 32], data[begin + 36 : begin + 68]
        self.blob = string(b"ssh-ed25519") + string(public)
        self.secret = crypto_sign_seed_keypair(seed)[1]

    def sign(self, namespace: str, message: bytes) -> str:
        """What `ssh-keygen -Y sign` writes."""
        head, rest = b"SSHSIG", string(namespace.encode()) + string(b"") + string(b"sha512")
        signed = head + rest + string(sha512(message).digest())
        raw = crypto_sign(signed, self.secret)[:64]
        whole = string(b"ssh-ed25519") + string(raw)
        return armour(head + (1).to_bytes(4, "big") + string(self.blob) + rest + string(whole))


@dataclass
class City:
    """The hall, and what the lines that are added look like."""

    hall: Hall
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the first request's statements say, by type."""
    recorded: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Number and leaf of the latest line of each type."""

    @classmethod
    def founded(cls, folder: Path) -> City:
        """With one request that went through the real acts."""
        (folder / "keys").mkdir(parents=True)
        hall = opened(folder / "hall", Keys(folder / "keys"))
        hall.enroll("kimura", "opinion")
        number = approved(hall)
        city = cls(hall)
        with hall.desk(writable=False) as desk:
            for event in desk.ledger.events():
                if event.stream == number:
                    city.events[event.type] = event.content
        return city

    def grow(self, requests: int, unfinished: int = 0, upto: int = 1) -> list[tuple[str, Line]]:
        """Add so many requests, in one transaction; of the last, `unfinished` ones, the first lines alone: with their
        numbers, the line that each would go on with is returned.
        """
        keys = {who: Key(self.hall.keys[who]) for who in ("tanaka", "kimura", "hirano")}
        to_come: list[tuple[str, Line]] = []
        with self.hall.desk() as desk:
            ledger, store, folder = desk.ledger, desk.ledger.store, desk.ledger.blobs.folder
            size, leaf = store.head()
            seen, ts = ledger.seen(), ledger.ts
            document = json.loads((folder / self.events["request.filed"]["assessment_sha256"]).read_bytes())
            first = len(desk.world.cases) + 1
            with store.writing():
                for place in range(first, first + requests):
                    number, key = f"2026-{place:04d}", f"case-{place:06d}"
                    document["request"]["request"]["key"] = key
                    data = canonical(document).encode()
                    digest = sha256(data).hexdigest()
                    (folder / digest).write_bytes(data)
                    all_ = self.lines(number, key, digest, Assessment(document), seen, keys, folder)
                    for ver, (kind, body, stmt, sigs) in enumerate(all_, start=1):
                        line = canonical({
                            "v": 1, "seq": size, "prev": leaf, "stream": number, "ver": ver, "type": kind, "ts": ts,
                            "body": body, "stmt": stmt, "sigs": sigs,
                        }).encode()  # fmt: skip
                        store.append(line, size)
                        leaf = leaf_hash(line)
                        self.recorded[kind], size = (size, leaf), size + 1
                        if place >= first + requests - unfinished and ver == upto:
                            to_come.append((number, next(all_)))
                            break
        return to_come

    def lines(
        self, number: str, key: str, digest: str, assessment: Assessment, seen: dict[str, Any], keys: dict[str, Key],
        folder: Path,
    ) -> Iterator[Line]:  # fmt: skip
        """Type, body, statement and signatures of one request's lines."""
        about = {**{name: self.events["request.filed"][name] for name in FOUR}, "assessment_sha256": digest,
                 "key": key, "rev": 1}  # fmt: skip
        nonces = (sha256(f"{number}/{each}".encode()).hexdigest()[:32] for each in count())

        def unsigned(kind: str, by: str, **more: Any) -> Line:
            return kind, {**about, "request": number, "by": by, "os_user": by, **more}, None, []

        def signed(kind: str, by: str, **more: Any) -> Line:
            said = {
                **self.events.get(kind, {}),
                "v": 1, "act": kind, "ledger": "aozora.example/nocustom", "by": by, "acting_for": None, "lang": "ja",
                "seen": seen, "nonce": next(nonces), **about, "request": number, **more,
            }  # fmt: skip
            said["text"] = more.get("text") or texts.text(said, assessment.title)
            stmt, ns = canonical(said), namespaces(BY_TYPE[kind].space)[0]
            return kind, {}, stmt, [{"by": by, "fmt": "sshsig", "ns": ns, "sig": keys[by].sign(ns, stmt.encode())}]

        decided = self.events["decision.made"]
        version = max(v for v, lang in VERSIONS if lang == "ja")
        text = statement(assessment, number, 1, "tanaka", "ja", version).text
        yield unsigned("request.filed", "suzuki", request=None, filed_on=self.events["request.filed"]["filed_on"])
        yield unsigned("question.asked", "uchida", message="見積りに移行費用は含まれますか")
        yield unsigned("question.answered", "suzuki", question=self.recorded["question.asked"][0], message="含まれます")
        yield unsigned("question.asked", "uchida", message="現行の手作業は何人で行っていますか")
        yield signed("request.endorsed", "tanaka")
        yield signed("acceptance.signed", "tanaka", statement_v=version, text=text)
        yield signed("opinion.given", "kimura", stance="agree", message="他課にも同じ例がある")
        acceptance = self.recorded["acceptance.signed"][1]
        text = (folder / decided["sheet_sha256"]).read_text("utf-8")
        for first, this in (("2026-0001", number), (decided["acceptance"], acceptance),
                            (decided["assessment_sha256"], digest)):  # fmt: skip
            text = text.replace(first, this)
        sheet = sha256(text.encode()).hexdigest()
        (folder / sheet).write_text(text, "utf-8")
        yield signed("decision.made", "hirano", acceptance=acceptance, sheet_sha256=sheet, code=code_of(sheet))


if __name__ == "__main__":
    made = City.founded(Path(sys.argv[1]))
    made.grow(int(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else 0)
    print(made.hall.root)
