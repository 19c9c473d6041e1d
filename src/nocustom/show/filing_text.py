"""The receipt of a filing and of an endorsement, and who is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nocustom.acts.endorse import Endorsed
from nocustom.acts.submit import Submitted
from nocustom.form.choices import VERDICTS
from nocustom.judge.report import questions
from nocustom.life.act import State
from nocustom.life.case import ADOPTED
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import Said, say

__all__ = ["differing_said", "endorsed_text", "submitted_text"]


def submitted_text(result: Submitted, lang: str) -> Iterator[str]:
    """Number, revision and verdict, whether it was signed, and the next command."""
    judgement = result.judgement
    yield from paragraph(
        speak(say("{number}, revision {rev}, is filed", number=result.number, rev=result.rev), lang)
    )
    verdict = VERDICTS[judgement.verdict]
    yield from paragraph(speak(say("Verdict: {verdict} ({rules})", verdict=verdict,
                                   rules=", ".join(judgement.decided_by())), lang))  # fmt: skip
    if not result.signed:
        yield from paragraph(speak(say(
            "It is not signed: it stands in the ledger as what the account at this computer filed for `{person}`",
            person=result.by), lang))  # fmt: skip
    yield from receipt(result.receipt, lang)
    for said in _next(result):
        yield from hint(said, lang)


def _next(result: Submitted) -> Iterator[Said]:
    match result.judgement.verdict:
        case "eligible" if not result.owner:
            yield say("it names no verification owner, and nobody can accept it: ask for it to be returned")
        case "eligible":
            yield say("the section chief is next: `nocustom endorse {number}`", number=result.number)
        case "incomplete" if result.waived and result.owner:
            yield _only_urgently(result.waived)
            yield say("the section chief is next: `nocustom endorse {number}`", number=result.number)
        case "incomplete":
            yield say("open questions: {count}; `nocustom check {path}` lists them, and the office returns the request "
                      "so that they can be answered", count=len(questions(result.judgement)),
                      path=result.path)  # fmt: skip
        case _:
            yield say("`nocustom check {path}` tells the reasons and the next steps", path=result.path)


def _only_urgently(rules: Sequence[str]) -> Said:
    return say("it does not keep the lead time ({rules}): it can be approved urgently only, or filed again in time",
               rules=list(rules))  # fmt: skip


def differing_said(result: Submitted) -> Said | None:
    """That the files on disk are not what was judged by; None where they are."""
    if not result.differs:
        return None
    parts = [ADOPTED[part] for part in result.differs]
    match parts:
        case [one]:
            return say(
                "policies/ differs from what is adopted ({one}); this was judged by what is adopted", one=one
            )
        case [one, two]:
            return say("policies/ differs from what is adopted ({one}, {two}); this was judged by what is adopted",
                       one=one, two=two)  # fmt: skip
        case _:
            return say(
                "policies/ differs from what is adopted in every part; this was judged by what is adopted"
            )


def endorsed_text(result: Endorsed, lang: str) -> Iterator[str]:
    """The endorsement is recorded."""
    yield from paragraph(
        speak(say("{number}, revision {rev}, is endorsed", number=result.number, rev=result.rev), lang)
    )
    yield from receipt(result.receipt, lang)
    if result.state is State.OWNER_PENDING:
        yield from hint(say("the owner `{owner}` is next: `nocustom accept {number}`, or `nocustom decline {number}`",
                            owner=result.owner, number=result.number), lang)  # fmt: skip
        if result.waived:
            yield from hint(_only_urgently(result.waived), lang)
    elif result.verdict == "eligible":
        yield from hint(
            say("it names no verification owner, and nobody can accept it: ask for it to be returned"), lang
        )
    else:
        yield from hint(say("the verdict is {verdict}: no owner is asked; the CIO office is next",
                            verdict=VERDICTS[result.verdict]), lang)  # fmt: skip

