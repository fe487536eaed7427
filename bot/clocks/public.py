"""What the public, and whoever approves the words for it, is late for."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import approval, roles
from bot.clocks.steps import ESCALATE, holds_back
from bot.crisis import Crisis
from bot.events import ApproversReminded, DeadlineMissed, Nudged
from bot.parts import Statement

HOLDING_WITHIN = timedelta(minutes=15)
"""How long after the opening the first public word may take before the lead is reminded."""

REMIND_HOLDING = timedelta(minutes=5)
REMIND_OTHERS = timedelta(minutes=15)
"""How long a statement waits for an approval before its approvers are reminded; after as long
again, their stand-ins are."""


def due(crisis: Crisis, now: datetime) -> tuple[DeadlineMissed | ApproversReminded | Nudged, ...]:
    """Deadlines of public words that have passed, and statements that wait for an approval."""
    passed = []
    owner = roles.on_duty(crisis, "lead") or crisis.lead
    if crisis.first_word_at is None:
        holding = crisis.opened_at + HOLDING_WITHIN
        passed.append(DeadlineMissed(deadline="holding", due_at=holding, owner=owner))
    if crisis.next_update is not None:
        passed.append(
            DeadlineMissed(deadline="next_update", due_at=crisis.next_update, owner=owner)
        )
    # Put off is due again when that time is over.
    passed = [
        missed.model_copy(update={"due_at": max(missed.due_at, snooze.until)})
        if (snooze := crisis.snoozed.get(missed.deadline)) is not None
        else missed
        for missed in passed
    ]
    late = [missed for missed in passed if missed.due_at <= now]
    deadlines = tuple(
        missed for missed in late if (missed.deadline, missed.due_at) not in crisis.missed
    )
    escalated = (_stand_in(crisis, missed, now) for missed in late if missed not in deadlines)
    reminders = (_reminder(crisis, statement, now) for statement in crisis.waiting)
    return (
        *deadlines,
        *(nudge for nudge in escalated if nudge is not None),
        *(reminder for reminder in reminders if reminder is not None),
    )


def _stand_in(crisis: Crisis, missed: DeadlineMissed, now: datetime) -> Nudged | None:
    """Whoever stands in for the lead hears of it once the lead had time enough."""
    if missed.due_at + ESCALATE > now or holds_back(crisis, now):
        return None
    if (missed.deadline, missed.due_at, "stand_in") in crisis.nudged:
        return None
    out = crisis.gone | crisis.away | crisis.left
    others = (*roles.holders(crisis, "lead"), *roles.holders(crisis, "communications"))
    person = next((one for one in others if one not in out and one != missed.owner), None)
    if person is None:
        return None
    return Nudged(what=missed.deadline, due_at=missed.due_at, level="stand_in", people=(person,))


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
