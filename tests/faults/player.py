"""One command of the product, as a process of its own that can be traced, killed and made to fail.

    python -m tests.faults.player FOLDER COMMAND...

The clock stands at the office's morning, and whoever is asked agrees. After a command that ended well comes `told` on
stdout, by itself: what it promises must hold from there on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from nocustom.cli import options
from nocustom.cli.boundary import run
from nocustom.cli.terminal import Terminal
from nocustom.locale import speak
from nocustom.words import Said
from tests.acts.hall import MORNING, named
from tests.faults.traced import TOLD

__all__ = ["agreeing"]


def agreeing(asked: Said, _shown: Sequence[str]) -> str:
    """Somebody who agrees: types the end of a key or a root that was compared, or the name in the question."""
    if "key" in asked.params:
        return str(asked.params["key"])[-8:]
    return str(asked.params["root"])[-8:] if "root" in asked.params else named(speak(asked, "en"))


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    options.set_clock(lambda: MORNING)
    Terminal.keyboard = staticmethod(agreeing)
    code = run(sys.argv[2:])
    sys.stdout.flush()
    if code == 0:
        os.write(1, TOLD)
    sys.stderr.flush()
    os._exit(code)  # nothing of Python's own end is a point of interest
