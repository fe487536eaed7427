"""`/crisis` and what may follow it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands import AddNote, Command, MakeExport
from bot.crisis import Crisis
from bot.events import NoteAdded
from bot.fact_commands import ProposeFact
from bot.locale import Words
from bot.people import may_approve
from bot.refused import Refused, not_a_member
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.blocks import escape
from bot.surfaces.card import card
from bot.surfaces.home import crisis_list, help_text
from bot.surfaces.modals.form import INPUT_TEXT
from bot.surfaces.refusals import refusal
from handlers.asking import Respond, open_form, person_of, plain, team_of, visible, words_of
from handlers.words import Verb, parse

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it was typed, and the ways to answer it."""

    ack: AsyncAck
    respond: Respond
    body: Body
    t: Words
    text: str


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/crisis")
    async def crisis(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        verb, text = parse(plain(body.get("text", "")))
        t = await words_of(services, body)
        asked = Asked(ack, respond, body, t, text)
        if verb is None:
            await open_crisis(asked)
        elif verb == "help":
            await ack(text=help_text(t))
        elif verb == "list":
            person = await person_of(services, body)
            crises = await visible(services, team_of(body), person)
            fallback, blocks = crisis_list(t, crises)
            await ack(text=fallback, blocks=blocks)
        else:
            here = await services.log.in_channel(team_of(body), body["channel_id"])
            if here is None:
                await ack(text=await elsewhere(asked))
            else:
                await in_room[verb](asked, here)

    async def open_crisis(asked: Asked) -> None:
        person, t, text = await person_of(services, asked.body), asked.t, asked.text
        prefill = modals.Prefill(what=text, reply_url=asked.body.get("response_url"))
        view = modals.opening(t, person, services.now(), prefill)
        await open_form(services, asked.body, asked.respond, view, typed=text)
        if len(text) > INPUT_TEXT:
            said = t(
                "The form takes {n} characters. All that you typed stands here, for you alone, so "
                "that you can add the rest as a note:",
                n=INPUT_TEXT,
            )
            await asked.ack(text=f"{said}\n{escape(text)}")
        else:
            await asked.ack()

    async def elsewhere(asked: Asked) -> str:
        """Not a crisis room: says so, and where the rooms are."""
        t, body = asked.t, asked.body
        person = await person_of(services, body)
        rooms = [c for c in await visible(services, team_of(body), person) if c.channel]
        said = t("This works only in a crisis room, and this channel is not one.")
        if not rooms:
            open_one = t("Nothing is open. To open a crisis, type /crisis and what happened.")
            return f"{said} {open_one}"
        listed = t("Open now: {rooms}", rooms=", ".join(f"<#{c.channel}>" for c in rooms[:10]))
        return f"{said} {listed}"

    async def act(asked: Asked, crisis: Crisis, command: Command) -> bool:
        person = await person_of(services, asked.body)
        outcome = await services.log.append(crisis.id, command, person)
        if isinstance(outcome, Refused):
            await asked.ack(text=refusal(asked.t, outcome))
            return False
        return True

    async def form(asked: Asked, view: dict[str, Any]) -> None:
        await open_form(services, asked.body, asked.respond, view)
        await asked.ack()

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
        if crisis.closed:
            await asked.ack(text=refusal(asked.t, _closed(crisis)))
        elif not asked.text:
            await form(asked, modals.fact(asked.t, crisis))
        elif await act(asked, crisis, ProposeFact(asked.text)):
            await asked.ack(
                text=asked.t(
                    "Proposed. Somebody else confirms it in the room, from the fact register."
                )
            )

    async def severity(asked: Asked, crisis: Crisis) -> None:
        if crisis.closed:
            await asked.ack(text=refusal(asked.t, _closed(crisis)))
        else:
            await form(asked, modals.severity(asked.t, crisis))

    async def close(asked: Asked, crisis: Crisis) -> None:
        if crisis.closed:
            await asked.ack(text=refusal(asked.t, _closed(crisis)))
        elif not may_approve(person := await person_of(services, asked.body)):
            await asked.ack(text=refusal(asked.t, not_a_member(person)))
        else:
            await form(asked, modals.closing(asked.t, crisis))

    async def export(asked: Asked, crisis: Crisis) -> None:
        if await act(asked, crisis, MakeExport()):
            await asked.ack(text=asked.t("The export is on its way to the room."))

    in_room: dict[Verb, Callable[[Asked, Crisis], Awaitable[None]]] = {
        "status": status,
        "note": note,
        "fact": fact,
        "severity": severity,
        "close": close,
        "export": export,
    }


def _closed(crisis: Crisis) -> Refused:
    return Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
