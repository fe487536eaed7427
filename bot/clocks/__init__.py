"""What is due: derived from the crisis and the time, so that a restart forgets nothing."""

from __future__ import annotations

from datetime import datetime

from bot.clocks import closing, drills, public, steps, updates
from bot.crisis import Crisis
from bot.events import (
    ApproversReminded,
    DeadlineMissed,
    InjectSent,
    Nudged,
    RoomArchived,
    UpdateSent,
)

Due = DeadlineMissed | ApproversReminded | Nudged | UpdateSent | InjectSent | RoomArchived


def due(crisis: Crisis, now: datetime) -> tuple[Due, ...]:
    """What has passed, and nothing was done about yet: the entries to append now."""
    if crisis.closed:
        return closing.due(crisis, now)
    words = public.due(crisis, now)
    # Nobody gets two messages at once: what the public waits for goes before the plan.
    busy = {person for each in words for person in _told(each)}
    return (
        *drills.due(crisis, now),
        *words,
        *steps.due(crisis, now, busy),
        *updates.due(crisis, now),
    )


def _told(event: DeadlineMissed | ApproversReminded | Nudged) -> tuple[str, ...]:
    return (event.owner,) if isinstance(event, DeadlineMissed) else event.people
