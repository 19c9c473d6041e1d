"""Files under their SHA-256."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from nocustom.errors import Broken, NotJudged
from nocustom.ledger.blobs import Blobs


def test_what_is_put_is_got_byte_for_byte(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    data = b"\xef\xbb\xbf[request]\r\nkey = 1\r\n\x00\xff"
    digest = blobs.put(data)
    assert digest == sha256(data).hexdigest()
    assert blobs.put(data) == digest
    assert blobs.get(digest) == data
    assert blobs.state(digest) == "ok"
    assert blobs.names() == [digest]
    assert [path.name for path in blobs.folder.iterdir()] == [digest]


def test_files_of_any_length_are_read_whole(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    for length in (0, 1, 32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 200_000):
        data = bytes(range(256)) * (length // 256 + 1)
        assert blobs.get(blobs.put(data[:length])) == data[:length]


def test_what_is_expected_is_asked_for_later(tmp_path: Path) -> None:
    """Nobody is told anything of it, whatever is there under the name."""
    blobs = Blobs(tmp_path / "blobs")
    blobs.expect(["0" * 64])
    digest = blobs.put(b"one")
    (blobs.folder / ("1" * 64)).mkdir()
    os.mkfifo(blobs.folder / ("2" * 64))
    blobs.expect([digest, *(each * 64 for each in "012"), "../../etc/passwd", "", digest])
    assert blobs.get(digest) == b"one"
    assert blobs.state("0" * 64) == "missing"


def test_a_missing_file(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    assert blobs.state("0" * 64) == "missing"
    assert blobs.names() == []
    with pytest.raises(NotJudged, match="is not beside the ledger") as gone:
        blobs.get("0" * 64)
    assert "is connected" in gone.value.hints[0].msgid
    assert not blobs.folder.exists()
    blobs.put(b"another")
    with pytest.raises(NotJudged, match="is not beside the ledger") as removed:
        blobs.get("0" * 64)
    assert "from a copy" in removed.value.hints[0].msgid


def test_an_altered_file_is_neither_read_nor_overwritten(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    digest = blobs.put(b"one")
    path = blobs.folder / digest
    path.chmod(0o644)
    path.write_bytes(b"two")
    assert blobs.state(digest) == "altered"
    with pytest.raises(Broken, match="was altered"):
        blobs.get(digest)
    with pytest.raises(Broken, match="was altered"):
        blobs.put(b"one")
    assert path.read_bytes() == b"two"


def test_a_folder_in_the_place_of_a_file_counts_as_missing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    (tmp_path / ("0" * 64)).mkdir()
    assert blobs.state("0" * 64) == "missing"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "0" * 65, "A" * 64, "0" * 64 + "\n"])
def test_only_digests_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError):
        Blobs(tmp_path).get(name)


def test_a_place_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"")
    with pytest.raises(NotJudged, match="can't keep a file"):
        Blobs(tmp_path / "blobs").put(b"x")


def test_files_that_are_offered_count_as_here_and_are_kept_only_when_told(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    one, two = sha256(b"one").hexdigest(), sha256(b"two").hexdigest()
    with blobs.offering([b"one", b"two"]):
        assert (blobs.state(one), blobs.get(two)) == ("ok", b"two")
        assert blobs.names() == []
    assert blobs.state(one) == "missing" and not blobs.folder.exists()
    with pytest.raises(ZeroDivisionError), blobs.offering([b"one"]):
        raise ZeroDivisionError
    assert blobs.state(one) == "missing"
    with blobs.offering([b"one"]):
        blobs.keep_offered()
    assert blobs.names() == [one] and (blobs.folder / one).read_bytes() == b"one"


def test_what_is_offered_does_not_hide_what_was_altered(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    path = blobs.folder / blobs.put(b"one")
    path.chmod(0o644)
    path.write_bytes(b"two")
    with blobs.offering([b"one"]), pytest.raises(Broken, match="was altered"):
        blobs.keep_offered()
    assert path.read_bytes() == b"two"
