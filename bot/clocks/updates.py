"""Updates that the stakeholder channel waits for."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import updates
from bot.crisis import Crisis
from bot.events import UpdateSent


def due(crisis: Crisis, now: datetime) -> tuple[UpdateSent, ...]:
    """The next update, once its time has come and there is something to say in it."""
    if not (at := next_at(crisis)) or at > now or not updates.changes(crisis):
        return ()
    return (UpdateSent(channel=crisis.settings.update_in or "", until=crisis.seq),)


def next_at(crisis: Crisis) -> datetime | None:
    """When the next update goes out at the earliest; `None` where none goes out by itself."""
    every = crisis.settings.update_every
    if every is None or crisis.closed or crisis.updates_muted or not updates.may_be_told(crisis):
        return None
    return (crisis.updated_at or crisis.opened_at) + timedelta(minutes=every)
