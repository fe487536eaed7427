"""The name of an incident channel."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from anyascii import anyascii

from bot.events import Language

MAX_NAME = 80
"""Characters in a channel name at most: https://docs.slack.dev/reference/methods/conversations.create"""


EXERCISE: dict[Language, str] = {"fr": "exercice", "en": "exercise"}
"""What the room of a drill is called instead of `crisis`."""


def names(what: str, opened_at: datetime, timezone: str, begin: str = "crisis") -> Iterator[str]:
    """`crisis-YYYYMMDD-slug` in the opener's time zone, then with -2, -3, … where it is taken.

    Any script is transliterated; words are kept whole where they fit.
    """
    day = opened_at.astimezone(ZoneInfo(timezone)).strftime("%Y%m%d")
    plain = re.sub(r"(?<=\w)'(?=s\b)", "", anyascii(what).lower())
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    least = f"{begin}-{day}"
    base = f"{least}-{slug}" if slug else least
    first = _cut(base, MAX_NAME, len(least))
    yield first
    for number in itertools.count(2):
        name = _cut(base, MAX_NAME - len(f"-{number}"), len(least)) + f"-{number}"
        # A long title that ends in a number may already be cut to this very name.
        if name != first:
            yield name


def _cut(name: str, limit: int, least: int) -> str:
    if len(name) <= limit:
        return name
    head, _, _ = name[: limit + 1].rpartition("-")
    # A first word that alone is too long has no better place to be cut.
    return head if len(head) > least else name[:limit].rstrip("-")
