"""What is still to come once a crisis is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clocks.steps import is_quiet
from bot.crisis import Crisis
from bot.events import Nudged, NudgeLevel, RoomArchived
from bot.parts import Action

MORNING = time(9)
"""When somebody is reminded of an action, by the clock of the place where the crisis was."""
SATURDAY = 5
LEAD_AFTER = 2
AGAIN_AFTER = 7
"""Days after which the lead hears of an action that is not done; and its owner again."""


def due(crisis: Crisis, now: datetime) -> tuple[RoomArchived | Nudged, ...]:
    """A room to put away, and actions that are not done on their day."""
    weekend = now.astimezone(ZoneInfo(crisis.timezone)).weekday() >= SATURDAY
    nudges = (
        nudge
        for action in crisis.actions.values()
        if action.state == "open" and not weekend and not is_quiet(crisis, now)
        for nudge in _nudges(crisis, action, now)
    )
    return (*_archived(crisis, now), *nudges)


def _archived(crisis: Crisis, now: datetime) -> tuple[RoomArchived, ...]:
    if crisis.archive_at is None or crisis.archive_at > now or crisis.archived:
        return ()
    return () if crisis.channel is None else (RoomArchived(channel=crisis.channel),)


def _nudges(crisis: Crisis, action: Action, now: datetime) -> Iterator[Nudged]:
    what = f"action:{action.id}"
    if (snooze := crisis.snoozed.get(what)) is not None and snooze.until > now:
        return
    first = _working_day(date.fromisoformat(action.due_on))
    owner = _last_before(crisis, first, now)
    lead = _morning(crisis, _working_day(first + timedelta(days=LEAD_AFTER)))
    to_owner = crisis.lead if action.owner in crisis.gone else action.owner
    dues: list[tuple[NudgeLevel, datetime | None, str]] = [("owner", owner, to_owner)]
    if to_owner != crisis.lead:
        dues.append(("lead", lead, crisis.lead))
    for level, at, person in dues:
        if at is not None and at <= now and (what, at, level) not in crisis.nudged:
            yield Nudged(what=what, due_at=at, level=level, people=(person,))


def _last_before(crisis: Crisis, first: date, now: datetime) -> datetime | None:
    """The last of the weekly mornings that has passed: whoever missed three hears of it once."""
    today = now.astimezone(ZoneInfo(crisis.timezone)).date()
    weeks = max(0, (today - first).days // AGAIN_AFTER)
    at = _morning(crisis, first + timedelta(days=weeks * AGAIN_AFTER))
    if at > now and weeks:
        at = _morning(crisis, first + timedelta(days=(weeks - 1) * AGAIN_AFTER))
    return at if at <= now else None


def _morning(crisis: Crisis, day: date) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(crisis.timezone))


def _working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day
