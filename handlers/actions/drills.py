"""The button that starts a drill."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.refused import not_a_member
from bot.services import Services
from bot.surfaces.refusals import refusal
from handlers import drilling
from handlers.asking import ephemeral, open_form, person_of, words_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_drill_form")
    async def open_drill_form(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        person, t = await person_of(services, body), await words_of(services, body)
        if drilling.may_start(person):
            view = drilling.form(services, t, person, from_home=True)
            await open_form(services, body, respond, view)
        else:
            ephemeral(services, respond, refusal(t, not_a_member(person)))
        await ack()
