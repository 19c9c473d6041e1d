"""What `doctor` sees: one observation a line, and a look that fails is itself an observation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from nocustom.errors import NocustomError
from nocustom.form.finding import Finding
from nocustom.refusals import refusal
from nocustom.words import Said, say

__all__ = ["Level", "Look", "Observation", "fine", "looked", "problem", "warning"]


class Level(StrEnum):
    """How things stand: as they should, worth knowing, or in the way of the work."""

    ok = "ok"
    warn = "warn"
    problem = "problem"


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was looked at; `hints` say what to do, the next command if there is one."""

    name: str
    level: Level
    said: Said
    hints: tuple[Said, ...] = ()
    findings: tuple[Finding, ...] = ()


Look = Callable[[], Iterable[Observation]]


def fine(name: str, said: Said, *hints: Said) -> Observation:
    """As it should be."""
    return Observation(name, Level.ok, said, hints)


def warning(name: str, said: Said, *hints: Said) -> Observation:
    """Worth knowing."""
    return Observation(name, Level.warn, said, hints)


def problem(name: str, said: Said, *hints: Said, findings: tuple[Finding, ...] = ()) -> Observation:
    """In the way of the work."""
    return Observation(name, Level.problem, said, hints, findings)


def looked(name: str, look: Look) -> list[Observation]:
    """What `look` sees, up to where it fails; the failure comes last. Nothing gets out of here."""
    seen: list[Observation] = []
    try:
        for each in look():
            seen.append(each)
    except NocustomError as error:
        seen.append(problem(name, error.said, *error.hints, findings=error.findings))
    except OSError as error:
        seen.append(problem(name, say("it can't be looked at: {reason}", reason=refusal(error))))
    except Exception as error:  # a mistake of ours in one look must not hide what the others see
        kind = type(error).__name__
        seen.append(problem(name, say("this look failed by a mistake in nocustom itself ({kind})", kind=kind)))
    return seen
