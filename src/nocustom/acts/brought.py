"""What the files of an act that was signed elsewhere must say: what comes out here too.

A ceremony makes these files itself, so the rules of the ledger believe them by their digest. Files that come from
elsewhere are made again, and must be the same.

    a filing, a later judgement    the assessment, by what is adopted here
    a decision                     the sheet, of the request as it stands now
    an adoption                    layers, people and systems without a mistake
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from nocustom.acts.assess import layer_rows, policy_digest
from nocustom.acts.decide import AS_ACCEPTED, still_so
from nocustom.acts.desk import Desk, Signer
from nocustom.acts.reassess import judged_anew
from nocustom.acts.submit import assessed
from nocustom.acts.terms import named_before
from nocustom.acts.workspace import checked, policy_of
from nocustom.errors import NotPermitted
from nocustom.files.document import document
from nocustom.judge.verdict import Judge
from nocustom.life import days
from nocustom.life.case import Case
from nocustom.life.deeds import Terms, conditions_of
from nocustom.words import say

__all__ = ["JUDGED", "as_here"]


def as_here(desk: Desk, stmt: dict[str, Any], files: dict[str, bytes]) -> None:
    """Raise NotPermitted where a file says otherwise than comes out here, NotJudged where it can't be used at all."""
    _adoptable(desk, stmt, files)
    judged = JUDGED.get(stmt["act"])
    if judged is not None and sha256(judged(desk, stmt, files)).hexdigest() != stmt["assessment_sha256"]:
        raise NotPermitted(
            say("the request is judged otherwise here than in the assessment that came with it"),
            say("policy, people, earlier requests or the version are others now: prepare it again with `--statement`"),
        )
    if stmt["act"] in ("decision.made", "decision.confirmed"):
        case = desk.case(stmt["request"])
        sheet = files[stmt["sheet_sha256"]].decode("utf-8", "replace")
        signer = Signer(stmt["by"], None, stmt["acting_for"])
        if not still_so(desk, case, sheet, stmt["lang"], signer, _terms(case, stmt)):
            raise NotPermitted(
                say("the sheet is not the one of {number} as it stands now", number=case.number),
                say("read it and decide again: `nocustom decide {number} OUTCOME --statement FILE`",
                    number=case.number),
            )  # fmt: skip


def _adoptable(desk: Desk, stmt: dict[str, Any], files: dict[str, bytes]) -> None:
    """Raise NotJudged with findings where what is to be adopted has a mistake, as adopting it at a terminal does."""
    if stmt["act"] in ADOPTED:
        kind, name = ADOPTED[stmt["act"]]
        checked(kind, document(files[stmt["sha256"]], shown=name))
    elif stmt["act"] == "policy.adopted":
        policy = policy_of({row["name"]: document(files[row["sha256"]], shown=row["name"]) for row in stmt["layers"]})
        Judge(policy, desk.today)  # a policy by which nothing can be judged today is not adopted
        rows = layer_rows([*policy.layers.values()])
        if rows != stmt["layers"] or policy_digest(rows) != stmt["policy_sha256"]:
            raise NotPermitted(
                say("the layers are not what their files say: id, version or digest"),
                say("prepare it again: `nocustom policy adopt policy --statement FILE`"),
            )


ADOPTED = {"people.adopted": ("people", "people.toml"), "catalogue.adopted": ("systems", "systems.toml")}
"""Adoptions of a single file: its kind and its name."""


def _filed(desk: Desk, stmt: dict[str, Any], files: dict[str, bytes]) -> bytes:
    request = document(files[stmt["file_sha256"]], shown=stmt["key"])
    return assessed(desk, request, days.read(stmt["filed_on"]) or desk.today)


def _reassessed(desk: Desk, stmt: dict[str, Any], files: dict[str, bytes]) -> bytes:
    return judged_anew(desk, desk.case(stmt["request"]), days.read(stmt["judged_on"]) or desk.today)


JUDGED: dict[str, Callable[[Desk, dict[str, Any], dict[str, bytes]], bytes]] = {
    "request.filed": _filed, "request.reassessed": _reassessed,
}  # fmt: skip
"""Acts that bring an assessment, and how it comes out here."""


def _terms(case: Case, stmt: dict[str, Any]) -> Terms:
    """The terms on the sheet: of a decision its own, of a later confirmation those of what it confirms."""
    if stmt["act"] == "decision.confirmed":
        return named_before(case) or AS_ACCEPTED
    return Terms(days.read(stmt["ends_on"]), conditions_of(stmt["conditions"]))
