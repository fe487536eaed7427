"""What people write in crisis rooms, edit and delete: kept in the record while the crisis keeps it;
and messages of the app's own that somebody deleted, which come back."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.chain import APP
from bot.commands.messages import KeepChange, KeepMessage, KeepRemoval, MessageCommand
from bot.crisis import Crisis
from bot.events import MessageRef
from bot.kept_messages import keeps_messages
from bot.people import Person
from bot.services import Services
from bot.slack import Slack
from handlers.evidence import files_of

Json = dict[str, Any]

WRITTEN = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of messages that somebody wrote. Others tell who joined, what was renamed, and so on:
https://docs.slack.dev/reference/events/message#subtypes"""

SLACKBOT = "USLACKBOT"


def register(app: AsyncApp, services: Services) -> None:
    @app.event("message")
    async def message(body: Json, event: Json) -> None:
        crisis = await services.log.in_channel(body["team_id"], event["channel"])
        if crisis is None:
            return
        gone = deleted(event)
        if gone is not None:
            await services.sync.message_deleted(crisis, gone)
        if keeps_messages(crisis):
            command, by = read(event, crisis, services.slack_of(body["team_id"]))
            if command is not None:
                # Slack hears that this was taken once it is committed; until then it sends it again.
                await services.log.append(crisis.id, command, by, request=body["event_id"])


def deleted(event: Json) -> str | None:
    """The message (its `ts`) that an event says is gone."""
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        return str(event["deleted_ts"])
    # What Slack makes of a deleted message that has replies.
    if subtype == "message_changed" and event["message"].get("subtype") == "tombstone":
        return str(event["message"]["ts"])
    return None


def read(event: Json, crisis: Crisis, slack: Slack) -> tuple[MessageCommand | None, Person]:
    """What there is to keep of an event, and whose doing it was."""
    app, nothing = Person(id=APP), (None, Person(id=APP))
    before, gone = event.get("previous_message"), deleted(event)
    if gone is not None:
        if before is None:
            return KeepRemoval(MessageRef(channel=event["channel"], ts=gone)), app
        if not _by_a_person(before, slack):
            return nothing
        reference = MessageRef(channel=event["channel"], ts=gone, author=before["user"])
        # Slack does not say who deleted it: an admin may, too.
        return KeepRemoval(reference, before.get("text") or ""), app
    changed = event.get("subtype") == "message_changed"
    message = event["message"] if changed else event
    if not _by_a_person(message, slack):
        return nothing
    text = message.get("text") or ""
    reference = MessageRef(
        channel=event["channel"],
        ts=message["ts"],
        author=message["user"],
        link=slack.permalink(event["channel"], message["ts"]),
    )
    if changed:
        # Slack says so, too, when it shows what a link leads to, or when somebody replied.
        if before is None or (before.get("text") or "") == text:
            return nothing
        editor = (message.get("edited") or {}).get("user") or message["user"]
        return KeepChange(reference, text, before.get("text") or ""), Person(id=editor)
    thread = message.get("thread_ts")
    return (
        KeepMessage(
            reference,
            text,
            thread_ts=thread if thread != message["ts"] else None,
            files=files_of(message.get("files") or (), reference.link),
        ),
        Person(id=message["user"]),
    )


def _by_a_person(message: Json, slack: Slack) -> bool:
    """Whether a person wrote it: neither an app, nor Slack, nor this app itself."""
    written = message.get("subtype") in WRITTEN and not message.get("bot_id")
    return written and message.get("user") not in (None, SLACKBOT, slack.me.user)
