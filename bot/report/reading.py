"""Crises as the report counts them, from the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.crisis import Crisis
from bot.events import timestamp
from bot.people import insiders
from bot.progress import Started, silent
from bot.report.across import Case, case
from bot.store import Log
from bot.store.tables import crises, entries

AT_ONCE = 20
"""Crises that are read while somebody waits for their home tab; more are read beside it."""


async def cases(
    log: Log, engine: AsyncEngine, first: date, last: date, started: Started = silent
) -> tuple[list[Case], int]:
    """The real crises that were opened on one of these days, in UTC, drills left out; and how
    many more there were whose content is deleted, so that nobody can say what they were."""
    day = sa.func.substr(crises.c.opened_at, 1, 10)
    query = (
        sa.select(crises.c.id, crises.c.erased)
        .where(day >= first.isoformat(), day <= last.isoformat())
        .order_by(crises.c.opened_at, crises.c.id)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    real, advance = [], started("Reading", len(rows))
    for crisis_id, erased in rows:
        advance(1)
        crisis = await log.crisis(crisis_id) if erased is None else None
        if crisis is not None and not crisis.exercise:
            real.append(case(crisis))
    return real, sum(erased is not None for _, erased in rows)


@dataclass(frozen=True, slots=True)
class _Known:
    """A closed crisis as of entry `seq`; `case` is `None` where it was a drill."""

    seq: int
    case: Case | None
    insiders: frozenset[str]


class ClosedCases:
    """The closed crises of each workspace, each worked out once: it is kept until another entry
    is added to its crisis."""

    def __init__(
        self, engine: AsyncEngine, read: Callable[[str], Awaitable[Crisis | None]]
    ) -> None:
        self._engine = engine
        self._read = read
        self._known: dict[str, _Known] = {}
        self._reading = asyncio.Lock()

    async def at_once(self, team: str, since: datetime, person_id: str) -> list[Case] | None:
        """Those opened since then that a person may count; `None` where too many of them would
        have to be read first (`every` does that)."""
        rows = await self._rows(team, since)
        lacking = self._lacking(rows)
        if len(lacking) > AT_ONCE:
            return None
        await self._learn(lacking)
        found = [self._known[key] for key, _ in rows if key in self._known]
        return [
            known.case
            for known in found
            if known.case is not None and (not known.case.private or person_id in known.insiders)
        ]

    async def every(self, team: str, since: datetime) -> bool:
        """Works out whatever is lacking, once for all who wait for it; whether nothing lacks now."""
        async with self._reading:
            rows = await self._rows(team, since)
            await self._learn(self._lacking(rows))
            return not self._lacking(rows)

    async def _rows(self, team: str, since: datetime) -> Sequence[tuple[str, int]]:
        newest = sa.select(sa.func.max(entries.c.seq)).where(entries.c.crisis_id == crises.c.id)
        query = sa.select(crises.c.id, newest.scalar_subquery()).where(
            crises.c.team == team,
            crises.c.closed.is_(True),
            crises.c.erased.is_(None),
            crises.c.opened_at >= timestamp(since),
        )
        async with self._engine.connect() as connection:
            return [(key, seq) for key, seq in await connection.execute(query)]

    def _lacking(self, rows: Sequence[tuple[str, int]]) -> list[str]:
        return [k for k, seq in rows if k not in self._known or self._known[k].seq < seq]

    async def _learn(self, crisis_ids: Sequence[str]) -> None:
        for crisis_id in crisis_ids:
            crisis = await self._read(crisis_id)
            if crisis is None:
                continue
            counted = None if crisis.exercise else case(crisis, reviewed=False)
            known = insiders(crisis) if crisis.private else frozenset()
            self._known[crisis_id] = _Known(crisis.seq, counted, known)
