"""The exported timeline: its formats, and the proof that nobody changed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bot.chain import Entry
from bot.channels import EXERCISE
from bot.crisis import Crisis, fold
from bot.events import Language
from bot.record.json_format import dump
from bot.record.markdown import markdown
from bot.record.verify import BadRecord, verify

Format = Literal["json", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)

__all__ = ["FORMATS", "BadRecord", "File", "Format", "export", "file_name", "verify"]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes


_WRITERS: dict[Format, Callable[[Crisis, Sequence[Entry], Language], bytes]] = {
    "json": lambda crisis, entries, language: dump(entries),
    "md": markdown,
}


def export(entries: Sequence[Entry], form: Format, language: Language) -> File:
    """A crisis's entries, from the first, as a file. The same entries give the same bytes.

    Raises:
        ValueError: there are no entries.
    """
    crisis = fold(None, entries)
    if crisis is None:
        raise ValueError("a record needs at least one entry")
    content = _WRITERS[form](crisis, entries, language)
    return File(file_name(crisis, f"timeline-{crisis.seq}", form), content)


def file_name(crisis: Crisis, what: str, extension: str) -> str:
    """What a file about a crisis is called: after its room, and by the mark if it is a drill."""
    mark = EXERCISE[crisis.language] if crisis.exercise else "crisis"
    room = crisis.channel_name or f"{mark}-{crisis.id}"
    if crisis.exercise and not room.startswith(mark):
        # Somebody renamed the room.
        room = f"{mark}-{room}"
    return f"{room}-{what}.{extension}"
