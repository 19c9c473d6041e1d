"""A command that is stopped while other processes help it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def nobody_stays_behind(stop: signal.Signals, *command: str) -> None:
    """The command prints whom it began: that process is gone soon after it, and says nothing."""
    with subprocess.Popen(
        [sys.executable, *command], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        other = int(running.stdout.readline())
        os.killpg(running.pid, stop) if stop == signal.SIGINT else running.kill()
        _, said = running.communicate(timeout=20)
    assert said.count("Traceback") == (stop == signal.SIGINT)  # the command's own, none of the other's
    for _ in range(200):
        if not Path(f"/proc/{other}").exists():
            return
        time.sleep(0.05)
    pytest.fail("the other process is still there")
