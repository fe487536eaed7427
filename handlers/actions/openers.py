"""The button of a request to open a crisis."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.events import MessageRef
from bot.services import Services
from bot.surfaces import modals
from handlers.asking import open_form
from handlers.opening import opening_form

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_asked_crisis")
    async def open_asked_crisis(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        given = json.loads(body["actions"][0]["value"])
        source = given.get("source")
        prefill = modals.Prefill(
            what=given["what"],
            source=MessageRef.model_validate(source) if source else None,
            post_link=given.get("link"),
            reply_url=body.get("response_url"),
            asked=given["asked"],
        )
        view = await opening_form(services, body, prefill)
        await open_form(services, body, respond, view)
        await ack()
