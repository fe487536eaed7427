"""Appends what is due. Two replicas cannot remind twice: the log refuses the second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.chain import APP
from bot.clocks import due
from bot.commands import RecordMissed
from bot.people import Person
from bot.store import Log

log = structlog.get_logger(__name__)

EVERY = 10.0
"""Seconds between two looks at the clocks."""


class Ticker:
    def __init__(self, store: Log, now: Callable[[], datetime]) -> None:
        self._log = store
        self._now = now

    async def run(self) -> None:
        """Looks at every open crisis, again and again, until it is cancelled."""
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("tick_failed")
            await asyncio.sleep(EVERY)

    async def tick(self) -> None:
        """Appends what is due now."""
        for crisis in await self._log.crises(closed=False):
            for missed in due(crisis, self._now()):
                await self._log.append(crisis.id, RecordMissed(missed), Person(id=APP))
