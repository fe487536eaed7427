"""What the entries about how long a crisis is kept change in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.parts import Hold
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.LegalHoldSet)
def _(crisis: Crisis, event: events.LegalHoldSet, at: datetime, actor: str, seq: int) -> Changes:
    # Once it is lifted, somebody is told anew before anything is deleted.
    return {"hold": Hold(event.reason, actor, at), "erase_at": None}


@CHANGES.of(events.LegalHoldLifted)
def _(crisis: Crisis, event: events.LegalHoldLifted, at: datetime, actor: str, seq: int) -> Changes:
    return {"hold": None}


@CHANGES.of(events.ErasureAnnounced)
def _(
    crisis: Crisis, event: events.ErasureAnnounced, at: datetime, actor: str, seq: int
) -> Changes:
    return {"erase_at": event.erase_at}


@CHANGES.of(events.RecordErased)
def _(crisis: Crisis, event: events.RecordErased, at: datetime, actor: str, seq: int) -> Changes:
    return {"erased_at": at}
