"""The one table of acts (5-life-of-a-request, "Acts"): who may do what, signed as what, from which state to which.

The fold, the rules before every append, and "what can I do now" all read these rows; nobody else knows a transition.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

from nocustom.words import Bilingual

__all__ = [
    "ACTS", "BY_TYPE", "NO", "OPEN", "OUTCOMES", "OWN", "Act", "Outcome", "State", "Unsigned", "Who", "namespace",
    "namespaces",
]  # fmt: skip


class State(StrEnum):
    """Where a request stands. Computed by the fold; a draft is a file and not in the ledger."""

    FILED = "filed"
    OWNER_PENDING = "owner_pending"
    REVIEW = "review"
    APPROVED = "approved"
    REFUSED = "refused"
    RETURNED = "returned"
    DECLINED = "declined"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    VOID = "void"

    @property
    def label(self) -> Bilingual:
        """The word for people."""
        return _LABELS[self]


_LABELS = {
    State.FILED: Bilingual("提出", "filed"),
    State.OWNER_PENDING: Bilingual("責任引受待ち", "owner pending"),
    State.REVIEW: Bilingual("審査", "review"),
    State.APPROVED: Bilingual("承認", "approved"),
    State.REFUSED: Bilingual("不採用", "refused"),
    State.RETURNED: Bilingual("差戻し", "returned"),
    State.DECLINED: Bilingual("引受辞退", "declined"),
    State.CLOSED: Bilingual("終結", "closed"),
    State.WITHDRAWN: Bilingual("取下げ", "withdrawn"),
    State.VOID: Bilingual("無効", "void"),
}

OPEN: frozenset[State | None] = frozenset(
    {State.FILED, State.OWNER_PENDING, State.REVIEW, State.RETURNED, State.DECLINED}
)
"""States of a request on which something is still to be done."""

NO = frozenset({"forbidden", "refused", "redirected"})
"""Verdicts that say no."""

Outcome = Literal["approve", "refuse", "return"]
OUTCOMES: dict[str, State] = {"approve": State.APPROVED, "refuse": State.REFUSED, "return": State.RETURNED}
"""What a decision that has its quorum leads to."""

Who = Literal[
    "roots", "witness", "cio", "office", "requester", "department", "section_chief", "department_head", "owner",
    "named_owner", "consulted", "decider", "concerned",
]  # fmt: skip
"""The part a person plays: `owner` must be fit to own, `named_owner` need only be named (to decline); `department` is
anybody in it, `consulted` one of another department whom the policy lets give an opinion."""

Unsigned = Literal["never", "until_accepted", "always", "only"]
"""When an act may come without a signed statement: never, as long as no acceptance was ever signed in its case, always;
or it only comes without, because it carries a signature of its own."""


@dataclass(frozen=True, slots=True)
class Act:
    """One row. `before` is empty for acts on the whole ledger; None in it means "not in the ledger yet"."""

    type: str
    verb: str
    label: Bilingual
    who: Who
    space: str
    """The role namespace, without `nocustom-v1-`."""
    before: frozenset[State | None] = frozenset()
    after: State | None = None
    """None: the state is computed (endorsement, decision, judging again) or there is none."""
    unsigned: Unsigned = "never"


def namespace(space: str) -> str:
    """The SSHSIG namespace of a role: `accept` gives `nocustom-v1-accept`."""
    return "nocustom-v1-" + space


OWN = "own"
"""The role of an act that everybody signs in a role of their own."""


@cache
def namespaces(space: str) -> tuple[str, ...]:
    """The SSHSIG namespaces in which an act of this role may be signed."""
    return tuple(map(namespace, ("file", "accept", "opinion", "office", "decision") if space == OWN else (space,)))


def _from(*states: State | None) -> frozenset[State | None]:
    return frozenset(states)


OPEN_TO_QUESTIONS = OPEN - {State.RETURNED}
"""A request that lies with its department again is changed, not asked about."""

ACTS: tuple[Act, ...] = (
    Act("roster.set", "people enroll", Bilingual("鍵名簿の設定", "roster set"), "roots", "roster"),
    Act("policy.adopted", "policy adopt", Bilingual("方針の採択", "policy adopted"), "cio", "decision"),
    Act("catalogue.adopted", "system adopt", Bilingual("システム一覧の採択", "systems adopted"), "office",
        "office"),
    Act("people.adopted", "people adopt", Bilingual("職員名簿の採択", "people adopted"), "office", "office"),
    Act("witness.added", "ledger witness", Bilingual("監査の連署", "witnessed"), "witness", "witness", unsigned="only"),
    Act("ledger.restored", "ledger restore", Bilingual("台帳の復元", "ledger restored"), "roots", "roster"),
    Act("request.filed", "submit", Bilingual("提出", "filed"), "requester", "file",
        _from(None, State.RETURNED, State.DECLINED), State.FILED, unsigned="until_accepted"),
    Act("request.endorsed", "endorse", Bilingual("課長確認", "endorsed"), "section_chief", "file",
        _from(State.FILED, State.CLOSED)),
    Act("question.asked", "ask", Bilingual("照会", "asked"), "office", "office", OPEN_TO_QUESTIONS, unsigned="always"),
    Act("question.answered", "answer", Bilingual("回答", "answered"), "department", "file", OPEN_TO_QUESTIONS,
        unsigned="always"),
    Act("request.closed", "close", Bilingual("終結", "closed"), "office", "office", _from(State.FILED), State.CLOSED),
    Act("request.insisted", "insist", Bilingual("所管課による審査の求め", "insisted"), "section_chief", "file",
        _from(State.CLOSED), State.OWNER_PENDING),
    Act("request.appealed", "appeal", Bilingual("再協議の申出", "appealed"), "department_head", "file",
        _from(State.CLOSED, State.REFUSED)),
    Act("acceptance.signed", "accept", Bilingual("責任引受", "accepted"), "owner", "accept",
        _from(State.OWNER_PENDING), State.REVIEW),
    Act("acceptance.declined", "decline", Bilingual("引受辞退", "declined"), "named_owner", "accept",
        _from(State.OWNER_PENDING, State.APPROVED), State.DECLINED),
    Act("owner.silent", "decline", Bilingual("検証責任者の無回答", "owner silent"), "office", "office",
        _from(State.OWNER_PENDING, State.APPROVED), State.DECLINED),
    Act("opinion.given", "opinion", Bilingual("合議", "opinion given"), "consulted", "opinion", _from(State.REVIEW)),
    Act("decision.made", "decide", Bilingual("決裁", "decided"), "decider", "decision", _from(State.REVIEW)),
    Act("decision.transcribed", "decide --transcribe", Bilingual("書面決裁の転記", "transcribed"), "office", "office",
        _from(State.REVIEW)),
    Act("decision.confirmed", "decide confirm", Bilingual("後閲", "confirmed"), "decider", "decision",
        _from(State.APPROVED, State.REFUSED)),
    Act("request.reassessed", "reassess", Bilingual("再判定", "judged again"), "office", "office",
        _from(State.FILED, State.OWNER_PENDING, State.REVIEW)),
    Act("acceptance.confirmed", "accept", Bilingual("条件等の承諾", "terms accepted"), "owner", "accept",
        _from(State.APPROVED)),
    Act("condition.met", "fulfil", Bilingual("条件の履行", "condition met"), "owner", "accept", _from(State.APPROVED)),
    Act("request.returned", "return", Bilingual("差戻し", "returned"), "office", "office",
        _from(State.FILED, State.REVIEW), State.RETURNED),
    Act("request.withdrawn", "withdraw", Bilingual("取下げ", "withdrawn"), "requester", "file",
        OPEN, State.WITHDRAWN),
    Act("act.disputed", "dispute", Bilingual("異議の申立て", "disputed"), "concerned", OWN),
    Act("act.disposed", "dispose", Bilingual("異議の処理", "dispute disposed of"), "office", "office"),
    Act("request.voided", "void", Bilingual("無効化", "voided"), "office", "office", OPEN, State.VOID),
)  # fmt: skip

BY_TYPE: dict[str, Act] = {act.type: act for act in ACTS}
