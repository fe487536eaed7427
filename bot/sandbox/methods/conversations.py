"""conversations.*: making, naming, finding and describing channels."""

from __future__ import annotations

import re

from ..errors import SlackError
from ..forms import channel_json
from ..records import Channel, Json
from ..workspace import Workspace
from .registry import MANAGE, READ, Context, method, page

# Limits of https://docs.slack.dev/reference/methods/conversations.create and .setTopic.
NAME_LENGTH = 80
NOTE_LENGTH = 250

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def check_channel_name(ws: Workspace, name: str) -> None:
    """Slack's rules for channel names; names of archived channels are taken too."""
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > NAME_LENGTH:
        raise SlackError("invalid_name_maxlength")
    if re.fullmatch(r"[a-z0-9_-]+", name) is None:
        raise SlackError("invalid_name_specials")
    if re.search(r"[a-z0-9]", name) is None:
        raise SlackError("invalid_name_punctuation")
    if name in ws.channel_names:
        raise SlackError("name_taken")


def not_for_im(channel: Channel) -> Channel:
    """Refuses a direct message channel."""
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def kinds_asked(context: Context) -> set[str]:
    """The kinds that the argument `types` asks for; each needs its scope."""
    asked = context.args.words("types") or ["public_channel"]
    if not set(asked) <= set(_KINDS):
        raise SlackError("invalid_types")
    kinds = {_KINDS[word] for word in asked}
    for kind in sorted(kinds - {"mpim"}):
        context.need(READ[kind])
    return kinds


@method("conversations.create", "channels:manage", "groups:write")
def create(context: Context) -> Json:
    """A new channel, the bot its creator and first member."""
    private = context.args.flag("is_private")
    context.need(MANAGE["private" if private else "public"])
    name = context.args.text("name")
    check_channel_name(context.ws, name)
    channel = context.ws.create_channel(name, context.bot, is_private=private)
    return {"channel": channel_json(context.ws, channel)}


@method("conversations.archive", "channels:manage", "groups:write")
def archive(context: Context) -> Json:
    """Archives a channel."""
    channel = not_for_im(context.channel(scopes=MANAGE))
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    if context.bot not in channel.members:
        raise SlackError("not_in_channel")
    context.ws.set_archived(channel, True, context.bot)
    return {}


@method("conversations.unarchive", "channels:manage", "groups:write")
def unarchive(context: Context) -> Json:
    """Brings an archived channel back."""
    channel = not_for_im(context.channel(scopes=MANAGE))
    if not channel.is_archived:
        raise SlackError("not_archived")
    context.ws.set_archived(channel, False, context.bot)
    return {}


@method("conversations.rename", "channels:manage", "groups:write")
def rename(context: Context) -> Json:
    """Renames a channel; a bot may rename only those it made."""
    channel = not_for_im(context.member_channel(scopes=MANAGE))
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.creator != context.bot:
        raise SlackError("not_authorized")
    name = context.args.text("name")
    check_channel_name(context.ws, name)
    context.ws.rename(channel, name, context.bot)
    return {"channel": channel_json(context.ws, channel)}


def _open_channel(context: Context) -> Channel:
    channel = not_for_im(context.member_channel(scopes=MANAGE))
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


@method("conversations.setTopic", "channels:manage", "groups:write")
def set_topic(context: Context) -> Json:
    """Sets the topic, at most 250 characters."""
    channel = _open_channel(context)
    topic = context.args.text("topic")
    if len(topic) > NOTE_LENGTH:
        raise SlackError("too_long")
    context.ws.set_topic(channel, topic, context.bot)
    return {"channel": channel_json(context.ws, channel)}


@method("conversations.setPurpose", "channels:manage", "groups:write")
def set_purpose(context: Context) -> Json:
    """Sets the purpose, at most 250 characters."""
    channel = _open_channel(context)
    purpose = context.args.text("purpose")
    if len(purpose) > NOTE_LENGTH:
        raise SlackError("too_long")
    context.ws.set_purpose(channel, purpose, context.bot)
    return {"channel": channel_json(context.ws, channel)}


@method("conversations.info", *READ.values())
def info(context: Context) -> Json:
    """One conversation; its language only with include_locale."""
    channel = context.channel(scopes=READ)
    form = channel_json(context.ws, channel, members=context.args.flag("include_num_members"))
    if channel.canvas is not None:
        empty = not context.ws.canvases[channel.canvas].markdown
        form["properties"] = {"canvas": {"file_id": channel.canvas, "is_empty": empty}}
    if context.args.flag("include_locale"):
        form["locale"] = "en-US"
    return {"channel": form}


@method("conversations.list", *READ.values())
def list_channels(context: Context) -> Json:
    """Conversations by kind; private ones only if the bot is in them."""
    kinds = kinds_asked(context)
    closed = context.args.flag("exclude_archived")
    found = (
        channel
        for channel in context.ws.channels.values()
        if channel.kind in kinds
        and context.ws.sees(context.bot, channel)
        and not (closed and channel.is_archived)
    )
    channels, metadata = page(context, found, 1000)
    return {
        "channels": [channel_json(context.ws, item, members=True) for item in channels],
        "response_metadata": metadata,
    }


@method("conversations.open", "im:write", "mpim:write", "channels:manage", "groups:write")
def open_im(context: Context) -> Json:
    """The direct message channel with one user; group messages are not offered here."""
    if context.args.given("channel"):
        channel = context.channel(scopes=MANAGE)
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    users = context.args.words("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    context.need("im:write")
    user = context.ws.users.get(users[0])
    if user is None or user.id == context.bot:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    known = user.id in context.ws.ims
    channel = context.ws.open_im(user.id)
    form: Json = {"id": channel.id}
    if context.args.flag("return_im"):
        form = channel_json(context.ws, channel)
    return {"no_op": known, "already_open": known, "channel": form}
