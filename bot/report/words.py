"""How the report writes figures, days and the texts of people."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date

from bot.locale import Words
from bot.surfaces.blocks import clip

NAME = 160
"""Characters of a crisis's name at most."""
_TURNS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows them, out of their own cell too."""
DASH = "–"
"""Where there is nothing to count."""


def span(t: Words, took: timedelta | None) -> str:
    """A length of time in its two largest units: `40 s`, `12 min`, `3 h 5 min`, `2 d 4 h`."""
    if took is None:
        return DASH
    seconds = max(0, int(took.total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    if not minutes:
        return t("{n} s", n=seconds)
    if not hours:
        return t("{n} min", n=minutes)
    if hours < 48:
        left = minutes % 60
        if not left:
            return t("{n} h", n=hours)
        return t("{hours} h {minutes} min", hours=hours, minutes=left)
    days, left = divmod(hours, 24)
    return t("{days} d {hours} h", days=days, hours=left) if left else t("{n} d", n=days)


def tick(t: Words, seconds: float) -> str:
    """A length of time at an axis."""
    return span(t, timedelta(seconds=seconds)) if seconds else "0"


def share(t: Words, part: int, whole: int) -> str:
    """So many of so many."""
    return t("{part} of {whole}", part=part, whole=whole) if whole else DASH


def day(t: Words, when: date) -> str:
    """A day in full, such as "1 January 2026"."""
    said = format_date(when, "long", locale=locale(t))
    # Babel does not know that the French count the first of a month apart.
    return said.replace("1 ", "1er ", 1) if t.language == "fr" and when.day == 1 else said


def short_day(t: Words, at: datetime) -> str:
    """The day of a moment, in UTC."""
    return format_date(at.astimezone(UTC).date(), "d MMM y", locale=locale(t))


def quarter(t: Words, year: int, number: int) -> str:
    return format_date(date(year, 3 * number - 2, 1), "QQQ y", locale=locale(t))


def locale(t: Words) -> str:
    """The Babel locale: British days for English, as the texts are."""
    return "en_GB" if t.language == "en" else t.language


def plain(text: str, limit: int = NAME) -> str:
    """What a person wrote, on one line, of characters that a page and a PDF can hold."""
    kept = (c for c in text if c not in _TURNS)
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in kept)
    return clip(" ".join(shown.split()), limit)
