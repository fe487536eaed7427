"""A message that quotes or links a critic, put on the board from its menu."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot import critics as board
from bot.critics_csv import HANDLE
from bot.readable import readable
from bot.refused import Refused
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, open_form, person_of, plain, team_of, visible, words_of
from handlers.shortcuts import first_link

Body = dict[str, Any]

_LINKS = re.compile(r"<https?://[^>]*>")
_QUOTE = re.compile(r"^(?:&gt;|>)\s?", re.MULTILINE)
_AT = re.compile(r"\(@([\w.@-]+)\)|(?<!\w)@([\w.-]+)")


def register(app: AsyncApp, services: Services) -> None:
    @app.shortcut("critic_from_message")
    async def critic_from_message(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        person, t = await person_of(services, body), await words_of(services, body)
        here = await services.log.in_channel(team_of(body), body["channel"]["id"])
        crises = [here] if here else await visible(services, team_of(body), person)
        if not crises:
            said = t("Nothing is open. To open a crisis, type /crisis and what happened.")
            ephemeral(services, respond, said)
        elif here is not None and here.closed:
            closed = Refused("closed", {"who": here.closed_by, "at": here.closed_at})
            ephemeral(services, respond, refusal(t, closed))
        else:
            first, *others = crises
            view = modals.add_critics(t, first, found_in(body["message"]), others)
            await open_form(services, body, respond, view)
        await ack()


def found_in(message: dict[str, Any]) -> modals.Found:
    """The critic whom a message is about.

    Slack shows a linked post below the message, as an attachment with its author and text:
    https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
    """
    text = str(message.get("text") or "")
    shown: dict[str, Any] = next(
        (a for a in message.get("attachments") or () if a.get("from_url") or a.get("text")), {}
    )
    link = first_link(text) or plain(str(shown.get("from_url") or "")) or None
    link = link if link and board.address(link) else None
    author = str(shown.get("author_subname") or shown.get("author_name") or "")
    named = _AT.search(author)
    handle = (board.account_of(link) if link else None) or (
        (named[1] or named[2]) if named else author
    )
    said = str(shown.get("text") or "") or _QUOTE.sub("", _LINKS.sub("", text))
    return modals.Found(
        link=link,
        handle=plain(handle)[:HANDLE] or None,
        said=readable(said).strip() or None,
        via="shortcut",
    )
