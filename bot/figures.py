"""How a crisis went, in figures: for the review that follows it, and for the report across crises.

`docs/report.md` says in plain words how each is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from bot import critics, deadlines, evidence, reviewing
from bot.crisis import Crisis
from bot.events import Language, StatementKind
from bot.parts import Statement, StepProgress
from statements.findings import Code

GRACE = timedelta(minutes=1)
"""A promise names a minute: a word within that minute is in time."""
TO_ALL: tuple[StatementKind, ...] = ("holding", "apology", "press", "correction")
"""Kinds of statement that speak to everybody, and so can make a promise, and keep one."""

PromiseState = Literal["kept", "missed", "open"]


@dataclass(frozen=True, slots=True)
class Course:
    """How long a statement took, each time counted from the opening; `None`: it never came to
    that. What was approved and then edited counts as approved once it is so again."""

    id: str
    kind: StatementKind
    language: Language
    drafted: timedelta
    approved: timedelta | None
    posted: timedelta | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A time at which more was to be said, by whichever statements named it.

    It is kept if another statement to everybody came out after the last of them, and within
    `GRACE` of that time; a translation of one of them is not another. It is open where the crisis
    closed before that time.
    """

    due_at: datetime
    state: PromiseState


@dataclass(frozen=True, slots=True)
class LateStep:
    """A step that was done after its time, or not at all. `person` had taken it, or did it; `None`
    where nobody did. `by` counts from its time until it was done, or until the end."""

    id: str
    title: str
    role: str
    person: str | None
    by: timedelta


@dataclass(frozen=True, slots=True)
class Figures:
    """`room` counts from the opening, `first_word` from the bad post, `waits` from each
    statement's submission to its approval. What never happened is `None`. `kept_first` are those
    of the `deletions` before which what was deleted had been kept as evidence."""

    lasted: timedelta
    room: timedelta | None
    first_word: timedelta | None
    waits: tuple[timedelta, ...]
    statements: tuple[Course, ...]
    promises: tuple[Promise, ...]
    steps: int
    done: int
    skipped: int
    late_steps: tuple[LateStep, ...]
    confirmed: int
    withdrawn: int
    unconfirmed: int
    deletions: int
    kept_first: int
    critics: critics.Figures

    @property
    def approval(self) -> timedelta | None:
        """The median wait for an approval."""
        return middle(self.waits)

    @property
    def approvals(self) -> int:
        return len(self.waits)

    @property
    def late(self) -> int:
        return len(self.late_steps)

    def promised(self, state: PromiseState) -> int:
        """How many promises were kept, missed, or still open at the end."""
        return sum(promise.state == state for promise in self.promises)


def of(crisis: Crisis) -> Figures:
    """The figures of one crisis as it stands."""
    progress = tuple(crisis.steps.values())
    facts = [fact.state for fact in crisis.facts.values()]
    return Figures(
        lasted=_end(crisis) - crisis.opened_at,
        room=_since(crisis.opened_at, crisis.room_at),
        first_word=_since(crisis.post_at, crisis.first_word_at),
        waits=tuple(_waits(crisis)),
        statements=tuple(_course(crisis, s) for s in crisis.statements.values()),
        promises=tuple(_promises(crisis)),
        steps=len(progress),
        done=sum(p.state == "done" for p in progress),
        skipped=sum(p.state == "skipped" for p in progress),
        late_steps=tuple(_late(crisis)),
        confirmed=facts.count("confirmed"),
        withdrawn=facts.count("withdrawn"),
        unconfirmed=facts.count("proposed"),
        deletions=len(crisis.deletions),
        kept_first=sum(evidence.kept_before(crisis, deletion) for deletion in crisis.deletions),
        critics=critics.figures(crisis),
    )


def findings(crisis: Crisis) -> Counter[tuple[int, Code]]:
    """What the review finds, by rule and fault code, in what people wrote or stood for.

    It reads the statements in their current versions alone, held against what the crisis knows
    now: what was mended meanwhile does not count, nor does a draft of the app's that nobody
    touched. Slower than `of` by far where nobody has looked at these texts before.
    """
    return Counter(
        (finding.rule, finding.code)
        for statement in crisis.statements.values()
        if statement.authors
        for finding in reviewing.findings(crisis, statement)
    )


def middle(times: tuple[timedelta, ...]) -> timedelta | None:
    """The median of lengths of time; `None` where there is none."""
    return timedelta(seconds=median(t.total_seconds() for t in times)) if times else None


def _end(crisis: Crisis) -> datetime:
    return crisis.closed_at or (crisis.recent[-1].at if crisis.recent else crisis.opened_at)


def _since(start: datetime, end: datetime | None) -> timedelta | None:
    return None if end is None else max(timedelta(), end - start)


def _waits(crisis: Crisis) -> Iterator[timedelta]:
    """The time from each submission to its approval."""
    for s in crisis.statements.values():
        submitted, approved = s.submitted_at, s.approved_at
        if submitted is not None and approved is not None and approved >= submitted:
            yield approved - submitted


def _course(crisis: Crisis, statement: Statement) -> Course:
    drafted = statement.drafted_at or crisis.opened_at
    approved = statement.approved_at
    if statement.state not in ("approved", "posted"):
        approved = None
    elif statement.cleared:
        approved = drafted
    return Course(
        id=statement.id,
        kind=statement.kind,
        language=statement.language,
        drafted=max(timedelta(), drafted - crisis.opened_at),
        approved=_since(crisis.opened_at, approved),
        posted=_since(crisis.opened_at, statement.posted_at),
    )


def _promises(crisis: Crisis) -> Iterator[Promise]:
    """Each time that posted statements promised, the earliest first."""
    out = [
        (statement.posted_at, statement)
        for statement in crisis.statements.values()
        if statement.posted_at is not None and statement.kind in TO_ALL
    ]
    for due_at in sorted({s.next_update for _, s in out if s.next_update is not None}):
        promising = {s.id for _, s in out if s.next_update == due_at}
        last = max(at for at, s in out if s.id in promising)
        same = promising | {s.pair for _, s in out if s.id in promising}
        words = (at for at, s in out if s.id not in same and s.pair not in promising)
        if any(last < at < due_at + GRACE for at in words):
            yield Promise(due_at, "kept")
        else:
            yield Promise(due_at, "missed" if _end(crisis) >= due_at + GRACE else "open")


def _late(crisis: Crisis) -> Iterator[LateStep]:
    starts = deadlines.Starts(crisis)
    for progress in crisis.steps.values():
        due_at = starts.due_at(progress)
        if due_at is None or progress.state == "skipped":
            continue
        ended = _ended(crisis, progress)
        if ended > due_at:
            yield LateStep(
                id=progress.step.id,
                title=progress.step.title,
                role=progress.step.role,
                person=progress.owner or (progress.by if progress.state == "done" else None),
                by=ended - due_at,
            )


def _ended(crisis: Crisis, progress: StepProgress) -> datetime:
    return progress.at if progress.state == "done" and progress.at is not None else _end(crisis)
