"""Who has to approve a statement, who did, and whose turn it is.

A path has steps one after another. Whoever wrote any of the words never counts. Nobody is
ever left waiting for a person who cannot come: where nobody is behind a role or a group, or
only authors or people on leave are, any other member may approve instead. An approval that was
given by whoever had a role then still counts once somebody else has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot import roles
from bot.events import ROLES, ApprovalPath, Requirement
from bot.parts import Approval, Statement
from bot.paths import path_for

if TYPE_CHECKING:
    from bot.crisis import Crisis

ASKED_OF_A_GROUP = 10
"""People of one user group who are asked by a direct message of their own."""

WhyAnyone = Literal["any", "nobody", "away", "authors", "few"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement and how far it is.

    `may` are those who count, in the order in which they are asked; `None` is any member who
    did not write the words, for the reason in `why`.
    """

    any_of: tuple[str, ...]
    count: int
    may: tuple[str, ...] | None
    why: WhyAnyone | None
    approved: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return max(0, self.count - len(self.approved))


Stage = tuple[Ask, ...]


def path_of(crisis: Crisis, statement: Statement) -> ApprovalPath:
    """The path of a statement: the crisis's own, or the app's."""
    return path_for(crisis.paths, statement.kind, crisis.severity)


def holders(crisis: Crisis, key: str) -> tuple[str, ...]:
    """Who is behind a key of a requirement and can still sign in, the first before stand-ins."""
    for role in ROLES:
        if key == f"role:{role}":
            return roles.holders(crisis, role)
    if key.startswith("user:"):
        people: tuple[str, ...] = (key.removeprefix("user:"),)
    else:
        people = crisis.people.get(key, ())
    return tuple(person for person in people if person not in crisis.gone)


def stages(crisis: Crisis, statement: Statement) -> tuple[Stage, ...]:
    """The steps of the path, with who approved. Approvals count in a step once all before it
    are through."""
    used: set[str] = set()
    found: list[Stage] = []
    reached = True
    for step in path_of(crisis, statement).steps:
        asks = _merged([_ask(crisis, statement, requirement) for requirement in step])
        stage = _filled(asks, statement.approvals, used) if reached else asks
        reached = reached and not any(ask.missing for ask in stage)
        found.append(stage)
    return tuple(found)


def current(crisis: Crisis, statement: Statement) -> Stage:
    """What is still missing in the step that is open now; nothing once all have approved."""
    for stage in stages(crisis, statement):
        missing = tuple(ask for ask in stage if ask.missing)
        if missing:
            return missing
    return ()


def complete(crisis: Crisis, statement: Statement) -> bool:
    """Whether all approvals are there."""
    return not current(crisis, statement)


def missing(crisis: Crisis, statement: Statement) -> int:
    """How many approvals are still to come, over all steps."""
    return sum(ask.missing for stage in stages(crisis, statement) for ask in stage)


def counts(crisis: Crisis, statement: Statement, person: str) -> bool:
    """Whether an approval by `person`, who is no author, is one of those that the open step
    misses. Where a path became shorter and misses none, anybody may have the last word."""
    asks = current(crisis, statement)
    return not asks or any(ask.may is None or person in ask.may for ask in asks)


def to_ask(crisis: Crisis, statement: Statement, *, stand_ins: bool = False) -> tuple[str, ...]:
    """Who is asked for the approvals of the open step; then, who stands in for them.

    Where any member may approve, that is the lead, unless the lead wrote the words.
    """
    asked: dict[str, None] = {}
    for ask in current(crisis, statement):
        for key in ask.any_of:
            able = [p for p in holders(crisis, key) if p not in statement.authors]
            # Whoever is on leave is not asked before those who can answer.
            able.sort(key=lambda person: person in crisis.away)
            if key.startswith("group:"):
                chosen = [] if stand_ins else able[:ASKED_OF_A_GROUP]
            else:
                chosen = able[1:] if stand_ins else able[:1]
            asked.update(dict.fromkeys(chosen))
        lead = roles.on_duty(crisis, "lead") or crisis.lead
        if (ask.may is None or stand_ins) and lead not in statement.authors:
            asked[lead] = None
    done = {approval.by for approval in statement.approvals}
    return tuple(p for p in asked if p not in done and p not in crisis.gone)


def _ask(crisis: Crisis, statement: Statement, requirement: Requirement) -> Ask:
    any_of, count = requirement.any_of, requirement.count
    if not any_of:
        return Ask(any_of, count, None, "any")
    behind = dict.fromkeys(person for key in any_of for person in holders(crisis, key))
    able = tuple(person for person in behind if person not in statement.authors)
    if not behind:
        return Ask(any_of, count, None, "nobody")
    if not able:
        return Ask(any_of, count, None, "authors")
    if len(able) < count:
        return Ask(any_of, count, None, "few")
    if sum(person not in crisis.away for person in able) < count:
        return Ask(any_of, count, None, "away")
    return Ask(any_of, count, able, None)


def _merged(asks: list[Ask]) -> Stage:
    """Roles of one step that nobody has take one more pair of eyes together, not one each."""
    unheld = [ask for ask in asks if ask.why in ("nobody", "away")]
    if len(unheld) < 2:
        return tuple(asks)
    keys = tuple(key for ask in unheld for key in ask.any_of)
    why = max((ask.why for ask in unheld), key=("away", "nobody").index)
    together = Ask(keys, max(ask.count for ask in unheld), None, why)
    return (*(ask for ask in asks if ask not in unheld), together)


def keys_of(crisis: Crisis, person: str) -> frozenset[str]:
    """The keys of requirements that a person is behind now, beside their own."""
    keys = {f"role:{role}" for role in ROLES} | crisis.people.keys()
    return frozenset(key for key in keys if person in holders(crisis, key))


def _filled(asks: Stage, approvals: tuple[Approval, ...], used: set[str]) -> Stage:
    """`asks` with who approved. Whoever has two roles counts for both; where any member may
    approve, it takes somebody whose approval did not count before."""
    approvers = tuple(approval.by for approval in approvals)
    named = {
        ask: tuple(
            approval.by
            for approval in approvals
            if approval.by in ask.may or approval.keys.intersection(ask.any_of)
        )[: ask.count]
        for ask in asks
        if ask.may is not None
    }
    used.update(person for people in named.values() for person in people)
    filled = []
    for ask in asks:
        if ask in named:
            people = named[ask]
        else:
            people = tuple(person for person in approvers if person not in used)[: ask.count]
            used.update(people)
        filled.append(Ask(ask.any_of, ask.count, ask.may, ask.why, people))
    return tuple(filled)
