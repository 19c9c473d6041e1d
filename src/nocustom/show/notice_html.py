"""A notice as a page of A4 to print: one file, without scripts, fonts or pictures from elsewhere.

Whatever a person wrote is text and stays text: control and bidirectional characters are shown, markup is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nocustom.acts.notice import Notice
from nocustom.acts.notice_items import Column, Item, Part
from nocustom.life.prose import day_in
from nocustom.locale import speak
from nocustom.show.notice_text import END, HEADING, sentence

__all__ = ["ascii_only", "notice_html"]

_STYLE = """\
@page { size: A4; margin: 18mm 20mm }
body { font: 10.5pt/1.5 "Yu Mincho", "Hiragino Mincho ProN", "Noto Serif CJK JP", serif; color: #000;
  max-width: 170mm; margin: 0 auto; overflow-wrap: anywhere }
p, h1, h2, ol, ul { margin: 0; padding: 0 }
p, li, td, th, dd { unicode-bidi: isolate }
.right { text-align: right }
.to { margin: 1.2em 0 .6em }
h1 { font-size: 13pt; text-align: center; margin: 1.2em 0 .8em }
h2 { font-size: 10.5pt; font-weight: normal; text-align: center; margin: 1em 0 .6em }
.letter:lang(ja) { text-indent: 1em }
ol { padding-left: 1.8em }
li { break-inside: avoid; margin-bottom: .25em }
li div { display: flex; gap: 1em }
li h3 { flex: 0 0 11em; font: inherit; margin: 0 }
li ul { list-style: none; flex: 1 }
li ul li { margin: 0 }
table { border-collapse: collapse; width: 100%; margin-top: 1em; table-layout: fixed; break-inside: avoid }
th, td { border: .4pt solid #000; text-align: center; padding: .2em; font-weight: normal; font-size: 9pt }
td { height: 16mm }
footer { margin-top: 1.2em; border-top: .4pt solid #000; padding-top: .3em; font-size: 7.5pt; line-height: 1.4 }
@media screen { body { padding: 18mm 20mm; max-width: 210mm; box-sizing: border-box } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def notice_html(notice: Notice, lang: str) -> Iterator[str]:
    """The page, line by line."""

    def text(part: Part) -> str:
        return escape(speak(part, lang))

    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape(lang)}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>{text(notice.number)} {text(notice.title)}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield f'<p class="right">{text(notice.number)}</p>'
    yield f'<p class="right">{escape(day_in(notice.day, lang))}</p>'
    if notice.to:
        yield f'<p class="to">{text(notice.to)}</p>'
    yield f'<p class="right">{text(notice.sender)}</p>'
    yield f"<h1>{text(notice.title)}</h1>"
    for said in notice.body:
        yield f'<p class="letter">{escape(sentence(said, lang))}</p>'
    yield f"<h2>{text(HEADING)}</h2>"
    yield "<ol>"
    for item in notice.items:
        yield from _item(item, lang)
    yield "</ol>"
    if lang == "ja":
        yield f'<p class="right">{END}</p>'
    if notice.columns:
        yield from _table(notice.columns, lang)
    yield "<footer>"
    for part in notice.record:
        yield f"<p>{text(part)}</p>"
    yield "</footer>"
    yield "</body>"
    yield "</html>"


def ascii_only(text: str) -> str:
    """The same page for a stream that can't hold every character."""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _item(item: Item, lang: str) -> Iterator[str]:
    yield f"<li><div><h3>{escape(speak(item.label, lang))}</h3>"
    yield "<ul>"
    for value in item.values:
        yield f"<li>{escape(speak(value, lang))}</li>"
    yield "</ul></div></li>"


def _table(columns: tuple[Column, ...], lang: str) -> Iterator[str]:
    yield "<table>"
    yield "<tr>" + "".join(f"<th>{escape(speak(each.label, lang))}</th>" for each in columns) + "</tr>"
    yield "<tr>" + "".join(f"<td>{escape(speak(each.value, lang))}</td>" for each in columns) + "</tr>"
    yield "</table>"
