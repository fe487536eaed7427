"""Who approves what in a crisis: the workspace's settings and the playbook, as of now."""

from __future__ import annotations

import asyncio

import structlog

from bot import playbook
from bot.chain import APP
from bot.commands.room import AdoptPaths
from bot.crisis import Crisis
from bot.events import ApprovalPath, PathsAdopted, Severity
from bot.people import Person
from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.store import WorkspaceSettings
from handlers.asking import ACK_SOON

log = structlog.get_logger(__name__)

BY_THE_APP = Person(id=APP)


async def of_workspace(
    services: Services, team: str, severity: Severity, before: Crisis | None = None
) -> PathsAdopted:
    """The paths for a crisis of this severity, with the people behind them.

    Where Slack does not say who is in a user group, it stays as it was `before`.
    """
    settings = await services.settings.of(team)
    paths = _paths(settings, severity)
    keys = {key for path in paths.values() for step in path.steps for r in step for key in r.any_of}
    people = {f"role:{role}": users for role, users in settings.roles.items() if users}
    for key in sorted(keys):
        if key.startswith("group:"):
            members = await services.directory.group(team, key.removeprefix("group:"))
            known = before.people.get(key, ()) if before is not None else ()
            people[key] = known if members is None else members
    named = {key.removeprefix("user:") for key in keys if key.startswith("user:")}
    named.update(person for users in people.values() for person in users)
    return PathsAdopted(
        paths=paths,
        people=people,
        gone=await _gone(services, team, sorted(named)),
        names=(settings.organisation,) if settings.organisation else (),
    )


async def refresh(services: Services, crisis_id: str) -> None:
    """Has an open crisis follow the settings, the groups and who has left, as they are now."""
    crisis = await services.log.crisis(crisis_id)
    if crisis is None or crisis.closed:
        return
    new = await of_workspace(services, crisis.team, crisis.severity, before=crisis)
    await services.log.append(crisis.id, AdoptPaths(new), BY_THE_APP)


async def refresh_all(services: Services, team: str) -> None:
    """The same for all open crises of a workspace."""
    for crisis in await services.log.crises(team, closed=False):
        await refresh(services, crisis.id)


async def groups_of(services: Services, team: str) -> list[tuple[str, str]]:
    """The workspace's user groups, ID and handle; none where Slack does not say."""
    try:
        async with asyncio.timeout(ACK_SOON):
            answer = await services.slack_of(team).call_form("usergroups.list")
    except (SlackRefused, SlackUnsure, TimeoutError) as error:
        log.warning("groups_unknown", error=str(error))
        return []
    return [(group["id"], group["handle"]) for group in answer["usergroups"]]


def _paths(settings: WorkspaceSettings, severity: Severity) -> dict[str, ApprovalPath]:
    """The plan's own paths go before the workspace's."""
    plan = playbook.for_severity(severity).approval
    return {**settings.paths, **{f"{kind}:{severity}": path for kind, path in plan.items()}}


async def _gone(services: Services, team: str, people: list[str]) -> tuple[str, ...]:
    """Who of them can no longer sign in, as far as Slack says."""
    found = await asyncio.gather(*(services.directory.person(team, one) for one in people))
    return tuple(person.id for person in found if person.deactivated)
