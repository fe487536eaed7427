"""The name of an incident channel."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from anyascii import anyascii

MAX_NAME = 80
"""Characters in a channel name at most: https://docs.slack.dev/reference/methods/conversations.create"""


def names(what: str, opened_at: datetime, timezone: str) -> Iterator[str]:
    """`crisis-YYYYMMDD-slug` in the opener's time zone, then with -2, -3, … where it is taken.

    Any script is transliterated; words are kept whole where they fit.
    """
    day = opened_at.astimezone(ZoneInfo(timezone)).strftime("%Y%m%d")
    plain = re.sub(r"(?<=\w)'(?=s\b)", "", anyascii(what).lower())
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    base = f"crisis-{day}-{slug}" if slug else f"crisis-{day}"
    first = _cut(base, MAX_NAME)
    yield first
    for number in itertools.count(2):
        name = _cut(base, MAX_NAME - len(f"-{number}")) + f"-{number}"
        # A long title that ends in a number may already be cut to this very name.
        if name != first:
            yield name


def _cut(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    head, _, _ = name[: limit + 1].rpartition("-")
    # A first word that alone is too long has no better place to be cut.
    return head if len(head) > len("crisis-YYYYMMDD") else name[:limit].rstrip("-")
