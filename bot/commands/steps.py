"""What a person can do with a step of the playbook, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import events
from bot.crisis import Crisis
from bot.parts import StepProgress
from bot.people import Person
from bot.refused import Decision, Refused
from bot.registry import Registry
from bot.requirements import missing


@dataclass(frozen=True, slots=True)
class ClaimStep:
    step: str


@dataclass(frozen=True, slots=True)
class CompleteStep:
    """With the link that the step asks for; with a reason, what is missing does not matter."""

    step: str
    link: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SkipStep:
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class UndoStep:
    """Takes back what entry `seen` did to a step, and nothing that came after it."""

    step: str
    seen: int


StepCommand = ClaimStep | CompleteStep | SkipStep | UndoStep
DECISIONS: Registry[Callable[..., Decision]] = Registry()


@DECISIONS.of(ClaimStep)
def _(crisis: Crisis, command: ClaimStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.settled:
        return _settled(progress)
    if progress.owner == by.id:
        return ()
    if progress.owner is not None:
        return Refused("step_taken", about_step(progress) | {"who": progress.owner})
    return (events.StepClaimed(step=command.step),)


@DECISIONS.of(CompleteStep)
def _(crisis: Crisis, command: CompleteStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.settled:
        return () if progress.state == "done" and progress.by == by.id else _settled(progress)
    lacks = missing(crisis, progress, command.link)
    reason = (command.reason or "").strip()
    if lacks and not reason:
        return Refused("step_before" if lacks.before else "step_needs", about_step(progress))
    done = events.StepDone(
        step=command.step, link=command.link, reason=reason if lacks and reason else None
    )
    return (done,)


@DECISIONS.of(SkipStep)
def _(crisis: Crisis, command: SkipStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.settled:
        return () if progress.state == "skipped" and progress.by == by.id else _settled(progress)
    if not command.reason.strip():
        return Refused("empty")
    return (events.StepSkipped(step=command.step, reason=command.reason),)


@DECISIONS.of(UndoStep)
def _(crisis: Crisis, command: UndoStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.state == "open":
        return ()
    if progress.changed != command.seen:
        return () if progress.by == by.id else Refused("step_moved", about_step(progress))
    return (events.StepReopened(step=command.step),)


def about_step(progress: StepProgress) -> dict[str, Any]:
    return {
        "step": progress.step.title,
        "state": progress.state,
        "who": progress.by,
        "at": progress.at,
    }


def _settled(progress: StepProgress) -> Refused:
    return Refused("step_settled", about_step(progress))
