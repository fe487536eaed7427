"""What the entries about the crisis as a whole change in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.changes.statements import with_paths
from bot.kept_messages import keeps_messages
from bot.parts import Noted, Trouble, message_key
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.RoomOpened)
def _(crisis: Crisis, event: events.RoomOpened, at: datetime, actor: str, seq: int) -> Changes:
    return {
        "channel": event.channel,
        "channel_name": event.name,
        "private": event.private,
        "room_at": crisis.room_at or at,
        "room_since": at,
    }


@CHANGES.of(events.RoomLost)
def _(crisis: Crisis, event: events.RoomLost, at: datetime, actor: str, seq: int) -> Changes:
    lost = {"channel": None, "channel_name": None, "canvas": None}
    return lost | {"rooms_lost": crisis.rooms_lost + 1}


@CHANGES.of(events.CanvasOpened)
def _(crisis: Crisis, event: events.CanvasOpened, at: datetime, actor: str, seq: int) -> Changes:
    return {"canvas": event.canvas}


@CHANGES.of(events.RoomRenamed)
def _(crisis: Crisis, event: events.RoomRenamed, at: datetime, actor: str, seq: int) -> Changes:
    return {"channel_name": event.name}


@CHANGES.of(events.SeverityChanged)
def _(crisis: Crisis, event: events.SeverityChanged, at: datetime, actor: str, seq: int) -> Changes:
    # Raising the severity may ask for more eyes on words that fewer had approved; lowering it
    # approves nothing by itself.
    changed = replace(crisis, severity=event.severity)
    return {"severity": event.severity} | with_paths(changed, at)


@CHANGES.of(events.DeadlineMissed)
def _(crisis: Crisis, event: events.DeadlineMissed, at: datetime, actor: str, seq: int) -> Changes:
    return {
        "missed": crisis.missed | {(event.deadline, event.due_at)},
        "reminded_at": {**crisis.reminded_at, event.owner: at},
    }


@CHANGES.of(events.DeliveryFailed)
def _(crisis: Crisis, event: events.DeliveryFailed, at: datetime, actor: str, seq: int) -> Changes:
    trouble = Trouble(event.delivery, event.what, event.error, event.needed, event.final)
    return {"troubles": {**crisis.troubles, event.delivery: trouble}}


@CHANGES.of(events.DeliveryRetried)
def _(crisis: Crisis, event: events.DeliveryRetried, at: datetime, actor: str, seq: int) -> Changes:
    # The line stays on the card until Slack has done it; it is only no longer given up.
    return {
        "troubles": {
            key: replace(trouble, final=False) if key in event.deliveries else trouble
            for key, trouble in crisis.troubles.items()
        }
    }


@CHANGES.of(events.DeliveryRecovered)
def _(
    crisis: Crisis, event: events.DeliveryRecovered, at: datetime, actor: str, seq: int
) -> Changes:
    return {"troubles": {key: t for key, t in crisis.troubles.items() if key != event.delivery}}


@CHANGES.of(events.NoteAdded)
def _(crisis: Crisis, event: events.NoteAdded, at: datetime, actor: str, seq: int) -> Changes:
    if event.message is None:
        return {}
    noted = Noted(seq, actor, pinned=event.via == "pushpin")
    return {"noted": {**crisis.noted, message_key(event.message): noted}}


@CHANGES.of(events.SettingsAdopted)
def _(crisis: Crisis, event: events.SettingsAdopted, at: datetime, actor: str, seq: int) -> Changes:
    # Whoever writes in the room must hear of it.
    changed = keeps_messages(replace(crisis, settings=event)) != keeps_messages(crisis)
    return {"settings": event} | ({"keeping_changed": seq} if changed else {})
