"""Attacks that part what was read from what is decided: another revision, another request's sheet, a sheet twice."""

from __future__ import annotations

from collections.abc import Sequence

from nocustom.acts.decide import fresh_sheet
from nocustom.ledger.event_line import Draft
from nocustom.life import texts
from nocustom.life.gate import code_of
from nocustom.words import Said
from tests.acts.paperwork import IKUSEI, REASON, edit, endorse_it, filed, owner_accepts
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage, refused
from tests.screens.played import willing

FILE = f"requests/2026/{IKUSEI}.toml"
OTHER = "2026-0002"


def another(stage: Stage) -> None:
    """A second request, as far as the first."""
    assert filed(stage.hall, IKUSEI, ("ikusei-teate-k3f9", "ikusei-teate-z9z9")) == OTHER
    endorse_it(stage.hall, OTHER)
    owner_accepts(stage.hall, OTHER)


def ballot(stage: Stage, number: str, sheet: str, **more: object) -> dict[str, object]:
    """A decision's content with the code that belongs to that digest."""
    with stage.hall.desk(writable=False) as desk:
        acceptance = desk.case(number).acceptance
    assert acceptance is not None
    return stage.about(number) | {
        "outcome": "approve", "acceptance": acceptance.leaf, "sheet_sha256": sheet, "code": code_of(sheet),
        "reason": REASON, "ends_on": "2028-03-31", "overrides": [], "conditions": [],
        "ground": None, "urgent": False, "accepted_until": None, **more,
    }  # fmt: skip


def test_a_revision_is_filed_a_second_after_the_reading(accepted: Stage) -> None:
    """Return and refile while the CIO reads the sheet → what changed meanwhile stops the decision."""

    def meanwhile(asked: Said, shown: Sequence[str]) -> str:
        if "sheet" in asked.params:
            accepted.good("uchida", "return", NUMBER)
            edit(accepted.hall.root / FILE, "別システムを設けたい。", "本体を改変したい。")
            accepted.good("suzuki", "submit", FILE)
        return willing("en", asked, shown)

    screen = accepted.by("hirano", "decide", NUMBER, "approve", keyboard=meanwhile)
    refused(screen, f"`{NUMBER}` has changed meanwhile", "look at it again, then run the command again", code=6)
    assert accepted.last("request.filed")["seq"] == accepted.lines()[-1]["seq"]


def test_the_code_of_another_requests_sheet(accepted: Stage) -> None:
    """Type the code of another request's sheet → it is not the code of the sheet that was shown."""
    another(accepted)
    codes = list[str]()

    def reading(asked: Said, shown: Sequence[str]) -> str:
        typed = willing("en", asked, shown)
        if "sheet" in asked.params:
            codes.append(typed)
            return codes[0] if len(codes) == 2 else ""
        return typed

    kept = accepted.lines()
    assert accepted.by("hirano", "decide", NUMBER, "approve", keyboard=reading).code == 130
    screen = accepted.by("hirano", "decide", OTHER, "approve", keyboard=reading)
    assert screen.code == 130 and len(codes) == 3
    assert f"`{codes[0]}` is not the code at the end of the sheet of {OTHER}" in " ".join(screen.out.split())
    assert accepted.lines() == kept


def test_a_sheet_serves_two_decisions(accepted: Stage) -> None:
    """Decide a second request on the sheet of the first → a sheet serves one decision."""
    accepted.good("hirano", "decide", NUMBER, "approve")
    sheet = str(accepted.content("decision.made")["sheet_sha256"])
    another(accepted)
    draft = by_hand(accepted, OTHER, sheet)
    accepted.forged(draft, "this sheet has served a decision already")


def by_hand(stage: Stage, number: str, sheet: str, **more: object) -> Draft:
    """A decision signed by hand, under the text that belongs to it."""
    content = ballot(stage, number, sheet, **more)
    with stage.hall.desk(writable=False) as desk:
        about = {"act": "decision.made", "ledger": desk.workspace.origin, "by": "hirano", "acting_for": None}
        case = desk.case(number)
        assert case.revision.assessment is not None
        text = texts.text({**content, **about, "lang": "ja"}, case.revision.assessment.title)
    return stage.signed("hirano", "decision.made", number, content | {"text": text})


def test_the_sheet_of_another_request(accepted: Stage) -> None:
    """Decide one request on the sheet of another that was never decided → the sheet is of the request it decides."""
    another(accepted)
    with accepted.hall.desk() as desk:
        page = fresh_sheet(desk, desk.case(OTHER), "ja")
        desk.ledger.blobs.put(page.text.encode("utf-8"))
    accepted.forged(by_hand(accepted, NUMBER, page.sha256), "the sheet that was read is of another request or revision")


def test_the_acceptance_of_another_request(accepted: Stage) -> None:
    """Approve one request on the acceptance of another → the acceptance relied on is the request's own."""
    another(accepted)
    with accepted.hall.desk(writable=False) as desk:
        other = desk.case(OTHER).acceptance
        assert other is not None
    accepted.forged(
        by_hand(accepted, NUMBER, "ab" * 32, acceptance=other.leaf),
        f"the decision relies on another acceptance than the one of {NUMBER}",
    )


def test_a_decision_on_the_revision_before(accepted: Stage) -> None:
    """Sign a decision on the first revision, bring it in after the second → it is not on the latest revision."""
    draft = by_hand(accepted, NUMBER, "ab" * 32)
    accepted.good("uchida", "return", NUMBER)
    edit(accepted.hall.root / FILE, "別システムを設けたい。", "別システムと端末を設けたい。")
    accepted.good("suzuki", "submit", FILE)
    accepted.good("tanaka", "endorse", NUMBER)
    accepted.good("tanaka", "accept", NUMBER)
    accepted.forged(draft, f"it is not on the latest revision of {NUMBER}, 2")


def test_a_longer_term_than_the_owner_accepted(accepted: Stage) -> None:
    """Approve for longer than the owner accepted → the term is the accepted one."""
    accepted.forged(
        by_hand(accepted, NUMBER, "ab" * 32, ends_on="2029-03-31", accepted_until="2028-03-31"),
        "the decision ends on 2029-03-31, the owner accepted 2028-03-31",
    )
