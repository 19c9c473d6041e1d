"""Other processes that help a command, one message after the other; nobody but the command should notice them.

Each reads what comes in a thread of its own, so nobody waits until it has time; and it ends with the command, however
that ends. A helper can be lost at any moment: then asking and waiting raise `Lost`, and whoever asked does it alone.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

__all__ = ["Helper", "Lost"]

Answer = Callable[[Any], Any]


class Lost(Exception):
    """The helper could not begin, or is gone."""


class Helper:
    """Another process, which answers every message in turn."""

    def __init__(self, make: Callable[..., Answer], *args: object) -> None:
        """`make` is called there and gives what answers; it and `args` travel there. Raises Lost."""
        self.unanswered = 0
        """How many messages it has not answered."""
        try:
            context = get_context("spawn")
            self._connection, there = context.Pipe()
            try:
                self._process = context.Process(target=_serve, args=(there, make, args), daemon=True)
                with _beginning():
                    self._process.start()
            except BaseException:
                self._connection.close()
                raise
            finally:
                there.close()
        except (ImportError, NotImplementedError, OSError) as error:  # no handle left, no process to be had
            raise Lost from error

    def send(self, message: object) -> None:
        """Ask. Raises Lost."""
        try:
            self._connection.send(message)
        except OSError as error:
            raise Lost from error
        self.unanswered += 1

    @property
    def ready(self) -> bool:
        """Whether an answer has come. Raises Lost."""
        try:
            return self._connection.poll()
        except OSError as error:
            raise Lost from error

    def receive(self) -> Any:
        """The next answer; waits for it. Raises Lost."""
        try:
            answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise Lost from error
        self.unanswered -= 1
        return answer

    def close(self) -> None:
        """It is not needed any more, whatever it does."""
        self._connection.close()
        with suppress(OSError):
            self._process.kill()
        self._process.join()


@contextmanager
def _beginning() -> Iterator[None]:
    """Ctrl-C is not for the process that begins here, not even before it can say so itself."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# What the other process does ---------------------------------------------------------------------------------------


def _serve(connection: Connection, make: Callable[..., Answer], args: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for the command
    gc.disable()  # see `verify.no_collecting`
    coming = SimpleQueue[bytes]()
    threading.Thread(target=_listen, args=(connection, coming), daemon=True).start()
    try:
        answer = make(*args)
        while True:
            connection.send(answer(pickle.loads(coming.get())))
    finally:
        os._exit(1)  # without a word: whoever asked finds out why


def _listen(connection: Connection, coming: SimpleQueue[bytes]) -> None:
    try:
        while True:
            coming.put(connection.recv_bytes())
    finally:
        os._exit(0)  # the command is gone
