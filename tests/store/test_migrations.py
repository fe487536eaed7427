"""The migrations lead to the tables that the code uses, and back."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import connect, migrate
from bot.store.database import MIGRATIONS
from bot.store.tables import metadata


async def names(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda c: sa.inspect(c).get_table_names()))


async def revision(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        return await connection.run_sync(
            lambda c: MigrationContext.configure(c).get_current_revision()
        )


async def test_from_nothing_to_the_tables_of_the_code(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda c: compare_metadata(
                MigrationContext.configure(
                    c, opts={"compare_type": True, "compare_server_default": True}
                ),
                metadata,
            )
        )
    assert differences == []
    assert await names(engine) == {*metadata.tables, "alembic_version"}


async def test_a_second_migration_does_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    before = await revision(engine)
    async with engine.begin() as connection:
        await connection.execute(
            sa.insert(metadata.tables["settings"]).values(team="T1", data={"invite": []})
        )
    await migrate(engine)
    assert await revision(engine) == before == head()
    async with engine.connect() as connection:
        rows = (await connection.execute(sa.select(metadata.tables["settings"]))).all()
    assert len(rows) == 1


async def test_all_the_way_down_and_up_again(engine: AsyncEngine) -> None:
    await migrate(engine)

    def down(connection: sa.Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    async with engine.begin() as connection:
        await connection.run_sync(down)
    assert await names(engine) == {"alembic_version"}
    assert await revision(engine) is None
    await migrate(engine)
    assert await names(engine) == {*metadata.tables, "alembic_version"}


def to(connection: sa.Connection, revision: str) -> None:
    """Goes up to a revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_the_crises_of_the_first_revision_stay_and_the_open_ones_are_watched(
    engine: AsyncEngine,
) -> None:
    rows = [
        {"id": "open", "team": "T1", "channel": "C1", "closed": False, "opened_at": "2026-03-14"},
        {"id": "shut", "team": "T1", "channel": None, "closed": True, "opened_at": "2026-03-15"},
    ]
    async with engine.begin() as connection:
        await connection.run_sync(to, "0001")
        crises = sa.table("crises", *map(sa.column, ("id", "team", "channel", "opened_at")))
        closed: sa.ColumnClause[bool] = sa.column("closed", sa.Boolean)
        crises.append_column(closed)
        await connection.execute(sa.insert(crises), rows)
    await migrate(engine)
    async with engine.connect() as connection:
        query = sa.select(metadata.tables["crises"]).order_by("opened_at")
        found = [dict(row._mapping) for row in await connection.execute(query)]
        indexes = await connection.run_sync(lambda c: sa.inspect(c).get_indexes("crises"))
    added = {"erased": None}
    assert found == [rows[0] | added | {"watched": True}, rows[1] | added | {"watched": False}]
    assert {index["name"] for index in indexes} == {
        index.name for index in metadata.tables["crises"].indexes
    }


async def test_no_crisis_of_the_third_revision_counts_as_erased(engine: AsyncEngine) -> None:
    row = {
        "id": "c1",
        "team": "T1",
        "channel": "C1",
        "closed": True,
        "opened_at": "2026-03-14",
        "watched": False,
    }
    async with engine.begin() as connection:
        await connection.run_sync(to, "0003")
        crises = sa.table("crises", *(sa.column(name) for name in row))
        await connection.execute(sa.insert(crises), [row])
    await migrate(engine)
    async with engine.connect() as connection:
        found = (await connection.execute(sa.select(metadata.tables["crises"]))).all()
    assert [dict(each._mapping) for each in found] == [row | {"erased": None}]


def head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def test_the_revisions_are_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_sqlite_acknowledges_survives_a_power_cut(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        journal = (await connection.execute(sa.text("PRAGMA journal_mode"))).scalar()
        synchronous = (await connection.execute(sa.text("PRAGMA synchronous"))).scalar()
    assert (journal, synchronous) == ("wal", 2)


async def test_processes_that_start_together_take_turns(url: str) -> None:
    """On an empty database, where each would make the tables."""
    engines = [connect(url) for _ in range(4)]
    await asyncio.gather(*(migrate(engine) for engine in engines))
    assert await revision(engines[0]) is not None
    for engine in engines:
        await engine.dispose()
