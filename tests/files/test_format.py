"""One layout, the same values, every comment: for texts that people write and for texts that nobody would."""

from __future__ import annotations

import tomllib
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nocustom.files.format import WIDTH, arranged, formatted
from nocustom.files.written import comments
from nocustom.form.finding import Key
from nocustom.words import cells
from tests.files.documents import ANY_TEXT, TEXTS, VALID, name, text_of, truth, typed

ROOT = Path(__file__).parents[2]
OURS = sorted([ROOT / "nocustom.toml", *ROOT.glob("policies/**/*.toml"), *ROOT.glob("requests/**/*.toml")])


def laid(text: str) -> str:
    """`text` formatted, after a look at what must hold for every text."""
    once = formatted(text)
    hold(text, once)
    assert formatted(once) == once
    return once


def hold(before: str, after: str) -> None:
    """The same values and comments; no line that a careful person would not have written."""
    assert typed(tomllib.loads(after)) == typed(tomllib.loads(before))
    assert sorted(comments(after)) == sorted(comments(before.replace("\r\n", "\n")))
    assert not after or (after.endswith("\n") and not after.endswith("\n\n") and not after.startswith("\n"))
    assert "\r" not in after


def shuffled(inside: Key, path: Key) -> tuple[int, ...]:
    """An order no form has, so that everything moves: names by their checksum, entries of a list by their number."""
    return tuple(part if isinstance(part, int) else crc32(part.encode()) for part in path)


# What a person sees


REQUEST = """\
#:schema ../request.json   \n# 要望
schema='request/1'
[gap]
rung=  9 # the last one
# why it hurts
  current = "紙"
colour = "red"


wanted="表示"
[request]   # first
title = "x"



key = "k-1"

# 代替案は二つ
# (two of them)

[[alternative]]
why = "なし"
rung = 1
[[alternative]]
result = "partly"
rung = 0
# why = ""

[precedent]
same_need = [
  "A市", "B市"
]
[[precedent.found]]
body = "C県" # here
[verification]
items = ["利用者の住所を表示する前に印だけが渡ること", "対象から外れた翌日に印が消えること", "閲覧の記録が残ること"]
"""

FORMATTED = """\
#:schema ../request.json
# 要望
schema = 'request/1'

[request]  # first
key = "k-1"
title = "x"

[gap]
# why it hurts
current = "紙"

wanted = "表示"
rung = 9  # the last one
colour = "red"

# 代替案は二つ
# (two of them)

[[alternative]]
rung = 1
why = "なし"

[[alternative]]
rung = 0
result = "partly"
# why = ""

[precedent]
same_need = ["A市", "B市"]

[[precedent.found]]
body = "C県"  # here

[verification]
items = [
  "利用者の住所を表示する前に印だけが渡ること",
  "対象から外れた翌日に印が消えること",
  "閲覧の記録が残ること",
]
"""


def test_a_request_in_the_order_of_its_form() -> None:
    assert laid(REQUEST) == FORMATTED


RULES = """\
schema = "policy/1"
[[rule]]
when.gap.rung = {at_least=5,under = 9}
when.any = [{ gap.rung = { is = 7 } }, # seven
  { gap.output = { is = "form" } }]
unless = {none = [{a.b={is=1}}, {a.b={is=2}}]}
title = {en = "b", ja = "a"}
effect = "permit"
id = "NC-2"
[rule.grants]
max_months = 1_2
[[rule.example]]
fires = "yes"
given = {gap.rung=7}
[[rule]]
id = "NC-1"
[values]
zebra = { may = "raise", is = 0x1_F }
ant = {is = 1}
[policy]
id = "p"
"""

RULES_FORMATTED = """\
schema = "policy/1"

[policy]
id = "p"

[values]
zebra = { is = 0x1_F, may = "raise" }
ant = { is = 1 }

[[rule]]
id = "NC-2"
effect = "permit"
title = { ja = "a", en = "b" }
when.gap.rung = { at_least = 5, under = 9 }
when.any = [
  { gap.rung = { is = 7 } },  # seven
  { gap.output = { is = "form" } },
]
unless = { none = [{ a.b = { is = 1 } }, { a.b = { is = 2 } }] }

[rule.grants]
max_months = 1_2

[[rule.example]]
given = { gap.rung = 7 }
fires = "yes"

[[rule]]
id = "NC-1"
"""


