"""The JSON record: one entry a line, each line canonical JSON (RFC 8785).

    {"format":"cellule-timeline/1","crisis":"…","head":"…","entries":[
    {…entry 1…},
    {…entry 2…}
    ]}

`head` is the hash of the last entry, so that a file cut short is found out. Every byte is
determined by the entries: a file that differs in one byte is not what was exported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import rfc8785

from bot.chain import Entry

FORMAT = "cellule-timeline/1"
END = b"]}\n"


def dump(entries: Sequence[Entry]) -> bytes:
    """The record of one crisis; `entries` has at least one."""
    return b"".join(lines(entries))


def lines(entries: Sequence[Entry]) -> Iterator[bytes]:
    yield opening_line(entries[-1].crisis, entries[-1].hash)
    for number, entry in enumerate(entries, start=1):
        yield entry_line(entry) + (b",\n" if number < len(entries) else b"\n")
    yield END


def opening_line(crisis: str, head: str) -> bytes:
    frame = {"format": FORMAT, "crisis": crisis, "head": head}
    parts = [rfc8785.dumps(key) + b":" + rfc8785.dumps(value) for key, value in frame.items()]
    return b"{" + b",".join(parts) + b',"entries":[\n'


def entry_line(entry: Entry) -> bytes:
    return rfc8785.dumps(asdict(entry))
