"""chat.*"""

from __future__ import annotations

import re

from ..errors import SlackError
from ..forms import message_json
from ..records import Channel, Ephemeral, Json, Message
from .content import attachments_of, blocks_of, checked_text, metadata_of
from .registry import Context, method

_TS = re.compile(r"\d{1,12}\.\d{6}")


def _target(context: Context) -> Channel:
    """Where to post: a channel by id or name, or a user by id (their direct messages)."""
    reference = context.args.required("channel", "channel_not_found")
    user = context.ws.users.get(reference)
    if user is not None:
        if user.id == context.bot or user.deleted:
            raise SlackError("channel_not_found")
        return context.ws.open_im(user.id)
    try:
        channel = context.ws.channel(reference)
    except KeyError as error:
        raise SlackError("channel_not_found") from error
    if not context.ws.sees(context.bot, channel):
        raise SlackError("channel_not_found")
    return channel


def _thread(context: Context, channel: Channel) -> str | None:
    """The thread to answer in; a reply's ts stands for its parent's."""
    thread_ts = context.args.text("thread_ts")
    if not thread_ts:
        return None
    if _TS.fullmatch(thread_ts) is None:
        raise SlackError("invalid_thread_ts")
    parent = channel.messages.get(thread_ts)
    return parent.thread_ts or thread_ts if parent is not None else thread_ts


@method("chat.postMessage", "chat:write")
def post_message(context: Context) -> Json:
    """Posts a message."""
    channel = _target(context)
    if channel.is_archived:
        raise SlackError("is_archived")
    open_to_all = channel.kind == "public" and "chat:write.public" in context.scopes
    if context.bot not in channel.members and not open_to_all:
        raise SlackError("not_in_channel")
    text = checked_text(context.args.text("text"))
    markdown = checked_text(context.args.text("markdown_text"))
    blocks = blocks_of(context)
    attachments = attachments_of(context)
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if not (text or blocks or attachments or markdown):
        raise SlackError("no_text")
    app = context.ws.app
    message = Message(
        ts=context.ws.next_ts(),
        channel=channel.id,
        user=app.bot_user_id,
        text=text or markdown,
        blocks=blocks or [],
        attachments=attachments or [],
        bot_id=app.bot_id,
        app_id=app.app_id,
        thread_ts=_thread(context, channel),
        metadata=metadata_of(context) or None,
    )
    if context.args.text("username"):
        context.need("chat:write.customize")
        message.username = context.args.text("username")
        message.subtype, message.user = "bot_message", None
    if message.thread_ts and context.args.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    context.ws.post(message)
    form = message_json(context.ws, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": form}


def _own_message(context: Context, channel: Channel, refusal: str) -> Message:
    message = context.message(channel)
    if message.bot_id != context.ws.app.bot_id:
        raise SlackError(refusal)
    return message


@method("chat.update", "chat:write")
def update(context: Context) -> Json:
    """Edits a message of the bot's own. What is not given stays: blocks, metadata."""
    channel = context.channel(absent="channel_not_found")
    message = _own_message(context, channel, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    blocks = blocks_of(context)
    attachments = attachments_of(context)
    metadata = metadata_of(context)
    text = checked_text(context.args.text("text") or context.args.text("markdown_text"))
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    before = message_json(context.ws, message)
    if context.args.given("text") or context.args.given("markdown_text"):
        message.text = text
    if blocks is not None:
        message.blocks = blocks
    if attachments is not None:
        message.attachments = attachments
    if metadata is not None:
        message.metadata = metadata or None
    message.edited = {"user": context.bot, "ts": context.ws.next_ts()}
    context.ws.edit(message, before)
    form = message_json(context.ws, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": form}


@method("chat.delete", "chat:write")
def delete(context: Context) -> Json:
    """Deletes a message of the bot's own."""
    channel = context.channel(absent="channel_not_found")
    message = _own_message(context, channel, "cant_delete_message")
    context.ws.delete(message, message_json(context.ws, message))
    return {"channel": channel.id, "ts": message.ts}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(context: Context) -> Json:
    """Shows a message to one member of the channel."""
    channel = context.channel(absent="channel_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    if context.bot not in channel.members:
        raise SlackError("not_in_channel")
    user = context.user()
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    text = checked_text(context.args.text("text") or context.args.text("markdown_text"))
    blocks = blocks_of(context)
    if not (text or blocks or attachments_of(context)):
        raise SlackError("no_text")
    seen = Ephemeral(
        ts=context.ws.next_ts(),
        channel=channel.id,
        user=user.id,
        text=text,
        blocks=blocks or [],
        thread_ts=_thread(context, channel),
    )
    context.ws.whisper(seen)
    return {"message_ts": seen.ts}


@method("chat.getPermalink")
def get_permalink(context: Context) -> Json:
    """A link to a message."""
    channel = context.channel(absent="channel_not_found")
    message = channel.messages.get(context.args.required("message_ts", "message_not_found"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{context.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
