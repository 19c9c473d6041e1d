"""`nocustom` and `python -m nocustom`: the same program."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> int:
    """Run the command line on `sys.argv`; its exit code."""
    from nocustom import __version__

    print(f"nocustom {__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
