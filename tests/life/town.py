"""A town without files and keys: it makes the events that honest people would write, and bends them on request."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from nocustom.life import texts
from nocustom.life.act import BY_TYPE, namespace
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World, next_number
from nocustom.life.event import Event, Signature
from nocustom.life.gate import code_of
from nocustom.life.paper import printed
from nocustom.life.rules import Rules
from nocustom.life.second_signature import second_statement
from nocustom.life.statement import STATEMENT_V, statement

ORIGIN = "aozora.example/nocustom"
MONDAY = date(2026, 11, 23)
DIGESTS = ("file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")

# person: (department, post)
STAFF: dict[str, tuple[str, str]] = {
    "suzuki": ("kodomo", "clerk"),
    "tanaka": ("kodomo", "section_chief"),
    "sato": ("kodomo", "clerk"),
    "kato": ("jumin", "clerk"),
    "inoue": ("jumin", "section_chief"),
    "ogawa": ("zaisei", "finance"),
    "kurihara": ("kodomo", "department_head"),
    "mori": ("joho", "cio_office"),
    "aoki": ("rijisha", "cio"),
    "ito": ("zaisei", "committee_member"),
    "ueda": ("somu", "committee_member"),
    "endo": ("kikaku", "committee_member"),
}
ROLES = {
    "section_chief": ["section_chief"],
    "office": ["cio_office"],
    "cio": ["cio"],
    "committee": ["committee_member"],
    "owner": ["clerk", "section_chief"],
    "department_head": ["department_head"],
    "consulted": ["section_chief", "finance"],
}
ONE = [{"from_yen": 0, "role": "cio", "quorum": "one"}]
COMMITTEE = [*ONE, {"from_yen": 10_000_000, "role": "committee", "quorum": "majority"}]


def digest(text: object) -> str:
    """A SHA-256 in hex."""
    return sha256(str(text).encode()).hexdigest()


_ROOT = digest("root")


@cache
def public(person: str) -> tuple[str, str]:
    """The base64 of a person's key, and its fingerprint."""
    raw = b"key of " + person.encode()
    return b64encode(raw).decode(), "SHA256:" + b64encode(sha256(raw).digest()).decode().rstrip("=")


