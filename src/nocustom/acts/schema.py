"""The JSON Schema of each kind of file, as text: `nocustom schema` prints it, a workspace keeps it for editors.

And the one schema that no editor reads: the SQL by which the owner of a PostgreSQL database makes a ledger.
"""

from __future__ import annotations

import json

from nocustom.form.json_schema import file_schema
from nocustom.ledger.postgres import sql as ledger_sql
from nocustom.policy.json_schema import policy_schema

__all__ = ["KINDS", "ledger_sql", "schema_text"]

KINDS = ("request", "policy", "systems", "people", "workspace", "cases")


def schema_text(kind: str) -> str:
    """The schema of files of `kind`, two spaces a level, with its line end."""
    schema = policy_schema() if kind == "policy" else file_schema(kind)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