def test_a_policy_keeps_its_rules_its_conditions_and_its_spelling_in_their_order() -> None:
    assert laid(RULES) == RULES_FORMATTED


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", ""),
        ("\n \n\t\n", ""),
        ("# only\n\n\n# this", "# only\n\n# this\n"),
        ("a=1\r\n\r\n[b]\r\n", "a = 1\n\n[b]\n"),
        ("#:schema s.json\n\n\n[a]", "#:schema s.json\n\n[a]\n"),
        ("#:schema s.json\n[a]", "#:schema s.json\n[a]\n"),
        ("#:schema s.json", "#:schema s.json\n"),
        ("a = [ # one\n 1 # two\n , # three\n\n 2, # four\n # five\n]",
         "a = [\n  # one\n  1,  # two\n  # three\n  2,  # four\n  # five\n]\n"),
        ("a = [\n# nothing\n]", "a = [\n  # nothing\n]\n"),
        ("a = { b = [ # c\n1], d.e = [1,\n2] }", "a = { b = [\n  # c\n  1,\n], d.e = [1, 2] }\n"),
        ("'a b' . \"c\" . d = '''\n  x  \n\n'''  # t", "'a b'.\"c\".d = '''\n  x  \n\n'''  # t\n"),
        ("[ a . 'b]' ]#x\n[[ c ]]\t#y", "[a.'b]']  #x\n\n[[c]]  #y\n"),
        ("a = [[1,2],[ # no\n3]]", "a = [\n  [1, 2],\n  [\n    # no\n    3,\n  ],\n]\n"),
        ("a = 1979-05-27 07:32:00 \t# x", "a = 1979-05-27 07:32:00  # x\n"),
        ("a = ['''\n#''']", "a = [\n  '''\n#''',\n]\n"),
        ("a = [   ]\nb = {  }", "a = []\nb = {}\n"),
    ],
)  # fmt: skip
def test_layout(text: str, expected: str) -> None:
    assert laid(text) == expected


def test_a_list_is_broken_where_its_line_is_wider_than_a_hundred_cells() -> None:
    item = f'"{"あ" * 45}"'
    fits = f"abc = [{item}]"
    assert cells(fits) == WIDTH
    assert laid(fits) == f"{fits}\n"
    assert laid(f"{fits}# of any length") == f"{fits}  # of any length\n"
    assert laid(f"abcd = [{item}]") == f"abcd = [\n  {item},\n]\n"


def test_a_block_of_comments_between_empty_lines_stays_and_nothing_crosses_it() -> None:
    text = (
        'schema = "request/1"\n\n[gap]\nrung = 1\n\n# from here on\n\ncurrent = ""\n\n'
        "# ---- people ----\n\n[request]\n"
    )
    assert laid(text) == text
    joined = text.replace("----\n\n", "----\n").replace("on\n\n", "on\n")
    assert laid(joined) == (
        'schema = "request/1"\n\n# ---- people ----\n[request]\n\n[gap]\n# from here on\ncurrent = ""\nrung = 1\n'
    )


def test_without_a_form_everything_keeps_its_place() -> None:
    text = "z = 1\na = 2\n\n[y]\n\n[x]\nb = { d = 1, c = 2 }\n"
    assert laid(text) == text
    assert laid('schema = "request/2"\n' + text) == 'schema = "request/2"\n' + text
    assert laid("schema = [1]\n" + text) == "schema = [1]\n" + text


def test_what_the_form_does_not_have_comes_last_and_lists_keep_their_order() -> None:
    text = 'a = 0\nschema = "request/1"\n[[x]]\nn = 1\n[gap]\n[x.y]\n[[x]]\nn = 2\n[gap.z]\n[request]\n[[gap.q]]\n'
    assert laid(text) == (
        'schema = "request/1"\na = 0\n\n[request]\n\n[gap]\n\n[gap.z]\n\n[[gap.q]]\n\n'
        "[[x]]\nn = 1\n\n[x.y]\n\n[[x]]\nn = 2\n"
    )


