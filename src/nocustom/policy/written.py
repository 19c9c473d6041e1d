"""A condition as it is written in TOML, on one line: how a mutant is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from nocustom.judge.condition import Leaf, Node

__all__ = ["value", "written"]


def written(node: Node) -> str:
    """`gap.rung = { over = 3 }`, or `any = [{ ... }, { ... }]`; all of a table are joined by commas."""
    if isinstance(node, Leaf):
        return f"{node.field} = {{ {node.operator} = {value(node.operand)} }}"
    if node.join == "all":
        return ", ".join(written(part) for part in node.parts)
    return f"{node.join} = [{', '.join(f'{{ {written(part)} }}' for part in node.parts)}]"


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
