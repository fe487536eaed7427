"""The form of the updates to stakeholders, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.updates import SendUpdate
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers.sending import act

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("send_update")
    async def send_update(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = SendUpdate(answers.text("text").strip() or None)
        await act(services, ack, body, answers, command, "text")
