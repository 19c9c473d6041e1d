"""Attacks on who may decide: the one who gains decides, under another post, another key or another's name."""

from __future__ import annotations

import pytest

from nocustom.life.gate import code_of
from tests.acts.hall import Hall, told
from tests.acts.paperwork import IKUSEI, edit, filed, filed_file
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage

TANAKA = """
id = "tanaka"
name = "田中 一郎"
department = "kodomo"
post = "section_chief"
from = 2025-04-01
"""
SUZUKI = """
id = "suzuki"
name = "鈴木 美咲"
department = "kodomo"
section = "手当係"
post = "clerk"
from = 2025-04-01
"""
UCHIDA = """
id = "uchida"
name = "内田 哲"
department = "joho"
section = "企画担当"
post = "cio_office"
from = 2024-04-01
"""
KONO = """
id = "kono"
name = "河野 正"
department = "zaisei"
post = "committee_member"
"""
HIRANO = """
id = "hirano"
name = "平野 貴子"
department = "rijisha"
post = "cio"
from = 2024-07-01
"""


def staffed(hall: Hall, *changes: tuple[str, str]) -> None:
    """The office adopts the people document with these changes."""
    for old, new in changes:
        edit(hall.root / "policies" / "people.toml", old, new)
    hall.adopt("people")


def promoted(stage: Stage, entry: str) -> None:
    """From tomorrow on the person is CIO, with a key for decisions; it is tomorrow."""
    who = entry.split('"')[1]
    moved = entry.rstrip("\n") + "\nuntil = 2026-06-01\n"
    post = f'\n[[person]]\nid = "{who}"\nname = "{who}"\ndepartment = "rijisha"\npost = "cio"\nfrom = 2026-06-02\n'
    staffed(stage.hall, (entry, moved + post))
    stage.hall.later(days=1)
    del stage.hall.keys.known[who]
    stage.hall.enroll(who, "decision")


def test_the_owner_decides(accepted: Stage) -> None:
    """Decide as the owner who accepted → no authority, and on the other side."""
    accepted.attack("tanaka", "decide", NUMBER, "approve", words=(
        f"`tanaka` may not decide {NUMBER} on 2026-06-01; that takes: CIO",
        "`tanaka` may not decide what `tanaka` filed, endorsed or answers for",
    ))  # fmt: skip


@pytest.mark.parametrize("entry", [SUZUKI, TANAKA], ids=["requester", "owner"])
def test_who_gains_becomes_cio(accepted: Stage, entry: str) -> None:
    """Decide on one's own request after a promotion, with a fresh key → persons are compared, not posts or keys."""
    promoted(accepted, entry)
    who = entry.split('"')[1]
    accepted.attack(who, "decide", NUMBER, "approve", words=(
        f"`{who}` may not decide what `{who}` filed, endorsed or answers for",
        "another person with the authority decides",
    ))  # fmt: skip


def test_the_cio_stands_in_for_who_gains(accepted: Stage) -> None:
    """Decide as one who stands in for the requester → who stands in for somebody counts as that somebody."""
    staffed(accepted.hall, (HIRANO, HIRANO + 'acting_for = "suzuki"\n'))
    accepted.attack("hirano", "decide", NUMBER, "approve", words=(
        "`hirano` may not decide what `suzuki` filed, endorsed or answers for",
    ))  # fmt: skip


def test_who_gains_appoints_the_stand_in(office: Stage) -> None:
    """Adopt, as the requester, the people by which somebody stands in for the CIO → who gains appoints nobody."""
    hall, number = office.hall, of_the_office(office)
    hall.stand_in("kono", "hirano", by="uchida")
    decide = ("decide", number, "approve", "--acting-for", "hirano", "--ground", "出張中")
    office.attack("kono", *decide, words=(
        "`kono` stands in by the people document of 2026-06-01; `uchida` adopted it, and may not appoint who decides",
        "`hirano` decides; or somebody else adopts the people without that line",
    ))  # fmt: skip


def of_the_office(stage: Stage, *changes: tuple[str, str]) -> str:
    """A request of the office's own department, which somebody of the office files; under review."""
    hall = stage.hall
    hall.enroll("ueda", "accept,file")
    path = hall.request(IKUSEI)
    for old, new in (('department = "kodomo"', 'department = "joho"'), ('requester = "suzuki"', 'requester = "uchida"'),
                     ('owner = "tanaka"', 'owner = "ueda"'), ('deputy = "sato"', 'deputy = "takada"'),
                     *changes):  # fmt: skip
        edit(path, old, new)
    number = filed_file(hall, path)
    stage.good("ueda", "endorse", number)
    stage.good("ueda", "accept", number)
    return number


