"""Attacks by what is written: texts that would pass for a clause, a heading or the code, or that nobody sees.

Which texts there are is asked of the forms themselves, and which headings there are of a sheet and a statement that
nobody spoiled: a new field, a new line of the sheet is attacked without anybody's doing.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import pytest
import tomli_w

from nocustom.form.entry import Form
from nocustom.form.models import MODELS
from nocustom.life.act import ACTS
from nocustom.show.layout import FAR_IN, WIDTH
from nocustom.words import HIDDEN, LONGEST_NAME, as_name, cells, hidden, odd_name
from tests.acts.hall import Hall, Keys
from tests.acts.paperwork import IKUSEI, edit, filed
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage
from tests.screens.played import Screen

CORE = "kodomo-ikusei-core"
EVIL = "攻撃"
"""Stands in every forged line and every spoilt text."""
NOT_SHOWN = {"policy.policy.extends"}
"""Names of files: they are what they must be, or nothing is read at all."""
OBEYED = "".join(chr(first) for first, _ in HIDDEN if first not in (0x00, 0x7F, 0xD800))
BREAKS = ("\n", "\r", "\u2028", "\x0b", "   ", "\r\n", "\x85", "\u3000", "\x0c", "\x1d", "\t", "\u2029")


@cache
def texts_of(model: type[Form], path: str) -> tuple[tuple[str, ...], ...]:
    """The key paths of every free text that a form declares; a list of texts or tables has `*`."""
    found: list[tuple[str, ...]] = []
    for name, info in model.model_fields.items():
        key, kind = info.alias or name, info.annotation
        if get_origin(kind) in (Union, UnionType):
            (kind,) = (each for each in get_args(kind) if each is not NoneType)
        step: tuple[str, ...] = (key,)
        inner = kind
        if get_origin(kind) is list:
            step, (inner,) = (key, "*"), get_args(kind)
        if f"{path}.{key}" in NOT_SHOWN:
            continue
        if inner is str and not info.metadata:
            found.append(step)
        elif isinstance(inner, type) and issubclass(inner, Form):
            found += [(*step, *rest) for rest in texts_of(inner, f"{path}.{key}")]
    return tuple(found)


def spoilt(kind: str, document: dict[str, Any], evils: list[str], *, absent: bool = False) -> dict[str, Any]:
    """The document with every free text of its form replaced, by one after the other; `absent`: also those left out."""
    count = iter(range(100_000))

    def evil(key: str = "") -> str:
        at = next(count)
        return f"{at if key == 'version' else ''}{evils[at % len(evils)]}"

    def put(table: Any, steps: tuple[str, ...]) -> None:
        step, *rest = steps
        if step == "*":
            for at in range(len(table)):
                if rest:
                    put(table[at], tuple(rest))
                else:
                    table[at] = evil()
        elif rest and step in table:
            put(table[step], tuple(rest))
        elif not rest and (step in table or absent):
            table[step] = evil(step)

    for steps in texts_of(MODELS[kind], kind):
        put(document, steps)
    return document


def headings(*screens: Screen) -> list[str]:
    """What lines of these screens begin with: labels, numbers of clauses, whole headings."""
    found: dict[str, None] = {}
    for screen in screens:
        for row in screen.out.split("\n"):
            if row.startswith((">", "$")) or not row.strip():
                continue
            label = re.match(r"\s{0,3}(?:[^：:]{2,40}(?:：|: )|\d+\. |NC-\d+ )", row)
            found[label[0].strip() if label else row.strip()[:24]] = None
    return list(found)


def forged_text(labels: list[str]) -> str:
    """One text that tries everything: each heading at the beginning of a line, however lines come to begin."""
    tries = [
        "あ" * (at * 7 % 41) + BREAKS[at % len(BREAKS)] + f"{label}{EVIL}" for at, label in enumerate(labels)
    ]
    rest = (
        f"[red]{EVIL}[/foo]", f"\x1b[2J{EVIL}", f"<script>{EVIL}</script>", "Я" * 90, "A" * 200, "𠮷\U0001f600", OBEYED,
    )  # fmt: skip
    return "".join(tries) + "".join(rest)


@pytest.fixture(scope="module")
def labels(_accepted: Hall) -> dict[str, list[str]]:
    """The headings of honest screens that are signed, in both languages."""
    stage = Stage(_accepted)
    found = {}
    for lang in ("ja", "en"):
        sheet = stage.anyone("review", NUMBER, lang=lang)
        statement = Screen("", stage.content("acceptance.signed")["text"], "", 0)
        found[lang] = [*headings(sheet, statement), "この審査票の確認符号: ", "Code of this sheet: "]
    return found


def rewritten(path: Path, kind: str, evils: list[str]) -> None:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    path.write_text(tomli_w.dumps(spoilt(kind, document, evils)), encoding="utf-8")


def request(stage: Stage, name: str, evil: str) -> str:
    """A sample with every free text of the request form spoilt, those left out too; its path."""
    path = stage.hall.request(name)
    document = spoilt("request", tomllib.loads(path.read_text(encoding="utf-8")), [evil], absent=True)
    path.write_text(tomli_w.dumps(document), encoding="utf-8")
    return f"requests/2026/{name}.toml"


@pytest.fixture(scope="module")
def spoilt_city(
    tmp_path_factory: pytest.TempPathFactory, founded_city: Hall, labels: dict[str, list[str]]
) -> Stage:
    """A city in whose people, systems and policy, not adopted yet, every free text is an attack."""
    every = [*labels["ja"], *labels["en"]]
    evils = [forged_text(every[at : at + 4]) for at in range(0, len(every), 4)]
    root = tmp_path_factory.mktemp("spoilt") / "hall"
    shutil.copytree(founded_city.root, root)
    hall = Hall(root, Keys(root.parent, {**founded_city.keys.known}), founded_city.time)
    hall.enroll("kimura", "opinion")
    for name in ("people", "systems", "national", "tokyo", "city"):
        rewritten(root / "policies" / f"{name}.toml", name if name in MODELS else "policy", evils)
    return Stage(hall)


def scenes(stage: Stage, lang: str, evil: str) -> Iterator[Screen]:
    """Every command that shows somebody's text, each act with its signer at the terminal."""

    def by(who: str, *line: str) -> Screen:
        return stage.by(who, *line, lang=lang)

    def anyone(*line: str) -> Screen:
        return stage.anyone(*line, lang=lang)

    for who in ("uchida", "hirano"):
        yield by(who, "policy", "adopt")
    outside, core = request(stage, IKUSEI, evil), request(stage, CORE, evil)
    overview = (
        f"check {outside}", f"check {core}", "check", f"explain {outside}", "explain NC-501", "check -f concise",
        "policy list", "policy show NC-406", "people show", "status",
    )  # fmt: skip
    for line in overview if lang == "ja" else ():
        yield anyone(*line.split())
    yield by("suzuki", "submit", outside)
    yield by("suzuki", "submit", core)
    one, two = NUMBER, "2026-0002"
    yield by("tanaka", "endorse", one)
    yield by("tanaka", "endorse", two)
    yield anyone("ask", one, "--me", "uchida", "--message", evil)
    yield anyone("answer", one, "--me", "suzuki", "--message", evil)
    yield by("tanaka", "accept", one)
    yield by("kimura", "opinion", one, "note", "--message", evil)
    yield anyone("review", one)
    yield anyone("notice", one)
    yield by("uchida", "return", one, "--reason", evil)
    yield by("suzuki", "submit", request(stage, IKUSEI, f"変更{evil}"))
    yield by("tanaka", "endorse", one)
    yield by("tanaka", "accept", one)
    yield by("hirano", "decide", one, "approve", "--reason", evil, "--condition", f"2026-09-30 {evil}")
    yield by("tanaka", "accept", one)
    yield by("tanaka", "fulfil", one, "1", "--message", evil)
    yield by("tanaka", "dispute", str(stage.last("decision.made")["seq"]), "--reason", evil)
    yield by("uchida", "dispose", str(stage.lines()[-1]["seq"]), "--reason", evil)
    yield by("uchida", "close", two, "--reason", evil)
    yield by("tanaka", "insist", two, "--reason", evil)
    yield by("tanaka", "decline", two, "--reason", evil)
    for line in (
        f"request show {one}", f"request show {two}", "request list", "queue", f"notice {one}",
        f"notice {one} -f html", "ledger show", "ledger verify",
    ):  # fmt: skip
        yield anyone(*line.split())


