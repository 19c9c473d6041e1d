"""Attacks on what was accepted: another text, another request, another city or policy by the same signature."""

from __future__ import annotations

from pathlib import Path

from tests.acts.paperwork import IKUSEI, edit, endorse_it, filed
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage, refused, said

FILE = f"requests/2026/{IKUSEI}.toml"
WANTED = "別システムを設けたい。"


def path(stage: Stage) -> Path:
    return stage.hall.root / FILE


def returned_and_changed(stage: Stage, old: str = WANTED, new: str = "別システムと専用端末を設けたい。") -> None:
    """The office returns the request; the department files a second revision, and its chief endorses it."""
    stage.good("uchida", "return", NUMBER)
    edit(path(stage), old, new)
    stage.good("suzuki", "submit", FILE)
    stage.good("tanaka", "endorse", NUMBER)


def test_the_file_is_edited_and_filed_again(accepted: Stage) -> None:
    """Edit the file after the owner accepted, and file it again → no revision while it is under review."""
    edit(path(accepted), "hours_per_release = 30", "hours_per_release = 3")
    accepted.attack("suzuki", "submit", FILE, words=(
        f"{NUMBER} is review: no revision can be filed now",
        "ask the CIO office to return it, or withdraw it and file a new one",
    ))  # fmt: skip


def test_the_file_is_edited_before_the_decision(accepted: Stage) -> None:
    """Edit the file between acceptance and decision → the sheet and the decision are of what was filed."""
    edit(path(accepted), WANTED, "本体を改変したい。")
    decided = accepted.by("hirano", "decide", NUMBER, "approve")
    assert decided.code == 0 and "本体を改変" not in decided.out
    shown = accepted.anyone("request", "show", NUMBER)
    assert "in force: no" in shown.out and "DRIFTED: the request's text changed after the approval" in shown.out


def test_the_file_is_edited_after_the_approval(approved: Stage) -> None:
    """Edit the file after the approval → the exception is not in force while they differ."""
    assert "in force: yes" in approved.anyone("request", "show", NUMBER).out
    edit(path(approved), "hours_per_release = 30", "hours_per_release = 3")
    assert "DRIFTED" in approved.anyone("request", "show", NUMBER).out
    approved.attack("suzuki", "submit", FILE, words=(f"{NUMBER} is approved: no revision can be filed now",))


def test_another_revision_is_decided_on_the_old_acceptance(accepted: Stage) -> None:
    """Change a returned request and have it decided on the first acceptance → the second needs its own."""
    returned_and_changed(accepted)
    accepted.attack("hirano", "decide", NUMBER, "approve", words=(
        "nobody has accepted the responsibility for verification of revision 2",
        f"the owner `tanaka` runs `nocustom accept {NUMBER}`",
    ))  # fmt: skip


def test_the_acceptance_is_replayed_on_another_revision(accepted: Stage) -> None:
    """Bring the signed acceptance in again after a second revision → its nonce is used up."""
    draft = accepted.recorded("acceptance.signed")
    returned_and_changed(accepted)
    accepted.forged(draft, "this statement was recorded before")


def test_the_owner_signs_the_first_revision_after_the_second(accepted: Stage) -> None:
    """Sign a fresh statement over the revision before the latest → an act is on the latest revision alone."""
    content = accepted.content("acceptance.signed")
    returned_and_changed(accepted)
    accepted.forged(
        accepted.signed("tanaka", "acceptance.signed", NUMBER, content),
        f"it is not on the latest revision of {NUMBER}, 2",
    )


def test_the_acceptance_is_replayed_on_another_request(accepted: Stage) -> None:
    """Bring the signed acceptance in under another number → the statement names its own request."""
    draft = accepted.recorded("acceptance.signed", "2026-0002")
    number = filed(accepted.hall, IKUSEI, ("ikusei-teate-k3f9", "ikusei-teate-z9z9"))
    endorse_it(accepted.hall, number)
    accepted.forged(draft, f"signed for request `{NUMBER}`, but it stands under `2026-0002`")


