"""The model of each kind of file. Importing this imports pydantic, so what judges a file uses `compiled.py` instead."""

from __future__ import annotations

from nocustom.form.cases import CasesFile
from nocustom.form.entry import Form
from nocustom.form.people import PeopleFile
from nocustom.form.policy import PolicyFile
from nocustom.form.request import RequestFile
from nocustom.form.systems import SystemsFile
from nocustom.form.workspace import WorkspaceFile

__all__ = ["MODELS"]

MODELS: dict[str, type[Form]] = {
    "request": RequestFile,
    "systems": SystemsFile,
    "people": PeopleFile,
    "workspace": WorkspaceFile,
    "policy": PolicyFile,
    "cases": CasesFile,
}
