"""The faults: a kill at any call on a file, an error from any call that writes, a power cut between any two changes.

Each gives a line of the table: points tried, events acknowledged before them, events lost, folders found broken.
"""

from __future__ import annotations

import random
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nocustom.acts.submit import submit
from tests.acts.hall import Hall, Keys, Willing, opened
from tests.faults.appender import REFUSED
from tests.faults.disk import Disk
from tests.faults.outcome import copied, missing, put, whole
from tests.faults.traced import CALLS, Acknowledged, Operation, Ran, acks, operations, run, start

__all__ = ["Result", "ERRORS", "MEMORY", "begun", "calls", "crowds", "errors", "kept_of", "kills", "power_cuts"]

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where thousands of states of a disk are laid out: what they are worth does not depend on a real one."""
ERRORS = {"ENOSPC": ("write", "pwrite64", "openat"), "EIO": ("write", "pwrite64", "ftruncate", "fsync", "fdatasync",
          "rename"), "EROFS": ("openat", "ftruncate", "rename")}  # fmt: skip
"""What a full disk, a failing one and one that may only be read answer, and to which calls."""


@dataclass
class Result:
    """One line of the table."""

    name: str
    points: int = 0
    acknowledged: int = 0
    lost: int = 0
    broken: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, where: str, acknowledged: int, wrong: Sequence[str]) -> None:
        """Count one point."""
        self.points += 1
        self.acknowledged += acknowledged
        lost = sum(1 for each in wrong if "lost" in each or "missing" in each)
        self.lost += lost
        self.broken += bool(wrong)
        if wrong:
            self.examples.append(f"{where}: {wrong[0]}")


def begun(root: Path, keys: Keys) -> Path:
    """An office with one request filed."""
    hall: Hall = opened(root, keys)
    path = hall.request("kodomo-ikusei-outside")
    with hall.desk() as desk:
        submit(desk, path, hall.keys["suzuki"], None, Willing())
    return root


def calls(trace: Path, *roots: Path) -> list[tuple[str, int, bool]]:
    """Every call of the traced run: its name, the how-manieth of that name, whether it touches a folder."""
    counts: dict[str, int] = {}
    found: list[tuple[str, int, bool]] = []
    shown = [text for root in roots for text in (str(root), "".join(f"\\x{byte:02x}" for byte in str(root).encode()))]
    for line in trace.read_text("utf-8").splitlines():
        if (name := re.match(r"^(?:\d+ +)?(\w+)\(", line)) is None:
            continue
        counts[name[1]] = counts.get(name[1], 0) + 1
        touches = any(text in line for text in shown) or re.match(r"^(?:\d+ +)?write\(1<", line) is not None
        found.append((name[1], counts[name[1]], touches))
    return found


def traced(town: Path, scratch: Path, events: int, *, plain: bool = False) -> tuple[Path, Path, Ran]:
    """One good run, with its trace."""
    root = copied(town, scratch / "good")
    trace = scratch / "trace"
    ran = run(root, events, trace=trace, plain=plain)
    assert ran.code == 0 and len(ran.acknowledged) == events, ran
    return root, trace, ran


def kills(town: Path, scratch: Path, events: int, every: int = 1) -> Result:
    """SIGKILL at every call on a file of the folder (or every `every`th)."""
    result = Result("SIGKILL at a call on a file")
    root, trace, _ = traced(town, scratch, events)
    points = [(name, place) for name, place, touches in calls(trace, root) if touches and name in CALLS]
    for name, place in points[::every]:
        harmed = _fresh(town, root)
        ran = run(harmed, events, "-e", f"inject={name}:signal=KILL:when={place}")
        wrong = whole(harmed, ran.acknowledged)
        if ran.code not in (-signal.SIGKILL, 0):
            wrong.append(f"it ended with {ran.code}: {ran.said[-200:]}")
        result.note(f"{name} {place}", len(ran.acknowledged), wrong)
    return result


def errors(town: Path, scratch: Path, events: int, every: int = 1) -> Result:
    """A full disk, a failing one and one that may only be read, at every call that writes (or every `every`th)."""
    result = Result("ENOSPC, EIO, EROFS from a call that writes")
    root, trace, _ = traced(town, scratch, events)
    points = [
        (name, place, error) for name, place, touches in calls(trace, root) if touches
        for error, where in ERRORS.items() if name in where
    ]  # fmt: skip
    for name, place, error in points[::every]:
        harmed = _fresh(town, root)
        ran = run(harmed, events, "-e", f"inject={name}:error={error}:when={place}")
        wrong = whole(harmed, ran.acknowledged)
        if ran.code not in (0, REFUSED):
            wrong.append(f"it ended with {ran.code}: {ran.said[-300:]}")
        if ran.code == 0 and len(ran.acknowledged) != events:
            wrong.append("it said that all went well")
        result.note(f"{error} from {name} {place}", len(ran.acknowledged), wrong)
    return result


def power_cuts(town: Path, scratch: Path, events: int, cuts: int, *, plain: bool = False, seed: int = 1) -> Result:
    """The power goes between any two changes; `cuts` states of the disk are drawn for each."""
    result = Result("power cut" + (", Python's default settings" if plain else ""))
    root, trace, _ = traced(town, scratch, events, plain=plain)
    happened = operations(trace, root)
    disk, chance, acknowledged = Disk.of(town), random.Random(seed), list[Acknowledged]()
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        harmed = Path(folder)
        for place, each in enumerate(happened):
            if isinstance(each, Operation):
                disk.do(each)
            else:
                acknowledged.append(each)
            for draw, kept in enumerate(kept_of(cuts)):
                put(harmed, disk.after_a_cut(chance, kept))
                look = missing if draw or place % 8 else whole  # to verify everything anew takes long
                wrong = look(harmed, acknowledged)
                result.note(f"after {place} of {len(happened)}", len(acknowledged), wrong)
    return result


def crowds(town: Path, scratch: Path, rounds: int, writers: int = 8, *, seed: int = 1) -> Result:
    """Eight writers on one ledger, each killed at a moment of chance, again and again on the same folder."""
    result, chance, root = Result(f"{writers} writers, each killed at random"), random.Random(seed), scratch / "crowd"
    copied(town, root)
    acknowledged: list[Acknowledged] = []
    for round_ in range(rounds):
        said = [scratch / f"said {round_} {number}" for number in range(writers)]
        busy = [start(root, 10_000, file) for file in said]
        while not any(file.stat().st_size for file in said):
            time.sleep(0.01)
        for process in chance.sample(busy, len(busy)):
            time.sleep(chance.random() * 0.1)
            process.kill()
        for process in busy:
            process.wait()
        fresh = [each for file in said for each in acks(file.read_text("utf-8").rpartition("\n")[0])]
        acknowledged += fresh
        wrong = missing(root, acknowledged)
        if len({each.seq for each in acknowledged}) != len(acknowledged):
            wrong.append("two were told the same line")
        result.note(f"round {round_}", len(fresh), wrong if round_ + 1 < rounds else wrong or whole(root, acknowledged))
    return result


def kept_of(cuts: int) -> Iterator[float | None]:
    """How much of what was not synced each state keeps: nothing, all, and then as chance has it."""
    yield from (0, 1)
    yield from (None for _ in range(cuts - 2))


def _fresh(town: Path, root: Path) -> Path:
    shutil.rmtree(root)
    return copied(town, root)
