"""The exported timeline: its formats, and the proof that nobody changed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from bot.chain import Entry
from bot.channels import EXERCISE
from bot.crisis import Crisis
from bot.record.compare import Differences, compare
from bot.record.csv_format import CsvWriter
from bot.record.html_format import HtmlWriter
from bot.record.json_format import JsonWriter
from bot.record.markdown import MarkdownWriter
from bot.record.verify import BadRecord, Verified, verify
from bot.record.view import Gatherer, Reader, Row, View
from bot.signing import Signer

TextFormat = Literal["json", "csv", "md", "html"]
TEXT_FORMATS: tuple[TextFormat, ...] = get_args(TextFormat)
"""Formats that are written entry by entry; the others are drawn once all are known."""

__all__ = [
    "TEXT_FORMATS",
    "BadRecord",
    "Differences",
    "File",
    "Gatherer",
    "Reader",
    "Row",
    "TextFormat",
    "Verified",
    "View",
    "Writer",
    "compare",
    "export",
    "file_name",
    "record_name",
    "verify",
    "writer",
]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes


class Writer(Protocol):
    """Writes a record piece by piece: what comes before its entries, each entry in order (nothing
    for one that the reader is not told of), what comes after them."""

    def begin(self) -> Iterator[bytes]: ...
    def entry(self, entry: Entry) -> bytes: ...
    def end(self) -> Iterator[bytes]: ...


def writer(form: TextFormat, view: View) -> Writer:
    makers: dict[TextFormat, type[JsonWriter | CsvWriter | MarkdownWriter | HtmlWriter]] = {
        "json": JsonWriter,
        "csv": CsvWriter,
        "md": MarkdownWriter,
        "html": HtmlWriter,
    }
    return makers[form](view)


def export(
    entries: Sequence[Entry], form: TextFormat, signer: Signer, reader: Reader | None = None
) -> File:
    """A crisis's entries, from the first, as a file. The same entries give the same bytes.

    Raises:
        ValueError: there are no entries.
    """
    gatherer = Gatherer(reader or Reader())
    for entry in entries:
        gatherer.add(entry)
    view = gatherer.view(signer)
    written = writer(form, view)
    content = b"".join((*written.begin(), *map(written.entry, entries), *written.end()))
    return File(record_name(view.crisis, view.crisis.seq, reader or Reader(), form), content)


def record_name(crisis: Crisis, until: int, reader: Reader, extension: str) -> str:
    """What a record is called: as of which entry it is, and for whom."""
    parts = [f"timeline-{until}"]
    if reader.filter != "full":
        parts.append(reader.filter)
    if reader.language not in (None, crisis.language):
        parts.append(str(reader.language))
    return file_name(crisis, "-".join(parts), extension)


def file_name(crisis: Crisis, what: str, extension: str) -> str:
    """What a file about a crisis is called: after its room, and by the mark if it is a drill."""
    mark = EXERCISE[crisis.language] if crisis.exercise else "crisis"
    room = re.sub(r"[^\w.-]+", "-", crisis.channel_name or "").strip(".-") or f"{mark}-{crisis.id}"
    if crisis.exercise and not room.startswith(mark):
        # Somebody renamed the room.
        room = f"{mark}-{room}"
    return f"{room}-{what}.{extension}"
