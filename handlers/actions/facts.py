"""Buttons of the fact register."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.facts import ConfirmFact
from bot.refused import Refused
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import act, ephemeral, open_form, redraw, value_of, version_of, words_of
from handlers.finding import open_crisis_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_fact")
    async def open_fact(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.fact(t, crisis))
        await ack()

    @app.action("confirm_fact")
    async def confirm_fact(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, fact = value_of(body)
        if await act(services, body, respond, crisis_id, ConfirmFact(fact), rights=True):
            services.later(_drawn_anew(body, crisis_id))
        await ack()

    @app.action("open_withdraw_fact")
    async def open_withdraw_fact(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            fact = crisis.facts.get(value_of(body)[1])
            if fact is None:
                ephemeral(services, respond, refusal(t, Refused("fact_unknown")))
            elif fact.state == "withdrawn":
                about = {"state": fact.state, "who": fact.withdrawn_by}
                ephemeral(services, respond, refusal(t, Refused("fact_settled", about)))
            else:
                await open_form(services, body, respond, modals.withdraw_fact(t, crisis, fact))
        await ack()

    @app.action("open_facts")
    async def open_facts(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.all_facts(t, crisis, 0))
        await ack()

    @app.action("facts_back")
    @app.action("facts_more")
    async def turn_page(ack: AsyncAck, body: Body) -> None:
        crisis_id, page = value_of(body)
        services.later(_show_page(body, crisis_id, version_of(page)))
        await ack()

    async def _drawn_anew(body: Body, crisis_id: str) -> None:
        """Where the button stood in a form: that form shows what the click did."""
        if (body.get("view") or {}).get("callback_id") == "facts":
            await _show_page(body, crisis_id, 0)

    async def _show_page(body: Body, crisis_id: str, page: int) -> None:
        crisis = await services.log.crisis(crisis_id)
        if crisis is not None:
            t = await words_of(services, body)
            view = modals.all_facts(t, crisis, page)
            redraw(services, body, view)
