"""The tree of RFC 6962."""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.ledger.tree import EMPTY_ROOT, Tree, leaf_hash, merkle_root

# The leaves and roots that the Certificate Transparency projects test themselves with since RFC 6962.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_roots_of_rfc_6962(size: int) -> None:
    assert merkle_root(leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]) == ROOTS[size]


def test_the_empty_tree() -> None:
    assert Tree().root() == EMPTY_ROOT == ROOTS[0]


def by_definition(leaves: list[bytes]) -> bytes:
    """Section 2.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_every_earlier_root_is_the_root_by_definition(leaves: list[bytes]) -> None:
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    for size in range(len(leaves) + 1):
        assert tree.root(size) == by_definition(leaves[:size]).hex()


@given(st.lists(st.tuples(st.binary(max_size=4), st.lists(st.integers(0, 12), max_size=3)), max_size=12))
def test_what_was_told_before_is_told_again_only_where_it_was_asked(steps: list[tuple[bytes, list[int]]]) -> None:
    tree, leaves = Tree(), list[bytes]()
    for leaf, sizes in steps:
        tree.append(leaf_hash(leaf))
        leaves.append(leaf)
        for size in (*[size for size in sizes if size <= len(leaves)], len(leaves)):
            assert tree.root(size) == by_definition(leaves[:size]).hex()


def test_no_root_beyond_the_end() -> None:
    with pytest.raises(IndexError):
        Tree().root(1)


@given(st.binary(max_size=300))
def test_sha256sum_agrees_on_leaves(line: bytes) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not installed: leaf hashes were NOT compared with it")
    done = subprocess.run(["sha256sum"], input=b"\x00" + line, capture_output=True, check=True)
    assert done.stdout.split()[0].decode() == leaf_hash(line)
