"""Whether a stream shows colours: a terminal does, unless NO_COLOR says otherwise; FORCE_COLOR has others do so too."""

from __future__ import annotations

import os
import sys
from typing import TextIO

__all__ = ["coloured"]


def coloured(stream: TextIO | None) -> bool:
    """Whether to write colours to `stream`. Nothing is said by them that words don't say."""
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced != "0"
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    return _understood()


if sys.platform == "win32":

    def _understood() -> bool:
        """Have the console of Windows read the codes; one that can't shows none."""
        import ctypes

        kernel = ctypes.windll.kernel32
        mode = ctypes.c_ulong()
        out = kernel.GetStdHandle(-11)  # standard output; standard error is the same console
        return bool(kernel.GetConsoleMode(out, ctypes.byref(mode)) and kernel.SetConsoleMode(out, mode.value | 4))

else:

    def _understood() -> bool:
        return True
