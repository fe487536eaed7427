"""The end of a crisis and what is learnt from it, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot import events, updates
from bot.crisis import Crisis
from bot.open_items import Naming, by_id, open_items
from bot.parts import Action
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class CloseCrisis:
    """`reason` is why it is closed although something is open; `named` is how the record calls
    what is open when the decision falls."""

    summary: str | None
    reason: str | None = None
    named: Naming = by_id


@dataclass(frozen=True, slots=True)
class StopArchive:
    pass


@dataclass(frozen=True, slots=True)
class AddLesson:
    side: Literal["well", "badly"]
    text: str


@dataclass(frozen=True, slots=True)
class AddAction:
    """`due_on` is a day, `2026-04-01`."""

    text: str
    owner: str
    due_on: str


@dataclass(frozen=True, slots=True)
class MoveAction:
    action: str
    owner: str
    due_on: str


@dataclass(frozen=True, slots=True)
class FinishAction:
    action: str


@dataclass(frozen=True, slots=True)
class DropAction:
    action: str
    reason: str


ClosingCommand = (
    CloseCrisis | StopArchive | AddLesson | AddAction | MoveAction | FinishAction | DropAction
)
DECISIONS: Registry[Callable[..., Decision]] = Registry()
AFTER_CLOSE: tuple[type, ...] = (
    StopArchive,
    AddLesson,
    AddAction,
    MoveAction,
    FinishAction,
    DropAction,
)


@DECISIONS.of(CloseCrisis)
def _(crisis: Crisis, command: CloseCrisis, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    left = open_items(crisis)
    reason = (command.reason or "").strip()
    if left and not reason:
        return Refused("still_open", {"count": len(left)})
    hours = crisis.settings.archive_after
    closed = events.CrisisClosed(
        summary=command.summary,
        left_open=tuple(command.named(crisis, item) for item in left),
        reason=reason if left else None,
        archive_at=None if hours is None else at + timedelta(hours=hours),
    )
    channel = crisis.settings.update_in
    heard = crisis.told is not None and not crisis.updates_muted and updates.may_be_told(crisis)
    if not heard or channel is None:
        return (closed,)
    # Whoever was told that there is a crisis must hear that it is over.
    return (closed, events.UpdateSent(channel=channel, until=crisis.seq + 1))


@DECISIONS.of(StopArchive)
def _(crisis: Crisis, command: StopArchive, by: Person, at: datetime) -> Decision:
    refused = _not_yet(crisis, by)
    if refused is not None:
        return refused
    if crisis.archived:
        return Refused("archived_already")
    return () if crisis.archive_at is None else (events.ArchiveStopped(),)


@DECISIONS.of(AddLesson)
def _(crisis: Crisis, command: AddLesson, by: Person, at: datetime) -> Decision:
    refused = _not_yet(crisis, by)
    if refused is not None:
        return refused
    text = command.text.strip()
    if not text:
        return Refused("empty")
    if any(lesson.side == command.side and lesson.text == text for lesson in crisis.lessons):
        return ()
    return (events.LessonAdded(side=command.side, text=text),)


@DECISIONS.of(AddAction)
def _(crisis: Crisis, command: AddAction, by: Person, at: datetime) -> Decision:
    refused = _not_yet(crisis, by) or _day_passed(crisis, command.due_on, at)
    if refused is not None:
        return refused
    text = command.text.strip()
    if not text:
        return Refused("empty")
    asked = (text, command.owner, command.due_on)
    if any((a.text, a.owner, a.due_on) == asked for a in crisis.actions.values()):
        return ()
    key = f"a{len(crisis.actions) + 1}"
    return (events.ActionAdded(action=key, text=text, owner=command.owner, due_on=command.due_on),)


@DECISIONS.of(MoveAction)
def _(crisis: Crisis, command: MoveAction, by: Person, at: datetime) -> Decision:
    action = crisis.actions.get(command.action)
    if action is None:
        return Refused("action_unknown")
    if not _may_change(by, action):
        return not_a_member(by)
    if action.state != "open":
        return Refused("action_settled", _about(action))
    if (command.owner, command.due_on) == (action.owner, action.due_on):
        return ()
    refused = _day_passed(crisis, command.due_on, at)
    if refused is not None:
        return refused
    return (events.ActionMoved(action=action.id, owner=command.owner, due_on=command.due_on),)


@DECISIONS.of(FinishAction)
def _(crisis: Crisis, command: FinishAction, by: Person, at: datetime) -> Decision:
    action = crisis.actions.get(command.action)
    if action is None:
        return Refused("action_unknown")
    if not _may_change(by, action):
        return not_a_member(by)
    if action.state != "open":
        return () if action.by == by.id else Refused("action_settled", _about(action))
    return (events.ActionDone(action=action.id),)


@DECISIONS.of(DropAction)
def _(crisis: Crisis, command: DropAction, by: Person, at: datetime) -> Decision:
    action = crisis.actions.get(command.action)
    if action is None:
        return Refused("action_unknown")
    if not may_approve(by):
        return not_a_member(by)
    if action.state != "open":
        return () if action.by == by.id else Refused("action_settled", _about(action))
    if not command.reason.strip():
        return Refused("empty")
    return (events.ActionDropped(action=action.id, reason=command.reason.strip()),)


def _not_yet(crisis: Crisis, by: Person) -> Refused | None:
    """The review is for members, once the crisis is over."""
    if not may_approve(by):
        return not_a_member(by)
    return None if crisis.closed else Refused("not_closed")


def _may_change(by: Person, action: Action) -> bool:
    """Whoever has an action can always say how far it is, a guest too."""
    return may_approve(by) or by.id == action.owner


def _day_passed(crisis: Crisis, due_on: str, at: datetime) -> Refused | None:
    """Why an action cannot be due on that day, if so: it is over where the crisis was."""
    today = at.astimezone(ZoneInfo(crisis.timezone)).date()
    return Refused("day_passed") if date.fromisoformat(due_on) < today else None


def _about(action: Action) -> dict[str, object]:
    return {"state": action.state, "who": action.by, "at": action.at}
