"""A file of critics: fetched from Slack, read, put on the board, and reported on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot import critics_csv
from bot.commands.critics import IN_ONE_ENTRY, AddCritics
from bot.crisis import Crisis
from bot.critics_csv import MOST_BYTES, Table
from bot.events import ListedCritic
from bot.locale import words
from bot.people import Person
from bot.refused import Refused
from bot.services import Services
from bot.slack import Slack, SlackRefused, SlackUnsure
from bot.surfaces import table_report
from bot.surfaces.blocks import MESSAGE_TEXT, quoted
from bot.surfaces.exercise import marked_text
from bot.surfaces.refusals import refusal

log = structlog.get_logger(__name__)

AHEAD = timedelta(days=1)
"""How far a date may be ahead of now: the table may come from another time zone."""


async def take(
    services: Services, team: str, person: Person, crisis: Crisis, file: dict[str, Any], name: str
) -> None:
    """Puts the critics of a file on the board and tells the person what became of each line.

    `name` is what the log knows the request by: the same file twice at once is taken once.
    """
    slack, t = services.slack_of(team), words(person.language)
    title = str(file.get("name") or "CSV")
    try:
        content = await _content(slack, file)
    except (SlackRefused, SlackUnsure) as error:
        log.warning("file_not_read", error=error.error)
        told = t(
            "*{file}* could not be read from Slack ({error}). Please send it again.",
            file=quoted(title, 100),
            error=error.error,
        )
    else:
        told = (
            table_report.too_large(t)
            if content is None
            else await _taken(services, person, crisis, title, content, name)
        )
    try:
        text = marked_text(t, crisis, told, MESSAGE_TEXT)
        await slack.call("chat.postMessage", channel=person.id, text=text)
    except (SlackRefused, SlackUnsure) as error:
        log.warning("person_not_told", error=error.error)


async def _content(slack: Slack, file: dict[str, Any]) -> bytes | None:
    """A file's bytes; `None` where there are more than may be, whatever Slack said of its size."""
    if not file.get("url_private_download"):
        # A form may name a file without telling more of it.
        file = (await slack.call_form("files.info", file=file["id"]))["file"]
    parts, size = [], 0
    async with aclosing(slack.download(file["url_private_download"])) as pieces:
        async for piece in pieces:
            size += len(piece)
            if size > MOST_BYTES:
                return None
            parts.append(piece)
    return b"".join(parts)


async def _taken(
    services: Services, person: Person, crisis: Crisis, title: str, content: bytes, name: str
) -> str:
    """Adds what can be read; what the person is told."""
    t = words(person.language)
    table: Table = await asyncio.to_thread(
        critics_csv.read,
        content,
        services.now() + AHEAD,
        ZoneInfo(person.timezone),
        day_first=person.locale != "en-US",
    )
    added, refused = await _added(services, person, crisis, table.critics, name)
    told = table_report.report(t, crisis, title, table, added)
    return told if refused is None else f"{told}\n:no_entry: {refusal(t, refused)}"


async def _added(
    services: Services, person: Person, crisis: Crisis, critics: Sequence[ListedCritic], name: str
) -> tuple[int, Refused | None]:
    """How many are new on the board. An append for each entry, so that clicks come in between."""
    added = 0
    for first in range(0, len(critics), IN_ONE_ENTRY):
        outcome = await services.log.append(
            crisis.id,
            AddCritics(tuple(critics[first : first + IN_ONE_ENTRY]), "csv"),
            person,
            request=f"{name}/{first}",
        )
        if isinstance(outcome, Refused):
            return added, outcome
        added += sum(len((entry.data or {})["critics"]) for entry in outcome.entries)
    return added, None
