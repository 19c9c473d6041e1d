"""Commands as processes of their own, without the tenth of a second in which Python starts and loads our modules.

`python -m tests.forked` loads once what every command loads, and waits. From it is forked what becomes a command, with
its own streams, folder, environment and exit code; what says something when it is imported is loaded only then, when
the language is settled. Python is started for each command where it can't be forked or has other settings, and
everywhere with `pytest --start-python`. What matters while it starts (modules loaded, a shell's pipes, Ctrl-C) is not
tested by this, but by commands that start it.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn, Protocol

import nocustom

__all__ = ["Done", "Process", "close", "played", "run", "start", "start_python"]

REPOSITORY = Path(__file__).parents[1]
SPOKEN = "nocustom.cli."
"""Below it are modules that say something at import time, in the language of the run."""
_PYTHON = {"PYTHONUTF8": "1", **{name: os.environ[name] for name in ("PYTHONPATH",) if os.environ.get(name)}}
"""Python's own settings in the processes that are forked; in others it has to be started."""

_PROGRAM = "import sys; sys.path.append({!r}); from tests.forked import played; sys.exit(played())"


class Done(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    out: bytes
    err: bytes


class Process(Protocol):
    """A command that runs: what `subprocess.Popen` has, too."""

    def wait(self, timeout: float) -> int:
        """The exit code, negative for a signal; TimeoutExpired where it has not ended by then."""

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""

    def kill(self) -> None:
        """Kill it, unless it has ended."""


def run(words: Sequence[str], cwd: Path, env: Mapping[str, str], stdin: bytes = b"", timeout: float = 120) -> Done:
    """`python -m nocustom *words` with these surroundings and no others; TimeoutExpired where it does not end."""
    with ExitStack() as stack:
        (asks, into), (out, says), (err, complains) = (os.pipe() for _ in range(3))
        ours = [stack.enter_context(open(end, mode, 0)) for end, mode in ((into, "wb"), (out, "rb"), (err, "rb"))]
        try:
            process = start(words, cwd, env, (asks, says, complains))
        finally:
            for end in (asks, says, complains):
                os.close(end)
        try:
            said = _talked(ours, stdin, time.monotonic() + timeout)
            return Done(process.wait(timeout), *said)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def start(
    words: Sequence[str], cwd: Path, env: Mapping[str, str], streams: tuple[int, int, int], *,
    session: bool = False, clock: datetime | None = None,
) -> Process:  # fmt: skip
    """The same on these streams, and at the clock's time; with `session`, the terminal is the command's own."""
    asked = {"words": list(words), "session": session, "clock": None if clock is None else clock.isoformat()}
    settings = {name: value for name, value in env.items() if name.startswith("PYTHON") and value}
    terminals = {os.isatty(stream) for stream in streams}
    if _Starter.forks and len(terminals) == 1 and settings == _PYTHON:
        umask = os.umask(0)
        os.umask(umask)
        surroundings = {"cwd": os.fspath(cwd), "env": dict(env), "umask": umask}
        return _starter(terminals.pop()).start({**asked, **surroundings}, streams)
    program = ["-m", "nocustom", *words]
    if session or clock:
        program = ["-c", _PROGRAM.format(str(REPOSITORY)), json.dumps(asked)]
    return subprocess.Popen([sys.executable, *program], cwd=cwd, env=env, stdin=streams[0], stdout=streams[1],
                            stderr=streams[2], start_new_session=session)  # fmt: skip


def start_python() -> None:
    """From now on every command starts Python."""
    _Starter.forks = False


def close() -> None:
    """End the processes from which commands are forked."""
    while _STARTERS:
        _STARTERS.popitem()[1].close()


def _talked(streams: Sequence[IO[bytes]], stdin: bytes, deadline: float) -> list[bytes]:
    """Write all to the first, and read the others to their end; TimeoutExpired."""
    into, *sources = streams
    got: dict[object, bytes] = dict.fromkeys(sources, b"")
    with selectors.DefaultSelector() as waiting:
        for source in sources:
            waiting.register(source, selectors.EVENT_READ)
        waiting.register(into, selectors.EVENT_WRITE)
        os.set_blocking(into.fileno(), False)
        while waiting.get_map():
            ready = waiting.select(max(0, deadline - time.monotonic()))
            if not ready:
                raise subprocess.TimeoutExpired("nocustom", 0, *got.values())
            for key, _ in ready:
                if key.fileobj is not into:
                    piece = os.read(key.fd, 1 << 16)
                    got[key.fileobj] += piece
                    if not piece:
                        waiting.unregister(key.fileobj)
                    continue
                try:
                    stdin = stdin[os.write(key.fd, stdin) :]
                except BrokenPipeError:  # nobody reads it
                    stdin = b""
                if not stdin:
                    waiting.unregister(into)
                    into.close()
    return list(got.values())


# From which they are forked ---------------------------------------------------------------------------------------


class _Forked:
    """A command that was forked; `told` says its number and later its exit code."""

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        self._number = self._next(None)
        self._code: int | None = None

    def wait(self, timeout: float) -> int:
        if self._code is None:
            self._code = self._next(timeout)
            self._told.close()
        return self._code

    def send_signal(self, number: int) -> None:
        try:
            self.wait(0)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.kill(self._number, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        self._told.close()

    def _next(self, timeout: float | None) -> int:
        if not select.select([self._told], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("nocustom", timeout or 0)
        return int.from_bytes(self._told.recv(8), "little", signed=True)


class _Starter:
    """A process that waits to be forked; on a terminal, where what it plays is to be on one."""

    forks = sys.platform == "linux"

    def __init__(self, terminal: bool) -> None:
        self._asks, theirs = socket.socketpair()
        self._terminal: tuple[int, ...] = ()
        stream = subprocess.PIPE
        if terminal:
            import pty

            self._terminal = pty.openpty()
            stream = self._terminal[1]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked", str(theirs.fileno())], cwd=REPOSITORY, stdin=stream,
                stdout=stream, stderr=stream, pass_fds=[theirs.fileno()], start_new_session=True,
                env={**_PYTHON, "PATH": os.environ.get("PATH", "")},
            )  # fmt: skip

    def start(self, asked: Mapping[str, Any], streams: Sequence[int]) -> _Forked:
        """Fork a command."""
        told, tells = socket.socketpair()
        with tells:
            socket.send_fds(self._asks, [b"?"], [*streams, tells.fileno()])
            self._asks.sendall(json.dumps(asked).encode() + b"\n")
        return _Forked(told)

    def close(self) -> None:
        """Let it go."""
        self._asks.close()
        self._process.wait(timeout=30)
        for stream in self._terminal:
            os.close(stream)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()


_STARTERS: dict[bool, _Starter] = {}


def _starter(terminal: bool) -> _Starter:
    if terminal not in _STARTERS:
        _STARTERS[terminal] = _Starter(terminal)
    return _STARTERS[terminal]


# What happens in them ---------------------------------------------------------------------------------------------


def played(asked: Mapping[str, Any] | None = None) -> int:
    """Be the command that is asked for, by JSON in the command line unless told otherwise; its exit code."""
    asked = json.loads(sys.argv[1]) if asked is None else asked
    if asked["session"]:
        import fcntl
        import termios

        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if asked["clock"]:
        from nocustom.cli import options

        options.set_clock(datetime.fromisoformat(asked["clock"]).replace)
    from nocustom.__main__ import main

    sys.argv = ["nocustom", *asked["words"]]
    return main()


def _waiting(asks: socket.socket) -> dict[str, Any]:
    """Fork whatever is asked for; in the fork, what was asked. SystemExit when nobody asks any more."""
    running: dict[int, tuple[int, socket.socket]] = {}
    while True:
        for ready in select.select([asks.fileno(), *running], [], [])[0]:
            if ready in running:
                number, tells = running.pop(ready)
                os.close(ready)
                with tells:
                    tells.send(_bytes(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])))
                continue
            _, received, _, _ = socket.recv_fds(asks, 1, 4)
            if not received:
                raise SystemExit
            asked: dict[str, Any] = json.loads(asks.makefile("rb").readline())
            tells = socket.socket(fileno=received[3])
            if number := os.fork():
                tells.send(_bytes(number))
                running[os.pidfd_open(number)] = number, tells
                for stream in received[:3]:
                    os.close(stream)
                continue
            for place, stream in enumerate(received[:3]):
                os.dup2(stream, place)
            for end in (asks.detach(), tells.detach(), *received[:3], *running):
                os.close(end)
            for _, other in running.values():
                other.close()
            return asked


def _bytes(number: int) -> bytes:
    return number.to_bytes(8, "little", signed=True)


def _load() -> None:
    """What commands load, except what speaks when it is imported."""
    for module in pkgutil.walk_packages(nocustom.__path__, "nocustom."):
        if not module.name.startswith(SPOKEN) and module.name != "nocustom.__main__":
            importlib.import_module(module.name)
    for name in ("boundary", "speech", "colours"):
        importlib.import_module(SPOKEN + name)
    importlib.import_module("typer.main")
    gc.collect()
    gc.freeze()


def _end(code: int) -> NoReturn:
    """As Python ends, but for the forgetting of every module, which takes as long as a command."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (OSError, ValueError):
        code = 120
    os._exit(code)


def _main() -> None:
    _load()
    asked = _waiting(socket.socket(fileno=int(sys.argv[1])))
    if asked["session"]:
        os.setsid()
    os.umask(asked["umask"])
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.path[0] = asked["cwd"]
    code = 1
    try:
        code = played(asked)
    except BaseException:
        traceback.print_exc()
    finally:
        _end(code)


if __name__ == "__main__":
    _main()
