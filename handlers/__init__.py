"""What people do in Slack, a module for each kind of thing."""

from slack_bolt.async_app import AsyncApp

from bot.services import Services
from handlers import actions, commands, events, shortcuts, views


def register(app: AsyncApp, services: Services) -> None:
    """Registers every listener. Clicks come first: they are what comes most."""
    for module in (actions, views, commands, shortcuts, events):
        module.register(app, services)
