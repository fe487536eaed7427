"""`/crisis` and what may follow it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands import AddNote, Command, MakeExport, Refused, not_a_member
from bot.crisis import Crisis
from bot.events import NoteAdded
from bot.locale import Words
from bot.people import may_approve
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.blocks import escape
from bot.surfaces.card import card
from bot.surfaces.home import crisis_list, help_text
from bot.surfaces.modals.form import INPUT_TEXT
from bot.surfaces.refusals import refusal
from handlers.asking import form_not_opened, open_form, person_of, plain, team_of, visible, words_of
from handlers.words import Verb, parse

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/crisis")
    async def crisis(ack: AsyncAck, body: Body) -> None:
        verb, text = parse(plain(body.get("text", "")))
        t = await words_of(services, body)
        if verb is None:
            await open_crisis(ack, body, t, text)
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
                await ack(text=await elsewhere(body, t))
            else:
                await in_room[verb](ack, body, t, here, text)

    async def open_crisis(ack: AsyncAck, body: Body, t: Words, text: str) -> None:
        person = await person_of(services, body)
        prefill = modals.Prefill(what=text, reply_url=body.get("response_url"))
        view = modals.opening(t, person, services.now(), prefill)
        problem = await open_form(services, body, None, view)
        if problem is not None:
            await ack(text=f"{form_not_opened(t, problem)}\n{escape(text)}")
        elif len(text) > INPUT_TEXT:
            said = t(
                "The form takes {n} characters. All that you typed stands here, for you alone, so "
                "that you can add the rest as a note:",
                n=INPUT_TEXT,
            )
            await ack(text=f"{said}\n{escape(text)}")
        else:
            await ack()

    async def elsewhere(body: Body, t: Words) -> str:
        """Not a crisis room: says so, and where the rooms are."""
        person = await person_of(services, body)
        rooms = [c for c in await visible(services, team_of(body), person) if c.channel]
        said = t("This works only in a crisis room, and this channel is not one.")
        if not rooms:
            open_one = t("Nothing is open. To open a crisis, type /crisis and what happened.")
            return f"{said} {open_one}"
        listed = t("Open now: {rooms}", rooms=", ".join(f"<#{c.channel}>" for c in rooms[:10]))
        return f"{said} {listed}"

    async def act(ack: AsyncAck, body: Body, t: Words, crisis: Crisis, command: Command) -> bool:
        person = await person_of(services, body)
        outcome = await services.log.append(crisis.id, command, person)
        if isinstance(outcome, Refused):
            await ack(text=refusal(t, outcome))
            return False
        return True

    async def form(ack: AsyncAck, body: Body, t: Words, view: dict[str, Any]) -> None:
        problem = await open_form(services, body, None, view)
        if problem is None:
            await ack()
        else:
            await ack(text=form_not_opened(t, problem))

    async def status(ack: AsyncAck, body: Body, t: Words, crisis: Crisis, text: str) -> None:
        fallback, blocks = card(t, crisis)
        await ack(text=fallback, blocks=blocks)

    async def note(ack: AsyncAck, body: Body, t: Words, crisis: Crisis, text: str) -> None:
        if not text:
            await form(ack, body, t, modals.note(t, crisis))
        elif await act(ack, body, t, crisis, AddNote(NoteAdded(text=text, via="command"))):
            await ack()

    async def severity(ack: AsyncAck, body: Body, t: Words, crisis: Crisis, text: str) -> None:
        if crisis.closed:
            await ack(text=refusal(t, _closed(crisis)))
        else:
            await form(ack, body, t, modals.severity(t, crisis))

    async def close(ack: AsyncAck, body: Body, t: Words, crisis: Crisis, text: str) -> None:
        if crisis.closed:
            await ack(text=refusal(t, _closed(crisis)))
        elif not may_approve(person := await person_of(services, body)):
            await ack(text=refusal(t, not_a_member(person)))
        else:
            await form(ack, body, t, modals.closing(t, crisis))

    async def export(ack: AsyncAck, body: Body, t: Words, crisis: Crisis, text: str) -> None:
        if await act(ack, body, t, crisis, MakeExport()):
            await ack(text=t("The export is on its way to the room."))

    in_room: dict[Verb, Callable[[AsyncAck, Body, Words, Crisis, str], Awaitable[None]]] = {
        "status": status,
        "note": note,
        "severity": severity,
        "close": close,
        "export": export,
    }


def _closed(crisis: Crisis) -> Refused:
    return Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
