"""What `doctor` looks at in a workspace: its files, the clock, and what of the policy is in effect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from nocustom.acts.check import check, ready
from nocustom.acts.observation import Observation, fine, problem, warning
from nocustom.acts.workspace import Workspace
from nocustom.files.workspace import REQUESTS, SETTINGS, request_files
from nocustom.words import say

__all__ = ["clock", "in_effect", "people", "policy", "requests", "settings", "systems"]

SOON = timedelta(days=90)
"""A layer that ends within these days is told: a new version needs its time."""


def settings(workspace: Workspace) -> Iterator[Observation]:
    """The workspace file. NotJudged with findings where it can't be used."""
    here = workspace.root == workspace.cwd.resolve()
    place = say("this folder") if here else say("`{path}`", path=workspace.shown(workspace.root))
    if workspace.settings:
        yield fine("workspace", say("{organisation}, in {place}", organisation=workspace.organisation, place=place))
    else:
        yield warning("workspace", say("there is no {file} in {place}: requests can be judged, not filed",
                                       file=SETTINGS, place=place),
                      say("`nocustom init` writes the settings of this workspace"))  # fmt: skip


def clock(workspace: Workspace, now: datetime) -> Iterator[Observation]:
    """The offset from UTC by which days are counted, beside that of this computer."""
    ours, here = workspace.now(now), now.astimezone()
    if ours.utcoffset() != here.utcoffset():
        hint = say("`utc_offset` in {file} decides, so this is all right if it is your city's", file=SETTINGS)
        yield warning("clock", say("days are counted at {ours}, this computer's clock is set to {here}",
                                   ours=f"{ours:%z}", here=f"{here:%z}"), hint)  # fmt: skip
    else:
        yield fine("clock", say("it is {now} here, days are counted at {offset}", now=f"{ours:%Y-%m-%d %H:%M}",
                                offset=f"{ours:%z}"))  # fmt: skip


def policy(workspace: Workspace) -> Iterator[Observation]:
    """The layers on disk. NotJudged with findings where one can't be used."""
    rules = list(workspace.policy.rules())
    layers = [f"{layer.id} {layer.version}" for layer in workspace.policy.ordered()]
    yield fine("policy", say("policy: {count} rules in {layers}", count=len(rules), layers=layers))


def systems(workspace: Workspace) -> Iterator[Observation]:
    """The catalogue on disk. NotJudged with findings where it can't be used."""
    count = len(workspace.systems_document.values["system"])
    _ = workspace.catalogue
    yield fine("systems", say("systems: {count}", count=count))


def people(workspace: Workspace, today: date) -> Iterator[Observation]:
    """The people on disk. NotJudged with findings where the file can't be used."""
    serving = [person for person in workspace.people.persons if workspace.people.at(person, today)]
    if serving:
        yield fine("people", say("people in service today: {count}", count=len(serving)))
    else:
        yield problem("people", say("nobody of policies/people.toml is in service today"),
                      say("look at `from` and `until` of the persons"))  # fmt: skip


def in_effect(workspace: Workspace, today: date) -> Iterator[Observation]:
    """What judges today, and which layer stops or begins soon. NotJudged where nothing can be judged today."""
    judge, _ = ready(workspace, today)
    named = [f"{layer.id} {layer.version}" for layer in judge.layers]
    yield fine("in-effect", say("in effect today: {layers}", layers=named))
    for layer in workspace.policy.ordered():
        first, last = layer.days.get("from"), layer.days.get("until")
        if last is not None and today <= last <= today + SOON:
            yield warning("in-effect", say("layer `{id}` ends on {day}", id=layer.id, day=last.isoformat()),
                          say("write its next version, and adopt it with `nocustom policy adopt policy`"))  # fmt: skip
        elif last is not None and last < today:
            yield warning("in-effect", say("layer `{id}` ended on {day}, its rules count no more", id=layer.id,
                                           day=last.isoformat()),
                          say("write its next version, and adopt it with `nocustom policy adopt policy`"))  # fmt: skip
        elif first is not None and first > today:
            yield warning("in-effect", say("layer `{id}` is in effect only from {day} on", id=layer.id,
                                           day=first.isoformat()))  # fmt: skip


def requests(workspace: Workspace, today: date) -> Iterator[Observation]:
    """Whether each request on disk can be judged; what comes out is `check`'s to say."""
    folder: Path = workspace.root / REQUESTS
    if not folder.is_dir() or not request_files(folder):
        yield fine("requests", say("no requests on disk"), say("`nocustom request new` writes one"))
        return
    run = check(workspace, [], today)
    for _ in run.requests:
        pass
    if run.tally.not_judged:
        yield problem("requests", say("{bad} of {count} requests can't be judged", bad=run.tally.not_judged,
                                      count=run.tally.total),
                      say("`nocustom check` shows each mistake at its place"))  # fmt: skip
    else:
        yield fine("requests", say("requests that can be judged: {count}", count=run.tally.total))
