"""What the public, and whoever approves the words for it, is late for."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import approval
from bot.crisis import Crisis
from bot.events import ApproversReminded, DeadlineMissed
from bot.parts import Statement

HOLDING_WITHIN = timedelta(minutes=15)
"""How long after the opening the first public word may take before the lead is reminded."""

REMIND_HOLDING = timedelta(minutes=5)
REMIND_OTHERS = timedelta(minutes=15)
"""How long a statement waits for an approval before its approvers are reminded; after as long
again, their stand-ins are."""


def due(crisis: Crisis, now: datetime) -> tuple[DeadlineMissed | ApproversReminded, ...]:
    """Deadlines of public words that have passed, and statements that wait for an approval."""
    passed = []
    if crisis.first_word_at is None:
        holding = crisis.opened_at + HOLDING_WITHIN
        passed.append(DeadlineMissed(deadline="holding", due_at=holding, owner=crisis.lead))
    if crisis.next_update is not None:
        passed.append(
            DeadlineMissed(deadline="next_update", due_at=crisis.next_update, owner=crisis.lead)
        )
    deadlines = tuple(
        missed
        for missed in passed
        if missed.due_at <= now and (missed.deadline, missed.due_at) not in crisis.missed
    )
    reminders = (_reminder(crisis, statement, now) for statement in crisis.waiting)
    return (*deadlines, *(reminder for reminder in reminders if reminder is not None))


def _reminder(crisis: Crisis, statement: Statement, now: datetime) -> ApproversReminded | None:
    since = statement.waiting_since
    if since is None:
        return None
    wait = REMIND_HOLDING if statement.kind == "holding" else REMIND_OTHERS
    for stand_ins, at in ((False, since + wait), (True, since + 2 * wait)):
        if at <= now and (since, stand_ins) not in statement.reminded:
            return ApproversReminded(
                statement=statement.id,
                version=statement.version,
                since=since,
                stand_ins=stand_ins,
                people=approval.to_ask(crisis, statement, stand_ins=stand_ins),
            )
    return None
