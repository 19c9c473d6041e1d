"""Every fault, at every point: `python -m tests.faults [EVENTS] [CUTS]` prints the table of docs/ledger-faults.md.

A child process appends EVENTS events (3 unless told); CUTS states are drawn for each point at which the power may go.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.acts.hall import Keys
from tests.faults.faults import MEMORY, begun, crowds, errors, kills, power_cuts
from tests.faults.mirrors import ahead, behind, junk, torn
from tests.faults.share import ingests, with_post

if __name__ == "__main__":
    events, cuts = (int(text) for text in (*sys.argv[1:], *("3", "100")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
        town = begun(Path(scratch) / "town", Keys(Path(scratch)))
        post = with_post(Path(scratch) / "post", town, Keys(Path(scratch)))
        print(f"{'fault':<54}{'points':>8}{'acknowledged':>14}{'lost':>7}{'broken':>8}")
        for result in (
            kills(town, Path(scratch) / "kills", events),
            errors(town, Path(scratch) / "errors", events),
            crowds(town, Path(scratch) / "crowds", 10),
            power_cuts(town, Path(scratch) / "cuts", events, cuts),
            power_cuts(town, Path(scratch) / "plain", events, cuts, plain=True),
            ingests(post, Path(scratch) / "ingests", every=2),
            torn(post, Path(scratch) / "torn"),
            behind(post, Path(scratch) / "behind"),
            junk(post, Path(scratch) / "junk"),
            ahead(post, Path(scratch) / "ahead"),
        ):
            print(f"{result.name:<54}{result.points:>8}{result.acknowledged:>14}{result.lost:>7}{result.broken:>8}")
            for example in result.examples[:3]:
                print("    " + example)