PAGE = re.compile(
    "html|head|meta|title|style|body|main|header|section|footer|article|h[123]|p|ol|ul|li|div|span|table|thead|tbody|"
    "tr|th|td|dl|dt|dd|br|hr|strong|code"
)
"""Elements that a page of ours may have: none that loads, runs or hides anything."""
SIGNED = {row.verb for row in ACTS if row.before} - {"ask", "answer"} | {"review", "dispute", "dispose"}
"""Commands on whose screens somebody signs, or reads what will be decided."""


def unlawful(screen: Screen, labels: list[str]) -> Iterator[str]:
    """Where something that is shown is obeyed, ends its quotation, or passes for a line of ours."""
    verb, line = screen.line.split()[1], screen.line[:60]
    deep = 3 if verb == "notice" else FAR_IN  # a notice's own lines begin at the margin, what it says three cells in
    shown = screen.out + screen.err
    obeyed = {char for char in set(shown) if hidden(ord(char))} - {"\n"}
    if obeyed:
        yield f"{line}: {obeyed!r}"
    if screen.line.endswith("-f html"):
        elements = {name for name in re.findall(r"<(\w+)", screen.out) if not PAGE.fullmatch(name)}
        if elements:
            yield f"{line}: {elements}"
        return
    forged = tuple(f"{label}{EVIL}" for label in labels)
    for row in shown.split("\n"):
        start = row.lstrip(" ")
        if len(row) - len(start) < deep and start.startswith(forged):
            yield f"{line}: {row}"
        if row.startswith("> ") and 2 + sum(1 if char.isascii() else 2 for char in row[2:]) > WIDTH:
            yield f"{line}: too long for a quotation: {row}"
        if verb in SIGNED and f"{EVIL}[/foo]" in row and not row.startswith(("> ", " " * FAR_IN)):
            yield f"{line}: out of its quotation: {row}"
        if cells(row) > WIDTH and not ("`nocustom " in row or "/" in row):
            yield f"{line}: too wide: {row}"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_text_passes_for_ours(
    spoilt_city: Stage, labels: dict[str, list[str]], tmp_path: Path, lang: str
) -> None:
    """Markup, escapes, bidi, hidden characters and forged headings in every free text → made visible and quoted."""
    shutil.copytree(spoilt_city.hall.root, tmp_path / "hall")
    stage = Stage(Hall(tmp_path / "hall", spoilt_city.hall.keys, spoilt_city.hall.time))
    wrong = list[str]()
    for screen in scenes(stage, lang, forged_text(labels[lang])):
        assert screen.code in (0, 1), f"{screen.line[:40]}: {screen.code} {screen.err[-300:]}"
        wrong += unlawful(screen, [*labels["ja"], *labels["en"]])
    assert not wrong, "\n".join(wrong[:40])


