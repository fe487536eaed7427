"""What is kept for how long: crises whose time may be over, and their content deleted."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.tables import crises, deliveries, entries, requests, surfaces


class Kept:
    """Closed crises that still have their content, and what became of the others."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def teams(self) -> list[str]:
        """The workspaces that have closed crises."""
        query = sa.select(crises.c.team).where(_there).distinct()
        return await self._all(query)

    async def opened_before(self, team: str, at: str) -> list[str]:
        """The closed crises of a workspace that were opened before `at`, the oldest first."""
        query = (
            sa.select(crises.c.id)
            .where(_there, crises.c.team == team, crises.c.opened_at < at)
            .order_by(crises.c.opened_at, crises.c.id)
        )
        return await self._all(query)

    async def erased_at(self, wanted: str) -> str | None:
        """When the content of a crisis was deleted, by its ID or that of its room."""
        named = (crises.c.id == wanted) | (crises.c.channel == wanted)
        query = sa.select(crises.c.erased).where(named, crises.c.erased.is_not(None))
        return next(iter(await self._all(query)), None)

    async def overwrite(self) -> None:
        """Has SQLite's write-ahead log forget what was deleted."""
        if self._engine.dialect.name == "sqlite":
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _all(self, query: sa.Select[Any]) -> list[str]:
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())


_there = crises.c.closed.is_(True) & crises.c.erased.is_(None)


async def erase(connection: AsyncConnection, crisis_id: str, seq: int, at: str) -> None:
    """Deletes the content of a crisis, which entry `seq` says, in the transaction of that entry."""
    await connection.execute(
        sa.update(entries)
        .where(entries.c.crisis_id == crisis_id, entries.c.seq < seq)
        .values(data=sa.null(), salt=sa.null())
    )
    for table in (deliveries, surfaces, requests):
        await connection.execute(sa.delete(table).where(table.c.crisis_id == crisis_id))
    await connection.execute(sa.update(crises).where(crises.c.id == crisis_id).values(erased=at))
