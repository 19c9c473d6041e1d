"""The story of a request: who, in which post, when, why, signed or not, and what it amounts to."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts.decline import decline
from nocustom.acts.story import Story, story
from nocustom.acts.void import void
from nocustom.acts.withdraw import withdraw
from nocustom.errors import Exit
from nocustom.ledger import signing
from nocustom.ledger.event_line import Draft, RawSignature, statement
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import OFFICE
from nocustom.life import texts
from nocustom.life.act import ACTS
from nocustom.life.in_force import Reason
from nocustom.show.story_json import story_json
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script, named
from tests.acts.paperwork import IKUSEI, REASON, accepted, approved, edit, endorsed, filed
from tests.acts.screen import screen
from tests.conftest import Golden, Run
from tests.screens.played import scrubbed

GOLDEN = Path(__file__).resolve().parents[1] / "screens/golden"


def told(hall: Hall, number: str) -> Story:
    with hall.desk(writable=False) as desk:
        return story(desk, desk.case(number))


def test_every_act_with_the_person_and_the_post(office: Hall) -> None:
    found = told(office, approved(office))
    assert [(line.entry.type, line.entry.by, line.name, line.posts, line.entry.signed) for line in found.lines] == [
        ("request.filed", "suzuki", "鈴木 美咲", ("子育て支援課 担当者",), False),
        ("request.endorsed", "tanaka", "田中 一郎", ("子育て支援課 課長",), True),
        ("acceptance.signed", "tanaka", "田中 一郎", ("子育て支援課 課長",), True),
        ("decision.made", "hirano", "平野 貴子", ("理事者 CIO（副市長）",), True),
    ]
    assert found.in_force is not None and found.in_force.yes and found.lapsed is None and found.policy_now
    assert found.lines[-1].entry.reason == REASON
    assert found.lines[0].os_user and not found.lines[1].os_user


def test_a_department_renamed_later_does_not_rewrite_the_past(office: Hall) -> None:
    number = filed(office)
    edit(office.root / "policies/people.toml", 'name = "子育て支援課"', 'name = "こども未来課"')
    office.adopt("people")
    found = told(office, number)
    assert found.lines[0].posts == ("子育て支援課 担当者",)
    assert found.department == "こども未来課"


def test_a_file_changed_after_the_approval_is_a_drift(office: Hall) -> None:
    number = approved(office)
    path = office.root / f"requests/2026/{IKUSEI}.toml"
    edit(path, "hours_per_release = 30", "hours_per_release = 10")
    drifted = told(office, number).in_force
    assert drifted is not None and drifted.reasons == (Reason.DRIFTED,)
    assert "DRIFTED" in "\n".join(story_text(told(office, number), "en"))
    path.unlink()
    assert (found := told(office, number).in_force) is not None and found.yes


def test_another_policy_adopted_since_is_said(office: Hall) -> None:
    number = accepted(office)
    edit(office.root / "policies/city.toml", 'version = "2026.1"', 'version = "2026.2"')
    office.adopt("policy")
    found = told(office, number)
    assert not found.policy_now
    assert "(not the policy adopted now)" in " ".join(screen(story_text(found, "en")).split())


def forced(hall: Hall, number: str) -> None:
    """A return in a state that does not allow it, written past the rules of life by somebody who owns the file."""
    with hall.desk() as desk:
        about = desk.about(desk.case(number))
    workspace = hall.workspace
    with Ledger.open(workspace.ledger, origin=workspace.origin, writable=True, rules=None) as ledger:
        content: dict[str, Any] = {**about, "reason": REASON}
        facts = {"ledger": workspace.origin, "by": "uchida", "lang": "ja", **content}
        text = texts.text({"act": "request.returned", "acting_for": None, **facts}, "児童育成手当の外付け支給管理")
        stmt = statement("request.returned", seen=ledger.seen(), text=text, **facts)
        signature = signing.sign(hall.keys["uchida"], OFFICE, stmt.encode())
        ledger.append(
            Draft("request.returned", number, stmt, (RawSignature("uchida", OFFICE, signature),)),
            workspace.now(hall.clock()))  # fmt: skip


def test_an_event_without_effect_stands_there_with_its_reason(office: Hall) -> None:
    number = endorsed(office)
    forced(office, number)
    found = told(office, number)
    assert found.case.state.value == "owner_pending"
    assert [problem.code for problem in found.lines[-1].entry.void] == ["state"]
    shown = screen(story_text(found, "en"))
    assert "without effect:" in shown and "[state]" in shown


def test_a_decline_tells_why(office: Hall) -> None:
    number = endorsed(office)
    with office.desk() as desk:
        decline(desk, desk.case(number), office.signer("tanaka"), Script(named), REASON)
    shown = screen(story_text(told(office, number), "en"))
    assert "declined" in shown and REASON in shown
    assert f"next: 鈴木 美咲 (suzuki) with `nocustom submit {number}`" in shown


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screen(office: Hall, lang: str) -> None:
    number = approved(office)
    shown = screen(story_text(told(office, number), lang))
    for text in (number, "児童育成手当の外付け支給管理", "平野 貴子 (hirano)", "national 2025.1", REASON, "2028-03-31"):
        assert text in shown
    assert ("[署名なし]" if lang == "ja" else "[unsigned]") in shown


def test_user_text_is_data(office: Hall) -> None:
    number = filed(office, IKUSEI, ('title = "', 'title = "[/red]\u202e'))
    assert "[/red]<U+202E>" in "\n".join(story_text(told(office, number), "ja"))


def test_json(office: Hall) -> None:
    number = approved(office)
    found = json.loads(story_json(told(office, number), "en"))
    assert found["schema"] == "nocustom.request/1" and found["state"] == "approved"
    assert found["in_force"] == {"yes": True, "reasons": [], "ends_on": "2028-03-31", "orphan": False,
                                 "expiring": False, "begun": False}  # fmt: skip
    assert [event["type"] for event in found["events"]][-1] == "decision.made"
    assert found["events"][-1]["outcome"] == "approve" and found["events"][-1]["void"] == []
    assert found["revisions"][0]["verdict"] == "eligible" and len(found["revisions"][0]["file_sha256"]) == 64


def test_from_the_command_line(office: Hall, run: Run) -> None:
    number = filed(office)
    ran = run("request", "show", "ikusei-teate-k3f9", "--json", cwd=office.root)
    assert ran.code == Exit.OK and json.loads(ran.out)["number"] == number
    ran = run("request", "show", "2026-0099", cwd=office.root, lang="en")
    assert ran.code == Exit.NOT_JUDGED
    assert "error: the ledger has no request `2026-0099`" in ran.err and "hint:" in ran.err


@pytest.mark.parametrize("lang, said", [
    ("en", "hint: next is `nocustom return 2026-0001`, and nobody in service may do it"),
    ("ja", "ヒント: 次は `nocustom return 2026-0001` ですが、実行できる在職者がいません"),
])  # fmt: skip
def test_where_nobody_can_act_that_is_said(office: Hall, lang: str, said: str) -> None:
    found = told(office, filed(office))
    assert found.waiting is not None
    nobody = replace(
        found, turn=(), waiting=replace(found.waiting, turn=(), command="nocustom return 2026-0001")
    )
    shown = screen(story_text(nobody, lang)).replace("\n  ", " " if lang == "en" else "")
    assert said in shown and "- with" not in shown


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_ended_without_a_decision(
    office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    withdrawn, voided = endorsed(office), filed(office, "jumin-menu-favourites")
    office.later(days=1)
    with office.desk() as desk:
        withdraw(desk, desk.case(withdrawn), office.signer("suzuki"), Script(named), "要綱の改正が見送られた")
        void(desk, desk.case(voided), office.signer("uchida"), Script(named), "訓練で提出したもの")
    shown = [row for number in (withdrawn, voided) for row in (*story_text(told(office, number), lang), "")]
    golden(f"acts/story-ended.{lang}", scrubbed(screen(shown)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_act_of_the_table_stands_in_a_story_that_was_reviewed(lang: str) -> None:
    reviewed = "\n".join(path.read_text("utf-8") for path in GOLDEN.rglob(f"*.{lang}.txt"))
    heads = re.findall(r"^\d{4}-\d\d-\d\d \d\d:\d\d  (.+?)(?: \(|（|  )", reviewed, re.MULTILINE)
    lacking = {row.label.get(lang) for row in ACTS if row.before} - {*heads}
    assert lacking == set()
