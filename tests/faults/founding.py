"""Faults of the beginning: `nocustom init` furnishes a folder, `people enroll --found` begins the ledger.

What the person had stays to the byte. Init: of what it makes each file is whole or not there, and run again it makes
the rest. Founding: no ledger, and the command run again founds it; or the ledger with its roots, which verifies, and on
which the next key is entered. Never a part of one.
"""

from __future__ import annotations

from pathlib import Path

from nocustom.acts.check import ready
from nocustom.acts.doctor import Asked, doctor
from nocustom.acts.init import init
from nocustom.acts.observation import Level
from nocustom.acts.verify import verify_workspace
from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError, NotPermitted
from nocustom.ledger.mirror import Mirror
from nocustom.ledger.mirror_standing import LINES
from nocustom.ledger.sqlite import SqliteStore
from nocustom.locale import speak
from tests.acts.hall import MORNING, SAMPLES, Hall, Keys, furnished
from tests.acts.share import on_a_share
from tests.faults.outcome import listed
from tests.faults.scenes import TEMPORARY, Scene

__all__ = ["founding", "furnishing"]

ROOTS = ("cio-root", "audit-root")
LEDGER = "host/ledger/ledger.sqlite"
OFFICE, ORIGIN = "青空市", "aozora.example/nocustom"


def furnishing(scratch: Path) -> Scene:
    """A folder in which somebody has put people and systems already becomes a workspace."""
    mine, whole = scratch / "mine", scratch / "whole"
    (mine / "town/policies").mkdir(parents=True)
    for name in ("policies/people.toml", "policies/systems.toml"):
        (mine / "town" / name).write_bytes((SAMPLES / name).read_bytes())
    (mine / "town/notes.txt").write_text("mine", encoding="utf-8")
    own = listed(mine)
    for name, content in own.items():
        (whole / name).parent.mkdir(parents=True, exist_ok=True)
        (whole / name).write_bytes(content)
    init(whole / "town", OFFICE, ORIGIN)
    expected = listed(whole)

    def settled(root: Path, told: bool) -> list[str]:
        now = _without_parts(listed(root))
        wrong = [f"{name} is lost or changed" for name in own if now.get(name) != own[name]]
        wrong += [f"half of {name} is there" for name, data in now.items() if data != expected.get(name)]
        wrong += [f"{name}, which was told of, is lost" for name in expected if told and name not in now]
        wrong += _explained(root / "town")
        if any(name not in now for name in expected if "/policies/" in name) and _judges(root / "town"):
            wrong.append("a part of the policies judges")
        try:
            init(root / "town", OFFICE, ORIGIN)
        except NocustomError as error:
            return [*wrong, f"run again: {speak(error.said, 'en')}"]
        if _without_parts(listed(root)) != expected or not (root / "town/requests").is_dir():
            wrong.append("run again it did not make the rest")
        return wrong

    command = ("init", "town", "--org", OFFICE, "--origin", ORIGIN)
    return Scene("`nocustom init`", mine, command, settled)


def founding(scratch: Path, keys: Keys) -> Scene:
    """Two roots begin the ledger of an office that has a mirror on a share."""
    on_a_share(furnished(scratch / "host", keys), scratch / "share", relative=True)
    own = listed(scratch)
    held = [path.with_suffix(end) for path in (keys[person] for person in ROOTS) for end in ("", ".pub")]
    kept = {path: path.read_bytes() for path in held}

    def settled(root: Path, told: bool) -> list[str]:
        now, hall = listed(root), Hall(root / "host", keys)
        wrong = [f"{name} is lost or changed" for name in own if now.get(name) != own[name]]
        wrong += [f"the key {path.name} is lost" for path in held if path.read_bytes() != kept[path]]
        if told and LEDGER not in now:
            wrong.append("the ledger that was told of is lost")
        wrong += _explained(hall.root)
        Mirror.remarks.clear()
        try:
            hall.found(*ROOTS)
        except NotPermitted as error:
            wrong += [] if LEDGER in now else [f"run again: {speak(error.said, 'en')}"]
        except NocustomError as error:
            return [*wrong, f"run again: {speak(error.said, 'en')}"]
        try:
            return wrong + _goes_on(hall)
        except NocustomError as error:
            return [*wrong, f"half a ledger: {speak(error.said, 'en')}"]

    named = [text for person in ROOTS for text in ("--root-key", f"{person}={keys[person]}")]
    command = ("people", "enroll", "--found", *named)
    return Scene("`people enroll --found`", scratch, command, settled, at="host")


def _goes_on(hall: Hall) -> list[str]:
    """What is wrong with the ledger that was begun, also after the next key was entered."""
    wrong = [speak(problem.said, "en") for problem in verify_workspace(hall.workspace).problems]
    hall.enroll("uchida", "office")
    wrong += [speak(problem.said, "en") for problem in verify_workspace(hall.workspace).problems]
    with SqliteStore.open(hall.ledger_file) as store:
        lines = list(store.lines())
    if [b'"type":"roster.set"' in line for line in lines] != [True, True]:
        wrong.append(f"it has {len(lines)} lines")
    if (hall.root / "../share/mirror" / LINES).read_bytes() != b"".join(line + b"\n" for line in lines):
        wrong.append("the mirror is not the ledger")
    left = hall.ledger_file.parent.glob(".*")
    return wrong + [f"{path.name} is left over" for path in left]


def _explained(root: Path) -> list[str]:
    """What the next command can't explain: all that is in the way must come with a next step."""
    found = doctor(Asked(root, "utf-8", "en", cwd=root), lambda: MORNING).observations
    bad = [each for each in found if each.level is Level.problem]
    return [f"no next step: {speak(each.said, 'en')}" for each in bad
            if not each.hints and not any(finding.hints for finding in each.findings)]


def _judges(root: Path) -> bool:
    try:
        ready(Workspace(root, root), MORNING.date())
    except NocustomError:
        return False
    return True


def _without_parts(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without what is still being written: such a name begins with a dot, and no command reads it."""
    return {
        name: data for name, data in files.items()
        if not (name.endswith(".part") or name.startswith(TEMPORARY + "/"))
    }  # fmt: skip
