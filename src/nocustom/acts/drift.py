"""What lies on disk and is not what was adopted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError

__all__ = ["STREAMS", "digests", "drift"]

STREAMS = {"people": "people", "systems": "catalogue", "policy": "policy"}
"""What can be adopted, in the order in which it is, with the stream of the ledger that tells it."""


def digests(workspace: Workspace) -> dict[str, Callable[[], str]]:
    """The digest of each part as it lies on disk. Calling one raises NotJudged where its files can't be used."""
    from nocustom.acts.assess import layer_rows, policy_digest

    return {
        "people": lambda: workspace.people_document.sha256,
        "systems": lambda: workspace.systems_document.sha256,
        "policy": lambda: policy_digest(layer_rows([*workspace.policy.layers.values()])),
    }


def drift(workspace: Workspace) -> list[str]:
    """The parts that differ from what was adopted last, told cheaply for a remark: no line is verified.

    None where nothing is adopted yet. What can't be read makes no remark: `status` and `ledger verify` say what is
    wrong with it.
    """
    if not workspace.may_have_ledger:
        return []
    path = workspace.ledger.path
    if path is not None and not os.path.lexists(path):
        return []
    from nocustom.ledger.engines import open_store

    here = digests(workspace)
    try:
        with open_store(workspace.ledger.location) as store:
            adopted = {part: store.last(stream) for part, stream in STREAMS.items()}
        statements = {part: json.loads(json.loads(line)["stmt"]) for part, line in adopted.items() if line}
        named = {part: each.get("policy_sha256") or each["sha256"] for part, each in statements.items()}
        return [part for part, digest in named.items() if digest != here[part]()]
    except (NocustomError, OSError, ValueError, KeyError, TypeError):
        return []
