"""Forms, sent in, by what they are about."""

from slack_bolt.async_app import AsyncApp

from bot.services import Services
from handlers.views import facts, posting, room, settings, statements


def register(app: AsyncApp, services: Services) -> None:
    for module in (room, statements, posting, facts, settings):
        module.register(app, services)
