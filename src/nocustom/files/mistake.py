"""Why a text is not TOML, said to somebody who has never heard of TOML.

The scan gives the offset at which it stopped and what it expected there. The characters that do stand there then tell
what was meant: full-width characters, a date with slashes or in Japanese, text without quotes, a number with its unit.
A mistake is answered with what to write instead. Japanese keyboards make most of them, so their characters come first.
"""

from __future__ import annotations

import re
import unicodedata

from nocustom.files.locator import DEPTH, Clash, Lines, Stop, scan_all
from nocustom.form.finding import Finding, Key
from nocustom.words import Said, say, visible

__all__ = ["half_width", "mistakes"]

# What input methods write for the signs of TOML, beside what Unicode itself calls compatible.
_LOOKALIKES = {
    "“": '"', "”": '"', "„": '"', "〝": '"', "〟": '"', "「": '"', "」": '"', "『": '"',
    "』": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "・": ".", "【": "[", "】": "]", "〔": "[", "〕": "]",
    "‐": "-", "−": "-", "–": "-", "—": "-", "ー": "-", "〜": "~",
}  # fmt: skip


def half_width(char: str) -> str | None:
    """The ASCII character that `char` stands for; None where it is one itself, stands for none, or is empty."""
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    return " " if char.isspace() and not char.isascii() and unicodedata.category(char) == "Zs" else None


def _narrow(text: str) -> str:
    return "".join(half_width(char) or char for char in text)


def _short(text: str) -> str:
    return text if len(text) <= 32 else text[:29] + "..."


