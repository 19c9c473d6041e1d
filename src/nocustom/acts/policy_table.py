"""The policy on disk as a decision table for one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nocustom.acts.check import ready
from nocustom.acts.workspace import Workspace
from nocustom.form.directory import Directory
from nocustom.judge.verdict import Judge
from nocustom.policy.table import Table, table

__all__ = ["Sheet", "policy_table"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, with what its words are taken from."""

    table: Table
    judge: Judge
    people: Directory
    organisation: str


def policy_table(workspace: Workspace, day: date) -> Sheet:
    """The table as of `day`. NotJudged with findings where anything of the workspace can't be used."""
    judge, setting = ready(workspace, day)
    return Sheet(table(judge), judge, setting.people, workspace.organisation)
