"""Departments, posts and people (`policies/people.toml`, `schema = "people/1"`). Public keys live in the roster."""

from __future__ import annotations

from datetime import date
from typing import Literal

from nocustom.form.entry import Count, Form, Id, Text, entry

__all__ = ["PeopleFile"]


class Department(Form):
    id: Id = entry(
        "符号", "id", "要望が部署を指すときの符号です", "What a request calls the department by", example="kodomo",
                   required=True)
    name: Text = entry(
        "名称", "name", "部署の名称です", "The name of the department", example="こども家庭課", required=True)
    from_: date | None = entry(
        "設置日", "from", "設置した日です", "The first day it exists", example="2024-04-01", alias="from")
    until: date | None = entry(
        "廃止日", "until", "存続する最後の日です", "The last day it exists", example="2027-03-31")
    successor: Id | None = entry(
        "後継部署", "successor", "廃止の後に業務を引き継ぐ部署の符号です", "The id of the department that follows it",
        example="kosodate")


class Post(Form):
    id: Id = entry(
        "符号", "id", "職を指すときの符号です", "What the post is called by", example="section_chief", required=True)
    name: Text = entry("名称", "name", "職の名称です", "The name of the post", example="課長", required=True)
    rank: Count = entry(
        "順位", "rank", "大きいほど上位の職です", "A larger number is a higher post", example=3, required=True)


class Person(Form):
    id: Id = entry(
        "符号", "id", "職員を指すときの符号です", "What the person is called by", example="tanaka", required=True)
    name: Text = entry("氏名", "name", "職員の氏名です", "The person's name", example="田中 一郎", required=True)
    department: Id = entry(
        "部署", "department", "所属する部署の符号です", "The id of the department", example="kodomo",
                           required=True)
    section: Text | None = entry("担当", "section", "係・担当の名称です", "The name of the section", example="手当係")
    post: Id = entry("職", "post", "職の符号です", "The id of the post", example="section_chief", required=True)
    from_: date | None = entry(
        "着任日", "from", "この職に就いた日です", "The first day in this post", example="2025-04-01", alias="from")
    until: date | None = entry(
        "離任日", "until", "この職にある最後の日です", "The last day in this post", example="2027-03-31")
    acting_for: Id | None = entry(
        "事務取扱・代理の相手", "acting for", "代わって事務を行う相手の職員の符号です",
        "The id of the person in whose place this one acts", example="suzuki")


class PeopleFile(Form):
    """Who works where and in which post."""

    schema_: Literal["people/1"] = entry(
        "書式", "schema", "このファイルの書式と版です", "Kind and version of this file", example="people/1",
        alias="schema",
        required=True)
    department: list[Department] = entry("部署", "department", "団体の部署です", "The departments", required=True)
    post: list[Post] = entry("職", "post", "団体の職です", "The posts", required=True)
    person: list[Person] = entry(
        "職員", "person", "職員です。異動した人は職ごとに一つずつ載せます",
        "The people; who moved has one entry per post",
        required=True)
