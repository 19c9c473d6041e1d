"""One request through everything: asked, returned, declined, decided against, appealed; its story from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nocustom.acts.accept import accept
from nocustom.acts.appeal import appeal
from nocustom.acts.decide import decide
from nocustom.acts.decline import decline
from nocustom.acts.desk import Signer
from nocustom.acts.endorse import endorse
from nocustom.acts.opinion import opinion
from nocustom.acts.question import answer, ask
from nocustom.acts.send_back import send_back
from nocustom.acts.story import Story, story
from nocustom.acts.submit import submit
from nocustom.show.story_json import story_json
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script, named
from tests.acts.paperwork import IKUSEI, REASON, code, edit
from tests.acts.screen import screen
from tests.conftest import Golden
from tests.screens.conftest import copied
from tests.screens.played import scrubbed

NUMBER = "2026-0001"


class Played:
    """The hall in which it happened, and what each person was shown."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.path = hall.request(IKUSEI)
        self.shown: dict[str, list[str]] = {}

    def file(self, *changes: tuple[str, str], signed: bool = False) -> None:
        """The clerk files what stands in the file."""
        for old, new in changes:
            edit(self.path, old, new)
        with self.hall.desk() as desk:
            submit(desk, self.path, self.hall.keys["suzuki"] if signed else None, None, Script(named))
        self.hall.later(days=1)

    def endorse(self, name: str) -> None:
        """The section chief endorses; what was shown is kept under a name."""
        reader = Script(named)
        with self.hall.desk() as desk:
            endorse(desk, desk.case(NUMBER), self.hall.signer("tanaka"), reader)
        self.shown[name] = reader.texts
        self.hall.later(days=1)

    def accept(self, name: str, by: str = "sato") -> None:
        """The owner accepts."""
        reader = Script(*["yes"] * 7, named)
        with self.hall.desk() as desk:
            accept(desk, desk.case(NUMBER), self.hall.signer(by), reader)
        self.shown[name] = reader.texts
        self.hall.later(days=1)

    def decide(self, name: str, by: str, outcome: str, reason: str = REASON) -> None:
        """Somebody decides."""
        reader = Script(code)
        with self.hall.desk() as desk:
            decide(desk, desk.case(NUMBER), self.hall.signer(by), reader, outcome, reason)  # type: ignore[arg-type]
        self.shown[name] = reader.texts
        self.hall.later(days=1)

    @property
    def story(self) -> Story:
        """What the ledger tells."""
        with self.hall.desk(writable=False) as desk:
            return story(desk, desk.case(NUMBER))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, founded_city: Hall) -> Played:
    """Five revisions, four of them sent back. Not to act in."""
    hall = copied(founded_city, tmp_path_factory.mktemp("long") / "hall")
    hall.enroll("kimura", "opinion")
    play = Played(hall)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOGNAME", "misaki")
        _play(play)
    return play


def _play(play: Played) -> None:
    hall = play.hall
    play.file()
    with hall.desk() as desk:
        ask(desk, desk.case(NUMBER), Signer("uchida", None), Script(), "見積りに移行費用は含まれますか")
    hall.later(hours=5)
    with hall.desk() as desk:
        answer(desk, desk.case(NUMBER), Signer("suzuki", None), Script(), "含まれません。改めます")
    hall.later(hours=1)
    with hall.desk() as desk:
        send_back(desk, desk.case(NUMBER), hall.signer("uchida"), Script(named), "移行費用を含めること")
    play.file(("initial_yen = 1800000", "initial_yen = 2400000"))
    play.endorse("chief, revision 2")
    with hall.desk() as desk:
        decline(desk, desk.case(NUMBER), hall.signer("tanaka"), Script(named), "異動が内示されている")
    edit(hall.root / "policies/city.toml", 'version = "2026.1"', 'version = "2026.2"')
    hall.adopt("policy")
    play.file(('owner = "tanaka"', 'owner = "sato"'), ('deputy = "sato"', 'deputy = "suzuki"'))
    play.endorse("chief, revision 3")
    play.accept("owner, revision 3")
    with hall.desk() as desk:
        opinion(desk, desk.case(NUMBER), hall.signer("kimura"), Script(named), "object", "標準の対応を待てる")
    play.decide("CIO, revision 3", "hirano", "return", "年間費用の根拠を示すこと")
    play.file(("annual_yen = 300000", "annual_yen = 250000"), signed=True)
    play.endorse("chief, revision 4")
    play.accept("owner, revision 4")
    with hall.desk() as desk:
        send_back(desk, desk.case(NUMBER), hall.signer("uchida"), Script(named), "要望の範囲を明らかにすること")
    play.file(("支払データの作成を行う別", "支払データの作成並びに現況届の管理を行う別"), signed=True)
    play.endorse("chief, revision 5")
    play.accept("owner, revision 5")
    play.decide("CIO, revision 5", "hirano", "refuse", "範囲が広がっている")
    with hall.desk() as desk:
        appeal(desk, desk.case(NUMBER), hall.signer("kurihara"), Script(named), "都の要綱で現況届が必須となった")
    play.decide("committee", "imai", "approve", "都の要綱を確認した")
    play.decide("committee 2", "kono", "approve", "同じ")


