"""Which files a workspace has.

    nocustom.toml            marks the folder
    policies/*.toml          layers, beside systems.toml and people.toml
    policies/tests/**/*.toml cases that the policy is tested by
    requests/**/*.toml       requests, one file each

A folder called `x.toml` and a link that leads nowhere are listed as files are, so that reading them says what is wrong;
to leave them out would be to judge less than everything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nocustom.errors import NotJudged, Usage
from nocustom.refusals import refusal
from nocustom.words import Said, say

__all__ = [
    "SETTINGS", "PEOPLE", "POLICIES", "REQUESTS", "SYSTEMS", "TESTS", "case_files", "find_root", "layer_files",
    "request_files", "shown",
]  # fmt: skip

SETTINGS = "nocustom.toml"
POLICIES = "policies"
REQUESTS = "requests"
SYSTEMS = "systems.toml"
PEOPLE = "people.toml"
TESTS = "tests"


def find_root(start: Path, explicit: Path | None = None) -> Path:
    """The folder of the workspace: `explicit`, or the first from `start` upwards that has a nocustom.toml.

    Without any, `start` itself if it has a folder `policies`: the defaults then stand for nocustom.toml. Raises Usage
    if `explicit` is no folder, and NotJudged if there is no workspace.
    """
    if explicit is not None:
        root = explicit.resolve()
        if not root.is_dir():
            raise Usage(say("there is no folder `{path}`", path=str(explicit)))
        if not _is_root(root):
            raise NotJudged(say("`{path}` is not a workspace", path=str(explicit)), *_hints())
        return root
    begin = start.resolve()
    for folder in (begin, *begin.parents):
        if os.path.lexists(folder / SETTINGS):
            return folder
    if (begin / POLICIES).is_dir():
        return begin
    raise NotJudged(say("there is no workspace in `{path}` or above it", path=str(start)), *_hints())


def _is_root(folder: Path) -> bool:
    return os.path.lexists(folder / SETTINGS) or (folder / POLICIES).is_dir()


def _hints() -> tuple[Said, ...]:
    return (
        say("a workspace is a folder with a file nocustom.toml or a folder policies"),
        say("`nocustom init` makes one"),
    )


def layer_files(root: Path) -> list[Path]:
    """The layers, sorted by name: `policies/*.toml` but systems.toml and people.toml."""
    others = (SYSTEMS, PEOPLE)
    folder = root / POLICIES
    names = [
        entry.name for entry in _listed(os.fspath(folder)) if _wanted(entry.name) and entry.name not in others
    ]
    return [folder / name for name in sorted(names)]


def case_files(root: Path) -> list[Path]:
    """The files with cases, sorted by path: all of `policies/tests`; none where there is no such folder."""
    folder = root / POLICIES / TESTS
    return request_files(folder) if os.path.lexists(folder) else []


def request_files(path: Path) -> list[Path]:
    """All files `*.toml` in and below the folder `path` (the `requests` of a workspace, or a part), sorted by path.

    Hidden files and folders are left out. Links to folders are not followed: what they lead to is outside, or is in
    the list already. A link to a file is listed only if the file is in `path`, or nowhere. What is no folder, and what
    is not there at all, is listed itself.
    """
    if path.suffix == ".toml" or not path.is_dir():
        return [path]
    return [Path(each) for each in sorted(_below(os.fspath(path), os.path.realpath(path)))]


def _below(folder: str, top: str) -> Iterator[str]:
    try:
        entries = _listed(folder)
    except NotJudged:
        yield folder  # reading it says what is wrong, and the others are still judged
        return
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        if name.lower().endswith(".toml"):
            if not entry.is_symlink() or not _outside(entry.path, top):
                yield entry.path
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, top)


def _outside(link: str, top: str) -> bool:
    target = os.path.realpath(link)
    return Path(target).exists() and os.path.commonpath((target, top)) != top


def _listed(folder: str) -> list[os.DirEntry[str]]:
    """What is in `folder`; nothing if there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise NotJudged(
            say("the folder `{path}` can't be listed", path=folder),
            say("the system says: {reason}", reason=refusal(error)),
        ) from None


def _wanted(name: str) -> bool:
    return name.lower().endswith(".toml") and not name.startswith(".")


def shown(path: Path, current: Path | None = None) -> str:
    """`path` as messages name it: from the folder `current`, with `/` on every system; whole if that is a detour."""
    here = str(current or Path.cwd())
    text = os.fspath(path)
    if text.startswith(here + os.sep) and os.pardir not in text:  # the usual case, for ten thousand files
        return text[len(here) + 1 :].replace(os.sep, "/")
    try:
        near = os.path.relpath(text, here)
    except ValueError:  # another drive of Windows
        return path.as_posix()
    detour = near.startswith(f"{os.pardir}{os.sep}{os.pardir}")
    return path.absolute().as_posix() if detour else near.replace(os.sep, "/")
