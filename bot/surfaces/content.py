"""What a message, a topic or a canvas shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from bot.surfaces.blocks import SECTION_TEXT, Block, clip_markup, section


@dataclass(frozen=True, slots=True)
class Content:
    """`text` is the fallback of a message, or all of a topic or a canvas."""

    text: str
    blocks: tuple[Block, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what is shown."""
        shown = json.dumps([self.text, self.blocks], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Notice:
    """A message in the room; in the thread of a surface or of a message, where one is named."""

    content: Content
    thread_of: str | None = None
    thread_channel: str | None = None
    thread_ts: str | None = None


def plain(markup: str, *more: Block) -> Content:
    """A message of one section, and what follows it."""
    markup = clip_markup(markup, SECTION_TEXT)
    return Content(markup, (section(markup), *more))
