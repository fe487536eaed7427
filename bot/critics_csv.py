"""Critics from a table, whatever program wrote it: encodings, separators, headers, fr and en.

Never raises: a file that is no table is refused whole, a line that is none by itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import islice
from typing import Literal, TypeVar

from bot import critics
from bot.critics_values import count, folded, moment, platform, tone
from bot.events import ListedCritic

MOST_BYTES = 10_000_000
MOST_LINES = 10_000
SAID = 3_000
"""Characters of what a critic said: as many as a form takes."""
HANDLE = 100
SPAN = 200
"""Lines that one text in quotation marks goes over at most: a mark that nobody closed must not
swallow the rest of the file."""

Column = Literal["link", "handle", "said", "reach", "tone", "date", "platform"]
Unreadable = Literal["empty", "not_text", "spreadsheet", "no_header", "no_lines", "too_many"]
What = Literal["nothing", "link", "cells", "quote", "broken", "reach", "tone", "date", "platform"]

_HEADERS: dict[Column, str] = {
    "link": "link, lien, url, permalink, permalien, adresse, post url, post link, tweet url, "
    "url du post, url du message, lien du post, lien du message, post",
    "handle": "handle, author, auteur, autrice, account, compte, pseudo, user, username, "
    "user name, screen name, utilisateur, nom d'utilisateur, nom, name, author name, critic, "
    "critique, identifiant",
    "said": "text, texte, message, content, contenu, comment, commentaire, tweet, body, said, "
    "what they said, full text, tweet text, post text",
    "reach": "reach, portee, followers, followers count, follower count, abonnes, "
    "nombre d'abonnes, audience",
    "tone": "tone, ton, tonalite, sentiment",
    "date": "date, date et heure, datetime, created, created at, date de publication, publie le, "
    "published, published at, posted at, time, heure, timestamp",
    "platform": "platform, plateforme, network, reseau, reseau social, source, canal, channel",
}
Value = TypeVar("Value")
_COLUMN_OF: dict[str, Column] = {
    name: column for column, names in _HEADERS.items() for name in names.split(", ")
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in line `line`, from 1. `taken`: the critic is on the board without it."""

    line: int
    what: What
    value: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. `unreadable` says why nothing of it could be taken, `repeated` how many
    lines name somebody a second time, `cut` how many texts were too long to keep whole."""

    critics: tuple[ListedCritic, ...] = ()
    faults: tuple[Fault, ...] = ()
    repeated: int = 0
    cut: int = 0
    unreadable: Unreadable | None = None


def read(content: bytes, now: datetime, zone: tzinfo, *, day_first: bool) -> Table:
    """The critics of a CSV file. `zone` and `day_first` are those of whoever sent it; `now` is
    after all that anybody can have written."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Table(unreadable="spreadsheet")
    text = _text(content)
    if text is None:
        return Table(unreadable="not_text")
    if text.count("\n") + text.count("\r") > 40 * MOST_LINES:
        return Table(unreadable="too_many")
    lines = io.StringIO(text, newline="").readlines()
    first = next((n for n, line in enumerate(lines) if line.strip(" \t\r\n;,")), len(lines))
    if first == len(lines):
        return Table(unreadable="empty")
    if re.fullmatch(r'"?sep=."?\s*', lines[first], re.IGNORECASE):
        # A line that Excel writes for itself.
        first += 1
    separator, width, columns = _header("".join(lines[first : first + 1]))
    if not {"link", "handle", "said"} & set(columns.values()):
        return Table(unreadable="no_header")
    rows = list(islice(_rows(lines, first + 1, separator), MOST_LINES + 1))
    if not rows:
        return Table(unreadable="no_lines")
    if len(rows) > MOST_LINES:
        return Table(unreadable="too_many")
    reader = _Reader(width, columns, now, zone, day_first)
    for number, row in rows:
        reader.line(number, row)
    return Table(tuple(reader.found.values()), tuple(reader.faults), reader.repeated, reader.cut)


