"""Reading and appending, as the acts do it."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from nocustom.errors import NotJudged, NotPermitted
from nocustom.ledger.event_line import Draft
from nocustom.ledger.namespaces import OFFICE
from tests.ledger.city import ORIGIN, City


def test_a_story_is_recorded_and_verified(told: City) -> None:
    report = told.ledger.verify()
    assert report.problems == ()
    assert report.size == 6
    assert report.origin == ORIGIN
    assert [event.type for event in report.recorded] == [
        "roster.set", "people.adopted", "request.filed", "request.endorsed", "acceptance.signed", "decision.made",
    ]  # fmt: skip


def adoption(city: City, file: bytes) -> Draft:
    """The people document, adopted; the file itself lies nowhere yet."""
    return city.signed("people.adopted", "people", "kimura", OFFICE, sha256=sha256(file).hexdigest())


def test_a_file_comes_with_its_line_or_not_at_all(told: City) -> None:
    file = b'schema = "people/2"\n'
    ledger, before = told.ledger, told.ledger.blobs.names()
    draft = adoption(told, file)
    with pytest.raises(NotJudged, match="is not there"):
        told.append(draft)
    stolen = replace(draft, sigs=told.signed("people.adopted", "people", "kimura", OFFICE, sha256="0" * 64).sigs)
    with pytest.raises(NotPermitted, match="does not fit what was signed"):
        ledger.append(stolen, told.now, files=[file])
    assert ledger.blobs.names() == before, "what was refused left nothing behind"
    with pytest.raises(NotJudged, match="is not there"):
        told.append(draft)  # nor is it remembered as having been there
    done = ledger.append(draft, told.now, files=[file])
    assert json.loads(done.line)["type"] == "people.adopted"
    assert ledger.blobs.get(sha256(file).hexdigest()) == file
    assert ledger.verify().problems == ()
