"""What the entries about the playbook change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.parts import StepProgress
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.PlaybookAdopted)
def _(crisis: Crisis, event: events.PlaybookAdopted, at: datetime, actor: str, seq: int) -> Changes:
    # What was begun under the former plan stays as it was, in the words that it had.
    steps = {
        step.id: crisis.steps[step.id] if _begun(crisis, step.id) else StepProgress(step)
        for step in event.steps
    }
    kept = {
        key: progress
        for key, progress in crisis.steps.items()
        if key not in steps and progress.state != "open"
    }
    phases = {phase.id: phase for phase in (*event.phases, *crisis.phases)}
    used = {progress.step.phase for progress in (*steps.values(), *kept.values())}
    return {
        "playbook": event.playbook,
        "playbook_title": event.title,
        "phases": tuple(phase for phase in phases.values() if phase.id in used),
        "steps": {**steps, **kept},
    }


def _begun(crisis: Crisis, step: str) -> bool:
    return step in crisis.steps and crisis.steps[step].state != "open"


def _step(crisis: Crisis, step: str, **changes: Any) -> Changes:
    return {"steps": {**crisis.steps, step: replace(crisis.steps[step], **changes)}}


@CHANGES.of(events.StepClaimed)
def _(crisis: Crisis, event: events.StepClaimed, at: datetime, actor: str, seq: int) -> Changes:
    return _step(crisis, event.step, state="claimed", owner=actor, by=actor, at=at, changed=seq)


@CHANGES.of(events.StepDone)
def _(crisis: Crisis, event: events.StepDone, at: datetime, actor: str, seq: int) -> Changes:
    return _step(crisis, event.step, state="done", by=actor, at=at, changed=seq)


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
        changed=seq,
    )
