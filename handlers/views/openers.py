"""A request to open a crisis, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.events import MessageRef
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers import openers
from handlers.asking import person_of, team_of, words_of
from handlers.opening import link_error
from handlers.sending import answer

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("ask_for_crisis")
    async def asked(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        what, link = answers.text("what").strip(), answers.text("post_link").strip()
        errors = {}
        if not what:
            errors["what"] = t("Say in a few words what happened.")
        problem = link_error(t, link) if link else None
        if problem is not None:
            errors["post_link"] = problem
        await answer(ack, errors)
        if not errors:
            source = answers.state.get("source")
            services.later(
                openers.ask(
                    services,
                    team_of(body),
                    await person_of(services, body),
                    key=body["view"]["id"],
                    what=what,
                    post_link=link or None,
                    source=MessageRef.model_validate(source) if source else None,
                    reply_url=answers.state.get("reply_url"),
                )
            )
