"""The roots, the roster and the people, and what an enrolment has brought."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.enroll import Enrolled, Founded
from nocustom.acts.people import PeopleShown, Served
from nocustom.acts.revoke import Revoked
from nocustom.ledger.namespaces import PREFIX
from nocustom.ledger.roster import Entry
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import cells, cut, day, padded, paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import say, visible

__all__ = ["enrolled_text", "founded_text", "people_text", "revoked_text"]


def founded_text(result: Founded, lang: str) -> Iterator[str]:
    """The ledger has begun."""
    yield from paragraph(speak(say("The ledger {origin} has begun", origin=result.origin), lang))
    for person, key in result.roots:
        yield f"  {padded(person, 14)} {key}"
    yield ""
    if result.state.provisional:
        yield from _provisional(lang)
    else:
        yield from paragraph(speak(say(
            "Two roots of {count} sign whenever a key is enrolled", count=len(result.roots)), lang))  # fmt: skip
    yield from hint(
        say("`nocustom people enroll PERSON --key FILE --for ROLE --root-key ID=FILE ...` is next"), lang
    )


def _provisional(lang: str) -> Iterator[str]:
    yield from paragraph(speak(say(
        "There is one root, so one person could put any key into the roster. Until there is a second, every approval "
        "is provisional: it is recorded, and no report counts it as in force"), lang))  # fmt: skip
    yield from hint(
        say("`nocustom people enroll PERSON --key FILE --for root --root-key ID=FILE` adds a root"), lang
    )


def enrolled_text(result: Enrolled, lang: str) -> Iterator[str]:
    """A key is in the roster."""
    roles = ", ".join(result.roles)
    if result.before:
        said = say("The key of `{person}` may now sign as {roles} (before: {before})", person=result.person,
                   roles=roles, before=", ".join(result.before))  # fmt: skip
    elif "root" in result.roles:
        said = say("`{person}` is a root now", person=result.person)
    else:
        said = say(
            "The key of `{person}` is in the roster and may sign as {roles}",
            person=result.person,
            roles=roles,
        )
    yield from paragraph(speak(said, lang))
    yield f"  {result.fingerprint}"
    yield from paragraph(speak(say("agreed to by {roots}", roots=", ".join(result.by)), lang), indent="  ")
    if result.state.provisional:
        yield ""
        yield from _provisional(lang)


def revoked_text(result: Revoked, lang: str) -> Iterator[str]:
    """Keys that sign nothing more, and what their person still has."""
    if len(result.keys) == 1:
        said = say("The key of `{person}` is revoked", person=result.person)
    else:
        said = say("{count} keys of `{person}` are revoked", count=len(result.keys), person=result.person)
    yield from paragraph(speak(said, lang))
    for entry in result.keys:
        yield from _entry(entry, lang)
    yield from paragraph(speak(say("agreed to by {roots}", roots=", ".join(result.by)), lang), indent="  ")
    yield from receipt(result.appended, lang)
    yield from paragraph(
        speak(say("What it signed before stays valid; from here on its signatures are refused"), lang)
    )
    if result.left:
        yield from paragraph(speak(say("`{person}` still has:", person=result.person), lang))
        for entry in result.left:
            yield from _entry(entry, lang)
    else:
        yield from hint(
            say("`nocustom people enroll {person} --key FILE --for ROLE --root-key ID=FILE ...` enters a new one",
                person=result.person), lang)  # fmt: skip


def _entry(entry: Entry, lang: str) -> Iterator[str]:
    roles = ",".join(role.removeprefix(PREFIX) for role in entry.namespaces)
    yield from paragraph(f"{entry.key.fingerprint}  {roles}", indent="  ", hanging=2)


def people_text(shown: PeopleShown, lang: str) -> Iterator[str]:
    """By departments, one line a person: id, name, post, days, and for which roles there is a key."""
    width = max((cells(row.id) for row in shown.people), default=0)
    names = min(max((cells(visible(row.name)) for row in shown.people), default=0), 20)
    posts = min(max((cells(visible(row.post or "")) for row in shown.people), default=0), 20)
    for department in dict.fromkeys(row.department for row in shown.people):
        yield visible(department) if department else speak(say("not in service"), lang)
        for row in shown.people:
            if row.department == department:
                columns = ((row.id, width), (row.name, names), (row.post or "", posts))
                text = "  ".join(padded(cut(visible(each), cells_), cells_) for each, cells_ in columns)
                yield from paragraph(f"{text}  {_rest(row, lang)}".rstrip(), indent="  ", hanging=width + names + 4)
    yield ""
    yield from paragraph(
        speak(say("people: {count}, as of {day}", count=len(shown.people), day=day(shown.day, lang)), lang)
    )
    if not shown.roots:
        yield from hint(
            say("`nocustom people enroll --found --root-key ID=FILE ...` begins the ledger"), lang
        )
        return
    yield from paragraph(
        speak(say("roots, {threshold} of which must sign:", threshold=shown.threshold), lang)
    )
    for person, key in shown.roots:
        yield f"  {padded(person, 14)} {key}"
    yield from hint(say("`nocustom help signing` tells what a key may sign in each role"), lang)
    if shown.provisional:
        yield from _provisional(lang)


def _rest(row: Served, lang: str) -> str:
    """In which days, for whom, and what the person's keys may sign."""
    first, last = (each.isoformat() if each else None for each in (row.first, row.last))
    parts: list[str] = []
    if first and last:
        parts.append(speak(say("from {first} to {last}", first=first, last=last), lang))
    elif first or last:
        parts.append(speak(say("since {day}", day=first) if first else say("until {last}", last=last), lang))
    if row.acting_for:
        parts.append(speak(say("acting for {name}", name=row.acting_for), lang))
    parts += [",".join(key.roles) for key in row.keys]
    return "  ".join(parts)
