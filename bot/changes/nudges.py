"""What the entries about what is late change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.parts import Snooze
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.Nudged)
def _(crisis: Crisis, event: events.Nudged, at: datetime, actor: str, seq: int) -> Changes:
    late = event.all_late
    return {
        "nudged": crisis.nudged | {(each.what, each.due_at, event.level) for each in late},
        "nudged_at": {**crisis.nudged_at, **{each.what: at for each in late}},
        "reminded_at": {**crisis.reminded_at, **dict.fromkeys(event.people, at)},
    }


@CHANGES.of(events.Snoozed)
def _(crisis: Crisis, event: events.Snoozed, at: datetime, actor: str, seq: int) -> Changes:
    snooze = Snooze(until=event.until, by=actor, reason=event.reason)
    return {"snoozed": {**crisis.snoozed, event.what: snooze}}
