"""The form of a drill, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.refused import not_a_member
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers import drilling
from handlers.asking import person_of, team_of, words_of
from handlers.home_tab import show_home
from handlers.opening import request_of
from handlers.sending import answer, why

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("start_drill")
    async def start_drill(ack: AsyncAck, body: Body) -> None:
        team, person = team_of(body), await person_of(services, body)
        t, answers = await words_of(services, body), Answers(body["view"])
        view_id = body["view"]["id"]
        if await services.log.handled(request_of(view_id)):
            # The same form, sent twice: its drill has begun, as was asked.
            await ack()
            return
        if not drilling.may_start(person):
            await answer(ack, {"scenario": await why(services, body, not_a_member(person))})
            return
        errors = await drilling.check(services, t, team, answers)
        if not errors:
            await drilling.start(services, team, person, view_id, answers)
        await answer(ack, errors)
        if not errors and answers.state.get("home"):
            services.later(show_home(services, team, person.id))
