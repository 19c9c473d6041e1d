"""The sheet: one page, everything on it under its code, and nothing unseen between it and the question for the code."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts.decide import code_in, decide, fresh_sheet, with_code
from nocustom.acts.question import ask
from nocustom.acts.review import chosen, review
from nocustom.acts.send_back import send_back
from nocustom.acts.submit import submit
from nocustom.errors import NocustomError
from nocustom.life.gate import code_of
from nocustom.locale import speak
from nocustom.show.layout import page
from nocustom.words import Said
from tests.acts.hall import SAMPLES, Hall, Script, named
from tests.acts.paperwork import (
    IKUSEI,
    REASON,
    accepted,
    code,
    code_on,
    decided,
    edit,
    endorse_it,
    filed,
    filed_file,
    owner_accepts,
    state_of,
)
from tests.acts.screen import screen
from tests.acts.test_accept import Typist
from tests.acts.test_override import in_review
from tests.conftest import Golden
from tests.screens.played import scrubbed

A_PAGE = 60
"""Lines of 80 columns that a printer puts on A4."""


def shown_to(hall: Hall, number: str, person: str | None = "hirano", lang: str = "en") -> str:
    """The sheet as a person sees it, its code below."""
    with hall.desk() as desk:
        signer = None if person is None else hall.signer(person)
        return with_code(fresh_sheet(desk, desk.case(number), lang, signer), lang)


def test_every_byte_that_is_shown_is_under_the_code(office: Hall) -> None:
    number = accepted(office)
    with office.desk() as desk:
        ask(desk, desk.case(number), office.signer("uchida"), Script(), "見積は新しいか")
    for lang in ("ja", "en"):
        shown = shown_to(office, number, lang=lang)
        body, _, last = shown.rstrip("\n").rpartition("\n")
        typed = code_on([shown])
        assert last.endswith(typed) and code_in(typed) not in code_in(body)
        under = body.removesuffix("\n") + "\n"  # one empty line parts the sheet from its code
        assert code_of(sha256(under.encode()).hexdigest()) == code_in(typed)
        raw = under.encode()
        for place in range(len(raw)):
            changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
            assert code_of(sha256(changed).hexdigest()) != code_in(typed)


class Watched(Script):
    """Keeps what was shown and asked in its order."""

    def __init__(self, *answers: Any, lang: str = "en") -> None:
        super().__init__(*answers, lang=lang)
        self.seen: list[tuple[str, str]] = []

    def read(self, text: str) -> None:
        super().read(text)
        self.seen.append(("shown", text))

    def answer(self, question: Said) -> str:
        self.seen.append(("asked for the code" if "sheet" in question.params else "asked", speak(question, self.lang)))
        return super().answer(question)


def since_the_sheet(reader: Watched) -> list[str]:
    """What was shown after the last sheet and before the last question for the code."""
    asked = max(place for place, (what, _) in enumerate(reader.seen) if what == "asked for the code")
    sheet = max(place for place, (_, text) in enumerate(reader.seen[:asked]) if code_on_end(text))
    return [text for what, text in reader.seen[sheet + 1 : asked] if what == "shown"]


def code_on_end(text: str) -> bool:
    """Whether this is a sheet with its code."""
    try:
        return bool(code_on([text]))
    except StopIteration:
        return False


@pytest.mark.parametrize("answers", [
    ("a", REASON, code), ("r", REASON, code), ("b", REASON, code), ("o", "e", "a", REASON, code),
    ("x", "o", "a", "", "r", REASON, "aaaa", code), ("a", REASON, "", "e", "r", REASON, code),
])  # fmt: skip
def test_in_a_review_only_what_is_signed_stands_between_the_sheet_and_the_code(
    office: Hall, answers: tuple[Any, ...]
) -> None:
    accepted(office)
    reader = Watched(*answers)
    with office.desk() as desk:
        done: Any
        (done,) = review(
            desk, chosen(desk, [], "hirano"), office.signer("hirano"), reader, explain=lambda case: "why"
        ).done
    between = [text for text in since_the_sheet(reader) if text not in ("stopped; nothing was written",)]
    assert between[-1] == done.receipt.event.content["text"]
    assert all(text.startswith("Decision\n") for text in between), "a text that was not signed in the end, and the one"


@pytest.mark.parametrize("outcome", ["approve", "refuse", "return"])
def test_deciding_only_what_is_signed_stands_between_the_sheet_and_the_code(office: Hall, outcome: Any) -> None:
    number = accepted(office)
    reader = Watched(REASON, code)
    with office.desk() as desk:
        done = decide(desk, desk.case(number), office.signer("hirano"), reader, outcome)
    assert since_the_sheet(reader) == [done.receipt.event.content["text"]]
    assert reader.seen[0][1].startswith(done.sheet.text), "the sheet comes first"


def test_it_is_one_page(office: Hall) -> None:
    """Of every sample that can come under review as it is; what the policy says no to names more rules."""
    numbers = []
    for path in sorted((SAMPLES / "requests/2026").glob("*.toml")):
        try:
            numbers.append(filed(office, path.stem))
        except NocustomError:
            continue
    assert len(numbers) > 40
    with office.desk() as desk:
        for number in numbers:
            case = desk.case(number)
            for lang in ("ja", "en"):
                shown = with_code(fresh_sheet(desk, case, lang, office.signer("hirano")), lang)
                lines = screen(page(shown)).splitlines()
                most = A_PAGE if case.revision.verdict == "eligible" else A_PAGE + 6
                assert len(lines) <= most, (case.key, lang)
                assert lines[-1] and code_on([lines[-1]]), "the code is the very last line"


def test_the_figures_come_before_the_prose(office: Hall) -> None:
    shown = shown_to(office, accepted(office))
    places = [shown.index(word) for word in (
        "Verdict: eligible", "Cost over its life: 3,300,000 yen", "Quote of: 2026-04-01", "Hours per year: saved 160",
        "Term: 2026-10-01 to 2028-03-31", "Legal basis (quoted):", "Today (quoted):", "> (0) [not possible] 都の制度",
        "In force besides", "Verification owner: 田中 一郎 (tanaka)", "Earlier noes", "Digests",
    )]  # fmt: skip
    assert places == sorted(places)


def filed_again(hall: Hall, number: str, *changes: tuple[str, str]) -> None:
    """The next revision, endorsed and accepted."""
    with hall.desk(writable=False) as desk:
        key = desk.case(number).key
    path = next(path for path in (hall.root / "requests/2026").glob("*.toml") if key in path.read_text("utf-8"))
    for old, new in changes:
        edit(path, old, new)
    filed_file_signed(hall, path)
    endorse_it(hall, number)
    owner_accepts(hall, number)


def filed_file_signed(hall: Hall, path: Path) -> None:
    """What was accepted once is filed with a signature from then on."""
    with hall.desk() as desk:
        submit(desk, path, hall.keys["suzuki"], None, Script(named))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_changed_since_the_reader_decided_last(office: Hall, golden: Golden, lang: str) -> None:
    """Also golden: the third revision, with the CIO's own return between, beside an exception and an earlier no."""
    function = ('business = "', 'function = "0150042"\nbusiness = "')
    decided(office, accepted(office, function))
    no = accepted(office, ('key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-a2c4"'))
    decided(office, no, "refuse")
    path = office.request(IKUSEI)
    edit(path, 'key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-m5n6"')
    edit(path, *function)
    number = filed_file(office, path)
    endorse_it(office, number)
    owner_accepts(office, number)
    decided(office, number, "return")
    office.later(days=3)
    cheaper = ("annual_yen = 300000", "annual_yen = 250000")
    filed_again(office, number, cheaper, ("支払ができない。", "支払はできない。"))
    with office.desk() as desk:
        send_back(desk, desk.case(number), office.signer("uchida"), Script(named), "見積書を添えること")
    filed_again(office, number, ("my_number = false", "my_number = true"), ("= 2028-03-31", "= 2028-06-30"))
    text = shown_to(office, number, lang=lang)
    shown = screen(page(text))
    if lang == "en":
        assert "Revisions: 3 (returned: 2, declined: 0)" in shown
        assert "Changed since revision 1, the last that 平野 貴子 (hirano) acted on:" in shown
        assert "  annual cost: 300,000 yen -> 250,000 yen" in shown and "  My Number: no -> yes" in shown
        assert "Changed since revision 2, the last that" in shown_to(office, number, "uchida")
        assert "Changed since the first revision:" in shown_to(office, number, None)
        assert "In force besides on the same function: 2026-0001 (until 2028-03-31)" in shown
    golden(f"acts/sheet.{lang}", scrubbed(shown))


