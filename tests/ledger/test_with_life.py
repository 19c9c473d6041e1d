"""A request from the first roster to an approval, with real signatures, each act judged by the rules of `life`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nocustom.errors import Exit, NotPermitted
from nocustom.ledger.event_line import Draft
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import FILE
from nocustom.ledger.verify import verify
from nocustom.life.act import State
from tests.ledger.city import ORIGIN, Office
from tests.ledger.strict import NUMBER, Strict


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
