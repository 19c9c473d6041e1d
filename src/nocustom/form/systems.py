"""The catalogue of systems (`policies/systems.toml`, `schema = "systems/1"`)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from nocustom.form.choices import Regime
from nocustom.form.entry import Count, Form, Id, Text, entry

__all__ = ["SystemsFile"]


class Business(Form):
    id: Id = entry(
        "符号", "id", "要望が業務を指すときの符号です", "What a request calls the business by",
        example="child-rearing-allowance", required=True)
    name: Text = entry(
        "名称", "name", "業務の名称です", "The name of the business", example="児童育成手当", required=True)
    regime: Regime = entry(
        "標準化区分", "regime", "標準化の対象かどうかです", "Whether the business is standardized", example="standard",
        required=True)


class Release(Form):
    version: Text = entry(
        "版", "version", "適用する版です", "The version that is released", example="5.2", required=True)
    released_on: date = entry(
        "適用日", "released on", "本番に適用する日です", "The day it goes live", example="2026-06-01", required=True)
    verify_by: date = entry(
        "検証期限", "verify by", "例外の検証を終える期限です", "The last day to verify the exceptions on it",
        example="2026-07-01", required=True)


class CatalogueSystem(Form):
    id: Id = entry(
        "符号", "id", "要望がシステムを指すときの符号です", "What a request calls the system by",
        example="child-allowance",
        required=True)
    name: Text = entry(
        "名称", "name", "システムの名称です", "The name of the system", example="児童手当システム", required=True)
    vendor: Text = entry(
        "事業者", "vendor", "提供する事業者です", "Who delivers it",
        example="みどり情報サービス株式会社", required=True)
    package: Text = entry(
        "パッケージ", "package", "製品の名称です", "The name of the product", example="みどり児童", required=True)
    version: Text = entry("版", "version", "今使っている版です", "The version in use", example="5.2", required=True)
    contract_end: date = entry(
        "契約満了日", "contract end", "契約の最後の日です", "The last day of the contract", example="2029-03-31",
        required=True)
    renewal_on: date = entry(
        "更新予定日", "renewal", "次のシステムに切り替える日です", "The day the next system takes over",
        example="2029-04-01",
        required=True)
    releases_per_year: Count = entry(
        "年間の版数更新", "releases per year", "1年間に行う版数更新の回数です", "How many releases a year brings",
        example=3,
        required=True)
    shared_with: list[Text] | None = entry(
        "共同利用団体", "shared with", "共同で利用する団体を並べます。なければ書きません",
        "The bodies that share the system; left out where there are none", example=["東村"])
    joint_consent: bool | None = entry(
        "共同利用団体の同意", "joint consent", "共同利用のとき、全団体が改修に同意しているかを答えます",
        "For a shared system: do all bodies consent to changes?", example=False)
    business: list[Business] | None = entry(
        "業務", "business", "このシステムが担う業務です", "The businesses that run on the system")
    release: list[Release] | None = entry(
        "版数更新", "release", "予定と実績の版数更新です", "The releases, planned and past")


class SystemsFile(Form):
    """The systems a request can be about."""

    schema_: Literal["systems/1"] = entry(
        "書式", "schema", "このファイルの書式と版です", "Kind and version of this file", example="systems/1",
        alias="schema",
        required=True)
    system: list[CatalogueSystem] = entry(
        "システム", "system", "団体が使うシステムです", "The systems that the organisation uses", required=True)