def test_the_acceptance_of_another_city(accepted: Stage) -> None:
    """Sign the acceptance for another city's ledger → every statement names its ledger."""
    content = accepted.content("acceptance.signed") | {"ledger": "midori.example/nocustom"}
    accepted.good("uchida", "return", NUMBER)
    accepted.forged(accepted.signed("tanaka", "acceptance.signed", NUMBER, content), "midori.example/nocustom")


def test_the_acceptance_under_another_policy(accepted: Stage) -> None:
    """Carry an acceptance over to the same file under a policy adopted since → the policy's digest is part of it."""
    content = accepted.content("acceptance.signed")
    accepted.good("uchida", "return", NUMBER)
    city = accepted.hall.root / "policies" / "city.toml"
    edit(city, 'version = "2026.1"', 'version = "2026.2"')
    accepted.good("hirano", "policy", "adopt", "policy")
    accepted.good("suzuki", "submit", FILE)
    accepted.good("tanaka", "endorse", NUMBER)
    accepted.attack("hirano", "decide", NUMBER, "approve", words=("nobody has accepted",))
    forged = content | {"rev": 2}
    accepted.forged(
        accepted.signed("tanaka", "acceptance.signed", NUMBER, forged), "it is not on the latest revision"
    )


def test_a_milder_statement_is_signed(accepted: Stage) -> None:
    """Sign a statement with a clause changed → the text is rendered again and compared."""
    content = accepted.content("acceptance.signed")
    accepted.good("uchida", "return", NUMBER)
    edit(path(accepted), WANTED, "別システムと専用端末を設けたい。")
    accepted.good("suzuki", "submit", FILE)
    accepted.good("tanaka", "endorse", NUMBER)
    about = {
        name: value for name, value in accepted.content("request.endorsed").items()
        if name in ("rev", "file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")
    }  # fmt: skip
    milder = content["text"].replace("効力が停止すること", "効力が継続すること")
    assert milder != content["text"]
    accepted.forged(
        accepted.signed("tanaka", "acceptance.signed", NUMBER, content | about | {"text": milder}),
        f"the text that was signed is not the statement for {NUMBER}",
    )


def test_an_acceptance_is_written_into_the_database(office: Stage) -> None:
    """Write somebody else's acceptance into the database with one's own key → a role and a person are part of it."""
    number = filed(office.hall)
    endorse_it(office.hall, number)
    endorsement = office.content("request.endorsed")
    content = endorsement | {"statement_v": 1, "answers": ["yes"] * 7, "name": "田中 一郎"}
    draft = office.signed("suzuki", "acceptance.signed", number, content)
    office.forged(draft, "`suzuki`")


def test_the_accepted_file_is_replaced_beside_the_ledger(accepted: Stage) -> None:
    """Replace the file that was accepted, beside the ledger → its digest does not fit, and nothing rests on it."""
    digest = accepted.content("acceptance.signed")["assessment_sha256"]
    (blob,) = (accepted.hall.root / "ledger" / "blobs").rglob(f"*{digest[8:]}*")
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes().replace(b"tanaka", b"suzuki"))
    verified = accepted.anyone("ledger", "verify")
    assert verified.code == 5 and f"the file {digest} was altered" in " ".join(verified.out.split())
    screen = accepted.by("hirano", "decide", NUMBER, "approve")
    refused(screen, f"the assessment of {NUMBER} can't be read", code=3)


def test_nothing_is_filed_in_the_owners_name_without_a_key(accepted: Stage) -> None:
    """File the next revision unsigned, in the requester's name → after an acceptance every filing is signed."""
    accepted.good("uchida", "return", NUMBER)
    edit(path(accepted), WANTED, "別システムと専用端末を設けたい。")
    screen = accepted.anyone("submit", FILE)
    assert screen.code == 4
    assert f"{NUMBER} was accepted once, so it is filed with a key from now on" in said(screen)
