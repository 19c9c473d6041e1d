"""The workspace file (`nocustom.toml`, `schema = "workspace/1"`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from nocustom.form.entry import Form, Text, entry

__all__ = ["WorkspaceFile"]

Origin = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]+$")]
Offset = Annotated[str, StringConstraints(pattern=r"^[+-][0-2][0-9]:[0-5][0-9]$")]


class Organisation(Form):
    name: Text = entry("団体名", "name", example="青空市", required=True)


class LedgerTable(Form):
    origin: Origin = entry("台帳の名", "origin", "世界で一つの名にします", "A name no other ledger has",
                           example="aozora.example/nocustom", required=True)
    location: Text | None = entry("台帳の置き場所", "location", example="ledger/ledger.sqlite")
    inbox: Text | None = entry("受付フォルダー", "inbox")
    evidence: Text | None = entry("証跡フォルダー", "evidence")


class WorkspaceFile(Form):
    schema_: Literal["workspace/1"] = entry("書式", "schema", alias="schema", required=True)
    language: Literal["ja", "en"] | None = entry("言語", "language", example="ja")
    utc_offset: Offset | None = entry("時差", "UTC offset", example="+09:00")
    organisation: Organisation = entry("団体", "organisation", required=True)
    ledger: LedgerTable = entry("台帳", "ledger", required=True)
