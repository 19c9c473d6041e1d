"""A PostgreSQL server for the tests: the one on the standard port where it lets us in, else a private one.

A private server is made from the system's binaries in a folder of its own, listens on a socket there and nowhere else,
and is gone with the tests. PostgreSQL refuses to run as root; then it runs as the system's `postgres`.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from nocustom.ledger.postgres import sql

__all__ = ["Server", "private", "server"]


@dataclass(frozen=True)
class Server:
    """Where it is, for its owner."""

    host: str
    owner: str
    database: str
    roles: list[str] = field(default_factory=list)
    """Made for ledgers here."""
    start: Callable[[], None] = lambda: None
    kill: Callable[[], None] = lambda: None
    """Of a private server: as if the machine stopped, without a farewell."""

    def url(self, role: str, schema: str = "") -> str:
        """The location of a ledger there, or of the database."""
        return f"postgresql://{role}@/{self.database}?host={self.host}" + (f"#{schema}" if schema else "")

    def run(self, text: str, **names: str) -> None:
        """Let the owner run SQL; `:"name"` stands for a name, as in psql."""
        for name, value in names.items():
            text = text.replace(f':"{name}"', f'"{value}"')
        with psycopg.connect(self.url(self.owner), autocommit=True) as owner:
            owner.execute(text.encode())

    def ledger(self) -> str:
        """The location of a new, empty ledger, for a role that may only append to it."""
        schema = "city_" + secrets.token_hex(4)
        self.run('CREATE ROLE :"writer" LOGIN', writer=schema + "_office")
        self.roles.append(schema + "_office")
        done = subprocess.run(
            [_psql(), "-q", "-v", f"ledger={schema}", "-v", f"writer={schema}_office", self.url(self.owner)],
            input=sql(), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done
        return self.url(schema + "_office", schema)


@contextmanager
def server() -> Iterator[Server | None]:
    """A server, or None where there is none at all."""
    for host in filter(None, (os.environ.get("PGHOST"), "/var/run/postgresql", "127.0.0.1")):
        for owner in {os.environ.get("PGUSER", "postgres"), pwd.getpwuid(os.getuid()).pw_name}:
            with _standing(host, owner) as found:
                if found is not None:
                    yield found
                    return
    programs = binaries()
    if programs is None:
        yield None
        return
    with private(programs) as made:
        yield made


@contextmanager
def _standing(host: str, owner: str) -> Iterator[Server | None]:
    """A database of our own on a server that runs already; None where it does not let us make one, or new roles in."""
    made = Server(host, owner, "nocustom_" + secrets.token_hex(4))
    try:
        with psycopg.connect(Server(host, owner, "postgres").url(owner), connect_timeout=3, autocommit=True) as db:
            db.execute(f'CREATE DATABASE "{made.database}" ENCODING UTF8 TEMPLATE template0'.encode())
    except psycopg.Error:
        yield None
        return
    try:
        try:
            psycopg.connect(made.url(made.ledger().partition("#")[2] + "_office")).close()
        except psycopg.Error:
            yield None
        else:
            yield made
    finally:
        with psycopg.connect(Server(host, owner, "postgres").url(owner), autocommit=True) as db:
            db.execute(f'DROP DATABASE "{made.database}" WITH (FORCE)'.encode())
            for role in made.roles:
                db.execute(f'DROP ROLE IF EXISTS "{role}"'.encode())


def _psql() -> str:
    """The program by which an owner runs SQL."""
    folder = binaries()
    return shutil.which("psql") or ("psql" if folder is None else str(folder / "psql"))


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`."""
    found = [Path(path).parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "postgres").exists()), None)


@contextmanager
def private(programs: Path, *options: str) -> Iterator[Server]:
    """A server of our own, with the durability it comes with."""
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a short name: a socket's path has some hundred characters at most
    try:
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if user is not None:
            shutil.chown(data, user)
            shutil.chown(folder, user)
        subprocess.run(
            [programs / "initdb", "-D", data, "-A", "trust", "-U", "owner", "-E", "UTF8", "--no-locale", "--no-sync"],
            check=True, capture_output=True, user=user, cwd=folder,
        )  # fmt: skip
        running: list[subprocess.Popen[bytes]] = []

        def start() -> None:
            with (folder / "log").open("ab") as log:
                running.append(subprocess.Popen(
                    [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *options],
                    stdout=subprocess.DEVNULL, stderr=log, user=user, cwd=folder, start_new_session=True,
                ))  # fmt: skip
            _wait(Server(str(folder), "owner", "postgres"))

        def kill() -> None:
            os.killpg(running[-1].pid, signal.SIGKILL)
            running[-1].wait()

        start()
        try:
            yield Server(str(folder), "owner", "postgres", start=start, kill=kill)
        finally:
            running[-1].terminate()
            running[-1].wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(made: Server) -> None:
    last = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(made.url(made.owner)).close()
        except psycopg.OperationalError:
            if time.monotonic() > last:
                raise
            time.sleep(0.05)
        else:
            return
