"""Whoever has the database and the folder of files in hand: `ledger verify` names what they did, or it changed nothing.

A machine edits a real ledger, with real signatures, of one request approved, one under review, one refused: lines and
columns, guards and files, clumsily or with all hashes made anew, or it puts back an old backup. Verify, which is given
what somebody kept of the ledger (its size and root), has something to say unless lines, table and files are what they
were. And whatever was done, no request is approved, by the lines that stand up to a whole verification, that the model
of page 5 does not approve; and that is none but the one that was.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from nocustom.errors import Broken, NocustomError
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.canonical import NotCanonical, canonical, parse_line
from nocustom.ledger.judging import LifeRules, documents
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import FILE, OFFICE
from nocustom.ledger.places import BLOBS
from nocustom.ledger.tree import leaf_hash
from nocustom.ledger.verifier import Verifier
from nocustom.life.act import State
from nocustom.life.case import World
from tests.ledger.city import NOON, ORIGIN, Office
from tests.ledger.portions import agree
from tests.ledger.strict import Strict
from tests.life.town import Town
from tests.model.both import Both

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "10"))
LATER = NOON + timedelta(days=1)
APPROVED, REVIEW, REFUSED = "2026-0001", "2026-0002", "2026-0003"


Values = dict[str, Any]


class Original:
    """The ledger as honest people wrote it, and an old backup of it."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.folder = folder
        path = folder / "ledger.sqlite"
        with Ledger.create(path, origin=ORIGIN) as ledger:
            city = Strict(office, ledger)
            city.adopt()
            for number in (APPROVED, REVIEW, REFUSED):
                city.file(number, key=f"key-{number}")
                city.append(city.act("request.endorsed", number, "tanaka", FILE, **city.about))
                accepted = city.append(city.acceptance()).event.leaf
                if number == APPROVED:
                    shutil.copy(path, folder / "backup.sqlite")
                    city.append(city.approval(accepted))
                elif number == REFUSED:
                    city.append(city.decision("refuse"))
            self.kept = (ledger.size, ledger.root)
            self.lines = list(ledger.store.lines())
            self.files = {name: ledger.blobs.get(name) for name in ledger.blobs.names()}
            returned = city.act("request.returned", REVIEW, "mori", OFFICE, reason="見積が古い",
                                **{**city.about, **_about(self.lines, REVIEW)})  # fmt: skip
        self.next = returned
        self.table = dumped(path)


def _about(lines: list[bytes], number: str) -> dict[str, Any]:
    """What every act on a request repeats, from its filing."""
    filed = next(line for line in map(json.loads, lines) if line["stream"] == number)["body"]
    names = ("key", "rev", "file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")
    return {"request": number, **{name: filed[name] for name in names}}


@pytest.fixture(scope="module")
def original(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Original:
    return Original(tmp_path_factory.mktemp("city") / "ledger", office)


MOVED = ("drop", "double", "swap", "cut")


def dumped(path: Path) -> list[tuple[object, ...]]:
    """All that is in a database: the table and its three guards, then its rows, the line last."""
    with closing(sqlite3.connect(path)) as db:
        schema: list[tuple[object, ...]] = [*db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL "
                                                        "ORDER BY name")]  # fmt: skip
        schema += [("", "")] * (4 - len(schema))
        return [*schema, *db.execute("SELECT seq, leaf, prev, stream, ver, type, CAST(line AS BLOB) FROM event "
                                     "ORDER BY seq")]  # fmt: skip


def approved(world: World) -> set[tuple[str, str]]:
    """The requests that are approved, each with what was approved."""
    return {(number, case.revision.material_sha256) for number, case in world.cases.items()
            if case.state is State.APPROVED}  # fmt: skip


def _read(line: bytes) -> Values | None:
    try:
        return parse_line(line)
    except NotCanonical:
        return None


def _columns(line: bytes, place: int) -> list[object]:
    value = _read(line) or {}
    return [value.get("prev", f"{place:064x}") if place else None, str(value.get("stream")),
            value["ver"] if isinstance(value.get("ver"), int) else 1000 + place, str(value.get("type"))]  # fmt: skip


def _moved(data: st.DataObject, lines: list[Any], how: str) -> list[Any]:
    """Some line left out, doubled, in another's place, or all from it on cut off."""
    lines = list(lines)
    if not lines:
        return lines
    places = st.integers(0, len(lines) - 1)
    place = data.draw(places)
    if how == "drop":
        del lines[place]
    elif how == "cut":
        del lines[place:]
    elif how == "double":
        lines.insert(place, lines[place])
    else:
        other = data.draw(places)
        lines[place], lines[other] = lines[other], lines[place]
    return lines


def _altered(data: st.DataObject, lines: list[bytes]) -> list[bytes]:
    """Another byte somewhere."""
    lines = list(lines)
    if lines:
        place = data.draw(st.integers(0, len(lines) - 1))
        at = data.draw(st.integers(0, max(len(lines[place]) - 1, 0)))
        lines[place] = (
            lines[place][:at] + data.draw(st.sampled_from([b"0", b"a", b'"', b" "])) + lines[place][at + 1 :]
        )
    return lines


