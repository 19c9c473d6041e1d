"""`nocustom` and `python -m nocustom`: the language is settled first, then the command line is imported."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> int:
    """Run the command line on `sys.argv`; its exit code."""
    try:
        from nocustom.cli.boundary import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before the boundary stands
        return 130


if __name__ == "__main__":
    sys.exit(main())
