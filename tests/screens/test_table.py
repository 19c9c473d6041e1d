"""`policy table`: golden over a small policy that uses the whole language, then the shipped one read back."""

from __future__ import annotations

import csv
import io
import shutil
from html import unescape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from nocustom.acts.policy_table import policy_table
from nocustom.acts.workspace import Workspace
from nocustom.errors import Exit
from nocustom.show.layout import cells
from nocustom.show.table_markdown import plain
from nocustom.show.table_words import COLUMNS, cells_of
from tests.conftest import Golden, Run
from tests.judge.written import DAY
from tests.screens.played import SAMPLES, play

AS_OF = ("--as-of", "2026-06-01")
TOP = r"""
schema = "policy/1"
policy = { id = "county", version = "2026.1", default = "refuse", effective = { from = 2026-04-01, until = 2027-03-31 }}
[values]
soon_months = { is = 12, may = "raise", title = { ja = "更新間近とみなす|月数", en = "Months that count as *near*" } }
hourly_rate_yen = { is = 4200, may = "lower" }
fixed = { is = 3 }
[[rule]]
id = "A-1"
effect = "forbid"
level = "hard"
title = { ja = "=直接更新の|禁止|", en = "=No <b>direct</b> | \u202Ewrites_" }
remedy = { ja = "`一括訂正`を使ってください。", en = "Use [the bulk](x) function & `ask`." }
source = "-第7条 http://example.test/*a*"
when.impact.direct_db_write = { is = true }
[[rule]]
id = "A-2"
effect = "forbid"
level = "overridable"
title = { ja = "更新が近い", en = "The renewal is near" }
when.any = [
  { system.months_to_renewal = { under = "$soon_months" }, gap.rung = { over = 4, at_most = 7 } },
  { none = [{ system.spec_class = { is = "option" } }, { gap.output = { in = ["form", "list"] } }] },
  { all = [{ any = [{ impact.my_number = { filled = false } }, { life.ends_on = { after = 2027-03-31 } }] }] },
]
unless.any = [{ reason.category = { not_in = ["law", "safety"] } }, { request.section = { is_not = "窓口" } }]
[[rule]]
id = "A-3"
effect = "redirect"
to = 4
title = { ja = "一覧はEUCで", en = "Lists by query" }
remedy = { ja = "EUCで作成してください。", en = "Save a query." }
when.gap.output = { is = "list" }
effective = { until = 2026-05-31 }
[[rule]]
id = "A-4"
effect = "permit"
title = { ja = "義務", en = "A duty" }
when.reason.category = { is = "law" }
grants = { max_months = "$fixed", quorum = "majority", owner_posts = ["section_chief", "nobody"] }
[[rule]]
id = "A-5"
effect = "escalate"
title = { ja = "安全", en = "Safety" }
when.reason.category = { is = "safety" }
"""
BELOW = """
schema = "policy/1"
policy = { id = "town", version = "7", default = "abstain", extends = ["county.toml"] }
authority = [{ from_yen = 0, role = "cio", quorum = "one" }]
[values]
soon_months = { is = 18 }
[[rule]]
id = "B-1"
effect = "require"
title = { ja = "費用", en = "Prices" }
must.cost.initial_yen = { filled = true, at_most = 1_000_000 }
must.alternatives.unanswered = { empty = true }
[[rule]]
id = "B-2"
effect = "advise"
title = { ja = "差引き", en = "Net hours" }
when.cost.net_hours_per_year = { at_least = 0 }
when.precedent.same_need = { has_any = ["福生市", "羽村市"] }
"""
NEXT = """
schema = "policy/1"
policy = { id = "next", version = "1", default = "abstain", effective = { from = 2027-04-01 } }
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A workspace whose policy uses all of the language."""
    (tmp_path / "policies").mkdir()
    shutil.copyfile(SAMPLES / "nocustom.toml", tmp_path / "nocustom.toml")
    for name in ("people", "systems"):
        shutil.copyfile(SAMPLES / f"policies/{name}.toml", tmp_path / f"policies/{name}.toml")
    for name, text in (("county", TOP), ("town", BELOW), ("next", NEXT)):
        (tmp_path / f"policies/{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_table(golden: Golden, lang: str, town: Path) -> None:
    golden(f"policy-table.{lang}", str(play(lang, "policy", "table", *AS_OF, cwd=town)))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_the_table_as_a_document(golden: Golden, lang: str, form: str, town: Path) -> None:
    screen = play(lang, "policy", "table", *AS_OF, "-f", form, cwd=town)
    golden(f"formats/policy-table-{form}.{lang}", str(screen).replace("\r\n", "<CR>\n").replace("\ufeff", "<BOM>"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_shipped_policy_fits_the_screen(lang: str) -> None:
    screen = play(lang, "policy", "table", *AS_OF)
    rules = [rule.id for rule in Workspace(SAMPLES, SAMPLES).policy.rules()]
    assert screen.code == Exit.OK and not screen.err
    assert [line for line in screen.out.splitlines() if cells(line) > 80] == []
    assert sorted(line.split()[0] for line in screen.out.splitlines() if line.startswith("  NC-")) == rules


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_csv_has_every_rule_and_no_formula(lang: str, town: Path) -> None:
    for place in (town, SAMPLES):
        ids = [rule.id for rule in Workspace(place, place).policy.rules()]
        rows = list(
            csv.DictReader(
                io.StringIO(play(lang, "policy", "table", *AS_OF, "-f", "csv", cwd=place).out.removeprefix("\ufeff"))
            )
        )
        assert sorted(row[COLUMNS["id"].get(lang)] for row in rows) == ids
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    out = play("en", "policy", "table", *AS_OF, "-f", "csv", cwd=town).out
    assert "'=No <b>direct</b> | <U+202E>writes_" in out and "'-第7条" in out


def test_a_csv_file_opens_right_in_a_spreadsheet(town: Path, run: Run) -> None:
    ran = run("policy", "table", "--root", town, "-f", "csv", "-o", town / "table.csv", lang="ja")
    data = (town / "table.csv").read_bytes()
    assert (ran.code, ran.out) == (Exit.OK, "")
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n") == 8


def shown(markdown: str) -> list[list[list[str]]]:
    """The tables of a document as a reader of GitHub's Markdown shows them: rows of cells, all of them plain text."""
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(markdown)
    tables: list[list[list[str]]] = []
    for place, token in enumerate(tokens):
        match token.type:
            case "table_open":
                tables.append([])
            case "tr_open":
                tables[-1].append([])
            case "td_open" | "th_open":
                inner = tokens[place + 1].children or []
                assert {child.type for child in inner} <= {"text", "text_special"}, (
                    "something is taken for a mark"
                )
                tables[-1][-1].append("".join(unescape(child.content) for child in inner))
            case _:
                assert token.type != "html_block"
    return tables


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_markdown_shows_what_was_written_and_nothing_else(lang: str, town: Path) -> None:
    for place in (town, SAMPLES):
        out = play(lang, "policy", "table", *AS_OF, "-f", "markdown", cwd=place).out
        sheet = policy_table(Workspace(place, place), DAY)
        tables = shown(out)
        assert len(tables) == len(sheet.table.sections)
        for section, (head, *rows) in zip(sheet.table.sections, tables, strict=True):
            names = {word.get(lang): column for column, word in COLUMNS.items()}
            columns = [names[each] for each in head]
            for row, cells_ in zip(section.rows, rows, strict=True):
                wanted = cells_of(row, sheet, lang)
                assert dict(zip(columns, cells_, strict=True)) == {each: wanted[each] for each in columns}
                assert not any(text for column, text in wanted.items() if column not in columns), "left out"


@pytest.mark.parametrize("text", [
    "1. one", "- a", "# h", "*a* _b_ __c__", "<b>", "&amp;", "`c`", "[l](u)", "a | b", "\\", "~~s~~", "+ p", "= e",
    "http://example.test", "www.example.test", "me@example.test", "> q", "12) x", "$x$", "!i", "a_b_c",
])  # fmt: skip
def test_no_text_is_taken_for_markdown(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(plain(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children or []} <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children or []) == text


def test_a_policy_that_cannot_be_used_gives_no_table(town: Path) -> None:
    (town / "policies/town.toml").write_text(BELOW.replace("is = 18", "is = 6"), encoding="utf-8")
    screen = play("en", "policy", "table", *AS_OF, cwd=town)
    assert (screen.code, screen.out) == (Exit.NOT_JUDGED, "")
    assert "it may only be raised" in screen.err and "policies/town.toml:6:" in screen.err
    assert play("en", "policy", "table", "--as-of", "2030-01-01", cwd=town).code == Exit.NOT_JUDGED
