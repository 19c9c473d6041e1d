"""What is wrong with a command line, in our words: the parser's own are English."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Sequence

from typer._click.exceptions import (
    BadArgumentUsage,
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)

from nocustom.form.reading import did_you_mean
from nocustom.words import Said, say

__all__ = ["explained"]


def explained(error: Exception) -> tuple[Said, tuple[Said, ...]]:
    """A message with its hints for an error of the parser."""
    context = error.ctx if isinstance(error, UsageError) else None
    match error:
        case NoSuchOption():
            near = tuple(say("did you mean `{near}`?", near=each) for each in (error.possibilities or ())[:1])
            return say("there is no option `{option}`", option=error.option_name), near
        case BadArgumentUsage():
            return say("the values of an argument are not as many as it takes"), ()
        case BadOptionUsage() if "requires" in error.message:
            return say("`{option}` needs a value", option=error.option_name), ()
        case BadOptionUsage():
            return say("`{option}` takes no value", option=error.option_name), ()
        case MissingParameter():
            return say("`{name}` is missing", name=_name(error)), ()
        case BadParameter():
            return _bad_value(error)
        case UsageError() if error.message == "Missing command.":
            return say("a command is missing"), ()
        case UsageError() if (word := _typed("No such command ", error.message)) is not None:
            command = context.command if context else None
            known: Sequence[str] = list(getattr(command, "commands", ()))
            return say("there is no command `{command}`", command=word), did_you_mean(word, known)
        case UsageError() if rest := re.match(r"Got unexpected extra argument\(s\) \((.*)\)", error.message, re.DOTALL):
            typed = re.sub(r"\\x([01789][0-9a-f])", lambda code: chr(int(code[1], 16)), rest[1])  # as the parser hid it
            return say("one argument too many: `{argument}`", argument=typed), ()
        case ClickException():
            return _quoted(error.format_message())
    return _quoted(str(error))


def _quoted(words: str) -> tuple[Said, tuple[Said, ...]]:
    """What the parser says and we have no sentence for: its words, as everything that somebody else wrote."""
    return say("the command line can't be read: `{words}`", words=words), ()


def _bad_value(error: BadParameter) -> tuple[Said, tuple[Said, ...]]:
    """A value that an option or argument can't have; with its closed list, where it has one."""
    if error.message.endswith(" is not readable.") and (file := _typed("(?:Path|File|Directory) ", error.message)):
        return (say("`{file}` can't be read: {reason}", file=file, reason=say("you have no permission for it")),
                (say("ask the person who owns it for permission"),))  # fmt: skip
    value = _typed("", error.message)
    if beyond := re.match(r"(-?[0-9.]+) is not in the range ", error.message):
        value = beyond[1]
    said = (
        say("`{value}` is no value for `{name}`", value=value, name=_name(error))
        if value is not None
        else say("the value of `{name}` can't be used: `{words}`", name=_name(error), words=error.message)
    )
    kind = error.param.type if error.param else None
    if choices := getattr(kind, "choices", None):
        allowed = [str(getattr(choice, "value", choice)) for choice in choices]
        near = did_you_mean(value, allowed) if value else ()
        return said, (say("one of {allowed}", allowed=", ".join(allowed)), *near)
    if getattr(kind, "name", "").startswith("int"):
        first, last = getattr(kind, "min", None), getattr(kind, "max", None)
        if first is not None and last is not None:
            return said, (say("write a whole number from {first} to {last}", first=first, last=last),)
        return said, (say("write a whole number"),)
    return said, ()


def _typed(before: str, message: str) -> str | None:
    """What was typed, from a message of the parser that quotes it after `before` (a pattern) as Python does."""
    quoted = re.match(before + r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", message)
    return str(literal_eval(quoted[1])) if quoted else None


def _name(error: BadParameter) -> str:
    """The parameter as it stands on the help page: `--format`, or `PATH`."""
    parameter = error.param
    if parameter is None:
        return ""
    long = [option for option in parameter.opts if option.startswith("--")]
    return long[0] if long else (parameter.metavar or parameter.human_readable_name).strip("[].")
