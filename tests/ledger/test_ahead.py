"""Other processes may only say yes: with or without them, whatever becomes of them, the report is the same."""

from __future__ import annotations

import multiprocessing
import multiprocessing.spawn
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from itertools import cycle, islice
from pathlib import Path

import pytest

from nocustom.ledger.ahead import ahead
from nocustom.ledger.alone import Alone, read_line, read_vouched
from nocustom.ledger.verify import verify
from tests.ledger.city import City
from tests.ledger.stopped import nobody_stays_behind
from tests.ledger.test_verify import lines_of


def refused(lines: list[bytes]) -> list[bytes]:
    """A line of each kind that is bad by itself: its signature, its spelling, its fields, no JSON at all."""
    signed = next(line for line in lines if b'"acceptance.signed"' in line)
    return [
        signed.replace(b"\xe5\xbc\x95\xe3\x81\x8d", b"\xe6\x8a\xbc\xe3\x81\x97"),  # 引き -> 押し, after signing
        signed.replace(b'"v":1,"ver"', b'"v": 1,"ver"'), signed.replace(b'"v":1,"ver"', b'"v":2,"ver"'), signed[:-1],
    ]  # fmt: skip


def test_what_was_vouched_for_reads_the_same(told: City) -> None:
    for line in lines_of(told):
        assert read_vouched(line) == read_line(line)


def test_every_line_comes_once_in_order_and_bad_ones_with_their_reasons(told: City) -> None:
    good = lines_of(told)
    lines = [*islice(cycle(good), 1000)]
    for place, bad in enumerate(refused(good)):
        lines[130 * place + 7] = bad
    for processes in (1, 2):
        assert [*ahead(lines, processes)] == [(line, read_line(line)) for line in lines]
    assert sum(bool(read_line(line).problems) for line in lines) == 4


def test_a_broken_ledger_gets_the_same_report_with_others(told: City) -> None:
    lines = lines_of(told)
    lines[-1:-1] = refused(lines)
    assert verify(lines, processes=1).problems == verify(lines, processes=0).problems != ()


def busy(lines: list[bytes]) -> Generator[tuple[bytes, Alone], None, None]:
    """Reading on and on, from the moment at which the other process has begun."""
    reading = ahead(cycle(lines), 1)
    for _ in range(1000):
        next(reading)
    assert multiprocessing.active_children()
    return reading


def test_a_process_that_is_killed_costs_nothing_but_time(told: City) -> None:
    lines = lines_of(told)
    reading = busy(lines)
    [other] = multiprocessing.active_children()
    assert other.pid is not None
    os.kill(other.pid, signal.SIGKILL)
    found = [next(reading) for _ in range(2000)]
    at = lines.index(found[0][0])
    assert found == [(line, read_line(line)) for line in islice(cycle([*lines[at:], *lines[:at]]), 2000)]
    reading.close()


def test_where_no_process_can_begin_everything_is_read_here(told: City) -> None:
    lines = lines_of(told)
    before = multiprocessing.spawn.get_executable()
    multiprocessing.set_executable("/nowhere/python")
    try:
        found = [*ahead([*lines, *refused(lines)], 1)]
    finally:
        multiprocessing.set_executable(before)
    assert found == [(line, read_line(line)) for line in [*lines, *refused(lines)]]


NO_HANDLES = """
import resource
import sys
from pathlib import Path
from nocustom.ledger.ahead import ahead
from nocustom.ledger.alone import read_line

if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    wanted = [(line, read_line(line)) for line in lines]
    resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))
    assert [*ahead(lines, 1)] == wanted
"""


def test_where_the_system_has_nothing_left_everything_is_read_here(told: City, tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"\n".join(lines_of(told)))
    (tmp_path / "no_handles.py").write_text(NO_HANDLES, "utf-8")
    command = [sys.executable, str(tmp_path / "no_handles.py"), str(tmp_path / "lines")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


ENDLESS = """
import sys
from itertools import cycle
from pathlib import Path
from nocustom.ledger.ahead import ahead
import multiprocessing
import multiprocessing.spawn

if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_bytes().splitlines()
    for number, _ in enumerate(ahead(cycle(lines), 1)):
        if number == 1000:
            print(*(child.pid for child in multiprocessing.active_children()), flush=True)
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_nobody_stays_behind(told: City, tmp_path: Path, stop: signal.Signals) -> None:
    (tmp_path / "lines").write_bytes(b"\n".join(lines_of(told)))
    (tmp_path / "endless.py").write_text(ENDLESS, "utf-8")
    nobody_stays_behind(stop, str(tmp_path / "endless.py"), str(tmp_path / "lines"))
