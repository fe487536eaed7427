"""Buttons of the status card."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.room import RetryDeliveries
from bot.services import Services
from bot.surfaces import modals
from handlers.asking import act, ephemeral, open_form, value_of, words_of
from handlers.finding import open_crisis_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_note")
    async def open_note(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.note(t, crisis))
        await ack()

    @app.action("open_severity")
    async def open_severity(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.severity(t, crisis))
        await ack()

    @app.action("retry_deliveries")
    async def retry_deliveries(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        if await act(services, body, respond, value_of(body)[0], RetryDeliveries()):
            t = await words_of(services, body)
            ephemeral(services, respond, t("Cellule tries again. The card says how it went."))
        await ack()
