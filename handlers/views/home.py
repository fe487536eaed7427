"""Forms that are opened from the home tab, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import Services
from bot.surfaces.modals import Answers
from bot.surfaces.modals.searching import asked_for
from handlers.searching import found_form

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("search_past")
    async def search_past(ack: AsyncAck, body: Body) -> None:
        asked = asked_for(Answers(body["view"]))
        await ack(response_action="update", view=await found_form(services, body, asked, 0))