def people(
    *more: Mapping[str, Any], without: str = "", until: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The people document: the staff, other lines besides, some who left."""
    rows = [
        {"id": who, "name": who.title(), "department": where, "post": post, "from": "2025-04-01"}
        | ({"until": (until or {})[who]} if who in (until or {}) else {})
        for who, (where, post) in STAFF.items()
        if who != without
    ]
    departments = [{"id": where, "name": where} for where in sorted({where for where, _ in STAFF.values()})]
    return {"schema": "people/1", "department": departments, "post": [], "person": [*rows, *more]}


def assessed(**over: Any) -> dict[str, Any]:
    """An assessment that honest people would have; `over` names what differs."""
    return {
        "v": 1, "engine": "0", "verdict": over.get("verdict", "eligible"),
        "judged_on": over.get("judged_on", "2026-11-23"),
        "policy": [{"id": "city", "version": "2026.1", "sha256": digest("city")}],
        "rules": over.get("rules", [{"id": "NC-501", "effect": "permit", "fired": "yes"}]),
        "decided_by": over.get("decided_by", ["NC-501"]),
        "figures": {
            "cost": {
                "lifetime_yen": over.get("lifetime_yen", 3_000_000),
                "verification_hours_per_year": over.get("hours_per_year", 60),
            },
            "system": {"releases_per_year": 2},
        },
        "gate": {
            "max_term_months": over.get("max_term_months", 24), "owner_posts": over.get("owner_posts", ROLES["owner"]),
            "roles": over.get("roles", ROLES), "authority": over.get("authority", ONE),
            "system_renewal_on": over.get("system_renewal_on", "2029-03-31"),
            "urgent_waives": over.get("urgent_waives", []),
        } | ({"quorum": over["quorum"]} if "quorum" in over else {}),
        "request": {
            "request": {
                "key": over.get("key", "ikusei-k3f9"), "title": over.get("title", "児童育成手当の計算"),
                "department": over.get("department", "kodomo"), "requester": over.get("requester", "suzuki"),
            },
            "system": {"id": "child-allowance", "function": "0010"},
            "gap": {"current": "手計算", "wanted": "自動計算", "rung": 9},
            "verification": {"owner": over.get("owner", "tanaka"), "deputy": "sato", "hours_per_release": 30,
                             "items": over.get("items", ["支給額", "対象者"]), "evidence": "突合表"},
            "life": {"wanted_from": over.get("wanted_from", "2027-04-01"),
                     "ends_on": over.get("ends_on", "2029-03-31")},
        },
    }  # fmt: skip


class Town:
    """Events on one ledger, judged one after the other by the rules under test."""

    def __init__(self, roots: int = 3, staff: dict[str, Any] | None = None) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.rules = Rules(self.papers, ORIGIN)
        self.events: list[Event] = []
        self.day = MONDAY
        self._nonce = 0
        root = ["r1", "r2", "r3"][:roots]
        self.put(
            self.event("roster.set", "aoki", "roster", roots="".join(self.root_line(who) for who in root),
                       roster=self.roster(), added=[]),
        )  # fmt: skip
        self.put(self.adoption("people.adopted", staff or people()))
        self.put(self.adoption("catalogue.adopted", {"system": []}))
        self.adopt_policy("policy 1")

    @staticmethod
    def root_line(who: str) -> str:
        """A line of the roots."""
        return f'{who} namespaces="nocustom-v1-roster" ssh-ed25519 {public(who)[0]}\n'

    @staticmethod
    def roster(without: str = "") -> str:
        """Everybody's keys, with roles by their posts; somebody's may have been revoked."""
        roles = {"cio_office": "office", "cio": "decision", "committee_member": "decision"}
        return "".join(
            f'{who} namespaces="nocustom-v1-{roles.get(post, "accept")},nocustom-v1-file" '
            f"ssh-ed25519 {public(who)[0]}\n"
            for who, (_, post) in STAFF.items() if who != without
        )  # fmt: skip

    def papers(self, sha256: str) -> dict[str, Any] | None:
        """The documents beside the ledger."""
        return self.documents.get(sha256)

    @property
    def world(self) -> World:
        """What the events so far amount to."""
        return self.rules.world

    def case(self, number: str = "2026-0001") -> Case:
        """A request."""
        return self.world.cases[number]

    def keep(self, document: dict[str, Any]) -> str:
        """Put a document beside the ledger; its digest."""
        sha = digest(sorted(document.items()))
        self.documents[sha] = document
        return sha

    def put(self, event: Event) -> Event:
        """An event that must be good."""
        codes = self.codes(event)
        assert codes == [], f"{event.type}: {codes}"
        return event

    def codes(self, event: Event) -> list[str]:
        """The codes of what is wrong with the event; it is the next one either way."""
        self.events.append(event)
        return [problem.code for problem in self.rules.step(event)]

    def event(
        self, kind: str, by: str, stream: str, *, signing_key: str | None = None, ns: str | None = None,
        signer: str | None = None, **fields: Any,
    ) -> Event:  # fmt: skip
        """A signed event; `text` is rendered where `fields` does not give it."""
        self._nonce += 1
        signer = signer or by
        stmt: dict[str, Any] = {
            "v": 1, "act": kind, "ledger": ORIGIN, "by": by, "acting_for": None, "nonce": f"{self._nonce:032x}",
            "seen": {"size": len(self.events), "root": _ROOT}, "lang": "ja", **fields,
        }  # fmt: skip
        if "text" not in stmt:
            stmt["text"] = texts.text(stmt, self._title(stmt, stream))
        signature = Signature(signer, ns or namespace(BY_TYPE[kind].space), signing_key or public(signer)[1])
        return self._made(kind, stream, {}, stmt, (signature,))

    def _title(self, stmt: Mapping[str, Any], stream: str) -> str:
        sha = stmt.get("assessment_sha256")
        case = self.world.cases.get(stream)
        if stmt["act"] == "request.reassessed" and case is not None and case.revision.assessment is not None:
            return case.revision.assessment.title
        document = self.documents.get(sha) if isinstance(sha, str) else None
        return Assessment(document or {}).title

    def _made(
        self,
        kind: str,
        stream: str,
        body: dict[str, Any],
        stmt: dict[str, Any] | None,
        sigs: tuple[Signature, ...],
    ) -> Event:
        seq = len(self.events)
        leaf = digest((seq, kind, stream, body, stmt))
        ver = 1 + sum(1 for event in self.events if event.stream == stream)
        prev = self.events[-1].leaf if self.events else None
        return Event(seq, leaf, prev, stream, ver, kind, f"{self.day}T12:00:00+09:00", body, stmt, sigs)

    def adoption(self, kind: str, document: dict[str, Any], by: str = "mori") -> Event:
        """Adoption of people or systems by the office."""
        return self.event(kind, by, kind.split(".")[0], sha256=self.keep(document))

    def adopt_policy(self, name: str) -> Event:
        """Adoption of a policy by the CIO."""
        return self.put(self.policy(name))

    def policy(self, name: str, by: str = "aoki", roles: Mapping[str, list[str]] = ROLES, **bend: Any) -> Event:
        """The same as an event; `roles` are those that it gives to posts."""
        sha = self.keep({"name": name, "roles": dict(roles)})
        layers = [{"id": "city", "version": "2026.1", "sha256": sha, "name": "city.toml"}]
        return self.event("policy.adopted", by, "policy", layers=layers, policy_sha256=digest(name), **bend)

    def filing(
        self, by: str = "suzuki", *, number: str | None = None, rev: int | None = None, signed: bool = False,
        bend: Mapping[str, Any] | None = None, record: Mapping[str, Any] | None = None, **over: Any,
    ) -> Event:  # fmt: skip
        """A filing; of a next revision where `number` is given. `over` changes the request, `bend` the event, `record`
        what was recorded of it.
        """
        first = number is None
        number = number or next_number(self.world, self.day)
        case = self.world.cases.get(number)
        rev = rev or (1 if case is None else case.revision.rev + 1)
        world = self.world
        assert world.policy and world.catalogue and world.people_version
        document = assessed(**{"requester": by, "judged_on": self.day.isoformat()} | over)
        document |= {
            "request_sha256": digest(("file", rev, sorted(over.items()))),
            "material_sha256": digest(("material", rev, sorted(over.items()))),
            "policy_sha256": world.policy.sha256, "systems_sha256": world.catalogue.sha256,
            "people_sha256": world.people_version.sha256, **(record or {}),
        }  # fmt: skip
        fields = {
            "request": None if first else number, "key": document["request"]["request"]["key"], "rev": rev,
            "file_sha256": document["request_sha256"], "material_sha256": document["material_sha256"],
            "assessment_sha256": self.keep(document), "policy_sha256": document["policy_sha256"],
            "filed_on": self.day.isoformat(),
        } | dict(bend or {})  # fmt: skip
        if signed:
            return self.event("request.filed", by, number, **fields)
        return self._made("request.filed", number, {**fields, "by": by, "os_user": by}, None, ())

    def on(self, number: str = "2026-0001") -> dict[str, Any]:
        """The fields every act on a request repeats."""
        case = self.case(number)
        return {"request": number, "key": case.key, "rev": case.revision.rev, **case.revision.digests._asdict()}

    def endorsement(self, by: str = "tanaka", number: str = "2026-0001", **bend: Any) -> Event:
        """The section chief's endorsement."""
        return self.event("request.endorsed", by, number, **self.on(number) | bend)

    def acceptance(
        self, by: str = "tanaka", number: str = "2026-0001", read_in: str = "ja", **bend: Any
    ) -> Event:
        """The owner's acceptance."""
        assessment = self.case(number).revision.assessment or Assessment({})
        due = statement(assessment, number, self.case(number).revision.rev, by, read_in)
        fields = {
            "statement_v": STATEMENT_V,
            "lang": read_in,
            "text": due.text,
            "answers": ["yes"] * len(due.clauses),
            "name": by,
        }
        return self.event("acceptance.signed", by, number, **self.on(number) | fields | bend)

    def declining(self, by: str = "tanaka", number: str = "2026-0001", **bend: Any) -> Event:
        """The owner's decline."""
        approval = self.case(number).approval
        waiting = approval.leaf if approval is not None and approval.awaits_owner else None
        fields = {"reason": "人手がない", "decision": waiting}
        return self.event("acceptance.declined", by, number, **self.on(number) | fields | bend)

    def confirmation(
        self, by: str = "tanaka", number: str = "2026-0001", read_in: str = "ja", **bend: Any
    ) -> Event:
        """The owner's second signature, under what the approval changed."""
        case = self.case(number)
        approval, assessment = case.approval, case.revision.assessment or Assessment({})
        due = None if approval is None else second_statement(assessment, number, by, approval, read_in)
        fields = {
            "decision": digest("none") if approval is None else approval.leaf, "statement_v": 1, "lang": read_in,
            "text": "?" if due is None else due.text, "answers": ["yes"] * (0 if due is None else len(due.clauses)),
            "name": by,
        }  # fmt: skip
        return self.event("acceptance.confirmed", by, number, **self.on(number) | fields | bend)

    def fulfilment(self, condition: int = 1, by: str = "tanaka", number: str = "2026-0001", **bend: Any) -> Event:
        """The owner meets a condition."""
        approval = self.case(number).approval
        named = () if approval is None else approval.conditions
        fields = {
            "decision": digest("none") if approval is None else approval.leaf, "condition": condition,
            "wording": named[condition - 1].text if 0 < condition <= len(named) else "?", "evidence": None,
            "met_on": self.day.isoformat(), "message": "委員会に示した",
        }  # fmt: skip
        return self.event("condition.met", by, number, **self.on(number) | fields | bend)

    def decision(
        self, by: str = "aoki", outcome: str = "approve", number: str = "2026-0001",
        sheet: str | None = None, **bend: Any,
    ) -> Event:  # fmt: skip
        """A decision with the code of a fresh sheet."""
        acceptance = self.case(number).acceptance
        sheet = sheet or digest(("sheet", self._nonce))
        fields: dict[str, Any] = {
            "outcome": outcome, "sheet_sha256": sheet, "code": code_of(sheet), "reason": "妥当", "ends_on": None,
            "accepted_until": self.earlier(number, bend.get("ends_on")),
            "overrides": [], "conditions": [], "urgent": False,
            "ground": "出張中" if bend.get("acting_for") or bend.get("urgent") else None,
            "acceptance": acceptance.leaf if acceptance is not None and outcome == "approve" else None,
        }  # fmt: skip
        return self.event("decision.made", by, number, **self.on(number) | fields | bend)

    def earlier(self, number: str, ends_on: object) -> str | None:
        """The end that was accepted, where a decision names another."""
        assessment = self.case(number).revision.assessment
        accepted = None if assessment is None or assessment.ends_on is None else assessment.ends_on.isoformat()
        return accepted if ends_on is not None and ends_on != accepted else None

    def transcription(
        self, by: str = "mori", outcome: str = "approve", number: str = "2026-0001", **bend: Any
    ) -> Event:
        """The office transcribes what the CIO decided on paper today."""
        acceptance = self.case(number).acceptance
        fields: dict[str, Any] = {
            "outcome": outcome, "reason": "妥当", "decider": "aoki", "decided_on": self.day.isoformat(),
            "decider_for": None, "ground": "出張中" if bend.get("decider_for") else None, "document": "8青情第12号",
            "scan": digest("scan"), "paper_code": printed(self.world, self.case(number)), "ends_on": None,
            "accepted_until": self.earlier(number, bend.get("ends_on")), "overrides": [], "conditions": [],
            "acceptance": acceptance.leaf if acceptance is not None and outcome == "approve" else None,
        }  # fmt: skip
        return self.event("decision.transcribed", by, number, **self.on(number) | fields | bend)

    def later_confirmation(
        self, by: str = "aoki", outcome: str = "confirm", number: str = "2026-0001", **bend: Any
    ) -> Event:
        """A later confirmation of the first decision that a stand-in made, with the code of a fresh sheet."""
        ballots = self.case(number).ballots
        waiting = [cast.leaf for cast in ballots if cast.acting_for or cast.urgent]
        decision = [*waiting, *(cast.leaf for cast in ballots), digest("-")][0]
        sheet = digest(("sheet", self._nonce))
        fields = {"decision": decision, "outcome": outcome, "sheet_sha256": sheet, "code": code_of(sheet),
                  "reason": "妥当" if outcome == "confirm" else "反対である"}  # fmt: skip
        return self.event("decision.confirmed", by, number, **self.on(number) | fields | bend)

    def return_(self, by: str = "mori", number: str = "2026-0001", **bend: Any) -> Event:
        """Return by the office."""
        return self.event("request.returned", by, number, **self.on(number) | {"reason": "見積が古い"} | bend)

    def withdrawal(self, by: str = "suzuki", number: str = "2026-0001", **bend: Any) -> Event:
        """Withdrawal by the requester."""
        return self.event(
            "request.withdrawn", by, number, **self.on(number) | {"reason": "不要になった"} | bend
        )

    def said(self, kind: str, by: str, message: str, number: str = "2026-0001", **more: Any) -> Event:
        """A question or an answer: unsigned."""
        case = self.case(number)
        fields = {**self.on(number), "by": by, "os_user": by, "message": message, **more}
        return self._made(kind, case.number, fields, None, ())

    def closing(self, by: str = "mori", number: str = "2026-0001", **bend: Any) -> Event:
        """The office closes a no."""
        until = (self.day + timedelta(days=30)).isoformat()
        fields = {"verdict": self.case(number).revision.verdict, "appeal_until": until, "reason": ""}
        return self.event("request.closed", by, number, **self.on(number) | fields | bend)

    def insistence(self, by: str = "tanaka", number: str = "2026-0001", **bend: Any) -> Event:
        """The section chief insists."""
        fields = {"reason": "市民に必要である"}
        return self.event("request.insisted", by, number, **self.on(number) | fields | bend)

    def appeal(self, by: str = "kurihara", number: str = "2026-0001", **bend: Any) -> Event:
        """The head of the department appeals."""
        fields = {"reason": "都の通知が新たに出た"}
        return self.event("request.appealed", by, number, **self.on(number) | fields | bend)

    def opinion(self, by: str = "ogawa", stance: str = "agree", number: str = "2026-0001", **bend: Any) -> Event:
        """Somebody of another department gives an opinion."""
        fields = {"stance": stance, "message": "予算は足りる"}
        return self.event("opinion.given", by, number, **self.on(number) | fields | bend)

    def voiding(self, by: str = "mori", number: str = "2026-0001", **bend: Any) -> Event:
        """The office voids."""
        return self.event("request.voided", by, number, **self.on(number) | {"reason": "重複"} | bend)

    def silence(self, by: str = "mori", number: str = "2026-0001", **bend: Any) -> Event:
        """The office records that the owner has not answered."""
        case = self.case(number)
        waiting = case.approval.leaf if case.approval is not None and case.approval.awaits_owner else None
        fields = {"owner": case.revision.owner or "nobody", "asked_on": case.asked_since, "decision": waiting}
        return self.event("owner.silent", by, number, **self.on(number) | fields | bend)

    def dispute(self, by: str, seq: int, **bend: Any) -> Event:
        """Somebody disputes a line."""
        kept = self.world.lines.get(seq)
        leaf = kept.leaf if kept else digest("?")
        fields: dict[str, Any] = {"line": seq, "leaf": leaf, "anomaly": None, "reason": "覚えがない"}
        return self.event("act.disputed", by, "disputes", **{"ns": "nocustom-v1-accept"} | fields | bend)

    def disposal(self, seq: int, by: str = "mori", **bend: Any) -> Event:
        """The office says what was done about a dispute."""
        kept = self.world.lines.get(seq)
        leaf = kept.leaf if kept else digest("?")
        fields: dict[str, Any] = {"line": seq, "leaf": leaf, "anomaly": None, "reason": "本人に確認"}
        return self.event("act.disposed", by, "disputes", **fields | bend)

    def reassessment(
        self, by: str = "mori", number: str = "2026-0001", over: Mapping[str, Any] | None = None,
        record: Mapping[str, Any] | None = None, **bend: Any,
    ) -> Event:  # fmt: skip
        """Judged again by what is adopted now; `over` is what is said now (None: the same), `record` bends that."""
        world, case = self.world, self.case(number)
        assert world.policy and world.catalogue and world.people_version
        said = (case.revision.assessment or Assessment({})).document
        if over is not None:
            new = assessed(**over)
            said = said | {name: new[name] for name in ("verdict", "rules", "decided_by", "figures", "gate")}
        document = {
            **said,
            "judged_on": self.day.isoformat(), "policy_sha256": world.policy.sha256,
            "systems_sha256": world.catalogue.sha256, "people_sha256": world.people_version.sha256, **(record or {}),
        }  # fmt: skip
        fields = {
            "assessment_sha256": self.keep(document), "policy_sha256": world.policy.sha256,
            "judged_on": self.day.isoformat(), "verdict": document.get("verdict", "?"),
            "replaces": case.revision.assessment_sha256,
        }  # fmt: skip
        return self.event("request.reassessed", by, number, **self.on(number) | fields | bend)

    def to_owner(self, **over: Any) -> Town:
        """Filed and endorsed."""
        self.put(self.filing(**over))
        self.put(self.endorsement())
        return self

    def to_review(self, **over: Any) -> Town:
        """Filed, endorsed, accepted."""
        self.to_owner(**over)
        self.put(self.acceptance(over.get("owner", "tanaka")))
        return self

    def to_approval(self, **over: Any) -> Town:
        """All the way."""
        self.to_review(**over)
        self.put(self.decision())
        return self

    def later(self, days: int = 1) -> Town:
        """Some days pass."""
        self.day += timedelta(days=days)
        return self
