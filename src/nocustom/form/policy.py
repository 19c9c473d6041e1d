"""The outer form of a policy layer (`policies/*.toml`, `schema = "policy/1"`); conditions are read by the judge."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from nocustom.form.entry import LARGEST, Form, Id, Text, entry

__all__ = ["PolicyFile"]

Effect = Literal["forbid", "require", "redirect", "escalate", "permit", "advise"]
Level = Literal["hard", "overridable"]
Quorum = Literal["one", "majority", "all"]
Role = Literal["section_chief", "department_head", "office", "cio", "committee", "owner"]
Number = Annotated[int, Field(ge=-LARGEST - 1, le=LARGEST)]
Rung = Annotated[int, Field(ge=0, le=9)]


class Days(Form):
    from_: date | None = entry("始期", "from", alias="from")
    until: date | None = entry("終期", "until")


class Head(Form):
    id: Id = entry("符号", "id", example="city-standard", required=True)
    version: Text = entry("版", "version", example="2026.1", required=True)
    effective: Days | None = entry("適用期間", "effective")
    default: Literal["refuse", "abstain"] = entry("既定", "default", required=True)
    extends: list[Text] | None = entry("上位層", "extends", example=["national.toml"])


class Value(Form):
    is_: Number = entry("値", "is", alias="is", required=True)
    may: Literal["raise", "lower"] | None = entry("変更できる向き", "may")


class Words(Form):
    ja: Text | None = entry("日本語", "Japanese")
    en: Text | None = entry("英語", "English")


class Grants(Form):
    max_months: Any | None = entry("最長月数", "longest term in months")
    quorum: Quorum | None = entry("議決", "quorum")
    owner_posts: list[Id] | None = entry("検証責任者の職", "posts that may own it")


class Example(Form):
    given: dict[str, Any] = entry("前提", "given", required=True)
    fires: Literal["yes", "no", "unknown"] = entry("該当", "fires", required=True)
    met: bool | None = entry("充足", "met")


class Rule(Form):
    id: Id = entry("規則番号", "id", example="NC-304", required=True)
    effect: Effect = entry("効果", "effect", required=True)
    level: Level | None = entry("強さ", "level")
    to: Rung | None = entry("段", "to")
    title: Words | None = entry("題名", "title")
    reason: Words | None = entry("理由", "reason")
    remedy: Words | None = entry("次の一手", "remedy")
    source: Text | None = entry("根拠", "source")
    effective: Days | None = entry("適用期間", "effective")
    when: dict[str, Any] | None = entry("条件", "when")
    unless: dict[str, Any] | None = entry("除外条件", "unless")
    must: dict[str, Any] | None = entry("要件", "must")
    grants: Grants | None = entry("許す範囲", "grants")
    example: list[Example] | None = entry("例", "example")


class Roles(Form):
    section_chief: list[Id] | None = entry("課長", "section chief")
    department_head: list[Id] | None = entry("部長", "department head")
    office: list[Id] | None = entry("CIO室", "CIO office")
    cio: list[Id] | None = entry("CIO", "CIO")
    committee: list[Id] | None = entry("委員", "committee")
    owner: list[Id] | None = entry("検証責任者", "owner")


class Authority(Form):
    from_yen: Any = entry("金額の下限", "from yen", required=True)
    role: Role = entry("決裁者", "role", required=True)
    quorum: Quorum = entry("議決", "quorum", required=True)


class PolicyFile(Form):
    schema_: Literal["policy/1"] = entry("書式", "schema", alias="schema", required=True)
    policy: Head = entry("方針", "policy", required=True)
    values: dict[str, Value] | None = entry("名前付きの値", "values")
    roles: Roles | None = entry("職の役割", "roles")
    authority: list[Authority] | None = entry("決裁権限", "authority")
    rule: list[Rule] | None = entry("規則", "rule")
