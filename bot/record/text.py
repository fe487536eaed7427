"""People's words and times, as a reader outside Slack sees them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.events import Language

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
"""What no reader should obey: control characters, and what turns the direction of the text that
follows. (https://www.unicode.org/reports/tr9/ on the latter)"""


def shown(text: str) -> str:
    """A text with its lines, and a mark in place of each character that would not show."""
    return _HIDDEN.sub("\ufffd", text)


def on_one_line(text: str) -> str:
    """A text for use in a sentence; one written from right to left keeps to itself."""
    line = " ".join(shown(text).split())
    return f"\u2068{line}\u2069" if _turns(line) else line


@lru_cache(maxsize=4096)
def _turns_at(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _turns(text: str) -> bool:
    return not text.isascii() and any(map(_turns_at, text))


@dataclass(frozen=True)
class Clock:
    """Times as a reader has them; UTC stands beside."""

    language: Language
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local(self, at: datetime) -> str:
        """In words: `14 mars 2026, 23:40:12`."""
        there = at.astimezone(self.zone)
        return format_datetime(there, "medium", tzinfo=there.tzinfo, locale=self.language)

    def stamp(self, at: datetime) -> str:
        """For tables, and for machines: `2026-03-14 23:40:12`."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    @staticmethod
    def utc(at: datetime) -> str:
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    def both(self, at: datetime) -> str:
        """`14 mars 2026, 23:40:12 (2026-03-14 22:40:12 UTC)`."""
        return f"{self.local(at)} ({self.utc(at)} UTC)"
