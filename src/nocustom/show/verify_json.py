"""`nocustom ledger verify -f json`: `"schema": "nocustom.verify/1"`."""

from __future__ import annotations

from nocustom.acts.verify import Verified
from nocustom.locale import speak
from nocustom.show.json_text import encode

__all__ = ["verify_json"]


def verify_json(verified: Verified, lang: str) -> str:
    """The object; `seq` counts lines from 0 and is null for the ledger as a whole."""
    report = verified.report
    content = {
        "schema": "nocustom.verify/1",
        "origin": report.origin,
        "size": report.size,
        "root": report.root,
        "provisional": verified.provisional,
        "requests": verified.requests,
        "files": verified.files,
        "witnessed": [
            {"seq": each.seq, "by": each.by, "time": each.time, "size": each.size, "root": each.root}
            for each in report.witnesses
        ],
        "restores": [
            {"seq": each.seq, "source": each.source, "size": each.size, "known_size": each.known_size}
            for each in report.restores
        ],
        "seen": [seen.shown for seen in verified.seen],
        "problems": [
            {"seq": problem.seq, "code": problem.code, "kind": problem.kind, "message": speak(problem.said, lang)}
            for problem in verified.problems
        ],
    }
    return encode(content, indent=1) + "\n"
