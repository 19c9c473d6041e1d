"""The city whose ledger is under the rules of `life`: the acts from the first roster to a decision, really signed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from nocustom.ledger.canonical import canonical
from nocustom.ledger.event_line import Draft, statement
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import ACCEPT, DECISION, OFFICE
from nocustom.life import texts
from nocustom.life.assessment import Assessment
from nocustom.life.gate import code_of
from nocustom.life.statement import STATEMENT_V
from nocustom.life.statement import statement as owners_statement
from tests.ledger.city import ORIGIN, City, Office
from tests.life.town import assessed, people

NUMBER = "2026-0001"


class Strict(City):
    """The city under the rules of `life`."""

    def __init__(self, office: Office, ledger: Ledger) -> None:
        super().__init__(office, ledger)
        self.people = {
            "suzuki": "file", "tanaka": "accept,file", "sato": "accept", "mori": "office", "aoki": "decision",
        }  # fmt: skip
        self.assessment = Assessment({})
        self.about: dict[str, Any] = {}

    def act(self, kind: str, stream: str, by: str, namespace: str, **content: Any) -> Draft:
        """A signed act under the text that belongs to it, or another that `content` gives."""
        lang = content.pop("lang", "ja")
        fields = {"act": kind, "by": by, "acting_for": None, "ledger": ORIGIN, "lang": lang, **content}
        text = content.pop("text", None) or texts.text(fields, self.assessment.title)
        stmt = statement(kind, ledger=ORIGIN, by=by, seen=self.ledger.seen(), lang=lang, text=text, **content)
        return Draft(kind, stream, stmt, (self.office.sign(by, namespace, stmt),))

    def adopt(self) -> None:
        """Roster, policy, systems, people."""
        self.genesis()
        keep = self.ledger.blobs.put
        layer = keep(b'schema = "policy/1"\n')
        self.policy = sha256(layer.encode()).hexdigest()
        self.systems, self.staff = keep(b'schema = "systems/1"\n'), keep(canonical(people()))
        layers = [{"id": "city", "version": "2026.1", "sha256": layer, "name": "city.toml"}]
        self.append(
            self.act("policy.adopted", "policy", "aoki", DECISION, layers=layers, policy_sha256=self.policy)
        )
        self.append(self.act("catalogue.adopted", "catalogue", "mori", OFFICE, sha256=self.systems))
        self.append(self.act("people.adopted", "people", "mori", OFFICE, sha256=self.staff))

    def file(self, number: str = NUMBER, key: str = "ikusei-k3f9") -> None:
        """An unsigned filing; the acts after it are on this request."""
        digests = {
            "file_sha256": self.ledger.blobs.put(b"[request]\n"),
            "material_sha256": sha256(b"m").hexdigest(),
        }
        document = assessed(key=key) | {
            "request_sha256": digests["file_sha256"], "material_sha256": digests["material_sha256"],
            "policy_sha256": self.policy, "systems_sha256": self.systems, "people_sha256": self.staff,
        }  # fmt: skip
        self.assessment = Assessment(document)
        self.about = {
            "request": number, "key": key, "rev": 1, **digests, "policy_sha256": self.policy,
            "assessment_sha256": self.ledger.blobs.put(canonical(document)),
        }  # fmt: skip
        body = {**self.about, "request": None, "filed_on": "2026-11-23", "by": "suzuki", "os_user": "suzuki"}
        self.append(Draft("request.filed", number, body=body))

    def acceptance(self, by: str = "tanaka") -> Draft:
        """The owner's acceptance of the whole statement."""
        due = owners_statement(self.assessment, self.about["request"], 1, by, "ja")
        answers = ["yes"] * len(due.clauses)
        content = {**self.about, "statement_v": STATEMENT_V, "answers": answers, "name": by, "text": due.text}
        return self.act("acceptance.signed", self.about["request"], by, ACCEPT, **content)

    def approval(self, acceptance: str | None) -> Draft:
        """The CIO's approval."""
        return self.decision("approve", acceptance)

    def decision(self, outcome: str, acceptance: str | None = None) -> Draft:
        """The CIO's decision."""
        sheet = sha256(b"sheet of " + self.about["request"].encode()).hexdigest()
        return self.act(
            "decision.made", self.about["request"], "aoki", DECISION, **self.about, outcome=outcome,
            acceptance=acceptance, sheet_sha256=sheet, code=code_of(sheet), reason="妥当", ends_on=None,
            accepted_until=None, overrides=[], conditions=[], ground=None, urgent=False,
        )  # fmt: skip
