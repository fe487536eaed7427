"""The button of the legal hold."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.people import may_approve
from bot.refused import Refused, not_a_member
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, open_form, person_of, team_of, value_of, words_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_hold")
    async def open_hold(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        t, person = await words_of(services, body), await person_of(services, body)
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is None:
            ephemeral(services, respond, refusal(t, Refused("no_crisis")))
        elif not may_approve(person):
            ephemeral(services, respond, refusal(t, not_a_member(person)))
        else:
            months = (await services.settings.of(team_of(body))).keep_months
            await open_form(services, body, respond, modals.hold(t, crisis, months))
        await ack()
