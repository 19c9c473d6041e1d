"""What verifying costs: everything, the lines alone, the chain alone, beside PyNaCl and `sha256sum` on the same bytes.

    python benchmarks/verify.py [REQUESTS]

A ledger of eight lines a request, four of them signed (`city.py`): 12,500 requests are 100,000 lines with 50,000
signatures. Each part is taken three times in turns and its least wall-clock time counts, for verifying uses every
processor (`sha256sum`, as a process, by its CPU). Bars: twice PyNaCl alone, three times `sha256sum` for hash and chain.
"Everything" reads and judges the files besides, three a request (request, assessment, sheet), some 20 KB. Its floor is
PyNaCl after reading, hashing and parsing all these bytes, with nothing asked of them, by one processor.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256, sha512
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import orjson
from clock import cpu, line
from nacl.bindings import crypto_sign_open

from nocustom.ledger import sshsig
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.event_types import TYPES
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.tree import Tree, leaf_hash
from nocustom.ledger.verify import verify


def signatures(lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """What PyNaCl is asked: signature with the signed bytes, and the key."""
    found: list[tuple[bytes, bytes]] = []
    for text in lines:
        value = json.loads(text)
        for sig in value["sigs"]:
            read = sshsig.parse(sig["sig"])
            digest = sshsig._HASHES[read.hash_name](value["stmt"].encode()).digest()
            signed = sshsig._preamble(sig["ns"], read.hash_name) + digest
            found.append((read.raw + signed, read.key.point))
    return found


def chained(lines: list[bytes]) -> str:
    """The root, and that each line names the one before it."""
    tree, last = Tree(), None
    for seq, text in enumerate(lines):
        value = json.loads(text)
        assert (value["seq"], value["prev"]) == (seq, last)
        last = leaf_hash(text)
        tree.append(last)
    return tree.root()


def handled(lines: list[bytes], files: Blobs) -> None:
    """Every line, statement and file is read, hashed and parsed; nobody asks what they say."""
    for text in lines:
        value = orjson.loads(text)
        sha256(text).digest()
        stmt = value["stmt"]
        content = value["body"] if stmt is None else orjson.loads(stmt)
        if stmt is not None:
            sha512(stmt.encode()).digest()
        for digest in TYPES[value["type"]].brought_by(content):
            data = files.get(digest)  # which hashes it
            if data.startswith(b"{"):
                orjson.loads(data)


def spent(work: Callable[[], object]) -> float:
    """Seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(requests: int) -> None:
    """Print the table."""
    from city import City

    # Not above: another process begins with this file, and would wait for its many imports.
    with tempfile.TemporaryDirectory() as name:
        city = City.founded(Path(name))
        city.grow(requests)
        place = city.hall.workspace.ledger
        with Ledger.open(place, origin="aozora.example/nocustom") as ledger:
            lines = list(ledger.store.lines())
            bare = signatures(lines)
            data = Path(name) / "ledger.jsonl"
            data.write_bytes(b"".join(text + b"\n" for text in lines))
            mean = data.stat().st_size / len(lines)
            print(f"{len(lines)} lines, {mean:.0f} bytes on average, {len(bare)} signatures")

            def everything() -> None:
                assert ledger.verify().problems == ()

            def only_lines(processes: int | None = None) -> None:
                assert verify(lines, processes=processes).problems == ()

            parts: dict[str, Callable[[], float]] = {
                "PyNaCl, signatures alone": lambda: spent(lambda: [crypto_sign_open(*each) for each in bare]),
                "lines and signatures": lambda: spent(only_lines),
                "the same by one processor": lambda: spent(lambda: only_lines(0)),
                "everything, with files and rules": lambda: spent(everything),
                "the floor of that": lambda: spent(
                    lambda: (handled(lines, ledger.blobs), [crypto_sign_open(*each) for each in bare])
                ),
                "sha256sum": lambda: cpu(["sha256sum", str(data)]) - cpu(["sha256sum", "/dev/null"]),
                "hash and chain": lambda: spent(lambda: chained(lines)),
            }
            least = {title: float("inf") for title in parts}
            for _ in range(3):
                for title, part in parts.items():
                    least[title] = min(least[title], part())
    for title, seconds in least.items():
        of = "sha256sum" if title in ("sha256sum", "hash and chain") else "PyNaCl, signatures alone"
        print(line(title, seconds / len(lines) * 1e6, "us", least[of] / len(lines) * 1e6, of))


if __name__ == "__main__":
    subprocess.run(["sha256sum", "--version"], check=True, stdout=subprocess.DEVNULL)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12_500)
