"""How a crisis went, in figures: for the review that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot import critics, deadlines
from bot.crisis import Crisis
from bot.parts import StepProgress


@dataclass(frozen=True, slots=True)
class Figures:
    """`room` counts from the opening, `first_word` from the bad post, `approval` (the median)
    from a statement's submission. What never happened is `None`. `late` are steps that were done
    after their time, or not at all."""

    lasted: timedelta
    room: timedelta | None
    first_word: timedelta | None
    approval: timedelta | None
    approvals: int
    steps: int
    done: int
    skipped: int
    late: int
    confirmed: int
    withdrawn: int
    unconfirmed: int
    critics: critics.Figures


def of(crisis: Crisis) -> Figures:
    """The figures of one crisis as it stands."""
    waits = _waits(crisis)
    progress = tuple(crisis.steps.values())
    facts = [fact.state for fact in crisis.facts.values()]
    return Figures(
        lasted=_end(crisis) - crisis.opened_at,
        room=_since(crisis.opened_at, crisis.room_at),
        first_word=_since(crisis.post_at, crisis.first_word_at),
        approval=timedelta(seconds=median(waits)) if waits else None,
        approvals=len(waits),
        steps=len(progress),
        done=sum(p.state == "done" for p in progress),
        skipped=sum(p.state == "skipped" for p in progress),
        late=sum(_late(crisis, p) for p in progress),
        confirmed=facts.count("confirmed"),
        withdrawn=facts.count("withdrawn"),
        unconfirmed=facts.count("proposed"),
        critics=critics.figures(crisis),
    )


def _end(crisis: Crisis) -> datetime:
    return crisis.closed_at or (crisis.recent[-1].at if crisis.recent else crisis.opened_at)


def _since(start: datetime, end: datetime | None) -> timedelta | None:
    return None if end is None else max(timedelta(), end - start)


def _waits(crisis: Crisis) -> list[float]:
    """Seconds from each submission to its approval."""
    return [
        (s.approved_at - s.submitted_at).total_seconds()
        for s in crisis.statements.values()
        if s.submitted_at is not None
        and s.approved_at is not None
        and s.approved_at >= s.submitted_at
    ]


def _late(crisis: Crisis, progress: StepProgress) -> bool:
    due_at = deadlines.due_at(crisis, progress)
    if due_at is None or progress.state == "skipped":
        return False
    ended = progress.at if progress.state == "done" and progress.at is not None else _end(crisis)
    return ended > due_at
