"""A connection to a server that breaks at a chosen moment: between the two stands a socket of ours that lets go."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from typing import Literal

from tests.ledger.server import Server

__all__ = ["Moment", "cut_at"]

Moment = Literal["unsent", "unanswered", "next"]
"""The message does not arrive; its answer does not; it is answered, and the next message does not arrive."""


@contextmanager
def cut_at(server: Server, location: str, word: str, moment: Moment, count: int = 1) -> Iterator[str]:
    """The location by which the connection breaks, once, at the `count`th message that holds the word."""
    folder = Path(tempfile.mkdtemp(prefix="cut-"))
    seen = [0]

    def serve(ours: socket.socket, theirs: socket.socket) -> None:
        met = False
        with suppress(OSError), ours, theirs:
            while True:
                for source in select([ours, theirs], [], [])[0]:
                    data = source.recv(1 << 20)
                    if not data or (met and moment == ("next" if source is ours else "unanswered")):
                        return
                    if source is ours and word.encode() in data:
                        seen[0] += 1
                        met = seen[0] == count
                        if met and moment == "unsent":
                            return
                    (theirs if source is ours else ours).sendall(data)

    def accept(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                ours = listening.accept()[0]
                threading.Thread(target=serve, args=(ours, _reached(server)), daemon=True).start()

    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(f"{folder}/.s.PGSQL.5432")
        listening.listen()
        threading.Thread(target=accept, args=(listening,), daemon=True).start()
        yield location.replace(f"host={server.host}", f"host={folder}")
    finally:
        listening.close()
        shutil.rmtree(folder)


def _reached(server: Server) -> socket.socket:
    if not server.host.startswith("/"):
        return socket.create_connection((server.host, 5432))
    reached = socket.socket(socket.AF_UNIX)
    reached.connect(f"{server.host}/.s.PGSQL.5432")
    return reached
