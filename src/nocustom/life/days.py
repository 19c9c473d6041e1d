"""Calendar days: read from what was recorded, never from a clock."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache

__all__ = ["after", "fiscal_year", "months_after", "read"]

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LENGTH = len("2026-11-23")


def read(value: object) -> date | None:
    """A day from an ISO string or a date; None for anything else. A time of day is not a day."""
    if isinstance(value, str):
        return _of(value) if len(value) == _LENGTH else None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


@lru_cache(maxsize=4096)
def _of(text: str) -> date | None:
    """The same few days are read again and again."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def after(day: date, count: int) -> date:
    """The day so many days later; where the calendar has none, its last day, or its first."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


@lru_cache(maxsize=1024)
def months_after(day: date, months: int) -> date:
    """The day `months` months later, or the last day of that month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    if not date.min.year <= index // 12 <= date.max.year:
        return date.max if months > 0 else date.min
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def fiscal_year(day: date) -> int:
    """The fiscal year, April to March."""
    return day.year if day.month >= 4 else day.year - 1
