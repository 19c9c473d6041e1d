"""What happens when the section chief endorses: the request is the section's own from then on.

    the rules say whether it is this person's act          nothing is shown otherwise
    the text to be signed is shown
    the name is typed, ssh-keygen signs, it is recorded    an eligible request goes to the owner it names
"""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.accept import name_of
from nocustom.acts.changed import show_changes
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name
from nocustom.acts.rehearse import rehearse
from nocustom.acts.say_why import title_of
from nocustom.ledger.ledger import Appended
from nocustom.life.act import State
from nocustom.life.case import Case
from nocustom.life.lead_time import waived

__all__ = ["Endorsed", "endorse"]

ACT = "request.endorsed"


@dataclass(frozen=True, slots=True)
class Endorsed:
    """The section chief stands behind this revision."""

    number: str
    rev: int
    by: str
    verdict: str
    state: State
    owner: str
    waived: tuple[str, ...]
    """The rules on the lead time that only an urgent approval waives."""
    receipt: Appended


def endorse(desk: Desk, case: Case, signer: Signer, reader: Reader) -> Endorsed:
    """Hold the section chief's ceremony. Aborted, with nothing written, where the person stops it.

    NotPermitted before anything is shown where it is not this person's act or the state does not allow it.
    """
    ver, lang, content = desk.next_version(case), reader.lang, desk.about(case)
    revision = case.revision
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    rehearse(desk, case, ACT, signer, lang, text, content)
    show_changes(desk, case, signer, reader, "chief")
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver)
    now = desk.case(case.number)
    return Endorsed(case.number, revision.rev, signer.person, revision.verdict, now.state, revision.owner,
                    waived(revision.assessment), receipt)  # fmt: skip
