"""The Japanese keeps to `docs/words.md`: one word for one thing, no English left over, widths as decided."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from catalogue import SOURCE, translated

ROOT = SOURCE.parents[1]
PAGE = (ROOT / "docs" / "words.md").read_text("utf-8")
JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")



@cache
def catalogue() -> Mapping[str, str]:
    """What is translated."""
    return {str(entry.id): str(entry.string) for entry in translated() if entry.id and entry.string}


@cache
def rules() -> Mapping[tuple[str, str], str]:
    """The texts of the shipped rules, and the titles of their values."""
    layers = [tomllib.loads(path.read_text("utf-8")) for path in sorted((ROOT / "policies").glob("*.toml"))]
    return {
        (rule["id"], part): str(rule[part]["ja"])
        for layer in layers for rule in layer.get("rule", ()) for part in ("title", "reason", "remedy") if part in rule
    } | {
        (name, "title"): str(value["title"]["ja"])
        for layer in layers for name, value in layer.get("values", {}).items() if "title" in value
    }  # fmt: skip


READ = ("files/mistake.py", "acts/export.py")
"""Modules that hold Japanese as people type it, to understand it."""


def literals() -> Iterator[str]:
    """Every Japanese literal of the source that is no message."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if path.relative_to(SOURCE).as_posix() not in READ and JAPANESE.search(text):
            for node in ast.walk(ast.parse(text)):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and JAPANESE.search(node.value)
                ):
                    yield node.value


def plain(text: str) -> str:
    """A text without what is quoted as code, and without places."""
    return re.sub(r"`[^`]*`|\{[^{}]*\}", "", text)


@cache
def texts() -> Mapping[str, list[str]]:
    """All that is Japanese, by where it stands."""
    return {
        "catalogue": list(catalogue().values()),
        "source": list(literals()),
        "rules": list(rules().values()),
        "topics": [path.read_text("utf-8") for path in sorted((SOURCE / "locale" / "ja" / "topics").glob("*.txt"))],
        "README.ja.md": (ROOT / "README.ja.md").read_text("utf-8").splitlines(),
        "requests/README.md": (ROOT / "requests" / "README.md").read_text("utf-8").splitlines(),
    }


VARIANTS = [
    (wanted, each, [one for one in but.strip().split("、") if one])
    for wanted, unwanted, but in re.findall(r"^\| ([^|]+) \| ([^|]+) \|([^|]*)\|$", PAGE, re.MULTILINE)
    if JAPANESE.search(wanted)
    for each in unwanted.split("、")
]
LATIN = set(PAGE.split("## Latin words that are allowed")[1].split())


def with_variant(texts: list[str], variant: str, but: list[str]) -> list[str]:
    found = []
    for text in texts:
        rest = text
        for allowed in but:
            rest = rest.replace(allowed, "")
        if variant in rest:
            found.append(text)
    return found


def test_the_page_lists_variants() -> None:
    assert len(VARIANTS) > 30
    assert with_variant(["業者に尋ねる", "事業者に尋ねる"], "業者", ["事業者"]) == ["業者に尋ねる"]


def test_one_word_for_one_thing() -> None:
    wrong = [
        f"{name}: write {wanted}, not {variant}: {text}"
        for wanted, variant, but in VARIANTS
        for name, found in texts().items()
        for text in with_variant(found, variant, but)
    ]
    assert wrong == []


LEFT = (
    r"(?<![A-Za-z0-9_.$/'\"=-])[A-Z]?[a-z]+(?![A-Za-z0-9_./=:'\"-])"
    r"|(?<![\w.$/'\"-])[A-Z][A-Za-z]*(?![A-Za-z0-9_=.'-])"
)


EXPLAINED = re.compile(r"[a-z]+（[^（）]*[ぁ-ゖァ-ヺ一-鿿][^（）]*）")
"""A word that is typed, with its meaning behind it: `approve（承認）`."""


def english(text: str) -> set[str]:
    """Words in Latin letters that are neither allowed, nor code, nor explained beside."""
    return {word for word in re.findall(LEFT, EXPLAINED.sub("", plain(text))) if word not in LATIN}


KEYS = {
    "accept", "advise", "approve", "checkpoint", "csv", "decision", "false", "file", "found", "jsonl", "json",
    "manifest", "office", "opinion", "permit", "policies", "refuse", "require", "return", "root", "true", "witness",
    "request", "policy", "systems", "people", "workspace", "cases",
}  # fmt: skip
"""What a person types or finds in a file under that name."""


def test_no_english_is_left_in_a_message() -> None:
    assert english("この request を確認してください") == {"request"}
    assert english("approve（承認）又は refuse") == {"refuse"}
    said = [text for text in catalogue().values() if JAPANESE.search(text)]
    left = {text: sorted(word for word in english(text) - KEYS if len(word) > 1) for text in said}
    assert {text: words for text, words in left.items() if words} == {}


def test_what_enter_does_is_said_in_one_way() -> None:
    asked = {english: japanese for english, japanese in catalogue().items() if "Enter" in japanese}
    assert len(asked) > 20
    assert [japanese for japanese in asked.values() if not re.search("は Enter(）|$|、)", japanese)] == []
    stops = re.compile(r"Enter( \w+)? (to )?(stop|abort|cancel)|中止|取りや?め")
    assert [english for english, japanese in asked.items() if stops.search(english)
            and not (re.search(r"(, or |\? Or |; )Enter to stop$", english) and japanese.endswith("中止は Enter）"))
            ] == []  # fmt: skip


def test_every_message_has_japanese_in_it() -> None:
    """All but what is code or a place, or made of names that have no other form."""
    assert [text for text in catalogue().values() if not JAPANESE.search(text) and english(text)] == []


WIDTHS = {
    "full-width letters and digits": "[Ａ-Ｚａ-ｚ０-９]",
    "half-width katakana": "[ｦ-ﾟ]",
    "a full-width colon on a screen": "：",
    "half-width brackets around Japanese": r"\([^()]*[ぁ-ゖァ-ヺ一-鿿][^()]*\)",
    "a half-width comma between Japanese words": r"[ぁ-ゖァ-ヺ一-鿿], ?[ぁ-ゖァ-ヺ一-鿿]",
    "an exclamation or a question": "[！？]",
    "a lecture, or flattery": "ましょう|ございます|なのに|てしまい|てしまう|いただ",
}


@pytest.mark.parametrize("pattern", WIDTHS.values(), ids=list(WIDTHS))
def test_a_message_keeps_to_the_style(pattern: str) -> None:
    assert [text for text in catalogue().values() if re.search(pattern, re.sub("`[^`]*`", "", text))] == []


def test_a_message_does_not_end_with_a_full_stop() -> None:
    assert [text for text in catalogue().values() if text.endswith("。")] == []


def test_a_rule_speaks_as_a_notice_does() -> None:
    wrong = []
    for (rule, part), text in rules().items():
        ends = {"title": r".*[^。]", "reason": r"(?:[^。]*(?<!です)(?<!ます)(?<!ください)。)+",
                "remedy": r"(?:[^。]*(?:ください|です|ます)。)+"}[part]  # fmt: skip
        if not re.fullmatch(ends, text):
            wrong.append(f"{rule}.{part}: {text}")
    assert wrong == []
