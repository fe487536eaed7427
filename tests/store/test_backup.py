"""Backups: the whole database, as it stood at one moment, into a database of either kind; and
nothing at all from a file that is not what was written."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import resource
import stat
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only

from bot.chain import first_fault
from bot.commands import closing, keeping
from bot.commands import record as record_commands
from bot.files import whole
from bot.people import Person
from bot.progress import Advance, silent
from bot.store import (
    Appended,
    Keys,
    Log,
    SettingsStore,
    WorkspaceSettings,
    backup,
    connect,
    migrate,
)
from bot.store.backup import CannotBackUp, Restored, back_up, kind_of, restore
from bot.store.backup_file import BadBackup, Header, Reader, Writer, is_backup
from bot.store.database import upgrade
from bot.store.tables import metadata
from tests.e2e.process import ROOT, environment, run
from tests.store.processes import U1, U2, Processes, note, open_crisis
from tests.strategies import NASTY

AT = "2026-03-14T22:40:00.000000Z"


async def contents(engine: AsyncEngine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    async with engine.connect() as connection:
        return {
            name: [
                tuple(row)
                for row in await connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                )
            ]
            for name, table in metadata.tables.items()
        }


async def tables_in(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return await connection.run_sync(lambda c: sa.inspect(c).get_table_names())


async def fill(processes: Processes) -> Log:
    """A database in which something stands in each table: crises of which one has lost an entry's
    words, and one all of them."""
    await migrate(processes.engine())
    log, engine = processes.log(), processes.engines[0]
    await open_crisis(log, "open")
    for text in NASTY:
        await log.append("open", note(f"{text}x"), U2, request=f"V{len(text)}")
    await log.append("open", record_commands.AskRedaction(4, "note_added", "a name"), U1)
    await log.append("open", record_commands.AgreeToRedaction(4), U2)
    await open_crisis(log, "erased")
    await log.append("erased", closing.CloseCrisis(None, "It is over"), U1)
    await erase(processes, log, "erased")
    await SettingsStore(engine).save("T1", WorkspaceSettings(keep_months=12, organisation="Acmé"))
    await Keys(engine, processes.now).signer()
    async with engine.begin() as connection:
        row = {"crisis_id": "open", "surface": "card", "channel": "C1", "ts": None, "seq": 1}
        await connection.execute(sa.insert(metadata.tables["surfaces"]), [row])
    return log


async def erase(processes: Processes, log: Log, crisis_id: str) -> None:
    """Has the time go by after which the content of a closed crisis is deleted."""
    the_app, now = Person(id="cellule"), processes.now.at
    processes.now.at = now.replace(year=now.year + 2)
    await log.append(crisis_id, keeping.AnnounceErasure(12, ()), the_app)
    processes.now.at = now.replace(year=now.year + 3)
    outcome = await log.append(crisis_id, keeping.EraseRecord(12), the_app)
    assert isinstance(outcome, Appended)
    assert [entry.kind for entry in outcome.entries] == ["record_erased"]


@pytest.fixture
async def made(processes: Processes, tmp_path: Path) -> Path:
    """A backup of a database that has something in each table."""
    await fill(processes)
    await back_up(processes.engines[0], tmp_path / "backup", AT, silent)
    return tmp_path / "backup"


def only_sqlite(test: Any) -> Any:
    return pytest.mark.parametrize("url", ["sqlite"], indirect=True)(test)


def content(path: Path) -> bytes:
    return path.read_bytes()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def for_all_to_read(path: Path, holds: bytes) -> None:
    path.write_bytes(holds)
    path.chmod(0o644)


def left_over(path: Path) -> list[Path]:
    """What lies beside a backup."""
    return list(path.parent.glob("*.part"))


# There and back


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_all_of_it_comes_back_in_a_database_of_either_kind(
    processes: Processes, tmp_path: Path, fresh: Callable[[str], str], kind: str
) -> None:
    await fill(processes)
    before = await contents(processes.engines[0])
    assert all(before.values()), "something stands in each table"
    rows = await back_up(processes.engines[0], tmp_path / "backup", AT, silent)
    assert rows == {name: len(found) for name, found in before.items()}
    there = Processes(fresh(kind))
    there.now.at = processes.now.at
    restored = await restore(there.engine(), tmp_path / "backup", silent)
    assert restored == Restored(2, len(before["entries"]))
    assert await contents(there.engines[0]) == before
    # And the log goes on.
    log = there.log()
    outcome = await log.append("open", note("after"), U1)
    assert isinstance(outcome, Appended)
    assert first_fault(await log.entries("open")) is None
    assert first_fault(await log.entries("erased")) is None
    assert [crisis.id for crisis in await log.crises()] == ["open"]
    await there.close()


@only_sqlite
async def test_a_backup_of_what_was_restored_has_the_same_bytes(
    processes: Processes, made: Path, tmp_path: Path, fresh: Callable[[str], str]
) -> None:
    other = connect(fresh("sqlite"))
    await restore(other, made, silent)
    await back_up(other, tmp_path / "again", AT, silent)
    assert content(tmp_path / "again") == content(made)
    await other.dispose()


async def test_what_is_written_meanwhile_waits_for_nobody_and_is_not_in_it(
    processes: Processes, tmp_path: Path, fresh: Callable[[str], str], monkeypatch: Any
) -> None:
    monkeypatch.setattr(backup, "PAGE", 2)
    log = await fill(processes)
    before = await contents(processes.engines[0])

    def started(name: str, length: int) -> Advance:
        def one_more(done: int) -> None:
            # In the middle of it, after each row: an entry, a delivery, a new crisis.
            number = len(meanwhile)
            meanwhile.append(number)
            if number < 12:
                await_only(log.append("open", note(f"meanwhile {number}"), U1))
                await_only(open_crisis(log, f"new{number}"))

        return one_more

    meanwhile: list[int] = []
    await back_up(processes.engines[0], tmp_path / "backup", AT, started)
    assert len((await contents(processes.engines[0]))["crises"]) == 2 + 12
    other = connect(fresh("sqlite"))
    await restore(other, tmp_path / "backup", silent)
    assert await contents(other) == before
    await other.dispose()


def test_each_kind_of_column_has_a_form_in_the_file() -> None:
    for table in metadata.tables.values():
        for column in table.columns:
            assert kind_of(column)


@only_sqlite
async def test_the_file_is_json_lines_that_anybody_can_read(made: Path) -> None:
    lines = [json.loads(line) for line in gzip.decompress(content(made)).splitlines()]
    header, *rows, footer = lines
    assert (header["format"], header["version"], header["at"]) == ("cellule-backup", 1, AT)
    assert set(header["tables"]) == set(metadata.tables)
    for table, *values in rows:
        assert len(values) == len(header["tables"][table])
    assert sum(footer["rows"].values()) == len(rows)


# An older and a newer version


async def test_a_backup_of_an_older_version_is_brought_to_the_newest_tables(
    engine: AsyncEngine, tmp_path: Path, fresh: Callable[[str], str]
) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "open", "team": "T1", "channel": "C1", "closed": False, "opened_at": "2026-03-14"},
        {"id": "shut", "team": "T1", "channel": None, "closed": True, "opened_at": "2026-03-15"},
    ]
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, "0001")
        crises = sa.table("crises", *(sa.column(name) for name in rows[0]))
        await connection.execute(sa.insert(crises), rows)
    counts = await back_up(engine, tmp_path / "old", AT, silent)
    assert counts["crises"] == 2
    assert "signing_keys" not in counts
    other = connect(fresh("sqlite"))
    # Its tables may be there already, of the newest version.
    await migrate(other)
    await restore(other, tmp_path / "old", silent)
    found = (await contents(other))["crises"]
    assert [(row[0], row[5], row[6]) for row in found] == [
        ("open", True, None),
        ("shut", False, None),
    ]
    await other.dispose()


def written(path: Path, rows: list[tuple[str, list[Any]]], **changed: Any) -> Path:
    """A file such as another program might write."""
    about = {"revision": "0004", "at": AT, "tables": {"requests": {"id": "text"}}} | changed
    with whole(path) as file:
        writer = Writer(file, Header(**about))
        for table, values in rows:
            writer.row(table, values)
        writer.finish()
    return path


async def test_a_backup_of_a_newer_version_names_the_version(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    with pytest.raises(BadBackup, match=r"a newer version .* \(tables 9999; .* up to 00"):
        await restore(engine, written(tmp_path / "new", [], revision="9999"), silent)
    assert await tables_in(engine) == []


async def test_a_database_of_a_newer_version_is_not_backed_up(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CannotBackUp, match="9999"):
        await back_up(engine, tmp_path / "backup", AT, silent)
    assert not (tmp_path / "backup").exists()
    assert left_over(tmp_path / "backup") == []


@pytest.mark.parametrize(
    ("rows", "tables"),
    [
        ([("cats", ["x"])], {"requests": {"id": "text"}}),
        ([("requests", ["x"])], {"requests": {"id": "blob"}}),
        ([("requests", ["x", "y"])], {"requests": {"id": "text"}}),
        ([("requests", ["x", "y"])], {"requests": {"id": "text", "cat": "text"}}),
        ([("requests", ["x", None])], {"requests": {"id": "text", "crisis_id": "text"}}),
        ([("requests", ["x", "c"])] * 2, {"requests": {"id": "text", "crisis_id": "text"}}),
    ],
)
async def test_rows_that_no_version_wrote_are_refused(
    engine: AsyncEngine, tmp_path: Path, rows: Any, tables: Any
) -> None:
    with pytest.raises(BadBackup):
        await restore(engine, written(tmp_path / "odd", rows, tables=tables), silent)
    assert await tables_in(engine) == []


# A file that is not what was written


@only_sqlite
async def test_any_byte_that_differs_is_found_out(made: Path, tmp_path: Path) -> None:
    whole = content(made)
    Reader(made).check(lambda done: None)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        refused(tmp_path / "changed", bytes(changed))


@only_sqlite
async def test_any_file_made_from_it_is_found_out(made: Path, tmp_path: Path) -> None:
    whole = content(made)
    places = st.integers(0, len(whole))

    @given(places, places, st.binary(max_size=20))
    def spliced(start: int, end: int, put: bytes) -> None:
        file = whole[:start] + put + whole[max(start, end) :]
        if file != whole:
            refused(tmp_path / "changed", file)

    spliced()


@only_sqlite
async def test_a_file_that_was_cut_short_is_found_out(made: Path, tmp_path: Path) -> None:
    whole = content(made)
    for length in range(0, len(whole), 7):
        refused(tmp_path / "cut", whole[:length])


def refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(BadBackup):
        Reader(path).check(lambda done: None)


def pack(content: bytes) -> bytes:
    """Packed without the time, which would be a part of the test's name."""
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SQLite format 3\0",
        pack(b""),
        pack(b"a letter\n"),
        pack(b'{"format":"cellule-timeline/1"}\n'),
        pack(b'{"format":"cellule-backup","version":1}\n'),
        pack(b'{"format":"cellule-backup","version":2,"new":[]}\n'),
        pack(b"[" * 100_000),
    ],
)
async def test_a_file_of_another_kind_makes_no_tables(
    engine: AsyncEngine, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(BadBackup) as told:
        await restore(engine, path, silent)
    assert ("format 2" in str(told.value)) == (b"version" in gzip_content(content, b'":2'))
    assert await tables_in(engine) == []


def gzip_content(content: bytes, wanted: bytes) -> bytes:
    """What is in a gzip file, if `wanted` is."""
    try:
        found = gzip.decompress(content)
    except OSError:
        return b""
    return found if wanted in found else b""


# Nothing that is there is lost


@pytest.mark.parametrize("table", sorted(metadata.tables))
async def test_a_database_that_holds_anything_is_refused(
    processes: Processes, made: Path, fresh: Callable[[str], str], table: str
) -> None:
    other = connect(fresh(processes.engines[0].dialect.name))
    await migrate(other)
    row = (await contents(processes.engines[0]))[table][0]
    async with other.begin() as connection:
        await connection.execute(sa.insert(metadata.tables[table]).values(row))
    before = await contents(other)
    with pytest.raises(CannotBackUp, match=rf"not empty \(table {table}\).*DATABASE_URL"):
        await restore(other, made, silent)
    assert await contents(other) == before
    await other.dispose()


async def test_a_database_of_something_else_is_refused(engine: AsyncEngine, tmp_path: Path) -> None:
    async with engine.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE cats (name TEXT)"))
    with pytest.raises(CannotBackUp, match="something else"):
        await restore(engine, written(tmp_path / "b", []), silent)
    with pytest.raises(CannotBackUp, match="no tables of Cellule"):
        await back_up(engine, tmp_path / "other", AT, silent)
    assert await tables_in(engine) == ["cats"]
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"actor": "U9"}, "entry 5: its hash does not match"),
        ({"data": {"text": "x", "via": "command"}}, "entry 5: its data was changed"),
        ({"data": sa.null(), "salt": sa.null()}, "entry 5: its data was taken out"),
    ],
)
async def test_a_chain_that_does_not_hold_is_named_and_nothing_is_kept(
    processes: Processes, tmp_path: Path, fresh: Callable[[str], str], change: Any, fault: str
) -> None:
    await fill(processes)
    entries = metadata.tables["entries"]
    async with processes.engines[0].begin() as connection:
        fifth = (entries.c.crisis_id == "open") & (entries.c.seq == 5)
        await connection.execute(sa.update(entries).where(fifth).values(**change))
    await back_up(processes.engines[0], tmp_path / "backup", AT, silent)
    other = connect(fresh("sqlite"))
    with pytest.raises(BadBackup, match=f"the chain of crisis open does not hold: {fault}"):
        await restore(other, tmp_path / "backup", silent)
    assert await tables_in(other) == []
    await other.dispose()


