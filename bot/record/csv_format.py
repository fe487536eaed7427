"""The timeline as CSV: one entry a row, for a spreadsheet.

It begins with the mark by which Excel knows UTF-8, and in French its cells are parted by
semicolons, as Excel expects there. No cell is taken for a formula: one that would be begins with
an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

from bot.chain import Entry
from bot.record.labels import LANE
from bot.record.view import View

BOM = b"\xef\xbb\xbf"
FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠｜％")
"""What a cell that a spreadsheet takes for a formula, or hands to another program, begins with;
the wide forms too, which some take for the narrow ones."""
HIDING = frozenset({"Cf", "Zl", "Zp", "Zs"})
"""Unicode's categories of spaces and of characters without a shape."""


class CsvWriter:
    def __init__(self, view: View) -> None:
        self._view = view
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, delimiter=";" if view.t.language == "fr" else ",")

    def begin(self) -> Iterator[bytes]:
        view, t = self._view, self._view.t
        yield BOM
        if view.warning:
            yield self._line([view.warning])
        yield self._line(
            [
                t("Entry"),
                t("Happened ({zone})", zone=view.clock.timezone),
                t("Happened (UTC)"),
                t("Recorded (UTC)"),
                t("Lane"),
                t("Who"),
                t("What happened"),
                t("Remarks"),
                t("Kind"),
                t("Hash"),
            ]
        )

    def entry(self, entry: Entry) -> bytes:
        view = self._view
        row = view.row(entry)
        if row is None:
            return b""
        return self._line(
            [
                str(row.seq),
                view.clock.stamp(row.happened),
                view.clock.utc(row.happened),
                view.clock.utc(row.at),
                view.t(LANE[row.lane]),
                row.who,
                row.said,
                "; ".join(row.remarks),
                row.kind,
                row.hash,
            ]
        )

    def end(self) -> Iterator[bytes]:
        yield from ()

    def _line(self, cells: list[str]) -> bytes:
        self._csv.writerow([_harmless(cell) for cell in cells])
        written = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return written.encode()


def _harmless(cell: str) -> str:
    # Spaces and what does not show (marks of direction, joiners) must not hide what it begins with.
    begins = next((one for one in cell if unicodedata.category(one) not in HIDING), "")
    return f"'{cell}" if begins in FORMULA else cell
