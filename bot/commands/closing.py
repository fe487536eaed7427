"""The end of a crisis and what is learnt from it, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.people import Person, may_approve
from bot.refused import Decision, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class CloseCrisis:
    summary: str | None


ClosingCommand = CloseCrisis
DECISIONS: Registry[Callable[..., Decision]] = Registry()
AFTER_CLOSE: tuple[type, ...] = ()


@DECISIONS.of(CloseCrisis)
def _(crisis: Crisis, command: CloseCrisis, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    return (events.CrisisClosed(summary=command.summary),)
