"""The workspace's settings: shown, kept, and followed by the crises that are open."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.surfaces import modals
from handlers.asking import ACK_SOON, redraw, team_of, words_of
from handlers.paths import refresh_all

Body = dict[str, Any]


async def first_page(services: Services, body: Body) -> dict[str, Any]:
    """The form, as the settings are now."""
    t, current = await words_of(services, body), await services.settings.of(team_of(body))
    return modals.workspace_settings(
        t,
        announce_in=current.announce_in,
        invite=current.invite,
        organisation=current.organisation,
        roles=current.roles,
        precleared=current.precleared,
        language=current.language,
        openers=current.openers,
        runs=current.adopted(),
        keep_months=current.keep_months,
    )


async def keep(services: Services, body: Body, **changed: Any) -> None:
    """Saves some of the settings, and has open crises follow."""
    team = team_of(body)
    current = await services.settings.of(team)
    await services.settings.save(team, current.model_copy(update=changed))
    services.later(refresh_all(services, team))


async def show_below(services: Services, body: Body) -> None:
    """Brings the first page, below the form that was sent in, in line. What was typed there stays:
    its fields keep their names."""
    view = body["view"]
    if view["root_view_id"] != view["id"]:
        page = await first_page(services, body)
        redraw(services, body, page, view["root_view_id"])


async def reaches(services: Services, team: str, channel: str) -> bool:
    """Whether the app is in the channel; it joins public ones by itself."""
    slack = services.slack_of(team)
    try:
        async with asyncio.timeout(ACK_SOON):
            try:
                await slack.call_now("conversations.join", channel=channel)
            except SlackRefused:
                info = await slack.call_form("conversations.info", channel=channel)
                return bool(info["channel"].get("is_member"))
    except (SlackRefused, SlackUnsure, TimeoutError):
        return False
    return True
