"""`nocustom doctor`: is everything here as it should be?"""

from __future__ import annotations

import sys

import typer

from nocustom.cli.ledger import Format, FormatOption
from nocustom.cli.options import JsonFlag, Key, Me, Output, Root, clock, write, write_json
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    said = _("Look at the installation and the workspace, and say what to mend; nothing is written")
    app.command("doctor", help=said)(doctor)


def doctor(
    key: Key = None, me: Me = None, form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None,
    root: Root = None,
) -> int:  # fmt: skip
    """Exit code 1 where something is in the way of the work; a warning is none."""
    from nocustom.acts.doctor import Asked
    from nocustom.acts.doctor import doctor as examine
    from nocustom.acts.doctor_installation import shows_japanese

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # a stream without one holds every character
    examined = examine(Asked(root, encoding, language(), key, me), clock)
    if json or form is Format.json:
        from nocustom.show.doctor_json import doctor_json

        write_json([doctor_json(examined, language())], output)
    else:
        from nocustom.show.doctor_text import doctor_text

        lang = (
            language() if output or shows_japanese(encoding) else "en"
        )  # to say `?` of a screen helps nobody
        write(doctor_text(examined, lang), output)
    return examined.exit
