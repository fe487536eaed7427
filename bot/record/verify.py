"""Proves that an exported JSON record is whole and unchanged. It needs only the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import rfc8785

from bot.chain import Entry, first_fault
from bot.record.json_format import END, entry_line, opening_line

FIELDS: dict[str, tuple[type, ...]] = {
    "crisis": (str,),
    "seq": (int,),
    "at": (str,),
    "actor": (str,),
    "kind": (str,),
    "data": (dict, type(None)),
    "salt": (str, type(None)),
    "data_digest": (str,),
    "prev": (str,),
    "hash": (str,),
}
"""What each field of an entry may be."""


class BadRecord(Exception):
    """The record does not hold. The message names the first bad entry."""


def verify(path: Path) -> int:
    """The number of entries of the record in `path`.

    Raises:
        BadRecord: the file is not a record, or was changed.
        OSError: it cannot be read.
    """
    first, *body = path.read_bytes().splitlines(keepends=True) or [b""]
    crisis, head = _frame(first)
    if not body or body[-1] != END:
        raise BadRecord(f"entry {max(1, len(body))}: the file ends before its end")
    entry_lines = body[:-1]
    if not entry_lines:
        raise BadRecord("entry 1: is missing")
    entries = []
    for number, line in enumerate(entry_lines, start=1):
        last = number == len(entry_lines)
        entries.append(_entry(number, line, b"\n" if last else b",\n"))
    fault = first_fault(entries)
    if fault is not None:
        raise BadRecord(fault)
    if entries[0].crisis != crisis:
        raise BadRecord("entry 1: belongs to another crisis than the file")
    if entries[-1].hash != head:
        raise BadRecord(f"entry {len(entries)}: is not the last that the file was made with")
    return len(entries)


def _frame(line: bytes) -> tuple[str, str]:
    try:
        frame: Any = json.loads(line.decode() + "]}")
        crisis, head = str(frame["crisis"]), str(frame["head"])
        exact = opening_line(crisis, head)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadRecord("before entry 1: this is not a timeline of Cellule") from error
    if line != exact:
        raise BadRecord("before entry 1: the first line was changed")
    return crisis, head


def _entry(number: int, line: bytes, ending: bytes) -> Entry:
    try:
        values = json.loads(line.removesuffix(ending).decode())
        if not isinstance(values, dict) or set(values) != set(FIELDS):
            raise BadRecord(f"entry {number}: has other fields than an entry")
        for name, types in FIELDS.items():
            if type(values[name]) not in types:
                raise BadRecord(f"entry {number}: its {name} is of another kind than an entry's")
        entry = Entry(**values)
        exact = entry_line(entry) + ending
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise BadRecord(f"entry {number}: cannot be read") from error
    if exact != line:
        raise BadRecord(f"entry {number}: its line was changed")
    return entry
