"""Which keys are whose: the OpenSSH allowed_signers text of a roster, read for the rules that look at persons.

Whether a key is a sound one, and whether a signature is, is the ledger's work; here a key is a fingerprint.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import NamedTuple

__all__ = ["Enrolled", "Roster", "read"]

_LINE = re.compile(
    r'(?P<who>[A-Za-z0-9._:-]+) +namespaces="(?P<spaces>[a-z0-9,-]+)" +'
    r"(?P<kind>[a-z0-9@.-]+) +(?P<key>[A-Za-z0-9+/]+=*)(?: .*)?"
)


class Enrolled(NamedTuple):
    """One line: a person, the role namespaces of the key, its fingerprint."""

    person: str
    spaces: frozenset[str]
    key: str


@dataclass(frozen=True)
class Roster:
    """The keys that count from one position of the ledger on."""

    seq: int
    roots: tuple[Enrolled, ...]
    keys: tuple[Enrolled, ...]

    @property
    def root_keys(self) -> frozenset[str]:
        """The fingerprints of the roots."""
        return frozenset(root.key for root in self.roots)

    @cached_property
    def single(self) -> bool:
        """Whether one root key, or one person with all of them, can set the roster alone."""
        return len({root.key for root in self.roots}) < 2 or len({root.person for root in self.roots}) < 2


@lru_cache(maxsize=16)  # the rules read a roster, and what it amounts to is read again
def read(text: str) -> tuple[Enrolled, ...] | None:
    """The lines of an allowed_signers text; None where one of them is not exactly of the form we write."""
    found: list[Enrolled] = []
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        try:
            raw = b64decode(match["key"], validate=True)
        except (Error, ValueError):
            return None
        fingerprint = "SHA256:" + b64encode(sha256(raw).digest()).decode("ascii").rstrip("=")
        found.append(Enrolled(match["who"], frozenset(match["spaces"].split(",")), fingerprint))
    return tuple(found)
