"""What happens in Slack without a click on something of ours."""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakValueDictionary

import structlog
from slack_bolt.async_app import AsyncApp

from bot.commands import Command
from bot.commands.messages import TakeBackNote
from bot.commands.room import AddNote
from bot.events import MessageRef, NoteAdded
from bot.people import Person
from bot.readable import readable
from bot.services import Services
from bot.slack import Slack, SlackRefused, SlackUnsure
from handlers.asking import ACK_SOON
from handlers.evidence import CAMERAS, of_message
from handlers.home_tab import show_home

log = structlog.get_logger(__name__)

PIN = "pushpin"


class _Turns:
    """One at a time for each message: a pin that is taken away at once must not be taken back
    before it was noted."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    def at(self, item: dict[str, Any]) -> asyncio.Lock:
        return self._locks.setdefault((item["channel"], item["ts"]), asyncio.Lock())


def register(app: AsyncApp, services: Services) -> None:
    turns = _Turns()

    @app.event("reaction_added")
    async def reaction_added(body: dict[str, Any], event: dict[str, Any]) -> None:
        item = event["item"]
        if event["reaction"] in (PIN, *CAMERAS) and item.get("type") == "message":
            async with turns.at(item):
                await added(body, event, item)

    @app.event("reaction_removed")
    async def reaction_removed(body: dict[str, Any], event: dict[str, Any]) -> None:
        item = event["item"]
        if event["reaction"] == PIN and item.get("type") == "message":
            async with turns.at(item):
                await removed(body, event, item)

    async def added(body: dict[str, Any], event: dict[str, Any], item: dict[str, Any]) -> None:
        crisis = await services.log.in_channel(body["team_id"], item["channel"])
        if crisis is None:
            return
        slack = services.slack_of(body["team_id"])
        link = slack.permalink(item["channel"], item["ts"])
        reference = MessageRef(
            channel=item["channel"], ts=item["ts"], author=event.get("item_user"), link=link
        )
        command: Command
        if event["reaction"] == PIN:
            text = await _text(slack, item["channel"], item["ts"])
            note = NoteAdded(text=text.strip() or link, via="pushpin", message=reference)
            command = AddNote(note)
        else:
            # Without its files it would be kept for nothing: where Slack does not give the
            # message now, no ack goes out, and Slack tells of the reaction again.
            message = await _message(slack, item["channel"], item["ts"])
            command = of_message(message, reference, services.now())
        # A second one on the same message, or Slack sending this again, adds nothing.
        await services.log.append(
            crisis.id, command, Person(id=event["user"]), request=body["event_id"]
        )

    async def removed(body: dict[str, Any], event: dict[str, Any], item: dict[str, Any]) -> None:
        crisis = await services.log.in_channel(body["team_id"], item["channel"])
        if crisis is not None:
            message = MessageRef(channel=item["channel"], ts=item["ts"])
            by, request = Person(id=event["user"]), body["event_id"]
            await services.log.append(crisis.id, TakeBackNote(message), by, request=request)

    @app.event("app_home_opened")
    async def app_home_opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("tab") not in (None, "home"):
            return
        # Nothing is committed: the ack need not wait for Slack to show it.
        services.later(show_home(services, body["team_id"], event["user"]))


async def _text(slack: Slack, channel: str, ts: str) -> str:
    """A message's text; empty where Slack does not give it before the ack is due."""
    try:
        message = await _message(slack, channel, ts)
    except (SlackUnsure, TimeoutError) as error:
        log.warning("message_unread", channel=channel, error=str(error))
        return ""
    return readable(message.get("text", ""))


async def _message(slack: Slack, channel: str, ts: str) -> dict[str, Any]:
    """A message; empty where it is gone, or not for the app to see.

    Raises:
        SlackUnsure, TimeoutError: Slack does not give it before the ack is due.
    """
    try:
        async with asyncio.timeout(ACK_SOON):
            answer = await slack.call_form(
                "conversations.replies",
                channel=channel,
                ts=ts,
                oldest=ts,
                latest=ts,
                inclusive=True,
            )
    except SlackRefused as error:
        log.warning("message_unread", channel=channel, error=str(error))
        return {}
    return next((m for m in answer["messages"] if m["ts"] == ts), {})
