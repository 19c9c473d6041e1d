"""What is read again whenever somebody looks into it looks like what was kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nocustom.ledger.thrifty import _Again

SAID: dict[str, Any] = {"request": {"key": "a", "life": {"ends_on": "2029-03-31"}}, "rules": [{"id": "NC-1"}], "v": 1}
LOOKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "item": lambda table: table["v"], "get": lambda table: (table.get("v"), table.get("x"), table.get("x", 2)),
    "in": lambda table: ("v" in table, "x" in table), "len": len, "bool": bool, "list": list,
    "keys": lambda table: [*table.keys()], "values": lambda table: [*table.values()],
    "items": lambda table: [*table.items()], "spread": lambda table: {**table}, "dict": dict,
    "copy": lambda table: table.copy(), "or": lambda table: table | {"x": 1},
    "other or": lambda table: {"x": 1} | table, "reversed": lambda table: [*reversed(table)], "repr": repr,
    "same": lambda table: (table == SAID, table == SAID, table != SAID, table != SAID),
    "other": lambda table: (table == {}, table == {}, table != {}, table != {}),
    "inner": lambda table: (table["request"] == SAID["request"], SAID["request"] != table.get("request")),
    "inner items": lambda table: [*table["request"].items()], "missing": lambda table: "x" in table["request"],
}  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_it_looks_the_same(look: str) -> None:
    assert LOOKS[look](_Again(lambda: SAID, tables=True)) == LOOKS[look](SAID)


def test_whatever_looks_into_a_dict_is_looked_at_here() -> None:
    """A method of dict that a later Python brings would look into an empty one."""
    changing = {"__setitem__", "__delitem__", "__ior__", "clear", "pop", "popitem", "setdefault", "update"}
    ordinary = {"__class_getitem__", "__doc__", "__getattribute__", "__init__", "__new__", "__sizeof__", "fromkeys",
                "__hash__"}  # fmt: skip
    ordered = {"__lt__", "__le__", "__gt__", "__ge__"}  # which no dict is
    assert {*vars(dict)} - changing - ordinary - ordered <= {*vars(_Again)}
