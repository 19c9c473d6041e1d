"""A policy with a mistake judges nothing: exit 3, the place of the mistake, and no file changed."""

from __future__ import annotations

import copy
import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.outside.desk import DAY, Desk, Table, layer, request, rule

P = rule("P", "permit")
LOW: Table = {"extends": ["top.toml"]}


def top(*rules: Table, **parts: Any) -> Table:
    return layer("top", [P, *rules], **parts)


def low(*rules: Table, **parts: Any) -> Table:
    parts.setdefault("policy", LOW)
    return layer("low", rules or [rule("A", "advise")], "abstain", **parts)


def forbid(**condition: Table) -> Table:
    return rule("F", "forbid", when={name.replace("__", "."): leaf for name, leaf in condition.items()})


def without(table: Table, name: str) -> Table:
    return {key: value for key, value in table.items() if key != name}


NINE = {"gap.rung": {"at_least": "$nine"}}
LATER = {"effective": {"from": DAY + timedelta(1)}}

# layers, and what the message must name
MISTAKES: dict[str, tuple[list[Table], str]] = {
    "unknown field": ([top(forbid(gap__rungs={"is": 1}))], "`gap.rung`"),
    "unknown section": ([top(forbid(gab__rung={"is": 1}))], "gab"),
    "a field that is a list of tables": ([top(forbid(precedent__found={"filled": True}))], "precedent.found"),
    "unknown operator": ([top(forbid(gap__rung={"larger": 1}))], "at_least"),
    "date operator on int": ([top(forbid(gap__rung={"before": 1}))], "`before`"),
    "int operator on enum": ([top(forbid(reason__category={"over": 1}))], "`over`"),
    "is on a list": ([top(forbid(precedent__same_need={"is": "A"}))], "has_any"),
    "in on bool": ([top(forbid(impact__my_number={"in": [True]}))], "`in`"),
    "text for int": ([top(forbid(gap__rung={"is": "9"}))], "whole number"),
    "float for int": ([top(forbid(gap__rung={"is": 9.0}))], "whole number"),
    "bool for int": ([top(forbid(gap__rung={"is": True}))], "whole number"),
    "int for bool": ([top(forbid(impact__my_number={"is": 1}))], "true"),
    "word outside the enum": ([top(forbid(reason__category={"is": "laws"}))], "prefecture_scheme"),
    "word outside the enum in a list": ([top(forbid(reason__category={"in": ["law", "x"]}))], "`x`"),
    "text for date": ([top(forbid(life__ends_on={"before": "2026-01-01"}))], "date"),
    "one where several": ([top(forbid(reason__category={"in": "law"}))], "list"),
    "empty when": ([top({**rule("F", "forbid"), "when": {}})], "empty"),
    "empty any": ([top(forbid(any=[]))], "any"),  # type: ignore[arg-type]
    "empty table in any": ([top({**rule("F", "forbid"), "when": {"any": [{}]}})], "empty"),
    "empty leaf": ([top({**rule("F", "forbid"), "when": {"gap": {"rung": {}}}})], "operator"),
    "empty section": ([top({**rule("F", "forbid"), "when": {"gap": {}}})], ""),
    "empty must": ([top({**rule("F", "require"), "must": {}})], "empty"),
    "empty list": ([top(forbid(reason__category={"in": []}))], "`in`"),
    "cycle of two": ([top(policy=LOW | {"extends": ["low.toml"]}), low()], "extends itself"),
    "cycle of one": ([top(policy=LOW)], "extends itself"),
    "missing layer": ([top(policy={"extends": ["gone.toml"]})], "gone.toml"),
    "same rule id in two layers": ([top(rule("A", "advise")), low()], "`A`"),
    "same rule id in one layer": ([top(P)], "`P`"),
    "reserved id": ([top(rule("default", "forbid"))], "reserved"),
    "no rules": ([layer("top", [])], "no rules"),
    "permit in an abstaining layer": ([top(), low(rule("Q", "permit"))], "permit"),
    "unanswered outside must": ([top(forbid(alternatives__unanswered={"empty": True}))], "must"),
    "text.* outside must": ([top(forbid(text__personal_data_hits={"over": 0}))], "must"),
    "history.* outside advise": ([top(forbid(history__refused_similar={"over": 0}))], "advise"),
    "history.* in must": (
        [top(rule("R", "require", must={"history.refused_similar": {"is": 0}}))],
        "advise",
    ),
    "must without require": ([top({**rule("F", "forbid"), "must": {"gap": {"rung": {"is": 1}}}})], "must"),
    "require without must": ([top(rule("R", "require"))], "must"),
    "to without redirect": ([top({**rule("F", "forbid"), "to": 3})], "`to`"),
    "level without forbid": ([top({**rule("A", "advise"), "level": "hard"})], "`level`"),
    "forbid without level": ([top(without(rule("F", "forbid"), "level"))], "level"),
    "rung 10": ([top(rule("D", "redirect", to=10))], "at most 9"),
    "unknown effect": ([top({**rule("F", "forbid"), "effect": "forbids"})], "forbid"),
    "unknown level": ([top({**rule("F", "forbid"), "level": "soft"})], "overridable"),
    "unknown key in a rule": ([top({**rule("F", "forbid"), "wehn": {}})], "did you mean `when`"),
    "unknown schema": ([{**top(), "schema": "policy/2"}], "policy/1"),
    "unknown default": ([layer("top", [P], "allow")], "abstain"),
    "id with a blank": ([top(rule("F x", "forbid"))], "letters"),
    "undefined value": ([top(rule("F", "forbid", when=NINE))], "nine"),
    "value of a layer it does not extend": (
        [top(values={"nine": {"is": 9}}), layer("low", [rule("F", "forbid", when=NINE)], "abstain")],
        "nine",
    ),
    "value of a layer below": (
        [top(rule("F", "forbid", when=NINE)), low(values={"nine": {"is": 9}})],
        "nine",
    ),
    "value the wrong way": (
        [top(values={"nine": {"is": 9, "may": "raise"}}), low(values={"nine": {"is": 8}})],
        "only be raised",
    ),
    "value the other wrong way": (
        [top(values={"nine": {"is": 9, "may": "lower"}}), low(values={"nine": {"is": 10}})],
        "only be lowered",
    ),
    "value nobody may move": ([top(values={"nine": {"is": 9}}), low(values={"nine": {"is": 10}})], "9"),
    "direction said again below": (
        [
            top(values={"nine": {"is": 9, "may": "raise"}}),
            low(values={"nine": {"is": 10, "may": "lower"}}),
        ],
        "nine",
    ),
    "value defined twice": (
        [
            top(values={"nine": {"is": 9}}),
            layer("low", [rule("A", "advise")], "abstain", values={"nine": {"is": 9}}),
        ],
        "nine",
    ),
    "value of a layer outside its days": (
        [
            top(),
            layer("mid", [rule("M", "advise")], "abstain", policy=LATER, values={"nine": {"is": 9}}),
            low(rule("F", "forbid", when=NINE), policy={"extends": ["mid.toml"]}),
        ],
        "nine",
    ),
    "float value": ([top(values={"nine": {"is": 9.5}})], "whole number"),
}

