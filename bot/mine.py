"""What falls to one person, over all the crises that they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from bot import roles
from bot.crisis import Crisis
from bot.deadlines import due_at
from bot.events import Role
from bot.parts import Action, Statement, StepProgress
from bot.people import Person, may_approve_now
from bot.requirements import before

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MyStep:
    """A step that somebody has, or that their role has and nobody took. `due` is when it should
    be done, where it has a time."""

    crisis: Crisis
    progress: StepProgress
    due: datetime | None


def steps(crises: Iterable[Crisis], me: str) -> list[MyStep]:
    """The steps of a person; what is due first comes first, what has no time last."""
    found = [
        MyStep(crisis, progress, due_at(crisis, progress))
        for crisis in crises
        for progress in crisis.steps.values()
        if _falls_to(crisis, progress, me)
    ]
    # The order of the plan, where nothing else tells.
    return sorted(found, key=lambda step: (step.due or _NEVER, step.crisis.severity != "major"))


def waiting(crises: Iterable[Crisis], me: Person) -> list[tuple[Crisis, Statement]]:
    """Statements that wait for the approval of a person; those that wait longest first."""
    found = [
        (crisis, statement)
        for crisis in crises
        for statement in crisis.waiting
        if may_approve_now(me, crisis, statement)
    ]
    return sorted(found, key=lambda each: each[1].waiting_since or each[1].changed_at)


def actions(crises: Iterable[Crisis], me: str) -> list[tuple[Crisis, Action]]:
    """What came out of reviews and falls to a person, by its day."""
    found = [
        (crisis, action)
        for crisis in crises
        for action in crisis.actions.values()
        if action.state == "open" and action.owner == me
    ]
    return sorted(found, key=lambda each: each[1].due_on)


def _falls_to(crisis: Crisis, progress: StepProgress, me: str) -> bool:
    if progress.state == "claimed":
        return progress.owner == me
    # One that has to wait for others is nobody's to do yet.
    free = progress.state == "open" and not before(crisis, progress)
    return free and roles.on_duty(crisis, cast(Role, progress.step.role)) == me
