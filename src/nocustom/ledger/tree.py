"""The Merkle tree over all lines (RFC 6962, section 2.1): one root stands for every line and their order.

A leaf is SHA-256(0x00 ‖ line), a node SHA-256(0x01 ‖ left ‖ right); a tree of n leaves splits at the largest power of
two below n. The tree keeps every complete node, level by level, so the root of any earlier size is a few hashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

__all__ = ["EMPTY_ROOT", "Tree", "leaf_hash", "merkle_root"]

EMPTY_ROOT = sha256(b"").hexdigest()
"""Root of a tree without leaves."""


def leaf_hash(line: bytes) -> str:
    """Hex leaf hash of a line without its LF: event id, chain link and tree leaf in one."""
    return sha256(b"\x00" + line).hexdigest()


def merkle_root(leaves: Iterable[str]) -> str:
    """Hex root over hex leaf hashes in order."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


class Tree:
    """A growing tree that also knows the root it had at every earlier size."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._told = 0, EMPTY_ROOT
        """The size that was asked for last, and its root: nothing that comes later changes it."""

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: str) -> None:
        """Add one hex leaf hash, and every node that it completes."""
        node, height = bytes.fromhex(leaf), 0
        while True:
            if height == len(self._levels):
                self._levels.append([])
            level = self._levels[height]
            level.append(node)
            if len(level) % 2:
                return
            node, height = _node(level[-2], node), height + 1

    def root(self, size: int | None = None) -> str:
        """Hex root over the first `size` leaves, by default all. Raises IndexError beyond the end."""
        size = len(self) if size is None else size
        if size == self._told[0]:
            return self._told[1]
        if not 0 <= size <= len(self):
            raise IndexError(size)
        root: bytes | None = None
        for height in range(size.bit_length()):
            if size >> height & 1:
                peak = self._levels[height][(size >> height) - 1]
                root = peak if root is None else _node(peak, root)
        told = EMPTY_ROOT if root is None else root.hex()
        self._told = size, told
        return told


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
