"""Several PCs and a share: the ledger's host, and departments that read its mirror and write into its inbox."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.acts.hall import Hall

__all__ = ["department", "lines_of", "mirror_of", "on_a_share"]


def on_a_share(hall: Hall, share: Path, *, relative: bool = False) -> Hall:
    """The hall as the host of a share, where mirror and inbox are; `relative`: as seen from the folder of any PC."""
    for name in ("mirror", "inbox"):
        (share / name).mkdir(parents=True)
    settings = hall.root / "nocustom.toml"
    at = f"../{share.name}" if relative else share.as_posix()
    named = f'mirror = "{at}/mirror"\ninbox = "{at}/inbox"\n'
    settings.write_text(settings.read_text("utf-8") + named, encoding="utf-8")
    return hall


def department(host: Hall, root: Path) -> Hall:
    """Another PC: the settings of the host, but for the place of the ledger, and its policies; no ledger."""
    root.mkdir()
    text = (host.root / "nocustom.toml").read_text("utf-8")
    settings = re.sub("^location.*$", "host = false", text, flags=re.MULTILINE)
    (root / "nocustom.toml").write_text(settings, encoding="utf-8")
    shutil.copytree(host.root / "policies", root / "policies")
    (root / "requests").mkdir()
    return Hall(root, host.keys, host.time)


def mirror_of(hall: Hall) -> Path:
    """The folder of its mirror."""
    found = hall.workspace.mirror
    assert found is not None
    return found


def lines_of(hall: Hall) -> bytes:
    """The lines of the ledger as the mirror should have them."""
    with hall.desk(writable=False) as desk:
        return b"".join(line + b"\n" for line in desk.ledger.store.lines())
