"""What people do in Slack, a module for each kind of thing."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.services import Services
from handlers import (
    actions,
    coming,
    commands,
    critic_message,
    events,
    evidence,
    messages,
    shortcuts,
    views,
)
from handlers.asking import ByDirectMessage, team_of
from handlers.exercise import mark_answers
from handlers.home_tab import follow

HEARD = ("message", "reaction_added", "reaction_removed")
"""Events by which an admin sees that Slack's events arrive."""


def register(app: AsyncApp, services: Services) -> None:
    """Registers every listener. Clicks come first: they are what comes most."""

    @app.middleware
    async def answer_where_the_person_is(
        context: AsyncBoltContext, body: dict[str, Any], next: Callable[[], Awaitable[Any]]
    ) -> None:
        # Slack gives no address to answer at with a click on the home tab or in a form.
        if body.get("view") and body.get("type") == "block_actions":
            team, user = team_of(body), body["user"]["id"]
            context["respond"] = ByDirectMessage(services, team, user)
        await mark_answers(services, context, body)
        follow(services, context, body)
        if (body.get("event") or {}).get("type") in HEARD:
            services.heard = services.now()
        await next()

    for module in (
        actions,
        views,
        commands,
        shortcuts,
        critic_message,
        evidence,
        events,
        messages,
        coming,
    ):
        module.register(app, services)
