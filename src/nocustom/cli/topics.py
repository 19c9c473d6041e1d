"""`nocustom help`: topics that concern several commands, and the page of each command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from nocustom.cli.options import write
from nocustom.cli.speech import _, language
from nocustom.errors import Usage
from nocustom.words import say

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command(
        "help", help=_("What verdicts, rungs, exit codes and other words mean; or the page of a command")
    )(help_)


def help_(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC|COMMAND]", help=_("What to tell about; by default what there is"),
                       show_default=False),
    ] = None,
) -> int:  # fmt: skip
    """A topic comes first, then a command, then a word that a topic explains, a field of the form, a rule."""
    from nocustom.cli.app import MODULES, run_command
    from nocustom.locale import topics
    from nocustom.show.topic_text import topic_text

    if not words:
        write(_overview(), None)
        return 0
    if len(words) == 1 and (topic := topics.named(words[0])) is not None:
        write(topic_text(topics.document(topic, language())), None)
        return 0
    if words[0] in MODULES:
        return run_command([*words, "--help"])
    if len(words) == 1 and (answer := list(_about_a_word(words[0]))):
        write(answer, None)
        return 0
    from nocustom.form.reading import did_you_mean

    raise Usage(
        say("there is no topic and no command `{word}`", word=" ".join(words)),
        *did_you_mean(words[0], [*topics.TOPICS, *MODULES]),
        say("`nocustom help` lists the topics and the commands"))  # fmt: skip


def _about_a_word(word: str) -> Iterator[str]:
    """A word that a document explains, a field of the form, a rule: what it is, and where more is told."""
    from nocustom.acts.candidates import proposed, rules
    from nocustom.locale import speak, topics
    from nocustom.show.check_text import hint
    from nocustom.show.field_text import field_named, field_text
    from nocustom.show.topic_text import topic_text

    lang = language()
    if (field := field_named(word)) is not None:
        yield from field_text(field, lang)
        return
    for topic, row in topics.explaining(word, lang):
        yield from topic_text(row)
        yield from hint(say("`nocustom help {topic}` tells more", topic=topic), lang)
    for rule in proposed(rules, None):
        if rule.value.casefold() == word.casefold():
            yield f"{rule.value}  {speak(rule.about, lang)}"
            yield from hint(say("`nocustom policy show {rule}` tells this rule in words", rule=rule.value), lang)


def _overview() -> Iterator[str]:
    """The topics, and the commands with what they do."""
    from nocustom.cli.app import tree
    from nocustom.cli.help import Help
    from nocustom.locale import topics

    page = Help()
    lang = language()
    with page.section(_("Topics")):
        page.write_dl([(topic, _about(topics.title(topic, lang), lang)) for topic in topics.TOPICS])
    commands = typer.main.get_command(tree([]))
    with page.section(_("Commands")):
        page.write_dl(
            [(name, command.help or "") for name, command in getattr(commands, "commands", {}).items()]
        )
    yield page.getvalue().rstrip("\n")
    yield ""
    yield _("`nocustom help TOPIC` and `nocustom help COMMAND` tell more")


def _about(title: str, lang: str) -> str:
    """What a title says beside the topic's name; its Japanese name is no repetition."""
    return title if lang == "ja" else title.partition(": ")[2]