def changed(texts: list[str]) -> str:
    """What a person was shown of the differences."""
    found = [text for text in texts if text.startswith("What changed")]
    return found[0] if found else ""


def test_each_reads_what_changed_since_their_own_last_act(played: Played) -> None:
    shown = played.shown
    assert changed(shown["chief, revision 2"]).strip().splitlines()[2:] == [
        "Revisions: 2 (returned: 1, declined: 0)",
        "Changed since the first revision:",
        "  initial cost: 1,800,000 yen -> 2,400,000 yen",
        "  lifetime cost: 3,300,000 yen -> 3,900,000 yen",
        "  net hours per year: -323 -> -395",
    ]
    third = changed(shown["chief, revision 3"])
    assert "Changed since revision 2, the last that 田中 一郎 acted on:" in third
    assert "  verification owner: tanaka -> sato" in third and "initial cost" not in third
    assert "policy: city 2026.1, " in third and " -> city 2026.2, " in third
    owner = changed(shown["owner, revision 3"])
    assert "Changed since the first revision:" in owner and "initial cost" in owner, "she never read one before"
    assert "annual cost: 300,000 yen -> 250,000 yen" in changed(shown["owner, revision 4"])
    last = changed(shown["owner, revision 5"])
    assert "the last that 佐藤" in last and "> …" in last and "並びに現況届" in last and "annual cost" not in last


def test_the_statement_itself_is_what_it_was(played: Played) -> None:
    for name in ("owner, revision 3", "owner, revision 4"):
        first, second = played.shown[name][:2]
        assert first.startswith("What changed (not part of the text that is signed)")
        assert second.startswith("Acceptance of responsibility") and "Changed since" not in second


def test_the_sheet_adds_up_what_this_decider_did_not_read(played: Played) -> None:
    sheet = played.shown["CIO, revision 5"][0]
    assert "Changed since revision 3, the last that 平野 貴子 (hirano) acted on:" in sheet
    assert "annual cost: 300,000 yen -> 250,000 yen" in sheet and "並びに現況届の管理" in sheet
    assert "Revisions: 5 (returned: 3, declined: 1)" in sheet
    committee = played.shown["committee"][0]
    assert "Changed since the first revision:" in committee and "initial cost: 1,800,000 yen -> 2,400,000" in committee
    assert "  今井" not in committee and "Appeal (quoted)" in committee
    assert "approves" in played.shown["committee 2"][0], "who decided already, and why"
    assert "> 都の要綱を確認した" in played.shown["committee 2"][0]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_whole_story(played: Played, golden: Golden, lang: str) -> None:
    golden(f"acts/long-case.{lang}", scrubbed(screen(story_text(played.story, lang))))


def test_for_machines(played: Played) -> None:
    told = json.loads(story_json(played.story, "en"))
    assert (told["returned"], told["declined"], len(told["revisions"])) == (3, 1, 5)
    events = {(event["type"], event["rev"]): event for event in told["events"]}
    assert events["request.filed", 1]["changes"] is None
    second = events["request.filed", 2]["changes"]
    assert (second["since"], second["readable"], second["verdict"]) == (1, True, None)
    assert second["fields"][0] == {
        "path": "cost.initial_yen", "label": "initial cost", "before": 1800000, "after": 2400000
    }  # fmt: skip
    versions = {
        rev: {row["id"]: row["version"] for row in events["request.filed", rev]["adopted"]["policy"]["layers"]}
        for rev in (2, 3)
    }
    assert (versions[2]["city"], versions[3]["city"]) == ("2026.1", "2026.2")
    assert set(events["request.filed", 3]["adopted"]) == {"policy", "systems", "people"}
    assert events["request.appealed", 5]["by"]["posts"] and events["opinion.given", 3]["outcome"] == "object"


def test_the_ledger_is_sound(played: Played, tmp_path: Path) -> None:
    with played.hall.desk(writable=False) as desk:
        assert desk.ledger.verify().problems == () and desk.case(NUMBER).state.value == "approved"
