"""Forms, sent in, by what they are about."""

from slack_bolt.async_app import AsyncApp

from bot.services import Services
from handlers.views import (
    closing,
    critics,
    drills,
    evidence,
    facts,
    home,
    openers,
    playbooks,
    posting,
    room,
    settings,
    statements,
    steps,
    updates,
)


def register(app: AsyncApp, services: Services) -> None:
    for module in (
        room,
        steps,
        statements,
        posting,
        facts,
        playbooks,
        home,
        settings,
        drills,
        critics,
        evidence,
        closing,
        updates,
        openers,
    ):
        module.register(app, services)
