"""The export, judged by tools that are not ours: jq, sha256sum, ssh-keygen."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from nocustom.ledger.export import ledger_jsonl
from nocustom.ledger.tree import merkle_root
from nocustom.ledger.verify import verify_export
from tests.ledger.city import City


@pytest.fixture(autouse=True)
def _tools() -> None:
    for tool in ("jq", "sha256sum"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed: the export was NOT checked with it")


def test_every_line_is_canonical_for_jq(told: City) -> None:
    data = ledger_jsonl(told.ledger.store)
    done = subprocess.run(["jq", "-cS", "."], input=data, capture_output=True, check=True)
    assert done.stdout == data
    assert data.count(b"\n") == 6


def test_the_chain_and_the_root_for_sha256sum(told: City) -> None:
    before, leaves = None, []
    for line in ledger_jsonl(told.ledger.store).splitlines():
        assert json.loads(line)["prev"] == before
        done = subprocess.run(["sha256sum"], input=b"\0" + line, capture_output=True, check=True)
        before = done.stdout.split()[0].decode()
        leaves.append(before)
    assert told.ledger.leaf == before
    assert told.ledger.root == merkle_root(leaves)


def test_every_act_for_ssh_keygen(told: City, tmp_path: Path) -> None:
    roster, signature = tmp_path / "roster", tmp_path / "signature"
    checked = 0
    for line in ledger_jsonl(told.ledger.store).splitlines():
        event = json.loads(line)
        if event["type"] == "roster.set":
            stmt = json.loads(event["stmt"])
            roster.write_text(stmt["roster"] + stmt["roots"], encoding="utf-8")
        for sig in event["sigs"]:
            signature.write_text(sig["sig"], encoding="utf-8")
            # A key that enrols has no role for it in the roster: only the signature itself is checked.
            how = (
                ["check-novalidate"]
                if sig["ns"].endswith("enroll")
                else ["verify", "-f", str(roster), "-I", sig["by"]]
            )
            subprocess.run(
                ["ssh-keygen", "-Y", *how, "-n", sig["ns"], "-s", str(signature)],
                input=event["stmt"].encode(), capture_output=True, check=True,
            )  # fmt: skip
            checked += 1
    assert checked == 12


def test_an_older_export_is_a_prefix_of_a_newer_one(told: City) -> None:
    old, size, root = ledger_jsonl(told.ledger.store), told.ledger.size, told.ledger.root
    told.append(told.filed("2026-0002"))
    new = ledger_jsonl(told.ledger.store)
    assert new.startswith(old) and len(new) > len(old)
    assert verify_export(new, seen=[(size, root)]).problems == ()
