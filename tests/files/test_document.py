"""A file that can't be read says why, where and what to do, and nothing waits or breaks on it."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.errors import Exit, NotJudged
from nocustom.files.document import LIMIT, document, load
from nocustom.form.finding import Finding
from nocustom.locale import speak
from nocustom.show.diagnosis import WIDTH, cells, diagnoses
from tests.files.documents import ANY_TEXT, truth


def refused(path: Path) -> Finding:
    with pytest.raises(NotJudged) as raised:
        load(path, shown="requests/a.toml")
    assert raised.value.exit is Exit.NOT_JUDGED
    (finding,) = raised.value.findings
    assert finding.path == "requests/a.toml"
    assert speak(finding.said, "en")
    return finding


def findings_of(data: bytes) -> tuple[Finding, ...]:
    """What keeps `data` from being a document; nothing if it is one."""
    try:
        document(data, shown="a.toml")
    except NotJudged as error:
        return error.findings
    return ()


def test_a_file_as_received(tmp_path: Path) -> None:
    data = "\ufeffschema = \"request/1\"\r\n[request]\r\ntitle = '表題'\r\n".encode()
    path = tmp_path / "a.toml"
    path.write_bytes(data)
    got = load(path, shown="requests/a.toml")
    assert got.values == {"schema": "request/1", "request": {"title": "表題"}}
    assert (got.shown, got.data, got.sha256) == ("requests/a.toml", data, hashlib.sha256(data).hexdigest())
    assert not got.text.startswith("\ufeff")
    assert got.span(("request", "title")) == "'表題'"
    assert got.span(("request", "nothing")) is None


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, LIMIT])
def test_all_bytes_are_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * size)
    assert load(path, shown="a.toml").data == b"#" * size


def test_no_such_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.toml").code == "no-such-file"
    (tmp_path / "b").write_text("")
    assert refused(tmp_path / "b" / "a.toml").code == "no-such-file"
    assert refused(tmp_path / "a\0.toml").code == "no-such-file"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    assert refused(tmp_path / "a.toml").code == "is-a-folder"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right that most people do not have there")
def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to("nothing")
    assert refused(tmp_path / "a.toml").code == "dangling-link"
    (tmp_path / "b.toml").symlink_to("b.toml")
    assert refused(tmp_path / "b.toml").code == "dangling-link"


@pytest.mark.skipif(sys.platform == "win32", reason="has other permissions")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # may read everything, unlike nobody
        os.seteuid(65534)
    try:
        assert refused(path).code == "no-permission"
    finally:
        os.seteuid(user)


def test_a_refusal_of_the_system_is_told_as_it_is(tmp_path: Path) -> None:
    assert refused(tmp_path / ("a" * 300)).code in {"not-readable", "no-such-file"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no pipes in folders")
def test_a_pipe_without_a_writer_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.toml")
    assert refused(tmp_path / "a.toml").code == "not-a-file"
    assert refused(Path("/dev/zero")).code == "not-a-file"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="has no sockets in folders")
def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("a.toml")
        assert refused(Path("a.toml")).code == "not-a-file"


def test_ten_megabytes_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    with path.open("wb") as file:
        file.truncate(10_000_000)
    finding = refused(path)
    assert (finding.code, speak(finding.said, "en")) == (
        "too-large", "the file has 10000000 bytes, more than 1048576",
    )  # fmt: skip
    with pytest.raises(NotJudged):
        document(b"#" * (LIMIT + 1), shown="a.toml")


TITLE = '# x\ntitle = "子ども手当"\n'


@pytest.mark.parametrize(
    "data, says, place",
    [
        (TITLE.encode("cp932"), "Shift_JIS (cp932)", (2, 10)),
        ('a = "ｱｲｳｴ"\r\nb = "①髙"'.encode("cp932"), "Shift_JIS (cp932)", (1, 6)),
        (TITLE.encode("euc_jp"), "EUC-JP", (2, 10)),
        (TITLE.encode("utf-16"), "UTF-16", (1, 1)),
        (TITLE.encode("utf-16-be"), "UTF-16", (1, 1)),
        (TITLE.encode("utf-16-le"), "UTF-16", (1, 1)),
        (TITLE.encode("utf-32"), "UTF-32", (1, 1)),
        (TITLE.encode("iso2022_jp"), "ISO-2022-JP", (1, 1)),
        (TITLE.encode()[:-6], "0xE6 is not UTF-8", (2, 13)),  # cut off in the middle of a character
        (b'a = "\xff"', "0xFF is not UTF-8", (1, 6)),
        ("\ufeff# 日\n# 本".encode() + b"\x80", "0x80 is not UTF-8", (2, 4)),
    ],
)
def test_other_encodings_are_named(data: bytes, says: str, place: tuple[int, int]) -> None:
    with pytest.raises(NotJudged) as raised:
        document(data, shown="a.toml")
    (finding,) = raised.value.findings
    assert says in speak(finding.said, "en")
    assert (finding.code, finding.line, finding.column) == ("not-utf-8", *place)


def test_the_line_in_another_encoding_is_shown_in_characters() -> None:
    with pytest.raises(NotJudged) as raised:
        document(TITLE.encode("cp932"), shown="a.toml")
    assert raised.value.findings[0].context == 'title = "子ども手当"'


@settings(max_examples=250)
@given(ANY_TEXT)
def test_every_text_is_a_document_or_has_findings_with_a_place(text: str) -> None:
    findings = findings_of(text.encode())
    text = text.removeprefix("\ufeff")
    assert (truth(text) is None) == bool(findings)
    lines = text.split("\n")
    for finding in findings:
        assert finding.line is not None
        assert finding.column is not None
        if finding.context is None:  # what is no UTF-8 at all has no line to show
            assert "\0" in text
            continue
        assert finding.context == lines[finding.line - 1].removesuffix("\r")
        assert finding.column - 1 + finding.length <= max(len(finding.context), finding.column)
        assert speak(finding.said, "en")
    assert all(cells(row) <= WIDTH for row in diagnoses(findings, "en").split("\n"))


@given(st.binary(max_size=80))
def test_any_bytes_end_well(data: bytes) -> None:
    diagnoses(findings_of(data), "en")


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000 + " b 1", "a " * 100_000, "a = １" + "1" * 200_000, "a = 1\n" * 3_000, "　" * 60_000,
     'a = "' + "\\\\" * 100_000],
    ids=["long name", "many names", "long number", "twice", "full-width spaces", "backslashes"],
)  # fmt: skip
def test_a_large_mistake_is_told_briefly(text: str) -> None:
    """None of these may take time that grows with the square of the text: each would run for minutes."""
    assert 0 < len(diagnoses(findings_of(text.encode()), "en")) < 5_000
