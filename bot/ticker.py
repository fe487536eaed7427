"""Appends what is due. Two replicas cannot remind twice: the log refuses the second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import structlog

from bot.chain import APP
from bot.clocks import due
from bot.commands.room import RecordMissed
from bot.pacing import Stop, Stopped
from bot.people import Person
from bot.store import Log

log = structlog.get_logger(__name__)

EVERY = 10.0
"""Seconds between two looks at the clocks."""


class Ticker:
    """`beside` is done too at each look at the clocks: what they alone cannot tell."""

    def __init__(
        self,
        store: Log,
        now: Callable[[], datetime],
        *beside: Callable[[], Awaitable[None]],
    ) -> None:
        self._log = store
        self._now = now
        self._beside = beside
        self._stop = Stop()

    async def run(self) -> None:
        """Looks at every crisis that is not over, again and again, until it is stopped."""
        while not self._stop:
            try:
                await self.tick()
            except Exception:
                log.exception("tick_failed")
            with suppress(Stopped):
                await self._stop.sleep(EVERY)

    def stop(self) -> None:
        """`run` returns once it is through with what it does."""
        self._stop.set()

    async def tick(self) -> None:
        """Appends what is due now."""
        for crisis in await self._log.crises(watched=True):
            for missed in due(crisis, self._now()):
                await self._log.append(crisis.id, RecordMissed(missed), Person(id=APP))
            # Clicks that come in meanwhile are not held up by a thousand crises.
            await asyncio.sleep(0)
        for look in self._beside:
            await look()
