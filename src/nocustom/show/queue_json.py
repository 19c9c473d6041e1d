"""`nocustom queue -f json`: `"schema": "nocustom.queue/1"`."""

from __future__ import annotations

from typing import Any

from nocustom.acts.queue import Queue, Waiting
from nocustom.life.confirmation import owed
from nocustom.life.people import People
from nocustom.show.json_text import encode

__all__ = ["queue_json", "row_json"]


def queue_json(queue: Queue) -> str:
    """The object. Every value is a code, an id or an ISO day; names are beside ids."""
    rows = [row_json(row, queue.people) for row in queue.rows]
    content = {"schema": "nocustom.queue/1", "as_of": queue.today.isoformat(), "requests": rows, "disputes": [
        {"line": each.line, "dispute": each.seq, "stream": each.stream, "by": each.by, "since": each.day,
         "reason": each.reason}
        for each in queue.disputes
    ]}  # fmt: skip
    return encode(content, indent=1) + "\n"


def row_json(row: Waiting, people: People | None) -> dict[str, Any]:
    """One row."""
    found, case = row.assessment, row.case

    def person(who: str) -> dict[str, str]:
        return {"id": who, "name": who if people is None else people.name(who)}

    return {
        "number": case.number,
        "key": case.key,
        "title": found.title,
        "department": found.department,
        "department_name": found.department if people is None else people.department_name(found.department),
        "kind": row.kind.value,
        "state": case.state.value,
        "verdict": case.revision.verdict or None,
        "since": case.since,
        "days": row.days,
        "due": None if row.due is None else row.due.isoformat(),
        "late": row.late,
        "transcribed": any(cast.paper for cast in case.ballots),
        "urgent": any(cast.urgent for cast in owed(case)),
        "turn": [person(each) for each in row.turn],
        "verb": row.verb,
        "command": row.command,
        "judged_by_other_than_adopted": list(row.outdated),
    }
