"""When a step of the playbook is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.events import Anchor
from bot.parts import StepProgress

if TYPE_CHECKING:
    from bot.crisis import Crisis

ANSWERS = ("apology", "press", "correction")
"""Kinds of statement that are the answer, after the holding post."""


class Starts:
    """From when the times of a crisis's steps count, looked up once for all of them."""

    def __init__(self, crisis: Crisis) -> None:
        self._crisis = crisis
        self._at: dict[Anchor, datetime | None] = {}

    def due_at(self, progress: StepProgress) -> datetime | None:
        """When a step is due; `None` where it has no time, or what it counts from has not
        happened.

        What came into the plan later, with a higher severity, counts from then at the earliest:
        a plan must not be late the moment it is adopted.
        """
        step = progress.step
        if step.within is None:
            return None
        if step.anchor not in self._at:
            self._at[step.anchor] = happened(self._crisis, step.anchor)
        start = self._at[step.anchor]
        if start is None:
            return None
        if progress.since is not None and progress.since > self._crisis.opened_at:
            start = max(start, progress.since)
        return start + timedelta(minutes=step.within)


def due_at(crisis: Crisis, progress: StepProgress) -> datetime | None:
    """When a step is due, where a single one is asked for (see `Starts`)."""
    return Starts(crisis).due_at(progress)


def happened(crisis: Crisis, anchor: Anchor) -> datetime | None:
    """When that happened from which a step's time counts."""
    statements = crisis.statements.values()
    if anchor == "post":
        return crisis.post_at
    if anchor == "opened":
        return crisis.opened_at
    if anchor == "holding_posted":
        posted = [s.posted_at for s in statements if s.kind == "holding" and s.posted_at]
        return min(posted, default=None)
    approved = [s.approved_at for s in statements if s.kind in ANSWERS and s.approved_at]
    return min(approved, default=None)
