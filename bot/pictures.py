"""Pictures and printed pages of a crisis, made with typst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from bot.crisis import Crisis
from bot.surfaces.drawing import score_data

DRAWINGS = Path(__file__).parent / "drawings"
DOTS_AN_INCH = 144
"""A page 800 points wide makes a picture of 1,600 pixels."""


def score_picture(crisis: Crisis) -> bytes:
    """A drill and its score as a PNG: the timeline to scale, and each value beside its target.

    Slow (a tenth of a second or so), as all here: to be run beside the event loop.
    """
    return _compiled("score.typ", score_data(crisis), "png")


def record_pages(data: dict[str, Any]) -> bytes:
    """A record (`bot.record.typeset.Printed`) as a PDF, tagged for screen readers.

    It claims neither PDF/A nor PDF/UA: those refuse a document in which somebody wrote an emoji,
    or any character that the fonts lack.
    """
    return _compiled("record.typ", data, "pdf", form="pages")


def record_picture(data: dict[str, Any]) -> bytes:
    """A record (`bot.record.typeset.picture`) as a PNG of one page."""
    return _compiled("record.typ", data, "png", form="picture")


def _compiled(
    drawing: str, data: dict[str, Any], kind: Literal["pdf", "png"], **more: str
) -> bytes:
    # It takes megabytes, and most processes never draw.
    import typst

    made = typst.compile(
        str(DRAWINGS / drawing),
        format=kind,
        ppi=DOTS_AN_INCH,
        # What people wrote is data to the drawing, never a part of its source.
        sys_inputs={"data": json.dumps(data, ensure_ascii=True), **more},
        # The same picture wherever it is drawn.
        ignore_system_fonts=True,
    )
    return bytes(made[0] if isinstance(made, list) else made)
