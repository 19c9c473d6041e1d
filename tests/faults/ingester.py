"""One `ledger ingest` at the host of a share, to be killed: `python -m tests.faults.ingester ROOT`."""

from __future__ import annotations

import sys
from pathlib import Path

from nocustom.acts.desk import Desk
from nocustom.acts.ingest import ingest_inbox
from nocustom.acts.workspace import Workspace
from tests.acts.hall import MORNING

if __name__ == "__main__":
    root = Path(sys.argv[1])
    with Desk.open(Workspace(root, root), lambda: MORNING, writable=True) as desk:
        print(len(ingest_inbox(desk).taken))
