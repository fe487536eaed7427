"""Buttons, by what they stand on."""

from slack_bolt.async_app import AsyncApp

from bot.services import Services
from handlers.actions import (
    card,
    closing,
    critics,
    drills,
    evidence,
    facts,
    home,
    keeping,
    openers,
    playbooks,
    record,
    roles,
    settings,
    statement_forms,
    statements,
    steps,
    updates,
)


def register(app: AsyncApp, services: Services) -> None:
    for module in (
        steps,
        statements,
        statement_forms,
        facts,
        card,
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
        roles,
        openers,
    ):
        module.register(app, services)
