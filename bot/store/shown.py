"""What Slack shows: for each surface of a crisis, its message and what it was last given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import crises, entries, surfaces


@dataclass(frozen=True, slots=True)
class Shown:
    """`ts` is `None` between the call that posts a message and its answer; `digest` is that of
    the content last delivered."""

    channel: str
    ts: str | None
    digest: str | None
    seq: int


class ShownSurfaces:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, crisis_id: str) -> dict[str, Shown]:
        query = sa.select(surfaces).where(surfaces.c.crisis_id == crisis_id)
        async with self._engine.connect() as connection:
            return {
                row.surface: Shown(row.channel, row.ts, row.digest, row.seq)
                for row in await connection.execute(query)
            }

    async def save(self, crisis_id: str, surface: str, shown: Shown) -> None:
        values = {
            "channel": shown.channel,
            "ts": shown.ts,
            "digest": shown.digest,
            "seq": shown.seq,
        }
        try:
            await self._write(crisis_id, surface, values)
        except IntegrityError:
            # Another process inserted it between our look and our insert: it is there now.
            await self._write(crisis_id, surface, values)

    async def _write(self, crisis_id: str, surface: str, values: dict[str, Any]) -> None:
        key = (surfaces.c.crisis_id == crisis_id) & (surfaces.c.surface == surface)
        async with self._engine.begin() as connection:
            updated = await connection.execute(sa.update(surfaces).where(key).values(**values))
            if updated.rowcount == 0:
                await connection.execute(
                    sa.insert(surfaces).values(crisis_id=crisis_id, surface=surface, **values)
                )

    async def seen(self, crisis_id: str, seqs: dict[str, int]) -> None:
        """Notes up to which entry surfaces were rendered and found to be right as they are."""
        rows = [{"of": crisis_id, "name": name, "to": seq} for name, seq in seqs.items()]
        query = (
            sa.update(surfaces)
            .where(
                surfaces.c.crisis_id == sa.bindparam("of"),
                surfaces.c.surface == sa.bindparam("name"),
                surfaces.c.seq < sa.bindparam("to"),
            )
            .values(seq=sa.bindparam("to"))
        )
        async with self._engine.begin() as connection:
            await connection.execute(query, rows)

    async def crises_behind(self) -> list[str]:
        """Crises with an entry that some surface was not yet rendered from.

        A closed crisis counts too: its last update may be what was lost.
        """
        newest = (
            sa.select(entries.c.crisis_id, sa.func.max(entries.c.seq).label("seq"))
            .group_by(entries.c.crisis_id)
            .subquery()
        )
        oldest = (
            sa.select(surfaces.c.crisis_id, sa.func.min(surfaces.c.seq).label("seq"))
            .group_by(surfaces.c.crisis_id)
            .subquery()
        )
        query = (
            sa.select(crises.c.id)
            .join(newest, newest.c.crisis_id == crises.c.id)
            .outerjoin(oldest, oldest.c.crisis_id == crises.c.id)
            .where(
                crises.c.erased.is_(None),
                (oldest.c.seq < newest.c.seq) | oldest.c.seq.is_(None),
            )
        )
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())
