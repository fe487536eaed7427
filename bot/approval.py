"""Who has to approve a statement, who did, and whose turn it is.

A path has steps one after another. Whoever wrote any of the words never counts. Nobody is
ever left waiting for a person who cannot come: where nobody is behind a role or a group, or
only authors are, any other member may approve instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.events import ApprovalPath, Requirement, Severity, StatementKind
from bot.parts import Statement

if TYPE_CHECKING:
    from bot.crisis import Crisis

LEAD = "role:lead"
COMMUNICATIONS = "role:communications"
LEGAL = "role:legal"
EXECUTIVE = "role:executive"

ASKED_OF_A_GROUP = 10
"""People of one user group who are asked by a direct message of their own."""

WhyAnyone = Literal["any", "nobody", "authors", "few"]


def _path(*steps: tuple[tuple[str, ...], ...]) -> ApprovalPath:
    return ApprovalPath(
        steps=tuple(tuple(Requirement(any_of=any_of) for any_of in step) for step in steps)
    )


_ONE_OF_US = _path(((COMMUNICATIONS, LEAD),))
_ANYONE = _path(((),))
_ALL_EYES = _path(((COMMUNICATIONS,), (LEGAL,)), ((EXECUTIVE,),))

DEFAULT_PATHS: dict[tuple[StatementKind, Severity], ApprovalPath] = {
    # A holding post does not wait (rule 1).
    ("holding", "minor"): _ONE_OF_US,
    ("holding", "major"): _ONE_OF_US,
    ("apology", "minor"): _ANYONE,
    ("apology", "major"): _ALL_EYES,
    ("press", "minor"): _ALL_EYES,
    ("press", "major"): _ALL_EYES,
    ("internal", "minor"): _ONE_OF_US,
    ("internal", "major"): _ONE_OF_US,
    ("reply", "minor"): _ANYONE,
    ("reply", "major"): _ANYONE,
    ("correction", "minor"): _ONE_OF_US,
    ("correction", "major"): _path(((COMMUNICATIONS,), (LEGAL,))),
}


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


def path_key(kind: StatementKind, severity: Severity) -> str:
    """How `PathsAdopted.paths` names a path, such as `apology:major`."""
    return f"{kind}:{severity}"


def path_of(crisis: Crisis, statement: Statement) -> ApprovalPath:
    """The path of a statement: the crisis's own, or the app's."""
    own = crisis.paths.get(path_key(statement.kind, crisis.severity))
    return own or DEFAULT_PATHS[statement.kind, crisis.severity]


def holders(crisis: Crisis, key: str) -> tuple[str, ...]:
    """Who is behind a key of a requirement and can still sign in, the first before stand-ins."""
    if key == LEAD:
        people: tuple[str, ...] = (crisis.lead,)
    elif key.startswith("user:"):
        people = (key.removeprefix("user:"),)
    else:
        people = crisis.people.get(key, ())
    return tuple(person for person in people if person not in crisis.gone)


def stages(crisis: Crisis, statement: Statement) -> tuple[Stage, ...]:
    """The steps of the path, with who approved. Approvals count in a step once all before it
    are through."""
    approvers = tuple(approval.by for approval in statement.approvals)
    used: set[str] = set()
    found: list[Stage] = []
    reached = True
    for step in path_of(crisis, statement).steps:
        asks = _merged([_ask(crisis, statement, requirement) for requirement in step])
        stage = _filled(asks, approvers, used) if reached else asks
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
            if key.startswith("group:"):
                chosen = [] if stand_ins else able[:ASKED_OF_A_GROUP]
            else:
                chosen = able[1:] if stand_ins else able[:1]
            asked.update(dict.fromkeys(chosen))
        if (ask.may is None or stand_ins) and crisis.lead not in statement.authors:
            asked[crisis.lead] = None
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
    return Ask(any_of, count, able, None)


def _merged(asks: list[Ask]) -> Stage:
    """Roles of one step that nobody has take one more pair of eyes together, not one each."""
    unheld = [ask for ask in asks if ask.why == "nobody"]
    if len(unheld) < 2:
        return tuple(asks)
    keys = tuple(key for ask in unheld for key in ask.any_of)
    together = Ask(keys, max(ask.count for ask in unheld), None, "nobody")
    return (*(ask for ask in asks if ask.why != "nobody"), together)


def _filled(asks: Stage, approvers: tuple[str, ...], used: set[str]) -> Stage:
    """`asks` with who approved. Whoever has two roles counts for both; where any member may
    approve, it takes somebody whose approval did not count before."""
    named = {
        ask: tuple(person for person in approvers if person in (ask.may or ()))[: ask.count]
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