def test_who_gains_makes_a_friend_cio(office: Stage) -> None:
    """Adopt, as the requester, the people by which a friend is CIO in the own name → who gains appoints nobody."""
    hall, number = office.hall, of_the_office(office)
    friend = KONO.replace("committee_member", "cio")
    staffed(hall, (KONO, friend))
    office.attack("kono", "decide", number, "approve", words=(
        "`kono` decides by the people document of 2026-06-01; `uchida` adopted it, and may not appoint who decides",
        "another person with the authority decides; or somebody else adopts the people without that post of `kono`",
    ))  # fmt: skip
    office.attack("kono", "decide", number, "refuse", words=("may not appoint who decides",))
    office.attack("kono", "decide", number, "approve", "--urgent", "--ground", "急ぎ", words=("may not appoint",))
    hall.later(days=1)
    staffed(hall, (SUZUKI, SUZUKI.replace("鈴木 美咲", "鈴木 美")))
    office.attack("kono", "decide", number, "approve", words=("the people document of 2026-06-01",))
    office.good("hirano", "decide", number, "approve")


def test_who_gains_makes_the_committee_smaller(office: Stage) -> None:
    """Take, as the requester, the others out of the committee → the quorum is reckoned as if they were there."""
    hall, number = office.hall, of_the_office(office, ("initial_yen = 1800000", "initial_yen = 18000000"))
    left = [(f'id = "{member}"', f'id = "{member}"\nuntil = 2026-05-31') for member in ("maruyama", "imai")]
    staffed(hall, *left)
    office.good("kono", "decide", number, "approve")
    office.good("hirano", "decide", number, "approve")
    shown = office.anyone("request", "show", number).out
    assert "state: review" in shown, shown


def test_the_office_appoints_itself(accepted: Stage) -> None:
    """Adopt the people by which one stands in for the CIO oneself, and decide → nobody appoints themselves."""
    staffed(accepted.hall, (UCHIDA, UCHIDA + 'acting_for = "hirano"\n'))
    del accepted.hall.keys.known["uchida"]
    accepted.hall.enroll("uchida", "decision")
    decide = ("decide", NUMBER, "approve", "--acting-for", "hirano", "--ground", "出張中")
    accepted.attack("uchida", *decide, words=("`uchida`",))


def test_acting_for_somebody_whom_nobody_stands_in_for(accepted: Stage) -> None:
    """Decide `--acting-for` the CIO without being the stand-in → the people document says who stands in for whom."""
    accepted.attack("maruyama", "decide", NUMBER, "approve", "--acting-for", "hirano", words=(
        "`maruyama` does not stand in for `hirano` on 2026-06-01",
    ))  # fmt: skip
    content = accepted.content("acceptance.signed")
    sheet = "ab" * 32
    about = {name: content[name] for name in (
        "request", "key", "rev", "file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")}  # fmt: skip
    decision = about | {
        "acting_for": "hirano", "outcome": "refuse", "acceptance": None, "sheet_sha256": sheet, "code": code_of(sheet),
        "reason": "不要", "ends_on": None, "overrides": [], "text": "不採用",
        "conditions": [], "ground": "出張中", "urgent": False, "accepted_until": None,
    }  # fmt: skip
    draft = accepted.signed("maruyama", "decision.made", NUMBER, decision)
    accepted.forged(draft, "`maruyama` does not stand in for `hirano` on 2026-06-01")


def test_the_owners_key_signs_a_decision(accepted: Stage) -> None:
    """Sign a decision by hand with the owner's key → the roster gives that key no such role."""
    content = accepted.content("acceptance.signed") | {"outcome": "approve"}
    draft = accepted.signed("tanaka", "decision.made", NUMBER, content)
    accepted.forged(draft, "nocustom-v1-decision")


def test_the_cio_accepts_for_the_owner(office: Stage) -> None:
    """Accept somebody else's responsibility → the act of the named owner alone."""
    number = filed(office.hall)
    office.good("tanaka", "endorse", number)
    office.attack("sato", "accept", number, words=("`accept` is the act of the owner named, `tanaka`",))
    office.attack("hirano", "accept", number, words=("`accept` is the act of the owner named, `tanaka`",))


def test_two_names_with_one_key(office: Stage) -> None:
    """Enter one's own key under another's name → one person per key."""
    office.hall.keys.known["kimura"] = office.hall.keys["tanaka"]
    code, why = told(lambda: office.hall.enroll("kimura", "decision"))
    assert code == 4 and "`tanaka`" in why, why


def test_who_said_no_decides_the_appeal(accepted: Stage) -> None:
    """Decide the appeal of one's own refusal → another person with the authority decides."""
    accepted.good("hirano", "decide", NUMBER, "refuse")
    accepted.good("kurihara", "appeal", NUMBER)
    accepted.attack("hirano", "decide", NUMBER, "refuse", words=("`hirano` may not decide",))


def test_the_department_approves_what_was_declined(office: Stage) -> None:
    """Decide on a request whose owner declined → no acceptance, no approval."""
    number = filed(office.hall)
    office.good("tanaka", "endorse", number)
    office.good("tanaka", "decline", number)
    office.attack("hirano", "decide", number, "approve", words=(f"{number} is not under review but declined",
                  "nobody has accepted the responsibility"))  # fmt: skip
