"""Judging again after a change: with real keys, what changes on each screen, and what lives on."""

from __future__ import annotations

import json
import re

import pytest

from nocustom.acts.decide import fresh_sheet
from nocustom.acts.desk import Aborted
from nocustom.acts.queue import queue
from nocustom.acts.reassess import Reassessed, reassess
from nocustom.acts.review import explained
from nocustom.acts.status import status
from nocustom.acts.story import story
from nocustom.errors import Exit
from nocustom.show.again_text import reassessed_text
from nocustom.show.layout import page
from nocustom.show.queue_json import queue_json
from nocustom.show.queue_text import queue_text
from nocustom.show.status_text import status_text
from nocustom.show.story_json import story_json
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script, named, told
from tests.acts.paperwork import (
    Kept,
    accepted,
    approved,
    decided,
    edit,
    endorsed,
    filed,
    filed_file,
    owner_accepts,
    state_of,
)
from tests.acts.screen import screen
from tests.acts.test_override import in_review
from tests.conftest import Golden, Run

NO_ALLOWANCE = """
[[rule]]
id = "NC-399"
effect = "{effect}"
level = "{level}"
title = {{ ja = "児童手当は標準機能で", en = "The child allowance by standard means" }}
reason = {{ ja = "市の方針", en = "The city decided so" }}
remedy = {{ ja = "標準機能を使う", en = "Use the standard function" }}
source = "市長決定"
when.system.id = {{ is = "child-allowance" }}

[[rule.example]]
given = {{ system.id = "child-allowance" }}
fires = "yes"

[[rule.example]]
given = {{ system.id = "tax" }}
fires = "no"
"""


def another_version(hall: Hall) -> None:
    """A policy is adopted whose rules are the same."""
    city = hall.root / "policies" / "city.toml"
    edit(city, 'version = "2026.1"', 'version = "2026.2"')
    hall.adopt("policy")


def forbids(hall: Hall, level: str = "overridable") -> None:
    """A policy is adopted that has a rule against it."""
    city = hall.root / "policies" / "city.toml"
    edit(city, 'version = "2026.1"', 'version = "2026.2"')
    city.write_text(
        city.read_text(encoding="utf-8") + NO_ALLOWANCE.format(effect="forbid", level=level), encoding="utf-8"
    )
    hall.adopt("policy")


def again(hall: Hall, number: str, reader: Script | None = None, by: str = "uchida") -> Reassessed:
    with hall.desk() as desk:
        return reassess(desk, desk.case(number), hall.signer(by), reader or Script(named))


