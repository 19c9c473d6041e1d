"""`nocustom` and `python -m nocustom`: the language is settled first, then the command line is imported."""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # `typing` takes a while to import, in which Ctrl-C would end with a traceback
if TYPE_CHECKING:
    from sys import UnraisableHookArgs

__all__ = ["main"]


def main() -> int:
    """Run the command line on `sys.argv`; its exit code."""
    gc.set_threshold(50_000, 20, 20)  # a command makes little garbage; looking for it would cost a tenth of its time
    sys.unraisablehook = _not_lost
    try:
        from nocustom.cli.boundary import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before the boundary stands
        return 130


def _not_lost(swallowed: UnraisableHookArgs) -> None:
    """A Ctrl-C that compiled code swallowed (pydantic's, while it builds a validator) comes once more."""
    if not issubclass(swallowed.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(swallowed)
        return
    from _thread import interrupt_main
    from threading import Timer

    Timer(0.02, interrupt_main).start()  # not at once: what is raised in here would be swallowed too


if __name__ == "__main__":
    sys.exit(main())
