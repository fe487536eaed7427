"""Forms of the fact register, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.facts import ProposeFact, WithdrawFact
from bot.events import Proof
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers.asking import words_of
from handlers.opening import link_error
from handlers.sending import act, answer

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("propose_fact")
    async def propose_fact(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        link = answers.text("link").strip()
        problem = link_error(await words_of(services, body), link) if link else None
        if problem:
            await answer(ack, {"link": problem})
            return
        proof = Proof(link=link or None, file=answers.file("file"), person=answers.user("person"))
        command = ProposeFact(answers.text("claim").strip(), proof)
        await act(services, ack, body, answers, command, "claim")

    @app.view("withdraw_fact")
    async def withdraw_fact(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = WithdrawFact(answers.state["fact"], answers.text("reason").strip())
        await act(services, ack, body, answers, command, "reason")

    @app.view("facts")
    async def facts(ack: AsyncAck) -> None:
        await ack()
