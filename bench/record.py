"""The record of a crisis of 100,000 entries: appended to, exported, verified; a card over 5,000."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import rfc8785
import sqlalchemy as sa

from bench.due import START, crisis
from bot import record
from bot.chain import GENESIS, Entry, seal
from bot.commands.room import AddNote
from bot.events import Event, NoteAdded, RecordFormat
from bot.people import Person
from bot.record.json_format import fields
from bot.store import Log, connect, migrate, tables
from bot.store.log import _crisis_row, _row
from bot.surfaces import render

LONG, SHORT, MEDIUM = 100_000, 100, 5_000
APPENDS = 200
FORMATS: tuple[RecordFormat, ...] = ("json", "csv", "html")
BY = Person(id="U1")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """`append`: one at 100,000 entries beside one at 100. `peak`: megabytes at most while a file
    of each format is written. `json`: the export's time beside `json.dumps` of the same rows.
    `verify`: how many times the bare work over the same bytes takes as long as verify. `card`:
    the card at 5,000 entries beside the card at 100."""

    append: float
    peak: dict[str, float]
    json: float
    verify: float
    card: float


async def figures(folder: Path) -> Figures:
    long = await _made(folder / "long.db", LONG)
    short = await _made(folder / "short.db", SHORT)
    medium = await _made(folder / "medium.db", MEDIUM)
    appends, cards = await _side_by_side(long, short), await _cards(medium, short)
    entries = await _entries(long)
    file = folder / "record.json"
    return Figures(
        append=appends,
        peak={form: await _peak(folder, form) for form in FORMATS},
        json=await _json(long, entries, file),
        verify=_verify(file, entries),
        card=cards,
    )


async def _made(path: Path, count: int) -> Log:
    """A log with one crisis of so many entries, read once."""
    engine = connect(f"sqlite+aiosqlite:///{path}")
    await migrate(engine)
    opened = crisis()
    events: list[Event] = [recent.event for recent in opened.recent]
    entries: list[Entry] = []
    while len(entries) < count:
        number = len(entries)
        event = (
            events[number]
            if number < len(events)
            else NoteAdded(text=f"The switchboard counts {number} calls since noon.", via="command")
        )
        entries.append(
            seal(
                crisis="c",
                seq=number + 1,
                prev=entries[-1].hash if entries else GENESIS,
                at=START + timedelta(seconds=number),
                actor=f"U{number % 5}",
                event=event,
            )
        )
    async with engine.begin() as connection:
        await connection.execute(sa.insert(tables.crises), [_crisis_row(opened)])
        for first in range(0, count, 5_000):
            rows = [_row(entry) for entry in entries[first : first + 5_000]]
            await connection.execute(sa.insert(tables.entries), rows)
    log = Log(engine, now)
    await log.crisis("c")
    return log


async def _entries(log: Log) -> list[Entry]:
    return [entry async for page in log.stream("c", LONG) for entry in page]


async def _side_by_side(long: Log, short: Log) -> float:
    """The medians of appends to both, in turns."""
    took: dict[Log, list[float]] = {long: [], short: []}
    for number in range(APPENDS):
        for log, times in took.items():
            began = time.perf_counter()
            await log.append("c", AddNote(NoteAdded(text=f"One more, {number}", via="command")), BY)
            times.append(time.perf_counter() - began)
    return statistics.median(took[long]) / statistics.median(took[short])


async def _cards(medium: Log, short: Log) -> float:
    """What a person waits for who asks for the card: the crisis as it stands, drawn."""
    took: dict[Log, list[float]] = {medium: [], short: []}
    for _ in range(APPENDS):
        for log, times in took.items():
            began = time.perf_counter()
            found = await log.crisis("c")
            assert found is not None
            render(found, "card")
            times.append(time.perf_counter() - began)
    return statistics.median(took[medium]) / statistics.median(took[short])


async def _peak(folder: Path, form: RecordFormat) -> float:
    """The memory of a process that does nothing but write this file, in megabytes."""
    code = (
        "import sys; sys.argv = sys.argv[1:]\n"
        "from app import cli\n"
        "cli(standalone_mode=False)\n"
        # Unlike what getrusage says, this begins anew with the process.
        "status = open('/proc/self/status').read()\n"
        "print(status.partition('VmHWM:')[2].split()[0])"
    )
    out = folder / f"peak.{form}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, "app.py", "export", "c", "--format", form, "--out", str(out)),
        env={**os.environ, "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'long.db'}"},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return int(said.split()[-1]) / 1024


async def _json(log: Log, entries: list[Entry], file: Path) -> float:
    """The writing of all rows beside `json.dumps` of them, both into a file; best of three."""
    gatherer = record.Gatherer(record.Reader())
    for entry in entries:
        gatherer.add(entry)
    view = gatherer.view(await log.keys.signer())
    rows = [fields(entry) for entry in entries]

    def ours() -> None:
        writer = record.writer("json", view)
        with file.open("wb") as to:
            to.writelines(writer.begin())
            to.writelines(map(writer.entry, entries))
            to.writelines(writer.end())

    def bare() -> None:
        with tempfile.TemporaryFile() as to:
            to.writelines(json.dumps(row).encode() for row in rows)

    return _best(ours) / _best(bare)


def _verify(file: Path, entries: list[Entry]) -> float:
    """The bare work (canonical JSON by the library, SHA-256) beside verify, over the same bytes."""
    rows = [fields(entry) for entry in entries]

    def bare() -> None:
        for row in rows:
            hashlib.sha256(rfc8785.dumps(row)).hexdigest()

    return _best(bare) / _best(lambda: record.verify(file))


def _best(work: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)
