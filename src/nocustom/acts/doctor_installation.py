"""What `doctor` looks at on this computer: Python, libraries, OpenSSH, the console, the language."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from nocustom import __version__
from nocustom.acts.observation import Observation, fine, problem, warning
from nocustom.ledger import signing
from nocustom.locale import has_catalogue
from nocustom.words import say

__all__ = ["console", "japanese", "language", "libraries", "openssh", "python", "shows_japanese"]

LIBRARIES = ("typer", "rich", "pydantic", "pydantic_core", "tomli_w", "toml_rs", "nacl.bindings", "orjson", "sqlite3")
OLDEST = (3, 11)
JAPANESE = "判定：不可、不採用、代替案、記載不足、例外候補"


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Iterator[Observation]:
    """The program and what runs it."""
    number = ".".join(map(str, version))
    system = f"{platform.system()} {platform.machine()}"
    if version < OLDEST:
        yield problem("python", say("Python {version} is too old", version=number),
                      say("install Python {version} or newer", version=".".join(map(str, OLDEST))))  # fmt: skip
    else:
        yield fine("python", say("nocustom {ours}, Python {version}, {system}", ours=__version__, version=number,
                                 system=system))  # fmt: skip


def libraries(names: tuple[str, ...] = LIBRARIES) -> Iterator[Observation]:
    """Whether everything we stand on can be loaded: compiled parts may be for another computer."""
    missing = []
    for name in names:
        try:
            import_module(name)
        except (ImportError, OSError):
            missing.append(name)
    if missing:
        yield problem("libraries", say("these libraries can't be loaded: {names}", names=missing),
                      say("install nocustom again, with the wheels for this computer and this Python"))  # fmt: skip
    else:
        yield fine("libraries", say("all libraries can be loaded"))


def japanese(lang: str) -> Iterator[Observation]:
    """Whether the Japanese texts are there: they are compiled when the program is installed."""
    if has_catalogue("ja"):
        yield fine("japanese", say("the Japanese texts are there"))
    else:
        missing = problem if lang == "ja" else warning
        yield missing("japanese", say("the Japanese texts are missing, so screens are half English"),
                      say("install nocustom again; in a checkout run `make catalogue`"))  # fmt: skip


def openssh() -> Iterator[Observation]:
    """Whether ssh-keygen signs, tried with a key that is thrown away. NotPermitted where it does not."""
    with tempfile.TemporaryDirectory(prefix="nocustom-") as folder:
        signing.try_out(Path(folder))
    yield fine("openssh", say("ssh-keygen signs ({version})", version=signing.version() or "OpenSSH"))


def shows_japanese(encoding: str) -> bool:
    """Whether a screen with this encoding has the characters of the verdicts."""
    try:
        JAPANESE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def console(encoding: str) -> Iterator[Observation]:
    """Whether the screen can show Japanese: titles of requests are, whatever the language."""
    if shows_japanese(encoding):
        yield fine("console", say("the screen ({encoding}) can show Japanese", encoding=encoding))
        return
    hint = (say("in this window run `chcp 65001` first") if sys.platform == "win32"
            else say("choose a locale with UTF-8, or set PYTHONUTF8=1"))  # fmt: skip
    yield warning("console", say("the screen ({encoding}) shows `?` for Japanese characters", encoding=encoding), hint)


def language(lang: str, configured: str | None) -> Iterator[Observation]:
    """Which language is spoken, and who said so."""
    wish = os.environ.get("NOCUSTOM_LANG")
    name = say("Japanese") if lang == "ja" else say("English")
    if wish and not wish.lower().startswith(("ja", "en")):
        yield warning("language", say("NOCUSTOM_LANG is `{wish}`, so English is spoken", wish=wish),
                      say("set it to `ja` or `en`"))  # fmt: skip
    elif wish:
        yield fine("language", say("{language}, by NOCUSTOM_LANG", language=name))
    elif configured:
        yield fine("language", say("{language}, by nocustom.toml", language=name))
    else:
        yield fine("language", say("{language}, as the system", language=name))