def _text(content: bytes) -> str | None:
    """A file's text in whichever encoding it is; `None` if it is none."""
    head = content[:200]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    elif head[1::2].count(0) > len(head) / 4:
        # Every other byte is nothing: UTF-16 without its mark.
        text = content.decode("utf-16-le", errors="replace")
    elif head[::2].count(0) > len(head) / 4:
        text = content.decode("utf-16-be", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            # Five of its bytes mean nothing: they show as a question mark in a box.
            text = content.decode("cp1252", errors="replace")
    controls = sum(c < " " and c not in "\t\r\n\f\v" for c in text[:10_000])
    return None if "\0" in text or controls > 10 else text.removeprefix("\ufeff")


def _header(line: str) -> tuple[str, int, dict[int, Column]]:
    """The separator that makes most sense of the first line, how many columns it then has, and
    which is which."""
    best: tuple[str, int, dict[int, Column]] = (",", 0, {})
    for separator in ";,\t|":
        try:
            cells = next(csv.reader([line], delimiter=separator), [])
        except csv.Error:
            continue
        columns: dict[int, Column] = {}
        for index, cell in enumerate(cells):
            name = folded(cell.replace("_", " ").replace("’", "'").strip(' \ufeff"*:'))
            column = _COLUMN_OF.get(name)
            if column is not None and column not in columns.values():
                columns[index] = column
        if len(columns) > len(best[2]):
            best = (separator, len(cells), columns)
    return best


def _rows(
    lines: Sequence[str], start: int, separator: str
) -> Iterator[tuple[int, list[str] | What]]:
    """Each line's number and cells, or what keeps it from being read."""
    at = start
    while at < len(lines):
        window = lines[at : at + SPAN]
        reader = csv.reader(window, delimiter=separator)
        number, row = at + 1, None
        try:
            row = next(reader, None)
        except csv.Error:
            yield number, "broken"
            at += 1
            continue
        if reader.line_num > 1 and _unclosed(window[: reader.line_num], separator):
            yield number, "quote"
            at += 1
            continue
        at += max(1, reader.line_num)
        if row and any(cell.strip() for cell in row):
            yield number, row


def _unclosed(lines: Sequence[str], separator: str) -> bool:
    """Whether a text over several lines is one by mistake: its quotation mark was not closed, or
    closed by the one that opens another."""
    try:
        next(csv.reader(lines, delimiter=separator, strict=True), None)
    except csv.Error:
        return True
    return False


@dataclass(slots=True)
class _Reader:
    """Reads lines one by one into `found`, by what tells one critic from another."""

    width: int
    columns: dict[int, Column]
    now: datetime
    zone: tzinfo
    day_first: bool
    found: dict[str, ListedCritic] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    repeated: int = 0
    cut: int = 0

    def line(self, number: int, row: list[str] | What) -> None:
        if isinstance(row, str):
            self._fault(number, row, "", taken=False)
            return
        if any(cell.strip() for cell in row[self.width :]):
            self._fault(number, "cells", str(len(row)), taken=False)
            return
        cells = {c: row[index].strip() for index, c in self.columns.items() if index < len(row)}
        link, entered = None, cells.get("link", "")
        if entered:
            link = critics.address(entered)
            if link is None:
                self._fault(number, "link", entered, taken=False)
                return
        handle = " ".join(cells.get("handle", "").split()).lstrip("@")[:HANDLE]
        said = cells.get("said", "")
        if not (link or handle or said):
            self._fault(number, "nothing", "", taken=False)
            return
        critic = ListedCritic(
            id="",
            link=link,
            handle=handle or (critics.account_of(link) if link else None),
            said=self._whole(said) or None,
            reach=self._read(number, "reach", cells, count),
            tone=self._read(number, "tone", cells, tone) or "neutral",
            wrote_at=self._read(number, "date", cells, self._moment),
            platform=self._read(number, "platform", cells, platform)
            or (critics.platform_of(link) if link else None),
        )
        if self.found.setdefault(critics.key_of(critic), critic) is not critic:
            self.repeated += 1

    def _fault(self, number: int, what: What, value: str, *, taken: bool) -> None:
        self.faults.append(Fault(number, what, value, taken))

    def _whole(self, said: str) -> str:
        if len(said) <= SAID:
            return said
        self.cut += 1
        return said[: SAID - 1] + "…"

    def _read(
        self,
        number: int,
        what: Literal["reach", "tone", "date", "platform"],
        cells: dict[Column, str],
        reading: Callable[[str], Value | None],
    ) -> Value | None:
        """A cell that may be empty; one that says nothing is a fault, but no reason to leave the
        critic out."""
        cell = cells.get(what, "")
        if not cell:
            return None
        value = reading(cell)
        if value is None:
            self._fault(number, what, cell, taken=True)
        return value

    def _moment(self, text: str) -> datetime | None:
        at = moment(text, self.zone, day_first=self.day_first)
        return at if at is not None and at <= self.now else None
