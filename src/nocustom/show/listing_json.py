"""`nocustom request list -f json`: `"schema": "nocustom.request-list/1"`."""

from __future__ import annotations

from typing import Any

from nocustom.acts.listing import Listed, Listing
from nocustom.life.people import People
from nocustom.show.json_text import encode

__all__ = ["listing_json"]


def listing_json(listing: Listing) -> str:
    """The object. Every value is a code, an id or an ISO day; names are beside ids."""
    rows = [_row(row, listing.people) for row in listing.rows]
    content = {"schema": "nocustom.request-list/1", "requests": rows, "more": listing.more}
    return encode(content, indent=1) + "\n"


def _row(row: Listed, people: People | None) -> dict[str, Any]:
    return {
        "number": row.number,
        "key": row.key,
        "path": row.path or None,
        "title": row.title,
        "department": row.department,
        "department_name": row.department if people is None else people.department_name(row.department),
        "state": None if row.state is None else row.state.value,
        "verdict": row.verdict or None,
        "filed_on": row.filed_on or None,
    }
