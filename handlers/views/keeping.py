"""The form of the legal hold, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.keeping import LiftHold, SetHold
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers.sending import act

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("set_hold")
    async def set_hold(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        await act(services, ack, body, answers, SetHold(answers.text("reason")), "reason")

    @app.view("lift_hold")
    async def lift_hold(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        await act(services, ack, body, answers, LiftHold(answers.text("reason")), "reason")
