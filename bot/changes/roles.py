"""What the entries about roles, and about who comes and goes, change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events, roles
from bot.changes.statements import asked_again
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.RoleAssigned)
def _(crisis: Crisis, event: events.RoleAssigned, at: datetime, actor: str, seq: int) -> Changes:
    role, person = event.role, event.person
    before = [other for other in roles.people(crisis, role) if other != person]
    own = [*before[:1], *(other for other in crisis.roles.get(role, ()) if other in before[1:])]
    # Whoever had it stands in for whoever has it now, until they give it back.
    named = [*own, person] if event.stand_in else [person, *own]
    changes: Changes = {
        "roles": {**crisis.roles, role: tuple(named)},
        "given_back": crisis.given_back - {(role, one) for one in named},
    }
    if role == "lead" and not event.stand_in:
        changes["lead"] = person
    return _asking_anew(crisis, changes, at)


@CHANGES.of(events.RoleReleased)
def _(crisis: Crisis, event: events.RoleReleased, at: datetime, actor: str, seq: int) -> Changes:
    role, person = event.role, event.person
    left = tuple(other for other in crisis.roles.get(role, ()) if other != person)
    changes: Changes = {
        "roles": {**crisis.roles, role: left},
        "given_back": crisis.given_back | {(role, person)},
    }
    return _asking_anew(crisis, changes, at)


@CHANGES.of(events.MemberJoined)
def _(crisis: Crisis, event: events.MemberJoined, at: datetime, actor: str, seq: int) -> Changes:
    return {
        "joined": crisis.joined | {event.person},
        "left": crisis.left - {event.person},
    }


@CHANGES.of(events.MemberLeft)
def _(crisis: Crisis, event: events.MemberLeft, at: datetime, actor: str, seq: int) -> Changes:
    return {
        "joined": crisis.joined - {event.person},
        "left": crisis.left | {event.person},
    }


@CHANGES.of(events.PeopleAway)
def _(crisis: Crisis, event: events.PeopleAway, at: datetime, actor: str, seq: int) -> Changes:
    return _asking_anew(crisis, {"away": frozenset(event.people)}, at)


def _asking_anew(crisis: Crisis, changes: Changes, at: datetime) -> Changes:
    """What waits for approval goes to whoever it falls to from here on."""
    return changes | asked_again(replace(crisis, **changes), at)
