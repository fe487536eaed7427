"""conversations.history and conversations.replies."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from itertools import islice

from ..errors import SlackError
from ..forms import message_json
from ..records import Channel, Json, Message
from .registry import HISTORY, Context, method, page

# https://docs.slack.dev/reference/methods/conversations.history
MOST = 999


def _bound(context: Context, name: str, default: float) -> float:
    if not context.args.given(name):
        return default
    try:
        return float(context.args.text(name))
    except ValueError as error:
        raise SlackError(f"invalid_ts_{name}") from error


def _within(context: Context, messages: Iterable[Message]) -> Iterable[Message]:
    oldest = _bound(context, "oldest", 0)
    latest = _bound(context, "latest", float("inf"))
    if context.args.flag("inclusive"):
        return (item for item in messages if oldest <= float(item.ts) <= latest)
    return (item for item in messages if oldest < float(item.ts) < latest)


def _before_cursor(context: Context) -> str | None:
    cursor = context.args.text("cursor")
    if not cursor:
        return None
    try:
        word, _, ts = base64.b64decode(cursor, validate=True).decode().partition(":")
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
    if word != "next_ts":
        raise SlackError("invalid_cursor")
    return ts


def _readable(context: Context) -> Channel:
    return context.member_channel(scopes=HISTORY)


@method("conversations.history", *HISTORY.values())
def history(context: Context) -> Json:
    """The messages of a conversation, newest first, without replies in threads."""
    channel = _readable(context)
    limit = context.args.number("limit", 100, 0, 1000) or 100
    start = _before_cursor(context)
    newest = (channel.messages[ts] for ts in reversed(channel.messages))
    shown = (
        item
        for item in _within(context, newest)
        if not item.is_reply and (start is None or float(item.ts) <= float(start))
    )
    found = list(islice(shown, min(limit, MOST) + 1))
    more = len(found) > min(limit, MOST)
    following = found.pop() if more else None
    metadata = context.args.flag("include_all_metadata")
    answer: Json = {
        "messages": [message_json(context.ws, item, metadata=metadata) for item in found],
        "has_more": more,
        "pin_count": len(channel.pins),
    }
    if following is not None:
        cursor = base64.b64encode(f"next_ts:{following.ts}".encode()).decode()
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


@method("conversations.replies", *HISTORY.values())
def replies(context: Context) -> Json:
    """A thread, oldest first, its parent at the head."""
    channel = _readable(context)
    message = channel.messages.get(context.args.required("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    parent = channel.messages.get(message.thread_ts or message.ts, message)
    thread = [parent, *_within(context, (channel.messages[ts] for ts in parent.replies))]
    found, cursor = page(context, thread, 1000, default=1000)
    metadata = context.args.flag("include_all_metadata")
    return {
        "messages": [message_json(context.ws, item, metadata=metadata) for item in found],
        "has_more": bool(cursor["next_cursor"]),
        "response_metadata": cursor,
    }