def mistakes(text: str, shown: str) -> list[Finding]:
    """Everything that keeps `text` from being TOML 1.0, at most 20 findings; `shown` is the path to show."""
    return _Mistakes(text, shown).all()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Mistakes:
    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.lines = Lines(text)

    def all(self) -> list[Finding]:
        found = scan_all(self.text)
        findings = [self._stop(stop) for stop in found.stops]
        findings += [self._clash(clash) for clash in found.clashes[: 20 - len(findings)]]
        return sorted(
            findings or [self._meaning()], key=lambda finding: (finding.line or 0, finding.column or 0)
        )

    def _finding(
        self,
        code: str,
        start: int,
        end: int,
        said: Said,
        *hints: Said,
        expected: Said | None = None,
        where: Key = (),
    ) -> Finding:
        line, column = self.lines.at(start)
        length = max(min(end, self.lines.end(line)) - start, 1)
        return Finding(
            code, said, where, expected=expected, hints=hints, path=self.shown, line=line, column=column,
            length=length, context=self.lines.line(line),
        )  # fmt: skip

    # Where the scan stopped

    def _stop(self, stop: Stop) -> Finding:
        at, text = stop.at, self.text
        char = text[at : at + 1]
        if stop.expected == "deep":
            return self._finding(
                "nested-too-deeply",
                at,
                at + 1,
                say("more than {limit} levels inside each other", limit=DEPTH),
            )
        if stop.expected in ("quote", "quotes"):
            return self._open_text(stop)
        if stop.expected == "escape":
            return self._escape(at)
        value = at if stop.expected == "value" else stop.value
        if value is not None and (meant := self._meant_value(value, at)):
            return meant
        if half_width(char) in ('"', "'") and stop.expected == "value":
            return self._full_width_quotes(at)
        if half_width(char):
            return self._full_width(at)
        if char and (control := self._control(at)):
            return control
        match stop.expected:
            case "key":
                return self._no_key(at)
            case "=":
                return self._no_equals(at)
            case "value":
                return self._no_value(at)
            case "one line" | "no comma":
                return self._inline(stop)
            case "header":
                return self._header(stop)
            case "]" | "}":
                return self._not_closed(stop)
        return self._left_over(stop)

    def _full_width(self, at: int) -> Finding:
        end = at
        while end < len(self.text) and half_width(self.text[end]):
            end += 1
        return self._full_width_stretch(at, end)

    def _full_width_stretch(self, at: int, end: int) -> Finding:
        wide = self.text[at:end]
        spaces = re.search(r"[^\S\x00-\x7f]+", wide)
        if spaces and all(char.isascii() or char.isspace() for char in wide):
            return self._wide_spaces(at + spaces.start(), at + spaces.end())
        narrow = _narrow(wide)
        return self._finding(
            "full-width", at, end, say("full-width `{wide}` outside of quotes", wide=_short(wide)),
            say("switch the keyboard to half-width letters for everything that is not between quotes"),
            expected=say("write half-width `{narrow}`", narrow=_short(narrow)),
        )  # fmt: skip

    def _wide_spaces(self, at: int, end: int) -> Finding:
        first = self.text[at]
        said = {
            "\u3000": say("full-width space outside of quotes"),
            "\u00a0": say("no-break space outside of quotes"),
            "\u202f": say("no-break space outside of quotes"),
        }.get(first, say("space of another kind (U+{code}) outside of quotes", code=f"{ord(first):04X}"))
        return self._finding(
            "full-width", at, end, said, say("write half-width spaces, or delete it"),
            expected=say("a half-width space"),
        )  # fmt: skip

    def _full_width_quotes(self, at: int) -> Finding:
        rest = self._rest(at)
        text = rest[1:-1] if len(rest) > 1 and half_width(rest[-1]) in ('"', "'") else rest[1:]
        return self._finding(
            "full-width", at, at + len(rest), say("full-width `{wide}` instead of a quote", wide=rest[0]),
            expected=say("write `{text}`", text=_short(_quoted(text))),
        )  # fmt: skip

    def _control(self, at: int) -> Finding | None:
        char = self.text[at]
        if char in "\t\n" or self.text.startswith("\r\n", at):
            return None
        if char == "\r":
            return self._finding(
                "control-character", at, at + 1, say("a carriage return without a line feed"),
                say("save the file with the line ends of Windows (CRLF) or Unix (LF)"),
            )  # fmt: skip
        if visible(char) == char:
            return None
        said = (
            say("invisible character `{char}`", char=char)
            if ord(char) >= 0xA0
            else say("control character `{char}`", char=char)
        )
        return self._finding(
            "control-character", at, at + 1, said, say("delete it; text may have tabs and line ends only")
        )

    def _escape(self, at: int) -> Finding:
        pair = self.text[at : at + 2].rstrip("\r\n")
        return self._finding(
            "bad-escape", at, at + len(pair), say("`{pair}` means nothing in quotes", pair=_short(pair)),
            say("a backslash itself is written `\\\\`, or the whole text in single quotes: 'C:\\temp'"),
        )  # fmt: skip

    def _open_text(self, stop: Stop) -> Finding:
        start = stop.opened if stop.opened is not None else stop.at
        quote = self.text[start]
        if stop.expected == "quotes":
            return self._finding(
                "open-text", start, start + 3, say("this text of several lines is never closed"),
                say("close it with `{quotes}`", quotes=quote * 3),
            )  # fmt: skip
        line, _ = self.lines.at(start)
        end = self.lines.end(line)
        for at in range(end - 1, start, -1):
            if self.text[at] in "”“＂〟〞＇’":
                return self._full_width(at)
        return self._finding(
            "open-text", start, end, say("this text is not closed in its line"),
            say("close it with `{quotes}`", quotes=quote),
            say("a text of several lines stands between `{quotes}` and `{quotes}`", quotes=quote * 3),
        )  # fmt: skip

    def _no_key(self, at: int) -> Finding:
        rest = self._rest(at)
        char = self.text[at : at + 1]
        if not rest:
            return self._finding("no-name", at, at + 1, say("a name is missing here"))
        if rest.startswith(("//", ";", "/*", "※")):
            return self._finding("no-name", at, at + 1, say("a comment begins with `#`"))
        if char == "=":
            return self._finding("no-name", at, at + 1, say("there is no name before `=`"))
        if char in "]})":
            return self._finding("not-closed", at, at + 1, say("`{char}` closes nothing", char=char))
        name = re.split(r"[=\s\[\]#.\"']", rest, maxsplit=1)[0] or char
        return self._finding(
            "bad-name", at, at + len(name), say("`{name}` is not a name", name=_short(name)),
            say("a line is `name = value`, a section `[name]`, a comment begins with `#`"),
            expected=say("half-width letters, digits, `_` and `-`"),
        )  # fmt: skip

    def _no_equals(self, at: int) -> Finding:
        line, _ = self.lines.at(at)
        before = self.text[self.lines.start(line) : at]
        name = re.split(r"[\s,{]", before.rstrip(" \t"))[-1]
        begin = at - len(before) + before.rfind(name)
        char = self.text[at : at + 1]
        rest = self._rest(at)
        if char in (":", "："):
            return self._finding(
                "no-equals", at, at + 1, say("`:` between name and value"), expected=say("write `=`")
            )
        if not rest or "=" not in rest:
            return self._finding(
                "no-equals", begin, at, say("`{name}` has no `=` and no value", name=_short(name)),
                say("a line is `name = value`, a section `[name]`, a comment begins with `#`"),
            )  # fmt: skip
        words = _narrow(self.text[begin:at] + rest.split("=", 1)[0]).split()
        if all(re.fullmatch(r"[A-Za-z0-9_.-]+", word) for word in words):
            return self._finding(
                "bad-name", begin, at + len(rest.split("=", 1)[0].rstrip()), say("a name has no spaces"),
                say("the name is perhaps `{name}`", name=_short("_".join(words))),
            )  # fmt: skip
        return self._finding(
            "bad-name", at, at + 1, say("`{char}` is not allowed in a name", char=char),
            expected=say("half-width letters, digits, `_` and `-`"),
        )  # fmt: skip

    def _inline(self, stop: Stop) -> Finding:
        start = stop.opened if stop.opened is not None else stop.at
        if stop.expected == "no comma":
            return self._finding(
                "inline-table",
                stop.at,
                stop.at + 1,
                say("a comma before `{close}`", close="}"),
                say("delete the comma"),
            )
        return self._finding(
            "inline-table", start, self.lines.end(self.lines.at(start)[0]),
            say("`{open}` is not closed in its line", open="{"),
            say("put everything up to `{close}` into one line, without comments", close="}"),
        )  # fmt: skip

    def _header(self, stop: Stop) -> Finding:
        at, start = stop.at, stop.opened if stop.opened is not None else stop.at
        close = "]]" if self.text.startswith("[[", start) else "]"
        header = self._rest(start)
        if self.text[start:at].rstrip() in (header, header.removesuffix("]")):
            return self._finding(
                "not-closed", start, start + len(header), say("the name of a section is not closed"),
                expected=say("write `{header}`", header=_short(header.removesuffix("]") + close)),
            )  # fmt: skip
        return self._finding(
            "bad-name", at, at + 1, say("`{char}` does not belong into the name of a section", char=self.text[at]),
            expected=say("`{close}`; a name has half-width letters, digits, `_` and `-`", close=close),
        )  # fmt: skip

    def _not_closed(self, stop: Stop) -> Finding:
        at, start = stop.at, stop.opened if stop.opened is not None else stop.at
        close = stop.expected
        if at >= len(self.text) or re.match(r"[A-Za-z0-9_.-]+[ \t]*=|\[", self.text[at : at + 200]):
            return self._finding(
                "not-closed",
                start,
                start + 1,
                say("`{char}` is never closed", char=self.text[start]),
                say("close it with `{close}`", close=close),
            )
        if self.text[at] in "\"'0123456789{":
            return self._finding(
                "no-comma",
                at,
                at + 1,
                say("a comma is missing before this"),
                expected=say("`,` or `{close}`", close=close),
            )
        return self._finding(
            "not-closed",
            at,
            at + 1,
            say("`{char}` does not belong here", char=self.text[at]),
            expected=say("`,` or `{close}`", close=close),
        )

    def _left_over(self, stop: Stop) -> Finding:
        at = stop.at
        rest = self._rest(at)
        if stop.value is not None and self.text[stop.value] in "\"'":
            return self._finding(
                "left-over", at, at + len(rest), say("something is left after the closing quote"),
                say("a quote inside of text is written `\\\"`, or the text in single quotes: 'a \"b\" c'"),
            )  # fmt: skip
        return self._finding(
            "left-over", at, at + len(rest), say("`{rest}` does not belong here", rest=_short(rest)),
            say("every `name = value` and every `[section]` has its own line"),
        )  # fmt: skip

    # Values

    def _rest(self, at: int) -> str:
        """What stands in the line from `at` on, without a comment."""
        line, _ = self.lines.at(at)
        return self.text[at : self.lines.end(line)].split("#", 1)[0].rstrip(" \t\u3000")

    def _no_value(self, at: int) -> Finding:
        rest = self._rest(at)
        if not rest:
            return self._finding(
                "no-value", at, at + 1, say("the value is missing"),
                say("delete the line if you do not know it yet; text stands in quotes"),
            )  # fmt: skip
        token = rest if self._alone(at) else re.split(r"[,\]}]", rest, maxsplit=1)[0].rstrip() or rest
        return self._finding(
            "no-quotes", at, at + len(token), say("text without quotes"),
            expected=say("write `{text}`", text=_short(_quoted(token))),
        )  # fmt: skip

    def _alone(self, at: int) -> bool:
        """Whether the value at `at` is the only one of its line: not in a list, not in an inline table."""
        line, column = self.lines.at(at)
        return bool(re.fullmatch(r"[^=\[{\"']*=[ \t\u3000]*", self.lines.line(line)[: column - 1]))

    def _meant_value(self, start: int, stop: int) -> Finding | None:
        """What the plain value at `start` was meant to be, if that can be told."""
        if self.text[start : start + 1] in ('"', "'", "[", "{", ""):
            return None
        if "\n" in self.text[start:stop]:
            return None
        rest = self._rest(start)
        token = rest if self._alone(start) else re.split(r"[\]},]", rest, maxsplit=1)[0].rstrip()
        plain = unicodedata.normalize("NFKC", _narrow(token)).strip()
        if not plain or token == self.text[start:stop].rstrip(
            " \t"
        ):  # a whole value; the mistake is behind it
            return None
        end = start + len(token)
        if token != plain and _PLAIN.fullmatch(plain) and _narrow(token).strip() == plain:
            return self._full_width_stretch(start, end)
        if truth := _TRUTH.get(plain.lower()):
            return self._finding(
                "not-a-bool",
                start,
                end,
                say("`{token}` is neither true nor false", token=_short(token)),
                expected=say("write `{written}`", written=truth),
            )
        if (day := _day(plain)) is not None:
            written = say("write `{day}`", day=day) if day else say("year-month-day, such as `2026-10-01`")
            return self._finding(
                "not-a-date", start, end, say("`{token}` is not written as a date", token=_short(token)),
                expected=written,
            )  # fmt: skip
        if re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ])?[0-9]{1,2}:[0-9]{2}", plain):
            return self._finding(
                "not-a-time",
                start,
                end,
                say("`{token}` is not written as a time", token=_short(token)),
                expected=say("hours, minutes and seconds, such as `08:30:00`"),
            )
        if number := _number(plain):
            return self._finding(
                "not-a-number",
                start,
                end,
                say("`{token}` is not written as a number", token=_short(token)),
                expected=say("write `{number}`", number=number),
            )
        if self._alone(start) and re.match(r"[¥+-]?[0-9]", plain) and "=" not in plain:
            return self._finding(
                "not-a-number",
                start,
                end,
                say("`{token}` is not written as a number", token=_short(token)),
                expected=say("a whole number such as `1800000`, or text in quotes"),
            )
        return None

    # What the scan lets pass

    def _clash(self, clash: Clash) -> Finding:
        name = ".".join(
            str(part) for part in clash.path if isinstance(part, str) and not part.startswith("\0")
        )
        line, _ = self.lines.at(clash.first[0])
        return self._finding(
            "duplicate-key", *clash.key, say("`{name}` is written twice", name=_short(name)),
            say("the first one is in line {line}; keep one of them", line=line), where=clash.path,
        )  # fmt: skip

    def _meaning(self) -> Finding:
        """A text that has the form of TOML, and whose meaning tomllib refuses."""
        import tomllib

        message = ""
        try:
            tomllib.loads(self.text)
        except (ValueError, RecursionError) as error:
            message = str(error)
        place = re.search(r"line (\d+), column (\d+)", message)
        if place is None:
            if digits := re.search(r"[0-9_]{4000,}", self.text):
                return self._finding("not-a-number", *digits.span(), say("this number is too long"))
            return self._finding("not-toml", 0, 1, say("the file is not TOML 1.0"))
        at = self._offset(int(place[1]), int(place[2]))
        if "date" in message:
            day = re.match(r"[0-9-]*", self.text[at : at + 10])
            return self._finding(
                "not-a-date", at, at + 10, say("there is no day `{day}`", day=day[0] if day else "")
            )
        if "scalar" in message or "hex" in message:
            return self._finding(
                "bad-escape", at - 6, at, say("there is no such character"), say("write the character itself")
            )
        return self._finding(
            "duplicate-key", at, at + 1, say("what stands here is already defined in another way above"),
            say("write every name once, and every section in one place"),
        )  # fmt: skip

    def _offset(self, line: int, column: int) -> int:
        return self.lines.end(line) - len(self.lines.line(line)) + column - 1


