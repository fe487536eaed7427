"""Forms of the playbook, sent in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.nudges import SnoozeNudge
from bot.commands.steps import CompleteStep
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers.asking import words_of
from handlers.opening import link_error
from handlers.sending import act, answer

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("finish_step")
    async def finish_step(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        link = answers.text("link").strip()
        problem = link_error(await words_of(services, body), link) if link else None
        if problem:
            await answer(ack, {"link": problem})
            return
        reason = answers.text("reason").strip()
        command = CompleteStep(answers.state["step"], link or None, reason or None)
        await act(services, ack, body, answers, command, "reason")

    @app.view("snooze")
    async def snooze(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        now, entered = services.now(), answers.time("until")
        until = now + timedelta(minutes=int(answers.choice("minutes") or 0))
        if entered is not None:
            until = datetime.fromtimestamp(entered, UTC)
        block = "until" if until <= now else "reason"
        command = SnoozeNudge(answers.state["what"], until, answers.text("reason").strip())
        await act(services, ack, body, answers, command, block)
