"""Shortcuts: in a message's menu, and the one that opens a crisis from anywhere."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.room import AddNote
from bot.events import MessageRef, NoteAdded
from bot.readable import readable
from bot.refused import Refused
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, open_form, person_of, plain, team_of, visible, words_of
from handlers.opening import opening_form

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.shortcut("crisis_from_message")
    async def crisis_from_message(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        message = reference(services, body)
        text = body["message"].get("text", "")
        prefill = modals.Prefill(
            what=readable(text),
            source=message,
            post_link=first_link(text) or message.link,
            reply_url=body.get("response_url"),
        )
        view = await opening_form(services, body, prefill)
        await open_form(services, body, respond, view)
        await ack()

    @app.shortcut("note_from_message")
    async def note_from_message(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        person, t = await person_of(services, body), await words_of(services, body)
        message, text = reference(services, body), readable(body["message"].get("text", ""))
        here = await services.log.in_channel(team_of(body), message.channel)
        crises = [here] if here else await visible(services, team_of(body), person)
        if not crises:
            said = t("Nothing is open. To open a crisis, type /crisis and what happened.")
            ephemeral(services, respond, said)
        elif here is not None and text.strip():
            note = NoteAdded(text=text, via="shortcut", message=message)
            outcome = await services.log.append(here.id, AddNote(note), person)
            if isinstance(outcome, Refused):
                ephemeral(services, respond, refusal(t, outcome))
        else:
            view = modals.keep(t, crises, message, text)
            await open_form(services, body, respond, view)
        await ack()

    @app.shortcut("open_crisis")
    async def open_crisis(ack: AsyncAck, body: Body) -> None:
        view = await opening_form(services, body, modals.Prefill())
        await open_form(services, body, None, view)
        await ack()


def reference(services: Services, body: Body) -> MessageRef:
    """The message that a shortcut was used on."""
    channel, message = body["channel"]["id"], body["message"]
    return MessageRef(
        channel=channel,
        ts=message["ts"],
        author=message.get("user"),
        link=services.slack_of(team_of(body)).permalink(channel, message["ts"]),
    )


def first_link(text: str) -> str | None:
    """The first address in a message: most often that of the bad post."""
    found = re.search(r"<(https?://[^|>]+)", text)
    return plain(found[1]) if found else None
