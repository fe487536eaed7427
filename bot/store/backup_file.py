"""The file of a backup: JSON lines, in gzip. `docs/keeping.md` describes it.

Two gzip members: all that was backed up, then how many rows that is and the SHA-256 of the first
member as it lies in the file. Every byte of the file counts: one that differs, or is missing, is
found out.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bot.progress import Advance

FORMAT = "cellule-backup"
VERSION = 1

CHUNK = 1 << 18
LONGEST = 1 << 28
"""Bytes of a line: no row is longer."""
FOOTER = 1 << 16

_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_STORED = struct.Struct("<BHH")
_TAIL = struct.Struct("<II")
_GZIP = zlib.MAX_WBITS | 16


class BadBackup(Exception):
    """The file cannot be restored; the message says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says of itself. `tables` names the kind of each column, in their order."""

    revision: str
    at: str
    tables: dict[str, dict[str, str]]


class Writer:
    """Writes a backup row by row."""

    def __init__(self, file: IO[bytes], header: Header) -> None:
        self._file = file
        self._gzip = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        self._sha256 = hashlib.sha256()
        self._rows = Counter(dict.fromkeys(header.tables, 0))
        about = {"format": FORMAT, "version": VERSION, "revision": header.revision}
        self._line({**about, "at": header.at, "tables": header.tables})

    def row(self, table: str, values: list[Any]) -> None:
        self._rows[table] += 1
        self._line([table, *values])

    def finish(self) -> dict[str, int]:
        """Ends the file; how many rows of each table it has."""
        self._write(self._gzip.flush())
        rows = dict(sorted(self._rows.items()))
        self._file.write(_stored(_footer(rows, self._sha256.hexdigest())))
        return rows

    def _line(self, value: Any) -> None:
        # As ASCII: half a surrogate pair, which some text from outside has, is kept too.
        self._write(self._gzip.compress(json.dumps(value, separators=(",", ":")).encode() + b"\n"))

    def _write(self, packed: bytes) -> None:
        self._sha256.update(packed)
        self._file.write(packed)


class Reader:
    """Reads a backup as often as is asked for, each time from its beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size
        self.counts: dict[str, int] = {}
        """Rows of each table, once the file was read to its end."""

    def check(self, advance: Advance) -> Header:
        """Reads the file through; what it says of itself.

        Raises:
            BadBackup: it is not whole and unchanged, or nothing that this version can read.
            OSError: it cannot be read.
        """
        lines = self._lines(advance)
        header = _header(next(lines, b""))
        for _ in lines:
            pass
        return header

    def rows(self, advance: Advance) -> Iterator[tuple[str, list[Any]]]:
        """The table and the values of each row, in the order of the columns in the header."""
        lines = self._lines(advance)
        next(lines, None)
        for number, line in enumerate(lines, start=2):
            row = _json(line)
            if not isinstance(row, list) or not row or not isinstance(row[0], str):
                raise BadBackup(f"line {number} is no row")
            yield row[0], row[1:]

    def _lines(self, advance: Advance) -> Iterator[bytes]:
        rest = bytearray()
        for piece in self._content(advance):
            rest += piece
            *whole, last = rest.split(b"\n")
            yield from map(bytes, whole)
            rest = bytearray(last)
            if len(rest) > LONGEST:
                raise BadBackup("it has a line longer than any row")
        if rest:
            raise BadBackup("its last line is not whole")

    def _content(self, advance: Advance) -> Iterator[bytes]:
        """The first member, unpacked; once it was read, the second says whether it is right."""
        unpack, sha256 = zlib.decompressobj(_GZIP), hashlib.sha256()
        with self._path.open("rb") as file:
            while not unpack.eof:
                packed = piece = file.read(CHUNK)
                if not packed:
                    raise BadBackup("it was cut short")
                while piece and not unpack.eof:
                    try:
                        yield unpack.decompress(piece, CHUNK)
                    except zlib.error:
                        raise BadBackup("it was changed, or is no backup of Cellule") from None
                    piece = unpack.unconsumed_tail
                sha256.update(packed[: len(packed) - len(unpack.unused_data)])
                advance(len(packed))
            footer = unpack.unused_data + file.read(FOOTER)
        self.counts = _counts(footer, sha256.hexdigest())


def _header(line: bytes) -> Header:
    about = _json(line)
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise BadBackup("it is no backup of Cellule")
    if about.get("version") != VERSION:
        version = about.get("version")
        raise BadBackup(f"a newer version of Cellule wrote it (format {version}): use that one")
    revision, at, tables = about.get("revision"), about.get("at"), about.get("tables")
    if (
        isinstance(revision, str)
        and isinstance(at, str)
        and isinstance(tables, dict)
        and all(isinstance(columns, dict) for columns in tables.values())
    ):
        return Header(revision, at, tables)
    raise BadBackup("its first line is not whole")


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _footer(rows: dict[str, int], sha256: str) -> bytes:
    return json.dumps({"rows": rows, "sha256": sha256}, separators=(",", ":")).encode() + b"\n"


def _counts(footer: bytes, sha256: str) -> dict[str, int]:
    if not footer:
        raise BadBackup("it was cut short")
    about = _json(footer[len(_HEAD) + _STORED.size : -_TAIL.size])
    rows = about.get("rows") if isinstance(about, dict) else None
    if not isinstance(rows, dict) or footer != _stored(_footer(rows, sha256)):
        raise BadBackup("it was changed or cut short: it does not end as it was written")
    return rows


def _stored(content: bytes) -> bytes:
    """A gzip member that holds `content` as it is: there is one way only to write it."""
    block = _STORED.pack(1, len(content), len(content) ^ 0xFFFF)
    return _HEAD + block + content + _TAIL.pack(zlib.crc32(content), len(content))


def is_backup(path: Path) -> bool:
    """Whether a file begins as a backup does."""
    unpack = zlib.decompressobj(_GZIP)
    with suppress(OSError, zlib.error), path.open("rb") as file:
        return unpack.decompress(file.read(CHUNK), 40).startswith(b'{"format":"' + FORMAT.encode())
    return False
