"""What people do in Slack, a module for each kind of thing."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.services import Services
from handlers import actions, commands, events, shortcuts, views
from handlers.asking import ByDirectMessage, team_of


def register(app: AsyncApp, services: Services) -> None:
    """Registers every listener. Clicks come first: they are what comes most."""

    @app.middleware
    async def answer_on_the_home_tab(
        context: AsyncBoltContext, body: dict[str, Any], next: Callable[[], Awaitable[Any]]
    ) -> None:
        if (body.get("view") or {}).get("type") == "home" and body.get("type") == "block_actions":
            team, user = team_of(body), body["user"]["id"]
            context["respond"] = ByDirectMessage(services, team, user)
        await next()

    for module in (actions, views, commands, shortcuts, events):
        module.register(app, services)
