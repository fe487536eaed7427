"""How a drill went, held against its targets.

Five lines, of a hundred points together. A line that reached its target has all its points;
beyond it they go down evenly, to none at three times the target. What never happened has none.
What the drill had no occasion for does not count, and the others weigh accordingly more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.clocks.drills import comes_at
from bot.crisis import Crisis
from bot.parts import Statement

Measure = Literal["first_word", "approval", "facts", "evidence", "critics"]
Unit = Literal["minutes", "percent"]

WEIGHTS: dict[Measure, int] = {
    "first_word": 30,
    "approval": 15,
    "facts": 15,
    "evidence": 20,
    "critics": 20,
}
"""Points at most: the first public word weighs most (rule 1)."""
LOST_AT = 3
"""So many times the target, and a line has no points left."""

Deed = Literal["inject", "first_word", "posted", "approved", "fact", "evidence", "reply"]


@dataclass(frozen=True, slots=True)
class Line:
    """One measure. `value` is `None` where it never happened; minutes are rounded up."""

    measure: Measure
    value: int | None
    target: int
    reached: bool
    points: int
    of: int

    @property
    def unit(self) -> Unit:
        return "percent" if self.measure == "critics" else "minutes"


@dataclass(frozen=True, slots=True)
class Score:
    """`total` is out of 100."""

    lines: tuple[Line, ...]
    total: int

    @property
    def missed(self) -> tuple[Line, ...]:
        """What to rehearse, the most points first."""
        lost = [line for line in self.lines if not line.reached]
        return tuple(sorted(lost, key=lambda line: line.points - line.of))


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a drill: an inject came, or the team did something."""

    at: datetime
    deed: Deed
    about: str
    """The inject, statement, fact, evidence or critic."""


def score(crisis: Crisis) -> Score:
    """The score of a drill as it stands; of a crisis, held against the workspace's targets."""
    targets = crisis.drill.targets if crisis.drill is not None else crisis.settings.targets
    lines = [
        _timed("first_word", _since(crisis.post_at, crisis.first_word_at), targets.first_word),
        _timed("approval", _approval(crisis), targets.approval),
        _timed("facts", _since(crisis.opened_at, _first_fact(crisis)), targets.facts),
        _timed("evidence", _since(crisis.opened_at, _first_evidence(crisis)), targets.evidence),
    ]
    share = answered(crisis)
    if share is not None:
        lines.append(_share(share, targets.critics))
    most = sum(line.of for line in lines)
    return Score(tuple(lines), 100 * sum(line.points for line in lines) // most)


def answered(crisis: Crisis) -> int | None:
    """Percent of the critics who were answered, of those to answer; `None` if there are none."""
    to_answer = [c for c in crisis.critics.values() if c.state != "set_aside"]
    if not to_answer:
        return None
    return 100 * sum(c.state == "answered" for c in to_answer) // len(to_answer)


def moments(crisis: Crisis) -> tuple[Moment, ...]:
    """The drill in order: its injects, and what the team did."""
    found: list[Moment] = []
    if crisis.drill is not None:
        found += [
            Moment(comes_at(crisis, crisis.drill, inject), "inject", inject.id)
            for inject in crisis.drill.injects
            if inject.id in crisis.injected
        ]
    for statement in crisis.statements.values():
        if statement.approved_at is not None and not statement.cleared:
            found.append(Moment(statement.approved_at, "approved", statement.id))
        if statement.posted_at is not None:
            first = statement.posted_at == crisis.first_word_at and statement.kind != "internal"
            found.append(
                Moment(statement.posted_at, "first_word" if first else "posted", statement.id)
            )
    found += [
        Moment(fact.confirmed_at, "fact", fact.id)
        for fact in crisis.facts.values()
        if fact.confirmed_at is not None and fact.state == "confirmed"
    ]
    found += [Moment(kept.kept_at, "evidence", kept.id) for kept in crisis.evidence.values()]
    found += [
        Moment(critic.answered_at, "reply", critic.id)
        for critic in crisis.critics.values()
        if critic.answered_at is not None and critic.state == "answered"
    ]
    return tuple(sorted(found, key=lambda moment: moment.at))


def minutes(took: timedelta) -> int:
    """Whole minutes, rounded up: 15 min 1 s is not within 15; none below nought."""
    return max(0, -int(-took.total_seconds() // 60))


def _since(start: datetime, end: datetime | None) -> timedelta | None:
    return None if end is None else end - start


def _approval(crisis: Crisis) -> timedelta | None:
    """The longest wait from a submission to its approval; one that never came ended the drill."""
    waits = [_waited(crisis, statement) for statement in crisis.statements.values()]
    return max((wait for wait in waits if wait is not None), default=None)


def _waited(crisis: Crisis, statement: Statement) -> timedelta | None:
    if statement.cleared and statement.state in ("approved", "posted"):
        return timedelta()
    if statement.submitted_at is None:
        return None
    approved = statement.approved_at
    if approved is not None and approved >= statement.submitted_at:
        return approved - statement.submitted_at
    if statement.state != "submitted" or crisis.closed_at is None:
        return None
    return crisis.closed_at - statement.submitted_at


def _first_fact(crisis: Crisis) -> datetime | None:
    return min((f.confirmed_at for f in crisis.confirmed if f.confirmed_at), default=None)


def _first_evidence(crisis: Crisis) -> datetime | None:
    return min((kept.kept_at for kept in crisis.evidence.values()), default=None)


def _timed(measure: Measure, took: timedelta | None, target: int) -> Line:
    of = WEIGHTS[measure]
    if took is None:
        return Line(measure, None, target, False, 0, of)
    value = minutes(took)
    left = min(1.0, max(0.0, (LOST_AT * target - value) / ((LOST_AT - 1) * target)))
    return Line(measure, value, target, value <= target, int(of * left), of)


def _share(value: int, target: int) -> Line:
    of = WEIGHTS["critics"]
    points = of if value >= target else of * value // target
    return Line("critics", value, target, value >= target, points, of)
