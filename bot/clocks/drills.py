"""What a drill has in store."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.crisis import Crisis
from bot.events import DrillPlanned, Inject, InjectSent


def due(crisis: Crisis, now: datetime) -> tuple[InjectSent, ...]:
    """The injects whose time has come, in the order in which it came."""
    if crisis.drill is None:
        return ()
    left = (inject for inject in crisis.drill.injects if inject.id not in crisis.injected)
    return tuple(
        InjectSent(inject=inject.id)
        for inject in sorted(left, key=lambda inject: inject.after)
        if comes_at(crisis, crisis.drill, inject) <= now
    )


def comes_at(crisis: Crisis, drill: DrillPlanned, inject: Inject) -> datetime:
    """When an inject comes, by the drill's pace."""
    return crisis.opened_at + timedelta(minutes=inject.after) / drill.pace
