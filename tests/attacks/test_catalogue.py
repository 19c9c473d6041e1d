"""Attacks on what requests are judged by: the catalogue says another regime, the policy another rule."""

from __future__ import annotations

from nocustom.life import texts
from tests.acts.paperwork import edit, filed
from tests.attacks.stage import Stage, said

CORE = "kodomo-ikusei-core"
STANDARD = 'id = "child-rearing-allowance"\nname = "児童扶養手当"\nregime = "standard"'
OUT_OF_SCOPE = STANDARD.replace('"standard"', '"out_of_scope"')


def out_of_scope(stage: Stage) -> None:
    edit(stage.hall.root / "policies" / "systems.toml", STANDARD, OUT_OF_SCOPE)


def test_the_catalogue_on_disk_says_another_regime(office: Stage) -> None:
    """Edit the regime in systems.toml before filing → judged by what is adopted, and the difference is told."""
    office.hall.request(CORE)
    out_of_scope(office)
    screen = office.by("suzuki", "submit", f"requests/2026/{CORE}.toml")
    assert screen.code == 0
    assert "Verdict: redirected (NC-406)" in screen.out
    assert ("policies/ differs from what is adopted (systems); this was judged by what is adopted" in said(screen))


def test_the_department_adopts_its_own_catalogue(office: Stage) -> None:
    """Adopt the edited catalogue with the department's key → adopting is the CIO office's act."""
    out_of_scope(office)
    office.attack("suzuki", "policy", "adopt", "systems", words=(
        "the systems are adopted by the CIO office, and the key of `suzuki` is not the office's",
    ))  # fmt: skip


def test_the_office_adopts_it_after_the_filing(office: Stage) -> None:
    """Adopt another regime after the filing → the request keeps its verdict; anew it is judged as a new revision."""
    number = filed(office.hall, CORE)
    office.good("tanaka", "endorse", number)
    out_of_scope(office)
    office.good("uchida", "policy", "adopt", "systems")
    assert "verdict: redirected (2026-06-01)" in office.anyone("request", "show", number).out
    office.attack("hirano", "decide", number, "approve", words=(f"{number} is not eligible but redirected",))


def test_the_office_adopts_a_policy_of_its_own(office: Stage) -> None:
    """Adopt a milder policy with the office's key → a policy is adopted by the CIO."""
    edit(office.hall.root / "policies" / "city.toml", 'effect = "forbid"', 'effect = "advise"')
    office.attack("uchida", "policy", "adopt", "policy", words=(
        "the policy is adopted by the CIO, and the key of `uchida` is not for decisions",
    ))  # fmt: skip


def test_the_committee_adopts_a_policy_of_its_own(office: Stage) -> None:
    """Adopt a milder policy with a key for decisions, but not as CIO → the post counts, not the key alone."""
    edit(office.hall.root / "policies" / "city.toml", 'effect = "forbid"', 'effect = "advise"')
    office.attack("kono", "policy", "adopt", "policy", words=(
        "the CIO adopts the policy, and `kono` has no such post on 2026-06-01",
        "one of these runs `nocustom policy adopt policy`: hirano",
    ))  # fmt: skip
    content = office.content("policy.adopted")
    text = texts.text({**content, "by": "kono"})
    draft = office.signed("kono", "policy.adopted", "policy", {**content, "text": text})
    office.forged(draft, "`kono` has no such post on 2026-06-01")


def test_who_left_the_office_adopts_people(office: Stage) -> None:
    """Adopt people with an office key that was not revoked, after leaving the office → the post counts as well."""
    hall = office.hall
    hall.enroll("takada", "office")
    edit(hall.root / "policies" / "people.toml", 'section = "企画担当"', 'section = "企画担当"\nuntil = 2026-06-01')
    hall.adopt("people")
    hall.later(days=1)
    edit(hall.root / "policies" / "people.toml", "until = 2026-06-01", "until = 2027-06-01")
    office.attack("uchida", "policy", "adopt", "people", words=(
        "the CIO office adopts the people, and `uchida` has no such post on 2026-06-02", ": takada",
    ))  # fmt: skip


def test_the_adopted_catalogue_is_replaced_beside_the_ledger(office: Stage) -> None:
    """Replace the adopted catalogue beside the ledger → its digest does not fit, and nothing is judged by it."""
    digest = office.content("catalogue.adopted")["sha256"]
    (blob,) = (office.hall.root / "ledger" / "blobs").rglob(f"*{digest[8:]}*")
    blob.chmod(0o600)
    text = blob.read_text(encoding="utf-8")
    assert STANDARD in text
    blob.write_text(text.replace(STANDARD, OUT_OF_SCOPE), encoding="utf-8")
    office.hall.request(CORE)
    screen = office.by("suzuki", "submit", f"requests/2026/{CORE}.toml")
    assert screen.code in (3, 5) and digest in said(screen), said(screen)
    verified = office.anyone("ledger", "verify")
    assert verified.code == 5 and f"the file {digest} was altered" in " ".join(verified.out.split())
