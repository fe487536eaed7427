"""Records as the JSON objects that Slack's API answers with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from .records import (
    Bookmark,
    Canvas,
    Channel,
    Ephemeral,
    File,
    Json,
    Message,
    Note,
    User,
    UserGroup,
    View,
)
from .workspace import Workspace


def user_json(ws: Workspace, user: User, *, locale: bool = False, email: bool = True) -> Json:
    """A user object; `email` needs the scope users:read.email."""
    zone = ZoneInfo(user.tz)
    offset = datetime.fromtimestamp(ws.now(), zone).utcoffset()
    first, _, last = user.real_name.partition(" ")
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.real_name,
        "display_name_normalized": user.real_name,
        "first_name": first,
        "last_name": last,
        "team": user.team or ws.app.team_id,
        "status_text": user.status_text,
        "status_text_canonical": "",
        "status_emoji": user.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": user.status_expiration,
        "title": "",
    }
    if email and not user.is_bot:
        profile["email"] = user.email
    if user.id == ws.app.bot_user_id:
        profile["api_app_id"] = ws.app.app_id
        profile["bot_id"] = ws.app.bot_id
    form: Json = {
        "id": user.id,
        "team_id": user.team or ws.app.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.team:
        form["is_stranger"] = True
    if locale:
        form["locale"] = user.locale
    return form


def _note(note: Note) -> Json:
    return {"value": note.value, "creator": note.creator, "last_set": note.last_set}


def channel_json(ws: Workspace, channel: Channel, *, members: bool = False) -> Json:
    """A conversation object, as the bot sees it."""
    bot = ws.app.bot_user_id
    if channel.is_im:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": channel.is_archived,
            "user": channel.im_user,
            "is_user_deleted": ws.users[channel.im_user or bot].deleted,
            "priority": 0,
        }
    form: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "unlinked": 0,
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "pending_shared": [],
        "is_pending_ext_shared": False,
        "context_team_id": ws.app.team_id,
        "shared_team_ids": [ws.app.team_id],
        "updated": channel.topic.last_set * 1000,
        "is_member": bot in channel.members and not channel.is_archived,
        "topic": _note(channel.topic),
        "purpose": _note(channel.purpose),
        "previous_names": channel.previous_names,
        "parent_conversation": None,
    }
    if members:
        form["num_members"] = len(channel.members)
    return form


def message_json(ws: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """A message object; metadata only when asked for, as in conversations.history."""
    form: Json = {"type": "message", "ts": message.ts, "text": message.text}
    if message.user is not None:
        form["user"] = message.user
    if message.subtype is not None:
        form["subtype"] = message.subtype
    form["team"] = ws.app.team_id
    if message.bot_id is not None:
        form["bot_id"] = message.bot_id
        form["app_id"] = message.app_id
        form["bot_profile"] = {
            "id": message.bot_id,
            "app_id": message.app_id,
            "name": ws.app.name,
            "deleted": False,
            "team_id": ws.app.team_id,
        }
    if message.username is not None:
        form["username"] = message.username
    if message.blocks:
        form["blocks"] = message.blocks
    if message.attachments:
        form["attachments"] = message.attachments
    if message.thread_ts is not None:
        form["thread_ts"] = message.thread_ts
        channel = ws.channels.get(message.channel)
        parent = channel.messages.get(message.thread_ts) if channel else None
        if parent is message:
            form["reply_count"] = len(message.replies)
            form["reply_users_count"] = len(message.reply_users)
            form["reply_users"] = message.reply_users
            form["latest_reply"] = message.replies[-1] if message.replies else message.ts
            form["is_locked"] = False
        elif parent is not None and parent.user is not None:
            form["parent_user_id"] = parent.user
    if message.edited is not None:
        form["edited"] = message.edited
    if message.reactions:
        form["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    if message.files:
        form["files"] = [file_json(ws, ws.files[file_id]) for file_id in message.files]
        form["upload"] = False
    channel = ws.channels.get(message.channel)
    if channel is not None and message.ts in channel.pins:
        pin = channel.pins[message.ts]
        form["pinned_to"] = [channel.id]
        form["pinned_info"] = {
            "channel": channel.id,
            "pinned_by": pin.by,
            "pinned_ts": pin.created,
        }
    if metadata and message.metadata is not None:
        form["metadata"] = message.metadata
    form.update(message.extra)
    return form


def ephemeral_json(ws: Workspace, seen: Ephemeral) -> Json:
    """An ephemeral message as the page shows it."""
    form: Json = {
        "type": "message",
        "ts": seen.ts,
        "text": seen.text,
        "user": ws.app.bot_user_id,
        "bot_id": ws.app.bot_id,
        "blocks": seen.blocks,
        "ephemeral": True,
    }
    if seen.thread_ts:
        form["thread_ts"] = seen.thread_ts
    return form


def view_json(ws: Workspace, view: View) -> Json:
    """A view object, as in payloads and in the answers of views.*."""
    given = view.content
    form: Json = {
        "id": view.id,
        "team_id": ws.app.team_id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": given.get("private_metadata") or "",
        "callback_id": view.callback_id,
        "state": {"values": view.values},
        "hash": view.hash,
        "title": given.get("title"),
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": ws.app.app_id,
        "external_id": given.get("external_id") or "",
        "app_installed_team_id": ws.app.team_id,
        "bot_id": ws.app.bot_id,
    }
    if view.type == "home":
        form["title"] = {"type": "plain_text", "text": "View Title", "emoji": True}
    return form


def usergroup_json(ws: Workspace, group: UserGroup, *, users: bool = False) -> Json:
    """A user group object."""
    form: Json = {
        "id": group.id,
        "team_id": ws.app.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.created,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    if users:
        form["users"] = group.users
    return form


def file_path(file: File) -> str:
    """Where a file is served, whatever its name."""
    return f"/files/{file.id}/{quote(file.name, safe='') or 'file'}"


def file_json(ws: Workspace, file: File) -> Json:
    """A file object."""
    extension = file.name.rpartition(".")[2] if "." in file.name else "text"
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    path = f"{ws.base_url}{file_path(file)}"
    public = [c for c in file.shared if c in ws.channels and ws.channels[c].kind == "public"]
    groups = [c for c in file.shared if c in ws.channels and ws.channels[c].kind == "private"]
    ims = [c for c in file.shared if c in ws.channels and ws.channels[c].kind == "im"]
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        **({"alt_txt": file.alt_txt} if file.alt_txt else {}),
        "filetype": extension,
        "pretty_type": extension.upper(),
        "user": file.user,
        "user_team": ws.app.team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(public),
        "url_private": path,
        "url_private_download": path,
        "permalink": path,
        "channels": public,
        "groups": groups,
        "ims": ims,
        "shares": _shares(ws, file),
        "has_rich_preview": False,
    }


def canvas_json(ws: Workspace, canvas: Canvas) -> Json:
    """A canvas as the file object that it is, too."""
    public = ws.channels[canvas.channel].kind == "public"
    return {
        "id": canvas.id,
        "created": canvas.created,
        "timestamp": canvas.created,
        "name": canvas.title,
        "title": canvas.title,
        "mimetype": "application/vnd.slack-docs",
        "filetype": "quip",
        "pretty_type": "Canvas",
        "user": canvas.creator,
        "user_team": ws.app.team_id,
        "editable": True,
        "size": len(canvas.markdown.encode()),
        "mode": "quip",
        "is_external": False,
        "is_public": public,
        "channels": [canvas.channel] if public else [],
        "groups": [] if public else [canvas.channel],
        "ims": [],
    }


def _shares(ws: Workspace, file: File) -> Json:
    shares: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for channel_id, stamps in file.shared.items():
        channel = ws.channels.get(channel_id)
        if channel is not None:
            side = "public" if channel.kind == "public" else "private"
            shares.setdefault(side, {})[channel_id] = [{"ts": ts} for ts in stamps]
    return shares


def bookmark_json(ws: Workspace, bookmark: Bookmark) -> Json:
    """A bookmark object."""
    return {
        "id": bookmark.id,
        "channel_id": bookmark.channel,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": bookmark.created,
        "date_updated": bookmark.updated,
        "rank": "i",
        "last_updated_by_user_id": bookmark.by,
        "last_updated_by_team_id": ws.app.team_id,
        "shortcut_id": None,
        "app_id": ws.app.app_id,
    }
