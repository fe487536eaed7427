"""`/crisis` and what may follow it."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.refused import not_a_member
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.blocks import escape
from bot.surfaces.home import crisis_list, help_text
from bot.surfaces.modals.form import INPUT_TEXT
from bot.surfaces.refusals import refusal
from handlers import drilling
from handlers.asking import open_form, person_of, plain, team_of, visible, words_of
from handlers.commands import critics, evidence, keeping, playbooks, roles, room, updates
from handlers.commands.asked import Asked, InRoom, form, marking
from handlers.opening import opening_form
from handlers.words import Verb, parse

Body = dict[str, Any]

IN_ROOM: dict[Verb, InRoom] = {
    **room.IN_ROOM,
    **playbooks.IN_ROOM,
    **roles.IN_ROOM,
    **evidence.IN_ROOM,
    **critics.IN_ROOM,
    **updates.IN_ROOM,
    **keeping.IN_ROOM,
}


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/crisis")
    async def crisis(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        verb, text = parse(plain(body.get("text", "")))
        t = await words_of(services, body)
        asked = Asked(services, ack, respond, body, t, text)
        if verb is None:
            await open_crisis(asked)
        elif verb == "help":
            await ack(text=help_text(t))
        elif verb == "list":
            await list_crises(asked)
        elif verb == "drill":
            await start_drill(asked)
        else:
            here = await services.log.in_channel(team_of(body), body["channel_id"])
            if here is None:
                await ack(text=await elsewhere(asked))
            else:
                await IN_ROOM[verb](marking(asked, here), here)


async def list_crises(asked: Asked) -> None:
    person = await person_of(asked.services, asked.body)
    crises = await visible(asked.services, team_of(asked.body), person)
    fallback, blocks = crisis_list(asked.t, crises)
    await asked.ack(text=fallback, blocks=blocks)


async def start_drill(asked: Asked) -> None:
    person = await person_of(asked.services, asked.body)
    if drilling.may_start(person):
        reply_url = asked.body.get("response_url")
        await form(asked, drilling.form(asked.services, asked.t, person, reply_url=reply_url))
    else:
        await asked.ack(text=refusal(asked.t, not_a_member(person)))


async def open_crisis(asked: Asked) -> None:
    t, text = asked.t, asked.text
    prefill = modals.Prefill(what=text, reply_url=asked.body.get("response_url"))
    view = await opening_form(asked.services, asked.body, prefill)
    await open_form(asked.services, asked.body, asked.respond, view, typed=text)
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
    person = await person_of(asked.services, body)
    rooms = [c for c in await visible(asked.services, team_of(body), person) if c.channel]
    said = t("This works only in a crisis room, and this channel is not one.")
    if not rooms:
        open_one = t("Nothing is open. To open a crisis, type /crisis and what happened.")
        return f"{said} {open_one}"
    listed = t("Open now: {rooms}", rooms=", ".join(f"<#{c.channel}>" for c in rooms[:10]))
    return f"{said} {listed}"
