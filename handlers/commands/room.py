"""Commands in a crisis room about the crisis as a whole."""

from __future__ import annotations

from bot.commands.facts import ProposeFact
from bot.commands.room import AddNote
from bot.crisis import Crisis
from bot.events import NoteAdded
from bot.people import may_approve
from bot.refused import not_a_member
from bot.surfaces import modals
from bot.surfaces.card import card
from bot.surfaces.refusals import refusal
from handlers.asking import person_of
from handlers.commands.asked import Asked, InRoom, act, form, still_open
from handlers.words import Verb


async def status(asked: Asked, crisis: Crisis) -> None:
    fallback, blocks = card(asked.t, crisis)
    await asked.ack(text=fallback, blocks=blocks)


async def note(asked: Asked, crisis: Crisis) -> None:
    added = AddNote(NoteAdded(text=asked.text, via="command"))
    if not asked.text:
        await form(asked, modals.note(asked.t, crisis))
    elif await act(asked, crisis, added):
        await asked.ack()


async def fact(asked: Asked, crisis: Crisis) -> None:
    if not await still_open(asked, crisis):
        return
    if not asked.text:
        await form(asked, modals.fact(asked.t, crisis))
    elif await act(asked, crisis, ProposeFact(asked.text)):
        said = asked.t("Proposed. Somebody else confirms it in the room, from the fact register.")
        await asked.ack(text=said)


async def severity(asked: Asked, crisis: Crisis) -> None:
    if await still_open(asked, crisis):
        await form(asked, modals.severity(asked.t, crisis))


async def close(asked: Asked, crisis: Crisis) -> None:
    if not await still_open(asked, crisis):
        return
    if not may_approve(person := await person_of(asked.services, asked.body)):
        await asked.ack(text=refusal(asked.t, not_a_member(person)))
    else:
        await form(asked, modals.closing(asked.t, crisis))


async def export(asked: Asked, crisis: Crisis) -> None:
    await form(asked, modals.export(asked.t, crisis))


IN_ROOM: dict[Verb, InRoom] = {
    "status": status,
    "note": note,
    "fact": fact,
    "severity": severity,
    "close": close,
    "export": export,
}
