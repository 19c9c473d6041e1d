"""What a department and the ledger's host see of each other over a share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acts.hall import Hall
from tests.acts.share import department, on_a_share
from tests.conftest import Golden
from tests.screens.conftest import copied
from tests.screens.played import Screen, play, willing


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_over_a_share(morning: Hall, tmp_path: Path, lang: str, golden: Golden) -> None:
    host = on_a_share(copied(morning, tmp_path / "host"), tmp_path / "share", relative=True)

    def at(hall: Hall, *line: str, who: str | None = None) -> Screen:
        key = () if who is None else ("--key", str(hall.keys[who]))
        return play(lang, *line, cwd=hall.root, clock=hall.clock, hidden=key,
                    keyboard=lambda asked, shown: willing(lang, asked, shown))  # fmt: skip

    at(host, "ask", "2026-0001", "--message", "別紙の帳票はどれですか", "--me", "uchida")
    pc = department(host, tmp_path / "pc")
    shown = [at(pc, "answer", "2026-0001", "--message", "月報です", "--me", "suzuki")]
    pc.later(minutes=5)
    shown += [
        at(host, "ledger", "ingest"),
        at(pc, "decline", "2026-0001", "--reason", "検証の担当を置けない", who="tanaka"),
        at(pc, "status"),
        at(host, "status"),
    ]
    old = host.ledger_file.read_bytes()
    at(host, "withdraw", "2026-0001", "--reason", "市の標準機能で足りる", who="suzuki")
    shown += [at(host, "ledger", "ingest"), at(pc, "status")]
    host.ledger_file.write_bytes(old)
    shown.append(at(host, "ledger", "ingest"))
    golden(f"share.{lang}", "\n".join(map(str, shown)))
