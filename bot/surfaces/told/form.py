"""What tells of an entry: its forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces.content import Notice

Name = Callable[[str], str]
"""How a person (a Slack user ID, or the app) is written."""
Quote = Callable[[str], str]
"""How a person's own words are written."""

SentenceOf = Callable[[Words, Crisis, Any, str, Name, Quote], str]
"""Words, the crisis, the event, its actor as written by `Name`, and the two ways to write."""
NoticeOf = Callable[[Words, Crisis, Any, str], Notice]
"""Words, the crisis, the event, its actor (a Slack user ID)."""
