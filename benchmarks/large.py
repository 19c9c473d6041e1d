"""`queue`, `request list` and `request show` in a ledger with very many requests: seconds beyond a tiny one.

    python benchmarks/large.py [REQUESTS] [OPEN] [FOLDER]

The ledger is made by `city.py`, mixed, in FOLDER where one is named and used again from there; a hundred thousand
requests take some minutes and 4 GB. The index is made first, of all lines, by `ledger rebuild`, and what that takes is
told. Each command runs five times in a ledger of one request as well, as a whole process; the least CPU of each
counts. In all requests stands 手当, in one of 23 介護. Bar: 0.3 seconds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from city import City
from clock import PYTHON, cpu, installed

RUNS = 5


def main(requests: int, unfinished: int, folder: Path) -> None:
    """Print the table."""
    installed()
    big, tiny = folder / "big", folder / "tiny"
    for place, count, waiting in ((big, requests, unfinished), (tiny, 1, 0)):
        if not place.exists():
            City.founded(place).grow(count, waiting, mixed=True)
    nocustom = [PYTHON, "-m", "nocustom"]
    for place in (big, tiny):
        if not (place / "hall" / "ledger" / "ledger.sqlite.index").exists():
            seconds = cpu([*nocustom, "ledger", "rebuild"], place / "hall")
            print(f"{place.name}: index made in {seconds:.1f} s", flush=True)
    commands = {
        "queue": ["queue"], "queue --search 手当": ["queue", "--search", "手当"],
        "queue --search 介護": ["queue", "--search", "介護"],
        "request show NUMBER": ["request", "show", "2026-0002"], "request show KEY": ["request", "show", "case-000002"],
        "request list": ["request", "list"], "request list --search 手当": ["request", "list", "--search", "手当"],
        "request list --search 介護": ["request", "list", "--search", "介護"],
        "request list --search 護": ["request", "list", "--search", "護"],
        "request list --search 児童育成手当": ["request", "list", "--search", "児童育成手当"],
        "request list --search の": ["request", "list", "--search", "の"],
    }  # fmt: skip
    for title, command in commands.items():
        taken = {big: 1e9, tiny: 1e9}
        for _ in range(RUNS):
            for place, least in taken.items():
                taken[place] = min(least, cpu([*nocustom, *command], place / "hall"))
        print(f"{title:<30}{taken[big]:>8.2f} s{taken[tiny]:>8.2f} s in a tiny one"
              f"{taken[big] - taken[tiny]:>8.2f} s more")  # fmt: skip


if __name__ == "__main__":
    many, few = (int(text) if text else 0 for text in (*sys.argv[1:3], *("100000", "300")[len(sys.argv[1:3]):]))
    if sys.argv[3:]:
        main(many, few, Path(sys.argv[3]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(many, few, Path(name))