def scrubbed(text: str) -> str:
    text = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)
    return re.sub(r"\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b", "<hex>", text)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens_of_judging_again(
    office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    number = accepted(office, ("initial_yen = 1800000", "initial_yen = 60000000"))
    decided(office, number, by="kono")
    office.later(days=2)
    forbids(office)
    shown = []
    with office.desk(writable=False) as desk:
        shown += [*queue_text(queue(desk), lang), ""]
    shown += [*status_text(status(office.workspace, office.clock), lang), ""]
    with office.desk(writable=False) as desk:
        shown += [*story_text(story(desk, desk.case(number)), lang), ""]
    reader = Script(named, lang=lang)
    done = again(office, number, reader)
    shown += [row for text in reader.texts for row in (*page(text), "")]
    shown += [*reassessed_text(done, lang), ""]
    with office.desk(writable=False) as desk:
        case = desk.case(number)
        shown += [*story_text(story(desk, case), lang), "", *page(fresh_sheet(desk, case, lang).text)]
        assert desk.ledger.verify().problems == ()
        told_of = json.loads(story_json(story(desk, case), lang))
    golden(f"acts/judged-again.{lang}", scrubbed(screen(shown)))
    assert (done.changes.before, done.changes.after, done.state.value) == ("eligible", "refused", "filed")
    assert [(each["verdict"], each["acceptance_lapsed"], each["ballots"])
            for each in told_of["revisions"][0]["replaced"]] == [("eligible", "other-verdict-now", 1)]  # fmt: skip


def test_an_acceptance_lives_on_where_only_the_version_changed(office: Hall) -> None:
    number = accepted(office)
    office.later(days=1)
    another_version(office)
    done = again(office, number)
    assert (done.ended.lapsed, done.state.value, state_of(office, number)) == (None, "review", "review")
    assert decided(office, number).settled == "approve"
    with office.desk(writable=False) as desk:
        assert desk.ledger.verify().problems == ()
        assert explained(desk, desk.case(number)).checked.verdict == "eligible"
        assert "(not the policy adopted now)" not in "".join(story_text(story(desk, desk.case(number)), "en"))


def test_what_was_judged_on_another_day_is_explained_as_of_that_day(office: Hall) -> None:
    number = endorsed(office)
    office.later(days=60)
    another_version(office)
    again(office, number)
    with office.desk(writable=False) as desk:
        case = desk.case(number)
        assert case.revision.filed_on == "2026-06-01"
        assert case.revision.judged_on == "2026-07-31"
        checked = explained(desk, case).checked
        assert checked.judgement is not None
        assert checked.judgement.facts["system.months_to_renewal"] == case.revision.assessment.number(  # type: ignore[union-attr]
            "system.months_to_renewal")  # fmt: skip


def test_the_owner_reads_and_signs_what_is_asked_now(office: Hall) -> None:
    number = endorsed(office)
    national = office.root / "policies" / "national.toml"
    edit(national, "is = 24", "is = 30")
    office.adopt("policy")
    again(office, number)
    owner_accepts(office, number)
    assert decided(office, number).settled == "approve"


def test_a_hard_rule_closes_it_by_itself(office: Hall) -> None:
    number = accepted(office)
    forbids(office, "hard")
    done = again(office, number)
    assert done.state.value == "closed"
    assert "hint: `nocustom notice" in " ".join(reassessed_text(done, "en"))


def test_the_next_revision_is_filed_and_judged_by_what_is_adopted(office: Hall) -> None:
    from nocustom.acts.send_back import send_back
    from nocustom.acts.submit import submit

    number = accepted(office)
    forbids(office)
    again(office, number)
    with office.desk() as desk:
        send_back(desk, desk.case(number), office.signer("uchida"), Script("直すこと", named))
    path = office.root / "requests" / "2026" / "kodomo-ikusei-outside.toml"
    edit(path, "3200", "3300")
    with office.desk() as desk:
        done = submit(desk, path, office.keys["suzuki"], None, Script(named))
    assert (done.rev, done.judgement.verdict) == (2, "refused")


def test_stopped_it_writes_nothing(office: Hall) -> None:
    number = accepted(office)
    another_version(office)
    kept = Kept(office)
    for answer in ("", "somebody"):
        with pytest.raises(Aborted):
            again(office, number, Script(answer))
    assert kept.still


def test_why_not_is_told_before_anything_is_shown(office: Hall) -> None:
    number = accepted(office)
    reader = Script()
    assert told(lambda: again(office, number, reader)) == (4, (
        f"error: {number} was judged by what is adopted now: there is nothing to judge again\n"
        "hint: after a policy, systems or people are adopted, `nocustom queue` tells which requests are concerned"
    ))  # fmt: skip
    another_version(office)
    exit_code, said = told(lambda: again(office, number, reader, by="tanaka"))
    assert exit_code == 4
    assert said.startswith("error: `tanaka` is not of the CIO office on 2026-06-01")
    with office.desk() as desk:
        from nocustom.acts.send_back import send_back

        send_back(desk, desk.case(number), office.signer("uchida"), Script("直すこと", named))
    assert told(lambda: again(office, number, reader)) == (4, (
        f"error: {number} is returned: `reassess` is not possible now\n"
        "hint: the next revision is judged by what is adopted when it is filed"
    ))  # fmt: skip
    assert reader.texts == reader.questions == []


def test_an_approved_one_is_not_judged_again(office: Hall) -> None:
    number = approved(office)
    another_version(office)
    exit_code, said = told(lambda: again(office, number, Script()))
    assert (exit_code, said) == (4, (
        f"error: {number} is approved: `reassess` is not possible now\n"
        f"hint: `nocustom request show {number}` tells how it stands"
    ))  # fmt: skip


def test_what_can_t_be_judged_any_more_is_told_at_its_place(office: Hall) -> None:
    number = endorsed(office)
    systems = office.root / "policies" / "systems.toml"
    edit(systems, 'id = "child-rearing-allowance"', 'id = "child-rearing-allowance-2"')
    office.adopt("systems")
    kept = Kept(office)
    exit_code, said = told(lambda: again(office, number, Script()))
    assert exit_code == 3
    assert said.startswith("error[unknown-business]") and f"{number}:14:12" in said
    assert f"error: {number} can't be judged by what is adopted now\nhint: `nocustom return {number}`" in said
    assert kept.still


def test_on_the_command_line_without_a_terminal_nothing_is_signed(office: Hall, run: Run) -> None:
    number = accepted(office)
    another_version(office)
    kept = Kept(office)
    ran = run("reassess", number, "--key", office.keys["uchida"], cwd=office.root, env={"NOCUSTOM_CLOCK": ""})
    assert ran.code == Exit.NOT_PERMITTED
    assert kept.still


def test_the_queue_names_what_was_judged_by_something_else(office: Hall) -> None:
    one, other = endorsed(office), filed(office, "jumin-menu-favourites")
    another_version(office)
    third = filed_file(office, office.request("kodomo-ikusei-core"))
    with office.desk(writable=False) as desk:
        found = queue(desk)
    rows = {
        row["number"]: row["judged_by_other_than_adopted"]
        for row in json.loads(queue_json(found))["requests"]
    }
    assert rows == {one: ["policy"], other: ["policy"], third: []}
    shown = " ".join(" ".join(queue_text(found, "en")).split())
    assert f"judged by other than what is adopted now: {one}, {other}" in shown
    assert f"hint: `nocustom reassess {one}` judges it by what is adopted now" in shown
    again(office, one)
    with office.desk(writable=False) as desk:
        assert f"judged by other than what is adopted now: {other}" in " ".join(queue_text(queue(desk), "en"))


def test_check_names_them_too_where_something_was_adopted_since(office: Hall) -> None:
    from tests.screens.played import play

    path = office.request("kodomo-ikusei-outside")
    assert play("en", "check", str(path), cwd=office.root, clock=office.clock).err == ""
    number = endorsed(office)
    assert play("en", "check", str(path), cwd=office.root, clock=office.clock).err == ""
    another_version(office)
    assert play("en", "check", str(path), cwd=office.root, clock=office.clock).err == (
        f"note: judged by other than what is adopted now: {number}\n"
        f"hint: `nocustom reassess {number}` judges it by what is adopted now\n"
    )
    again(office, number)
    assert play("en", "check", str(path), cwd=office.root, clock=office.clock).err == ""


def test_the_notice_says_that_it_was_judged_again(office: Hall) -> None:
    from nocustom.acts.notice import notice
    from nocustom.show.notice_text import notice_text

    number = accepted(office)
    forbids(office, "hard")
    again(office, number)
    with office.desk(writable=False) as desk:
        text = "".join("".join(notice_text(notice(desk, desk.case(number)), "en")).split())
    assert "Judgedagainon2026-06-01" in text
    assert "verdict:eligible->forbidden" in text
    assert "NC-399:notthere->yes" in text


def test_a_no_that_was_insisted_on_can_be_judged_again_and_the_ledger_verifies(office: Hall, run: Run) -> None:
    """Of a request that was closed a verification reads the assessment once more, and it is the same."""
    number = in_review(office)
    another_version(office)
    again(office, number)
    ran = run("ledger", "verify", cwd=office.root)
    assert (ran.code, ran.err) == (0, ""), ran.out
