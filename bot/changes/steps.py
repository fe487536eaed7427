"""What the entries about the playbook change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.events import Step
from bot.parts import StepProgress
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.PlaybookAdopted)
def _(crisis: Crisis, event: events.PlaybookAdopted, at: datetime, actor: str, seq: int) -> Changes:
    steps = {step.id: _merged(crisis.steps.get(step.id), step, at) for step in event.steps}
    kept = {
        key: progress
        for key, progress in crisis.steps.items()
        if key not in steps and progress.state != "open"
    }
    here = steps.keys() | kept.keys()
    for key, progress in kept.items():
        # What it waited for may be gone with the former plan.
        after = tuple(one for one in progress.step.after if one in here)
        kept[key] = replace(progress, step=progress.step.model_copy(update={"after": after}))
    phases = {phase.id: phase for phase in (*event.phases, *crisis.phases)}
    used = {progress.step.phase for progress in (*steps.values(), *kept.values())}
    return {
        "playbook": event.playbook,
        "playbook_title": event.title,
        "playbook_trouble": event.trouble,
        "phases": tuple(phase for phase in phases.values() if phase.id in used),
        "steps": {**steps, **kept},
    }


def _merged(former: StepProgress | None, step: Step, at: datetime) -> StepProgress:
    """A step of the new plan, with how far it is.

    What is done or skipped keeps the words under which that was said; what somebody has taken
    stays theirs, with what the new plan asks of it. Only the new plan's order counts: the two
    together could wait for each other.
    """
    if former is None:
        return StepProgress(step, since=at)
    if former.settled:
        return replace(former, step=former.step.model_copy(update={"after": step.after}))
    return replace(former, step=step)


def _step(crisis: Crisis, step: str, **changes: Any) -> Changes:
    return {"steps": {**crisis.steps, step: replace(crisis.steps[step], **changes)}}


@CHANGES.of(events.StepClaimed)
def _(crisis: Crisis, event: events.StepClaimed, at: datetime, actor: str, seq: int) -> Changes:
    return _step(crisis, event.step, state="claimed", owner=actor, by=actor, at=at, changed=seq)


@CHANGES.of(events.StepDone)
def _(crisis: Crisis, event: events.StepDone, at: datetime, actor: str, seq: int) -> Changes:
    return _step(
        crisis,
        event.step,
        state="done",
        by=actor,
        at=at,
        link=event.link,
        reason=event.reason,
        changed=seq,
    )


@CHANGES.of(events.StepSkipped)
def _(crisis: Crisis, event: events.StepSkipped, at: datetime, actor: str, seq: int) -> Changes:
    return _step(
        crisis, event.step, state="skipped", by=actor, at=at, reason=event.reason, changed=seq
    )


@CHANGES.of(events.StepReopened)
def _(crisis: Crisis, event: events.StepReopened, at: datetime, actor: str, seq: int) -> Changes:
    progress = crisis.steps[event.step]
    # Taking back a "done" leaves the step with whoever had claimed it.
    owner = progress.owner if progress.settled else None
    return _step(
        crisis,
        event.step,
        state="claimed" if owner else "open",
        owner=owner,
        by=actor,
        at=at,
        reason=None,
        link=None,
        changed=seq,
    )
