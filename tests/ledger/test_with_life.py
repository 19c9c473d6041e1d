"""A request from the first roster to an approval, with real signatures, each act judged by the rules of `life`."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from nocustom.errors import Exit, NotPermitted
from nocustom.ledger.canonical import canonical
from nocustom.ledger.event_line import Draft, statement
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import ACCEPT, DECISION, FILE, OFFICE
from nocustom.ledger.verify import verify
from nocustom.life import texts
from nocustom.life.act import State
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

    def file(self) -> None:
        """An unsigned filing."""
        digests = {
            "file_sha256": self.ledger.blobs.put(b"[request]\n"),
            "material_sha256": sha256(b"m").hexdigest(),
        }
        document = assessed() | {
            "request_sha256": digests["file_sha256"], "material_sha256": digests["material_sha256"],
            "policy_sha256": self.policy, "systems_sha256": self.systems, "people_sha256": self.staff,
        }  # fmt: skip
        self.assessment = Assessment(document)
        self.about = {
            "request": NUMBER, "key": "ikusei-k3f9", "rev": 1, **digests, "policy_sha256": self.policy,
            "assessment_sha256": self.ledger.blobs.put(canonical(document)),
        }  # fmt: skip
        body = {**self.about, "request": None, "filed_on": "2026-11-23", "by": "suzuki", "os_user": "suzuki"}
        self.append(Draft("request.filed", NUMBER, body=body))

    def acceptance(self, by: str = "tanaka") -> Draft:
        """The owner's acceptance of the whole statement."""
        due = owners_statement(self.assessment, NUMBER, 1, by, "ja")
        answers = ["yes"] * len(due.clauses)
        content = {**self.about, "statement_v": STATEMENT_V, "answers": answers, "name": by, "text": due.text}
        return self.act("acceptance.signed", NUMBER, by, ACCEPT, **content)

    def approval(self, acceptance: str | None) -> Draft:
        """The CIO's decision."""
        sheet = sha256(b"sheet").hexdigest()
        return self.act(
            "decision.made", NUMBER, "aoki", DECISION, **self.about, outcome="approve", acceptance=acceptance,
            sheet_sha256=sheet, code=code_of(sheet), reason="妥当", ends_on=None, overrides=[],
            conditions=[], ground=None,
        )  # fmt: skip


@pytest.fixture
def strict(office: Office, tmp_path: Path) -> Iterator[Strict]:
    with Ledger.create(tmp_path / "ledger" / "ledger.sqlite", origin=ORIGIN) as ledger:
        yield Strict(office, ledger)


def refused(city: Strict, draft: Draft) -> str:
    size = city.ledger.size
    with pytest.raises(NotPermitted) as error:
        city.append(draft)
    assert city.ledger.size == size
    return error.value.said.msgid


def test_a_request_is_approved(strict: Strict, tmp_path: Path) -> None:
    strict.adopt()
    strict.file()
    strict.append(strict.act("request.endorsed", NUMBER, "tanaka", FILE, **strict.about))
    assert strict.ledger.world.cases[NUMBER].state is State.OWNER_PENDING
    accepted = strict.append(strict.acceptance())
    strict.append(strict.approval(accepted.event.leaf))
    assert strict.ledger.world.cases[NUMBER].state is State.APPROVED
    report = strict.ledger.verify()
    assert (report.exit, report.problems, report.size) == (Exit.OK, (), 8)
    with Ledger.open(tmp_path / "ledger" / "ledger.sqlite", origin=ORIGIN) as again:
        assert again.world.cases[NUMBER].state is State.APPROVED


def test_nothing_is_approved_without_an_acceptance(strict: Strict) -> None:
    strict.adopt()
    strict.file()
    strict.append(strict.act("request.endorsed", NUMBER, "tanaka", FILE, **strict.about))
    assert refused(strict, strict.approval(None))
    assert refused(strict, strict.acceptance("sato")) == "`{verb}` is the act of the owner named, `{owner}`"
    assert strict.ledger.world.cases[NUMBER].state is State.OWNER_PENDING


def test_an_event_written_around_the_rules_is_reported_and_has_no_effect(strict: Strict) -> None:
    strict.adopt()
    strict.file()
    endorsed = strict.act("request.endorsed", NUMBER, "suzuki", FILE, **strict.about)
    assert refused(strict, endorsed)
    # The database itself does not know the rules: somebody who owns it writes the line nevertheless.
    bare = Ledger(strict.ledger.store, strict.ledger.blobs, origin=ORIGIN, rules=None)
    seq = bare.append(endorsed, strict.now).event.seq
    report = strict.ledger.verify()
    assert [(problem.code, problem.seq) for problem in report.problems] == [("act-not-the-chief", seq)]
    assert report.exit == Exit.BROKEN
    assert strict.ledger.world.cases[NUMBER].state is State.FILED
    assert verify(strict.ledger.store.lines()).problems == ()


def test_a_lost_assessment_is_missing_not_broken(strict: Strict) -> None:
    strict.adopt()
    strict.file()
    (strict.ledger.blobs.folder / strict.about["assessment_sha256"]).unlink()
    report = strict.ledger.verify()
    assert report.exit == Exit.NOT_JUDGED
    assert {problem.code for problem in report.problems} == {"file-missing", "act-unreadable"}
