"""The crisis, or the statement, behind a button that somebody clicked."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncRespond

from bot.crisis import Crisis
from bot.parts import Statement
from bot.refused import Refused
from bot.services import Services
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, value_of, version_of, words_of

Body = dict[str, Any]


def about(body: Body) -> tuple[str, str, int]:
    """The crisis, the statement and its version that a button is about, as far as it says."""
    crisis, statement, version = [*value_of(body), "", ""][:3]
    return crisis, statement, version_of(version)


async def open_crisis_of(services: Services, body: Body, respond: AsyncRespond) -> Crisis | None:
    """The crisis of a button, if work on it can go on; else the person is told that it is
    closed."""
    crisis = await services.log.crisis(value_of(body)[0])
    if crisis is not None and not crisis.closed:
        return crisis
    t = await words_of(services, body)
    refused = (
        Refused("no_crisis")
        if crisis is None
        else Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
    )
    ephemeral(services, respond, refusal(t, refused))
    return None


async def statement_of(
    services: Services, body: Body, respond: AsyncRespond, *, posted: bool = False
) -> tuple[Crisis, Statement] | None:
    """The newest version of the statement of a button, if it can still be worked on; with
    `posted`, one that is public too."""
    crisis = await open_crisis_of(services, body, respond)
    statement = crisis.statements.get(about(body)[1]) if crisis else None
    if crisis is None or statement is None:
        return None
    if statement.state == "posted" and not posted:
        t = await words_of(services, body)
        first = {"who": statement.posted_by, "at": statement.posted_at}
        ephemeral(services, respond, refusal(t, Refused("statement_posted", first)))
        return None
    return crisis, statement