def _chained(values: list[Values]) -> list[bytes]:
    """The lines numbered, versioned and chained as an honest writer would have done."""
    lines: list[bytes] = []
    streams: dict[str, int] = {}
    for seq, value in enumerate(values):
        streams[value["stream"]] = streams.get(value["stream"], 0) + 1
        prev = leaf_hash(lines[-1]) if lines else None
        lines.append(canonical({**value, "seq": seq, "prev": prev, "ver": streams[value["stream"]]}))
    return lines


def _say(data: st.DataObject, value: Values) -> None:
    """Something else was said: by whom, about what, with which outcome."""
    part = json.loads(value["stmt"]) if value["stmt"] is not None else value["body"]
    name = data.draw(st.sampled_from(sorted(part)))
    part[name] = data.draw(
        st.sampled_from(["aoki", "tanaka", "approve", "f" * 64, 2, APPROVED, REVIEW, None])
    )
    if value["stmt"] is not None:
        value["stmt"] = canonical(part).decode()


def _day(data: st.DataObject, value: Values) -> None:
    value["ts"] = data.draw(st.sampled_from(["2020-01-01", "2026-11-24", "2035-01-01"])) + "T12:00:00+09:00"


def _move(data: st.DataObject, value: Values) -> None:
    value["stream"] = data.draw(st.sampled_from([APPROVED, REVIEW, REFUSED, "2026-0004"]))


def _strip(data: st.DataObject, value: Values) -> None:
    if value["stmt"] is not None:
        value |= {"body": json.loads(value["stmt"]), "stmt": None, "sigs": []}


def _forge(data: st.DataObject, value: Values) -> None:
    """A refusal or an acceptance becomes an approval of something, under the signature that is there."""
    if value["stmt"] is not None:
        part = json.loads(value["stmt"])
        part |= {"act": "decision.made", "outcome": "approve", "by": "aoki"}
        value |= {"type": "decision.made", "stmt": canonical(part).decode()}


FORGED: dict[str, Callable[[st.DataObject, Values], None]] = {
    "say": _say, "day": _day, "move": _move, "strip": _strip, "forge": _forge,
}  # fmt: skip


