"""A share that fails in the middle: errors from any call on it, gone from a moment on, full, hanging.

The host still records, and says where the mirror could not be written; a PC says where nothing was sent. What a person
was told holds; the next command, when the share is back, brings all to an end.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from nocustom.ledger.mirror_standing import LINES
from nocustom.ledger.sqlite import SqliteStore
from tests.faults.faults import Result
from tests.faults.outcome import copied
from tests.faults.scenes import Ended, Scene, failing, play, points, surroundings
from tests.faults.traced import HERE, STRACE

__all__ = ["FAILING", "failing_share", "full", "hanging", "may_mount", "slow", "vanishing"]

_WRITING = ("openat", "write", "fsync", "rename", "unlink", "mkdir", "chmod", "fchmod", "ftruncate")
_READING = ("openat", "read", "newfstatat", "getdents64", "readlink")
FAILING = {
    "ENOSPC": ("openat", "write", "fsync", "mkdir", "rename"), "EIO": tuple({*_WRITING, *_READING}),
    "ENOTCONN": tuple({*_WRITING, *_READING}), "ESTALE": tuple({*_WRITING, *_READING}),
}  # fmt: skip
"""What a share that is full, fails or is gone answers, and to which calls."""
_PAGE = 4096


def failing_share(scene: Scene, scratch: Path, every: int = 1) -> Result:
    """Each error from each call on the share (or every `every`th)."""
    return failing(replace(scene, within=("share",)), scratch, every, FAILING, partial(_heard, scene))


def vanishing(scene: Scene, scratch: Path, every: int = 1) -> Result:
    """The share is gone from any call on it on, and comes back after the command."""
    result = Result(f"the share is gone from a call on, {scene.name}")
    root, (_, _, found) = scratch / "harmed", points(replace(scene, within=("share",)), scratch)
    for name, place in found[::every]:
        shutil.rmtree(root, ignore_errors=True)
        copied(scene.root, root)
        ended = _interrupted(scene, root, name, place, lambda: (root / "share").rename(root / "away"))
        if (root / "away").exists():
            shutil.rmtree(root / "share", ignore_errors=True)
            (root / "away").rename(root / "share")
        wrong = ended.mistakes(*scene.refused) or _heard(scene, root, ended)
        result.note(f"{name} {place}", ended.told, wrong or scene.settled(root, ended.told))
    return result


def full(scene: Scene, scratch: Path, pages: Iterable[int]) -> Result:
    """A disk of the share on which so many pages are left, and then as many as it takes."""
    result = Result(f"a full share, {scene.name}")
    for left in pages:
        shutil.rmtree(scratch, ignore_errors=True)
        root = copied(scene.root, scratch)
        share, size = root / "share", 4 << 20
        with _mounted("tmpfs", share, f"size={size}"):
            copied(scene.root / "share", share)
            free = os.statvfs(share)
            (share / "ballast").write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - left * _PAGE)))
            ended = play(scene, root)
            wrong = ended.mistakes(*scene.refused) or _heard(scene, root, ended)
            (share / "ballast").unlink()
            result.note(f"{left} pages left", ended.told, wrong or scene.settled(root, ended.told))
    return result


def hanging(scene: Scene, scratch: Path, folder: str) -> tuple[Ended, float]:
    """A share where nothing that is asked of `folder` is answered; told that, the person presses Ctrl-C.

    How it ended, and how many seconds after that.
    """
    root = copied(scene.root, scratch)
    device = os.open("/dev/fuse", os.O_RDWR)  # whoever holds this answers for the disk, and does not
    try:
        with _mounted("fuse", root / folder, f"fd={device},rootmode=40000,user_id=0,group_id=0"):
            command = [sys.executable, "-m", "tests.faults.player", str(root / scene.at), *scene.command]
            with subprocess.Popen(command, cwd=HERE, env=surroundings(root), stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as process:  # fmt: skip
                assert process.stderr is not None
                heard = process.stderr.readline()
                pressed = time.monotonic()
                process.send_signal(signal.SIGINT)
                try:
                    out, said = process.communicate(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    out, said = process.communicate()
                return Ended(process.returncode, out.decode(), (heard + said).decode()), time.monotonic() - pressed
    finally:
        os.close(device)


def may_mount() -> bool:
    """Whether this user may mount a disk that is full, and one that does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with _mounted("tmpfs", Path(folder), "size=4k"):
                return os.access("/dev/fuse", os.R_OK | os.W_OK)
        except (OSError, AttributeError):
            return False


def slow(scene: Scene, scratch: Path, seconds: float) -> Ended:
    """A share that takes so many seconds for its first sync."""
    root, found = copied(scene.root, scratch / "slow"), points(replace(scene, within=("share",)), scratch)[2]
    place = next(place for name, place in found if name == "fsync")
    return play(scene, root, "-o", os.devnull, "-e", "trace=fsync",
                "-e", f"inject=fsync:delay_enter={int(seconds * 1e6)}:when={place}")  # fmt: skip


@contextmanager
def _mounted(kind: str, folder: Path, options: str) -> Iterator[None]:
    """PermissionError where this user may not mount."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(kind.encode(), os.fsencode(folder), kind.encode(), 0, options.encode()) != 0:
        raise PermissionError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    try:
        yield
    finally:
        libc.umount2(os.fsencode(folder), 2)


def _interrupted(scene: Scene, root: Path, name: str, place: int, meanwhile: Callable[[], object]) -> Ended:
    """Stop the command at a call, let something happen, and let it go on."""
    (root / "tmp").mkdir(exist_ok=True)
    trace = root / "tmp" / "trace"
    command = [
        str(STRACE), "-o", str(trace), "-e", f"trace={name}", "-e", f"inject={name}:signal=STOP:when={place}", "--",
        sys.executable, "-m", "tests.faults.player", str(root / scene.at), *scene.command,
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=HERE, env=surroundings(root), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:  # fmt: skip
        while process.poll() is None and not (trace.exists() and b"stopped by SIGSTOP" in trace.read_bytes()):
            time.sleep(0.005)
        meanwhile()
        for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8").split():
            with suppress(OSError):
                os.kill(int(child), signal.SIGCONT)
        out, said = process.communicate(timeout=120)
    return Ended(process.returncode, out.decode(), said.decode())


def _heard(scene: Scene, root: Path, ended: Ended) -> list[str]:
    """What a person must have read: that the mirror is behind, that an act was not sent, why the command failed."""
    said = " ".join((ended.out + ended.said).split())
    if ended.code not in (0, -signal.SIGKILL):
        clear = any(word in said for word in ("mirror", "inbox", "share", "the file"))
        return [] if clear else [f"not said of what: {said[-300:]}"]
    wrong = []
    try:
        mirror = (root / "share/mirror" / LINES).read_bytes()
    except OSError as error:
        mirror = b"" if error.errno == errno.ENOENT else b"?"
    with SqliteStore.open(root / "host/ledger/ledger.sqlite") as store:
        if mirror != b"".join(line + b"\n" for line in store.lines()) and "could not be written" not in said:
            wrong.append("nobody was told that the mirror is behind")
    outbox = [path for path in (root / "pc").glob("outbox/*.sig") if not (root / "share/inbox" / path.name).exists()]
    if scene.at == "pc" and outbox and "was not sent yet" not in said:
        wrong.append("nobody was told that the act was not sent")
    return wrong
