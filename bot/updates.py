"""What the stakeholder channel has been told of a crisis, and what has changed since.

`Told` is what there was to tell when the last update went out. What changed and changed back
meanwhile is no news.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.events import Severity
from bot.parts import Post

if TYPE_CHECKING:
    from bot.crisis import Crisis

ChangeKind = Literal[
    "opened", "closed", "severity", "lead", "posted", "confirmed", "withdrawn", "phase"
]


@dataclass(frozen=True, slots=True)
class Told:
    """The state of a crisis, as far as stakeholders hear of it. `posts` are statements and the
    addresses at which they are public; `phases` those of which every step is settled."""

    severity: Severity
    lead: str
    posts: frozenset[tuple[str, str]]
    confirmed: frozenset[str]
    phases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """Something new. `about` is the statement, fact or phase; `post` where the words are public."""

    kind: ChangeKind
    about: str = ""
    post: Post | None = None


def told(crisis: Crisis) -> Told:
    """What there is to tell of a crisis as it stands."""
    return Told(
        severity=crisis.severity,
        lead=crisis.lead,
        posts=frozenset((statement, post.link) for statement, post in public(crisis)),
        confirmed=frozenset(fact.id for fact in crisis.confirmed),
        phases=frozenset(_finished(crisis)),
    )


def public(crisis: Crisis) -> tuple[tuple[str, Post], ...]:
    """Which statement is public where, the oldest first; a note to staff is not public."""
    posts = [
        (statement.id, post)
        for statement in crisis.statements.values()
        if statement.kind != "internal"
        for post in statement.posts
    ]
    return tuple(sorted(posts, key=lambda one: one[1].at))


def changes(crisis: Crisis) -> tuple[Change, ...]:
    """What stakeholders have not heard yet. To those who never heard of it, all is news."""
    before, now = crisis.told, told(crisis)
    found: list[Change] = []
    if before is None:
        found.append(Change("opened"))
        before = Told(now.severity, now.lead, frozenset(), frozenset(), frozenset())
    if crisis.closed:
        found.append(Change("closed"))
    if now.severity != before.severity:
        found.append(Change("severity"))
    found += [
        Change("posted", statement, post)
        for statement, post in public(crisis)
        if (statement, post.link) not in before.posts
    ]
    found += [
        Change("withdrawn", key) for key in crisis.facts if key in before.confirmed - now.confirmed
    ]
    found += [
        Change("confirmed", key) for key in crisis.facts if key in now.confirmed - before.confirmed
    ]
    found += [
        Change("phase", phase.id)
        for phase in crisis.phases
        if phase.id in now.phases - before.phases
    ]
    if now.lead != before.lead:
        found.append(Change("lead"))
    return tuple(found)


def may_be_told(crisis: Crisis) -> bool:
    """Whether stakeholders hear of a crisis at all: a private one and a drill are none of theirs."""
    return crisis.settings.update_in is not None and not crisis.private and not crisis.exercise


def _finished(crisis: Crisis) -> set[str]:
    """The phases of which every step is done or skipped."""
    used = {progress.step.phase for progress in crisis.steps.values()}
    return used - {p.step.phase for p in crisis.steps.values() if not p.settled}
