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


@dataclass(frozen=True, slots=True)
class ClaimStep:
    step: str


@dataclass(frozen=True, slots=True)
class CompleteStep:
    step: str


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
    return (events.StepDone(step=command.step),)


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
