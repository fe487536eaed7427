"""What the entries about the end of the crisis and what was learnt change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.parts import Action, Lesson
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.CrisisClosed)
def _(crisis: Crisis, event: events.CrisisClosed, at: datetime, actor: str, seq: int) -> Changes:
    return {
        "closed_at": at,
        "closed_by": actor,
        "summary": event.summary,
        "left_open": event.left_open,
        "left_because": event.reason,
        "archive_at": event.archive_at,
    }


@CHANGES.of(events.ArchiveStopped)
def _(crisis: Crisis, event: events.ArchiveStopped, at: datetime, actor: str, seq: int) -> Changes:
    return {"archive_at": None}


@CHANGES.of(events.RoomArchived)
def _(crisis: Crisis, event: events.RoomArchived, at: datetime, actor: str, seq: int) -> Changes:
    return {"archived": True}


@CHANGES.of(events.LessonAdded)
def _(crisis: Crisis, event: events.LessonAdded, at: datetime, actor: str, seq: int) -> Changes:
    return {"lessons": (*crisis.lessons, Lesson(event.side, event.text, actor))}


@CHANGES.of(events.ActionAdded)
def _(crisis: Crisis, event: events.ActionAdded, at: datetime, actor: str, seq: int) -> Changes:
    added = Action(event.action, event.text, event.owner, event.due_on)
    return {"actions": {**crisis.actions, event.action: added}}


@CHANGES.of(events.ActionMoved)
def _(crisis: Crisis, event: events.ActionMoved, at: datetime, actor: str, seq: int) -> Changes:
    return _action(crisis, event.action, owner=event.owner, due_on=event.due_on)


@CHANGES.of(events.ActionDone)
def _(crisis: Crisis, event: events.ActionDone, at: datetime, actor: str, seq: int) -> Changes:
    return _action(crisis, event.action, state="done", by=actor, at=at)


@CHANGES.of(events.ActionDropped)
def _(crisis: Crisis, event: events.ActionDropped, at: datetime, actor: str, seq: int) -> Changes:
    return _action(crisis, event.action, state="dropped", by=actor, at=at, reason=event.reason)


def _action(crisis: Crisis, key: str, **changed: Any) -> Changes:
    return {"actions": {**crisis.actions, key: replace(crisis.actions[key], **changed)}}
