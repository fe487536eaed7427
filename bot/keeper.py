"""Deletes what a workspace no longer keeps. Two replicas cannot do it twice: the log refuses the
second."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot import keeping, roles
from bot.chain import APP
from bot.commands.keeping import AnnounceErasure, EraseRecord
from bot.crisis import Crisis
from bot.events import timestamp
from bot.people import Person, may_lead
from bot.services import Services
from bot.store import Appended, Kept

log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(hours=6)
"""Between two looks: what is kept is counted in months."""


class Keeper:
    """Looks now and then whether the time of a closed crisis is over, or nearly so."""

    def __init__(self, services: Services, kept: Kept) -> None:
        self._services = services
        self._kept = kept
        self._looked: datetime | None = None

    async def look(self) -> None:
        """Looks at what was closed long ago, if the last look is long ago too."""
        now = self._services.now()
        if self._looked is not None and now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        erased = False
        for team in await self._kept.teams():
            months = (await self._services.settings.of(team)).keep_months
            if months is None:
                continue
            # What was opened later was closed later too.
            before = timestamp(keeping.closed_before(months, now))
            for crisis_id in await self._kept.opened_before(team, before):
                try:
                    erased = await self._look_at(crisis_id, months, now) or erased
                except Exception:
                    # One that cannot be read must not keep the others for longer.
                    log.exception("not_erased", crisis=crisis_id)
        if erased:
            await self._kept.overwrite()

    async def _look_at(self, crisis_id: str, months: int, now: datetime) -> bool:
        """Whether its content was deleted."""
        crisis = await self._services.log.crisis(crisis_id)
        if crisis is None:
            return False
        if keeping.is_over(crisis, months, now):
            outcome = await self._services.log.append(crisis.id, EraseRecord(months), _THE_APP)
            return isinstance(outcome, Appended) and bool(outcome.entries)
        if keeping.announce_at(crisis, months, now) is not None:
            command = AnnounceErasure(months, await self._on_duty(crisis, now))
            await self._services.log.append(crisis.id, command, _THE_APP)
        return False

    async def _on_duty(self, crisis: Crisis, now: datetime) -> tuple[str, ...]:
        """Who is told: the lead, or the first of those who answered for the crisis beside them
        and is there. Somebody on leave is told if there is nobody else."""
        first = (*roles.people(crisis, "lead"), crisis.closed_by, crisis.opener)
        away: list[str] = []
        for user in dict.fromkeys((*first, *roles.counted_on(crisis))):
            if user is None or user == APP:
                continue
            person = await self._services.directory.person(crisis.team, user)
            if may_lead(person) and not person.away(now):
                return (user,)
            if may_lead(person):
                away.append(user)
        return tuple(away[:1])


_THE_APP = Person(id=APP)