def test_the_code_is_of_the_reader_too(office: Hall) -> None:
    """A sheet made for another person is shown anew."""
    number = accepted(office)
    with office.desk() as desk:
        read = fresh_sheet(desk, desk.case(number), "en", office.signer("uchida"))
        reader = Watched(REASON, code)
        done = decide(desk, desk.case(number), office.signer("hirano"), reader, "approve", read=read)
    assert "for 平野 貴子 (hirano)" in done.sheet.text and done.sheet.sha256 != read.sha256


def test_against_a_no_the_sheet_says_what_is_in_the_way(office: Hall) -> None:
    shown = shown_to(office, in_review(office))
    assert "An approval would have to override all of them." in shown and "Rules in its way: " in shown
    assert "The section insists: yes" in shown


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_at_a_real_terminal_the_code_is_read_from_the_end_of_the_sheet(office: Hall, lang: str) -> None:
    number = accepted(office)
    line = ("decide", number, "approve", "--reason", REASON, "--key", str(office.keys["hirano"]))
    person = Typist(office, *line, lang=lang)
    shown = person.asked()
    sheet, _, text = shown.partition("\n決裁\n" if lang == "ja" else "\nDecision\n")
    typed = code_on([sheet])
    assert code_in(typed) not in code_in(text), "neither the text nor the question names it"
    person.type("aaaa-aaaa-aaaa")
    slip = person.asked()
    assert "aaaa-aaaa-aaaa" in slip and code_in(typed) not in code_in(slip)
    person.type(typed)
    ended, rest = person.end()
    assert ended == 0, rest
    assert state_of(office, number) == "approved"


