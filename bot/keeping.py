"""How long a closed crisis is kept, and when its content may be deleted."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from bot.crisis import Crisis

NOTICE = timedelta(days=7)
"""How long before the deletion somebody is told, who can still stop it."""


def add_months(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one of that month."""
    years, month = divmod(at.month - 1 + months, 12)
    year, month = at.year + years, month + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))


def closed_before(months: int, now: datetime) -> datetime:
    """What was closed later than this is neither to be deleted now, nor is that near."""
    # Months are of different lengths: there and back again may be three days apart.
    return add_months(now + NOTICE + timedelta(days=4), -months)


def kept_until(crisis: Crisis, months: int | None) -> datetime | None:
    """The end of the time for which the workspace keeps it; `None` if there is none, or if it is
    not closed."""
    if months is None or crisis.closed_at is None:
        return None
    return add_months(crisis.closed_at, months)


def stopped(crisis: Crisis) -> bool:
    """Whether something keeps the crisis from being deleted: a legal hold, work to be done."""
    actions = any(action.state == "open" for action in crisis.actions.values())
    return not crisis.closed or crisis.hold is not None or actions


def announce_at(crisis: Crisis, months: int | None, now: datetime) -> datetime | None:
    """When it is to be deleted, if that is near and nobody was told of it yet."""
    until = kept_until(crisis, months)
    if until is None or stopped(crisis) or now < until - NOTICE:
        return None
    if crisis.erase_at is not None and crisis.erase_at >= until:
        return None
    return max(until, now + NOTICE)


def is_over(crisis: Crisis, months: int | None, now: datetime) -> bool:
    """Whether its content is to be deleted now: its time is over, as was announced."""
    until = kept_until(crisis, months)
    if until is None or stopped(crisis) or crisis.erase_at is None:
        return False
    return until <= crisis.erase_at <= now
