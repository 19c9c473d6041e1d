"""The JSON Schema of each kind of file, as text: `nocustom schema` prints it, a workspace keeps it for editors."""

from __future__ import annotations

import json

from nocustom.form.json_schema import file_schema
from nocustom.policy.json_schema import policy_schema

__all__ = ["KINDS", "schema_text"]

KINDS = ("request", "policy", "systems", "people", "workspace", "cases")


def schema_text(kind: str) -> str:
    """The schema of files of `kind`, two spaces a level, with its line end."""
    schema = policy_schema() if kind == "policy" else file_schema(kind)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
