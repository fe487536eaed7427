"""Pictures of a crisis, drawn with typst."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from bot.crisis import Crisis
from bot.surfaces.drawing import score_data

DRAWINGS = Path(__file__).parent / "drawings"
DOTS_AN_INCH = 144
"""A page 800 points wide makes a picture of 1,600 pixels."""


def score_picture(crisis: Crisis) -> bytes:
    """A drill and its score as a PNG: the timeline to scale, and each value beside its target.

    Slow (a tenth of a second or so): to be run beside the event loop.
    """
    drawn = typst.compile(
        str(DRAWINGS / "score.typ"),
        format="png",
        ppi=DOTS_AN_INCH,
        # What people wrote is data to the drawing, never a part of its source.
        sys_inputs={"data": json.dumps(score_data(crisis), ensure_ascii=True)},
        # The same picture wherever it is drawn.
        ignore_system_fonts=True,
    )
    return bytes(drawn[0] if isinstance(drawn, list) else drawn)
