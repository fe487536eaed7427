"""Proves that an exported JSON record is whole and unchanged. It needs only the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import rfc8785

from bot import canonical, signing
from bot.chain import Entry, Links
from bot.events import RECORD_FILTERS, HeadSigned
from bot.record.json_format import END, FORMAT, UNSIGNED, file_claim, opening_line
from bot.signing import ID_DIGITS, PublicKey, head_claim

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

_HEX = re.compile(r"[0-9a-f]+")
DATA, AFTER_DATA = b',"data":', b',"data_digest":'
"""What stands before and after an entry's data in its line. Neither can be a part of a text, in
which a quotation mark is written with a backslash."""


class BadRecord(Exception):
    """The record does not hold. The message names the first bad entry."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A record that holds. `key` is the fingerprint of the key that signed the file (`None`: it
    was made before files were signed), `first_key` of the one that all trust goes back to;
    `signed` are the entries as of which the chain was signed while the crisis went on;
    `backwards` those whose time is before that of the entry before them: the chain holds the
    order, the times are what a clock said; `hashes` are those of all entries, in order."""

    crisis: str
    entries: int
    filter: str
    key: str | None
    first_key: str | None
    signed: tuple[int, ...]
    redacted: tuple[int, ...]
    withheld: int
    backwards: tuple[int, ...]
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the first line of a file says."""

    crisis: str
    head: str
    filter: str = "full"
    seq: int | None = None
    keys: tuple[PublicKey, ...] = ()
    signature: str | None = None


def verify(path: Path) -> Verified:
    """The record in `path`, proven.

    Raises:
        BadRecord: the file is not a record, or was changed.
        OSError: it cannot be read.
    """
    with opened(path) as (frame, lines):
        checks = Checks(frame)
        for entry, data in lines:
            checks.add(entry, data)
        return checks.result()


@contextmanager
def opened(path: Path) -> Iterator[tuple[Frame, Iterator[tuple[Entry, bytes]]]]:
    """A record's frame, and its entries one by one, each with the canonical bytes of its data.

    Raises:
        BadRecord: the file is not a record, or an entry is not written as one is.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        yield _frame(file.readline()), _entries(file)


class Checks:
    """Takes a record's entries in order, and proves them."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._keys = {key.id: key for key in frame.keys}
        self._links = Links(withheld=frame.filter != "full")
        self._hashes: list[str] = []
        self._signed: list[int] = []
        self._at = ""
        self._backwards: list[int] = []

    def add(self, entry: Entry, data: bytes | None = None) -> None:
        fault = self._links.fault(entry, data)
        if fault is not None:
            raise BadRecord(fault)
        if entry.seq == 1 and entry.crisis != self._frame.crisis:
            raise BadRecord("entry 1: belongs to another crisis than the file")
        self._hashes.append(entry.hash)
        if entry.at < self._at:
            self._backwards.append(entry.seq)
        self._at = entry.at
        if entry.kind == HeadSigned.kind and entry.data is not None and self._keys:
            self._check_signature(entry, entry.data)

    def _check_signature(self, entry: Entry, data: dict[str, Any]) -> None:
        try:
            signed = HeadSigned.model_validate(data)
        except ValueError:
            raise BadRecord(f"entry {entry.seq}: is no signature") from None
        if not 1 <= signed.entry < entry.seq or self._hashes[signed.entry - 1] != signed.head:
            raise BadRecord(f"entry {entry.seq}: signs another record than this")
        key = self._keys.get(signed.key)
        claim = head_claim(entry.crisis, signed.entry, signed.head)
        if key is None or not signing.holds(key.public, signed.signature, claim):
            raise BadRecord(f"entry {entry.seq}: its signature does not hold")
        self._signed.append(signed.entry)

    def result(self) -> Verified:
        frame, links = self._frame, self._links
        if links.count == 0:
            raise BadRecord("entry 1: is missing")
        fault = links.fault_at_end()
        if fault is not None:
            raise BadRecord(fault)
        if links.head != frame.head or frame.seq not in (None, links.count):
            raise BadRecord(f"entry {links.count}: is not the last that the file was made with")
        return Verified(
            crisis=frame.crisis,
            entries=links.count,
            filter=frame.filter,
            key=frame.keys[-1].id if frame.keys else None,
            first_key=frame.keys[0].id if frame.keys else None,
            signed=tuple(self._signed),
            redacted=tuple(sorted(links.without_data & links.redacted)),
            withheld=len(links.without_data - links.redacted),
            backwards=tuple(self._backwards),
            hashes=tuple(self._hashes),
        )


