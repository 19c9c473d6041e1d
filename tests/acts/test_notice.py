"""What an office prints, as text and as a page: with real keys, everything read from the ledger."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nocustom.acts.appeal import appeal
from nocustom.acts.close import close
from nocustom.acts.decide import decide
from nocustom.acts.notice import Notice, notice
from nocustom.acts.send_back import send_back
from nocustom.acts.void import void
from nocustom.show.notice_html import ascii_only, notice_html
from nocustom.show.notice_text import notice_text
from tests.acts.hall import Hall, Script, furnished, named, told
from tests.acts.paperwork import (
    REASON,
    Kept,
    accepted,
    approved,
    code,
    decided,
    edit,
    endorse_it,
    filed,
)
from tests.acts.screen import screen
from tests.acts.test_override import in_review, way
from tests.conftest import Golden, Run

CORE = "kodomo-ikusei-core"
LANGS = ["ja", "en"]
BAD = '<script>alert("x")</script>&amp;\u202e\u200b\u0627\u0628'
"""Markup, an entity, characters that turn a line round or can't be seen, and letters written from the right."""


def printed(hall: Hall, number: str) -> Notice:
    """The document there is to print now."""
    with hall.desk(writable=False) as desk:
        return notice(desk, desk.case(number))


def plain(text: str) -> str:
    """Without the digests, which are others in every run."""
    text = re.sub(r"\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b", "<the code>", text)
    return re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)


def closed(hall: Hall, reason: str = "判定のとおり") -> str:
    """A redirected request that was endorsed and closed; its number."""
    number = filed(hall, CORE)
    endorse_it(hall, number)
    with hall.desk() as desk:
        close(desk, desk.case(number), hall.signer("uchida"), Script(named, lang="ja"), reason)
    return number


def refused(hall: Hall) -> str:
    """A request that the CIO refused; its number."""
    number = accepted(hall)
    decided(hall, number, "refuse")
    return number


def returned(hall: Hall) -> str:
    """A request that the office returned; its number."""
    number = filed(hall)
    with hall.desk() as desk:
        send_back(desk, desk.case(number), hall.signer("uchida"), Script(named), "見積書の日付がない")
    return number


def forbidden(hall: Hall) -> str:
    """A request that closed by itself; its number."""
    return filed(hall, "kazei-prohibited")


