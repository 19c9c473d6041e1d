"""Everything that is said is said in Japanese too, with the same places in it, on a Japanese Windows too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from catalogue import PO, SOURCE, brought_up_to_date, messages, translated


def fields(message: str) -> set[str]:
    """The names that stand in braces in `message`; other braces are TOML that is being quoted."""
    return set(re.findall(r"\{([a-z_]\w*)[}!:]", re.sub(r"\{\{|\}\}", "", message)))


@cache
def japanese() -> Mapping[str, str]:
    """What is translated, and how."""
    return {str(entry.id): str(entry.string or "") for entry in translated() if entry.id}


@cache
def english() -> list[str]:
    """What is said."""
    return sorted(str(entry.id) for entry in messages() if entry.id)


def test_every_message_is_translated() -> None:
    assert [message for message in english() if not japanese().get(message)] == []


def test_nothing_is_translated_that_nobody_says() -> None:
    assert sorted(japanese().keys() - set(english())) == []


def test_no_translation_is_a_guess() -> None:
    assert [entry.id for entry in translated() if entry.id and entry.fuzzy] == []


def test_a_translation_has_the_same_places() -> None:
    assert {said: there for said, there in japanese().items() if there and fields(there) != fields(said)} == {}


def test_every_message_can_be_shown_on_a_japanese_windows_console() -> None:
    texts = [*english(), *japanese().values()]
    assert [text for text in texts if text.encode("cp932", "replace").decode("cp932") != text] == []


def test_the_catalogue_is_as_make_catalogue_writes_it() -> None:
    assert brought_up_to_date() == PO.read_bytes().decode("utf-8")


def misspoken(tree: ast.AST) -> Iterator[str]:
    """Calls of `say` and `_` that a translator or a reader would stumble over, as `line: why`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not (
            isinstance(node.func, ast.Name) and node.func.id in ("say", "_")
        ):
            continue
        match node.args:
            case [ast.Constant(value=str(message))]:
                given = {keyword.arg for keyword in node.keywords}
                if None not in given and given != fields(message):
                    yield f"{node.lineno}: {sorted(fields(message))} is not {sorted(map(str, given))}"
            case [ast.Name(id="msgid")]:
                pass  # `_` itself, which says what it was given
            case _:
                yield f"{node.lineno}: not one literal"


def foreign(tree: ast.AST) -> Iterator[str]:
    """Where the words of the operating system are taken, which are English on most machines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "strerror" and not (
            isinstance(node.value, ast.Name) and node.value.id == "os"  # to raise an error as the system would
        ):
            yield f"{node.lineno}: say `refusal(error)` instead"


def test_every_module_says_what_it_says_in_our_words() -> None:
    """Messages are literals and get what they name; what the system refuses is said in words of ours."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree, name = ast.parse(path.read_text("utf-8")), path.relative_to(SOURCE).as_posix()
        wrong += [f"{name}:{each}" for each in misspoken(tree)]
        wrong += [f"{name}:{each}" for each in foreign(tree) if name != "refusals.py"]
    assert wrong == []


@pytest.mark.parametrize(
    "line", ['say(f"no {x}")', "say(text)", "_(text)", 'say("no {x}")', 'say("no", x=1)', 'say("a" + "b")']
)
def test_a_misspoken_message_is_seen(line: str) -> None:
    assert list(misspoken(ast.parse(line)))


def test_words_of_the_system_are_seen() -> None:
    assert list(foreign(ast.parse('say("no {x}", x=error.strerror or "")')))
    assert not list(foreign(ast.parse("raise OSError(1, os.strerror(1))")))
