"""Another playbook for the crisis, chosen by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class SwitchPlaybook:
    """The plan to follow from now on, with the reason for it."""

    playbook: events.PlaybookAdopted


PlaybookCommand = SwitchPlaybook
DECISIONS: Registry[Callable[..., Decision]] = Registry()


@DECISIONS.of(SwitchPlaybook)
def _(crisis: Crisis, command: SwitchPlaybook, by: Person, at: datetime) -> Decision:
    new = command.playbook
    if not may_approve(by):
        return not_a_member(by)
    if new.playbook == crisis.playbook and _follows(crisis, new):
        return Refused("same_playbook")
    if not (new.reason or "").strip():
        return Refused("empty")
    return (new,)


def _follows(crisis: Crisis, new: events.PlaybookAdopted) -> bool:
    """Whether the crisis has all that the playbook says now; its file may have changed since."""
    return all(
        step.id in crisis.steps
        and (crisis.steps[step.id].settled or crisis.steps[step.id].step == step)
        for step in new.steps
    )