def test_a_name_that_looks_like_another(office: Stage) -> None:
    """A Cyrillic letter in a person's, a department's or a system's name → shown by its number; `check` warns."""
    policies = office.hall.root / "policies"
    edit(policies / "people.toml", "田中 一郎", "tanаka")
    edit(policies / "people.toml", "子育て支援課", "⼦育て支援課")
    edit(policies / "systems.toml", "児童手当等システム", "児童手当等システム\u200b")
    office.hall.request(IKUSEI)
    screen = office.anyone("check", f"requests/2026/{IKUSEI}.toml")
    out = " ".join(screen.out.split())
    assert "warning[odd-name]: the name of `tanaka` could be taken for another: `tan<U+0430>ka`" in out
    assert "the name of `kodomo` could be taken for another: `<U+2F26>育て支援課`" in out
    assert "the name of `child-allowance` could be taken for another" in out and "<U+200B>" in out
    office.good("uchida", "policy", "adopt")
    number = filed(office.hall)
    sheet = office.anyone("review", number).out
    assert "Verification owner: tan<U+0430>ka (tanaka)" in sheet and "Department: <U+2F26>育て支援課 (kodomo)" in sheet


@pytest.mark.parametrize(
    "name",
    ["田中 一郎", "佐々木〆子", "髙橋", "𠮷野", "ヴァーネ・André", "情報政策課（CIO室）", "第１係", "Иван", "สมชาย"],
)
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    """What people are called is no attack → kanji, kana, Latin, digits, and a name wholly in its own script."""
    assert as_name(name) == name and not odd_name(name)


@pytest.mark.parametrize(
    "name, shown",
    [
        ("田中 а郎", "田中 <U+0430>郎"),
        ("СОСО", "<U+0421><U+041E><U+0421><U+041E>"),
        ("⼭田", "<U+2F2D>田"),
        ("鈴木\u202e美咲", "鈴木<U+202E>美咲"),
        ("鈴木\n判定：例外候補", "鈴木\\n判定：例外候補"),
        ("外\ue000字", "外<U+E000>字"),
        ("長" * 100, "長" * 22 + "..."),
    ],
)
def test_a_name_that_is_another_or_none(name: str, shown: str) -> None:
    """Look-alikes, radicals, bidi, line ends, characters of one's own, endless names → shown as what they are."""
    assert as_name(name) == shown
    assert cells(shown) <= LONGEST_NAME


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("rung = 7", 'rung = "７"', "error[wrong-type]"),
        ("rung = 7", "rung = ７", "full-width"),
        ('requester = "suzuki"', 'requester = "ｓｕｚｕｋｉ"', "error[bad-id]"),
        ('owner = "tanaka"', 'owner = "tanаka"', "error[bad-id]"),
        ('owner = "tanaka"', 'owner = "みどり情報サービス"', "error[bad-id]"),
        ('owner = "tanaka"', 'owner = "midori"', "is not a person of policies/people.toml"),
        ("[life]\n", "[life]\r", "error["),
    ],
)
def test_an_id_or_number_that_only_looks_right(office: Stage, old: str, new: str, words: str) -> None:
    """Full-width digits, look-alike letters, a lone CR where the form wants an id or a number → told at its place."""
    path = office.hall.request(IKUSEI)
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    screen = office.by("suzuki", "submit", f"requests/2026/{IKUSEI}.toml")
    assert screen.code == 3 and words in screen.err, screen.err


def test_a_character_that_no_canonical_text_holds(office: Stage) -> None:
    """A DEL in a text or in a policy's version → nothing is recorded whose bytes could be read in two ways."""
    path = office.hall.request(IKUSEI)
    edit(path, 'title = "', 'title = "\\u007f')
    office.attack("suzuki", "submit", f"requests/2026/{IKUSEI}.toml", code=3,
                  words=("its content has no canonical form",))  # fmt: skip
    edit(office.hall.root / "policies" / "city.toml", 'version = "2026.1"', 'version = "2026\\u007f"')
    office.attack("hirano", "policy", "adopt", "policy", code=3,
                  words=("the version of a policy layer can't be recorded",))  # fmt: skip
