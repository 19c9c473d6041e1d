"""CPU of whole processes (user + system, children included), taken in turns so that a drifting machine cancels out."""

from __future__ import annotations

import compileall
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["PYTHON", "cpu", "in_turns", "installed", "line"]

PYTHON = sys.executable


def installed() -> None:
    """Have the package's bytecode beside it, as after an installation; without it every start compiles anew."""
    import nocustom

    compileall.compile_dir(Path(nocustom.__file__).parent, quiet=1)


def cpu(command: list[str], cwd: Path | None = None, env: Mapping[str, str] | None = None) -> float:
    """Seconds of CPU that one run of `command` takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turns(commands: Mapping[str, list[str]], rounds: int, cwd: Path | None = None) -> dict[str, float]:
    """The median CPU of each command over `rounds` rounds A B C, A B C, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for counted in range(rounds + 1):
        for name, command in commands.items():
            spent = cpu(command, cwd)
            if counted:
                times[name].append(spent)
    return {name: statistics.median(each) for name, each in times.items()}


def line(name: str, value: float, unit: str, floor: float, of: str) -> str:
    """One row: the figure and its ratio to the floor measured in the same run."""
    return f"{name:<44} {value:>9.1f} {unit:<3} {value / floor:>6.2f} x {of}"