NO_PLACE: dict[str, tuple[list[Table], str]] = {
    "no layers": ([], "policies"),
    "nothing refuses by default": ([layer("top", [rule("F", "forbid")], "abstain")], "refuses by default"),
    "nothing that refuses is in its days": ([top(policy=LATER), low(policy={})], "2026-06-01"),
}


TOGETHER = [
    name
    for name, (layers, _) in MISTAKES.items()
    if len(layers) == 1 and not name.startswith(("cycle", "no rules"))
]


def renamed(one: Table, number: int) -> Table:
    """The layer beside many others: its id and its rules' ids are its own."""
    made = copy.deepcopy(one)
    made["policy"]["id"] = f"layer{number}"
    for each in made["rule"]:
        if each["id"] != "default":
            each["id"] += f"-{number}"
    return made


def test_every_layers_mistake_is_shown_at_its_place(tmp_path: Path) -> None:
    """All of them in one workspace, and all of them told in one run, each in its file and nowhere else."""
    desk = Desk(tmp_path).set_up(layer("good", [rule("GOOD", "permit")]), requests=[request("a")])
    for number, name in enumerate(TOGETHER):
        desk.write(f"policies/layer{number}.toml", renamed(MISTAKES[name][0][0], number))
    before = desk.tree()
    ran = desk.check(COLUMNS="400")
    assert (ran.code, ran.json["requests"]) == (3, []) and desk.tree() == before
    messages: dict[str, list[str]] = {}
    for text in ran.err.split("\n\n"):
        for file in re.findall(r"--> policies/(\w+)\.toml:\d+:\d+\n", text):
            messages.setdefault(file, []).append(text)
    assert set(messages) == {f"layer{number}" for number in range(len(TOGETHER))}
    for number, name in enumerate(TOGETHER):
        said = MISTAKES[name][1].replace("`A`", "`A-").replace("`P`", "`P-")
        told = messages[f"layer{number}"]
        assert len(told) == 1 and said in told[0], (name, told)


