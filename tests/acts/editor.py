"""An editor as a language server sees it: it opens a text, and asks what may stand at a place and what is wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

__all__ = ["TOMBI", "Editor", "Mark"]

TOMBI = shutil.which(
    "tombi", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
)
PATIENCE = 60  # seconds, after which a server that says nothing is stopped and the test fails

Mark = tuple[int, int, str]
"""Line and column, from 1, and what is said there."""


class Editor:
    """tombi's language server over its standard input and output, with one text open at a time."""

    def __init__(self, root: Path) -> None:
        assert TOMBI is not None
        self.server = subprocess.Popen(
            [TOMBI, "lsp", "--offline"], cwd=root, env={**os.environ, "XDG_CACHE_HOME": str(root / ".cache")},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.watch = threading.Timer(PATIENCE, self.server.kill)
        self.watch.start()
        self.asked = 0
        self.told: dict[str, list[Any]] = {}
        self.uri = ""
        self.place: dict[str, int] = {}
        self.ask("initialize", processId=os.getpid(), rootUri=root.as_uri(), capabilities={})
        self._send(method="initialized", params={})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.watch.cancel()
        self.server.kill()
        for pipe in (self.server.stdin, self.server.stdout):
            if pipe is not None:
                pipe.close()
        self.server.wait()

    def open(self, file: Path, text: str) -> None:
        """Open a text; `|` in it is where the cursor stands."""
        before, _, after = text.partition("|")
        if self.uri:
            self._send(method="textDocument/didClose", params={"textDocument": {"uri": self.uri}})
        self.uri = file.as_uri()
        self.told.pop(self.uri, None)
        opened = {"uri": self.uri, "languageId": "toml", "version": 1, "text": before + after}
        self._send(method="textDocument/didOpen", params={"textDocument": opened})
        while self.uri not in self.told:  # it reads what was opened beside answering
            self._hear()
        self.place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}

    def offered(self) -> list[str]:
        """What may stand where the cursor is; for a value, its text without quotes."""
        answer = self.ask("textDocument/completion", textDocument={"uri": self.uri}, position=self.place)
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return [item["label"].strip('"') for item in items]

    def hover(self) -> str:
        """What is shown over the place of the cursor."""
        answer = self.ask("textDocument/hover", textDocument={"uri": self.uri}, position=self.place)
        return str(answer["contents"]["value"])

    def marks(self) -> list[Mark]:
        """What is marked in the text, in order."""
        found = [(each["range"]["start"], each["message"]) for each in self.told[self.uri]]
        return sorted((start["line"] + 1, start["character"] + 1, message) for start, message in found)

    def ask(self, method: str, **params: Any) -> Any:
        """The answer of the server."""
        self.asked += 1
        self._send(id=self.asked, method=method, params=params)
        while True:
            message = self._hear()
            if message.get("id") == self.asked and "method" not in message:
                assert "error" not in message, message
                return message.get("result")

    def _hear(self) -> Any:
        """One message; what the server asks of an editor is answered with nothing."""
        pipe: IO[bytes] = self.server.stdout  # type: ignore[assignment]  # a pipe was asked for
        size = 0
        while line := pipe.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        assert size, "the language server is gone"
        message = json.loads(pipe.read(size))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.told[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send(id=message["id"], result=None)
        return message

    def _send(self, **message: Any) -> None:
        pipe: IO[bytes] = self.server.stdin  # type: ignore[assignment]  # a pipe was asked for
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        pipe.flush()
