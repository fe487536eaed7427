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
    keeping,
    openers,
    playbooks,
    posting,
    record,
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
        keeping,
        record,
        updates,
        openers,
    ):
        module.register(app, services)