@pytest.mark.parametrize("name", [name for name in MISTAKES if name not in TOGETHER])
def test_a_mistake_between_layers_is_shown_at_its_place(name: str, tmp_path: Path) -> None:
    layers, said = MISTAKES[name]
    desk = Desk(tmp_path).set_up(*copy.deepcopy(layers), requests=[request("a")])
    before = desk.tree()
    ran = desk.check()
    assert (ran.code, ran.json["requests"]) == (3, [])
    assert re.search(r"policies/(top|low|mid)\.toml:\d+:\d+\n", ran.err), ran.err
    assert said in ran.err
    assert desk.tree() == before


@pytest.mark.parametrize("name", NO_PLACE)
def test_a_policy_that_refuses_nothing_judges_nothing(name: str, tmp_path: Path) -> None:
    layers, said = NO_PLACE[name]
    ran = Desk(tmp_path).set_up(*layers, requests=[request("a")]).check()
    assert (ran.code, ran.json["requests"]) == (3, [])
    assert said in ran.err


def test_a_policy_file_that_is_no_text_stops_everything(tmp_path: Path) -> None:
    desk = Desk(tmp_path).set_up(top(), requests=[request("a")])
    for content in (b"\xff\xfe", b"\0", b"schema = \n", "schema = ”policy/1”\n".encode(), b""):
        desk.write("policies/zlow.toml", content)
        ran = desk.check()
        assert (ran.code, ran.json["requests"]) == (3, []), content
        assert "policies/zlow.toml" in ran.err, content
    (desk.root / "policies/zlow.toml").unlink()
    (desk.root / "policies/zlow.toml").symlink_to("nowhere.toml")
    assert desk.check().code == 3
    (desk.root / "policies/zlow.toml").unlink()
    (desk.root / "policies/zlow.toml").mkdir()
    assert desk.check().code == 3


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_layer_nobody_may_read_stops_everything(tmp_path: Path) -> None:
    desk = Desk(tmp_path).set_up(top(), low(), requests=[request("a")])
    (desk.root / "policies/low.toml").chmod(0)
    assert desk.check().code == 3


def test_all_mistakes_are_told_in_one_run_and_in_both_languages(tmp_path: Path) -> None:
    desk = Desk(tmp_path).set_up(
        top(
            forbid(gap__rungs={"is": 1}), rule("G", "forbid", when={"gap.rung": {"before": date(2026, 1, 1)}})
        ),
        low(rule("Q", "permit")),
        requests=[request("a")],
    )
    for lang in ("en", "ja"):
        ran = desk.run("check", lang=lang)
        assert ran.code == 3
        assert all(word in ran.err for word in ("`gap.rungs`", "`before`", "policies/low.toml")), lang