# The file


@only_sqlite
async def test_nobody_else_can_read_it(processes: Processes, made: Path) -> None:
    assert mode(made) == 0o600
    for_all_to_read(made, content(made))
    left = f"backup.{os.getpid()}.part"
    for_all_to_read(made.with_name(left), b"left by a process that was killed")
    await back_up(processes.engines[0], made, AT, silent)
    assert mode(made) == 0o600
    assert left_over(made) == []


@only_sqlite
async def test_what_is_no_backup_is_not_overwritten(processes: Processes, tmp_path: Path) -> None:
    await fill(processes)
    file = Path(str(processes.engines[0].url.database))
    assert not is_backup(file)
    with pytest.raises(CannotBackUp, match="name another file"):
        await back_up(processes.engines[0], file, AT, silent)
    assert await processes.log().entries("open")


@only_sqlite
async def test_a_failure_in_the_middle_leaves_the_backup_before_it(
    processes: Processes, made: Path
) -> None:
    before = content(made)

    def started(name: str, length: int) -> Advance:
        def fail(done: int) -> None:
            raise KeyboardInterrupt

        return fail

    with pytest.raises(KeyboardInterrupt):
        await back_up(processes.engines[0], made, AT, started)
    assert content(made) == before
    assert left_over(made) == []


@only_sqlite
async def test_a_full_disk_leaves_the_backup_before_it(processes: Processes, made: Path) -> None:
    log, before = processes.log(), content(made)
    for number in range(60):
        # Such as no packing makes small.
        letters = random.Random(number).choices(string.ascii_letters, k=9_000)
        text = "".join(letters)
        await log.append("open", note(text), U1)

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "app.py", "backup", str(made)],
        cwd=ROOT,
        env=environment(database=processes.url),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=small_files,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"{made}: File too large\n"
    assert content(made) == before
    assert left_over(made) == []


