"""`make bench`: the app beside bare Bolt apps, as ratios in one run.

Each line says what was measured, what it came to and what it should reach. Numbers of one
machine mean little; the ratios are between apps measured one after another on the same one.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench import critics, due, record
from bench.clicks import Acks, Click, measure
from bench.crises import Made, make
from bench.home import items, rendered
from bench.opening import opening_calls
from bench.review import LONG, LONGEST, durations, matrix
from bench.rush import rush
from bot.sandbox import Sandbox

SECONDS = 4.0
console = Console(highlight=False, width=110)


async def main() -> None:
    table = Table("measured", "value", "to reach", "")
    with tempfile.TemporaryDirectory(prefix="cellule-bench-") as folder:
        await acks(table, Path(folder))
        await start_and_memory(table, Path(folder))
        calls, depth = await opening_calls(Path(folder))
        _row(table, "Slack calls to open a crisis", calls, 12, "at most")
        _row(table, "of these one after another, to a usable room", depth, 4, "at most")
        updates, limited, equal = await rush(Path(folder))
        _row(table, "chat.updates for 200 clicks by 20 users in 10 s", updates, 15, "at most")
        _row(table, "429 answers meanwhile", limited, 0, "at most")
        _row(table, "last message equal to the final state", int(equal), 1, "at least")
        words(table)
        clocks(table)
        home_tab(table)
        board(table)
        await the_record(table, Path(folder))
    console.print(table)


async def the_record(table: Table, folder: Path) -> None:
    found = await record.figures(folder)
    _row(
        table, "an append at 100,000 entries, to one at 100", round(found.append, 2), 1.2, "at most"
    )
    for form, peak in found.peak.items():
        what = f"100,000 entries written as {form}, memory at most, MB"
        _row(table, what, round(peak), 200, "at most")
    _row(table, "the JSON of them, to json.dumps of their rows", round(found.json, 2), 3, "at most")
    what = "bare canonical JSON and SHA-256, to verify"
    _row(table, what, round(found.verify, 2), 0.5, "at least")
    _row(table, "the card at 5,000 entries, to one at 100", round(found.card, 2), 1.5, "at most")


def clocks(table: Table) -> None:
    took = round(due.durations(), 1)
    _row(table, "what is due in 1,000 crises of 40 steps, ms", took, 250, "at most")


def words(table: Table) -> None:
    durations(280, 3)
    short, long = durations(280, 100), durations(LONG, 20)
    longest = durations(LONGEST, 3)
    _row(table, "review of 280 characters, p50, ms", round(short, 2), 5, "at most")
    _row(table, "review of 5,000 characters, p50, ms", round(long, 1), 60, "at most")
    growth = longest / long / (LONGEST / LONG)
    _row(table, "a character at 60,000 to one at 5,000", round(growth, 2), 1.3, "at most")
    made, seconds = matrix()
    _row(
        table,
        f"{made} texts from templates, drafted and reviewed, s",
        round(seconds, 1),
        20,
        "at most",
    )


def board(table: Table) -> None:
    likeness, taken_in = critics.likeness(200)
    folded, drawn = critics.click(50)
    _row(table, "likeness of a reply to 5,000 others, p50, ms", round(likeness, 1), 50, "at most")
    table.add_row("one of 5,000 replies read into the index, ms", f"{taken_in:.2f}", "", "")
    table.add_row(
        "a click on a board of 5,000, decided and folded, p50, ms", f"{folded:.1f}", "", ""
    )
    table.add_row("the message of a board of 5,000, p50, ms", f"{drawn:.1f}", "", "")


def home_tab(table: Table) -> None:
    rendered()
    took, good = rendered()
    what = f"home tab with {items()[1]} open items, p50, ms"
    _row(table, what, round(took, 1), 30, "at most")
    _row(table, "of it, inside Slack’s limits", int(good), 1, "at least")


async def acks(table: Table, folder: Path) -> None:
    results: dict[tuple[str, int], Acks] = {}
    for clickers in (1, 50):
        for kind in ("noop", "commit", "cellule"):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                results[kind, clickers] = await _acks_of(kind, clickers, Path(place))
            one = results[kind, clickers]
            console.print(
                f"{kind:>8}, {clickers:>2} clickers: p50 {one.p50:.1f} ms, "
                f"{one.rate:.0f} acks/s ({one.count} clicks)"
            )
    p50 = results["cellule", 1].p50 / results["noop", 1].p50
    rate = results["cellule", 50].rate / results["noop", 50].rate
    over = results["cellule", 50].rate / results["commit", 50].rate
    _row(table, "p50 of an ack at 1 clicker, to the no-op’s", round(p50, 2), 1.3, "at most")
    _row(table, "acks/s at 50 clickers, to the no-op’s", round(rate, 2), 0.5, "at least")
    table.add_row("acks/s at 50 clickers, to one commit a click’s", f"{over:.2f}", "", "")


async def _acks_of(kind: str, clickers: int, folder: Path) -> Acks:
    if kind != "cellule":
        clicks = [back_and_forth(n, Made("bench", ["step"], 0)) for n in range(clickers)]
        arguments = [str(folder / "commit.db")] if kind == "commit" else []
        async with process(kind, *arguments) as (url, _):
            await measure(url, clicks, 1.0)
            return await measure(url, clicks, SECONDS)
    async with Sandbox(record_calls_limit=1000) as slack:
        database = f"sqlite+aiosqlite:///{folder}/cellule.db"
        crises = await make(slack, database, clickers)
        clicks = [back_and_forth(number, crisis) for number, crisis in enumerate(crises)]
        async with process(kind, database, slack.api_url) as (url, _):
            await measure(url, clicks, 1.0)
            return await measure(url, clicks, SECONDS)


def back_and_forth(number: int, crisis: Made) -> Iterator[Click]:
    """One person takes a step and gives it back, for ever: each click commits one event."""
    who, step = f"U{number:03d}", f"{crisis.id}:{crisis.steps[0]}"
    for seq in itertools.count(crisis.seq + 1, 2):
        yield who, "claim_step", step
        yield who, "undo_step", f"{step}:{seq}"


async def start_and_memory(table: Table, folder: Path) -> None:
    async with Sandbox(record_calls_limit=1000) as slack:
        database = f"sqlite+aiosqlite:///{folder}/thousand.db"
        crises = await make(slack, database, 1000)
        began = time.perf_counter()
        async with process("cellule", database, slack.api_url) as (url, pid):
            started = time.perf_counter() - began
            each = [
                iter([("U001", "claim_step", f"{c.id}:{c.steps[0]}") for c in crises[n::10]])
                for n in range(10)
            ]
            await measure(url, each, 60)
            resident = psutil.Process(pid).memory_info().rss / 2**20
    _row(table, "start to connected, s", round(started, 2), 1.5, "at most")
    _row(table, "resident memory after 1,000 crises, MB", round(resident), 130, "at most")


@asynccontextmanager
async def process(kind: str, *arguments: str) -> AsyncIterator[tuple[str, int]]:
    """An app in a process of its own; its URL and process ID once it is ready."""
    port = _free_port()
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.apps",
        kind,
        str(port),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    try:
        if await running.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{kind} did not start")
        yield f"http://127.0.0.1:{port}/slack/events", running.pid
    finally:
        running.terminate()
        await running.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _row(table: Table, what: str, value: float, bound: float, how: str) -> None:
    reached = value <= bound if how == "at most" else value >= bound
    table.add_row(what, f"{value:g}", f"{how} {bound:g}", "reached" if reached else "MISSED")


if __name__ == "__main__":
    asyncio.run(main())
