"""What `nocustom init` made, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.init import Initialised
from nocustom.files.workspace import SETTINGS
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.words import Said, say

__all__ = ["init_text", "steps"]


def init_text(result: Initialised, lang: str) -> Iterator[str]:
    """Files made and kept, then the next commands."""
    for name in result.made:
        yield speak(say("made  {path}", path=name), lang)
    for name in result.kept:
        yield speak(say("kept  {path}, which was there", path=name), lang)
    yield ""
    if SETTINGS in result.made:
        yield from paragraph(speak(say(
            "The ledger will be called {origin}. Every signature binds that name: change it in nocustom.toml now or "
            "never", origin=result.origin), lang))  # fmt: skip
        yield ""
    yield from steps(lang, (
        say("put your systems and people into policies/systems.toml and policies/people.toml"),
        say("`nocustom request new` begins a request, `nocustom check` judges; neither needs a ledger"),
        say("`nocustom people enroll --found --root-key ID=FILE ...` begins the ledger, with its roots at one table"),
        say("`nocustom policy adopt` adopts people, systems and policy; from then on acts judge by those"),
    ))  # fmt: skip


def steps(lang: str, said: tuple[Said, ...]) -> Iterator[str]:
    """The next steps, numbered."""
    yield speak(say("Next"), lang)
    for place, step in enumerate(said, start=1):
        yield from paragraph(f"{place}. {speak(step, lang)}", indent="  ", hanging=3)
