"""Buttons about the record: its pages, its export, what is corrected and what is taken out."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from sqlalchemy.exc import NoResultFound

from bot.commands.record import AgreeToRedaction, RefuseRedaction
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals.timeline import told
from bot.surfaces.sentences import bare
from handlers.asking import act, open_form, redraw, value_of, version_of, words_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("export")
    async def export(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.export(t, crisis))
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

    @app.action("entry_menu")
    async def entry_menu(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        chosen = str(body["actions"][0]["selected_option"]["value"])
        what, crisis_id, number = chosen.split(":")
        view = await _about_entry(services, body, what, crisis_id, version_of(number))
        if view is not None:
            await open_form(services, body, respond, view)
        await ack()

    @app.action("agree_redaction")
    async def agree(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, number = value_of(body)
        command = AgreeToRedaction(version_of(number))
        await act(services, body, respond, crisis_id, command, rights=True)
        await ack()

    @app.action("refuse_redaction")
    async def refuse(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, number = value_of(body)
        command = RefuseRedaction(version_of(number))
        await act(services, body, respond, crisis_id, command, rights=True)
        await ack()


async def _timeline(
    services: Services, body: Body, crisis_id: str, page: int
) -> dict[str, Any] | None:
    crisis = await services.log.crisis(crisis_id)
    if crisis is None:
        return None
    t = await words_of(services, body)
    return modals.timeline(t, crisis, await services.log.entries(crisis_id), page)


async def _about_entry(
    services: Services, body: Body, what: str, crisis_id: str, number: int
) -> dict[str, Any] | None:
    """The form that corrects an entry, or asks to take its words out."""
    crisis = await services.log.crisis(crisis_id)
    try:
        entry = await services.log.entry(crisis_id, number)
    except NoResultFound:
        return None
    if crisis is None:
        return None
    t = await words_of(services, body)
    said = told(t, crisis, entry, lambda user: crisis.called.get(user) or bare(user), str)
    if what == "redact":
        return modals.redact(t, crisis, entry.seq, entry.kind, said)
    return modals.correct(t, crisis, entry.seq, said)
