"""The city hall that the tests of acts play in: the sample city's files, real keys, a clock that is set by hand."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nocustom.acts.adopt import adopt
from nocustom.acts.desk import Desk, Signer
from nocustom.acts.enroll import RootKey, enroll, found
from nocustom.acts.workspace import Workspace
from nocustom.cli.boundary import tell
from nocustom.errors import NocustomError, NotPermitted
from nocustom.locale import speak
from nocustom.words import Said, say

SAMPLES = Path(__file__).resolve().parents[2]
MORNING = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
"""09:30 on 1 June 2026 in Japan: the day for which the samples are written."""

ROLES = {
    "suzuki": "file", "sato": "accept,file", "tanaka": "accept,file", "kurihara": "file", "uchida": "office",
    "hirano": "decision", "maruyama": "decision", "imai": "decision", "kono": "decision",
}  # fmt: skip
"""Who has a key for what: a clerk, her colleague, their chief and head, the CIO office, the CIO, the committee."""


class Recalled:
    """An answer that does not stand in the question but in what was shown before."""

    def __init__(self, find: Callable[[Sequence[str]], str]) -> None:
        self.find = find


class Script:
    """A person at the terminal who reads everything and answers from a list; each answer may look at the question."""

    in_person = True

    def __init__(self, *answers: str | Callable[[str], str] | Recalled, lang: str = "en") -> None:
        self.lang = lang
        self.answers = list(answers)
        self.texts: list[str] = []
        self.questions: list[str] = []

    def read(self, text: str) -> None:
        """Keep what was shown."""
        self.texts.append(text)

    def answer(self, question: Said) -> str:
        """The next answer; NotPermitted when the list is at its end, as without a terminal."""
        asked = speak(question, self.lang)
        self.questions.append(asked)
        if not self.answers:
            raise NotPermitted(say("nobody is there to answer: {asked}", asked=asked))
        answer = self.answers.pop(0)
        if isinstance(answer, Recalled):
            return answer.find(self.texts)
        return answer if isinstance(answer, str) else answer(asked)


def named(question: str) -> str:
    """The answer to a question for one's name: what stands in back quotes."""
    return question.split("`")[1]


def end_of_fingerprint(question: str) -> str:
    """The answer to a root's question."""
    return question.partition("SHA256:")[2][:43][-8:]


class Willing(Script):
    """Answers every question for a name or a fingerprint as it should be, and `yes` to everything else."""

    def answer(self, question: Said) -> str:
        asked = speak(question, self.lang)
        self.questions.append(asked)
        if "SHA256:" in asked:
            return end_of_fingerprint(asked)
        return named(asked) if "name" in question.params else "yes"


def told(act: Callable[[], object]) -> tuple[int, str]:
    """The exit code an act that fails ends with, and what the person reads on stderr, in English and unwrapped."""
    said = io.StringIO()
    with redirect_stderr(said):
        try:
            act()
        except NocustomError as error:
            tell(error)
            return error.exit, re.sub(r"\n  (?![ =|])", " ", said.getvalue().rstrip("\n"))
    raise AssertionError("it did not fail")


@dataclass
class Keys:
    """Key files by person, made by ssh-keygen when first asked for."""

    folder: Path
    known: dict[str, Path] = field(default_factory=dict)

    def __getitem__(self, person: str) -> Path:
        if person not in self.known:
            path = self.folder / person
            self.known[person] = path if path.exists() else make_key(path)
        return self.known[person]


def make_key(path: Path, kind: str = "ed25519") -> Path:
    """A new key file without a passphrase."""
    subprocess.run(
        ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", str(path)],
        check=True, stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    return path


@dataclass
class Hall:
    """One office: its folder, its keys, its clock. `desk()` opens the ledger for one act."""

    root: Path
    keys: Keys
    time: datetime = MORNING

    def clock(self) -> datetime:
        """The instant on the wall."""
        return self.time

    def later(self, **by: float) -> None:
        """Let time pass: `later(days=1)`."""
        self.time += timedelta(**by)

    @property
    def workspace(self) -> Workspace:
        """The workspace, freshly read."""
        return Workspace(self.root, self.root)

    @property
    def ledger_file(self) -> Path:
        """Where its ledger is, or would be."""
        path = self.workspace.ledger.path
        assert path is not None
        return path

    def desk(self, *, writable: bool = True) -> Desk:
        """The desk, to be used in a `with` statement."""
        return Desk.open(self.workspace, self.clock, writable=writable)

    def signer(self, person: str, acting_for: str | None = None) -> Signer:
        """The person with the key."""
        return Signer(person, self.keys[person], acting_for)

    def roots(self, *people: str) -> list[RootKey]:
        """Roots at the table."""
        return [RootKey(person, self.keys[person]) for person in people]

    def found(self, *roots: str) -> None:
        """Begin the ledger."""
        found(self.workspace, self.clock, self.roots(*roots), Willing())

    def enroll(self, person: str, roles: str, by: Sequence[str] = ("cio-root", "audit-root")) -> None:
        """Enter the person's key."""
        with self.desk() as desk:
            enroll(desk, person, self.keys[person], roles.split(","), self.roots(*by), Willing())

    def adopt(self, *parts: str) -> None:
        """Adopt what lies in policies/, each part by whose it is."""
        for part in parts or ("people", "systems", "policy"):
            with self.desk() as desk:
                adopt(desk, [part], self.signer("hirano" if part == "policy" else "uchida"), Willing())

    def request(self, name: str) -> Path:
        """A sample request, copied into the workspace: `request("kodomo-ikusei-outside")`."""
        target = self.root / "requests" / "2026" / f"{name}.toml"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLES / "requests" / "2026" / f"{name}.toml", target)
        return target

    def second_post(self, person: str, department: str, post: str, by: str = "uchida", **more: str) -> None:
        """Have somebody adopt another post of the person's besides."""
        path = self.root / "policies" / "people.toml"
        row = {"id": person, "name": self.workspace.people.name(person), "department": department, "post": post}
        written = {**row, **more}
        lines = "".join(f"{key} = {value}\n" if key in ("from", "until") else f'{key} = "{value}"\n'
                        for key, value in written.items())  # fmt: skip
        path.write_text(f"{path.read_text(encoding='utf-8')}\n[[person]]\n{lines}", encoding="utf-8")
        with self.desk() as desk:
            adopt(desk, ["people"], self.signer(by), Willing())

    def stand_in(self, person: str, other: str, by: str = "uchida", **days: str) -> None:
        """Have somebody adopt a line by which the person acts for the other."""
        self.second_post(person, "rijisha", "cio", by, acting_for=other, **days)


def furnished(root: Path, keys: Keys) -> Hall:
    """A hall with the sample city's settings, policies and no requests; the ledger has not begun."""
    root.mkdir(parents=True)
    shutil.copyfile(SAMPLES / "nocustom.toml", root / "nocustom.toml")
    shutil.copytree(SAMPLES / "policies", root / "policies")
    (root / "requests").mkdir()
    return Hall(root, keys)


def opened(root: Path, keys: Keys) -> Hall:
    """The same with two roots, everybody of `ROLES` enrolled, and people, systems and policy adopted."""
    return at_work(furnished(root, keys))


def at_work(hall: Hall) -> Hall:
    """Begin the ledger wherever the workspace says it is."""
    hall.found("cio-root", "audit-root")
    for person, roles in ROLES.items():
        hall.enroll(person, roles)
    hall.adopt()
    return hall
