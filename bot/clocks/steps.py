"""Steps of the playbook that are late: their owner is reminded, then the lead, then a stand-in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from bot import deadlines, roles
from bot.crisis import Crisis
from bot.events import Late, Nudged, NudgeLevel, Role
from bot.parts import StepProgress
from bot.requirements import before

To = tuple[NudgeLevel, str]
"""At which level a person is reminded."""

ESCALATE = timedelta(minutes=10)
"""How long a reminder may stay without effect before the next person hears of it."""
BREATH = timedelta(minutes=3)
"""The least time between two reminders to one person, whatever else becomes late."""
GRACE = timedelta(minutes=5)
"""How long nobody is reminded of a step that has just come into the plan, however late."""


def due(crisis: Crisis, now: datetime, busy: Iterable[str] = ()) -> tuple[Nudged, ...]:
    """The reminders to send now: one for each person, with all that is late for them.

    What is late for the longest time comes first. `busy` are people who hear of something else
    just now.
    """
    late = sorted(_late(crisis, now), key=lambda each: each[0])
    if not late or holds_back(crisis, now):
        return ()
    there = _OnDuty(crisis)
    found: dict[To, list[Late]] = {}
    for at, progress in late:
        what = f"step:{progress.step.id}"
        to = _next(crisis, what, at, now, there.whom(progress))
        if to is not None:
            found.setdefault(to, []).append(Late(what=what, due_at=at))
    heard = {person for person, at in crisis.reminded_at.items() if at + BREATH > now}
    heard.update(busy)
    nudges = []
    for (level, person), (first, *others) in found.items():
        if person not in heard:
            heard.add(person)
            nudge = Nudged(
                what=first.what,
                due_at=first.due_at,
                level=level,
                people=(person,),
                also=tuple(others),
            )
            nudges.append(nudge)
    return tuple(nudges)


def holds_back(crisis: Crisis, now: datetime) -> bool:
    """Whether reminders wait for the end of the quiet hours; never in a major crisis."""
    return crisis.severity == "minor" and is_quiet(crisis, now)


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
    starts = deadlines.Starts(crisis)
    for progress in crisis.steps.values():
        if progress.settled:
            continue
        at = starts.due_at(progress)
        if at is None or at > now:
            continue
        snooze = crisis.snoozed.get(f"step:{progress.step.id}")
        if snooze is not None:
            # Put off is due again when that time is over.
            at = max(at, snooze.until)
        came = progress.since or crisis.opened_at
        if max(at, came + GRACE) <= now and not before(crisis, progress):
            yield at, progress


def _next(crisis: Crisis, what: str, at: datetime, now: datetime, whom: Iterable[To]) -> To | None:
    """Who hears of it now: the first level that has not, once the one before had its time."""
    reminded: set[str] = set()
    for level, person in whom:
        if person in reminded:
            continue
        reminded.add(person)
        if (what, at, level) in crisis.nudged:
            continue
        last = crisis.nudged_at.get(what)
        if last is not None and last >= at and last + ESCALATE > now:
            return None
        return level, person
    return None


class _OnDuty:
    """To whom the roles of a crisis fall just now."""

    def __init__(self, crisis: Crisis) -> None:
        self._crisis = crisis
        self._out = crisis.gone | crisis.away | crisis.left
        self._able: dict[str, tuple[str, ...]] = {}
        # Somebody who is away may still read; somebody without an account cannot.
        self._lead = next(iter(self._of("lead")), None)
        if self._lead is None and crisis.lead not in crisis.gone:
            self._lead = crisis.lead

    def _of(self, role: str) -> tuple[str, ...]:
        """Whoever can fill a role now, in their order."""
        if role not in self._able:
            held = roles.holders(self._crisis, cast(Role, role))
            self._able[role] = tuple(person for person in held if person not in self._out)
        return self._able[role]

    def whom(self, progress: StepProgress) -> Iterator[To]:
        """Who is reminded of a step, one after the other."""
        able, lead = self._of(progress.step.role), self._lead
        has = progress.owner if progress.owner not in self._out else None
        owner = has or next(iter(able), lead)
        if owner is not None:
            yield "owner", owner
        if lead is not None:
            yield "lead", lead
        others = (*able, *self._of("lead"))
        stand_in = next((one for one in others if one not in (owner, lead)), None)
        if stand_in is not None:
            yield "stand_in", stand_in
