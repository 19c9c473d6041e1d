"""One command under every fault: killed at any call on a file, given any error, its machine's power cut.

A scene is a folder, a command that is run in it, and what must hold afterwards, whether the command has told its person
that all went well or not.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.disk import Disk
from tests.faults.faults import ERRORS, MEMORY, Result, calls, kept_of
from tests.faults.outcome import copied, put
from tests.faults.traced import CALLS, HERE, STRACE, TOLD, Operation, operations

__all__ = ["Ended", "Scene", "cut_off", "failing", "interrupted", "killed", "play"]

TEMPORARY = "tmp"
"""The folder for temporary files: calls on it count, but what a power cut leaves there is nobody's."""
_INTERNAL, _INTERRUPTED = 70, 130
_CHANGING = {
    "creat", "write", "pwrite64", "ftruncate", "truncate", "rename", "renameat", "renameat2", "unlink", "unlinkat",
    "mkdir", "mkdirat", "link", "linkat", "chmod", "fchmod", "fchmodat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    said: str
    """What a person reads on stderr."""

    @property
    def told(self) -> bool:
        """Whether the person was told that all went well."""
        return self.out.endswith(TOLD.decode())

    def mistakes(self, *allowed: int) -> list[str]:
        """What is wrong with the way it ended: a traceback, a mistake of ours, a code that is none of these."""
        wrong = [f"a traceback: {self.said[-900:]}"] if "Traceback" in self.said or self.code == _INTERNAL else []
        if self.code not in (-signal.SIGKILL, 0, *allowed):
            wrong.append(f"it ended with {self.code}: {' '.join(self.said.split())[-400:]}")
        return wrong


@dataclass(frozen=True)
class Scene:
    """A command in a folder (`{root}` in it) where everything is safe, and what must hold after whatever befalls it."""

    name: str
    root: Path
    command: tuple[str, ...]
    settled: Callable[[Path, bool], list[str]]
    """What is wrong with the folder afterwards; whether the person was told that all went well."""
    at: str = "."
    """Where in the folder the command runs."""
    refused: tuple[int, ...] = (3,)
    """The exit codes with which it may end when the disk fails."""
    within: tuple[str, ...] = ("",)
    """Below which folders calls are counted."""


def play(scene: Scene, root: Path, *options: str, timeout: float = 120) -> Ended:
    """Run the command under strace with these options; its own calls count, not those of `ssh-keygen`."""
    command = [sys.executable, "-m", "tests.faults.player", str(root / scene.at)]
    command += [word.replace("{root}", str(root)) for word in scene.command]
    (root / TEMPORARY).mkdir(exist_ok=True)
    done = subprocess.run(
        [str(STRACE), *options, "--", *command] if options else command, cwd=HERE, capture_output=True,
        timeout=timeout, check=False, env=surroundings(root),
    )  # fmt: skip
    code = done.returncode if done.returncode != 128 + signal.SIGKILL else -signal.SIGKILL
    return Ended(code, done.stdout.decode(), done.stderr.decode())


def surroundings(root: Path) -> dict[str, str]:
    """What the process knows of its machine: the same in every run, so that calls keep their places."""
    return {
        **os.environ, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "NOCUSTOM_LANG": "en",
        "NOCUSTOM_TRACEBACK": "1", "TMPDIR": str(root / TEMPORARY), "COLUMNS": "500",
    }  # fmt: skip


_KNOWN: dict[tuple[Path, tuple[str, ...], tuple[str, ...]], tuple[Path, Path]] = {}
"""Folder and trace of the good run of a scene."""


def points(scene: Scene, scratch: Path) -> tuple[Path, Path, list[tuple[str, int]]]:
    """The folder and the trace of one good run, and its calls on files: name, and the how-manieth of that name."""
    known = (scene.root, scene.command, scene.within)
    if known not in _KNOWN:
        scratch.mkdir(parents=True, exist_ok=True)
        root, trace = copied(scene.root, scratch / "good"), scratch / "trace"
        ended = play(scene, root, "-o", str(trace), "-y", "-xx", "-s", "1000000", "-e", "trace=" + _known())
        assert ended.told, ended
        _KNOWN[known] = root, trace
    root, trace = _KNOWN[known]
    found = calls(trace, *(root / each for each in scene.within))
    answers = places(trace, "write", r"\(1<")
    return root, trace, [
        (name, place) for name, place, touches in found if touches and not (name == "write" and place in answers)
    ]  # fmt: skip


def killed(scene: Scene, scratch: Path, every: int = 1, *, alike: bool = False) -> Result:
    """SIGKILL at every call on a file of the folder (or every `every`th).

    Calls between which nothing changes find and leave the same: only the first of them is played, but with `alike`.
    """
    result = Result(f"SIGKILL, {scene.name}")
    root, (_, trace, found) = scratch / "harmed", points(scene, scratch)
    for name, place in (found if alike else _after_changes(trace, found))[::every]:
        ended = play(scene, _fresh(scene, root), *_inject(name, f"signal=KILL:when={place}"))
        result.note(f"{name} {place}", ended.told, ended.mistakes() or scene.settled(root, ended.told))
    return result


def interrupted(scene: Scene, scratch: Path, every: int = 1) -> Result:
    """Ctrl-C at the same calls: it ends with 130, or comes too late and the command ends well."""
    result = Result(f"Ctrl-C, {scene.name}")
    root, (_, trace, found) = scratch / "harmed", points(scene, scratch)
    for name, place in _after_changes(trace, found)[::every]:
        ended = play(scene, _fresh(scene, root), *_inject(name, f"signal=INT:when={place}"))
        wrong = ended.mistakes(_INTERRUPTED)
        result.note(f"{name} {place}", ended.told, wrong or scene.settled(root, ended.told))
    return result


def _after_changes(trace: Path, found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The first call of all, and each that comes next after one that changes a file or a name."""
    making, chosen, changed = places(trace, "openat", "O_CREAT|O_TRUNC"), list[tuple[str, int]](), True
    for name, place in found:
        chosen += [(name, place)] if changed else []
        changed = name in _CHANGING or (name == "openat" and place in making)
    return chosen


def failing(
    scene: Scene, scratch: Path, every: int = 1, errors: Mapping[str, Sequence[str]] | None = None,
    heard: Callable[[Path, Ended], list[str]] | None = None,
) -> Result:  # fmt: skip
    """An error from every call that can give it (or every `every`th); `heard` looks at what was said."""
    result = Result(f"{', '.join(errors or ERRORS)}, {scene.name}")
    root, (_, trace, found) = scratch / "harmed", points(scene, scratch)
    writing = places(trace, "openat", "O_CREAT|O_WRONLY|O_RDWR")
    chosen = [
        (name, place, error) for name, place in found for error, where in (errors or ERRORS).items()
        if name in where and (error not in ("ENOSPC", "EROFS") or name != "openat" or place in writing)
    ]  # fmt: skip
    for name, place, error in chosen[::every]:
        ended = play(scene, _fresh(scene, root), *_inject(name, f"error={error}:when={place}"))
        wrong = ended.mistakes(*scene.refused) or ([] if heard is None else heard(root, ended))
        result.note(f"{error} from {name} {place}", ended.told, wrong or scene.settled(root, ended.told))
    return result


def places(trace: Path, call: str, pattern: str) -> set[int]:
    """The how-manieth calls of a name whose arguments are like this."""
    found = [line for line in trace.read_text("utf-8").splitlines() if line.startswith(call + "(")]
    return {place for place, line in enumerate(found, 1) if re.search(pattern, line)}


def cut_off(
    scene: Scene, scratch: Path, cuts: int, *, every: int = 1, apart: Iterable[str] = (), seed: int = 1
) -> Result:
    """The power goes between any two changes (or every `every`th); `cuts` states are drawn for each, more at the end.

    `apart` are folders on disks of their own: the power goes at one of them, at all others, or everywhere.
    """
    result = Result(f"power cut, {scene.name}")
    root, trace, _ = points(scene, scratch)
    happened = [each for each in operations(trace, root) if isinstance(each, Operation) and not _fleeting(each)]
    disk, chance, told = Disk.of(scene.root), random.Random(seed), False
    where = ["", *(mark + each for each in apart for mark in "+-")]
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        harmed = Path(folder) / "town"
        copied(scene.root, harmed)
        for place, each in enumerate(happened):
            disk.do(each)
            told = told or each.kind == "told"
            if place % every and not told:
                continue
            for kept in kept_of(cuts * 10 if told and every == 1 else cuts):
                put(harmed, _left(disk, chance, kept, chance.choice(where)))
                result.note(f"after {place} of {len(happened)} ({each.kind} {each.path})", told,
                            scene.settled(harmed, told))  # fmt: skip
    return result


def _left(disk: Disk, chance: random.Random, kept: float | None, where: str) -> dict[str, bytes]:
    """What is found: everywhere what a cut left, or only below a folder (`+`), or everywhere but there (`-`)."""
    found = disk.after_a_cut(chance, kept)
    if not where:
        return found
    safe, below = disk.after_a_cut(chance, 1), where[1:] + "/"
    return {
        name: data for state, cut in ((found, where[0] == "+"), (safe, where[0] == "-")) for name, data in state.items()
        if name.startswith(below) == cut
    }  # fmt: skip


def _fleeting(each: Operation) -> bool:
    return each.path.startswith(TEMPORARY + "/")


def _inject(name: str, fault: str) -> list[str]:
    return ["-o", os.devnull, "-e", f"trace={name}", "-e", f"inject={name}:{fault}"]


def _known() -> str:
    return ",".join("?" + call for call in CALLS)


def _fresh(scene: Scene, root: Path) -> Path:
    shutil.rmtree(root, ignore_errors=True)
    return copied(scene.root, root)
