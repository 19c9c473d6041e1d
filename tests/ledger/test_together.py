"""Several processes verify a ledger together: they may only say yes; whatever becomes of them, the report is right."""

from __future__ import annotations

import multiprocessing
import multiprocessing.spawn
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.city import City, Key
from nocustom.ledger.alone import read_line
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.canonical import canonical
from nocustom.ledger.judging import LifeRules
from nocustom.ledger.portion import Claims
from nocustom.ledger.recorded import Recorded, glanced
from nocustom.ledger.together import together
from nocustom.ledger.tree import leaf_hash
from nocustom.ledger.verifier import Verifier
from nocustom.ledger.verify import MANY, MOST_PROCESSES, Report, verify
from tests.ledger.portions import agree, by_many
from tests.ledger.stopped import nobody_stays_behind

ORIGIN = "aozora.example/nocustom"


class Grown:
    """A ledger of so many requests, good throughout."""

    def __init__(self, folder: Path, requests: int, *, mixed: bool) -> None:
        city = City.founded(folder)
        city.grow(requests, mixed=mixed)
        with city.hall.desk(writable=False) as desk:
            self.lines = list(desk.ledger.store.lines())
            self.blobs = Blobs(desk.ledger.blobs.folder)
        self.opinion = Key(city.hall.keys["kimura"])

    def verified(self, lines: list[bytes], processes: int) -> Report:
        return verify(lines, origin=ORIGIN, papers=self.blobs, rules=LifeRules, processes=processes)

    def together(self, lines: list[bytes], processes: int = 1) -> bool:
        return together(lines, processes, origin=ORIGIN, blobs=self.blobs, rules=LifeRules) is not None


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return Grown(tmp_path_factory.mktemp("grown"), 120, mixed=True)


def chained(values: list[dict[str, Any]]) -> list[bytes]:
    """The lines numbered, versioned and chained as an honest writer would have done."""
    lines: list[bytes] = []
    versions: dict[str, int] = {}
    for seq, value in enumerate(values):
        ver = versions[value["stream"]] = versions.get(value["stream"], 0) + 1
        lines.append(canonical({**value, "seq": seq, "prev": leaf_hash(lines[-1]) if lines else None, "ver": ver}))
    return lines


def moved(stream: str) -> Callable[[list[dict[str, Any]]], None]:
    """The last request gets another number."""

    def move(values: list[dict[str, Any]]) -> None:
        last = values[-1]["stream"]
        for value in values:
            if value["stream"] == last:
                value["stream"] = stream

    return move


def without_the_first(values: list[dict[str, Any]]) -> None:
    """The second request is not there."""
    second = [value["stream"] for value in values if value["type"] == "request.filed"][1]
    values[:] = [value for value in values if value["stream"] != second]


def filed_again(values: list[dict[str, Any]]) -> None:
    """A request with the key of another."""
    filed = [value for value in values if value["type"] == "request.filed"]
    number = f"2026-{len(filed) + 1:04d}"
    values.append({**values[-1], **filed[5], "stream": number})
    assert values[-1]["stmt"] is None, "what nobody signed can be said again"


def said_again(values: list[dict[str, Any]]) -> None:
    """A signed line once more, under another request."""
    signed = [value for value in values if value["type"] == "opinion.given"]
    values.append({**signed[0], "stream": signed[1]["stream"], "ts": values[-1]["ts"]})