_PLAIN = re.compile(r"true|false|[+-]?(?:0|[1-9][0-9]*)|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTH = dict.fromkeys(
    ("true", "yes", "on", "y", "はい", "有", "あり", "真", "○", "可"), "true"
) | dict.fromkeys(("false", "no", "off", "n", "いいえ", "無", "なし", "偽", "×", "否"), "false")
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_DAY = re.compile(
    r"(?:(?P<era>令和|平成|昭和|[RHSrhs])[ .]*(?P<of_era>元|[0-9]{1,2})|(?P<year>[0-9]{4}))"
    r"\s*[/.年-]\s*(?P<month>[0-9]{1,2})(?:\s*[/.月-]\s*(?P<day>[0-9]{1,2})\s*日?|月)"
)
_UNITS = {"千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000, "万": 10_000, "千": 1_000}
_UNITS |= dict.fromkeys(("円", "件", "人", "名", "時間", "年", "月", "か月", "ヶ月", "日", "回", "部"), 1)
_UNITS |= dict.fromkeys(("枚", "本", "世帯", "箇所", "か所", "%", "yen"), 1)
_NUMBER = re.compile(
    r"[¥\\]?(?P<digits>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+))\s*"
    rf"(?P<unit>{'|'.join(_UNITS)})?-?"
)


def _day(text: str) -> str | None:
    """The date that `text` means, as ISO 8601; "" if it looks like one that does not exist; None if it is none."""
    match = _DAY.fullmatch(text)
    if not match:
        return None
    from datetime import date

    of_era = match["of_era"]
    year = (
        _ERAS[match["era"].lower()] + (1 if of_era == "元" else int(of_era)) if of_era else int(match["year"])
    )
    try:
        return date(year, int(match["month"]), int(match["day"])).isoformat() if match["day"] else ""
    except ValueError:
        return ""


def _number(text: str) -> str | None:
    """The whole number that `text` means, or None. `1,800`, `007`, `320件`, `180万円`."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    digits = match["digits"].replace(",", "")
    return str(int(digits) * _UNITS.get(match["unit"] or "", 1)) if len(digits) < 19 else None
