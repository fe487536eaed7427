"""pins.*"""

from __future__ import annotations

from ..errors import SlackError
from ..forms import message_json
from ..records import Channel, Json
from .registry import Context, method


def _channel(context: Context) -> Channel:
    channel = context.channel(absent="channel_not_found")
    if context.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


@method("pins.add", "pins:write")
def add(context: Context) -> Json:
    """Pins a message to its channel."""
    channel = _channel(context)
    context.args.required("timestamp", "no_item_specified")
    message = context.message(channel, "timestamp")
    if channel.is_archived:
        raise SlackError("is_archived")
    if message.ts in channel.pins:
        raise SlackError("already_pinned")
    context.ws.pin(message, context.bot)
    return {}


@method("pins.remove", "pins:write")
def remove(context: Context) -> Json:
    """Takes a pin away."""
    channel = _channel(context)
    context.args.required("timestamp", "no_item_specified")
    message = context.message(channel, "timestamp")
    if message.ts not in channel.pins:
        raise SlackError("no_pin")
    context.ws.unpin(message, context.bot)
    return {}


@method("pins.list", "pins:read")
def list_pins(context: Context) -> Json:
    """What is pinned to a channel."""
    channel = _channel(context)
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin.created,
            "created_by": pin.by,
            "message": message_json(context.ws, channel.messages[ts]),
        }
        for ts, pin in channel.pins.items()
    ]
    return {"items": items}
