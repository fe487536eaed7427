"""Buttons of the evidence."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.people import may_approve
from bot.refused import Refused, not_a_member
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, open_form, person_of, redraw, value_of, version_of, words_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    # Evidence is kept, and deletions are recorded, after the close too.

    @app.action("open_evidence")
    async def open_evidence(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            view = modals.keep_evidence(t, crisis, services.now())
            await open_form(services, body, respond, view)
        await ack()

    @app.action("open_deletion")
    async def open_deletion(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t, person = await words_of(services, body), await person_of(services, body)
            if may_approve(person):
                view = modals.record_deletion(t, crisis, services.now(), person.id)
                await open_form(services, body, respond, view)
            else:
                why = not_a_member(person) if person.unsure else Refused("guest_deletion")
                ephemeral(services, respond, refusal(t, why))
        await ack()

    @app.action("open_all_evidence")
    async def open_all_evidence(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.all_evidence(t, crisis, 0))
        await ack()

    @app.action("evidence_back")
    @app.action("evidence_more")
    async def turn_page(ack: AsyncAck, body: Body) -> None:
        crisis_id, page = value_of(body)
        services.later(_show_page(body, crisis_id, version_of(page)))
        await ack()

    async def _show_page(body: Body, crisis_id: str, page: int) -> None:
        crisis = await services.log.crisis(crisis_id)
        if crisis is not None:
            t = await words_of(services, body)
            view = modals.all_evidence(t, crisis, page)
            redraw(services, body, view)
