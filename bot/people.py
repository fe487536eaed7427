"""Who somebody is in Slack, and who may do what in a crisis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import approval, roles
from bot.crisis import Crisis
from bot.events import Language
from bot.parts import Statement


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user, as far as the app needs to know.

    `locale` is Slack's, such as `fr-FR`. `unsure` says that Slack did not answer who they are,
    so that nothing can be allowed that only members may do. `on_leave` is what their status says,
    until `leave_ends` (Unix seconds; 0: it does not end by itself).
    """

    id: str
    name: str = ""
    locale: str = "en-US"
    timezone: str = "UTC"
    guest: bool = False
    bot: bool = False
    deactivated: bool = False
    admin: bool = False
    unsure: bool = False
    on_leave: bool = False
    leave_ends: int = 0

    def away(self, now: datetime) -> bool:
        """Whether they are on leave now."""
        return self.on_leave and (self.leave_ends == 0 or self.leave_ends > now.timestamp())

    @property
    def language(self) -> Language:
        return "fr" if self.locale.lower().startswith("fr") else "en"


def may_lead(person: Person) -> bool:
    """A lead answers for the company: a member who can be reached, no guest and no bot."""
    return not (person.guest or person.bot or person.deactivated)


def may_approve(person: Person) -> bool:
    """Approving words and closing a crisis is for members, not for guests of another company."""
    return may_lead(person) and not person.unsure


def wrote(person: Person, statement: Statement) -> bool:
    """Whether `person` is an author of this version, and so must leave it to others to approve."""
    return person.id in statement.authors


def may_approve_now(person: Person, crisis: Crisis, statement: Statement) -> bool:
    """Whether a statement waits for the approval of `person`, among others."""
    return (
        statement.state == "submitted"
        and may_approve(person)
        and not wrote(person, statement)
        and all(given.by != person.id for given in statement.approvals)
        and approval.counts(crisis, statement, person.id)
    )


def may_configure(person: Person) -> bool:
    """Workspace settings are for those who administer the workspace."""
    return person.admin


def may_see(person_id: str, crisis: Crisis) -> bool:
    """Whether a crisis may be named to somebody who is not in its room just now."""
    return not crisis.private or person_id in insiders(crisis)


def insiders(crisis: Crisis) -> frozenset[str]:
    """Everybody who knows of a crisis, were it private."""
    # Whoever had a step, or was asked for approval, knows of it.
    asked = (person for statement in crisis.statements.values() for person in statement.asked_of)
    owners = (p.owner for p in crisis.steps.values() if p.owner is not None)
    named = (crisis.opener, crisis.lead, *crisis.invite, *roles.counted_on(crisis))
    return frozenset((*named, *crisis.joined, *asked, *owners))