STATES = {
    "closed": closed, "approved": approved, "refused": refused, "returned": returned, "forbidden": forbidden,
    "sheet": accepted,
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_what_is_printed(office: Hall, golden: Golden, state: str) -> None:
    number = STATES[state](office)
    office.later(days=3)
    for lang in LANGS:
        found = printed(office, number)
        golden(f"acts/notice-{state}.{lang}", plain(screen(notice_text(found, lang))) + "\n")
        if state in ("closed", "sheet"):
            golden(f"formats/notice-{state}-html.{lang}", plain("\n".join(notice_html(found, lang))) + "\n")


class Page(HTMLParser):
    """Which elements and attributes a page has, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


WRITTEN = {
    "html", "head", "meta", "title", "style", "body", "p", "h1", "h2", "h3", "div", "ol", "ul", "li", "footer",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_what_people_wrote_stays_text(tmp_path: Path, keys: object, lang: str) -> None:
    hall = furnished(tmp_path / "hall", keys)  # type: ignore[arg-type]
    people, path = hall.root / "policies/people.toml", hall.root / "nocustom.toml"
    for name in ("田中 一郎", "子育て支援課"):
        edit(people, f'name = "{name}"', f"name = '{name}{BAD[:27]}'")
    edit(path, 'name = "青空市"', "name = '青空市<b>'")
    hall.found("cio-root", "audit-root")
    for person, roles in {"tanaka": "file", "uchida": "office", "hirano": "decision"}.items():
        hall.enroll(person, roles)
    hall.adopt()
    number = filed(hall, CORE, change=("児童育成手当のパッケージ", '<img src=x onerror=\\"a()\\">'))
    endorse_it(hall, number)
    with hall.desk() as desk:
        close(desk, desk.case(number), hall.signer("uchida"), Script(named), BAD)
    page = "\n".join(notice_html(printed(hall, number), lang))
    read = Page(page)
    assert read.open == [] and read.elements <= WRITTEN
    assert read.attributes <= {"lang", "charset", "http-equiv", "content", "class"}
    assert '<script>alert("x")</script>&amp;<U+202E><U+200B>\u0627\u0628' in read.text
    assert (
        '<img src=x onerror="a()">' in read.text
        and "田中 一郎<script>" in read.text
        and "青空市<b>" in read.text
    )
    assert "\u202e" not in page and "\u200b" not in page
    text = "\n".join(notice_text(printed(hall, number), lang))
    assert "\u202e" not in text and "<U+202E>" in text
    assert Page(ascii_only(page)).text == read.text and ascii_only(page).isascii()


def test_a_page_asks_for_nothing_from_elsewhere(office: Hall) -> None:
    page = "\n".join(notice_html(printed(office, accepted(office)), "ja"))
    assert "default-src 'none'" in page and "@page { size: A4" in page
    assert not re.search(r"https?:|url\(|@import|src=|href=", page)


def test_it_speaks_of_the_policy_and_the_people_of_its_day(office: Hall) -> None:
    number = closed(office)
    before = "\n".join(notice_html(printed(office, number), "ja")).partition("<footer>")[0]
    edit(office.root / "policies/people.toml", 'name = "子育て支援課"', 'name = "こども未来課"')
    edit(office.root / "policies/people.toml", 'name = "田中 一郎"', 'name = "田中 一朗"')
    layer = office.root / "policies/national.toml"
    assert re.search(r'^id = "NC-406"', layer.read_text("utf-8"), re.MULTILINE)
    edit(layer, "独自施策の本体外での実現", "別の題名")
    office.adopt()
    office.later(days=60)
    assert "\n".join(notice_html(printed(office, number), "ja")).partition("<footer>")[0] == before


def test_an_appeal_stands_on_the_sheet_and_is_not_offered_twice(office: Hall) -> None:
    number = refused(office)
    with office.desk() as desk:
        appeal(desk, desk.case(number), office.signer("kurihara"), Script(named), "都の通知が7月に出た")
    assert "都の通知が7月に出た" in "".join(notice_text(printed(office, number), "en"))
    with office.desk() as desk:
        decide(desk, desk.case(number), office.signer("imai"), Script(code), "refuse", REASON)
    sheet = "\n".join(notice_text(printed(office, number), "en"))
    assert "今井" in sheet or "refused" in sheet
    with office.desk() as desk:
        decide(desk, desk.case(number), office.signer("kono"), Script(code), "refuse", REASON)
    text = "\n".join(notice_text(printed(office, number), "en"))
    assert "there is one appeal" in text and "nocustom appeal" not in text


def test_a_no_without_an_endorsement_says_what_an_appeal_needs(office: Hall) -> None:
    number = filed(office, CORE)
    with office.desk() as desk:
        close(desk, desk.case(number), office.signer("uchida"), Script(named), "判定のとおり")
    assert f"`nocustom endorse {number}`" in "\n".join(notice_text(printed(office, number), "en"))


@pytest.mark.parametrize("state", ["filed", "owner pending", "void"])
def test_where_there_is_nothing_to_print(office: Hall, state: str) -> None:
    number = filed(office)
    if state == "owner pending":
        endorse_it(office, number)
    if state == "void":
        with office.desk() as desk:
            void(desk, desk.case(number), office.signer("uchida"), Script(named), "重複")
    assert told(lambda: printed(office, number)) == (4, (
        f"error: there is nothing to print about {number}: it is {state}\n"
        "hint: a notice is printed once it is approved, refused, returned or closed, the sheet for a decision on "
        "paper while it is under review"
    ))  # fmt: skip


def test_what_can_not_be_read_is_not_printed(office: Hall) -> None:
    number = closed(office)
    with office.desk(writable=False) as desk:
        blobs, revision = desk.ledger.blobs, desk.case(number).revision
    for digest, said in (
        (revision.file_sha256, f"the file {revision.file_sha256} is not beside the ledger"),
        (revision.assessment_sha256, f"the assessment of {number} can't be read"),
    ):
        (blobs.folder / digest).unlink()
        exit_code, text = told(lambda: printed(office, number))
        assert exit_code == 3 and said in text


def test_the_command(office: Hall, run: Run, tmp_path: Path) -> None:
    number, kept = closed(office), Kept(office)
    ran = run("notice", number, cwd=office.root)
    assert ran.code == 0 and "Closing of a customization request" in ran.out
    page = tmp_path / "page.html"
    ran = run("notice", number, "-f", "html", "-o", page, cwd=office.root, lang="ja")
    assert (ran.code, ran.out) == (0, "") and "終結" in page.read_text("utf-8")
    narrow = run("notice", number, "-f", "html", cwd=office.root, lang="ja", env={"PYTHONUTF8": "0",
                 "PYTHONIOENCODING": "cp932"})  # fmt: skip
    assert Page(narrow.out).text == Page(page.read_text("utf-8")).text
    ran = run("notice", "2026-0009", cwd=office.root)
    assert ran.code == 3 and "the ledger has no request `2026-0009`" in ran.err
    assert run("notice", number, "-f", "pdf", cwd=office.root).code == 2
    assert kept.still


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PDFINFO = shutil.which("pdfinfo")


@pytest.mark.skipif(not (CHROMIUM and PDFINFO), reason="prints a page: needs chromium and pdfinfo")
def test_the_usual_case_is_one_page(office: Hall, tmp_path: Path) -> None:
    for number in (closed(office), accepted(office)):
        page, pdf = tmp_path / f"{number}.html", tmp_path / f"{number}.pdf"
        page.write_text("\n".join(notice_html(printed(office, number), "ja")), encoding="utf-8")
        subprocess.run(
            [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        told = subprocess.run(
            [str(PDFINFO), str(pdf)], check=True, capture_output=True, encoding="utf-8"
        ).stdout
        assert re.search(r"Pages: +1\n", told) and "(A4)" in told


def test_the_sheet_names_what_is_decided_on(office: Hall) -> None:
    number = accepted(office)
    with office.desk(writable=False) as desk:
        case = desk.case(number)
        shown = notice_text(notice(desk, case), "ja")
        assert case.acceptance is not None
        rests_on = {*case.revision.digests, case.acceptance.leaf}
    assert rests_on <= set(" ".join(shown).split())


def test_what_speaks_against_it_is_named(office: Hall) -> None:
    number = in_review(office)
    with office.desk(writable=False) as desk:
        rules = way(desk, number)
    sheet = "\n".join(notice_text(printed(office, number), "en"))
    assert rules and all(rule in after(sheet, "Rules in the way") for rule in rules)
    assert "does not let it be decided on paper" in " ".join(sheet.split())
    for person in ("imai", "kono", "hirano"):
        with office.desk() as desk:
            decide(desk, desk.case(number), office.signer(person), Script(REASON, code), "approve", overrides=rules)
    letter = "\n".join(notice_text(printed(office, number), "en"))
    assert all(rule in after(letter, "Overridden rules") for rule in rules)


def after(page: str, label: str) -> str:
    """What stands in the numbered paragraph with this heading."""
    return re.split(r"\n\d+ ", page.partition(label)[2])[0]
