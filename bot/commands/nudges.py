"""What a person can do about a reminder, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class SnoozeNudge:
    """Nobody is reminded of `what` (see `events.Nudged`) before `until`."""

    what: str
    until: datetime
    reason: str


NudgeCommand = SnoozeNudge
DECISIONS: Registry[Callable[..., Decision]] = Registry()
AFTER_CLOSE: tuple[type, ...] = (SnoozeNudge,)


@DECISIONS.of(SnoozeNudge)
def _(crisis: Crisis, command: SnoozeNudge, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by) if by.unsure else Refused("guest_snooze")
    if not still_owed(crisis, command.what):
        return Refused("nothing_late")
    known = crisis.snoozed.get(command.what)
    if known is not None and (known.until, known.by) == (command.until, by.id):
        return ()
    if command.until <= at:
        return Refused("snooze_passed")
    if not command.reason.strip():
        return Refused("empty")
    return (events.Snoozed(what=command.what, until=command.until, reason=command.reason),)


def still_owed(crisis: Crisis, what: str) -> bool:
    """Whether anybody could still be reminded of `what`."""
    kind, _, key = what.partition(":")
    if kind == "action":
        return key in crisis.actions and crisis.actions[key].state == "open"
    if crisis.closed:
        return False
    if kind == "step":
        return key in crisis.steps and not crisis.steps[key].settled
    if kind == "holding":
        return crisis.first_word_at is None
    return kind == "next_update" and crisis.next_update is not None
