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
    return (
        *drills.due(crisis, now),
        *public.due(crisis, now),
        *steps.due(crisis, now),
        *updates.due(crisis, now),
    )
