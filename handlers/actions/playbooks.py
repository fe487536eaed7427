"""The button to another playbook."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.people import may_approve
from bot.refused import not_a_member
from bot.services import Services
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, open_form, person_of, words_of
from handlers.finding import open_crisis_of
from handlers.switching import playbook_form

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_playbooks")
    async def open_playbooks(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            if may_approve(person := await person_of(services, body)):
                await open_form(services, body, respond, playbook_form(services, t, crisis))
            else:
                ephemeral(services, respond, refusal(t, not_a_member(person)))
        await ack()
