"""How long the record of a crisis is kept, and the legal hold that keeps it for longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events, keeping
from bot.crisis import Crisis
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class SetHold:
    reason: str


@dataclass(frozen=True, slots=True)
class LiftHold:
    reason: str


@dataclass(frozen=True, slots=True)
class AnnounceErasure:
    """The time for which the workspace keeps it, `months`, is nearly over; `people` are told."""

    months: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EraseRecord:
    """The time for which the workspace keeps it, `months`, is over."""

    months: int


KeepingCommand = SetHold | LiftHold | AnnounceErasure | EraseRecord
DECISIONS: Registry[Callable[..., Decision]] = Registry()
AFTER_CLOSE: tuple[type, ...] = (SetHold, LiftHold, AnnounceErasure, EraseRecord)


@DECISIONS.of(SetHold)
def _(crisis: Crisis, command: SetHold, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    reason = command.reason.strip()
    if not reason:
        return Refused("empty")
    if crisis.hold is not None:
        if (crisis.hold.by, crisis.hold.reason) == (by.id, reason):
            return ()
        return Refused("held_already", {"who": crisis.hold.by, "at": crisis.hold.at})
    return (events.LegalHoldSet(reason=reason),)


@DECISIONS.of(LiftHold)
def _(crisis: Crisis, command: LiftHold, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    reason = command.reason.strip()
    if not reason:
        return Refused("empty")
    if crisis.hold is None:
        return Refused("not_held")
    return (events.LegalHoldLifted(reason=reason),)


@DECISIONS.of(AnnounceErasure)
def _(crisis: Crisis, command: AnnounceErasure, by: Person, at: datetime) -> Decision:
    erase_at = keeping.announce_at(crisis, command.months, at)
    if erase_at is None:
        return ()
    return (
        events.ErasureAnnounced(erase_at=erase_at, months=command.months, people=command.people),
    )


@DECISIONS.of(EraseRecord)
def _(crisis: Crisis, command: EraseRecord, by: Person, at: datetime) -> Decision:
    if crisis.closed_at is None or not keeping.is_over(crisis, command.months, at):
        return ()
    return (events.RecordErased(months=command.months, closed_at=crisis.closed_at),)