def _frame(line: bytes) -> Frame:
    try:
        given: Any = json.loads(line.decode() + "]}")
        if not isinstance(given, dict) or given.pop("entries") != []:
            raise ValueError
        exact = opening_line(given)
        frame = _first_version(given) if given["format"] == UNSIGNED else _read(given)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadRecord("before entry 1: this is not a timeline of Cellule") from error
    if line != exact:
        raise BadRecord("before entry 1: the first line was changed")
    if frame.seq is not None:
        _check_frame(frame, given)
    return frame


def _first_version(given: dict[str, Any]) -> Frame:
    if list(given) != ["format", "crisis", "head"]:
        raise ValueError
    return Frame(crisis=_text(given["crisis"]), head=_text(given["head"]))


def _read(given: dict[str, Any]) -> Frame:
    names = ["format", "crisis", "filter", "seq", "head", "keys", "signature"]
    if list(given) != names or given["format"] != FORMAT or type(given["seq"]) is not int:
        raise ValueError
    if given["filter"] not in RECORD_FILTERS:
        raise ValueError
    return Frame(
        crisis=_text(given["crisis"]),
        head=_text(given["head"]),
        filter=given["filter"],
        seq=given["seq"],
        keys=tuple(_key(key) for key in given["keys"]),
        signature=_hex(given["signature"], 128),
    )


def _key(given: dict[str, Any]) -> PublicKey:
    first = given["endorsed_by"] is None and given["endorsement"] is None
    endorsed_by = None if first else _hex(given["endorsed_by"], ID_DIGITS)
    endorsement = None if first else _hex(given["endorsement"], 128)
    if set(given) != {"public", "since", "endorsed_by", "endorsement"}:
        raise ValueError
    return PublicKey(_hex(given["public"], 64), _text(given["since"]), endorsed_by, endorsement)


def _check_frame(frame: Frame, given: dict[str, Any]) -> None:
    if not frame.keys or signing.broken_key(frame.keys) is not None:
        raise BadRecord("before entry 1: its keys do not hold")
    if not signing.holds(frame.keys[-1].public, frame.signature or "", file_claim(given)):
        raise BadRecord("before entry 1: the file's signature does not hold")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError
    return value


def _hex(value: Any, digits: int) -> str:
    """Hex in the one way in which it is written here: capitals and spaces would count as well."""
    if len(_text(value)) != digits or not _HEX.fullmatch(value):
        raise ValueError
    return str(value)


def _entries(file: BinaryIO) -> Iterator[tuple[Entry, bytes]]:
    """The lines between the first and the end, which must be there."""
    line, number = file.readline(), 0
    while line != END:
        number += 1
        following = file.readline()
        if not following:
            raise BadRecord(f"entry {number}: the file ends before its end")
        yield _entry(number, line, b"\n" if following == END else b",\n")
        line = following
    if file.read(1):
        raise BadRecord(f"entry {number + 1}: more follows after the end")


def _entry(number: int, line: bytes, ending: bytes) -> tuple[Entry, bytes]:
    written = line.removesuffix(ending)
    try:
        values = json.loads(written.decode())
        if not isinstance(values, dict) or len(values) != len(FIELDS):
            raise BadRecord(f"entry {number}: has other fields than an entry")
        for name, types in FIELDS.items():
            if name not in values:
                raise BadRecord(f"entry {number}: has other fields than an entry")
            if type(values[name]) not in types:
                raise BadRecord(f"entry {number}: its {name} is of another kind than an entry's")
        exact = canonical.dumps(values) + ending
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise BadRecord(f"entry {number}: cannot be read") from error
    if exact != line:
        raise BadRecord(f"entry {number}: its line was changed")
    data = written[written.index(DATA) + len(DATA) : written.rindex(AFTER_DATA)]
    return Entry(**values), data
