"""reactions.*"""

from __future__ import annotations

import re

from ..errors import SlackError
from ..forms import message_json
from ..records import Json, Message
from .registry import Context, method

# Different emoji on a message: https://docs.slack.dev/reference/methods/reactions.add
# names too_many_emoji; Slack's help page gives 50.
MOST = 50

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def _message(context: Context) -> Message:
    channel = context.channel(absent="no_item_specified")
    context.args.required("timestamp", "no_item_specified")
    if context.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived and context.method != "reactions.get":
        raise SlackError("is_archived")
    return context.message(channel, "timestamp")


def _name(context: Context) -> str:
    name = context.args.text("name").strip(":")
    if _NAME.fullmatch(name) is None:
        raise SlackError("invalid_name")
    return name


@method("reactions.add", "reactions:write")
def add(context: Context) -> Json:
    """Reacts to a message."""
    message, name = _message(context), _name(context)
    if context.bot in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    if name not in message.reactions and len(message.reactions) >= MOST:
        raise SlackError("too_many_emoji")
    context.ws.react(message, name, context.bot)
    return {}


@method("reactions.remove", "reactions:write")
def remove(context: Context) -> Json:
    """Takes the bot's reaction away."""
    message, name = _message(context), _name(context)
    if context.bot not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    context.ws.unreact(message, name, context.bot)
    return {}


@method("reactions.get", "reactions:read")
def get(context: Context) -> Json:
    """A message with its reactions."""
    message = _message(context)
    form = message_json(context.ws, message)
    return {"type": "message", "channel": message.channel, "message": form}
