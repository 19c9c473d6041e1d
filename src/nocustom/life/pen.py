"""How a line of the sheet is written: in one language, names with their ids, figures with their unit."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from nocustom.life.case import World
from nocustom.life.prose import day_in, number_in, quoted
from nocustom.words import Bilingual, as_name, cut

__all__ = ["NONE", "UNKNOWN", "Pen"]

NONE = Bilingual("なし", "none")
UNKNOWN = Bilingual("不明", "unknown")
ONE_LINE = 78
"""Cells of a line that must not end on the next, where its end could pass for a line of the sheet."""


class Pen(NamedTuple):
    """Writes for one reader; `world` knows the names."""

    world: World
    lang: str

    def word(self, ja: str, en: str) -> str:
        """One of the two."""
        return ja if self.lang == "ja" else en

    def line(self, ja: str, en: str, value: str = "") -> str:
        """A label and what stands behind it."""
        return (f"{ja}：{value}" if self.lang == "ja" else f"{en}: {value}").rstrip()

    def quote(self, ja: str, en: str, text: str) -> list[str]:
        """A label, and below it what a person wrote; `none` behind the label where that is nothing."""
        if not text.strip():
            return [self.line(ja, en, NONE.get(self.lang))]
        return [self.line(f"{ja}（引用）", f"{en} (quoted)"), *quoted(text)]

    def clipped(self, text: str) -> str:
        """A quoted line with as much of a text as goes on it."""
        return cut(quoted(" ".join(text.split()), 1000)[0], ONE_LINE)

    def join(self, *parts: str) -> str:
        """Parts of one line; empty ones are left out."""
        return self.word("、", ", ").join(part for part in parts if part)

    def person(self, person: str) -> str:
        """Name and id."""
        return self.named(person if self.world.people is None else self.world.people.name(person), person)

    def department(self, department: str) -> str:
        """Name and id."""
        people = self.world.people
        return self.named(department if people is None else people.department_name(department), department)

    def named(self, name: str, id_: str) -> str:
        """A name and the id it stands for; the id alone where it has no name."""
        return as_name(id_) if name == id_ else f"{as_name(name)} ({as_name(id_)})"

    def number(self, value: object, ja: str = "", en: str = "") -> str:
        """A whole number with its unit, or that it is unknown."""
        if not isinstance(value, int) or isinstance(value, bool):
            return UNKNOWN.get(self.lang)
        return number_in(value) + self.word(ja, en)

    def yen(self, value: object) -> str:
        """An amount, or that it is unknown."""
        return self.number(value, "円", " yen")

    def day(self, day: date | None) -> str:
        """A day, or that it is unknown."""
        return UNKNOWN.get(self.lang) if day is None else day_in(day, self.lang)

    def yes(self, value: object) -> str:
        """Yes, no, or that it is unknown."""
        if not isinstance(value, bool):
            return UNKNOWN.get(self.lang)
        return self.word("あり", "yes") if value else self.word("なし", "no")