CHANGES: dict[str, Callable[[list[dict[str, Any]]], None]] = {
    "number ahead": moved("2026-9999"), "number of another year": moved("2031-0001"), "no number": moved("x"),
    "a gap": without_the_first, "a key twice": filed_again, "a nonce twice": said_again,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_only_all_lines_together_tell_is_told(grown: Grown, change: str) -> None:
    """Each portion is good in itself, and the lines are chained anew."""
    values = [orjson.loads(line) for line in grown.lines]
    CHANGES[change](values)
    lines = chained(values)
    assert not agree(lines, ORIGIN, grown.blobs)
    assert not grown.together(lines)


def test_a_nonce_that_two_requests_use_is_told(grown: Grown) -> None:
    """With a good signature on both: only all portions together tell."""
    values = [orjson.loads(line) for line in grown.lines]
    opinions = [value for value in values if value["type"] == "opinion.given"]
    first, second = (orjson.loads(value["stmt"]) for value in (opinions[0], opinions[-1]))
    for nonce in ("0" * 32, first["nonce"]):
        stmt = canonical({**second, "nonce": nonce})
        (sig,) = opinions[-1]["sigs"]
        opinions[-1] |= {"stmt": stmt.decode(), "sigs": [{**sig, "sig": grown.opinion.sign(sig["ns"], stmt)}]}
        lines = chained(values)
        told = (agree(lines, ORIGIN, grown.blobs, hands=hands) for hands in (0, 1, 3))
        assert {*told} == {nonce != first["nonce"]}


def test_what_is_used_up_is_used_once() -> None:
    empty = Claims(*[frozenset[Any]()] * 5)

    def using(name: str, some: str) -> Claims:
        return Claims(**{**empty._asdict(), name: frozenset(some)})

    assert Claims.joined([empty, empty]) == empty
    for name in ("nonces", "keys", "sheets"):
        one, other = using(name, "ab"), using(name, "bc")
        assert Claims.joined([one, empty]) == one
        assert Claims.joined([one, other]) is None
    for name in ("seen", "files"):
        one, other = using(name, "ab"), using(name, "bc")
        assert Claims.joined([one, other]) == using(name, "abc")


def test_a_past_that_nobody_had_is_told(grown: Grown) -> None:
    """A signer saw another root of the first lines, in a line well signed."""
    values = [orjson.loads(line) for line in grown.lines]
    last = [value for value in values if value["type"] == "opinion.given"][-1]
    said = orjson.loads(last["stmt"])
    for seen in ({"size": 3, "root": leaf_hash(b"")}, {"size": len(values), "root": leaf_hash(b"")}):
        stmt = canonical({**said, "seen": seen})
        (sig,) = last["sigs"]
        last |= {"stmt": stmt.decode(), "sigs": [{**sig, "sig": grown.opinion.sign(sig["ns"], stmt)}]}
        assert not agree(chained(values), ORIGIN, grown.blobs)


def test_no_lines_are_no_ledger(grown: Grown) -> None:
    assert not agree([], ORIGIN, grown.blobs)


@pytest.mark.parametrize("processes", [1, 2])
def test_others_say_yes_to_what_is_good(grown: Grown, processes: int) -> None:
    assert grown.together(grown.lines, processes)
    many, one = grown.verified(grown.lines, processes), grown.verified(grown.lines, 0)
    for name in ("problems", "size", "root", "origin", "state", "recorded", "files", "witnesses", "restores", "states"):
        assert getattr(many, name) == getattr(one, name)
    assert one.problems == ()


def test_any_line_left_out_doubled_or_in_anothers_place_is_told(grown: Grown) -> None:
    for place in range(0, len(grown.lines) - 1, 67):
        before, line, after = grown.lines[:place], grown.lines[place], grown.lines[place + 1 :]
        for lines in ([*before, *after], [*before, line, line, *after], [*before, after[0], line, *after[1:]]):
            assert by_many(lines, ORIGIN, grown.blobs) is None


def test_any_changed_byte_is_told(grown: Grown) -> None:
    for place in range(0, len(grown.lines), 43):
        line = grown.lines[place]
        for at in (place * 7 % len(line), -1 - place % 60):
            lines = [*grown.lines]
            lines[place] = line[:at] + bytes([line[at] ^ 1]) + (line[at + 1 :] if at != -1 else b"")
            assert by_many(lines, ORIGIN, grown.blobs) is None


def test_a_file_that_is_missing_is_named_as_by_one(grown: Grown) -> None:
    digest = orjson.loads(next(line for line in grown.lines if b'"decision.made"' in line))["stmt"]
    path = grown.blobs.folder / orjson.loads(digest)["sheet_sha256"]
    data = path.read_bytes()
    path.unlink()
    try:
        assert not grown.together(grown.lines)
        assert [problem.code for problem in grown.verified(grown.lines, 1).sheets] == ["sheet-missing"]
    finally:
        path.write_bytes(data)


def test_a_glance_says_what_the_line_says(grown: Grown) -> None:
    verifier = Verifier()
    for line in grown.lines:
        seen = glanced(line, verifier.size, verifier.leaf)
        assert verifier.step(line) == () and seen == Recorded.of(verifier.events[-1])


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_glance_says_nothing_else_of_a_good_line(grown: Grown, data: st.DataObject) -> None:
    """Whatever the bytes: it says what the line says, or nothing, or the line is not good."""
    line = data.draw(st.sampled_from(grown.lines))
    for _ in range(data.draw(st.integers(1, 3))):
        at = len(line) - 1 - data.draw(st.integers(0, 150))
        some = data.draw(st.sampled_from([b"", b'"', b"\\", b"}", b"1", b"e9", b'","ts":"', b',"stream":"x"', b"\xe3"]))
        line = line[:at] + some + line[at + data.draw(st.integers(0, 3)) :]
    value, seen = read_line(line), glanced(line, 7, None)
    if not value.problems and value.value is not None:
        said = {name: value.value[name] for name in ("stream", "ver", "type", "ts")}
        assert seen is None or {name: getattr(seen, name) for name in said} == said


def endless(lines: list[bytes]) -> Iterator[bytes]:
    """So many that there is time to do something."""
    yield from lines
    [other] = multiprocessing.active_children()
    assert other.pid is not None
    os.kill(other.pid, signal.SIGKILL)
    time.sleep(0.2)


def test_a_process_that_is_killed_costs_nothing_but_time(grown: Grown) -> None:
    assert together(endless(grown.lines), 1, origin=ORIGIN, blobs=grown.blobs, rules=LifeRules) is None
    assert grown.verified(grown.lines, 1).problems == ()


def test_where_no_process_can_begin_one_verifies(grown: Grown) -> None:
    before = multiprocessing.spawn.get_executable()
    multiprocessing.set_executable("/nowhere/python")
    try:
        assert not grown.together(grown.lines)
        assert grown.verified(grown.lines, 1).problems == ()
    finally:
        multiprocessing.set_executable(before)


COMMAND = """
import resource
import sys
import time
from itertools import count
from pathlib import Path
import multiprocessing
from nocustom.ledger.together import together
from nocustom.ledger.verify import verify

def coming(lines):
    yield from lines
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    if sys.argv[2] == "no handles":
        resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))
        assert together(lines, 1, origin=None, blobs=None, rules=None) is None
        assert verify(lines, processes=1).problems == ()
    else:
        together(coming(lines), 1, origin=None, blobs=None, rules=None)
"""


def test_where_the_system_has_nothing_left_one_verifies(grown: Grown, tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"\n".join(grown.lines))
    (tmp_path / "command.py").write_text(COMMAND, "utf-8")
    command = [sys.executable, str(tmp_path / "command.py"), str(tmp_path / "lines"), "no handles"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_nobody_stays_behind(grown: Grown, tmp_path: Path, stop: signal.Signals) -> None:
    (tmp_path / "lines").write_bytes(b"\n".join(grown.lines))
    (tmp_path / "command.py").write_text(COMMAND, "utf-8")
    nobody_stays_behind(stop, str(tmp_path / "command.py"), str(tmp_path / "lines"), "wait")


def test_a_large_ledger_is_verified_together_unasked(tmp_path: Path) -> None:
    """Many lines, and a second processor."""
    large = Grown(tmp_path, 500, mixed=False)
    begun: list[int] = []

    def coming() -> Iterator[bytes]:
        begun.append(len(multiprocessing.active_children()))
        yield from large.lines
        begun.append(len(multiprocessing.active_children()))

    report = verify(coming, origin=ORIGIN, papers=large.blobs, rules=LifeRules)
    assert report.problems == () and len(large.lines) >= MANY
    assert begun[-1] == min(len(os.sched_getaffinity(0)) - 1, MOST_PROCESSES)
