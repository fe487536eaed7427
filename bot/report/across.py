"""Figures across crises: medians by cause and severity, by quarter, and what the review found.

A median is that of all crises together, or of all approvals; never a median of medians.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot import figures
from bot.crisis import Crisis
from bot.events import CAUSES, SEVERITIES, Cause, Severity, Targets
from bot.figures import Figures
from statements.findings import CODES, Code

RULES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Case:
    """A crisis as the report counts it."""

    id: str
    what: str
    private: bool
    cause: Cause
    severity: Severity
    opened_at: datetime
    closed: bool
    targets: Targets
    figures: Figures
    findings: Mapping[tuple[int, Code], int] = field(default_factory=dict)

    @property
    def quarter(self) -> tuple[int, int]:
        """The year and the quarter (1 to 4) in which it was opened, in UTC."""
        opened = self.opened_at.astimezone(UTC)
        return opened.year, (opened.month + 2) // 3


@dataclass(frozen=True, slots=True)
class Group:
    """Some crises together. The medians are `None` where nothing is there to count; `spoke` of
    the crises had a public word at all."""

    crises: int
    closed: int
    spoke: int
    room: timedelta | None
    first_word: timedelta | None
    approval: timedelta | None
    lasted: timedelta | None
    approvals: int
    kept: int
    missed: int
    answered: int
    owed: int
    steps: int
    late: int
    deletions: int
    kept_first: int


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    number: int
    group: Group


@dataclass(frozen=True, slots=True)
class Report:
    """The crises opened on one of the days from `first` to `last`, in UTC. `cases` are in the
    order of their opening; `targets` those of the newest. `erased` are more crises, or drills,
    of that time, of which nothing is left to count."""

    first: date
    last: date
    cases: tuple[Case, ...]
    whole: Group
    by_cause: Mapping[Cause, Group]
    by_severity: Mapping[Severity, Group]
    by_quarter: tuple[Quarter, ...]
    findings: Mapping[int, Mapping[Code, int]]
    late_by_role: Mapping[str, int]
    targets: Targets
    erased: int = 0


def case(crisis: Crisis, *, reviewed: bool = True) -> Case:
    """What a crisis adds to a report; `reviewed` with what the review finds, which takes time."""
    return Case(
        id=crisis.id,
        what=crisis.what,
        private=crisis.private,
        cause=crisis.cause,
        severity=crisis.severity,
        opened_at=crisis.opened_at,
        closed=crisis.closed,
        targets=crisis.settings.targets,
        figures=figures.of(crisis),
        findings=figures.findings(crisis) if reviewed else {},
    )


def within(opened_at: datetime, first: date, last: date) -> bool:
    """Whether a crisis was opened on one of these days, both counted, in UTC."""
    return first <= opened_at.astimezone(UTC).date() <= last


def report(cases: Iterable[Case], first: date, last: date, erased: int = 0) -> Report:
    """The report on real crises; those opened outside of the days named are left out."""
    inside = (each for each in cases if within(each.opened_at, first, last))
    chosen = tuple(sorted(inside, key=lambda each: (each.opened_at, each.id)))
    late = Counter(step.role for each in chosen for step in each.figures.late_steps)
    return Report(
        first=first,
        last=last,
        cases=chosen,
        whole=group(chosen),
        by_cause={
            cause: group(found)
            for cause in CAUSES
            if (found := [each for each in chosen if each.cause == cause])
        },
        by_severity={
            severity: group(found)
            for severity in reversed(SEVERITIES)
            if (found := [each for each in chosen if each.severity == severity])
        },
        by_quarter=_quarters(chosen),
        findings=_findings(chosen),
        late_by_role=dict(sorted(late.items(), key=lambda each: (-each[1], each[0]))),
        targets=chosen[-1].targets if chosen else Targets(),
        erased=erased,
    )


def group(cases: Sequence[Case]) -> Group:
    """The figures of some crises together."""
    found = [each.figures for each in cases]
    words = tuple(f.first_word for f in found if f.first_word is not None)
    waits = tuple(wait for f in found for wait in f.waits)
    return Group(
        crises=len(cases),
        closed=sum(each.closed for each in cases),
        spoke=len(words),
        room=figures.middle(tuple(f.room for f in found if f.room is not None)),
        first_word=figures.middle(words),
        approval=figures.middle(waits),
        lasted=figures.middle(tuple(each.figures.lasted for each in cases if each.closed)),
        approvals=len(waits),
        kept=sum(f.promised("kept") for f in found),
        missed=sum(f.promised("missed") for f in found),
        answered=sum(f.critics.answered for f in found),
        owed=sum(f.critics.answered + f.critics.open for f in found),
        steps=sum(f.steps for f in found),
        late=sum(f.late for f in found),
        deletions=sum(f.deletions for f in found),
        kept_first=sum(f.kept_first for f in found),
    )


def _quarters(cases: Sequence[Case]) -> tuple[Quarter, ...]:
    """Every quarter from that of the first crisis to that of the last, with or without one."""
    if not cases:
        return ()
    numbers = [4 * year + quarter - 1 for year, quarter in (each.quarter for each in cases)]
    found: dict[int, list[Case]] = {n: [] for n in range(numbers[0], numbers[-1] + 1)}
    for number, each in zip(numbers, cases, strict=True):
        found[number].append(each)
    return tuple(Quarter(n // 4, n % 4 + 1, group(in_it)) for n, in_it in found.items())


def _findings(cases: Sequence[Case]) -> dict[int, dict[Code, int]]:
    """How often the review found what, by rule; the codes of a rule in the order of the rules."""
    found: Counter[tuple[int, Code]] = Counter()
    for each in cases:
        found.update(each.findings)
    return {
        rule: {code: found[rule, code] for code in CODES if found[rule, code]} for rule in RULES
    }


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent, rounded down; `None` of nothing."""
    return 100 * part // whole if whole else None
