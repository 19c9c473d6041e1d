"""Ten thousand requests: CPU a file of `check`, in one process, against reading and parsing alone.

    python benchmarks/bulk.py [FILES]

The requests are generated (about 2 KB each, Japanese text, a mix of verdicts) into a temporary workspace with the
shipped policy. Bar: at most 100 microseconds a file. The floor is reading every file and hashing it; the peer is
`tomllib` parsing it and nothing else, and `taplo lint` where that program is installed.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from clock import PYTHON, cpu, installed, line

ROOT = Path(__file__).resolve().parents[1]
READ = "import sys,hashlib,pathlib\nfor p in pathlib.Path('requests').rglob('*.toml'): hashlib.sha256(p.read_bytes())"
PARSE = "import tomllib,pathlib\nfor p in pathlib.Path('requests').rglob('*.toml'): tomllib.loads(p.read_text('utf-8'))"


def variants() -> list[str]:
    """The sample requests as templates: real text of real length."""
    samples = sorted((ROOT / "requests" / "2026").glob("*.toml"))
    return [text for path in samples if 1200 <= len((text := path.read_text("utf-8")).encode()) <= 3200]


def generate(folder: Path, files: int) -> int:
    """Write the requests; the number of bytes they have together."""
    chance = random.Random(2026)
    templates = variants()
    size = 0
    for number in range(files):
        text = templates[number % len(templates)]
        key = next(row for row in text.splitlines() if row.startswith("key = "))
        text = text.replace(key, f'key = "bench-{number:05d}"').replace(
            "hours_per_year = ", f"hours_per_year = {chance.randrange(1, 9)}", 1
        )
        data = text.encode("utf-8")
        size += len(data)
        target = folder / f"{number // 500:02d}"
        target.mkdir(parents=True, exist_ok=True)
        (target / f"bench-{number:05d}.toml").write_bytes(data)
    return size


def main(files: int) -> None:
    """Print the table."""
    installed()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "policies", folder / "policies")
        size = generate(folder / "requests", files)
        print(f"{files} requests, {size / files:.0f} bytes on average")
        nothing = [PYTHON, "-m", "nocustom", "--version"]
        commands = {
            "read + sha256": ([PYTHON, "-c", READ], [PYTHON, "-c", "import hashlib,pathlib"]),
            "tomllib, parsing only": ([PYTHON, "-c", PARSE], [PYTHON, "-c", "import tomllib,pathlib"]),
            "nocustom check": ([PYTHON, "-m", "nocustom", "check", "--as-of", "2026-06-01"], nothing),
            "nocustom check -f json": (
                [PYTHON, "-m", "nocustom", "check", "--as-of", "2026-06-01", "-f", "json"],
                nothing,
            ),
        }
        if (taplo := shutil.which("taplo")) is not None:
            commands["taplo lint"] = ([taplo, "lint", "requests/**/*.toml"], [taplo, "--version"])
        said = subprocess.run(commands["nocustom check"][0], cwd=folder, capture_output=True, text=True, check=False)
        if said.returncode != 1 or f": {files} " not in said.stdout:
            sys.exit(f"`check` did not judge all of them:\n{said.stdout[-500:]}{said.stderr}")
        spent = {}
        for title, (command, start) in commands.items():
            runs = sorted(cpu(command, folder) - cpu(start, folder) for _ in range(3))
            spent[title] = runs[1] / files * 1e6
        for title, micros in spent.items():
            print(line(title, micros, "us", spent["tomllib, parsing only"], "tomllib alone"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
