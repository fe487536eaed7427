"""The JSON record: one entry a line, each line canonical JSON (RFC 8785).

    {"format":"cellule-timeline/2","crisis":"…","filter":"full","seq":2,"head":"…","keys":[…],"signature":"…","entries":[
    {…entry 1…},
    {…entry 2…}
    ]}

`head` is the hash of the last entry, so that a file cut short is found out; `signature` is the
newest key's, of all else on that line. Where a reader is not to see an entry's words,
its `data` and `salt` are null and its seals stay. Every byte is determined by the entries and the
key: a file that differs in one byte is not what was exported. The schema of the file is
`docs/timeline.schema.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bot import canonical, events
from bot.chain import Entry
from bot.events import RecordFilter
from bot.record.filters import shows
from bot.record.view import Gatherer, Reader, View
from bot.signing import PublicKey, Signer

FORMAT = "cellule-timeline/2"
UNSIGNED = "cellule-timeline/1"
"""Files of the first version, which still verify: their first line has neither filter, number,
keys nor signature."""
END = b"]}\n"
FOR_ANYBODY = frozenset({events.StatementPosted.kind})
"""Entries whose data anybody may see: the others also hold what was said inside."""


class JsonWriter:
    def __init__(self, view: View) -> None:
        self._view = view

    def begin(self) -> Iterator[bytes]:
        view = self._view
        frame = {
            "format": FORMAT,
            "crisis": view.crisis.id,
            "filter": view.filter,
            "seq": view.head.seq,
            "head": view.head.hash,
            "keys": [key_fields(key) for key in view.signer.keys],
        }
        yield opening_line(frame | {"signature": view.signer.sign(file_claim(frame))})

    def entry(self, entry: Entry) -> bytes:
        values = fields(entry)
        if not _has_data(self._view.filter, entry.kind):
            values |= {"data": None, "salt": None}
        last = entry.seq == self._view.head.seq
        return canonical.dumps(values) + (b"\n" if last else b",\n")

    def end(self) -> Iterator[bytes]:
        yield END


def dump(entries: Sequence[Entry], signer: Signer, reader: Reader | None = None) -> bytes:
    """The record of one crisis; `entries` has at least one."""
    gatherer = Gatherer(reader or Reader())
    for entry in entries:
        gatherer.add(entry)
    writer = JsonWriter(gatherer.view(signer))
    return b"".join((*writer.begin(), *map(writer.entry, entries), *writer.end()))


def file_claim(frame: dict[str, Any]) -> dict[str, Any]:
    """What is signed of a file: all that its first line says but the signature itself."""
    return {name: value for name, value in frame.items() if name != "signature"}


def key_fields(key: PublicKey) -> dict[str, Any]:
    return asdict(key)


def opening_line(frame: dict[str, Any]) -> bytes:
    """The first line: the frame's values, in its order."""
    parts = [canonical.dumps(key) + b":" + canonical.dumps(value) for key, value in frame.items()]
    return b"{" + b",".join(parts) + b',"entries":[\n'


def fields(entry: Entry) -> dict[str, Any]:
    """An entry's values, without a copy of its data."""
    return {name: getattr(entry, name) for name in Entry.__slots__}


def _has_data(chosen: RecordFilter, kind: str) -> bool:
    return kind in FOR_ANYBODY if chosen == "public" else shows(chosen, kind)