class Edited(RuleBasedStateMachine):
    """A copy of the ledger in the hands of somebody who may write every file of it."""

    original: ClassVar[Original]

    @initialize()
    def steal(self) -> None:
        self.temporary = TemporaryDirectory()
        self.folder = Path(self.temporary.name) / "ledger"
        shutil.copytree(self.original.folder, self.folder)
        self.path = self.folder / "ledger.sqlite"
        with closing(sqlite3.connect(self.path)) as db:
            self.guards = [
                sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
            ]

    # What the hands do

    def table(self) -> list[tuple[object, ...]]:
        return dumped(self.path)

    def lines(self) -> list[bytes]:
        return [line for *_, line in self.table()[4:] if isinstance(line, bytes)]

    def write(self, lines: list[bytes]) -> None:
        """These lines and no others, with the columns that they say, and the guards put back."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f"DROP TRIGGER {name}")
            db.execute("DELETE FROM event")
            for place, line in enumerate(lines):
                columns = _columns(line, place)
                db.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
                           (place, leaf_hash(line), *columns, line.decode("utf-8", "replace")))  # fmt: skip
            for sql in self.guards:
                db.execute(sql)

    @rule(data=st.data(), how=st.sampled_from(["alter", "cut", "drop", "swap", "add"]))
    def files(self, data: st.DataObject, how: str) -> None:
        """A file beside the ledger is changed, cut short, taken away, put in another's place; or one is added."""
        folder = self.folder / BLOBS
        names = sorted(path.name for path in folder.iterdir())
        if how == "add" or not names:
            (folder / ("ab" * 32)).write_bytes(b"who knows")
            return
        path = folder / data.draw(st.sampled_from(names))
        note(f"{how} {path.name}")
        if how == "alter":
            path.write_bytes(path.read_bytes().replace(b"1", b"2", 1) + b" ")
        elif how == "cut":
            path.write_bytes(path.read_bytes()[:-1])
        elif how == "drop":
            path.unlink()
        elif how == "swap":
            path.write_bytes((folder / data.draw(st.sampled_from(names))).read_bytes())

    @rule(data=st.data(), how=st.sampled_from(["byte", *MOVED]))
    def clumsy(self, data: st.DataObject, how: str) -> None:
        """Lines are changed, and nothing is done about the chain."""
        lines = self.lines()
        self.write(_moved(data, lines, how) if how != "byte" else _altered(data, lines))

    @rule(data=st.data(), column=st.sampled_from(["type", "stream", "ver", "leaf"]))
    def columns(self, data: st.DataObject, column: str) -> None:
        """A column beside the line is changed, and the line is not."""
        lines = self.lines()
        if len(lines) < 2:
            return
        values: dict[str, object] = {"type": "decision.made", "stream": APPROVED, "ver": 77, "leaf": "0" * 64}
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            db.execute("DROP TRIGGER IF EXISTS event_no_update")
            db.execute(f"UPDATE OR IGNORE event SET {column} = ? WHERE seq = ?",
                       (values[column], data.draw(st.integers(1, len(lines) - 1))))  # fmt: skip
            if data.draw(st.booleans()):
                db.execute(next(sql for sql in self.guards if "event_no_update" in sql))

    @rule()
    def guards_down(self) -> None:
        """The guards are gone, and nothing else is."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            db.execute("DROP TRIGGER IF EXISTS event_no_delete")

    @rule(
        data=st.data(),
        how=st.sampled_from(["drop", "double", "swap", "cut", "say", "day", "move", "strip", "forge"]),
    )
    def careful(self, data: st.DataObject, how: str) -> None:
        """Lines are changed, and everything after them is chained anew."""
        values = [value for value in map(_read, self.lines()) if value is not None]
        if len(values) < 2:
            return
        if how in MOVED:
            values = _moved(data, values, how)
        else:
            value = data.draw(st.sampled_from(values[1:]))
            note(f"{how} {value['type']} on {value['stream']}")
            FORGED[how](data, value)
        self.write(_chained(values))

    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        """A line once more at the end, chained well, on its request or another."""
        values = [value for value in map(_read, self.lines()) if value is not None]
        if not values:
            return
        value = dict(data.draw(st.sampled_from(values)))
        value["stream"] = data.draw(st.sampled_from([value["stream"], APPROVED, REVIEW, REFUSED]))
        note(f"{value['type']} again, on {value['stream']}")
        self.write(_chained([*values, value]))

    @rule()
    def backup(self) -> None:
        """An old backup is put back."""
        shutil.copy(self.folder / "backup.sqlite", self.path)

    @rule()
    def honest(self) -> None:
        """In the middle of it all somebody honest returns the request under review, or is told that it is broken."""
        try:
            with Ledger.open(self.path, origin=ORIGIN, writable=True) as ledger:
                ledger.append(self.original.next, LATER)
        except NocustomError as error:
            event(f"append: {type(error).__name__}")
        else:
            event("append: recorded")

    # What must hold

    @invariant()
    def named_or_harmless(self) -> None:
        """Verify has something to say, unless the lines are the original ones and all that they rest on is there."""
        if not hasattr(self, "path"):
            return
        codes = self.verified()
        whole = self.table()[: len(self.original.table)] == self.original.table and all(
            (self.folder / BLOBS / name).is_file() and (self.folder / BLOBS / name).read_bytes() == data
            for name, data in self.original.files.items()
        )
        assert codes or whole, "something was changed, and nobody noticed"
        event(f"named: {codes[0]}" if codes else "harmless")

    def verified(self) -> list[str]:
        try:
            with Ledger.open(self.path, origin=ORIGIN) as ledger:
                return sorted({problem.code for problem in ledger.verify(seen=[self.original.kept]).problems})
        except Broken:
            return ["broken"]

    @invariant()
    def several_hands_say_the_same(self) -> None:
        """Where the requests are verified in portions, nobody says yes to what one process has something to say of."""
        if hasattr(self, "path"):
            agree(self.lines(), ORIGIN, Blobs(self.folder / BLOBS))

    @invariant()
    def nothing_is_approved_that_was_not(self) -> None:
        """By the lines that stand, the rules and the model know the same requests in the same state."""
        if not hasattr(self, "path"):
            return
        blobs = Blobs(self.folder / BLOBS)
        rules = LifeRules(blobs, ORIGIN)
        verifier = Verifier(origin=ORIGIN, papers=blobs, rules=rules)
        for line in self.lines():
            verifier.step(line)
        town = Town.__new__(Town)
        read = documents(blobs)
        town.documents = {name: document for name in blobs.names() if (document := read(name)) is not None}
        town.events, town.day = [], LATER.date()
        both = Both.read(town, verifier.events)  # the rules once more, and the model beside them
        both.agree()
        states = {number: str(case.state) for number, case in rules.world.cases.items()}
        assert states == {number: case["state"] for number, case in both.model.w["cases"].items()}
        assert approved(rules.world) <= {(APPROVED, _about(self.original.lines, APPROVED)["material_sha256"])}
        self.shown(states)

    def shown(self, states: dict[str, str]) -> None:
        """What commands show without a whole verification is no other approval, or verify names why."""
        try:
            with Ledger.open(self.path, origin=ORIGIN) as ledger:
                more = {number for number, _ in approved(ledger.world)} - {
                    number for number, state in states.items() if state == "approved"
                }
        except NocustomError:
            return
        assert not more or self.verified()

    def teardown(self) -> None:
        if hasattr(self, "temporary"):
            self.temporary.cleanup()


def test_hands_on_database_and_files(original: Original) -> None:
    Edited.original = original
    run_state_machine_as_test(
        Edited,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=6, deadline=None,
                          suppress_health_check=[HealthCheck.too_slow]),
    )  # fmt: skip


def test_an_untouched_ledger_is_whole(original: Original) -> None:
    with Ledger.open(original.folder / "ledger.sqlite", origin=ORIGIN) as ledger:
        assert ledger.verify(seen=[original.kept]).problems == ()
        assert approved(ledger.world) == {(APPROVED, _about(original.lines, APPROVED)["material_sha256"])}
