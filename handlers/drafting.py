"""First drafts of the statements of a crisis."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.crisis import Crisis
from bot.events import CrisisOpened, StatementDrafted
from statements.draft import Situation, draft

NEXT_UPDATE_IN = timedelta(hours=1)
QUARTER = 15 * 60


def next_update(now: datetime) -> datetime:
    """What a first holding post promises: an hour from now, on the next quarter of an hour."""
    late = now + NEXT_UPDATE_IN
    seconds = -(-late.timestamp() // QUARTER) * QUARTER
    return datetime.fromtimestamp(seconds, tz=now.tzinfo)


def holding(opened: CrisisOpened, now: datetime) -> StatementDrafted:
    """The holding post, drafted the moment a crisis opens."""
    promised = next_update(now)
    situation = Situation(
        cause=opened.cause,
        severity=opened.severity,
        language=opened.language,
        platforms=opened.platforms,
        next_update=promised,
        timezone=opened.timezone,
        now=now,
    )
    return StatementDrafted(
        statement="holding",
        statement_kind="holding",
        language=opened.language,
        text=draft("holding", situation),
        next_update=promised,
    )


def apology(crisis: Crisis, now: datetime) -> StatementDrafted:
    """An apology for the crisis as it stands."""
    situation = Situation(
        cause=crisis.cause,
        severity=crisis.severity,
        language=crisis.language,
        platforms=crisis.platforms,
        next_update=None,
        timezone=crisis.timezone,
        now=now,
    )
    earlier = sum(statement.kind == "apology" for statement in crisis.statements.values())
    return StatementDrafted(
        statement=f"apology-{earlier + 1}" if earlier else "apology",
        statement_kind="apology",
        language=crisis.language,
        text=draft("apology", situation),
    )
