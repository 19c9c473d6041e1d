"""After an act on a PC that is not the ledger's: it is on its way, and what there is to wait for."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.outbox import Sending, Sent
from nocustom.life.act import BY_TYPE
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.words import Said, say

__all__ = ["sending_text", "sent_text"]


def sent_text(sent: Sent, lang: str) -> Iterator[str]:
    """What it was, its digest, and that it counts only when it is recorded."""
    content, message = sent.message.content, sent.message
    facts = {
        "act": BY_TYPE[content["act"]].label, "about": content.get("request") or content.get("key") or "-",
        "person": content["by"],
    }  # fmt: skip
    if sent.undelivered is not None:
        said = say("{about}: {act} by `{person}` is kept here and was not sent yet", **facts)
    elif message.signature is None:
        said = say("{about}: {act} by `{person}` is sent (unsigned); it waits for its receipt", **facts)
    else:
        said = say("{about}: {act} by `{person}` is signed and sent; it waits for its receipt", **facts)
    yield from _line(said, lang)
    if sent.undelivered is None:
        yield from _line(say("sent: {digest}", digest=message.digest), lang)
    else:
        yield from _line(sent.undelivered, lang)
        yield from _hint(say("it is kept in `outbox`, and goes out with the next command here"), lang)
    yield from _hint(say("it counts when the ledger's host has recorded it; `nocustom status` tells"), lang)


def sending_text(sending: Sending, lang: str) -> Iterator[str]:
    """One row of the outbox: what it was and how it stands."""
    act = BY_TYPE[sending.act].label if sending.act in BY_TYPE else sending.act or "?"
    facts = {
        "since": f"{sending.since:%Y-%m-%d %H:%M}", "about": sending.about or "-", "act": act, "person": sending.by,
    }  # fmt: skip
    match sending.state:
        case "waiting":
            said = say("{since} {about}: {act} by `{person}` waits for its receipt", **facts)
        case "refused":
            said = say("{since} {about}: {act} by `{person}` was refused", **facts)
        case "recorded":
            said = say("{since} {about}: {act} by `{person}` is recorded", **facts)
        case _:
            said = say("{since} {about}: {act} by `{person}` is in doubt", **facts)
    yield from _line(said, lang)
    for reason in sending.reasons:
        yield from paragraph(speak(reason, lang), indent="  ", hanging=2)


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)


def _hint(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
