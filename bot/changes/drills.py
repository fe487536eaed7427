"""What the entries about a drill change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.DrillPlanned)
def _(crisis: Crisis, event: events.DrillPlanned, at: datetime, actor: str, seq: int) -> Changes:
    return {"drill": event}


@CHANGES.of(events.InjectSent)
def _(crisis: Crisis, event: events.InjectSent, at: datetime, actor: str, seq: int) -> Changes:
    return {"injected": crisis.injected | {event.inject}}
