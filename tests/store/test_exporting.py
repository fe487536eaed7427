"""Records from the log into files, while others go on writing in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import exporting
from bot.commands import record as record_commands
from bot.exporting import Wanted
from bot.record import Reader, verify
from bot.store import Appended, Log
from tests.record.records import fits
from tests.store.processes import U1, U2, Processes, note, open_crisis
from tests.strategies import CRISIS

SECRET = "Zanzibar Quagmire"


async def redact(log: Log, entry: int) -> None:
    command = record_commands.AskRedaction(entry, "note_added", "a name")
    assert isinstance(await log.append(CRISIS, command, U1), Appended)
    agreed = await log.append(CRISIS, record_commands.AgreeToRedaction(entry), U2)
    assert isinstance(agreed, Appended)


async def test_a_record_up_to_an_entry(processes: Processes, tmp_path: Path) -> None:
    log, path = processes.log(), tmp_path / "record.json"
    await open_crisis(log)
    for number in range(5):
        await log.append(CRISIS, note(f"note {number}"), U1)
    for until in (1, 3, 8):
        await exporting.export(log, CRISIS, until, [Wanted("json", path)], Reader())
        found = verify(path)
        assert found.entries == until == len(fits(path.read_bytes())["entries"])
        assert found.key == (await log.keys.signer()).key


async def test_a_record_of_before_a_redaction_goes_on_to_it(
    processes: Processes, tmp_path: Path
) -> None:
    """It was asked for before, and is written, or written again, after."""
    log, path = processes.log(), tmp_path / "record.json"
    await open_crisis(log)
    await log.append(CRISIS, note(SECRET), U1)
    await log.append(CRISIS, note("another"), U1)
    await redact(log, 4)
    await log.append(CRISIS, note("after"), U1)
    await exporting.export(log, CRISIS, 5, [Wanted("json", path)], Reader())
    found = verify(path)
    assert (found.entries, found.redacted) == (7, (4,))


@pytest.mark.parametrize("reading", [1, 2, 3, 4])
async def test_words_taken_out_while_the_record_is_written(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: int
) -> None:
    log, other = processes.log(), processes.log()
    await open_crisis(log)
    await log.append(CRISIS, note(SECRET), U1)
    read, count = log.stream, 0

    async def stream(*asked: Any) -> AsyncIterator[list[Any]]:
        nonlocal count
        count += 1
        if count == reading:
            await redact(other, 4)
        async for entries in read(*asked):
            yield entries

    monkeypatch.setattr(log, "stream", stream)
    files = [Wanted("json", tmp_path / "record.json"), Wanted("html", tmp_path / "record.html")]
    await exporting.export(log, CRISIS, 4, files, Reader())
    found = verify(files[0].path)
    if reading <= 2:
        assert (found.entries, found.redacted) == (6, (4,))
        for one in files:
            assert SECRET.encode() not in one.path.read_bytes()
    else:
        assert (found.entries, found.redacted) == (4, ())
