"""Buttons of the status card."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.room import MakeExport, RetryDeliveries
from bot.services import Services
from bot.surfaces import modals
from handlers.asking import act, ephemeral, open_form, redraw, value_of, version_of, words_of
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

    @app.action("export")
    async def export(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        done = await act(services, body, respond, value_of(body)[0], MakeExport())
        if done is not None:
            t = await words_of(services, body)
            said = (
                t("The export is on its way to your direct messages.")
                if done.crisis.archived
                else t("The export is on its way to the room.")
            )
            ephemeral(services, respond, said)
        await ack()

    @app.action("retry_deliveries")
    async def retry_deliveries(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        if await act(services, body, respond, value_of(body)[0], RetryDeliveries()):
            t = await words_of(services, body)
            ephemeral(services, respond, t("Cellule tries again. The card says how it went."))
        await ack()

    @app.action("open_timeline")
    async def open_timeline(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        view = await _timeline(services, body, value_of(body)[0], 0)
        if view is not None:
            await open_form(services, body, respond, view)
        await ack()

    @app.action("timeline_newer")
    @app.action("timeline_older")
    async def turn_page(ack: AsyncAck, body: Body) -> None:
        crisis_id, page = value_of(body)
        view = await _timeline(services, body, crisis_id, version_of(page))
        if view is not None:
            redraw(services, body, view)
        await ack()


async def _timeline(
    services: Services, body: Body, crisis_id: str, page: int
) -> dict[str, Any] | None:
    crisis = await services.log.crisis(crisis_id)
    if crisis is None:
        return None
    t = await words_of(services, body)
    return modals.timeline(t, crisis, await services.log.entries(crisis_id), page)
