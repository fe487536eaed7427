"""Answers to interactions: posts to a response URL, and the bodies of acknowledgements.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from typing import Any

from .errors import SlackError
from .forms import message_json
from .methods.content import checked_blocks, checked_text
from .records import Ephemeral, Json, Message, ResponseUrl
from .workspace import Workspace

USES = 5
SECONDS = 30 * 60


def _content(body: Json) -> tuple[str, list[Json]]:
    text = checked_text(str(body.get("text") or ""))
    blocks = checked_blocks(body["blocks"]) if body.get("blocks") else []
    if not (text or blocks):
        raise SlackError("no_text")
    return text, blocks


def show(
    ws: Workspace, channel: str, user_id: str, body: Json, ts: str | None = None
) -> Message | Ephemeral:
    """Shows an answer: to the one person, or to the channel if it says in_channel.

    `ts` is that of the ephemeral message it takes the place of.
    """
    text, blocks = _content(body)
    thread_ts = body.get("thread_ts")
    if body.get("response_type") != "in_channel":
        seen = Ephemeral(ts or ws.next_ts(), channel, user_id, text, blocks, thread_ts)
        return ws.whisper(seen)
    message = Message(
        ts=ws.next_ts(),
        channel=channel,
        user=ws.app.bot_user_id,
        text=text,
        blocks=blocks,
        bot_id=ws.app.bot_id,
        app_id=ws.app.app_id,
        thread_ts=thread_ts,
    )
    return ws.post(message)


def _original(ws: Workspace, url: ResponseUrl) -> Message | None:
    channel = ws.channels.get(url.channel)
    message = channel.messages.get(url.message_ts or "") if channel else None
    own = message is not None and message.bot_id == ws.app.bot_id
    return message if own else None


def respond(ws: Workspace, key: str, body: Any) -> None:
    """A post to a response URL. SlackError used_url, expired_url, no_text, invalid_blocks."""
    url = ws.response_urls.get(key)
    if url is None or url.uses >= USES:
        raise SlackError("used_url")
    if ws.now() - url.created > SECONDS:
        raise SlackError("expired_url")
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    if url.channel not in ws.channels:
        raise SlackError("channel_not_found")
    replace = bool(body.get("replace_original"))
    original = _original(ws, url)
    if body.get("delete_original"):
        if url.ephemeral:
            ws.unwhisper(url.user, url.message_ts or "")
        elif original is not None:
            ws.delete(original, message_json(ws, original))
        if not (body.get("text") or body.get("blocks")):
            url.uses += 1
            return
    if replace and original is not None and not url.ephemeral:
        text, blocks = _content(body)
        before = message_json(ws, original)
        original.text, original.blocks = text, blocks
        original.edited = {"user": ws.app.bot_user_id, "ts": ws.next_ts()}
        ws.edit(original, before)
    else:
        show(ws, url.channel, url.user, body, url.message_ts if replace else None)
    url.uses += 1
