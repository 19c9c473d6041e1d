"""What the ledger knows of earlier requests advises, and never decides."""

from __future__ import annotations

import json

from nocustom.acts.submit import Submitted, submit
from tests.acts.hall import Hall, Willing
from tests.acts.paperwork import IKUSEI, accepted, decided, edit


def fired(hall: Hall, done: Submitted) -> dict[str, str]:
    """What the recorded assessment says of the rules that look at history."""
    with hall.desk() as desk:
        recorded = json.loads(desk.ledger.blobs.get(desk.case(done.number).revision.assessment_sha256))
    return {rule["id"]: rule["fired"] for rule in recorded["rules"] if rule["id"].startswith("NC-60")}


def again(hall: Hall, key: str, *changes: tuple[str, str]) -> Submitted:
    """The same request under another key."""
    path = hall.request(IKUSEI)
    edit(path, 'key = "ikusei-teate-k3f9"', f'key = "{key}"')
    for old, new in changes:
        edit(path, old, new)
    with hall.desk() as desk:
        return submit(desk, path, hall.keys["suzuki"], None, Willing())


def test_the_first_request_has_no_history(office: Hall) -> None:
    done = again(office, "first")
    known = fired(office, done)
    assert (known["NC-601"], known["NC-603"]) in {("no", "no"), ("unknown", "no")}
    assert known["NC-602"] == "no"


def test_what_is_live_on_the_function_is_pointed_out(office: Hall) -> None:
    function = ('business = "', 'function = "0150042"\nbusiness = "')
    decided(office, accepted(office, change=function))
    done = again(office, "second", function)
    assert fired(office, done)["NC-601"] == "yes"
    assert done.judgement.verdict == "eligible", "advice never changes the verdict"


def test_a_no_filed_again_in_other_words_is_pointed_out(office: Hall) -> None:
    again(office, "refused", ('category = "prefecture_scheme"', 'category = "habit"'))
    done = again(office, "once-more", ("を", "をば"))
    assert fired(office, done)["NC-603"] == "yes"


def test_small_requests_add_up(office: Hall) -> None:
    for number in range(4):
        done = again(office, f"part-{number}")
    assert fired(office, done)["NC-602"] == "yes", "four times 3.3 million yen"
