"""SQLite as an oracle for single rules: its NULL is our unknown, its AND, OR and NOT are Kleene's.

    a field        one column, NULL where the fact is missing; a date as ISO text
    a list or set  one column for each possible member: 1, 0, or NULL where nobody knows
    a rule         one expression, `(when) AND NOT (unless)`, and one for its must
    a policy       one SELECT over all facts
"""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from nocustom.judge.truth import NO, YES
from nocustom.judge.verdict import Judgement
from tests.oracles.chance import DAY, KINDS, NAMES, RUNGS, Documents, Facts, Shape
from tests.oracles.oracle import Oracle

__all__ = ["SQLITE"]

Answer = dict[str, tuple[int | None, bool | None]]
"""By rule: whether it fires (1, 0 or None), and whether its must is met (None where it has none)."""

_COMPARED = {
    "is": "=", "is_not": "<>", "in": "IN", "not_in": "NOT IN", "over": ">", "under": "<", "at_least": ">=",
    "at_most": "<=", "after": ">", "before": "<", "on_or_after": ">=", "on_or_before": "<=",
}  # fmt: skip
_SPACES = " \t\u3000"


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))})"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"'{value.isoformat()}'" if isinstance(value, date) else str(int(value))


def _column(path: str, member: Any = None) -> str:
    """The name of a field's column, or of that of one member."""
    if member is None:
        return f'"{path}"'
    return f'"{path} {NAMES.index(member) if isinstance(member, str) else member}"'


def _members(path: str) -> list[Any]:
    members: dict[str, list[Any]] = {"list": NAMES, "set": list(RUNGS)}
    return members.get(KINDS[path], [None])


def _joined(join: str, parts: list[str]) -> str:
    return f"({f' {join} '.join(parts)})"


def _leaf(path: str, operator: str, operand: Any, values: dict[str, int]) -> str:
    kind = KINDS[path]
    if kind in ("list", "set"):
        if operator in ("has", "has_any", "has_all"):
            wanted = operand if isinstance(operand, list) else [operand]
            return _joined("AND" if operator == "has_all" else "OR", [_column(path, each) for each in wanted])
        counted = [each for each in _members(path) if operator == "empty" or not isinstance(each, str) or each.strip()]
        there = _joined("OR", [_column(path, each) for each in counted])
        return there if operand is (operator == "filled") else f"NOT {there}"
    column = _column(path)
    if operator == "filled":
        blank = f"trim({column}, '{_SPACES}') = ''" if kind in ("text", "id") else f"{column} <> {column}"
        return f"NOT ({blank})" if operand else f"({blank})"
    if kind == "int" and isinstance(operand, str):
        operand = values[operand[1:]]
    return f"({column} {_COMPARED[operator]} {_literal(operand)})"


def _condition(table: dict[str, Any], values: dict[str, int]) -> str:
    parts = []
    for key, inner in table.items():
        if key in ("any", "all", "none"):
            inside = _joined("AND" if key == "all" else "OR", [_condition(each, values) for each in inner])
            parts.append(f"NOT {inside}" if key == "none" else inside)
        else:
            parts += [_leaf(f"{key}.{name}", operator, operand, values)
                      for name, operators in inner.items() for operator, operand in operators.items()]  # fmt: skip
    return _joined("AND", parts)


def _fires(rule: dict[str, Any], values: dict[str, int]) -> str:
    when = _condition(rule["when"], values) if "when" in rule else "1"
    unless = _condition(rule["unless"], values) if "unless" in rule else "0"
    days = [f"{_literal(DAY)} {sign} {_literal(rule['effective'][end])}"
            for end, sign in (("from", ">="), ("until", "<=")) if end in rule.get("effective", {})]  # fmt: skip
    return _joined("AND", [when, f"NOT {unless}", *days])


def _row(paths: list[str], known: Facts) -> list[Any]:
    row: list[Any] = []
    for path in paths:
        value = known.get(path)
        match KINDS[path]:
            case "list":
                row += [None if value is None else name in value for name in NAMES]
            case "set":
                row += [None if value is None or rung in value[1] else rung in value[0] for rung in RUNGS]
            case "date":
                row.append(None if value is None else value.isoformat())
            case _:
                row.append(value)
    return row


def _ask(documents: Documents, known: list[Facts]) -> list[Answer]:
    (document,) = documents.values()
    rules = document["rule"]
    values = {name: each["is"] for name, each in document["values"].items()}
    wanted = [(rule["id"], _fires(rule, values), _condition(rule["must"], values) if "must" in rule else "NULL")
              for rule in rules]  # fmt: skip
    asked = " ".join(expression for _, *both in wanted for expression in both)
    paths = [path for path in KINDS if f'"{path}"' in asked or f'"{path} ' in asked]
    columns = [f"{_column(path, member)} {'INTEGER' if KINDS[path] in ('int', 'bool', 'list', 'set') else 'TEXT'}"
               for path in paths for member in _members(path)]  # fmt: skip
    base = sqlite3.connect(":memory:")
    base.execute(f"CREATE TABLE facts (number INTEGER PRIMARY KEY, {', '.join(columns)})")
    base.executemany(f"INSERT INTO facts VALUES ({', '.join('?' * (len(columns) + 1))})",
                     [[number, *_row(paths, each)] for number, each in enumerate(known)])  # fmt: skip
    selected = ", ".join(f"{fires}, {must}, COALESCE({fires}, 1) AND NOT COALESCE({must}, 0)"
                         for _, fires, must in wanted)  # fmt: skip
    answers = []
    for row in base.execute(f"SELECT {selected} FROM facts ORDER BY number"):
        answers.append({rule_id: (row[3 * place], not row[3 * place + 2] if must != "NULL" else None)
                        for place, (rule_id, _, must) in enumerate(wanted)})  # fmt: skip
    base.close()
    return answers


def _heard(judgement: Judgement) -> Answer:
    rules = zip(judgement.judge.rules, judgement.fired, judgement.met, strict=True)
    return {rule.id: ((0, None, 1)[fired], (fired == NO or met == YES) if rule.must else None)
            for rule, fired, met in rules}  # fmt: skip


SQLITE = Oracle("SQLite", Shape(("forbid", "require", "redirect", "escalate", "permit", "advise")), _ask, _heard)
