"""Who comes into a room and leaves it, who goes on leave or from the company, and what is renamed
by hand: followed by the crises that it concerns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot import roles
from bot.chain import APP
from bot.commands.roles import RecordJoined, RecordLeft, RecordRenamed
from bot.crisis import Crisis
from bot.deliveries import Delivery
from bot.events import timestamp
from bot.people import Person
from bot.services import Services
from handlers.paths import refresh

Body = dict[str, Any]

JUST_OPENED = timedelta(minutes=1)
"""How long after a room is opened those whom the app invites come in."""

LOOK_EVERY = timedelta(minutes=10)
"""Between two looks at who is on leave, of those on whom a crisis counts: a status may end, and
an event may be lost, without a word from Slack."""


def register(app: AsyncApp, services: Services) -> None:
    @app.event("member_joined_channel")
    async def joined(body: Body, event: Body) -> None:
        crisis, user = await _room(services, body, event["channel"]), event["user"]
        if crisis is None or user == services.slack_of(body["team_id"]).me.user:
            return
        if invited_at_first(crisis, user, services.now()):
            return
        person = await services.directory.person(body["team_id"], user)
        language = crisis.language if person.unsure else person.language
        data = {"user": user, "language": language, "at": timestamp(services.now())}
        greeting = Delivery("greet", crisis.id, crisis.seq, data)
        await services.log.append(
            crisis.id,
            RecordJoined(user),
            Person(id=event.get("inviter") or user),
            request=body["event_id"],
            also=() if person.bot else (greeting,),
        )

    @app.event("member_left_channel")
    async def left(body: Body, event: Body) -> None:
        crisis, user = await _room(services, body, event["channel"]), event["user"]
        if crisis is not None and user != services.slack_of(body["team_id"]).me.user:
            command, by = RecordLeft(user), Person(id=user)
            await services.log.append(crisis.id, command, by, request=body["event_id"])

    @app.event("channel_rename")
    @app.event("group_rename")
    async def renamed(body: Body, event: Body) -> None:
        crisis = await _room(services, body, event["channel"]["id"])
        if crisis is not None:
            # Slack does not say by whom.
            command, by = RecordRenamed(event["channel"]["name"]), Person(id=APP)
            await services.log.append(crisis.id, command, by, request=body["event_id"])

    @app.event("user_change")
    async def user_changed(body: Body, event: Body) -> None:
        person = services.directory.changed(body["team_id"], event["user"])
        for crisis in await services.log.crises(body["team_id"], closed=False):
            if person.id in roles.counted_on(crisis) and _news(crisis, person, services.now()):
                await refresh(services, crisis.id)

    @app.event("subteam_members_changed")
    async def members_changed(body: Body, event: Body) -> None:
        await _group_changed(services, body["team_id"], event["subteam_id"])

    @app.event("subteam_updated")
    async def group_updated(body: Body, event: Body) -> None:
        await _group_changed(services, body["team_id"], event["subteam"]["id"])


def invited_at_first(crisis: Crisis, user: str, now: datetime) -> bool:
    """Whether somebody comes in because the app has just opened the room and invites them: the
    opening names them, and what they would be told stands before them."""
    if crisis.room_since is None or now >= crisis.room_since + JUST_OPENED:
        return False
    if user in crisis.left:
        return False
    first = (crisis.opener, crisis.lead, *crisis.invite)
    return user in (roles.taking_part(crisis) if crisis.rooms_lost else first)


async def _room(services: Services, body: Body, channel: str) -> Crisis | None:
    return await services.log.in_channel(body["team_id"], channel)


def _news(crisis: Crisis, person: Person, now: datetime) -> bool:
    """Whether the crisis does not know of it yet that somebody is on leave, or gone, or back."""
    gone, away = person.id in crisis.gone, person.id in crisis.away
    return (gone, away) != (person.deactivated, person.away(now))


async def _group_changed(services: Services, team: str, group: str) -> None:
    services.directory.forget_group(team, group)
    for crisis in await services.log.crises(team, closed=False):
        if f"group:{group}" in crisis.people:
            await refresh(services, crisis.id)


class Lookout:
    """Looks now and then whether those on whom the open crises count are still there."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._looked = services.since

    async def look(self) -> None:
        """Looks at each open crisis, if the last look is long ago."""
        now = self._services.now()
        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        for crisis in await self._services.log.crises(closed=False):
            await refresh(self._services, crisis.id)
