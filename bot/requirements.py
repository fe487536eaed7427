"""What is still missing before a step of the playbook can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.events import Need
from bot.parts import StepProgress

if TYPE_CHECKING:
    from bot.crisis import Crisis


@dataclass(frozen=True, slots=True)
class Missing:
    """The steps that come first and are not settled, and what the step itself needs."""

    before: tuple[StepProgress, ...] = ()
    need: Need | None = None

    def __bool__(self) -> bool:
        return bool(self.before) or self.need is not None


def missing(crisis: Crisis, progress: StepProgress, link: str | None = None) -> Missing:
    """What keeps a step from being done; `link` is the one that somebody gives for it."""
    need = progress.step.needs
    met = need is None or _met(crisis, need, link)
    return Missing(before(crisis, progress), None if met else need)


def before(crisis: Crisis, progress: StepProgress) -> tuple[StepProgress, ...]:
    """The steps that come before this one and are neither done nor skipped."""
    first = (crisis.steps.get(key) for key in progress.step.after)
    return tuple(step for step in first if step is not None and not step.settled)


def _met(crisis: Crisis, need: Need, link: str | None) -> bool:
    if need.kind == "link":
        return bool(link)
    if need.kind == "fact":
        return bool(crisis.confirmed)
    if need.kind == "evidence":
        return bool(crisis.evidence)
    return any(s.posts and need.statement in (None, s.kind) for s in crisis.statements.values())
