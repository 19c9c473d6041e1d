"""Would the rules take this act? Asked before anybody is shown a text, let alone asked to sign it.

    the event as it would be recorded, with the person's key but without a signature
    judged by the rules that judge every append            life.rules
    and by the roster: may this key sign in this role       ledger.roster

So a person never reads to the end what could not be signed anyhow, and there is no second opinion on who may do what.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from nocustom.acts.desk import Desk, Signer, keyless
from nocustom.acts.sent_on import sent_on
from nocustom.errors import NocustomError, NotJudged, NotPermitted
from nocustom.form.finding import Finding
from nocustom.ledger import signing
from nocustom.life.act import BY_TYPE
from nocustom.life.case import Case
from nocustom.life.event import Event, Papers, Signature
from nocustom.life.problem import LOST, Problem
from nocustom.life.rules import Rules
from nocustom.words import Said, say

__all__ = ["fingerprint", "refusal", "rehearse", "rehearse_on"]

PLACEHOLDER = "."
"""Stands for what the person will say, where the rules only ask that something is said."""


def fingerprint(signer: Signer) -> str:
    """The fingerprint of the key that will sign; empty where there is none."""
    return "" if signer.keyfile is None else signing.public_key_of(signer.keyfile).fingerprint


def rehearse(
    desk: Desk, case: Case, act: str, signer: Signer, lang: str, text: str, content: Mapping[str, Any],
    papers: Papers | None = None,
) -> None:  # fmt: skip
    """Raise NotPermitted (NotJudged where something can't be read) with every reason why this can't be recorded.

    `papers` knows a file that is to be put beside the ledger with the act.
    """
    refused = say("`{verb}` is not possible for `{person}` on {number}", verb=BY_TYPE[act].verb, person=signer.person,
                  number=case.number)  # fmt: skip
    try:
        rehearse_on(desk, case.number, act, signer, lang, text, content, refused, papers)
    except NotPermitted as error:
        raise sent_on(desk, case, act, signer, error) from None


def rehearse_on(
    desk: Desk, stream: str, act: str, signer: Signer, lang: str, text: str, content: Mapping[str, Any], refused: Said,
    papers: Papers | None = None,
) -> None:  # fmt: skip
    """The same of an act on any stream; `refused` is said where there are several reasons."""
    ns, world = desk.role(act, signer), desk.world
    stmt = {
        "v": 1, "act": act, "ledger": desk.workspace.origin, "by": signer.person, "acting_for": signer.acting_for,
        "seen": desk.ledger.seen(), "lang": lang, "text": text, "nonce": secrets.token_hex(16), **content,
    }  # fmt: skip
    event = Event(
        world.size, "", desk.ledger.leaf, stream, desk.ledger.version(stream) + 1, act,
        desk.now.isoformat(timespec="seconds"), {}, stmt, (Signature(signer.person, ns, fingerprint(signer)),),
    )  # fmt: skip
    problems = Rules(papers or desk.papers, desk.workspace.origin, world).problems(event)
    if problems:
        raise refusal(refused, problems)
    _key_fits(desk, signer, ns)


def _key_fits(desk: Desk, signer: Signer, ns: str) -> None:
    if signer.keyfile is None:
        raise keyless()
    key = signing.public_key_of(signer.keyfile)
    objection = desk.ledger.state.objection(signer.person, key, ns)
    if objection is not None:
        raise NotPermitted(objection[1], say("`nocustom people enroll` enters a key in the roster, with its roles"))


def refusal(said: Said, problems: Sequence[Problem]) -> NocustomError:
    """The error for reasons of the rules: one alone is the message, several are listed above `said`."""
    kind = NotJudged if any(problem.code in LOST for problem in problems) else NotPermitted
    if len(problems) == 1:
        return kind(problems[0].said, *problems[0].hints)
    return kind(said, findings=[Finding(problem.code, problem.said, hints=problem.hints) for problem in problems])
