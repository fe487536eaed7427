"""What all forms do when they are sent in: decide, and answer beside the fields."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.commands import Command
from bot.locale import words
from bot.refused import Refused
from bot.services import Services
from bot.surfaces.modals import Answers
from bot.surfaces.refusals import refusal_in_form
from handlers.asking import person_of, team_of
from handlers.opening import request_of

Body = dict[str, Any]


async def answer(ack: AsyncAck, errors: dict[str, str]) -> None:
    """Closes the form; with `errors` by block, it stays open with all that was typed."""
    if errors:
        await ack(response_action="errors", errors=errors)
    else:
        await ack()


async def decide(
    services: Services, body: Body, answers: Answers, command: Command
) -> Refused | None:
    """Carries out a form."""
    outcome = await services.log.append(
        answers.state["crisis"],
        command,
        await person_of(services, body),
        request=request_of(body["view"]["id"]),
    )
    return outcome if isinstance(outcome, Refused) else None


async def why(services: Services, body: Body, refused: Refused) -> str:
    """A refusal as it stands beside a field."""
    reader, who = await person_of(services, body), refused.about.get("who")
    actor = await services.directory.person(team_of(body), who) if who else None
    return refusal_in_form(words(reader.language), refused, reader, actor)


async def act(
    services: Services, ack: AsyncAck, body: Body, answers: Answers, command: Command, block: str
) -> None:
    """Carries out a form; a refusal stands beside `block`, and what was typed stays."""
    refused = await decide(services, body, answers, command)
    if refused is None:
        await ack()
    else:
        await answer(ack, {block: await why(services, body, refused)})