def test_at_a_real_terminal_a_review_decides_by_the_same_sheet(office: Hall) -> None:
    number = accepted(office)
    person = Typist(office, "review", "--key", str(office.keys["hirano"]), lang="en")
    typed = code_on([person.asked().rpartition("\na: approve")[0]])
    person.type("r")
    assert "Why?" in person.asked()
    person.type(REASON)
    assert "Nonce" not in (text := person.asked()) and code_in(typed) not in code_in(text)
    person.type(typed.upper())
    ended, rest = person.end()
    assert ended == 0 and "done: 1, skipped: 0" in rest
    assert state_of(office, number) == "refused"


def test_a_sheet_read_for_oneself_does_not_serve_for_another(office: Hall) -> None:
    """Whoever stands in reads it as such: for whom stands on the sheet, under the code."""
    number = accepted(office)
    office.stand_in("kono", "hirano")
    with office.desk() as desk:
        read = fresh_sheet(desk, desk.case(number), "en", office.signer("kono"))
        reader = Watched("出張中のため", REASON, code)
        done = decide(desk, desk.case(number), office.signer("kono", "hirano"), reader, "approve", read=read)
    assert "Acting for" not in read.text and "Acting for: 平野 貴子 (hirano)\n" in done.sheet.text
    assert reader.texts[0].startswith(f"{number} has changed since the sheet was read")
