"""The record as one HTML page: it needs no script, no network and no other file.

For reading on a screen, light or dark, with a screen reader, and on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.chain import Entry
from bot.record.drawing import drawing
from bot.record.labels import LANE
from bot.record.sections import At, Cell, Code, Lines, Link, Section
from bot.record.statements import Statement
from bot.record.view import Row, View

IN_PART = 500
"""Entries in one table: a browser draws a long record part by part, as the reader comes to it."""
PART_END = "</tbody></table>\n</div>\n"
TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class HtmlWriter:
    def __init__(self, view: View) -> None:
        self._view = view
        self._in_part = 0

    def begin(self) -> Iterator[bytes]:
        view, t = self._view, self._view.t
        parts = view.sections()
        opening = [part for part in parts if part.id in ("summary", "clocks")]
        rest = [part for part in parts if part not in opening and part.id != "proof"]
        page = templates().get_template("record.html.j2")
        values = {
            "language": t.language,
            "title": view.title,
            "about": view.about,
            "warning": view.warning,
            "zone": view.clock.timezone,
            # Our own, without anything of a person's.
            "css": Markup((TEMPLATES / "record.css").read_text("utf-8")),  # noqa: S704
            "drawing": drawing(view),
            "opening": [self._section(part) for part in opening],
            "rest": [self._section(part) for part in rest],
            "statements": [self._statement(one) for one in view.statements()],
            "words": {
                "contents": t("Contents"),
                "statements": t("Statements"),
                "timeline": t("Timeline"),
                "proof": t("Integrity"),
                "about_statement": t("About these words"),
                "earlier": t("Earlier versions"),
                "story": t("How they came about"),
                "what": t("What happened"),
                "nothing_said": t("Nothing was said."),
                "each": t("Each entry, in the order in which it was recorded"),
            },
        }
        yield from (part.encode() for part in page.generate(values))

    def entry(self, entry: Entry) -> bytes:
        view = self._view
        row = view.row(entry)
        if row is None:
            return b""
        begins = self._in_part % IN_PART == 0
        self._in_part += 1
        return (self._new_part(row.seq) if begins else b"") + self._line(row)

    def _new_part(self, first: int) -> bytes:
        view, t = self._view, self._view.t
        titles = ("#", view.clock.timezone, "UTC", t("Lane"), t("Who"), t("What happened"))
        heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
        label = escape(t("Timeline, from entry {n} on", n=first))
        end = PART_END if self._in_part > 1 else ""
        return (
            f'{end}<div class="wide part" role="group" tabindex="0" aria-label="{label}">\n'
            f'<table class="entries"><caption class="heard">{label}</caption><colgroup>'
            '<col class="c-num"><col class="c-time"><col class="c-time"><col class="c-lane">'
            f'<col class="c-who"><col></colgroup><thead><tr>{heads}</tr></thead>\n<tbody>\n'
        ).encode()

    def _line(self, row: Row) -> bytes:
        view = self._view
        remarks = "".join(f'<span class="remark">{escape(remark)}</span>' for remark in row.remarks)
        return (
            f'<tr><td class="num">{row.seq}</td><td class="time">{view.clock.stamp(row.happened)}'
            f'</td><td class="time utc">{view.clock.utc(row.happened)}</td><td><span class="lane '
            f'{row.lane}">{escape(view.t(LANE[row.lane]))}</span></td><td><bdi>{escape(row.who)}'
            f'</bdi></td><td class="said"><bdi>{escape(row.said)}</bdi>{remarks}</td></tr>\n'
        ).encode()

    def end(self) -> Iterator[bytes]:
        view, t = self._view, self._view.t
        (proof,) = [part for part in view.sections() if part.id == "proof"]
        page = templates().get_template("record_end.html.j2")
        words = {"made_with": t("Made with Cellule.")}
        if self._in_part:
            yield PART_END.encode()
        yield page.render(proof=self._section(proof), words=words).encode()

    def _section(self, part: Section) -> dict[str, Any]:
        return {
            "id": part.id,
            "title": part.title,
            "text": part.text,
            "columns": part.columns,
            "pairs": part.pairs,
            "rows": [[self._cell(cell) for cell in row] for row in part.rows],
        }

    def _statement(self, one: Statement) -> dict[str, Any]:
        clock = self._view.clock
        return {
            "title": one.title,
            "text": one.text,
            "language": one.language,
            "about": [(name, self._cell(value)) for name, value in one.about],
            "versions": [
                {
                    "title": version.title,
                    "text": version.text,
                    "digest": version.digest,
                }
                for version in one.versions
            ],
            "deeds": [
                {
                    "local": clock.stamp(deed.at.at),
                    "utc": clock.utc(deed.at.at),
                    "said": deed.said,
                }
                for deed in one.deeds
            ],
        }

    def _cell(self, cell: Cell) -> dict[str, Any] | None:
        if cell is None:
            return None
        if isinstance(cell, At):
            clock = self._view.clock
            local, utc = clock.local(cell.at), clock.utc(cell.at)
            return {"kind": "at", "iso": cell.at.isoformat(), "local": local, "utc": utc}
        if isinstance(cell, Link):
            return {"kind": "link", "text": cell.url, "safe": cell.safe}
        if isinstance(cell, Code):
            return {"kind": "code", "text": cell.text}
        if isinstance(cell, Lines):
            return {"kind": "lines", "texts": cell.texts}
        return {"kind": "text", "text": cell}
