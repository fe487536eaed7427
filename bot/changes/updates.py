"""What the entries about updates to stakeholders change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events, updates
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.UpdateSent)
def _(crisis: Crisis, event: events.UpdateSent, at: datetime, actor: str, seq: int) -> Changes:
    return {"updated_at": at, "updated_until": event.until, "told": updates.told(crisis)}


@CHANGES.of(events.UpdatesMuted)
def _(crisis: Crisis, event: events.UpdatesMuted, at: datetime, actor: str, seq: int) -> Changes:
    return {"updates_muted": event.muted}
