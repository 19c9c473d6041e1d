"""Signatures that were tampered with, judged by us and by ssh-keygen: `python -m tests.ledger.mutations [COUNT]`.

    bytes       a good signature with a bit flipped, cut, with a byte dropped or put in, or a piece twice
    armour      the same in its text
    made        another form that is signed correctly: versions, hashes, reserved fields, tails, flags, namespaces,
                another key, another message, another wrapping of the text

Whatever we accept ssh-keygen is asked about; of what we refuse, one in 25, for the list of where we are stricter. COUNT
(100,000 unless told) is drawn with the same seeds in every run.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from nocustom.ledger import sshsig
from tests.ledger.ssh_by_hand import FILE_KEY, NAMESPACE, TOKEN_KEY, Judge, blob, key_line, ours, seeded

__all__ = ["MESSAGE", "STRICTER", "Tally", "judged"]

MESSAGE = '{"act":"acceptance.signed","text":"引き受けます"}'.encode()
STRICTER = {"armour", "reserved", "trailing", "presence", "version"}
"""Why we refuse what ssh-keygen accepts: each is shown by an example in test_sshsig.py."""
ASKED = 25
"""Of so many refusals one is shown to ssh-keygen as well."""

Way = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def drop(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + 1 :]


def insert(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + bytes([dice.choice(b"\0\n\r =A\xff")]) + data[at:]


def double(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at : at + dice.randrange(1, 12)] + data[at:]


WAYS: tuple[Way, ...] = (flip, cut, drop, insert, double)


def good(kind: bytes, dice: random.Random) -> bytes:
    return blob(MESSAGE, kind=kind, hash_name=dice.choice([b"sha256", b"sha512"]), counter=dice.randrange(2**32))


def made(kind: bytes, dice: random.Random) -> bytes:
    """Another form, signed as if it were right."""
    namespaces = [NAMESPACE.encode()] * 9 + [b"file", b"", NAMESPACE.encode() + b"\0", b"nocustom-v1-accept,file"]
    text = sshsig.armour(blob(
        MESSAGE if dice.random() < 0.95 else MESSAGE + b"\n", kind=kind, number=dice.choice([1] * 12 + [2]),
        namespace=dice.choice(namespaces), reserved=dice.choice([b""] * 9 + [b"x"]),
        hash_name=dice.choice([b"sha256", b"sha512"]), flags=dice.choice([1] * 5 + [5, 0, 4, 255, dice.randrange(256)]),
        counter=dice.randrange(2**32), version=dice.choice([1] * 19 + [0, 2, 2**32 - 1]),
        tail=dice.choice([b""] * 12 + [b"\0", b"x" * 40]),
    ))  # fmt: skip
    if dice.random() < 0.9:
        return text.encode()
    columns = dice.choice([64, 68, 71, 76, 10_000])
    body = "".join(text.splitlines()[1:-1])
    rows = [body[at : at + columns] for at in range(0, len(body), columns)]
    ends = dice.choice(["\n", "\n", "\r\n"])
    return ends.join([text.splitlines()[0], *rows, text.splitlines()[-1], ""]).encode()


def drawn(turn: int, dice: random.Random) -> tuple[str, bytes, bytes]:
    """How it was made, the kind of key, and the text."""
    kind = dice.choice([FILE_KEY, TOKEN_KEY])
    group = ("bytes", "armour", "made", "made")[turn % 4]
    if group == "made":
        return group, kind, made(kind, dice)
    way = dice.choice(WAYS)
    if group == "armour":
        return group, kind, way(sshsig.armour(good(kind, dice)).encode(), dice)
    return group, kind, sshsig.armour(way(good(kind, dice), dice)).encode()


@dataclass
class Tally:
    """What came out."""

    tried: Counter[str] = field(default_factory=Counter)
    both: Counter[str] = field(default_factory=Counter)
    """Accepted by us, and by ssh-keygen."""
    asked: int = 0
    """Refusals of ours that ssh-keygen was shown."""
    stricter: Counter[str] = field(default_factory=Counter)
    """Of those, accepted by ssh-keygen, by our reason."""
    wrong: list[bytes] = field(default_factory=list)
    """Accepted by us, refused by ssh-keygen: there must be none."""

    def add(self, other: Tally) -> None:
        self.tried += other.tried
        self.both += other.both
        self.asked += other.asked
        self.stricter += other.stricter
        self.wrong += other.wrong


def judged(folder: Path, seed: int, count: int, asked: int = ASKED) -> Tally:
    """Draw so many, and ask."""
    dice, tally = random.Random(seed), Tally()
    judges = {}
    for kind in (FILE_KEY, TOKEN_KEY):
        (folder / kind.decode()).mkdir(parents=True)
        judges[kind] = Judge(folder / kind.decode(), key_line(seeded(1)[0], kind))
    for turn in range(count):
        group, kind, data = drawn(turn, dice)
        tally.tried[group] += 1
        # A good signature of another key is one; that it is nobody's in the roster is said elsewhere.
        text = data.decode("latin-1")
        reason = ours(text, MESSAGE)
        if not reason and sshsig.parse(text).key.line != key_line(seeded(1)[0], kind):
            reason = "other key"
        if reason and dice.randrange(asked):
            continue
        theirs = judges[kind].accepts(data, MESSAGE)
        if not reason:
            tally.both[group] += theirs
            if not theirs:
                tally.wrong.append(data)
        else:
            tally.asked += 1
            tally.stricter[reason] += theirs
    return tally


def _part(job: tuple[str, int, int]) -> Tally:
    return judged(Path(job[0]), job[1], job[2])


def main(count: int) -> int:
    workers = os.cpu_count() or 1
    total = Tally()
    pieces = max(1, count // 2500)
    with tempfile.TemporaryDirectory() as scratch, ProcessPoolExecutor(workers) as pool:
        jobs = [(f"{scratch}/{seed}", seed, count // pieces) for seed in range(pieces)]
        for done, tally in enumerate(pool.map(_part, jobs), 1):
            total.add(tally)
            print(f"\r{done * (count // pieces):,} of {count:,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for group in ("bytes", "armour", "made"):
        print(f"| {group} | {total.tried[group]:,} | {total.both[group]:,} |")
    print(f"accepted by us and refused by ssh-keygen: {len(total.wrong)}")
    print(f"refusals shown to ssh-keygen: {total.asked:,}; it accepts, by our reason:")
    for reason, number in sorted(total.stricter.items()):
        if number:
            print(f"| {reason} | {number:,} |{'' if reason in STRICTER else '  NOT ON THE LIST'}")
    return 1 if total.wrong or {reason for reason, n in total.stricter.items() if n} - STRICTER else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
