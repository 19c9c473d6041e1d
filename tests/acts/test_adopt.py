"""What is adopted is what was read and checked as a whole, by whoever may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nocustom.acts.adopt import Adopted, adopt, differing
from nocustom.acts.desk import Signer
from nocustom.show.adopted_text import adopted_text
from nocustom.show.policy_list_text import policy_list_text
from tests.acts.hall import Hall, Script, Willing, named, told
from tests.acts.screen import screen
from tests.conftest import Run


def edit(hall: Hall, name: str, before: str, after: str) -> None:
    path = hall.root / "policies" / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def adopting(hall: Hall, person: str, *parts: str, reader: Script | None = None) -> list[Adopted]:
    with hall.desk() as desk:
        return adopt(desk, parts, hall.signer(person), reader or Willing())


def differ(hall: Hall) -> list[str]:
    with hall.desk(writable=False) as desk:
        return differing(desk)


def begun(hall: Hall) -> Hall:
    hall.found("cio-root", "audit-root")
    for person, role in (("uchida", "office"), ("hirano", "decision"), ("suzuki", "file")):
        hall.enroll(person, role)
    return hall


def test_each_adopts_what_is_theirs(hall: Hall) -> None:
    begun(hall)
    assert differ(hall) == ["people", "systems", "policy"]
    reader = Willing()
    first = adopting(hall, "uchida", reader=reader)
    assert [each.part for each in first] == ["people", "systems"]
    assert [each.appended.event.stmt and each.appended.event.stmt["text"] for each in first] == reader.texts[1::2]
    assert differ(hall) == ["policy"]
    assert "the CIO runs `nocustom policy adopt policy`" in screen(adopted_text(first, differ(hall), "en"))
    (policy,) = adopting(hall, "hirano")
    content = policy.appended.event.stmt
    assert content is not None and [layer["name"] for layer in content["layers"]] == [
        "city.toml", "national.toml", "tokyo.toml"]  # fmt: skip
    for layer in content["layers"]:
        assert layer["sha256"] in content["text"].replace("\n> ", ""), "digests stand in the text that was signed"
        assert f"{layer['id']} {layer['version']}" in content["text"]
    assert differ(hall) == []
    with hall.desk() as desk:
        assert desk.ledger.verify().problems == ()
        assert desk.ledger.blobs.get(content["layers"][0]["sha256"]) == (hall.root / "policies/city.toml").read_bytes()


def test_what_changes_is_told(office: Hall) -> None:
    edit(office, "city.toml", 'version = "2026.1"', 'version = "2026.2"')
    edit(office, "city.toml", "is = 10_000_000", "is = 9_000_000")
    edit(office, "people.toml", 'name = "佐藤 健太"', 'name = "佐藤 健"')
    assert differ(office) == ["people", "policy"]
    reader = Willing()
    adopting(office, "uchida", reader=reader)
    adopting(office, "hirano", reader=reader)
    people, policy = reader.texts[0], reader.texts[2]
    assert "* " in people and "sato" in people and "tanaka" not in people
    assert "city 2026.1 -> 2026.2" in policy and "committee_from_yen" in policy and "national" not in policy
    with office.desk() as desk:
        judge, _ = desk.adopted(desk.today)
        assert judge.values["committee_from_yen"] == 9_000_000


def test_a_comment_is_a_change_too(office: Hall) -> None:
    edit(office, "systems.toml", "\n", "\n# a remark\n")
    reader = Willing()
    (done,) = adopting(office, "uchida", reader=reader)
    assert done.changes == () and "only comments or the order of entries" in reader.texts[0]


def test_nothing_differs(office: Hall) -> None:
    assert adopting(office, "uchida") == []
    assert screen(adopted_text([], [], "en")) == "everything in policies/ is adopted already"
    reader = Willing()
    again = adopting(office, "uchida", "systems", reader=reader)
    assert [each.part for each in again] == ["systems"], "named, it is adopted again"
    assert "nothing: it is what is adopted already" in reader.texts[0]


Refused = Callable[[Hall], object]


@pytest.mark.parametrize("act, code, words", [
    (lambda hall: adopting(hall, "uchida", "policy"), 4,
     "error: the policy is adopted by the CIO, and the key of `uchida` is not for decisions\n"
     "hint: `nocustom policy adopt policy` with a key enrolled for `decision`"),
    (lambda hall: adopting(hall, "hirano", "people"), 4, "adopted by the CIO office, and the key of `hirano`"),
    (lambda hall: adopting(hall, "suzuki"), 4, "the key of `suzuki` is not"),
    (lambda hall: adopting(hall, "uchida", "systems", "policy"), 4, "the policy is adopted by the CIO"),
    (lambda hall: adopting(hall, "uchida", reader=Script("")), 130, "error: stopped; nothing was written"),
    (lambda hall: adopting(hall, "uchida", reader=Script("uchida")), 130, "error: stopped; nothing was written"),
])  # fmt: skip
def test_what_is_not_adopted(hall: Hall, act: Refused, code: int, words: str) -> None:
    begun(hall)
    got, said = told(lambda: act(hall))
    assert got == code and words in said
    assert differ(hall) == ["people", "systems", "policy"]
    with hall.desk() as desk:
        assert desk.ledger.blobs.names() == [], "an adoption that was stopped leaves no file behind"


def test_stopping_at_the_second_part_keeps_the_first(hall: Hall) -> None:
    begun(hall)
    code, _ = told(lambda: adopting(hall, "uchida", reader=Script(named, "")))
    assert code == 130 and differ(hall) == ["systems", "policy"]


def test_without_a_key(office: Hall) -> None:
    edit(office, "people.toml", 'name = "佐藤 健太"', 'name = "佐藤 健"')
    with office.desk() as desk:
        code, said = told(lambda: adopt(desk, [], Signer("uchida", None), Willing()))
    assert code == 4 and "this act is signed: it needs your key" in said


@pytest.mark.parametrize("name, before, after, words", [
    ("people.toml", 'post = "clerk"', 'post = "clark"', "`clark` is not a post of policies/people.toml"),
    ("systems.toml", "renewal_on = ", "renewal = ", "unknown key `renewal`"),
    ("city.toml", 'effect = "require"', 'effect = "requires"', "`requires` is not allowed for"),
    ("national.toml", "[policy]", "[policy", "national.toml"),
])  # fmt: skip
def test_a_mistake_in_a_file_is_shown_at_its_place(
    office: Hall, name: str, before: str, after: str, words: str
) -> None:  # fmt: skip
    edit(office, name, before, after)
    reader = Willing()
    part = {"people.toml": "people", "systems.toml": "systems"}.get(name, "policy")
    code, said = told(lambda: adopting(office, "hirano" if part == "policy" else "uchida", part, reader=reader))
    assert code == 3 and words in said and f"policies/{name}:" in said
    assert reader.texts == [], "nobody reads what can't be adopted"


def test_a_policy_by_which_nothing_could_be_judged(office: Hall) -> None:
    for name in ("city.toml", "tokyo.toml", "national.toml"):
        edit(office, name, "effective = { from = 2025-04-01 }", "effective = { from = 2099-04-01 }")
    reader = Willing()
    code, said = told(lambda: adopting(office, "hirano", "policy", reader=reader))
    assert code == 3 and "2026-06-01" in said and reader.texts == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens(office: Hall, lang: str) -> None:
    text = screen(policy_list_text(office.workspace.policy, lang))
    assert text.count("\n") > 40 and "NC-501" in text
    edit(office, "systems.toml", "\n", "\n# a remark\n")
    screen(adopted_text(adopting(office, "uchida"), ["policy", "people"], lang))


def test_the_command_line(run: Run, office: Hall) -> None:
    ran = run("policy", "adopt", cwd=office.root)
    assert (ran.code, ran.out) == (0, "everything in policies/ is adopted already\n")
    edit(office, "systems.toml", "\n", "\n# a remark\n")
    ran = run("policy", "adopt", cwd=office.root)
    assert ran.code == 4 and ran.err.startswith("error: who are you?")
    ran = run("policy", "adopt", "--key", office.keys["uchida"], cwd=office.root)
    assert ran.code == 4 and "there is no terminal" in ran.err and "I adopt the systems above." in ran.out
    ran = run("policy", "adopt", "--key", office.keys["mori"], cwd=office.root)
    assert ran.code == 4 and "`nocustom people enroll PERSON` enters it in the roster" in ran.err
    ran = run("policy", "show", "NC-10", cwd=office.root)
    assert ran.code == 3 and "there is no rule `NC-10`" in ran.err and "did you mean `NC-101`?" in ran.err
    ran = run("policy", "show", "NC-103", cwd=office.root)
    assert ran.code == 0 and ran.out.startswith("NC-103  ") and "initial cost 500,000 yen" in ran.out
    assert run("policy", "list", cwd=office.root).out.startswith("Ruled out\n  NC-201  ")
