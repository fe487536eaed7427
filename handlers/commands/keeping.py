"""The command about how long a crisis is kept."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.people import may_approve
from bot.refused import not_a_member
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import person_of
from handlers.commands.asked import Asked, InRoom, form
from handlers.words import Verb


async def hold(asked: Asked, crisis: Crisis) -> None:
    if not may_approve(person := await person_of(asked.services, asked.body)):
        await asked.ack(text=refusal(asked.t, not_a_member(person)))
        return
    months = (await asked.services.settings.of(crisis.team)).keep_months
    await form(asked, modals.hold(asked.t, crisis, months))


IN_ROOM: dict[Verb, InRoom] = {"hold": hold}
