"""Faults planted in the rules, and which search notices each: `python -m tests.model.faults [SEARCH…] [NAME…]`.

Each is a piece of `src/nocustom/life` and what it is replaced with, in a copy of the tree; a search is a test file of
this folder. Prints the table of docs/exploration.md. A piece that is no longer there is told: then mend this list.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SEARCHES = {"exploration": "test_exploration.py", "machine": "test_hostile.py"}


HUNT = """
from hypothesis import Phase
settings.register_profile("hunt", deadline=None, database=None, phases=[Phase.generate])
settings.load_profile("hunt")
"""
"""A fault that was noticed need not be told in few words."""


class Fault(NamedTuple):
    """What is wrong, and where it is planted."""

    name: str
    file: str
    piece: str
    instead: str
    also: tuple[str, str, str] | None = None
    """Where a second guard holds the same, this one as well: file, piece and what it is replaced with."""


FAULTS: tuple[Fault, ...] = (
    Fault(
        "whoever gains may decide",
        "separation.py",
        "    other = gainer_among(world, those_who_gain(case, people, ballot.day), decider, ballot.keys)",
        "    other = None",
    ),
    Fault(
        "the owner may decide",
        "separation.py",
        "if (owner := case.acceptance) is not None:",
        "if (owner := case.acceptance) is not None and False:",
        ("separation.py", "    if case.revision.owner:\n", "    if False:\n"),
    ),
    Fault(
        "the chief who endorsed may decide",
        "separation.py",
        "    for chief in case.chiefs:",
        "    for chief in ():",
    ),
    Fault(
        "who filed an earlier revision may decide",
        "separation.py",
        "for revision in case.revisions:",
        "for revision in case.revisions[-1:]:",
    ),
    Fault(
        "the head who appealed may decide",
        "separation.py",
        "    if case.appeal is not None:\n        one(",
        "    if False:\n        one(",
    ),
    Fault(
        "an appeal is decided by who said no",
        "separation.py",
        "said_no := decider & case.appeal.against",
        "said_no := frozenset[str]()",
    ),
    Fault(
        "keys are not compared",
        "separation.py",
        "if not (acting.isdisjoint(each.persons) and keys.isdisjoint(each.keys)):",
        "if not persons.isdisjoint(each.persons):",
    ),
    Fault(
        "stand-ins are not resolved",
        "separation.py",
        "    decider = as_one(people, ballot.by, ballot.acting_for, ballot.day)",
        "    decider = frozenset({ballot.by})",
    ),
    Fault(
        "a stand-in is appointed by who gains",
        "gate.py",
        "separated, appointed, alike,",
        "separated, alike,",
    ),
    Fault(
        "a stand-in exceeds",
        "people.py",
        "            return bool(lines) and self.decides_as(acting_for, None, posts, day)",
        "            return bool(lines)",
    ),
    Fault(
        "a stand-in decides in the own name",
        "people.py",
        "lines = [place for place in self.at(person, day) if place.acting_for == acting_for]",
        "lines = [place for place in self.at(person, day) if acting_for is None or place.acting_for == acting_for]",
    ),
    Fault(
        "a stand-in gives no ground",
        "demands.py",
        'if (content["acting_for"] is None and not content["urgent"]) != (content["ground"] is None):',
        "if False:",
    ),
    Fault(
        "a person votes twice",
        "gate.py",
        "if any(_voice(world, cast) & _voice(world, ballot) for cast in case.ballots):",
        "if False:",
    ),
    Fault(
        "a stand-in has a voice of their own",
        "gate.py",
        "    return ballot.stands_for | standing",
        "    return ballot.stands_for",
    ),
    Fault(
        "a stale acceptance lives on",
        "course.py",
        "case.endorsement, case.acceptance, case.ballots = None, None, []",
        "case.endorsement, case.ballots = None, []",
    ),
    Fault(
        "an endorsement outlives its revision",
        "course.py",
        "case.endorsement, case.acceptance, case.ballots = None, None, []",
        "case.acceptance, case.ballots = None, []",
    ),
    Fault(
        "votes outlive their revision",
        "course.py",
        "case.endorsement, case.acceptance, case.ballots = None, None, []",
        "case.endorsement, case.acceptance = None, None",
    ),
    Fault("votes outlive an appeal", "course.py", "    case.ballots = []  # it is decided anew\n", ""),
    Fault(
        "an acceptance lives on after its owner left",
        "gate.py",
        "    why = lapsed(world, case, ballot.day)",
        "    why = None",
    ),
    Fault(
        "a decision may rely on any acceptance",
        "gate.py",
        "if ballot.acceptance != case.acceptance.leaf:",
        "if False:",
    ),
    Fault(
        "an override misses a rule",
        "gate.py",
        "if named != list(way.rules):",
        "if not set(named) <= set(way.rules):",
    ),
    Fault(
        "an override names a rule too many",
        "gate.py",
        "if named != list(way.rules):",
        "if not set(way.rules) <= set(named):",
    ),
    Fault(
        "an override while a rule is unknown",
        "gate.py",
        "    if way.closed is not None:\n        return way.closed\n",
        "",
    ),
    Fault(
        "an override without its end",
        "term.py",
        "if ballot.ends_on is None and ballot.overrides:",
        "if False:",
    ),
    Fault(
        "an override without a reason",
        "demands.py",
        'elif content["overrides"] and not content["reason"].strip():',
        "elif False:",
    ),
    Fault(
        "a no is overridden without the CIO",
        "authority.py",
        'if rows and assessment.verdict in OVERRIDABLE and all(row.role != "cio" for row in rows):',
        "if False:",
    ),
    Fault(
        "an appeal is decided as if there were none",
        "authority.py",
        "        return assessment.of_appeal()",
        "        return assessment.reached()",
    ),
    Fault("any term is allowed", "term.py", "if ends >= days.months_after(begins, longest):", "if False:"),
    Fault("a term beyond the renewal", "term.py", "    if ends > renewal:", "    if False:"),
    Fault("any code will do", "gate.py", "ballot.code != code_of(ballot.sheet_sha256)", "False"),
    Fault("a sheet serves twice", "gate.py", "if ballot.sheet_sha256 in world.sheets:", "if False:"),
    Fault(
        "no authority needed",
        "gate.py",
        "if any(people.decides_as(ballot.by, ballot.acting_for, ",
        "if rows or any(people.decides_as(ballot.by, ballot.acting_for, ",
    ),
    Fault("one of the committee is enough", "tally.py", "many // 2 + 1", "1"),
    Fault(
        "insist without an owner",
        "demands.py",
        "    if not case.revision.owner:\n        said",
        "    if False:\n        said",
    ),
    Fault(
        "insist on a forbidden",
        "demands.py",
        '    if case.revision.verdict == "forbidden":\n        said',
        "    if False:\n        said",
    ),
    Fault("appeal twice", "demands.py", "    if case.appeal is not None:", "    if False:"),
    Fault("appeal too late", "demands.py", "    if last is None or day > last:", "    if last is None:"),
    Fault("close of an eligible", "demands.py", "    if verdict not in NO:", "    if False:"),
    Fault(
        "close with another last day of appeal",
        "demands.py",
        'if content["appeal_until"] != (event.on + timedelta(days=APPEAL_DAYS)).isoformat():',
        "if False:",
    ),
    Fault(
        "opinion by the own department",
        "who.py",
        "    if any(people.works_in(each, assessment.department, day) for each in people.persons(person, day)):",
        "    if False:",
    ),
    Fault(
        "anybody accepts in the owner's place",
        "who.py",
        'if row.who in ("owner", "named_owner") and person != assessment.owner:',
        "if False:",
    ),
    Fault(
        "an owner in another post accepts",
        "who.py",
        "        return unfit(people, assessment, person, day)",
        "        return None",
    ),
    Fault(
        "another chief endorses",
        "who.py",
        'posts("section_chief"), day, people.lineage(assessment.department, day)',
        'posts("section_chief"), day',
    ),
    Fault("declined twice", "filing.py", "    if another and case.refiled_after_decline:", "    if False:"),
    Fault(
        "who declined is named again",
        "filing.py",
        "    if now.owner in {decline.by for decline in case.declines}:",
        "    if False:",
    ),
    Fault(
        "judged by what is no longer adopted",
        "filing.py",
        "        if recorded != adopted:",
        "        if False:",
    ),
    Fault("filed by somebody else", "filing.py", '        (assessment.requester, event.by, "by"),\n', ""),
    Fault(
        "another department takes a request over",
        "filing.py",
        "    elif not people.lineage(assessment.department, day) & people.lineage(earlier.department, day):",
        "    elif False:",
    ),
    Fault(
        "a no among the answers",
        "after_approval.py",
        'if answers != ["yes"] * clauses:',
        "if False:",
    ),
    Fault(
        "another statement is signed",
        "demands.py",
        "    if other is not None:\n        return (other,)\n",
        "",
    ),
    Fault(
        "another text is signed",
        "rules.py",
        'if event.content["text"] != texts.text(event.content, title):',
        "if False:",
    ),
    Fault(
        "an act on an old revision",
        "rules.py",
        'if content["rev"] != case.revision.rev or acted_on != case.revision.digests:',
        "if False:",
    ),
    Fault(
        "an act with other digests",
        "rules.py",
        'if content["rev"] != case.revision.rev or acted_on != case.revision.digests:',
        'if content["rev"] != case.revision.rev:',
    ),
    Fault(
        "an act on another request",
        "rules.py",
        'if content["request"] != event.stream and (case is not None or content["request"] is not None):',
        "if False:",
    ),
    Fault("a replayed statement", "rules.py", 'if stmt["nonce"] in world.nonces:', "if False:"),
    Fault(
        "a statement that was void is good later",
        "rules.py",
        'if event.stmt is not None and isinstance(nonce := event.stmt.get("nonce"), str):',
        'if not problems and event.stmt is not None and isinstance(nonce := event.stmt.get("nonce"), str):',
    ),
    Fault("another role signs", "rules.py", "event.sigs[0].ns not in wanted or ", ""),
    Fault("another person signs", "rules.py", ' or event.sigs[0].by != stmt["by"]', ""),
    Fault(
        "signed for another ledger",
        "rules.py",
        'if world.origin is not None and stmt["ledger"] != world.origin:',
        "if False:",
    ),
    Fault("signed as another act", "rules.py", 'if stmt["act"] != event.type:', "if False:"),
    Fault(
        "anybody stands in for anybody",
        "rules.py",
        "    return () if problem is None else (problem,)",
        "    return ()",
    ),
    Fault(
        "unsigned after an acceptance",
        "rules.py",
        'row.unsigned == "until_accepted" and accepted_once',
        "False",
    ),
    Fault(
        "a condition that is due is forgotten",
        "in_force.py",
        "if any(each.due is None or as_of > each.due for _, each in approval.unmet):",
        "if False:",
    ),
    Fault(
        "an acceptance outlives another judgement",
        "living.py",
        "then, now = read[-1], revision.assessment",
        "then, now = read[-1], read[-1]",
    ),
    Fault("no second signature needed", "in_force.py", "if approval.awaits_owner:", "if False:"),
    Fault(
        "a condition is met before the second signature",
        "after_approval.py",
        "    if approval.awaits_owner:",
        "    if False:",
    ),
    Fault(
        "the second signature is under another text",
        "after_approval.py",
        'if content["text"] != due.text:',
        "if False:",
    ),
    Fault(
        "the second signature is for another decision",
        "after_approval.py",
        "if decision != approval.leaf:",
        "if False:",
    ),
    Fault("a condition is met twice", "after_approval.py", "if done.condition == number:", "if False:"),
    Fault(
        "votes on other terms count together",
        "term.py",
        'if earlier.outcome == "approve" and terms_named(case, earlier) != terms_named(case, ballot):',
        "if False:",
    ),
    Fault("any day for a condition", "term.py", "if each.due is not None and", "if False and"),
    Fault(
        "an insistence holds for another no",
        "course.py",
        "case.insisted = case.insisted and before is not None and verdict == before.verdict",
        "pass",
    ),
    Fault(
        "accepted in any state",
        "act.py",
        "_from(State.OWNER_PENDING), State.REVIEW),",
        "_from(State.OWNER_PENDING, State.FILED), State.REVIEW),",
    ),
    Fault(
        "the owner is asked about a no",
        "course.py",
        'case.state is State.FILED and carried(case.revision.assessment)',
        "case.state is State.FILED",
    ),
    Fault("any code on paper", "paper.py", "if ballot.code in good:", "if True:"),
    Fault("a paper of before the acceptance", "paper.py", "if seq >= max(seqs) and", "if"),
    Fault("an earlier end unsaid", "demands.py", "== (accepted if earlier else None)", "in (None, accepted)"),
    Fault("urgency waives any require", "lead_time.py", "list(named) == unmet == assessment.decided_by", "True"),
    Fault("urgency waives a no", "lead_time.py", "fired and not no and", "fired and"),
    Fault("the lead time waived without urgency", "gate.py", "if ballot.urgent and not ballot.overrides:", "if True:"),
    Fault("confirmed in the same breath", "confirmation.py", "ballot.day <= decision.day", "False"),
    Fault("a forbidden stays open", "course.py", 'if case.revision.verdict == "forbidden":', "if False:"),
    Fault(
        "one root is not provisional",
        "course.py",
        "world.provisional(case),",
        "False,",
    ),
    Fault(
        "an acceptance under one root is forgotten",
        "case.py",
        "acts = (case.endorsement, case.acceptance, *case.ballots)",
        "acts = (*case.ballots,)",
    ),
    Fault(
        "a second signature under one root is forgotten",
        "course.py",
        "if case.approval is not None and world.single_root:",
        "if False:",
    ),
    Fault(
        "who gains picks who decides",
        "appointment.py",
        "        if themselves or gainer_among(",
        "        if False and gainer_among(",
    ),
    Fault(
        "who gains picks a friend in the friend's own name",
        "appointment.py",
        "    for row in asked_of(case, assessment, ballot):",
        "    for row in ():",
    ),
    Fault(
        "carrying on launders",
        "appointment.py",
        "        if before is not True:",
        "        if place == len(versions) - 1:",
    ),
    Fault(
        "an appointee confirms",
        "confirmation.py",
        "for point in (authorised, separated, appointed)]",
        "for point in (authorised, separated)]",
    ),
    Fault(
        "who gains makes the committee smaller",
        "tally.py",
        "len(holders | taken_out(world, case, posts, day))",
        "len(holders)",
    ),
    Fault(
        "any key of the role adopts",
        "adoption.py",
        "    theirs = _holds(people, row, person, acting_for, posts, day)",
        "    theirs = True",
    ),
    Fault(
        "an owner is silent at once",
        "dispute.py",
        "    if first is None or event.on < first:",
        "    if first is None:",
    ),
    Fault(
        "a silence ends an approval that nobody has to sign",
        "dispute.py",
        "        if found:\n            return found",
        "        pass",
        (
            "dispute.py",
            "    if first is None or event.on < first:",
            "    if first is not None and event.on < first:",
        ),
    ),
    Fault("anybody disputes anything", "dispute.py", "    if person in concerned:", "    if True:"),
    Fault(
        "who disputes disposes of it",
        "dispute.py",
        "    if event.by in {world",
        "    if False and event.by in {world",
    ),
    Fault("a silence is undone again and again", "dispute.py", " and last.by not in case.spoke_up", ""),
    Fault(
        "a silence is undone at any time",
        "dispute.py",
        "return case if mine and in_time and",
        "return case if mine and",
    ),
    Fault("in force after its end", "in_force.py", "if as_of > approval.ends_on:", "if False:"),
    Fault(
        "in force after the renewal",
        "in_force.py",
        "if any(renewal is not None and as_of > renewal for renewal in renewals):",
        "if False:",
    ),
    Fault(
        "in force without an owner",
        "in_force.py",
        "if since is not None and as_of >= since + timedelta(days=GRACE_DAYS):",
        "if False:",
    ),
    Fault(
        "withdrawn by anybody",
        "who.py",
        'if row.who == "requester" and (person != case.revision.by or',
        'if row.who == "requester" and False and (',
    ),
    Fault(
        "anybody of the office's posts is not asked for",
        "who.py",
        'if row.who == "office" and',
        'if row.who == "office" and False and',
    ),
)


def hunts(fault: Fault, searches: list[str]) -> dict[str, bool]:
    """Whether each search notices the fault."""
    with TemporaryDirectory() as folder:
        tree = Path(folder)
        for part in ("src", "tests", ".ci"):
            copytree(ROOT / part, tree / part, ignore=ignore_patterns("__pycache__"))
        (tree / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
        (tree / "tests/conftest.py").write_text(
            (ROOT / "tests/conftest.py").read_text("utf-8") + HUNT, "utf-8"
        )
        for file, piece, instead in (
            (fault.file, fault.piece, fault.instead),
            *((fault.also,) if fault.also else ()),
        ):
            sick = tree / "src/nocustom/life" / file
            text = sick.read_text("utf-8")
            if piece not in text:
                raise LookupError(f"{file} has no such piece now")
            sick.write_text(text.replace(piece, instead, 1), "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        return {
            name: subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"tests/model/{file}"],
                cwd=tree, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ).returncode == 1
            for name, file in SEARCHES.items() if name in searches
        }  # fmt: skip


def table(words: list[str]) -> Iterator[str]:
    """The result as lines; of the searches and the faults that are named, where any are."""
    searches = [word for word in words if word in SEARCHES] or list(SEARCHES)
    names = [word for word in words if word not in SEARCHES]
    yield "| Fault | Caught by |"
    yield "|---|---|"
    for fault in FAULTS:
        if not names or fault.name in names:
            try:
                caught = [name for name, found in hunts(fault, searches).items() if found]
            except LookupError as wrong:
                caught = [f"not tried: {wrong}"]
            yield f"| {fault.name} | {', '.join(caught) or '**nobody**'} |"


if __name__ == "__main__":
    for line in table(sys.argv[1:]):
        print(line, flush=True)
