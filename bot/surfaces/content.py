"""What a message or a topic shows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.surfaces.blocks import Block


@dataclass(frozen=True, slots=True)
class Content:
    """`text` is the fallback of a message, or all of a topic."""

    text: str
    blocks: tuple[Block, ...] = ()
