"""A `/crisis` command as it was typed, and what every one of them does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.commands import Command
from bot.crisis import Crisis
from bot.locale import Words
from bot.refused import Refused
from bot.services import Services
from bot.surfaces.refusals import refusal
from handlers.asking import Respond, open_form, person_of
from handlers.exercise import MarkedAck, MarkedRespond

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it was typed, and the ways to answer it."""

    services: Services
    ack: AsyncAck
    respond: Respond
    body: Body
    t: Words
    text: str


def marking(asked: Asked, crisis: Crisis) -> Asked:
    """The same command; its answers say so where the room is that of a drill."""
    if not crisis.exercise:
        return asked
    ack = MarkedAck(asked.ack, asked.t, crisis)
    return replace(asked, ack=ack, respond=MarkedRespond(asked.respond, asked.t, crisis))


InRoom = Callable[[Asked, Crisis], Awaitable[None]]
"""A command in the room of a crisis."""


async def act(asked: Asked, crisis: Crisis, command: Command) -> bool:
    """Carries out a command; a refusal is the answer to it, and the ack."""
    person = await person_of(asked.services, asked.body)
    outcome = await asked.services.log.append(crisis.id, command, person)
    if isinstance(outcome, Refused):
        await asked.ack(text=refusal(asked.t, outcome))
        return False
    return True


async def form(asked: Asked, view: dict[str, Any]) -> None:
    """Opens a form and acks."""
    await open_form(asked.services, asked.body, asked.respond, view)
    await asked.ack()


async def still_open(asked: Asked, crisis: Crisis) -> bool:
    """Whether work on the crisis can go on; else the answer says that it is closed."""
    if crisis.closed:
        refused = Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
        await asked.ack(text=refusal(asked.t, refused))
    return not crisis.closed
