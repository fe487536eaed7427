"""The database connection: SQLite (write-ahead log, full sync) or PostgreSQL, and its migrations."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent / "migrations"


def connect(url: str) -> AsyncEngine:
    """An engine for `url`, such as `sqlite+aiosqlite:///cellule.db` or `postgresql+asyncpg://…`."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True)
    engine = create_async_engine(url, connect_args={"timeout": 10})
    sa.event.listen(engine.sync_engine, "connect", _durable)
    return engine


def _durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    # WAL lets readers go on while an append commits; FULL syncs before each commit returns,
    # so that what was acknowledged survives a power cut.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    # What is deleted is overwritten, and does not stay in the file's free places.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


ONE_AT_A_TIME = 0xCE11
"""The number of the advisory lock that PostgreSQL gives to one migration at a time."""


TRIES = 50


async def migrate(engine: AsyncEngine) -> None:
    """Brings the schema to the newest revision; does nothing where it already is.

    Processes that start together take turns.
    """
    for patience in range(TRIES, 0, -1):
        try:
            async with engine.begin() as connection:
                await take_turn(connection)
                await connection.run_sync(upgrade, "head")
            return
        except OperationalError as error:
            # SQLite does not wait for whoever switches a new file to its write-ahead log.
            if patience == 1 or "database is locked" not in str(error):
                raise
            await asyncio.sleep(0.1)


def revision(connection: sa.Connection) -> str | None:
    """The schema's revision; `None` where there is no schema yet."""
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this app works with."""
    return _scripts().get_current_head()


def knows(at_revision: str) -> bool:
    """Whether a revision is the newest, or one of those that led to it."""
    return at_revision in {script.revision for script in _scripts().walk_revisions()}


def upgrade(connection: sa.Connection, to: str) -> None:
    """Goes up to a revision, in the transaction of `connection`."""
    from alembic import command

    command.upgrade(_config(connection), to)


def downgrade(connection: sa.Connection, to: str) -> None:
    """Goes down to a revision, in the transaction of `connection`."""
    from alembic import command

    command.downgrade(_config(connection), to)


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _config(connection: sa.Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def take_turn(connection: AsyncConnection) -> None:
    """Waits until no other process changes the schema, and keeps others from it meanwhile."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
