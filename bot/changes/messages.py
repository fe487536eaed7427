"""What the entries about messages in the room change in the crisis: next to nothing, since there
may be thousands of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.events import Event
from bot.parts import message_key
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.MessageKept)
@CHANGES.of(events.MessageChanged)
@CHANGES.of(events.MessageRemoved)
@CHANGES.of(events.FileHashed)
@CHANGES.of(events.FileUnread)
def _(crisis: Crisis, event: Event, at: datetime, actor: str, seq: int) -> Changes:
    return {}


@CHANGES.of(events.NoteTakenBack)
def _(crisis: Crisis, event: events.NoteTakenBack, at: datetime, actor: str, seq: int) -> Changes:
    key = message_key(event.message) if event.message is not None else None
    return {
        "noted": {known: noted for known, noted in crisis.noted.items() if known != key},
        "taken_back": crisis.taken_back | {event.entry},
    }
