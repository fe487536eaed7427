"""A crisis's record from the log into files, entry by entry: a long one need not fit in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot import pictures, record
from bot.events import RecordFormat
from bot.files import whole
from bot.progress import Advance, unwatched
from bot.record import Reader, View
from bot.record.typeset import Printed, picture
from bot.store import Log


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to make."""

    form: RecordFormat
    path: Path


def work(until: int) -> int:
    """How long the work on so many entries is: each is read twice."""
    return 2 * until


async def view(
    log: Log, crisis: str, until: int, reader: Reader, advance: Advance = unwatched
) -> View:
    """What a reader sees of a crisis as of entry `until`.

    Raises:
        ValueError: there is no such crisis.
    """
    gatherer = record.Gatherer(reader)
    async for entries in log.stream(crisis, until):
        for entry in entries:
            gatherer.add(entry)
        advance(len(entries))
        await asyncio.sleep(0)
    return gatherer.view(await log.keys.signer())


async def export(
    log: Log,
    crisis: str,
    until: int,
    files: Sequence[Wanted],
    reader: Reader,
    advance: Advance = unwatched,
) -> View:
    """Writes a crisis's record as of entry `until`, each file whole or not at all.

    Where words were taken out later, it goes on to the entry that says so: without that, a file
    that lacks them would count as tampered with.

    Raises:
        ValueError: there is no such crisis.
        OSError: a file cannot be written.
    """
    while True:
        until = max(until, await log.last_redaction(crisis))
        seen = await _write(log, crisis, until, files, reader, advance)
        if await log.last_redaction(crisis) <= until:
            return seen


async def _write(
    log: Log,
    crisis: str,
    until: int,
    files: Sequence[Wanted],
    reader: Reader,
    advance: Advance,
) -> View:
    seen = await view(log, crisis, until, reader, advance)
    with ExitStack() as stack:
        opened = [(one, stack.enter_context(whole(one.path))) for one in files]
        printed = Printed(seen)
        prints = any(one.form == "pdf" for one in files)
        texts: list[tuple[record.Writer, BinaryIO]] = []
        for one, file in opened:
            if one.form in record.TEXT_FORMATS:
                texts.append((record.writer(one.form, seen), file))
        for writer, file in texts:
            file.writelines(writer.begin())
        async for entries in log.stream(crisis, until):
            for writer, file in texts:
                file.writelines(map(writer.entry, entries))
            if prints:
                for entry in entries:
                    printed.add(entry)
            advance(len(entries))
            # Whoever clicks meanwhile is answered.
            await asyncio.sleep(0)
        for writer, file in texts:
            file.writelines(writer.end())
        for one, file in opened:
            if one.form == "pdf":
                file.write(await asyncio.to_thread(pictures.record_pages, printed.data()))
            elif one.form == "png":
                file.write(await asyncio.to_thread(pictures.record_picture, picture(seen)))
    return seen
