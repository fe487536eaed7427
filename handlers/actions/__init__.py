"""Buttons, by what they stand on."""

from slack_bolt.async_app import AsyncApp

from bot.services import Services
from handlers.actions import card, facts, home, settings, statement_forms, statements, steps


def register(app: AsyncApp, services: Services) -> None:
    for module in (steps, statements, statement_forms, facts, card, home, settings):
        module.register(app, services)
