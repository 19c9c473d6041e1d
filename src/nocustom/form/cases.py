"""Whole requests with the verdict they must get (`policies/tests/*.toml`, `schema = "cases/1"`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from nocustom.form.entry import Form, Id, Text, entry

__all__ = ["CasesFile"]

Verdict = Literal["forbidden", "refused", "redirected", "incomplete", "eligible"]
Rung = Annotated[int, Field(ge=0, le=9)]


class Case(Form):
    title: Text | None = entry(
        "題名", "title", "事例の題名です", "What the case shows", example="便利になるだけの改修は認めない")
    request: Text | None = entry(
        "要望", "request", "要望のファイルです（作業フォルダーからのパス）",
        "The request's file, as seen from the workspace",
        example="requests/2026/jumin-issue-button.toml")
    given: dict[str, Any] | None = entry(
        "前提", "given", "要望の項目とその値です。要望のファイルがあるときは、その項目を置き換えます",
        "Fields of the form and what they hold; beside a request's file they replace what stands there")
    as_of: date | None = entry(
        "判定日", "as of", "この事例だけの判定日です", "The judging day of this case alone", example="2026-06-01")
    verdict: Verdict = entry(
        "判定", "verdict", "出るべき判定です", "The verdict that must come out", example="refused", required=True)
    rules: list[Id] | None = entry(
        "決め手", "rules", "判定を決める規則です", "The rules that must make the verdict", example=["NC-301"])
    questions: list[Text] | None = entry(
        "質問", "questions", "尋ねるべき項目です（様式の順）", "The fields that must be asked for, in the form's order",
        example=["cost.initial_yen"])
    to: list[Rung] | None = entry(
        "案内先の段", "to", "次の一手が導くべき段です", "The rungs to which the next steps must lead", example=[4])


class CasesFile(Form):
    """Cases that the policy of a workspace is tested by."""

    schema_: Literal["cases/1"] = entry(
        "書式", "schema", "このファイルの書式と版です", "Kind and version of this file", example="cases/1",
        alias="schema", required=True)
    as_of: date = entry(
        "判定日", "as of", "事例を判定する日です", "The day on which the cases are judged", example="2026-06-01",
        required=True)
    case: list[Case] = entry("事例", "case", "事例の一覧です", "The cases", required=True)
