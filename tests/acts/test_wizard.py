"""The conversation about a request: what is asked, what is not, and that the file has exactly what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.acts.answers import Answers
from nocustom.acts.check import judge_document
from nocustom.acts.template import text_of
from nocustom.acts.wizard import CLEAR, Wizard, is_no
from nocustom.files.document import document
from nocustom.files.format import formatted
from nocustom.form.choices import CHOICES
from nocustom.form.fields import FORM
from nocustom.judge.verdict import SEVERITY
from nocustom.locale import speak
from tests.acts.typing import typed_in
from tests.pack.sample_city import judge, judged, sample, setting

PREFIX = [("request.title", "一覧"), ("request.requester", "suzuki"), ("request.kind", "wish")]
SYSTEM = [("system.id", "child-allowance"), ("system.business", "child-rearing-allowance")]
GAP = [("gap.current", "紙"), ("gap.wanted", "一覧"), ("gap.output", "process"), ("gap.rung", "7")]


@pytest.fixture(scope="module")
def wizard() -> Wizard:
    return Wizard(judge(), setting())


def said(wizard: Wizard, *lines: tuple[str, str], answers: Answers | None = None) -> Answers:
    """The answers after these questions were answered with these lines, each of which must be taken."""
    answers = answers or Answers()
    for name, line in lines:
        question = wizard.question(answers, name)
        assert question is not None, name
        heard = wizard.hear(answers, question, line)
        assert heard.answers is not None, (name, heard)
        answers = heard.answers
    return answers


def refused(wizard: Wizard, answers: Answers, name: str, line: str) -> list[str]:
    """What is said against a line, in English."""
    question = wizard.question(answers, name)
    assert question is not None
    heard = wizard.hear(answers, question, line)
    assert heard.answers is None
    return [speak(each.said, "en") for each in heard.findings]


def asked(wizard: Wizard, answers: Answers) -> list[str]:
    return [each.id for each in wizard.questions(answers)]


# What is asked ------------------------------------------------------------------------------------------------------


def test_the_form_is_asked_in_its_order(wizard: Wizard) -> None:
    answers = said(wizard, *PREFIX, *SYSTEM, *GAP, ("reason.category", "law"))
    order = list(dict.fromkeys(name.partition(".")[0] for name in asked(wizard, answers)))
    assert order == [
        name for name, field in FORM.items() if field.kind in ("table", "tables") and "." not in name
    ]


def test_what_the_people_file_and_the_catalogue_know_is_not_asked(wizard: Wizard) -> None:
    assert {"request.department", "request.section"} <= set(asked(wizard, Answers()))
    answers = said(wizard, ("request.title", "x"), ("request.requester", "鈴木"))
    assert not {"request.department", "request.section"} & set(asked(wizard, answers))
    assert wizard.request(answers)["request"] == {
        "title": "x", "department": "kodomo", "section": "手当係", "requester": "suzuki"}  # fmt: skip
    answers = said(wizard, ("system.id", "library"), answers=answers)
    assert "system.business" not in asked(wizard, answers)
    assert wizard.request(answers)["system"] == {"id": "library", "business": "library"}
    answers = said(wizard, ("request.department", "kaigo"), ("request.section", CLEAR), answers=answers)
    assert wizard.request(answers)["request"] == {"title": "x", "department": "kaigo", "requester": "suzuki"}


def test_a_business_goes_with_its_system(wizard: Wizard) -> None:
    answers = said(wizard, *SYSTEM)
    other = said(wizard, ("system.id", "tax"), answers=answers)
    assert wizard.request(other)["system"] == {"id": "tax"} and "system.business" in asked(wizard, other)
    assert wizard.following(other).id != "system.business"  # type: ignore[union-attr]  # the title comes first
    assert wizard.request(said(wizard, SYSTEM[0], answers=other)) == wizard.request(answers)


@pytest.mark.parametrize("before, name, line, other", [
    ([], "gap.form_basis", ("gap.output", "form"), ("gap.output", "list")),
    ([("reason.category", "habit")], "reason.legal_basis", ("reason.category", "law"), ("reason.category", "habit")),
    ([], "precedent.found.0.body", ("precedent.searched", "1"), ("precedent.searched", "2")),
    ([("gap.rung", "7")], "impact.approved_link", ("impact.crosses_segment", "1"), ("impact.crosses_segment", "2")),
    ([("gap.rung", "7"), ("impact.my_number", "2")], "impact.privacy_assessment", ("impact.personal_data", "1"),
     ("impact.personal_data", "2")),
    ([], "cost.quote_ref", ("gap.rung", "7"), ("gap.rung", "6")),
    ([], "impact.coupling", ("gap.rung", "9"), ("gap.rung", "5")),
    ([("gap.rung", "6")], "verification.items.0", ("gap.rung", "8"), ("gap.rung", "6")),
    ([], "alternative.6.result", ("gap.rung", "7"), ("gap.rung", "6")),
    ([("gap.rung", "3")], "alternative.2.why", ("alternative.2.result", "3"), ("alternative.2.result", "-")),
])  # fmt: skip
def test_what_depends_is_asked_only_where_it_matters(
    wizard: Wizard, before: list[tuple[str, str]], name: str, line: tuple[str, str], other: tuple[str, str]
) -> None:
    start = said(wizard, *before)
    assert name not in asked(wizard, start)
    with_it = said(wizard, line, answers=start)
    assert name in asked(wizard, with_it)
    assert name not in asked(wizard, said(wizard, other, answers=with_it))


def test_below_rung_7_a_detail_is_asked_where_the_judge_asks_for_it(wizard: Wizard) -> None:
    answers = said(wizard, *PREFIX, *SYSTEM, *GAP[:3], ("gap.rung", "5"), ("reason.category", "law"))
    names = asked(wizard, answers)
    assert {"cost.vendor_answer", "impact.direct_db_write", "verification.evidence"} <= set(names)
    assert not {"cost.initial_yen", "impact.coupling", "cost.quote_ref"} & set(names)
    answers = said(wizard, ("cost.vendor_answer", "B"), answers=answers)
    assert "cost.vendor_answer" in asked(wizard, answers), "an answer does not take its own question away"
    assert wizard.request(answers)["cost"] == {"vendor_answer": "B"}


def test_a_lower_rung_forgets_the_answers_above_it_and_a_higher_one_knows_them_again(wizard: Wizard) -> None:
    high = said(wizard, ("gap.rung", "3"), *((f"alternative.{rung}.result", "3") for rung in range(3)))
    low = said(wizard, ("gap.rung", "2"), answers=high)
    assert [each["rung"] for each in wizard.request(low)["alternative"]] == [0, 1]
    assert wizard.request(said(wizard, ("gap.rung", "3"), answers=low)) == wizard.request(high)


def test_what_looks_personal_is_remarked_at_once_and_may_be_explained(wizard: Wizard) -> None:
    question = wizard.question(Answers(), "gap.current")
    assert question is not None
    heard = wizard.hear(Answers(), question, "代表 042-123-4567 へ電話する")
    assert [speak(each.said, "en") for each in heard.findings] == ["`042-123-4567` looks like personal data"]
    assert heard.answers is not None
    name = "disclosure.cleared.042-123-4567"
    assert asked(wizard, heard.answers)[-1] == name
    cleared = said(wizard, (name, "窓口の代表番号"), answers=heard.answers)
    assert wizard.request(cleared)["disclosure"] == {
        "cleared": [{"text": "042-123-4567", "why": "窓口の代表番号"}]
    }
    assert wizard.judgement(cleared).facts["text.personal_data_hits"] == 0
    gone = said(wizard, ("gap.current", "電話する"), answers=cleared)
    assert name not in asked(wizard, gone) and "disclosure" not in wizard.request(gone)


# What is heard ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, line, against", [
    ("request.title", "", "title can't be left out"),
    ("request.kind", "7", "`7` is not allowed for `request.kind`"),
    ("request.kind", "０", "`０` is written in full-width characters"),
    ("request.requester", "nobody", "`nobody` is not a person of policies/people.toml"),
    ("request.requester", "居ない人", "`居ない人` is not a person of policies/people.toml"),
    ("request.requester", "５", "`５` is written in full-width characters"),
    ("request.department", "不明課", "`不明課` is not a department of policies/people.toml"),
    ("system.id", "99", "`99` is not a system of policies/systems.toml"),
    ("system.business", "tax", "`tax` is not a business of this system"),
    ("gap.rung", "0", "0 is too small for `gap.rung`"), ("gap.rung", "10", "10 is too large for `gap.rung`"),
    ("gap.rung", "業務", "`業務` is not a whole number"),
    ("reason.cases_per_year", "-1", "-1 is too small for `reason.cases_per_year`"),
    ("reason.hours_per_year", "9" * 25, "too large for `reason.hours_per_year`"),
    ("reason.rule_amendable", "たぶん", "`たぶん` is neither yes nor no"),
    ("life.ends_on", "2026-13-01", "there is no day `2026-13-01`"),
    ("gap.wanted", "\x1b[D\x1b[D", "control character `<U+001B>`"),
])  # fmt: skip
def test_what_can_t_stand_is_refused_as_in_a_file(wizard: Wizard, name: str, line: str, against: str) -> None:
    answers = said(wizard, ("system.id", "child-allowance"))
    (told,) = refused(wizard, answers, name, line)
    assert against in told


def test_an_empty_line_leaves_unknown_or_keeps_and_a_dash_takes_away(wizard: Wizard) -> None:
    answers = said(wizard, ("life.exit_plan", ""))
    assert "life" not in wizard.request(answers) and "life.exit_plan" in answers.passed
    answers = said(wizard, ("life.exit_plan", "止める"), ("life.exit_plan", ""), answers=answers)
    assert wizard.request(answers)["life"] == {"exit_plan": "止める"}
    answers = said(
        wizard, ("life.exit_plan", CLEAR), ("request.title", "x"), ("request.title", CLEAR), answers=answers
    )
    assert wizard.request(answers) == {"schema": "request/1"}
    assert wizard.following(answers).id == "request.title"  # type: ignore[union-attr]


def test_a_part_of_a_name_that_several_have_is_asked_back(wizard: Wizard) -> None:
    question = wizard.question(Answers(), "request.requester")
    assert question is not None
    heard = wizard.hear(Answers(), question, "藤")
    assert heard.answers is None and heard.findings == () and len(heard.options) > 1
    narrowed = replace(question, offered=question.offered._replace(shown=heard.options))
    taken = wizard.hear(Answers(), narrowed, "2").answers
    assert taken is not None and taken.given == {"request.requester": heard.options[1].value}


def test_who_has_left_may_still_be_named_by_id(wizard: Wizard) -> None:
    assert setting().people.at("kato", judge().day) is None
    assert said(wizard, ("verification.owner", "kato")).given == {"verification.owner": "kato"}


def test_a_list_has_items_or_is_known_to_have_none(wizard: Wizard) -> None:
    path = "precedent.same_need"
    three = said(wizard, (f"{path}.0", "a"), (f"{path}.1", "b"), (f"{path}.2", "c"), (f"{path}.3", ""))
    assert wizard.request(three)["precedent"]["same_need"] == ["a", "b", "c"]
    two = said(wizard, (f"{path}.1", CLEAR), answers=three)
    assert wizard.request(two)["precedent"]["same_need"] == ["a", "c"]
    none = said(wizard, (f"{path}.0", "0"))
    assert wizard.request(none)["precedent"]["same_need"] == []
    assert f"{path}.1" not in asked(wizard, none)
    assert wizard.request(said(wizard, (f"{path}.0", "a"), answers=none))["precedent"]["same_need"] == ["a"]
    assert "precedent" not in wizard.request(said(wizard, (f"{path}.0", CLEAR), answers=none))


def test_entries_move_up_when_one_is_taken_out(wizard: Wizard) -> None:
    found = "precedent.found"
    answers = said(wizard, ("precedent.searched", "yes"), (f"{found}.0.body", "A"), (f"{found}.0.what", "x"),
                   (f"{found}.1.body", "B"), (f"{found}.1.contacted_on", "2026-04-20"))  # fmt: skip
    gone = said(wizard, (f"{found}.0.body", CLEAR), answers=answers)
    assert wizard.request(gone)["precedent"]["found"] == [{"body": "B", "contacted_on": date(2026, 4, 20)}]


def test_back_leads_through_the_questions_that_were_asked(wizard: Wizard) -> None:
    answers = said(wizard, *PREFIX, ("request.doc_number", ""))
    back = ["system.id"]
    while (name := wizard.before(answers, back[-1])) is not None:
        back.append(name)
    assert back == ["system.id", "request.doc_number", "request.kind", "request.requester", "request.title"]


# The verdict ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines, verdict, rule", [
    ([*SYSTEM, ("gap.output", "character")], "forbidden", "NC-204"),
    ([*SYSTEM, ("system.spec_class", "prohibited")], "forbidden", "NC-201"),
    ([*SYSTEM, *GAP[:3], ("gap.rung", "4")], "redirected", "NC-400"),
    ([*SYSTEM, *GAP, ("reason.category", "law")], None, None),
    ([("reason.category", "habit")], "refused", "NC-301"),
])  # fmt: skip
def test_a_no_is_known_as_soon_as_it_is_certain(
    wizard: Wizard, lines: list[tuple[str, str]], verdict: str | None, rule: str | None
) -> None:
    for count in range(len(lines)):
        assert not is_no(wizard.judgement(said(wizard, *lines[:count])))
    judgement = wizard.judgement(said(wizard, *lines))
    assert is_no(judgement) is (verdict is not None)
    assert verdict is None or (judgement.verdict == verdict and rule in judgement.decided_by())


SOME = [
    "2025/seikatsu-successor", "2026/kaigo-eight-cities", "2026/kazei-direct-update", "2026/kenko-draft",
    "2026/kodomo-ikusei-outside", "2026/kokuho-copying-rung5", "2026/korei-call-sorting", "2026/korei-large-print",
    "2026/korei-watch-mail", "2026/shogai-bridge-calculator", "2026/kaigo-resident-data", "2026/tosho-unsearched",
]  # fmt: skip
NOT_ASKED = {"impact", "cost", "reason.legal_basis"}
"""Where a sample says more than anybody asks by what else it says: details below rung 7, an article nobody needs."""


@pytest.mark.parametrize("name", SOME)
def test_a_sample_that_is_typed_in_comes_out_as_its_file_does(wizard: Wizard, name: str) -> None:
    paper = sample(f"{name}.toml")
    answers = typed_in(wizard, paper)
    request, mine, theirs = wizard.request(answers), wizard.judgement(answers), judged(paper)
    assert (mine.verdict, mine.decided_by()) == (theirs.verdict, theirs.decided_by())
    for section, table in paper.items():
        if isinstance(table, dict):
            for key, value in table.items():
                if {section, f"{section}.{key}"}.isdisjoint(NOT_ASKED) and key != "key":
                    assert request[section][key] == value
        else:
            assert request[section] == table


# The law --------------------------------------------------------------------------------------------------------------

_TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("市役所（）「」'\"\\#=[]{}\u202e"),
    max_size=12,
)
_SAID = _TEXTS.map(str.strip).filter(
    lambda text: text and text not in ("?", "<", "-", "0", "？", "＜", "ー", "−", "－")
)


def _value(path: str) -> st.SearchStrategy[Any]:
    """A value of a field as a file could have it and a person could type it."""
    if path in CHOICES:
        return st.sampled_from(list(CHOICES[path]))
    match FORM[path].kind:
        case "int":
            return st.sampled_from([0, 1, 30, 1800000, 2**63 - 1]) | st.integers(0, 5000)
        case "date":
            return st.dates(date(2025, 1, 1), date(2031, 12, 31))
        case "bool":
            return st.booleans()
        case "list":
            return st.lists(_SAID, max_size=3)
        case _:
            return _SAID


@st.composite
def papers(draw: st.DrawFn) -> dict[str, Any]:
    """A well-formed request that says nothing a form would not ask for by what else it says."""
    people, catalogue = setting().people, setting().catalogue
    persons = st.sampled_from([person for person in people.persons if people.at(person, judge().day)])
    system = draw(st.sampled_from([each for each in catalogue.systems if catalogue.businesses[each]]))
    fixed: dict[str, Any] = {
        "request.department": draw(st.sampled_from(list(people.departments))), "request.requester": draw(persons),
        "system.id": system, "system.business": draw(st.sampled_from(list(catalogue.businesses[system]))),
        "gap.rung": draw(st.integers(1, 9)),
    }  # fmt: skip
    paper: dict[str, Any] = {"schema": "request/1"}
    for path, field in FORM.items():
        section, _, key = path.partition(".")
        if field.kind in ("table", "tables") or path.count(".") != 1 or path.startswith("alternative."):
            continue
        if path == "request.key" or not (field.required or draw(st.booleans())) or not _fits(path, paper):
            continue
        value = fixed.get(path) or draw(
            persons if path in ("verification.owner", "verification.deputy") else _value(path)
        )
        paper.setdefault(section, {})[key] = value
    why = st.fixed_dictionaries({}, optional={"why": _SAID})
    entries = [{"rung": rung, "result": draw(_value("alternative.result")), **draw(why)}
               for rung in range(fixed["gap.rung"]) if draw(st.booleans())]  # fmt: skip
    return paper | ({"alternative": entries} if entries else {})


def _fits(path: str, paper: dict[str, Any]) -> bool:
    """Whether the form comes to this field by what the paper says before it."""
    impact = paper.get("impact", {})
    rung = paper.get("gap", {}).get("rung", 0)
    if path == "gap.form_basis":
        return bool(paper["gap"]["output"] == "form")
    if path in ("reason.legal_basis", "reason.effective_on"):
        return paper["reason"]["category"] in ("law", "prefecture_scheme", "ordinance")
    if path == "impact.privacy_assessment":
        return rung >= 7 and bool(impact.get("my_number") or impact.get("personal_data"))
    if path == "impact.approved_link":
        return rung >= 7 and impact.get("crosses_segment") is True
    if path.startswith(("cost.", "impact.")) or path in (
        "verification.items", "verification.hours_per_release", "verification.evidence"):  # fmt: skip
        return bool(rung >= 7)
    return True


@settings(max_examples=25)
@given(papers())
def test_the_file_has_exactly_what_was_typed_and_check_says_the_same(paper: dict[str, Any]) -> None:
    wizard = Wizard(judge(), setting())
    answers = typed_in(wizard, paper)
    request = wizard.request(answers)
    assert request == paper
    keyed = {**request, "request": {"key": "k-2345", **request["request"]}}
    text = formatted(text_of(keyed))
    read = document(text.encode(), shown="new.toml")
    assert {section: table for section, table in read.values.items() if table} == keyed and formatted(
        text
    ) == text
    checked = judge_document(read, judge(), setting())
    assert checked.judgement is not None, checked.findings
    mine = wizard.judgement(answers)
    assert (checked.judgement.verdict, checked.judgement.decided_by()) == (mine.verdict, mine.decided_by())
    assert wizard.request(wizard.again(answers)) == request, "a draft that is taken up again says the same"


@settings(max_examples=10)
@given(papers(), st.data())
def test_a_no_on_the_way_stays_one(paper: dict[str, Any], data: st.DataObject) -> None:
    """Nobody is stopped who would have got through: whatever follows, the verdict at the end is a no as well."""
    wizard = Wizard(judge(), setting())
    answers = typed_in(wizard, paper)
    names = list(answers.given)
    part = Answers({name: answers.given[name] for name in names[: data.draw(st.integers(0, len(names)))]})
    on_the_way = wizard.judgement(part)
    if is_no(on_the_way):
        assert SEVERITY[wizard.judgement(answers).verdict] >= SEVERITY["redirected"]
