"""`nocustom ledger show` for people: one row a line, or one line in full, with the text that was signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nocustom.acts.lines import StoredLine
from nocustom.ledger.namespaces import WITNESS
from nocustom.life.act import BY_TYPE
from nocustom.locale import speak
from nocustom.show.layout import cut, in_brackets, padded, paragraph
from nocustom.words import Bilingual, say, visible

__all__ = ["STREAMS", "lines_text"]

_SIGNED = Bilingual("署名あり", "signed")
_UNSIGNED = Bilingual("署名なし", "unsigned")


_HEAD = {
    "type": Bilingual("種類", "act"),
    "stream": Bilingual("系列", "stream"),
    "ver": Bilingual("系列の中の番号", "number in the stream"),
    "ts": Bilingual("記録した日時", "recorded at"),
    "prev": Bilingual("一つ前の葉ハッシュ", "leaf before"),
}
"""What stands around every line, in words; the line itself is `ledger show -f json`."""


STREAMS = {
    "roster": "鍵名簿", "policy": "方針", "catalogue": "システム一覧", "people": "職員名簿", "disputes": "異議",
    "witness": "監査の連署", "restored": "台帳の復元",
}  # fmt: skip
"""What a stream that is not a request's is called in Japanese; in English by its own word."""
_WIDTHS = {"ja": (16, 12, 18, 10), "en": (16, 10, 20, 10)}
"""Cells of time, stream, act and person."""


def lines_text(found: list[StoredLine], lang: str, *, whole: bool) -> Iterator[str]:
    """The screen in lines; `whole` shows everything of each."""
    for line in found:
        if whole:
            yield from _whole(line, lang)
        else:
            yield _row(line, lang)


def _row(line: StoredLine, lang: str) -> str:
    value = line.value
    if value is None:
        return f"{line.seq:>5}  {speak(say('this line can not be read'), lang)}"
    content: dict[str, Any] = line.stmt or (value["body"] if isinstance(value.get("body"), dict) else {})
    signed = (_SIGNED if value.get("stmt") is not None or _in_itself(value) else _UNSIGNED).get(lang)
    stream = str(value.get("stream"))
    texts = (
        str(value.get("ts"))[:16].replace("T", " "), STREAMS.get(stream, stream) if lang == "ja" else stream,
        _label(value, lang), str(content.get("by", "-")),
    )  # fmt: skip
    shown = [padded(cut(visible(text), width), width) for text, width in zip(texts, _WIDTHS[lang], strict=True)]
    return f"{line.seq:>5}  " + "  ".join([*shown, signed])


def _in_itself(value: dict[str, Any]) -> bool:
    """Whether it is of a kind that carries its own signature."""
    row = BY_TYPE.get(str(value.get("type")))
    return row is not None and row.unsigned == "only"


def _label(value: dict[str, Any], lang: str) -> str:
    row = BY_TYPE.get(str(value.get("type")))
    return str(value.get("type")) if row is None else row.label.get(lang)


def _whole(line: StoredLine, lang: str) -> Iterator[str]:
    yield speak(say("line {seq}", seq=line.seq), lang)
    yield from paragraph(f"{speak(say('leaf'), lang)}: {line.leaf}", hanging=2)
    if line.value is None:
        yield from paragraph(speak(say("this line can not be read"), lang))
        yield from paragraph(visible(line.line.decode("utf-8", "replace")), indent="  ")
        return
    for name, label in _HEAD.items():
        shown = visible(str(line.value.get(name)))
        called = _label(line.value, lang) if name == "type" else ""
        if name == "stream" and lang == "ja":
            called = STREAMS.get(shown, "")
        words = called + in_brackets(shown, lang) if called else shown
        yield from paragraph(f"{label.get(lang)}: {words}", hanging=2)
    for sig in line.value["sigs"] if isinstance(line.value.get("sigs"), list) else ():
        if isinstance(sig, dict):
            yield from paragraph(f"{speak(say('signed by'), lang)}: {visible(str(sig.get('by')))} "
                                 f"({visible(str(sig.get('ns')))})", hanging=2)  # fmt: skip
    if line.stmt is None and _in_itself(line.value):
        body = line.value["body"] if isinstance(line.value.get("body"), dict) else {}
        yield from paragraph(f"{speak(say('signed by'), lang)}: {visible(str(body.get('by')))} ({WITNESS})", hanging=2)
        yield speak(say("this text was signed:"), lang)
        yield ""
        for row in visible(str(body.get("cosignature")), lines=True).splitlines():
            yield from paragraph(row, indent="  ")
        return
    if line.stmt is None:
        yield speak(say("nothing was signed; recorded was, with the names of its fields:"), lang)
        body = line.value.get("body")
        for name, value in sorted(body.items()) if isinstance(body, dict) else ():
            shown = "-" if value is None else visible(str(value))
            yield from paragraph(f"{name}: {shown}", indent="  ", hanging=2)
        return
    yield speak(say("this text was signed:"), lang)
    yield ""
    for row in visible(str(line.stmt.get("text")), lines=True).splitlines():
        yield from paragraph(row, indent="  ") if row.strip() else [""]
