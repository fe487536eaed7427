"""Commands in a crisis room about the playbook."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.people import may_approve
from bot.refused import not_a_member
from bot.surfaces.refusals import refusal
from handlers.asking import person_of
from handlers.commands.asked import Asked, InRoom, form, still_open
from handlers.switching import playbook_form
from handlers.words import Verb


async def playbook(asked: Asked, crisis: Crisis) -> None:
    if not await still_open(asked, crisis):
        return
    if not may_approve(person := await person_of(asked.services, asked.body)):
        await asked.ack(text=refusal(asked.t, not_a_member(person)))
    else:
        await form(asked, playbook_form(asked.services, asked.t, crisis))


IN_ROOM: dict[Verb, InRoom] = {"playbook": playbook}