def test_a_layout_that_would_change_a_value_is_not_returned() -> None:
    def wrong(inside: Key, path: Key) -> tuple[int, ...]:
        return tuple(-part if isinstance(part, int) else 0 for part in path)

    with pytest.raises(AssertionError, match="would have changed a value"):
        arranged("[[a]]\nb = 1\n[[a]]\nb = 2\n", wrong)


# What holds for every text


@pytest.mark.parametrize("path", VALID, ids=name)
def test_the_corpus_keeps_its_values_and_comments(path: Path) -> None:
    text = text_of(path)
    assert text is not None
    laid(text)
    once = arranged(text, shuffled)
    hold(text, once)
    assert arranged(once, shuffled) == once


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_the_files_of_this_repository_are_formatted(path: Path) -> None:
    text = path.read_bytes().decode()
    assert laid(text) == text


@settings(max_examples=200)
@given(ANY_TEXT | TEXTS)
@example("[a.b]\n[a]\nc.d = 1\n[a.c.e]\n")
@example("[[a]]\n[a.b]\n[c]\n[[a]]\n[a.b]\n")
def test_any_text_that_tomllib_takes_keeps_its_values_and_comments(text: str) -> None:
    if truth(text) is not None:
        laid(text)
        once = arranged(text, shuffled)
        hold(text, once)
        assert arranged(once, shuffled) == once


# A document of a known form, its parts in any order, with comments wherever TOML takes one.

_WORDS = st.sampled_from(["", "", "", " # あ", "\t#:x", "  # [a]", "#\"'''"])
_ABOVE = st.sampled_from(["", "", "", "\n", "# c\n", "  # d \n\n", "\n# e\n# f\n", "\n\n# g\n\n", "\t\n"])
_BODIES = {
    "[request]": ['key="k"', "title = '''\n# no comment\n'''", "kind ='wish'", "extra=0_1", "department = \"d\""],
    "[gap]": ['current=""', "rung = 0x9", 'wanted = "あ"', "nearly.rung=1"],
    "[[alternative]]": ["rung=1", 'why = "x"', "result='partly'"],
    "[precedent]": ['same_need=[ # one\n"A" # two\n,\n# three\n"B"\n# four\n]', "searched = true"],
    "[[precedent.found]]": ['body = "b"', "contacted_on=2026-04-20 "],
    "[alternative.odd]": ["y = {b=[1, # i\n2],a=1}"],
    "[gap.'odd one']": ["z = [{b=1},{ a = 2 , b.c=3}]"],
    "[[odd]]": ["n = nan", 't = "#"'],
}  # fmt: skip


@st.composite
def _drawn_requests(draw: st.DrawFn) -> str:
    text = draw(_ABOVE) + 'schema="request/1"' + draw(_WORDS) + "\n"
    times = st.tuples(st.sampled_from(sorted(_BODIES)), st.integers(0, 2))
    for header, _ in draw(
        st.lists(times, max_size=8, unique_by=lambda each: each if each[0][1] == "[" else each[0])
    ):
        text += draw(_ABOVE) + header + draw(_WORDS) + "\n"
        for pair in draw(st.permutations(_BODIES[header]))[: draw(st.integers(0, 5))]:
            text += draw(_ABOVE) + pair + draw(_WORDS) + "\n"
    return text + draw(_ABOVE)


def owners(text: str) -> list[tuple[str, str]]:
    """What stands directly below each block of comments of a formatted text; nothing if it stands for itself."""
    lines = text.splitlines()
    found = []
    for at, line in enumerate(lines):
        if line.startswith("#"):
            below = next((each for each in lines[at:] if not each.startswith("#")), "")
            found.append((line, below.partition("=")[0].strip()))
    return sorted(found)


@settings(max_examples=200)
@given(_drawn_requests())
def test_a_request_keeps_every_comment_with_its_neighbour(text: str) -> None:
    if truth(text) is None:
        return
    in_place = arranged(text, lambda inside, path: ())  # nothing moves: the order is the author's
    once = laid(text)
    hold(text, once)
    assert owners(once) == owners(in_place)
    assert formatted(in_place) == once
