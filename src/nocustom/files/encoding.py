"""In which encoding a file is that is not UTF-8, and where that shows.

A byte order mark or every second byte zero is UTF-16. Text that decodes as EUC-JP is taken for that: kana of cp932
(Shift_JIS) never do. Then cp932, in which old programs on Japanese Windows save. Otherwise, as in a UTF-8 file that was
cut off in the middle of a character, the first bad byte is named.
"""

from __future__ import annotations

from nocustom.form.finding import Finding
from nocustom.words import say

__all__ = ["not_utf8", "other_encoding"]


def not_utf8(data: bytes, at: int, shown: str) -> Finding:
    """The finding for `data` whose byte at offset `at` is the first that is not UTF-8."""
    if found := other_encoding(data, shown):
        return found
    if data[:at].isascii():  # a legacy encoding differs from UTF-8 in its first character already
        for codec, name in (("euc_jp", "EUC-JP"), ("cp932", "Shift_JIS (cp932)")):
            if _decodes(data, codec):
                return _placed(data, at, shown, codec, name)
    return _placed(data, at, shown, "utf-8", None)


def other_encoding(data: bytes, shown: str) -> Finding | None:
    """The finding for UTF-16, UTF-32 and ISO-2022-JP, which can also be valid UTF-8; None for anything else."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return _elsewhere(shown, "UTF-32")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _every_second_zero(data[:200]):
        return _elsewhere(shown, "UTF-16")
    if (b"\x1b$B" in data or b"\x1b$@" in data) and _decodes(data, "iso2022_jp"):
        return _elsewhere(shown, "ISO-2022-JP (JIS)")
    return None


def _every_second_zero(data: bytes) -> bool:
    half = len(data) // 2
    zeros = (data[::2].count(0), data[1::2].count(0))
    return half >= 2 and max(zeros) * 2 > half and min(zeros) * 2 < half


def _decodes(data: bytes, codec: str) -> bool:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return False
    # Python has names in the private use area for bytes that cp932 leaves unused.
    return not any("\uf8f0" <= char <= "\uf8ff" for char in text)


def _placed(data: bytes, at: int, shown: str, codec: str, name: str | None) -> Finding:
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at)
    context = (
        data[start : end if end >= 0 else len(data)]
        .decode(codec, "replace")
        .rstrip("\r")
        .removeprefix("\ufeff")
    )
    column = len(data[start:at].decode(codec, "replace").removeprefix("\ufeff")) + 1
    said = (
        say("the file is in {encoding}, not in UTF-8", encoding=name)
        if name
        else say("the byte {byte} is not UTF-8", byte=f"0x{data[at]:02X}")
    )
    return Finding(
        "not-utf-8", said, hints=(say("save it again, with UTF-8 as its encoding"),), path=shown,
        line=data.count(b"\n", 0, at) + 1, column=column, context=context,
    )  # fmt: skip


def _elsewhere(shown: str, name: str) -> Finding:
    return Finding(
        "not-utf-8", say("the file is in {encoding}, not in UTF-8", encoding=name),
        hints=(say("save it again, with UTF-8 as its encoding"),), path=shown, line=1, column=1,
    )  # fmt: skip
