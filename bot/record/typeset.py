"""The record for print, as plain data: `bot.pictures` has typst set it (PDF) or draw it (PNG)."""

from __future__ import annotations

from typing import Any

from bot.chain import Entry
from bot.record.drawing import drawing
from bot.record.html_format import templates
from bot.record.labels import LANE
from bot.record.sections import At, Cell, Code, Lines, Link, Section
from bot.record.statements import Statement
from bot.record.view import Row, View

PRINTED = 2_500
"""Entries that are printed one by one; of a longer record, what was not inside work."""
PICTURED = ("summary", "clocks")
"""Sections on the picture, which is one page."""
FONT = "Libertinus Serif"


class Printed:
    """Takes every entry in order, and keeps those that are printed."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._short = view.head.seq <= PRINTED
        self._rows: list[Row] = []
        self.left_out = 0

    def add(self, entry: Entry) -> None:
        row = self._view.row(entry)
        if row is None:
            return
        wanted = self._short or row.lane != "internal"
        if wanted and len(self._rows) < PRINTED:
            self._rows.append(row)
        else:
            self.left_out += 1

    def data(self) -> dict[str, Any]:
        """What the document shows."""
        view, t = self._view, self._view.t
        parts = view.sections()
        return {
            **_both(view),
            "opening": [_section(view, part) for part in parts if part.id in PICTURED],
            "rest": [
                _section(view, part)
                for part in parts
                if part.id not in PICTURED and part.id != "proof"
            ],
            "proof": [_section(view, part) for part in parts if part.id == "proof"],
            "statements": [_statement(view, one) for one in view.statements()],
            "rows": [_row(view, row) for row in self._rows],
            "left_out": t.plural(
                "{n} entry of inside work is not printed here. The HTML, CSV and JSON exports have "
                "all.",
                "{n} entries of inside work are not printed here. The HTML, CSV and JSON exports "
                "have all.",
                self.left_out,
            )
            if self.left_out
            else "",
        }


def picture(view: View) -> dict[str, Any]:
    """What the picture shows: the record on one page."""
    parts = view.sections()
    return {
        **_both(view),
        "opening": [_section(view, part) for part in parts if part.id in PICTURED],
        "statements": [
            {"title": one.title, "text": one.text, "about": _pairs(view, one.about)}
            for one in view.statements()
        ],
        "head": view.t(
            "{n} entries, the last sealed with {head}", n=view.head.seq, head=view.head.hash
        ),
    }


def _both(view: View) -> dict[str, Any]:
    t, drawn = view.t, drawing(view)
    svg = templates().get_template("timeline.svg.j2").render(d=drawn, font=FONT)
    return {
        "language": t.language,
        "title": view.title,
        "about": view.about,
        "warning": view.warning or "",
        "zone": view.clock.timezone,
        "drawing": svg.strip(),
        "drawing_title": drawn["title"],
        "drawing_text": drawn["text"],
        "hash": view.head.hash,
        "words": {
            "statements": t("Statements"),
            "timeline": t("Timeline"),
            "earlier": t("Earlier versions"),
            "story": t("How they came about"),
            "what": t("What happened"),
            "who": t("Who"),
            "nothing_said": t("Nothing was said."),
            "page": t("Page"),
        },
    }


def _section(view: View, part: Section) -> dict[str, Any]:
    return {
        "title": part.title,
        "text": part.text,
        "pairs": part.pairs,
        "columns": part.columns,
        "rows": [[_cell(view, cell) for cell in row] for row in part.rows],
    }


def _statement(view: View, one: Statement) -> dict[str, Any]:
    clock = view.clock
    return {
        "title": one.title,
        "text": one.text,
        "about": _pairs(view, one.about),
        "versions": [
            {
                "title": version.title,
                "text": version.text,
                "digest": version.digest,
            }
            for version in one.versions
        ],
        "deeds": [
            [clock.stamp(deed.at.at), clock.utc(deed.at.at), deed.said] for deed in one.deeds
        ],
    }


def _pairs(view: View, about: tuple[tuple[str, Cell], ...]) -> list[list[dict[str, Any]]]:
    return [[_cell(view, name), _cell(view, value)] for name, value in about]


def _row(view: View, row: Row) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "local": view.clock.stamp(row.happened),
        "utc": view.clock.utc(row.happened),
        "lane": row.lane,
        "lane_label": view.t(LANE[row.lane]),
        "who": row.who,
        "said": row.said,
        "remarks": "; ".join(row.remarks),
    }


def _cell(view: View, cell: Cell) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": "", "code": isinstance(cell, Code), "also": "", "lines": []}
    if cell is None:
        return shown | {"text": "—"}
    if isinstance(cell, At):
        also = f"{view.clock.utc(cell.at)} UTC"
        return shown | {"text": view.clock.local(cell.at), "also": also}
    if isinstance(cell, Lines):
        return shown | {"lines": list(cell.texts)}
    if isinstance(cell, Link):
        return shown | {"text": cell.url}
    return shown | {"text": cell.text if isinstance(cell, Code) else cell}
