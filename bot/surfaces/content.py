"""What a message or a topic shows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.surfaces.blocks import SECTION_TEXT, Block, clip_markup, section


@dataclass(frozen=True, slots=True)
class Content:
    """`text` is the fallback of a message, or all of a topic."""

    text: str
    blocks: tuple[Block, ...] = ()


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
