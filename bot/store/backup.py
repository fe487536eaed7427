"""The whole database to one file, and from one into an empty database, of either kind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chain import Entry, first_fault
from bot.files import whole
from bot.progress import Advance, Started
from bot.store import tables
from bot.store.backup_file import BadBackup, Header, Reader, Writer, is_backup
from bot.store.database import downgrade, knows, newest_revision, revision, take_turn, upgrade

PAGE = 500
"""Rows that are in memory at a time."""

KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    "boolean": sa.Boolean(),
    "integer": sa.Integer(),
    "json": sa.JSON(none_as_null=True),
    "text": sa.Text(),
}
"""The kinds of columns. Each holds values that JSON has too."""


class CannotBackUp(Exception):
    """The database is not one that can be backed up or restored into; the message says why."""


@dataclass(frozen=True, slots=True)
class Restored:
    crises: int
    entries: int


async def back_up(engine: AsyncEngine, path: Path, at: str, started: Started) -> dict[str, int]:
    """Writes the database as it stands now to `path`, while the app goes on; rows by table.

    Raises:
        CannotBackUp: there are no tables of this version or an older one, or the file is
            something else that would be lost.
        OSError: the file cannot be written; nothing of it is left.
    """
    await _reach(engine, make=False)
    if await asyncio.to_thread(_in_the_way, path):
        raise CannotBackUp(f"{path} is there and no backup: name another file")
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            await connection.exec_driver_sql("BEGIN")
        else:
            snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = await connection.execution_options(**snapshot)
        return await connection.run_sync(_write, path, at, started)


async def _reach(engine: AsyncEngine, *, make: bool) -> None:
    """Makes sure that the database answers; with `make`, SQLite may make its file."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file is not None and not make and not await asyncio.to_thread(Path(file).exists):
        raise CannotBackUp(f"there is no database {file}: check DATABASE_URL")
    try:
        async with engine.connect():
            pass
    except Exception as error:
        # Each driver has errors of its own.
        reason = type(error).__name__
        raise CannotBackUp(f"the database does not answer ({reason}): check DATABASE_URL") from None


def _in_the_way(path: Path) -> bool:
    return path.exists() and not is_backup(path)


def _write(connection: sa.Connection, path: Path, at: str, started: Started) -> dict[str, int]:
    at_revision = revision(connection)
    if at_revision is None:
        raise CannotBackUp("the database that DATABASE_URL names has no tables of Cellule")
    if not knows(at_revision):
        raise CannotBackUp(f"a newer version of Cellule made the tables ({at_revision}): use it")
    found = dict(_tables(connection))
    counts = (connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in found)
    advance = started("back up", sum(count or 0 for count in counts))
    kinds = {t.name: {c.name: kind_of(c) for c in columns} for t, columns in found.items()}
    # It holds all that was said, and the keys that sign.
    with whole(path, 0o600) as file:
        writer = Writer(file, Header(at_revision, at, kinds))
        for table, columns in found.items():
            query = sa.select(*columns).order_by(*table.primary_key.columns)
            for row in connection.execute(query.execution_options(yield_per=PAGE)):
                writer.row(table.name, list(row))
                advance(1)
        return writer.finish()


def _tables(connection: sa.Connection) -> Iterator[tuple[sa.Table, list[sa.Column[Any]]]]:
    """Our tables and their columns, as far as the database has them: it may be of an older
    version."""
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names())
    for table in tables.metadata.sorted_tables:
        if table.name in there:
            columns = {column["name"] for column in inspector.get_columns(table.name)}
            yield table, [column for column in table.columns if column.name in columns]


def kind_of(column: sa.Column[Any]) -> str:
    """The name of a column's kind; each column of ours has one."""
    return next(name for name, kind in KINDS.items() if isinstance(column.type, type(kind)))


