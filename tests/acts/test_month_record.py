"""The page of a month: what the ledger was when the month ended, for paper."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from nocustom.errors import Exit
from tests.acts.hall import Hall
from tests.acts.paperwork import endorse_it, filed
from tests.acts.test_checkpoint import at, enroll_host
from tests.acts.test_verify import tampered
from tests.acts.test_witness import month
from tests.conftest import Golden


def year(hall: Hall) -> None:
    """A host and a witness from June on; a filing in June, one more act in July."""
    hall.enroll("takagi", "witness")
    enroll_host(hall)
    filed(hall)
    hall.later(days=29)
    month(hall, "june", "--first")
    hall.later(days=10)
    endorse_it(hall, "2026-0001")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page(golden: Golden, office: Hall, lang: str) -> None:
    year(office)
    with office.desk(writable=False) as desk:
        june = desk.ledger.root_at(17)
    text = at(office, "ledger", "checkpoint", "--record", "2026-06", lang=lang)
    assert june in text.out
    running = at(office, "ledger", "checkpoint", "--record", "2026-07", lang=lang)
    page = at(office, "ledger", "checkpoint", "--record", "2026-06", "-f", "html", lang=lang)
    assert (text.code, running.code, page.code) == (0, 0, 0)
    golden(f"month-record.{lang}", "\n".join(map(str, (text, running))))
    golden(f"formats/month-record-html.{lang}", str(page))


def test_it_is_of_the_end_of_the_month_whenever_it_is_printed(office: Hall) -> None:
    year(office)
    line = ("ledger", "checkpoint", "--record", "2026-06")
    first = at(office, *line).out
    office.later(days=200)
    again = at(office, *line).out
    different = [(old, new) for old, new in zip(first.splitlines(), again.splitlines(), strict=True) if old != new]
    assert [new.split()[0][:4] for _, new in different] == ["2027"]  # the day of printing


def test_the_page_is_plain_html(office: Hall) -> None:
    filed(office)
    done = at(office, "ledger", "checkpoint", "--record", "2026-06", "-f", "html", "-o", "page.html")
    page = (office.root / "page.html").read_text(encoding="utf-8")
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert done.code == 0 and not {"script", "link", "img"} & tags and {"table", "footer"} <= tags


def test_what_is_no_month(office: Hall) -> None:
    filed(office)
    said = {
        "2026-13": Exit.USAGE, "令和8年6月": Exit.USAGE, "２０２６-06": Exit.USAGE, "2026-07": Exit.USAGE,
        "2026-05": Exit.NOT_JUDGED,
    }  # fmt: skip
    for text, code in said.items():
        told = at(office, "ledger", "checkpoint", "--record", text)
        assert told.code == code and re.match("error: ", told.err), told
    assert at(office, "ledger", "checkpoint", "-f", "html").code == Exit.USAGE
    assert at(office, "ledger", "checkpoint", "--record", "2026-06", "--seen", "x").code == Exit.USAGE
    tampered(office, "UPDATE event SET line = replace(line, 'suzuki', 'sizuki') WHERE seq = 13")
    told = at(office, "ledger", "checkpoint", "--record", "2026-06")
    assert told.code == Exit.BROKEN and "there is no record of it" in told.err
