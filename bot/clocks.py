"""What is due: derived from the crisis and the time, so that a restart forgets nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.crisis import Crisis
from bot.events import DeadlineMissed

HOLDING_WITHIN = timedelta(minutes=15)
"""How long after the opening the first public word may take before the lead is reminded."""


def due(crisis: Crisis, now: datetime) -> tuple[DeadlineMissed, ...]:
    """The deadlines that have passed and that nobody was reminded of yet."""
    if crisis.closed:
        return ()
    passed = []
    if crisis.first_word_at is None:
        holding = crisis.opened_at + HOLDING_WITHIN
        passed.append(DeadlineMissed(deadline="holding", due_at=holding, owner=crisis.lead))
    if crisis.next_update is not None:
        passed.append(
            DeadlineMissed(deadline="next_update", due_at=crisis.next_update, owner=crisis.lead)
        )
    return tuple(
        missed
        for missed in passed
        if missed.due_at <= now and (missed.deadline, missed.due_at) not in crisis.missed
    )
