"""What a shell offers behind what was typed so far: `nocustom --complete SHELL =CURRENT WORD...`.

The scripts of `nocustom completion` ask so. The answer's first line says what the shell adds itself, `words` (nothing),
`files` or `dirs`; then a candidate a line, with what it is called behind a tab. Whatever is wrong, the answer is empty:
nobody wants an error message in the line they are typing.

What an argument takes is read off its metavar and its type, so that a new command completes without being told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from nocustom.acts import candidates
from nocustom.acts.candidates import Candidate, Source
from nocustom.cli.speech import language
from nocustom.locale import speak

__all__ = ["FREE", "answer", "offered_by"]

_HARMLESS = re.compile(r"[A-Za-z0-9._:,-]+")
WIDEST = 60
"""Characters of a description."""

PEOPLE, FILES, DIRS = candidates.people, "files", "dirs"
BY_OPTION: dict[str, Source] = {
    "--me": PEOPLE, "--acting-for": PEOPLE, "--requester": PEOPLE, "--owner": PEOPLE, "--deputy": PEOPLE,
    "--department": candidates.departments, "--system": candidates.systems, "--business": candidates.businesses,
}  # fmt: skip
BY_METAVAR: dict[str, Source | str] = {
    "ID": candidates.requests, "KEY": candidates.requests, "RULE": candidates.rules, "PERSON": PEOPLE,
    "PATH": FILES, "FILE": FILES, "SCAN": FILES, "DIR": DIRS,
}  # fmt: skip
"""What a word of a metavar stands for: a source of candidates, or what the shell knows itself."""
FREE = {"TEXT", "NAME", "NUMBER", "CODE", "DATE", "MONTH", "YEAR", "SEQ", "N", "PERCENT", "-"}
"""Words of metavars that nothing can be offered for."""


def answer(arguments: list[str]) -> int:
    """Write the candidates for a command line in the making. Always 0: there is nobody to tell of an error."""
    try:
        shell, current, *words = arguments
        words, typed, beside = _as_typed(words, current.removeprefix("="), shell)
        with redirect_stdout(StringIO()):  # `--version` in the line would print it
            mode, found = _offers(words, typed, value_of_option=bool(beside))
        skipped = typed.rfind(":") + 1 if shell == "bash" else 0
        before = "" if shell == "bash" else beside
        lines = [mode, *(f"{before}{value[skipped:]}\t{about}" for value, about in _fitting(found, typed))]
    except Exception:  # a mistake of ours must not show in a line that somebody is typing
        lines = ["files"]
    print("\n".join(lines))
    return 0


def _as_typed(words: list[str], current: str, shell: str) -> tuple[list[str], str, str]:
    """The words before the current one; what of it is to be completed; and what stands before that in the same word.

    Bash takes `=` and `:` for words of their own, and puts in only what stands behind them; the other shells leave
    `--option=value` in one word.
    """
    joined: list[str] = []
    for word in [*words, current]:
        if joined and (word[:1] in ("=", ":") or joined[-1][-1:] in ("=", ":")) and shell == "bash":
            joined[-1] += word
        else:
            joined.append(word)
    *words, whole = joined
    option, equals, value = whole.partition("=")
    if equals and option.startswith("-"):
        return [*words, option], value, option + equals
    return words, whole, ""


def _offers(words: list[str], typed: str, *, value_of_option: bool) -> tuple[str, list[Candidate]]:
    """What the shell adds, and the candidates of ours, at this place of the line."""
    import typer
    from typer._click.core import Parameter
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    from nocustom.cli.app import tree
    from nocustom.cli.help import ours

    cli: Any = typer.main.get_command(tree(words))
    context = _resolve_context(cli, {}, "nocustom", words)
    there, typed = _resolve_incomplete(context, words, typed)
    if not isinstance(there, Parameter):
        if hasattr(there, "commands") and (
            context._protected_args or context.args
        ):  # behind a command that is none
            return "words", []
        items = there.shell_complete(context, typed)
        return "words", [Candidate(str(item.value), ours(item.help or "")[0]) for item in items]
    mode, sources = offered_by(there)
    if value_of_option and there.param_type_name != "option":  # there is no such option
        return "words", []
    found = list(_values(there))
    for source in sources:
        found += candidates.proposed(source, context.params.get("root"))
    return mode, found


def _parts(parameter: Any) -> list[str]:
    """The words of a parameter's metavar: `[PATH|ID]...` has PATH and ID."""
    return re.findall(r"[A-Z]+|-", parameter.metavar or "")


def offered_by(parameter: Any) -> tuple[str, list[Source]]:
    """What the shell adds for a parameter, and where candidates of ours come from."""
    for option in parameter.opts:
        if option in BY_OPTION:
            return "words", [BY_OPTION[option]]
    if parameter.metavar == "ID=FILE":
        return FILES, []
    mode, sources = "words", []
    for part in _parts(parameter):
        what = BY_METAVAR.get(part)
        if isinstance(what, str):
            mode = what
        elif what is not None:
            sources.append(what)
    return mode, sources


def _values(parameter: Any) -> Iterator[Candidate]:
    """Closed lists: choices, the form's own words, roles, rungs, topics and commands."""
    called = {}
    if "--fail-on" in parameter.opts:
        from nocustom.form.choices import VERDICTS

        called = VERDICTS
    for choice in getattr(parameter.type, "choices", ()):
        value = str(getattr(choice, "value", choice))
        yield Candidate(value, called.get(value, ""))
    match parameter.metavar:
        case "WORD":
            yield from _words_of_the_form(parameter.opts)
        case "1..9":
            from nocustom.form.choices import RUNG_NAMES

            yield from (Candidate(str(rung), name) for rung, name in RUNG_NAMES.items() if rung)
        case "ROLE[,ROLE]":
            from nocustom.acts.enroll import ROLE_NAMES

            yield from map(Candidate, ROLE_NAMES)
        case "[TOPIC|COMMAND]":
            from nocustom.cli.app import MODULES
            from nocustom.locale.topics import TOPICS, title

            yield from (Candidate(topic, title(topic, language())) for topic in TOPICS)
            yield from map(Candidate, MODULES)


def _words_of_the_form(options: list[str]) -> Iterator[Candidate]:
    from nocustom.acts.new import FLAGS
    from nocustom.form.choices import CHOICES

    for field, flag in FLAGS.items():
        if flag in options and field in CHOICES:
            yield from (Candidate(word, name) for word, name in CHOICES[field].items())


def _fitting(found: Iterable[Candidate], typed: str) -> Iterator[tuple[str, str]]:
    """Those that begin as it was typed, each once; of a list with commas, only the last entry is completed.

    A key in a file may be anything until it is checked: only what every shell reads as a word is offered.
    """
    before, comma, last = typed.rpartition(",")
    seen: set[str] = set()
    for value, about in found:
        if value.startswith("-") and not typed.startswith("-"):
            continue
        whole = before + comma + value if comma and value.startswith(last) else value
        if whole.startswith(typed) and whole not in seen and _HARMLESS.fullmatch(whole):
            seen.add(whole)
            text = speak(about, language())
            yield whole, text if len(text) <= WIDEST else text[: WIDEST - 3] + "..."
