"""A condition as it is written in TOML, on one line: how a mutant is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from nocustom.judge.condition import Leaf, Node

__all__ = ["value", "written"]


def written(node: Node) -> str:
    """`gap.rung = { over = 3 }`, `any = [{ ... }, { ... }]`, or all of a table, joined by commas.

    A table has no key twice: where two clauses would need the same, all of them stand in an array.
    """
    if isinstance(node, Leaf):
        return f"{node.field} = {{ {node.operator} = {value(node.operand)} }}"
    if node.join == "all":
        parts = list(_flat(node))
        if len({each.field if isinstance(each, Leaf) else each.join for each in parts}) == len(parts):
            return ", ".join(written(each) for each in parts)
    return f"{node.join} = [{', '.join(f'{{ {written(part)} }}' for part in node.parts)}]"


def _flat(node: Node) -> Iterator[Node]:
    if isinstance(node, Leaf) or node.join != "all":
        yield node
    else:
        for part in node.parts:
            yield from _flat(part)


def value(operand: Any) -> str:
    """An operand: a text in quotes, a list in brackets, true and false in small letters."""
    match operand:
        case bool():
            return "true" if operand else "false"
        case str():
            quoted = operand.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{quoted}"'
        case list() | tuple():
            return f"[{', '.join(map(value, operand))}]"
        case date():
            return operand.isoformat()
        case _:
            return str(operand)
