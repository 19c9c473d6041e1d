"""What every test may ask for: golden screens, the command line as its own process, and how hypothesis searches."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pytest
from hypothesis import settings

from tests import forked

if TYPE_CHECKING:
    from tests.acts.hall import Hall, Keys

GOLDEN = Path(__file__).parent / "screens" / "golden"
CI = bool(os.environ.get("CI"))

# A slow machine is no failure, and what CI finds must be found again at home.
settings.register_profile("home", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if CI else "home")


# The tests in several processes -----------------------------------------------------------------------------------


def pytest_sessionstart(session: pytest.Session) -> None:
    """Of several processes each begins with other test files: what one has compiled the others read."""
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    roots = [Path(session.config.invocation_params.dir, arg.partition("::")[0]) for arg in session.config.args]
    files = sorted({file for root in roots for file in root.rglob("test_*.py")})
    for file in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        # What is wrong with it, or has it skipped, is told when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(file.relative_to(session.config.rootpath).with_suffix("").parts))


# Golden screens ---------------------------------------------------------------------------------------------------

_USED = pytest.StashKey[set[str]]()


class Golden(Protocol):
    """Compare `text` with the golden file `name`, a path below `tests/screens/golden` without its `.txt`."""

    def __call__(self, name: str, text: str) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden screens instead of comparing them"
    )
    parser.addoption(
        "--start-python", action="store_true", help="start Python for every command, instead of forking it ready"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_USED] = set()
    if CI and config.getoption("--update-golden"):
        raise pytest.UsageError("CI compares golden screens, it never writes them")
    if config.getoption("--start-python"):
        forked.start_python()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a screen with the one that was reviewed; `--update-golden` writes it, for a review by `git diff`."""

    def compare(name: str, text: str) -> None:
        __tracebackhide__ = True
        path = GOLDEN / f"{name}.txt"
        request.config.stash[_USED].add(name)
        reviewed = path.read_bytes().decode("utf-8") if path.exists() else None
        if reviewed == text:
            return
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
            return
        if reviewed is None:
            pytest.fail(
                f"there is no golden screen {name}\nhint: pytest --update-golden\n\n{text}", pytrace=False
            )
        lines = difflib.unified_diff(
            reviewed.splitlines(), text.splitlines(), "reviewed", "now", lineterm="", n=5
        )
        pytest.fail(
            "\n".join([f"screen {name} changed", *lines, "hint: pytest --update-golden"]), pytrace=False
        )

    return compare


def unused(used: set[str], folder: Path = GOLDEN) -> list[Path]:
    """The golden files below `folder` that no test asked for."""
    return [path for path in sorted(folder.rglob("*.txt"))
            if path.relative_to(folder).with_suffix("").as_posix() not in used]  # fmt: skip


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist is done: what it used counts as used."""
    used: set[str] = node.config.stash[_USED]
    used.update(getattr(node, "workeroutput", {}).get("golden", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    used = config.stash[_USED]
    if hasattr(config, "workeroutput"):
        config.workeroutput["golden"] = sorted(used)
        return
    whole = config.args_source is not pytest.Config.ArgsSource.ARGS and not (
        config.option.keyword or config.option.markexpr or config.option.collectonly
        or config.getoption("lf", False) or config.getoption("maxfail", 0)
    )  # fmt: skip
    if not whole or exitstatus != pytest.ExitCode.OK:
        return
    if left := unused(used):
        for path in left:
            print(f"\nno test shows this screen any more: {path}", file=sys.stderr)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# The city at work, founded once -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Everybody's keys, made when first asked for."""
    from tests.acts.hall import Keys

    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def founded_city(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Hall:
    """Two roots, everybody of `tests.acts.hall.ROLES` enrolled, everything adopted. To be copied, not to act in."""
    from tests.acts.hall import opened

    return opened(tmp_path_factory.mktemp("city") / "hall", keys)


# The command line as its own process ------------------------------------------------------------------------------


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Run `nocustom *args` in a process of its own: in `cwd`, speaking `lang`, reading `stdin`, on 80 columns."""

    def __call__(
        self, *args: str | Path, lang: str = "en", cwd: Path | None = None, stdin: str = "",
        env: Mapping[str, str] | None = None,
    ) -> Ran: ...  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty folder that `run` works in."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def run(workspace: Path, tmp_path: Path) -> Run:
    """The command line as a person has it: its own process, no terminal, nothing inherited that could change it."""
    kept = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP", "USERNAME", "LOGNAME", "USER")
    plain = {name: os.environ[name] for name in kept if name in os.environ}
    plain |= {"HOME": str(tmp_path), "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}

    def command(
        *args: str | Path, lang: str = "en", cwd: Path | None = None, stdin: str = "",
        env: Mapping[str, str] | None = None,
    ) -> Ran:  # fmt: skip
        surroundings = {**plain, "NOCUSTOM_LANG": lang, **(env or {})}
        done = forked.run([*map(str, args)], cwd or workspace, surroundings, stdin.encode())
        return Ran(done.code, _text(done.out), _text(done.err))

    return command


def _text(data: bytes) -> str:
    return data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture(scope="session", autouse=True)
def _forks() -> Iterator[None]:
    yield
    forked.close()
