"""`nocustom status -f json`: `"schema": "nocustom.status/1"`."""

from __future__ import annotations

from nocustom.acts.status import Status
from nocustom.locale import speak
from nocustom.show.json_text import encode
from nocustom.show.queue_json import row_json

__all__ = ["status_json"]


def status_json(status: Status, lang: str) -> str:
    """The object; `ledger` is null where there is none yet."""
    ledger = None if status.root is None else {
        "origin": status.origin, "size": status.size, "root": status.root, "provisional": status.provisional,
    }  # fmt: skip
    content = {
        "schema": "nocustom.status/1",
        "as_of": status.today.isoformat(),
        "organisation": status.organisation,
        "ledger": ledger,
        "counts": {state.value: count for state, count in sorted(status.counts.items())},
        "in_force": status.in_force,
        "not_adopted": list(status.missing),
        "differs": list(status.differs),
        "unreadable": None if status.unread is None else speak(status.unread.said, lang),
        "requests": [row_json(row, status.people) for row in status.rows],
        "sent": [
            {
                "digest": each.digest, "act": each.act, "about": each.about, "by": each.by,
                "since": each.since.isoformat(timespec="seconds"), "state": each.state,
                "reasons": [speak(said, lang) for said in each.reasons],
            }
            for each in status.sent
        ],
        "inbox": status.waiting,
        "next": [speak(said, lang) for said in status.next],
    }
    return encode(content, indent=1) + "\n"
