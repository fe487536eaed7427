"""Steps of the playbook that are late: their owner is reminded, then the lead, then a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from bot import deadlines, roles
from bot.crisis import Crisis
from bot.events import Nudged, NudgeLevel, Role
from bot.parts import StepProgress
from bot.requirements import before

ESCALATE = timedelta(minutes=10)
"""How long a reminder may stay without effect before the next person hears of it."""
BREATH = timedelta(minutes=3)
"""The least time between two reminders to one person: thirty late steps are not thirty messages."""
GRACE = timedelta(minutes=5)
"""How long nobody is reminded of a step that has just come into the plan, however late."""


def due(crisis: Crisis, now: datetime) -> tuple[Nudged, ...]:
    """The reminders to send now, at most one for each person; the latest step comes first."""
    if crisis.severity == "minor" and is_quiet(crisis, now):
        return ()
    late = sorted(_late(crisis, now), key=lambda each: each[0])
    busy = {person for person, at in crisis.reminded_at.items() if at + BREATH > now}
    nudges = []
    for at, progress in late:
        nudge = _nudge(crisis, progress, at, now)
        if nudge is not None and busy.isdisjoint(nudge.people):
            busy.update(nudge.people)
            nudges.append(nudge)
    return tuple(nudges)


def is_quiet(crisis: Crisis, now: datetime) -> bool:
    """Whether it is within the workspace's quiet hours, by the clock of the crisis's place."""
    hours = crisis.settings.quiet
    if hours is None or hours.start == hours.end:
        return False
    there = now.astimezone(ZoneInfo(crisis.timezone))
    minute = there.hour * 60 + there.minute
    if hours.start < hours.end:
        return hours.start <= minute < hours.end
    return minute >= hours.start or minute < hours.end


def _late(crisis: Crisis, now: datetime) -> Iterator[tuple[datetime, StepProgress]]:
    for progress in crisis.steps.values():
        if progress.settled:
            continue
        at = deadlines.due_at(crisis, progress)
        if at is None:
            continue
        snooze = crisis.snoozed.get(f"step:{progress.step.id}")
        if snooze is not None:
            # Put off is due again when that time is over.
            at = max(at, snooze.until)
        came = progress.since or crisis.opened_at
        if max(at, came + GRACE) <= now and not before(crisis, progress):
            yield at, progress


def _nudge(crisis: Crisis, progress: StepProgress, at: datetime, now: datetime) -> Nudged | None:
    what = f"step:{progress.step.id}"
    reminded: set[str] = set()
    for level, person in _whom(crisis, progress):
        if person is None or person in reminded:
            continue
        reminded.add(person)
        if (what, at, level) in crisis.nudged:
            continue
        last = crisis.nudged_at.get(what)
        if last is not None and last >= at and last + ESCALATE > now:
            return None
        return Nudged(what=what, due_at=at, level=level, people=(person,))
    return None


def _whom(crisis: Crisis, progress: StepProgress) -> Iterator[tuple[NudgeLevel, str | None]]:
    out = crisis.gone | crisis.away | crisis.left
    role = cast(Role, progress.step.role)
    lead = roles.on_duty(crisis, "lead") or crisis.lead
    owner = progress.owner if progress.owner not in out else None
    owner = owner or roles.on_duty(crisis, role) or lead
    yield "owner", owner
    yield "lead", lead
    others = (*roles.holders(crisis, role), *roles.holders(crisis, "lead"))
    able = (person for person in others if person not in out and person not in (owner, lead))
    yield "stand_in", next(able, None)
