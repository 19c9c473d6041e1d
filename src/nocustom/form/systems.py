"""The catalogue of systems (`policies/systems.toml`, `schema = "systems/1"`)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from nocustom.form.choices import Regime
from nocustom.form.entry import Count, Form, Id, Text, entry

__all__ = ["SystemsFile"]


class Business(Form):
    id: Id = entry("符号", "id", example="child-rearing-allowance", required=True)
    name: Text = entry("名称", "name", example="児童育成手当", required=True)
    regime: Regime = entry("標準化区分", "regime", example="standard", required=True)


class Release(Form):
    version: Text = entry("版", "version", example="5.2", required=True)
    released_on: date = entry("適用日", "released on", example="2026-06-01", required=True)
    verify_by: date = entry("検証期限", "verify by", example="2026-07-01", required=True)


class CatalogueSystem(Form):
    id: Id = entry("符号", "id", example="child-allowance", required=True)
    name: Text = entry("名称", "name", example="児童手当システム", required=True)
    vendor: Text = entry("業者", "vendor", required=True)
    package: Text = entry("パッケージ", "package", required=True)
    version: Text = entry("版", "version", example="5.2", required=True)
    contract_end: date = entry("契約満了日", "contract end", example="2029-03-31", required=True)
    renewal_on: date = entry("更新予定日", "renewal", example="2029-04-01", required=True)
    releases_per_year: Count = entry("年間の版数更新", "releases per year", example=3, required=True)
    shared_with: list[Text] | None = entry("共同利用団体", "shared with", example=["東村"])
    joint_consent: bool | None = entry("共同利用団体の同意", "joint consent", example=False)
    business: list[Business] | None = entry("業務", "business")
    release: list[Release] | None = entry("版数更新", "release")


class SystemsFile(Form):
    schema_: Literal["systems/1"] = entry("書式", "schema", alias="schema", required=True)
    system: list[CatalogueSystem] = entry("システム", "system", required=True)
