"""What is wrong with a command line, in our words: the parser's own are English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from typer._click.exceptions import (
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
        case UsageError() if word := re.match(r"No such command '(.*?)'", error.message):
            command = context.command if context else None
            known: Sequence[str] = list(getattr(command, "commands", ()))
            return say("there is no command `{command}`", command=word[1]), did_you_mean(word[1], known)
        case UsageError() if rest := re.match(r"Got unexpected extra argument\(s\) \((.*)\)", error.message, re.DOTALL):
            return say("one argument too many: `{argument}`", argument=rest[1]), ()
        case ClickException():
            return say("{message}", message=error.format_message()), ()
    return say("{message}", message=str(error)), ()


def _bad_value(error: BadParameter) -> tuple[Said, tuple[Said, ...]]:
    """A value that an option or argument can't have; with its closed list, where it has one."""
    value = re.match(r"'(.*)' is not|\"(.*)\" is not", error.message, re.DOTALL)
    said = (
        say("`{value}` is no value for `{name}`", value=value[1] or value[2] or "", name=_name(error))
        if value
        else say("the value of `{name}` can't be used: {reason}", name=_name(error), reason=error.message)
    )
    kind = error.param.type if error.param else None
    if choices := getattr(kind, "choices", None):
        allowed = [str(getattr(choice, "value", choice)) for choice in choices]
        near = did_you_mean(value[1] or "", allowed) if value else ()
        return said, (say("one of {allowed}", allowed=", ".join(allowed)), *near)
    if getattr(kind, "name", "").startswith("int"):
        return said, (say("write a whole number"),)
    return said, ()


def _name(error: BadParameter) -> str:
    """The parameter as it stands on the help page: `--format`, or `PATH`."""
    parameter = error.param
    if parameter is None:
        return ""
    long = [option for option in parameter.opts if option.startswith("--")]
    return long[0] if long else (parameter.metavar or parameter.human_readable_name).strip("[].")
