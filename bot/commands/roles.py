"""Who takes which role, who comes and goes, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events, roles
from bot.crisis import Crisis
from bot.events import Role
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class AssignRole:
    """`person` gets a role, or stands in for it. `fit` says that they are a member of the
    company who can be reached, or that the role asks for none."""

    role: Role
    person: str
    stand_in: bool = False
    fit: bool = True


@dataclass(frozen=True, slots=True)
class ReleaseRole:
    """`person` no longer has a role, nor stands in."""

    role: Role
    person: str


@dataclass(frozen=True, slots=True)
class RecordJoined:
    person: str


@dataclass(frozen=True, slots=True)
class RecordLeft:
    person: str


@dataclass(frozen=True, slots=True)
class RecordAway:
    """Who is on leave now, of those that the crisis counts on."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordRenamed:
    name: str


RoleCommand = AssignRole | ReleaseRole | RecordJoined | RecordLeft | RecordAway | RecordRenamed
DECISIONS: Registry[Callable[..., Decision]] = Registry()
AFTER_CLOSE: tuple[type, ...] = (RecordJoined, RecordLeft, RecordRenamed)


@DECISIONS.of(AssignRole)
def _(crisis: Crisis, command: AssignRole, by: Person, at: datetime) -> Decision:
    role, person = command.role, command.person
    about = {"role": role, "who": person}
    if not command.fit:
        return Refused("cannot_hold", about)
    if not may_approve(by) and (command.stand_in or person != by.id or role in roles.FOR_MEMBERS):
        # A guest may well take a role of their own that nobody has.
        return not_a_member(by)
    refused = _stand_in(crisis, command, by) if command.stand_in else _holder(crisis, command, by)
    if refused is not None:
        return refused
    held = roles.holders(crisis, role)
    if person in held[: None if command.stand_in else 1]:
        return ()
    return (events.RoleAssigned(role=role, person=person, stand_in=command.stand_in),)


def _holder(crisis: Crisis, command: AssignRole, by: Person) -> Refused | None:
    """Why `by` may not give the role itself."""
    role, own = command.role, command.person == by.id
    if roles.may_give(crisis, role, by.id) or (own and roles.may_take(crisis, role)):
        return None
    if not own and roles.is_free(crisis, role):
        return Refused("role_for_lead", {"who": crisis.lead})
    return Refused("role_held", {"role": role, "who": roles.people(crisis, role)[0]})


def _stand_in(crisis: Crisis, command: AssignRole, by: Person) -> Refused | None:
    """Why `by` may not name a stand-in."""
    held = roles.holders(crisis, command.role)
    if not held:
        return Refused("role_nobody", {"role": command.role})
    if not roles.may_give(crisis, command.role, by.id):
        return Refused("role_not_yours", {"role": command.role, "who": held[0]})
    return None


@DECISIONS.of(ReleaseRole)
def _(crisis: Crisis, command: ReleaseRole, by: Person, at: datetime) -> Decision:
    role, person = command.role, command.person
    if person != by.id:
        if not may_approve(by):
            return not_a_member(by)
        if not roles.may_give(crisis, role, by.id):
            who = (*roles.holders(crisis, role), crisis.lead)[0]
            return Refused("role_not_yours", {"role": role, "who": who})
    if person not in roles.people(crisis, role):
        return ()
    if role == "lead" and person == crisis.lead:
        return Refused("lead_stays")
    return (events.RoleReleased(role=role, person=person),)


@DECISIONS.of(RecordJoined)
def _(crisis: Crisis, command: RecordJoined, by: Person, at: datetime) -> Decision:
    known = command.person in crisis.joined and command.person not in crisis.left
    return () if known else (events.MemberJoined(person=command.person),)


@DECISIONS.of(RecordLeft)
def _(crisis: Crisis, command: RecordLeft, by: Person, at: datetime) -> Decision:
    gone = command.person in crisis.left
    return () if gone else (events.MemberLeft(person=command.person),)


@DECISIONS.of(RecordAway)
def _(crisis: Crisis, command: RecordAway, by: Person, at: datetime) -> Decision:
    same = crisis.away == frozenset(command.people)
    return () if same else (events.PeopleAway(people=tuple(sorted(set(command.people)))),)


@DECISIONS.of(RecordRenamed)
def _(crisis: Crisis, command: RecordRenamed, by: Person, at: datetime) -> Decision:
    if crisis.channel is None or crisis.channel_name == command.name:
        return ()
    return (events.RoomRenamed(name=command.name),)
