"""The workspace's settings, sent in."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.people import may_configure
from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.store import WorkspaceSettings
from bot.surfaces.modals import Answers
from bot.surfaces.modals.settings import HELD_ROLES, chosen_path
from handlers.asking import ACK_SOON, person_of, team_of, words_of
from handlers.paths import refresh_all
from handlers.sending import answer

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("save_settings")
    async def save_settings(ack: AsyncAck, body: Body) -> None:
        t, answers, team = await words_of(services, body), Answers(body["view"]), team_of(body)
        errors: dict[str, str] = {}
        channel = answers.conversation("announce_in")
        if not may_configure(await person_of(services, body)):
            errors["invite"] = t("Only those who administer the workspace can change this.")
        elif channel is not None and not await _join(services, team, channel):
            errors["announce_in"] = t(
                "Cellule cannot post there. Invite it to that channel first: /invite @Cellule"
            )
        if not errors:
            current = await services.settings.of(team)
            values = WorkspaceSettings(
                announce_in=channel,
                invite=tuple(answers.users("invite")),
                organisation=answers.text("organisation").strip() or None,
                roles={role: tuple(answers.users(f"role-{role}")) for role in HELD_ROLES},
                paths=current.paths,
                precleared="precleared" in answers.choices("precleared"),
            )
            await services.settings.save(team, values)
            services.later(refresh_all(services, team))
        await answer(ack, errors)

    @app.view("save_path")
    async def save_path(ack: AsyncAck, body: Body) -> None:
        t, answers, team = await words_of(services, body), Answers(body["view"]), team_of(body)
        chosen, path = answers.state["path"], chosen_path(answers)
        if not may_configure(await person_of(services, body)):
            said = t("Only those who administer the workspace can change this.")
            await answer(ack, {f"{chosen}:0:who": said})
            return
        current = await services.settings.of(team)
        paths = {key: known for key, known in current.paths.items() if key != chosen}
        if path is not None:
            paths[chosen] = path
        await services.settings.save(team, current.model_copy(update={"paths": paths}))
        services.later(refresh_all(services, team))
        await ack()


async def _join(services: Services, team: str, channel: str) -> bool:
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
