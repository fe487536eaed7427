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


def due_at(crisis: Crisis, progress: StepProgress) -> datetime | None:
    """When a step is due; `None` where it has no time, or what it counts from has not happened.

    What came into the plan later, with a higher severity, counts from then at the earliest: a
    plan must not be late the moment it is adopted.
    """
    start = happened(crisis, progress.step.anchor)
    if progress.step.within is None or start is None:
        return None
    if progress.since is not None and progress.since > crisis.opened_at:
        start = max(start, progress.since)
    return start + timedelta(minutes=progress.step.within)


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
