"""Buttons of the settings."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.paths import path_key
from bot.people import may_configure
from bot.services import Services
from bot.surfaces import modals
from handlers.asking import open_form, person_of, redraw, team_of, words_of
from handlers.paths import groups_of
from handlers.settings import first_page

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_settings")
    async def open_settings(ack: AsyncAck, body: Body) -> None:
        if may_configure(await person_of(services, body)):
            await open_form(services, body, None, await first_page(services, body))
        await ack()

    @app.action("open_paths")
    async def open_paths(ack: AsyncAck, body: Body) -> None:
        view = await _path(body, path_key("apology", "major"))
        if view is not None:
            await open_form(services, body, None, view)
        await ack()

    @app.action("choose_path")
    async def choose_path(ack: AsyncAck, body: Body) -> None:
        view = await _path(body, body["actions"][0]["selected_option"]["value"])
        if view is not None:
            redraw(services, body, view)
        await ack()

    @app.action("open_openers")
    async def open_openers(ack: AsyncAck, body: Body) -> None:
        if may_configure(await person_of(services, body)):
            t, team = await words_of(services, body), team_of(body)
            settings = await services.settings.of(team)
            view = modals.openers(t, settings.openers, await groups_of(services, team))
            await open_form(services, body, None, view)
        await ack()

    @app.action("open_running")
    async def open_running(ack: AsyncAck, body: Body) -> None:
        if may_configure(await person_of(services, body)):
            t, settings = await words_of(services, body), await services.settings.of(team_of(body))
            view = modals.running(
                t, settings.adopted(), settings.update_every, settings.keep_months
            )
            await open_form(services, body, None, view)
        await ack()

    async def _path(body: Body, chosen: str) -> dict[str, Any] | None:
        if not may_configure(await person_of(services, body)):
            return None
        t, team = await words_of(services, body), team_of(body)
        settings = await services.settings.of(team)
        groups = await groups_of(services, team)
        return modals.approval_path(t, chosen, settings.paths.get(chosen), groups)
