"""Commands as other users of this computer, each with a person who reads everything and agrees.

Root starts `python -m tests.acts.as_user`, so that the interpreter may lie where only root gets in: everything is
imported once; then for each line of JSON that comes in, a process becomes the user that it names, for good, and plays
the command. Its screen goes out as a line of JSON.
"""

from __future__ import annotations

import encodings
import importlib
import json
import os
import pkgutil
import pwd
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import nocustom

__all__ = ["Users", "users"]

REPOSITORY = Path(__file__).resolve().parents[2]


def users(count: int) -> list[str]:
    """People without rights that every system has; fewer where there are fewer."""
    return [each.pw_name for each in pwd.getpwall() if 0 < each.pw_uid < 60000][:count]


class Users:
    """The process that plays them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.acts.as_user"], cwd=REPOSITORY, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, user: str, group: int, root: Path, time: datetime, key: Path | None, *line: str) -> dict[str, Any]:
        """What came of a command: `out`, `err`, `code`."""
        asked = {"user": user, "group": group, "root": str(root), "time": time.isoformat(),
                 "line": [*line, *(() if key is None else ("--key", str(key)))]}  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        result: dict[str, Any] = json.loads(self._process.stdout.readline())
        return result

    def close(self) -> None:
        """Let them go."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=30)


def _everything() -> None:
    for package in (nocustom, encodings):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if module.name != "nocustom.__main__":
                with suppress(ImportError):  # encodings of another system
                    importlib.import_module(module.name)


def _become(user: str, group: int, root: str) -> None:
    found = pwd.getpwnam(user)
    os.setgroups([group])
    os.setgid(found.pw_gid)
    os.setuid(found.pw_uid)
    os.environ.update(USER=user, LOGNAME=user, HOME=root)
    os.umask(0o077)


def _serve() -> None:
    _everything()
    from tests.screens.played import play, willing

    play("en", "status", cwd=REPOSITORY)  # what is only loaded by a command that runs
    for line in sys.stdin:
        asked = json.loads(line)
        time = datetime.fromisoformat(asked["time"])
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            if status:
                print(json.dumps({"out": "", "err": "the process died", "code": status}), flush=True)
            continue
        ended = 1
        try:
            _become(asked["user"], asked["group"], asked["root"])
            screen = play("en", *asked["line"], cwd=Path(asked["root"]), clock=time.replace,
                          keyboard=partial(willing, "en"))  # fmt: skip
            print(json.dumps({"out": screen.out, "err": screen.err, "code": screen.code}), flush=True)
            ended = 0
        finally:
            os._exit(ended)


if __name__ == "__main__":
    _serve()
