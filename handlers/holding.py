"""Whether somebody can hold a role, which only Slack's directory tells."""

from __future__ import annotations

from bot import roles
from bot.commands.roles import AssignRole
from bot.events import Role
from bot.people import may_lead
from bot.services import Services


async def assignment(
    services: Services, team: str, role: Role, person: str, *, stand_in: bool = False
) -> AssignRole:
    """The command that gives `person` a role, with whether they are fit for it.

    A role that speaks for the company takes a member of it; any role takes a person who can still
    sign in. Where Slack does not answer, nobody is kept from a role that waits for them.
    """
    found = await services.directory.person(team, person)
    fit = may_lead(found) if role in roles.FOR_MEMBERS else not (found.bot or found.deactivated)
    return AssignRole(role, person, stand_in, fit)
