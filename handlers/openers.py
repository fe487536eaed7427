"""Who may open a crisis, and how the others ask those who may."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot.events import MessageRef
from bot.locale import words
from bot.people import Person, may_lead
from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.surfaces.content import Content
from bot.surfaces.modals.running import is_group
from bot.surfaces.request import asked_channel, asked_people, not_asked, request
from handlers.asking import ByDirectMessage

log = structlog.get_logger(__name__)

Body = dict[str, Any]

ASKED = 10
"""People who are asked by a direct message at most."""


async def members(services: Services, team: str, openers: str) -> tuple[str, ...] | None:
    """Who is in the group or the channel that may open crises; `None`: Slack does not say."""
    if is_group(openers):
        return await services.directory.group(team, openers)
    return await services.directory.members(team, openers)


async def may_open(services: Services, team: str, person: Person) -> bool:
    """Whether somebody may open a crisis.

    Where Slack does not say who may, or nobody is left who may, every member of the company may:
    a crisis must not wait.
    """
    openers = (await services.settings.of(team)).openers
    if openers is None:
        return True
    known = await members(services, team, openers)
    return person.id in known if known else may_lead(person)


async def ask(
    services: Services,
    team: str,
    who: Person,
    key: str,
    what: str,
    post_link: str | None,
    source: MessageRef | None,
    reply_url: str | None,
) -> None:
    """Sends the request to those who may, and tells whoever asked how that went."""
    openers = (await services.settings.of(team)).openers
    t = words(who.language)
    said = not_asked(t, what)
    if openers is not None and not is_group(openers):
        language = (await services.settings.of(team)).language or who.language
        message = request(words(language), who.id, key, what, post_link, source)
        if await _send(services, team, openers, message):
            said = asked_channel(t, openers)
    else:
        asked = await _ask_people(services, team, who, key, what, post_link, source)
        if asked:
            said = asked_people(t, asked)
    await _tell(services, team, who.id, reply_url, said)


async def _ask_people(
    services: Services,
    team: str,
    who: Person,
    key: str,
    what: str,
    post_link: str | None,
    source: MessageRef | None,
) -> list[str]:
    """Those who were asked."""
    openers = (await services.settings.of(team)).openers
    known = await members(services, team, openers) if openers is not None else None
    found = await asyncio.gather(*(services.directory.person(team, one) for one in known or ()))
    able = [one for one in found if not (one.deactivated or one.bot or one.id == who.id)]
    # Whoever is on leave is asked only if nobody else is there.
    able.sort(key=lambda one: one.away(services.now()))

    async def one(person: Person) -> bool:
        t = words(person.language)
        message = request(t, who.id, key, what, post_link, source)
        return await _send(services, team, person.id, message)

    chosen = able[:ASKED]
    sent = await asyncio.gather(*(one(person) for person in chosen))
    return [person.id for person, done in zip(chosen, sent, strict=True) if done]


async def _send(services: Services, team: str, place: str, message: Content) -> bool:
    try:
        await services.slack_of(team).call(
            "chat.postMessage",
            channel=place,
            text=message.text,
            blocks=list(message.blocks),
            unfurl_links=False,
            unfurl_media=False,
        )
    except (SlackRefused, SlackUnsure) as error:
        log.warning("request_not_sent", place=place, error=error.error)
        return False
    return True


async def _tell(services: Services, team: str, user: str, reply_url: str | None, said: str) -> None:
    if reply_url is not None:
        try:
            answer = {"response_type": "ephemeral", "text": said, "replace_original": False}
            await services.slack_of(team).respond(reply_url, answer)
            return
        except (SlackRefused, SlackUnsure) as error:
            log.warning("person_not_told", error=error.error)
    await ByDirectMessage(services, team, user)(text=said)
