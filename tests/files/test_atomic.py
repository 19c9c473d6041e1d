"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from nocustom.files.atomic import write_atomically


def only(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("data", [b"", b"x\r\n\0", b"a" * 3_000_000])
def test_the_content_is_there_and_nothing_else(tmp_path: Path, data: bytes, exclusive: bool) -> None:
    write_atomically(tmp_path / "受領.toml", data, exclusive=exclusive)
    assert only(tmp_path).name == "受領.toml"
    assert only(tmp_path).read_bytes() == data


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a long old content")
    write_atomically(path, b"new")
    assert only(tmp_path).read_bytes() == b"new"


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="there is no disk in memory here")
def test_a_disk_in_memory_is_no_device() -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        path = Path(folder) / "a"
        path.write_bytes(b"old")
        write_atomically(path, b"new")
        assert only(Path(folder)).read_bytes() == b"new"
    with pytest.raises(OSError) as refused:
        write_atomically(Path("/dev/stdout"), b"new")
    assert refused.value.errno == errno.ENODEV


def test_exclusive_refuses_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        write_atomically(path, b"new", exclusive=True)
    assert only(tmp_path).read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right that most people do not have there")
def test_links(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.symlink_to("nothing")
    with pytest.raises(FileExistsError):
        write_atomically(path, b"new", exclusive=True)
    assert path.is_symlink()
    write_atomically(path, b"new")
    assert not path.is_symlink()
    assert only(tmp_path).read_bytes() == b"new"


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "no" / "a", b"new")


def test_a_folder_of_that_name_stays(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError):
        write_atomically(tmp_path / "a", b"new")
    assert only(tmp_path).is_dir()


@pytest.mark.parametrize("exclusive", [False, True])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exclusive: bool
) -> None:
    path = tmp_path / "a"
    if not exclusive:
        path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new", exclusive=exclusive)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == ([] if exclusive else [b"old"])


def test_exclusive_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", none)
    write_atomically(tmp_path / "a", b"new", exclusive=True)
    assert only(tmp_path).read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        write_atomically(tmp_path / "a", b"other", exclusive=True)
    assert only(tmp_path).read_bytes() == b"new"


def test_of_many_exclusive_writers_one_wins(tmp_path: Path) -> None:
    path, start, won = tmp_path / "a", threading.Barrier(8), []

    def write(number: int) -> None:
        start.wait()
        try:
            write_atomically(path, b"%d" % number, exclusive=True)
            won.append(number)
        except FileExistsError:
            pass

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [b"%d" % number for number in won] == [only(tmp_path).read_bytes()]


def test_a_reader_never_sees_half(tmp_path: Path) -> None:
    path, contents = tmp_path / "a", [b"x" * 200_000, b"y" * 100_000]
    path.write_bytes(contents[0])
    seen = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(60):
        write_atomically(path, contents[turn % 2])
    done.set()
    reader.join()
    assert seen <= set(contents)
