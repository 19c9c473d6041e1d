"""Departments, posts and people (`policies/people.toml`, `schema = "people/1"`). Public keys live in the roster."""

from __future__ import annotations

from datetime import date
from typing import Literal

from nocustom.form.entry import Count, Form, Id, Text, entry

__all__ = ["PeopleFile"]


class Department(Form):
    id: Id = entry("符号", "id", example="kodomo", required=True)
    name: Text = entry("名称", "name", example="こども家庭課", required=True)
    from_: date | None = entry("設置日", "from", alias="from")
    until: date | None = entry("廃止日", "until")
    successor: Id | None = entry("後継部署", "successor")


class Post(Form):
    id: Id = entry("符号", "id", example="section_chief", required=True)
    name: Text = entry("名称", "name", example="課長", required=True)
    rank: Count = entry("順位", "rank", example=3, required=True)


class Person(Form):
    id: Id = entry("符号", "id", example="tanaka", required=True)
    name: Text = entry("氏名", "name", example="田中 一郎", required=True)
    department: Id = entry("部署", "department", example="kodomo", required=True)
    section: Text | None = entry("担当", "section")
    post: Id = entry("職", "post", example="section_chief", required=True)
    from_: date | None = entry("着任日", "from", alias="from")
    until: date | None = entry("離任日", "until")
    acting_for: Id | None = entry("事務取扱・代理の相手", "acting for")


class PeopleFile(Form):
    schema_: Literal["people/1"] = entry("書式", "schema", alias="schema", required=True)
    department: list[Department] = entry("部署", "department", required=True)
    post: list[Post] = entry("職", "post", required=True)
    person: list[Person] = entry("職員", "person", required=True)
