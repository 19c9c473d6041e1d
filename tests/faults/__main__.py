"""Every fault, at every point: `python -m tests.faults [EVENTS] [CUTS] [PART]...` prints the table of
docs/ledger-faults.md.

A child process appends EVENTS events (3 unless told); CUTS states are drawn for each point at which the power may go.
The parts are `ledger`, `mirror`, `inbox`, `outbox`, `share`, `copies` and `founding`; without one all are played, for
some hours.
"""

from __future__ import annotations

import compileall
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.acts.hall import Keys
from tests.faults.away import failing_share, full, may_mount, vanishing
from tests.faults.copies import backing_up, beheaded, headless, old, restoring
from tests.faults.faults import MEMORY, Result, begun, crowds, errors, kills, power_cuts
from tests.faults.founding import founding, furnishing
from tests.faults.mirrors import ahead, behind, holed, junk, torn
from tests.faults.scenes import cut_off, failing, interrupted, killed
from tests.faults.share import asking, ingesting, sending, with_post
from tests.faults.traced import HERE

PARTS = ("ledger", "mirror", "inbox", "outbox", "share", "copies", "founding")


def played(part: str, scratch: Path, events: int, cuts: int) -> Iterator[Result]:
    """Every fault of one part."""
    keys = Keys(scratch)
    town = begun(scratch / "town", keys)
    post = with_post(scratch / "post", town, keys)
    match part:
        case "ledger":
            yield kills(town, scratch / "kills", events)
            yield errors(town, scratch / "errors", events)
            yield crowds(town, scratch / "crowds", 10)
            yield power_cuts(town, scratch / "cuts", events, cuts)
            yield power_cuts(town, scratch / "plain", events, cuts, plain=True)
        case "mirror":
            for play in (torn, behind, junk, ahead, holed):
                yield play(post, scratch / play.__name__)
            yield cut_off(asking(post), scratch / "cuts", cuts, apart=("share",))
        case "inbox":
            yield killed(ingesting(post), scratch / "kills", alike=True)
            yield cut_off(ingesting(post), scratch / "cuts", cuts, apart=("share",))
        case "outbox":
            scene = sending(scratch / "sending", town, keys)
            yield killed(scene, scratch / "kills")
            yield interrupted(scene, scratch / "stops")
            yield failing(scene, scratch / "errors")
            yield cut_off(scene, scratch / "cuts", cuts, apart=("share",))
        case "share":
            for place, scene in enumerate((asking(post), ingesting(post), sending(scratch / "sending", town, keys))):
                yield failing_share(scene, scratch / f"failing {place}")
                yield vanishing(scene, scratch / f"gone {place}")
                if may_mount():
                    yield full(scene, scratch / f"full {place}", range(24))
        case "copies":
            for place, scene in enumerate((
                backing_up(town, scratch / "backup"), restoring(town, scratch / "damaged", keys, headless),
                restoring(town, scratch / "old", keys, old),
                restoring(town, scratch / "taken", keys, beheaded, taken=True),
            )):  # fmt: skip
                yield killed(scene, scratch / f"kills {place}")
                yield interrupted(scene, scratch / f"stops {place}")
                yield failing(scene, scratch / f"errors {place}")
                yield cut_off(scene, scratch / f"cuts {place}", cuts)
        case "founding":
            for place, scene in enumerate((furnishing(scratch / "furnishing"), founding(scratch / "founding", keys))):
                yield killed(scene, scratch / f"kills {place}")
                yield interrupted(scene, scratch / f"stops {place}")
                yield failing(scene, scratch / f"errors {place}")
                yield cut_off(scene, scratch / f"cuts {place}", cuts, apart=("share",) if place else ())


if __name__ == "__main__":
    for name in ("src", "tests"):  # so that every run opens the same files
        compileall.compile_dir(HERE / name, quiet=2)
    words = sys.argv[1:]
    numbers = [int(word) for word in words if word.isdigit()]
    events, cuts = (*numbers, *(3, 100)[len(numbers) :])
    print(f"{'fault':<64}{'points':>8}{'acknowledged':>14}{'lost':>7}{'broken':>8}")
    for part in [word for word in words if not word.isdigit()] or PARTS:
        with tempfile.TemporaryDirectory(dir=MEMORY) as scratch:
            for result in played(part, Path(scratch), events, cuts):
                print(f"{result.name:<64}{result.points:>8}{result.acknowledged:>14}{result.lost:>7}{result.broken:>8}",
                      flush=True)  # fmt: skip
                for example in result.examples[:3]:
                    print("    " + example, flush=True)
