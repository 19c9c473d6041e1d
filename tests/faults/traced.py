"""What a process does to the files below one folder, as strace saw it: the one list that kills and power cuts play on.

strace names the file behind each descriptor (`-y`) and shows every byte (`-xx`), so nothing is guessed from the code
under test.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["CALLS", "HERE", "STRACE", "TOLD", "Acknowledged", "Operation", "Ran", "acks", "operations", "run", "start"]

STRACE = shutil.which("strace")
CALLS = (
    "openat", "open", "creat", "read", "getdents64", "pread64", "write", "pwrite64", "lseek", "ftruncate", "truncate",
    "fsync", "fdatasync", "sync_file_range", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir",
    "mkdirat", "link", "linkat", "chmod", "fchmod", "fchmodat", "close", "flock", "fcntl", "stat", "newfstatat",
    "access", "faccessat2", "readlink",
)  # fmt: skip
"""Every system call on files that an append might make."""

HERE = Path(__file__).parents[2]
TOLD = b"told\n"
"""What a command says, by itself, when it has ended well."""

Kind = Literal["create", "write", "truncate", "sync", "sync_folder", "rename", "link", "unlink", "mkdir", "told"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of a file or folder; `path` is relative to the folder watched."""

    kind: Kind
    path: str
    offset: int = 0
    data: bytes = b""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The process said that the event is recorded: from here on it must be there."""

    seq: int
    leaf: str
    digest: str


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended, and what it acknowledged before."""

    code: int
    acknowledged: tuple[Acknowledged, ...]
    said: str


def run(root: Path, count: int, *options: str, trace: Path | None = None, plain: bool = False) -> Ran:
    """Let the appender run under strace with these options (`-e inject=…`); `trace` is where the calls are written."""
    program = [*_appender(root, count), *(["plain"] if plain else [])]
    command = [str(STRACE), "-f", "-o", "/dev/null" if trace is None else str(trace)]
    if trace is not None:
        command += ["-y", "-xx", "-s", "1000000", "-e", f"trace={_known()}"]
    done = subprocess.run(
        [*command, *options, "--", *program], capture_output=True, timeout=120, check=False,
        cwd=HERE, env=_surroundings(),
    )  # fmt: skip
    code = done.returncode if done.returncode != 128 + signal.SIGKILL else -signal.SIGKILL
    return Ran(code, tuple(acks(done.stdout.decode())), done.stderr.decode())


def start(root: Path, count: int, said: Path) -> subprocess.Popen[bytes]:
    """An appender on its own, whose acknowledgments go to a file."""
    with said.open("wb") as out:
        return subprocess.Popen(_appender(root, count), stdout=out, cwd=HERE, env=_surroundings())


def _appender(root: Path, count: int) -> list[str]:
    return [sys.executable, "-m", "tests.faults.appender", str(root), str(count)]


def _surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}


def _known() -> str:
    """The calls of the list that this machine's kernel has (`open` and others are gone on arm64)."""
    return ",".join("?" + call for call in CALLS)


def acks(text: str) -> Iterator[Acknowledged]:
    """The acknowledgments in what an appender wrote."""
    for line in text.splitlines():
        _, seq, leaf, digest = line.split()
        yield Acknowledged(int(seq), leaf, digest)


_NAMING = {
    "openat", "open", "creat", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir",
    "mkdirat",
}  # fmt: skip
"""Calls whose texts are names of files."""
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?")
_FD = re.compile(r"^(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*|[^>]*)>")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def operations(trace: Path, root: Path) -> list[Operation | Acknowledged]:
    """What happened below `root`, in order. Raises ValueError for a call that changes files and is not understood."""
    found: list[Operation | Acknowledged] = []
    where: dict[str, int] = {}  # how far each descriptor has written
    kind: Kind
    inside = os.fspath(root) + "/"
    for line in trace.read_text("utf-8").splitlines():
        if (parsed := _CALL.match(line)) is None:
            if "unfinished" in line or "resumed" in line:
                raise ValueError(f"two threads at once: {line[:200]}")
            continue
        call, arguments, result = parsed[1], parsed[2], int(parsed[3])
        if result < 0:
            continue
        texts = [_bytes(text) for text in _STRING.findall(arguments)]
        at = _FD.match(arguments)
        number, path = ("", "") if at is None else (at[1], _bytes(at[2]).decode() if at[2].startswith("\\x") else at[2])
        if call == "write" and number == "1":
            if texts[0].startswith(b"ack "):
                found += acks(texts[0].decode())
            elif texts[0] == TOLD:
                found.append(Operation("told", ""))
            continue
        names = [os.path.normpath(text.decode()) for text in texts] if call in _NAMING else []
        if call in ("openat", "open", "creat"):
            name = os.path.normpath(os.path.join(path, names[0]))
            if name.startswith(inside):
                where[str(result)] = 0
                if "O_APPEND" in arguments:
                    raise ValueError(f"opened to append: {name}")
                if call == "creat" or "O_CREAT" in arguments:
                    found.append(Operation("create", name.removeprefix(inside)))
                if call == "creat" or "O_TRUNC" in arguments:
                    found.append(Operation("truncate", name.removeprefix(inside)))
            continue
        if call == "lseek" and number in where and path.startswith(inside):
            where[number] = result
        elif call == "read" and number in where and path.startswith(inside):
            where[number] += result
        elif call == "write" and path.startswith(inside):
            found.append(Operation("write", path.removeprefix(inside), where[number], texts[0][:result]))
            where[number] += result
        elif call == "pwrite64" and path.startswith(inside):
            offset = int(arguments.rsplit(",", 1)[1])
            found.append(Operation("write", path.removeprefix(inside), offset, texts[0][:result]))
        elif call == "ftruncate" and path.startswith(inside):
            found.append(Operation("truncate", path.removeprefix(inside), int(arguments.rsplit(",", 1)[1])))
        elif call in ("fsync", "fdatasync") and (path + "/").startswith(inside):
            kind = "sync_folder" if os.path.isdir(path) else "sync"
            found.append(Operation(kind, path.removeprefix(inside.rstrip("/")).lstrip("/")))
        elif call in ("rename", "renameat", "renameat2", "link", "linkat"):
            old, new = names
            if old.startswith(inside) or new.startswith(inside):
                kind = "link" if call.startswith("link") else "rename"
                found.append(Operation(kind, old.removeprefix(inside), to=new.removeprefix(inside)))
        elif call in ("unlink", "unlinkat") and names[0].startswith(inside):
            found.append(Operation("unlink", names[0].removeprefix(inside)))
        elif call in ("mkdir", "mkdirat") and names[0].startswith(inside):
            found.append(Operation("mkdir", names[0].removeprefix(inside)))
        elif call in ("truncate", "sync_file_range") and (
            any(text.startswith(inside.encode()) for text in texts) or path.startswith(inside)
        ):
            raise ValueError(f"not understood: {line[:200]}")
    return found


def _bytes(shown: str) -> bytes:
    return bytes.fromhex(shown.replace("\\x", ""))