# On the command line


@only_sqlite
async def test_on_the_command_line(
    processes: Processes, tmp_path: Path, fresh: Callable[[str], str]
) -> None:
    log = await fill(processes)
    entries = len(await log.entries("open")) + len(await log.entries("erased"))
    env, file = environment(database=processes.url), str(tmp_path / "cellule.backup")
    ran = await run("backup", file, env=env)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"wrote {file}: ")
    assert ran.out.endswith(f" rows, {entries} of them entries\n")
    ran = await run("restore", file, env=env)
    assert (ran.code, ran.out) == (1, "")
    assert "not empty" in ran.err
    env = environment(database=fresh("sqlite"))
    ran = await run("restore", file, env=env)
    assert (ran.code, ran.out, ran.err) == (0, f"ok: 2 crises, {entries} entries\n", "")


async def test_the_command_says_what_is_wrong_in_a_line(tmp_path: Path) -> None:
    env = environment(database=f"sqlite+aiosqlite:///{tmp_path}/none.db")
    ran = await run("backup", str(tmp_path / "b"), env=env)
    assert (ran.code, ran.err) == (
        1,
        f"there is no database {tmp_path}/none.db: check DATABASE_URL\n",
    )
    assert not (tmp_path / "none.db").exists()
    ran = await run("restore", str(tmp_path / "b"), env=env)
    assert (ran.code, ran.err) == (1, f"{tmp_path / 'b'}: No such file or directory\n")
    (tmp_path / "b").write_bytes(b"nonsense")
    ran = await run("restore", str(tmp_path / "b"), env=env)
    assert ran.code == 1
    assert ran.err.endswith("is no backup of Cellule. Nothing was restored.\n")
    env = environment(database="postgresql+asyncpg://nobody@127.0.0.1:1/none")
    ran = await run("backup", str(tmp_path / "b"), env=env)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "does not answer" in ran.err
