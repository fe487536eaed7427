"""The home tab of a person: drawn as it stands, and again after each thing that they do there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot import health, manifest
from bot.crisis import Crisis
from bot.events import RoomOpened
from bot.homes import Viewer
from bot.locale import words
from bot.people import Person, may_approve, may_configure, may_see
from bot.report.across import Case
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.home import SHOWN_PAST, home
from bot.surfaces.year import SPAN
from handlers.asking import redraw, team_of

Body = dict[str, Any]

DONE_IN_LISTS = {"claim_step", "complete_step", "finish_action"}

LOOKED_AT = 4 * SHOWN_PAST
"""Closed crises that are read for those that a home tab shows, of which some may be private."""


async def show_home(services: Services, team: str, user: str) -> None:
    """Gives a person their home tab as it stands."""
    viewer = (team, user)
    services.homes.came(viewer)
    if not services.homes.begin(viewer):
        return
    try:
        await _publish(services, viewer)
        while services.homes.drawn(viewer):
            await _publish(services, viewer)
    except BaseException:
        services.homes.drawn(viewer, failed=True)
        raise


async def _publish(services: Services, viewer: Viewer) -> None:
    team, user = viewer
    person = await services.directory.person(team, user)
    open_crises, reviewed = await mine_of(services, team, person)
    view = home(
        words(person.language),
        open_crises,
        await _closed_lately(services, team, person),
        me=person,
        now=services.now(),
        reviewed=reviewed,
        year=await _year(services, team, person),
        health=await _health(services, team) if may_configure(person) else None,
    )
    await services.slack_of(team).call_now("views.publish", user_id=user, view=view)


async def mine_of(
    services: Services, team: str, person: Person
) -> tuple[list[Crisis], list[Crisis]]:
    """The open crises that a person may see, and the closed ones from which somebody has still
    something to do."""
    watched = await services.log.crises(team, watched=True)
    seen = [crisis for crisis in watched if may_see(person.id, crisis)]
    return [c for c in seen if not c.closed], [c for c in seen if c.closed]


async def list_of(
    services: Services, team: str, person: Person, name: str, page: int
) -> dict[str, Any] | None:
    """A page of one of the lists of which the home tab shows the beginning."""
    listed = modals.as_listed(name)
    if listed is None:
        return None
    open_crises, reviewed = await mine_of(services, team, person)
    t, now = words(person.language), services.now()
    return modals.whole_list(t, listed, open_crises, reviewed, me=person, now=now, page=page)


async def _closed_lately(services: Services, team: str, person: Person) -> Sequence[Crisis]:
    shown: list[Crisis] = []
    for crisis_id in await services.past.newest(team, LOOKED_AT):
        crisis = await services.log.crisis(crisis_id)
        if crisis is not None and may_see(person.id, crisis):
            shown.append(crisis)
        if len(shown) == SHOWN_PAST:
            break
    return shown


async def _year(services: Services, team: str, person: Person) -> Sequence[Case]:
    """The crises of which the home tab shows the figures: none to guests, who may be of another
    company. Where many would have to be read first, the tab is drawn again after that."""
    if not may_approve(person):
        return ()
    since = services.now() - SPAN
    found = await services.closed_cases.at_once(team, since, person.id)
    if found is None:

        async def read() -> None:
            if await services.closed_cases.every(team, since):
                await show_home(services, team, person.id)

        services.later(read())
    return found or ()


async def _health(services: Services, team: str) -> health.Health:
    began = time.perf_counter()
    await services.settings.of(team)
    took = timedelta(seconds=time.perf_counter() - began)
    granted = services.slack_of(team).scopes
    return health.Health(
        missing=health.missing(manifest.scopes(), granted),
        database=took,
        since=services.since,
        heard=services.heard,
    )


class _Ack(AsyncAck):
    """An ack after which the home tab is drawn again: what was done is committed by then."""

    def __init__(self, services: Services, viewer: Viewer, body: Body) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._services, self._viewer, self._body = services, viewer, body

    async def __call__(self, *arguments: Any, **named: Any) -> BoltResponse:
        response = await super().__call__(*arguments, **named)
        if _in_list(self._body):
            self._services.later(_draw_list(self._services, self._viewer, self._body))
        self._services.later(show_home(self._services, *self._viewer))
        return response


def _in_list(body: Body) -> bool:
    """Whether something was done in a list that was opened from the home tab."""
    actions = {action["action_id"] for action in body.get("actions") or ()}
    return body["view"].get("callback_id") == "whole_list" and bool(actions & DONE_IN_LISTS)


async def _draw_list(services: Services, viewer: Viewer, body: Body) -> None:
    state = modals.Answers(body["view"]).state
    person = await services.directory.person(*viewer)
    view = await list_of(services, viewer[0], person, state["list"], state["page"])
    if view is not None:
        redraw(services, body, view)


def follow(services: Services, context: AsyncBoltContext, body: Body) -> None:
    """Notes where a person is, and has their home tab follow what they do from there: by a
    click on it, or in a form that stands before it."""
    kind, view = body.get("type"), (body.get("view") or {}).get("type")
    if kind in ("block_actions", "view_submission"):
        viewer = (team_of(body), body["user"]["id"])
        if view == "home":
            services.homes.came(viewer)
        elif view is None:
            # A click on a message: whoever comes back to the home tab opens it anew.
            services.homes.left(viewer)
        if services.homes.has(viewer):
            context["ack"] = _Ack(services, viewer, body)


def room_opened(services: Services, crisis: Crisis) -> None:
    """Shows the way into a room to whoever opened the crisis from their home tab."""
    viewer = (crisis.team, crisis.opener)
    newest = crisis.recent[-1] if crisis.recent else None
    if newest is None or newest.seq != crisis.seq or not isinstance(newest.event, RoomOpened):
        return
    if services.homes.has(viewer):
        services.later(show_home(services, *viewer))
