"""Commands in a crisis room about updates to stakeholders."""

from __future__ import annotations

from bot.clocks.updates import next_at
from bot.commands.updates import refusal
from bot.crisis import Crisis
from bot.surfaces import modals, refusals
from handlers.asking import person_of
from handlers.commands.asked import Asked, InRoom, form, still_open
from handlers.words import Verb


async def update(asked: Asked, crisis: Crisis) -> None:
    if not await still_open(asked, crisis):
        return
    refused = refusal(crisis, await person_of(asked.services, asked.body))
    if refused is not None:
        await asked.ack(text=refusals.refusal(asked.t, refused))
    else:
        await form(asked, modals.send_update(asked.t, crisis, next_at(crisis)))


IN_ROOM: dict[Verb, InRoom] = {"update": update}
