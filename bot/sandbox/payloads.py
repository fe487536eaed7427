"""Interaction payloads and slash commands, as Slack sends them.

https://docs.slack.dev/reference/interaction-payloads
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from __future__ import annotations

import re

from .elements import Values
from .forms import message_json, view_json
from .records import Channel, Ephemeral, Json, Message, ResponseUrl, User, View
from .workspace import Workspace

VERIFICATION_TOKEN = "sandbox"  # noqa: S105 (deprecated by Slack, signatures replace it)

_MENTION = re.compile(r"(?<![\w<])@([\w.-]+)")
_CHANNEL = re.compile(r"(?<![\w<&])#([a-z0-9_-]+)")
_LINK = re.compile(r"https?://[^\s<>|]+")


def escape(text: str) -> str:
    """The three characters that Slack escapes in what people type."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mark_up(ws: Workspace, text: str) -> str:
    """Typed text as it arrives: escaped, with @names, #channels and links in Slack's form."""
    handles = {user.name: user.id for user in ws.users.values()}

    def mention(match: re.Match[str]) -> str:
        user_id = handles.get(match[1].rstrip("."))
        return f"<@{user_id}>" if user_id else match[0]

    def channel(match: re.Match[str]) -> str:
        channel_id = ws.channel_names.get(match[1])
        return f"<#{channel_id}|{match[1]}>" if channel_id else match[0]

    pieces = []
    end = 0
    for link in _LINK.finditer(text):
        before = _MENTION.sub(mention, escape(text[end : link.start()]))
        pieces += [_CHANNEL.sub(channel, before), f"<{escape(link[0])}>"]
        end = link.end()
    rest = _MENTION.sub(mention, escape(text[end:]))
    return "".join([*pieces, _CHANNEL.sub(channel, rest)])


def _team(ws: Workspace) -> Json:
    return {"id": ws.app.team_id, "domain": ws.app.team_domain}


def _user(ws: Workspace, user: User) -> Json:
    return {
        "id": user.id,
        "username": user.name,
        "name": user.name,
        "team_id": ws.app.team_id,
    }


def _base(ws: Workspace, kind: str, user: User) -> Json:
    return {
        "type": kind,
        "user": _user(ws, user),
        "api_app_id": ws.app.app_id,
        "token": VERIFICATION_TOKEN,
        "team": _team(ws),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(channel: Channel) -> str:
    """How payloads name a channel: private ones are not named."""
    return "privategroup" if channel.kind == "private" else channel.name


def response_url(ws: Workspace, url: ResponseUrl) -> str:
    """The address of a response URL."""
    return f"{ws.base_url}/response/{url.id}"


def command(ws: Workspace, user: User, channel: Channel, name: str, text: str) -> Json:
    """A slash command, all values strings."""
    url = ws.new_response_url(channel.id, user.id)
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": ws.app.team_id,
        "team_domain": ws.app.team_domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": ws.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(ws, url),
        "trigger_id": ws.new_trigger(user.id).id,
    }


def message_click(
    ws: Workspace,
    user: User,
    channel: Channel,
    message: Message | Ephemeral,
    action: Json,
    values: Values,
) -> Json:
    """A click in a message. The payload of an ephemeral message does not carry it."""
    ephemeral = isinstance(message, Ephemeral)
    url = ws.new_response_url(channel.id, user.id, message.ts, ephemeral=ephemeral)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_base(ws, "block_actions", user),
        "container": container,
        "trigger_id": ws.new_trigger(user.id).id,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": values},
        "response_url": response_url(ws, url),
        "actions": [{**action, "action_ts": ws.next_ts()}],
    }
    if isinstance(message, Message):
        payload["message"] = message_json(ws, message)
    return payload


def view_click(ws: Workspace, user: User, view: View, action: Json) -> Json:
    """A click in a modal or home tab."""
    form = view_json(ws, view)
    modal = view if view.type == "modal" else None
    return {
        **_base(ws, "block_actions", user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": ws.new_trigger(user.id, modal).id,
        "view": form,
        "actions": [{**action, "action_ts": ws.next_ts()}],
    }


def submission(ws: Workspace, user: User, view: View) -> Json:
    """A modal that was submitted, with response URLs for the conversations it asks for."""
    urls = []
    for block in view.blocks:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        state = view.values[block["block_id"]][element["action_id"]]
        channel_id = state.get("selected_conversation") or state.get("selected_channel")
        if channel_id:
            url = ws.new_response_url(channel_id, user.id)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel_id,
                    "response_url": response_url(ws, url),
                }
            )
    return {
        **_base(ws, "view_submission", user),
        "trigger_id": ws.new_trigger(user.id, view).id,
        "view": view_json(ws, view),
        "response_urls": urls,
    }


def closed(ws: Workspace, user: User, view: View, *, cleared: bool) -> Json:
    """A modal that was closed; `cleared` when the whole stack was."""
    return {
        **_base(ws, "view_closed", user),
        "view": view_json(ws, view),
        "is_cleared": cleared,
    }


def message_shortcut(
    ws: Workspace, user: User, channel: Channel, message: Message, callback_id: str
) -> Json:
    """A shortcut from a message's menu."""
    url = ws.new_response_url(channel.id, user.id, message.ts)
    return {
        **_base(ws, "message_action", user),
        "action_ts": ws.next_ts(),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "callback_id": callback_id,
        "trigger_id": ws.new_trigger(user.id).id,
        "response_url": response_url(ws, url),
        "message_ts": message.ts,
        "message": message_json(ws, message),
    }


def global_shortcut(ws: Workspace, user: User, callback_id: str) -> Json:
    """A shortcut from the search bar or the composer."""
    return {
        **_base(ws, "shortcut", user),
        "action_ts": ws.next_ts(),
        "callback_id": callback_id,
        "trigger_id": ws.new_trigger(user.id).id,
    }
