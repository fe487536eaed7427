"""The report as a PDF, set with typst."""

from __future__ import annotations

import json
from dataclasses import asdict

import typst

from bot.pictures import DRAWINGS
from bot.report.page import svg
from bot.report.view import View

STYLE = """
text { font-family: "Libertinus Serif"; font-size: 14px; fill: #1d1c1d }
.tick { fill: #5c5b60; font-size: 13px }
.value { font-weight: 700 }
.grid { stroke: #d9d7dc; stroke-width: 1 }
.axis { stroke: #5c5b60; stroke-width: 1.5 }
.target { stroke: #1d1c1d; stroke-width: 1.5; stroke-dasharray: 6 4 }
.bar-0 { fill: #4a154b }
.bar-1 { stroke: #a3480a; stroke-width: 1 }
.hatch-ground { fill: #ffffff }
.hatch-line { fill: #a3480a }
.halo { paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
"""


def pdf(view: View) -> bytes:
    """The report on pages of A4, tagged so that it can be read aloud."""
    data = {
        **asdict(view),
        "parts": [
            {
                "title": part.title,
                "note": part.note,
                "pictures": [
                    {"title": p.title, "said": p.said, "svg": svg(p, STYLE)} for p in part.pictures
                ],
                "tables": [
                    {
                        "caption": table.caption,
                        "head": table.head,
                        "rows": table.rows,
                        "texts": sorted(table.texts),
                    }
                    for table in part.tables
                ],
            }
            for part in view.parts
        ],
    }
    made = typst.compile(
        str(DRAWINGS / "report.typ"),
        format="pdf",
        # What people wrote is data to the document, never a part of its source.
        sys_inputs={"data": json.dumps(data, ensure_ascii=True, default=list)},
        # The same pages wherever they are made.
        ignore_system_fonts=True,
    )
    return bytes(made[0] if isinstance(made, list) else made)