async def restore(engine: AsyncEngine, path: Path, started: Started) -> Restored:
    """Puts the backup at `path` into the empty database, whole or not at all.

    Raises:
        BadBackup: the file is not one that can be restored, or a chain in it does not hold.
        CannotBackUp: the database is not empty.
        OSError: the file cannot be read.
    """
    await _reach(engine, make=True)
    reader = Reader(path)
    header = reader.check(started("check the file", reader.size))
    if not knows(header.revision):
        raise BadBackup(
            f"a newer version of Cellule wrote it (tables {header.revision}; this version knows "
            f"those up to {newest_revision()}): restore it with that version"
        )
    async with engine.begin() as connection:
        await take_turn(connection)
        return await connection.run_sync(_restore, reader, header, started)


def _restore(
    connection: sa.Connection, reader: Reader, header: Header, started: Started
) -> Restored:
    _must_be_empty(connection)
    # The tables as they were when the backup was made: the migrations since then know what to do
    # with what they held.
    if revision(connection) is not None:
        downgrade(connection, "base")
    upgrade(connection, header.revision)
    _insert(connection, reader, header, started("restore", reader.size))
    upgrade(connection, "head")
    return _verify(connection, started)


def _must_be_empty(connection: sa.Connection) -> None:
    ours = set(tables.metadata.tables)
    there = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
    quote = connection.dialect.identifier_preparer.quote
    if there and connection.dialect.name != "sqlite":
        # Nobody writes into them meanwhile.
        named = ", ".join(map(quote, there))
        connection.exec_driver_sql(f"LOCK TABLE {named} IN ACCESS EXCLUSIVE MODE")
    for name in there:
        if name not in ours:
            raise CannotBackUp(
                f"the database has a table of something else ({name}): name an empty database in "
                "DATABASE_URL"
            )
        if connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).all():
            raise CannotBackUp(
                f"the database is not empty (table {name}), and nothing in it is overwritten: name "
                "an empty database in DATABASE_URL"
            )


def _insert(connection: sa.Connection, reader: Reader, header: Header, advance: Advance) -> None:
    counted = dict.fromkeys(header.tables, 0)
    there = {table.name: {c.name for c in columns} for table, columns in _tables(connection)}
    for name, rows in groupby(reader.rows(advance), key=lambda row: row[0]):
        columns = header.tables.get(name, {})
        known = set(columns) <= there.get(name, set()) and set(columns.values()) <= set(KINDS)
        if not columns or not known:
            raise BadBackup(f"it has rows of a table {name} that this version does not know")
        table = sa.table(name, *(sa.column(each, KINDS[kind]) for each, kind in columns.items()))
        for page in _pages(values for _, values in rows):
            counted[name] += len(page)
            try:
                connection.execute(
                    sa.insert(table), [dict(zip(columns, row, strict=True)) for row in page]
                )
            except OperationalError:
                # It is not the row: a full disk, a lost connection.
                raise
            except (StatementError, ValueError) as error:
                reason = type(error).__name__
                raise BadBackup(f"the database does not take a row of {name} ({reason})") from error
    if counted != reader.counts:
        raise BadBackup("it does not have as many rows as it says")


def _pages(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    rows = iter(rows)
    while page := list(islice(rows, PAGE)):
        yield page


def _verify(connection: sa.Connection, started: Started) -> Restored:
    """Every chain, as it stands in the database now."""
    columns = tables.entries.columns
    total = connection.scalar(sa.select(sa.func.count()).select_from(tables.entries)) or 0
    advance = started("verify", total)
    query = sa.select(tables.entries).order_by(columns.crisis_id, columns.seq)
    rows = connection.execute(query.execution_options(yield_per=PAGE))

    def entries() -> Iterator[Entry]:
        for row in rows:
            advance(1)
            values = dict(row._mapping)
            yield Entry(crisis=values.pop("crisis_id"), **values)

    crises = 0
    for crisis, chain in groupby(entries(), key=lambda entry: entry.crisis):
        crises += 1
        fault = first_fault(chain)
        if fault is not None:
            raise BadBackup(f"the chain of crisis {crisis} does not hold: {fault}")
    return Restored(crises, total)
