"""The share with really separate users: each PC is a user of its own, and the folders' permissions hold them apart.

Only root can become others, so elsewhere nothing of this is tried.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acts.as_user import Users, users
from tests.acts.hall import Hall
from tests.acts.paperwork import IKUSEI, REASON
from tests.acts.share import department, on_a_share

CITY = 61000
"""The group of everybody who may reach the share."""
NUMBER = "2026-0001"
PEOPLE = users(3) if os.name == "posix" and os.geteuid() == 0 else []

CLOSED = [str(folder) for folder in Path(__file__).resolve().parents if not folder.stat().st_mode & stat.S_IXOTH]
"""Folders above this checkout that no other user may enter: there they can't run our program either."""

pytestmark = [
    pytest.mark.skipif(len(PEOPLE) < 3, reason="only root becomes other users: this was not tried; CI does"),
    pytest.mark.skipif(bool(CLOSED), reason=f"other users can't reach this checkout, this was not tried: {CLOSED}"),
]


class Town:
    """Three users: the host's, a clerk's, an owner's."""

    def __init__(self, folder: Path, office: Hall, played: Users) -> None:
        import pwd

        self.played = played
        self.host, self.clerk, self.owner = PEOPLE
        folder.chmod(0o755)
        self.share = folder / "share"
        self.halls = {self.host: on_a_share(Hall(folder / "host", office.keys), self.share)}
        for user in (self.clerk, self.owner):
            self.halls[user] = department(self.halls[self.host], folder / user)
        self.halls[self.clerk].request(IKUSEI)
        for user, hall in self.halls.items():
            found = pwd.getpwnam(user)
            keys = hall.root / "keys"
            keys.mkdir()
            for person in {"suzuki": self.clerk, "tanaka": self.owner, "hirano": self.host}.items():
                if person[1] == user:
                    for name in (person[0], person[0] + ".pub"):
                        shutil.copyfile(office.keys[person[0]].with_name(name), keys / name)
                        (keys / name).chmod(0o600)
            for path in (hall.root, *hall.root.rglob("*")):
                os.chown(path, found.pw_uid, found.pw_gid)
            hall.root.chmod(0o700)
        ours = pwd.getpwnam(self.host).pw_uid
        self.share.chmod(0o755)
        for name, mode in (("mirror", 0o750), ("inbox", 0o1730)):
            os.chown(self.share / name, ours, CITY)
            (self.share / name).chmod(mode)

    def does(self, user: str, person: str | None, *line: str) -> dict[str, Any]:
        """A command at that user's PC."""
        hall = self.halls[user]
        key = None if person is None else hall.root / "keys" / person
        return self.played.run(user, CITY, hall.root, hall.time, key, *line)

    def ok(self, user: str, person: str | None, *line: str) -> str:
        done = self.does(user, person, *line)
        assert done["code"] == 0 and done["err"] == "", done
        return str(done["out"])


@pytest.fixture
def town(office: Hall) -> Iterator[Town]:
    """The folders, where others than root get in."""
    folder, played = Path(tempfile.mkdtemp(prefix="share-")), Users()
    try:
        shutil.copytree(office.root, folder / "host")
        yield Town(folder, office, played)
    finally:
        played.close()
        shutil.rmtree(folder)


def test_nobody_needs_the_ledger_but_its_host(town: Town) -> None:
    town.ok(town.host, None, "ledger", "ingest")  # nothing is there yet, but the mirror catches up
    town.ok(town.clerk, "suzuki", "submit", f"requests/2026/{IKUSEI}.toml")
    town.ok(town.host, None, "ledger", "ingest")
    town.ok(town.owner, "tanaka", "endorse", NUMBER)
    town.ok(town.host, None, "ledger", "ingest")
    town.ok(town.owner, "tanaka", "accept", NUMBER)
    town.ok(town.host, None, "ledger", "ingest")
    town.ok(town.host, "hirano", "decide", NUMBER, "approve", "--reason", REASON)
    for user in (town.clerk, town.owner):
        assert "waits for its receipt" not in town.ok(user, None, "status")
        assert NUMBER in town.ok(user, None, "request", "show", NUMBER)
    assert len([*(town.halls[town.owner].root / "outbox").glob("*.receipt")]) == 2

    # What the folders' permissions keep from a department, tried as the department.
    settings = town.halls[town.clerk].root / "nocustom.toml"
    text = settings.read_text("utf-8")
    ledger = town.halls[town.host].ledger_file
    settings.write_text(text.replace("host = false", f'location = "{ledger}"'), encoding="utf-8")
    assert town.does(town.clerk, None, "queue")["code"] == 3, "the ledger is not theirs to read"
    settings.write_text(text, encoding="utf-8")
    for path, mode in ((town.share / "mirror" / "ledger.jsonl", os.W_OK), (town.share / "mirror", os.W_OK),
                       (town.share / "inbox", os.R_OK)):  # fmt: skip
        assert not may(town.clerk, path, mode), path
    assert may(town.clerk, town.share / "inbox", os.W_OK | os.X_OK)


def may(user: str, path: Path, mode: int) -> bool:
    """Whether the permissions let that user do it."""
    import pwd

    found, stat = pwd.getpwnam(user), path.stat()
    shift = 6 if stat.st_uid == found.pw_uid else 3 if stat.st_gid in (CITY, found.pw_gid) else 0
    return stat.st_mode >> shift & mode == mode
