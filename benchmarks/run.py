"""All benchmarks, one after the other: `make bench`. Figures are CPU; ratios are what counts, taken in one run."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent

if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    for name in ("startup", "bulk", "judge", "writers"):
        print(f"\n== {name}")
        sys.argv = [name]
        runpy.run_path(str(HERE / f"{name}.py"), run_name="__main__")
