"""A request from the first roster to an approval, with real signatures, each act judged by the rules of `life`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.errors import Exit, NotPermitted
from nocustom.ledger.event_line import Draft
from nocustom.ledger.event_types import KINDS, WIDER
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import FILE, OFFICE
from nocustom.ledger.verify import verify
from nocustom.life import shape
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
    assert verify(strict.ledger.store.lines).problems == ()


def test_a_lost_assessment_is_missing_not_broken(strict: Strict) -> None:
    strict.adopt()
    strict.file()
    (strict.ledger.blobs.folder / strict.about["assessment_sha256"]).unlink()
    report = strict.ledger.verify()
    assert report.exit == Exit.NOT_JUDGED
    assert {problem.code for problem in report.problems} == {"file-missing", "act-unreadable"}


VALUES: tuple[Any, ...] = (
    None, True, 0, 1, -1, 2**53, "", " ", "a", "A.b_c:d-e", "a@b", "a/b", ".", "a" * 65, "a" * 201, "2026-0001", "26-1",
    "2026-11-23", "2026-02-30", "2026-1-2", "0" * 32, "0" * 64, "g" * 64, "0" * 64 + "\n", "ja", "en", "fr", "approve",
    "refuse", "confirm", "annul", "backup", "mirror", "agree", "object", [], ["a"], [1], {},
    {"size": 1, "root": "0" * 64}, {"size": -1, "root": "0" * 64}, {"size": 1, "root": "x"},
    {"size": 1, "root": "0" * 64, "x": 1},
    [{"id": "a", "version": "1", "sha256": "0" * 64, "name": "x"}], [{"id": "a"}], [{"text": "a", "due": None}],
    [{"text": " ", "due": None}], [{"text": "a", "due": "2026-11-23"}], [{"text": "a", "due": "x"}],
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_take_what_a_line_may_hold_but_for_the_kinds_they_ask_again(kind: str) -> None:
    """So that nothing is asked twice: what the rules would refuse of a field is refused by its line, or asked again."""
    held = [value for value in VALUES if KINDS[kind](value)]
    taken = [value for value in held if shape.KINDS[kind](value)]
    assert taken
    assert (held != taken) == (kind in WIDER)


@given(st.text(st.sampled_from(" \t\n\x0b\x1c\x85\xa0\u1680\u2003\u2028\u200b\u3000\ufeffaあ")) | st.text())
def test_blanks_alone_say_nothing(text: str) -> None:
    assert shape.KINDS["said"](text) is (text.strip() != "")


def test_a_field_that_only_the_rules_refuse_is_refused(strict: Strict) -> None:
    strict.adopt()
    strict.file()
    said = "`{field}` of {type} is missing or not what it must be"
    assert refused(strict, strict.act("request.returned", NUMBER, "mori", OFFICE, **strict.about, reason=" ")) == said
