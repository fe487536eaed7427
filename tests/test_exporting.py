"""Records written from the log: the same bytes as in memory, and whole files or none."""

from __future__ import annotations

import asyncio
import resource
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from bot import exporting, pictures, record
from bot.chain import Entry
from bot.events import RECORD_FILTERS, RecordFilter, RecordFormat
from bot.exporting import Wanted
from bot.record import Reader, TextFormat, file_name
from bot.record.typeset import Printed, picture
from bot.store import Log, migrate
from tests.e2e.process import ROOT, environment
from tests.store.processes import U1, Processes, note, open_crisis
from tests.strategies import CRISIS, drill_plan, opened, with_room


@pytest_asyncio.fixture
async def processes(tmp_path: Path) -> AsyncIterator[Processes]:
    processes = Processes(f"sqlite+aiosqlite:///{tmp_path}/cellule.db")
    await migrate(processes.engine())
    yield processes
    await processes.close()


async def filled(log: Log, notes: int = 5, words: str = "words") -> list[Entry]:
    await open_crisis(log)
    for number in range(notes):
        await log.append(CRISIS, note(f"{number} {words}"), U1)
    return [entry async for some in log.stream(CRISIS, 10_000) for entry in some]


@pytest.mark.parametrize("chosen", RECORD_FILTERS)
async def test_from_the_log_as_from_memory(
    processes: Processes, tmp_path: Path, chosen: RecordFilter
) -> None:
    log = processes.log()
    entries, reader = await filled(log), Reader(chosen)
    # Into a folder that is not there yet.
    folder = tmp_path / "new" / "deeper"
    forms: tuple[RecordFormat, ...] = ("json", "csv", "md", "html", "pdf", "png")
    files = [Wanted(form, folder / f"record.{form}") for form in forms]
    view = await exporting.export(log, CRISIS, len(entries), files, reader)
    signer = await log.keys.signer()
    for form in get_args(TextFormat):
        expected = record.export(entries, form, signer, reader).content
        assert (folder / f"record.{form}").read_bytes() == expected
    printed = Printed(view)
    for entry in entries:
        printed.add(entry)
    assert (folder / "record.pdf").read_bytes() == pictures.record_pages(printed.data())
    assert (folder / "record.png").read_bytes() == pictures.record_picture(picture(view))
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"record.{f}" for f in forms)


def _little_room() -> None:
    """Files may be so long only; the signal that says so is not to end the process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


@pytest.mark.parametrize("form", ["json", "csv", "md", "html"])
async def test_a_full_disk_leaves_what_was_there(
    processes: Processes, tmp_path: Path, form: str
) -> None:
    await filled(processes.log(), 300, "words " * 200)
    await processes.close()
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / f"record.{form}"
    out.write_bytes(b"an older one")
    command = (sys.executable, "app.py", "export", CRISIS, "--out", str(out), "--format", form)
    ran = await asyncio.to_thread(
        subprocess.run,
        command,
        cwd=ROOT,
        env=environment(database=processes.url),
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=_little_room,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    assert f"{out} cannot be written: File too large" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert [path.name for path in folder.iterdir()] == [out.name]
    assert out.read_bytes() == b"an older one"


@pytest.mark.parametrize("out", [".", "here"])
async def test_a_folder_is_not_a_file(processes: Processes, tmp_path: Path, out: str) -> None:
    log = processes.log()
    entries = await filled(log)
    (tmp_path / "here").mkdir()
    wanted = Wanted("json", Path(".") if out == "." else tmp_path / out)
    with pytest.raises(IsADirectoryError):
        await exporting.export(log, CRISIS, len(entries), [wanted], Reader())


@pytest.mark.parametrize(
    ("room", "name"),
    [
        ("crisis-x", "crisis-x-timeline.json"),
        ("../../etc/passwd", "etc-passwd-timeline.json"),
        ("a/b\\c", "a-b-c-timeline.json"),
        (".hidden.", "hidden-timeline.json"),
        ("crise-été", "crise-été-timeline.json"),
        ("..", f"crisis-{CRISIS}-timeline.json"),
        ("", f"crisis-{CRISIS}-timeline.json"),
        (None, f"crisis-{CRISIS}-timeline.json"),
    ],
)
def test_a_file_is_called_after_its_room(room: str | None, name: str) -> None:
    crisis = replace(with_room().at_last, channel_name=room)
    assert file_name(crisis, "timeline", "json") == name


def test_a_file_of_a_drill_says_so() -> None:
    crisis = replace(opened(planned=drill_plan()).at_last, channel_name="renamed")
    assert file_name(crisis, "timeline", "json") == "exercise-renamed-timeline.json"


def test_a_command_that_is_told_to_end_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    code = (
        "import asyncio, os, pathlib, signal, sys\n"
        "import app\n"
        "from bot.files import whole\n"
        "async def work():\n"
        "    with whole(pathlib.Path(sys.argv[1])) as file:\n"
        "        file.write(b'half')\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        await asyncio.Event().wait()\n"
        "try:\n"
        "    app._run(work())\n"
        "except app.typer.Exit as end:\n"
        "    sys.exit(end.exit_code)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "record.json")],
        cwd=Path(__file__).parent.parent,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
