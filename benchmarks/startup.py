"""Start-up: `check` of one request, and its neighbours, as ratios to `python -c pass` of the same run.

    python benchmarks/startup.py [ROUNDS]

Bar: `check` of one file at most 12 times `python -c pass`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from clock import PYTHON, in_turns, installed, line

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "requests/2026/kaigo-eight-cities.toml"
EAGER = """
import typer, tomllib, json
from rich.console import Console
from rich.table import Table
from pydantic import BaseModel
class Request(BaseModel):
    title: str | None = None
Console().print(Table())
"""


def main(rounds: int) -> None:
    """Print the table."""
    installed()
    nocustom = [PYTHON, "-m", "nocustom"]
    spent = in_turns(
        {
            "python -c pass": [PYTHON, "-c", "pass"],
            "import typer": [PYTHON, "-c", "import typer"],
            "eager typer + rich + pydantic (one class)": [PYTHON, "-c", EAGER],
            "nocustom --version": [*nocustom, "--version"],
            "nocustom --help": [*nocustom, "--help"],
            "nocustom check FILE": [*nocustom, "check", "--as-of", "2026-06-01", SAMPLE],
            "nocustom check FILE -f json": [
                *nocustom,
                "check",
                "--as-of",
                "2026-06-01",
                "-f",
                "json",
                SAMPLE,
            ],
            "nocustom explain FILE": [*nocustom, "explain", "--as-of", "2026-06-01", SAMPLE],
        },
        rounds,
        ROOT,
    )
    floor = spent["python -c pass"]
    for name, seconds in spent.items():
        print(line(name, seconds * 1000, "ms", floor * 1000, "pass"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
