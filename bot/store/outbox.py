"""Deliveries that wait, were done or were given up; and how far each of them came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.deliveries import Delivery
from bot.store.tables import deliveries


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery to do. `attempts` is above 0 where an earlier one may have got through."""

    delivery: Delivery
    attempts: int
    progress: dict[str, Any]


class Outbox:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def waiting(self, crisis_id: str) -> list[Waiting]:
        """What is still to do for a crisis, in the order in which it was caused."""
        query = (
            sa.select(deliveries)
            .where(deliveries.c.crisis_id == crisis_id, deliveries.c.status == "pending")
            .order_by(deliveries.c.seq, deliveries.c.key)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Waiting(
                delivery=Delivery(row.kind, row.crisis_id, row.seq, row.data),
                attempts=row.attempts,
                progress=row.progress,
            )
            for row in rows
        ]

    async def crises_waiting(self) -> list[str]:
        """Crises that have something to deliver."""
        query = sa.select(deliveries.c.crisis_id).where(deliveries.c.status == "pending")
        async with self._engine.connect() as connection:
            return list((await connection.execute(query.distinct())).scalars())

    async def attempt(self, key: str) -> bool:
        """Notes that a call is about to be made, so that a crash after it is not taken for none.

        Returns:
            Whether it is still to be done.
        """
        async with self._engine.begin() as connection:
            updated = await connection.execute(
                sa.update(deliveries)
                .where(deliveries.c.key == key, deliveries.c.status == "pending")
                .values(attempts=deliveries.c.attempts + 1)
            )
            return bool(updated.rowcount)

    async def progress(self, key: str, progress: dict[str, Any]) -> None:
        await self._set(key, progress=progress)

    async def done(self, key: str) -> None:
        await self._set(key, status="done")

    async def give_up(self, key: str) -> None:
        await self._set(key, status="failed")

    async def again(self, crisis_id: str, kinds: Sequence[str]) -> None:
        """Has what was done before done once more."""
        chosen = (
            (deliveries.c.crisis_id == crisis_id)
            & deliveries.c.kind.in_(kinds)
            & (deliveries.c.status == "done")
        )
        async with self._engine.begin() as connection:
            await connection.execute(sa.update(deliveries).where(chosen).values(status="pending"))

    async def _set(self, key: str, **values: Any) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                sa.update(deliveries).where(deliveries.c.key == key).values(**values)
            )
