"""Buttons of the home tab."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.people import may_configure
from bot.services import Services
from bot.surfaces import modals
from handlers.asking import open_form, person_of, team_of, words_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_crisis_form")
    async def open_crisis_form(ack: AsyncAck, body: Body) -> None:
        person = await person_of(services, body)
        t = await words_of(services, body)
        prefill = modals.Prefill(from_home=True)
        view = modals.opening(t, person, services.now(), prefill)
        await open_form(services, body, None, view)
        await ack()

    @app.action("open_settings")
    async def open_settings(ack: AsyncAck, body: Body) -> None:
        if may_configure(await person_of(services, body)):
            t = await words_of(services, body)
            current = await services.settings.of(team_of(body))
            view = modals.workspace_settings(
                t,
                announce_in=current.announce_in,
                invite=current.invite,
                organisation=current.organisation,
                roles=current.roles,
                precleared=current.precleared,
            )
            await open_form(services, body, None, view)
        await ack()
