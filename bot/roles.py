"""Who has which role, who stands in, and which roles nobody can fill just now.

A role's people are those that the crisis named, then those that the workspace names
(`PathsAdopted.people`), so that a crisis begins with the workspace's and then goes its own way.
The first of them holds the role; the others stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.events import ROLES, Role, StatementKind
from bot.paths import path_for

if TYPE_CHECKING:
    from bot.crisis import Crisis

FOR_MEMBERS: tuple[Role, ...] = ("lead", "communications", "legal", "executive")
"""Roles that speak or decide for the company: none for guests, bots and people of others."""


def people(crisis: Crisis, role: Role) -> tuple[str, ...]:
    """Whoever was named for a role, the first before their stand-ins, whether they can still be
    reached or not."""
    named = dict.fromkeys(crisis.roles.get(role, ()))
    if role == "lead":
        named = dict.fromkeys((crisis.lead, *named))
    for person in crisis.people.get(f"role:{role}", ()):
        if (role, person) not in crisis.given_back:
            named[person] = None
    return tuple(named)


def holders(crisis: Crisis, role: Role) -> tuple[str, ...]:
    """Who has a role and can still sign in: the holder, then the stand-ins."""
    return tuple(person for person in people(crisis, role) if person not in crisis.gone)


def on_duty(crisis: Crisis, role: Role) -> str | None:
    """To whom a role falls now: the first who is neither on leave nor out of the room."""
    out = crisis.away | crisis.left
    return next((person for person in holders(crisis, role) if person not in out), None)


def is_free(crisis: Crisis, role: Role) -> bool:
    """Whether nobody has a role: nobody at all, or somebody who is on leave or left the room."""
    held = holders(crisis, role)
    return not held or held[0] in crisis.away | crisis.left


def may_take(crisis: Crisis, role: Role) -> bool:
    """Whether a member may take a role upon themselves. The lead may always be taken: a crisis
    must not wait for somebody who does not answer."""
    return role == "lead" or is_free(crisis, role)


def may_give(crisis: Crisis, role: Role, person: str) -> bool:
    """Whether a member may hand a role over, and name or release who stands in."""
    return person == crisis.lead or person in holders(crisis, role)[:1]


def counted_on(crisis: Crisis) -> tuple[str, ...]:
    """Everybody on whom the crisis counts: the lead, who is behind a role or a path, who has a
    step."""
    found = dict.fromkeys(person for role in ROLES for person in people(crisis, role))
    found.update((person, None) for named in crisis.people.values() for person in named)
    for path in crisis.paths.values():
        keys = [key for stage in path.steps for each in stage for key in each.any_of]
        found.update((k.removeprefix("user:"), None) for k in keys if k.startswith("user:"))
    owners = [p.owner for p in crisis.steps.values() if p.owner and not p.settled]
    return tuple(dict.fromkeys((*found, *owners)))


def taking_part(crisis: Crisis) -> tuple[str, ...]:
    """Those whom the app invites to a room: the first, and one in place of a lost one."""
    named = (person for role in ROLES for person in crisis.roles.get(role, ()))
    owners = (p.owner for p in crisis.steps.values() if p.owner is not None)
    first = (crisis.opener, crisis.lead, *crisis.invite)
    found = dict.fromkeys((*first, *named, *owners))
    return tuple(p for p in found if p not in crisis.gone and p not in crisis.left)


def missing(crisis: Crisis) -> tuple[Role, ...]:
    """The roles that are needed and that nobody can fill just now.

    Needed are the lead, the roles of steps that are still to be done, and those in the approval
    paths of what is still to be said.
    """
    needed = {"lead", *_of_steps(crisis), *_of_paths(crisis)}
    return tuple(role for role in ROLES if role in needed and on_duty(crisis, role) is None)


def _of_steps(crisis: Crisis) -> Iterator[str]:
    for progress in crisis.steps.values():
        # A step that somebody has taken is theirs, whatever their role.
        if progress.state == "open":
            yield progress.step.role


def _of_paths(crisis: Crisis) -> Iterator[str]:
    for kind in _still_to_say(crisis):
        for stage in path_for(crisis.paths, kind, crisis.severity).steps:
            for requirement in stage:
                if not any(_able(crisis, key) for key in requirement.any_of):
                    yield from (key.removeprefix("role:") for key in requirement.any_of)


def _still_to_say(crisis: Crisis) -> Iterator[StatementKind]:
    for statement in crisis.statements.values():
        if statement.state in ("draft", "submitted"):
            yield statement.kind
    for progress in crisis.steps.values():
        needs = progress.step.needs
        if not progress.settled and needs is not None and needs.statement is not None:
            yield needs.statement


def _able(crisis: Crisis, key: str) -> bool:
    """Whether somebody behind a key of a requirement can approve now."""
    role = next((role for role in ROLES if key == f"role:{role}"), None)
    if role is not None:
        return on_duty(crisis, role) is not None
    named = (key.removeprefix("user:"),) if key.startswith("user:") else crisis.people.get(key, ())
    return any(person not in crisis.gone for person in named)
