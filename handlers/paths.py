"""Who approves what in a crisis: the workspace's settings and the playbook, as of now."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import structlog

from bot import roles
from bot.chain import APP
from bot.commands.roles import RecordAway
from bot.commands.room import AdoptPaths, AdoptSettings
from bot.crisis import Crisis
from bot.events import (
    ApprovalPath,
    PathsAdopted,
    Requirement,
    SettingsAdopted,
    Severity,
    StatementKind,
)
from bot.people import Person
from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.store import Appended, WorkspaceSettings
from handlers.asking import ACK_SOON

log = structlog.get_logger(__name__)

BY_THE_APP = Person(id=APP)


async def of_workspace(
    services: Services,
    team: str,
    severity: Severity,
    plan: Mapping[StatementKind, ApprovalPath],
    before: Crisis | None = None,
    also: Collection[str] = (),
) -> PathsAdopted:
    """The paths for a crisis of this severity, with the people behind them.

    `plan` are those that its playbook asks for, `also` others on whom the crisis counts.

    Where Slack does not say who is in a user group, it stays as it was `before`.
    """
    settings = await services.settings.of(team)
    paths = _paths(settings, severity, plan)
    keys = {key for path in paths.values() for step in path.steps for r in step for key in r.any_of}
    people = {f"role:{role}": users for role, users in settings.roles.items() if users}
    for key in sorted(keys):
        if key.startswith("group:"):
            members = await services.directory.group(team, key.removeprefix("group:"))
            known = before.people.get(key, ()) if before is not None else ()
            people[key] = known if members is None else members
    named = {key.removeprefix("user:") for key in keys if key.startswith("user:")}
    named.update(person for users in people.values() for person in users)
    named.update(also)
    return PathsAdopted(
        paths=paths,
        people=people,
        gone=await _gone(services, team, sorted(named)),
        names=(settings.organisation,) if settings.organisation else (),
    )


def among(adopted: PathsAdopted, people: Collection[str], company: str | None) -> PathsAdopted:
    """The same for a drill: only those who take part are asked, for the company that they play."""

    def here(requirement: Requirement) -> Requirement:
        known = (
            key
            for key in requirement.any_of
            if not key.startswith("user:") or key.removeprefix("user:") in people
        )
        return requirement.model_copy(update={"any_of": tuple(known)})

    paths = {
        key: ApprovalPath(steps=tuple(tuple(here(r) for r in step) for step in path.steps))
        for key, path in adopted.paths.items()
    }
    behind = {
        key: tuple(person for person in users if person in people)
        for key, users in adopted.people.items()
    }
    names = (*adopted.names, company) if company else adopted.names
    return adopted.model_copy(update={"paths": paths, "people": behind, "names": names})


async def refresh(services: Services, crisis_id: str) -> None:
    """Has an open crisis follow the settings, the groups and who has left, as they are now."""
    crisis = await services.log.crisis(crisis_id)
    if crisis is None or crisis.closed:
        return
    plan = services.playbooks.named(crisis.playbook or "")
    approval = plan.approval if plan is not None else {}
    new = await of_workspace(
        services,
        crisis.team,
        crisis.severity,
        approval,
        before=crisis,
        also=roles.counted_on(crisis),
    )
    if crisis.drill is not None:
        people = (crisis.opener, crisis.lead, *crisis.invite)
        new = among(new, people, crisis.drill.company)
    outcome = await services.log.append(crisis.id, AdoptPaths(new), BY_THE_APP)
    if isinstance(outcome, Appended):
        away = await on_leave(services, crisis.team, roles.counted_on(outcome.crisis))
        await services.log.append(crisis.id, RecordAway(away), BY_THE_APP)


async def on_leave(services: Services, team: str, people: Collection[str]) -> tuple[str, ...]:
    """Who of them is on leave now, by their status."""
    found = await asyncio.gather(*(services.directory.person(team, one) for one in people))
    return tuple(person.id for person in found if person.away(services.now()))


async def refresh_all(services: Services, team: str) -> None:
    """The same for all open crises of a workspace."""
    settings = (await services.settings.of(team)).adopted()
    for crisis in await services.log.crises(team, closed=False):
        await refresh(services, crisis.id)
        own = unheard(settings) if crisis.exercise else settings
        await services.log.append(crisis.id, AdoptSettings(own), BY_THE_APP)


def unheard(settings: SettingsAdopted) -> SettingsAdopted:
    """The same for a drill: no channel hears of it."""
    return settings.model_copy(update={"update_in": None, "update_every": None})


async def groups_of(services: Services, team: str) -> list[tuple[str, str]]:
    """The workspace's user groups, ID and handle; none where Slack does not say."""
    try:
        async with asyncio.timeout(ACK_SOON):
            answer = await services.slack_of(team).call_form("usergroups.list")
    except (SlackRefused, SlackUnsure, TimeoutError) as error:
        log.warning("groups_unknown", error=str(error))
        return []
    return [(group["id"], group["handle"]) for group in answer["usergroups"]]


def _paths(
    settings: WorkspaceSettings, severity: Severity, plan: Mapping[StatementKind, ApprovalPath]
) -> dict[str, ApprovalPath]:
    """The plan's own paths go before the workspace's."""
    return {**settings.paths, **{f"{kind}:{severity}": path for kind, path in plan.items()}}


async def _gone(services: Services, team: str, people: list[str]) -> tuple[str, ...]:
    """Who of them can no longer sign in, as far as Slack says."""
    found = await asyncio.gather(*(services.directory.person(team, one) for one in people))
    return tuple(person.id for person in found if person.deactivated)
