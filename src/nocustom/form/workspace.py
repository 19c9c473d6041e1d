"""The workspace file (`nocustom.toml`, `schema = "workspace/1"`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from nocustom.form.entry import Form, Text, entry

__all__ = ["WorkspaceFile"]

Origin = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]+$")]
Offset = Annotated[str, StringConstraints(pattern=r"^[+-]([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Organisation(Form):
    name: Text = entry(
        "団体名", "name", "市区町村などの団体の名称です", "The name of the city, town or company", example="青空市",
        required=True)


class LedgerTable(Form):
    origin: Origin = entry(
        "台帳の名称", "origin", "ほかのどの台帳とも異なる名称にします", "A name no other ledger has",
        example="aozora.example/nocustom",
        required=True)
    location: Text | None = entry(
        "台帳の置き場所", "location", "このファイルから見た台帳のファイル、又はPostgreSQLの接続先です",
        "The ledger's file, seen from here, or its PostgreSQL server", example="ledger/ledger.sqlite")
    files: Text | None = entry(
        "台帳のファイルの置き場所", "files", "記録に伴うファイルを置くフォルダーです",
        "The folder of the files that belong to the ledger", example="ledger/blobs")
    host_key: Text | None = entry(
        "台帳の管理用の鍵", "host_key", "チェックポイントに署名する鍵のファイルです",
        "The key file that signs checkpoints", example="ledger/host-key")
    inbox: Text | None = entry(
        "受付フォルダー", "inbox", "署名された操作を受け取るフォルダーです", "The folder in which signed acts arrive",
        example="inbox")
    mirror: Text | None = entry(
        "台帳の写し", "mirror", "台帳の写しを置く共有フォルダーです",
        "The folder on a share that holds a copy of the ledger",
        example="//server/nocustom/mirror")
    host: bool | None = entry(
        "台帳を置くPC", "host", "台帳がこのPCにないときは false とします",
        "false on a PC that has no ledger and works with the share", example=False)
    evidence: Text | None = entry(
        "証跡フォルダー", "evidence", "検証の証跡を置くフォルダーです", "The folder for evidence of verifications",
        example="evidence")


class WorkspaceFile(Form):
    """What holds for a whole workspace."""

    schema_: Literal["workspace/1"] = entry(
        "書式", "schema", "このファイルの書式と版です", "Kind and version of this file", example="workspace/1",
        alias="schema", required=True)
    language: Literal["ja", "en"] | None = entry(
        "言語", "language", "画面の言語です", "The language of the screens", example="ja")
    utc_offset: Offset | None = entry(
        "時差", "UTC offset", "日付を決める協定世界時との時差です", "The offset from UTC by which days are counted",
        example="+09:00")
    organisation: Organisation = entry(
        "団体", "organisation", "この台帳を使う団体です", "Whose workspace this is", required=True)
    ledger: LedgerTable = entry(
        "台帳", "ledger", "台帳の名称と置き場所です", "The ledger's name and place", required=True)
