"""Commands in a crisis room about roles and the brief."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.surfaces import modals
from bot.surfaces.brief import brief as brief_of
from handlers.asking import person_of
from handlers.commands.asked import Asked, InRoom, form, still_open
from handlers.words import Verb


async def brief(asked: Asked, crisis: Crisis) -> None:
    text, blocks = brief_of(asked.t, crisis, asked.services.now())
    await asked.ack(text=text, blocks=blocks)


async def roles(asked: Asked, crisis: Crisis) -> None:
    if await still_open(asked, crisis):
        person = await person_of(asked.services, asked.body)
        await form(asked, modals.all_roles(asked.t, crisis, person))


IN_ROOM: dict[Verb, InRoom] = {"brief": brief, "roles": roles}
