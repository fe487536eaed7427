"""files.*: uploads in three steps (URL, bytes, completion) and files.info."""

from __future__ import annotations

import mimetypes
from typing import Any

from ..errors import SlackError
from ..forms import canvas_json, file_json
from ..records import Channel, File, Json, Message
from .content import blocks_of
from .registry import Context, method

# https://slack.com/help/articles/201330736: files of up to 1 GB.
MOST_BYTES = 1_000_000_000
MOST_ALT_TEXT = 1000


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(context: Context) -> Json:
    """A URL to send a file's bytes to."""
    name = context.args.required("filename")
    size = context.args.number("length", 0, 0, MOST_BYTES)
    if size == 0:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: length"])
    alt_txt = context.args.text("alt_txt")
    if len(alt_txt) > MOST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(
        id=context.ws.new_id("F"),
        name=name,
        title=name,
        size=size,
        user=context.bot,
        created=context.ws.seconds(),
        mimetype=mimetype,
        alt_txt=alt_txt,
    )
    context.ws.files[file.id] = file
    return {"upload_url": f"{context.base_url}/upload/{file.id}", "file_id": file.id}


def _uploaded(context: Context) -> list[File]:
    given: Any = context.args.parsed("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    files = []
    for item in given:
        file = context.ws.files.get(str(item.get("id"))) if isinstance(item, dict) else None
        if file is None or file.content is None or file.completed:
            raise SlackError("file_not_found")
        file.title = str(item.get("title") or file.name)
        files.append(file)
    return files


def _channels(context: Context) -> list[Channel]:
    names = context.args.words("channels")
    if context.args.given("channel_id"):
        names = [context.args.text("channel_id")]
    channels = []
    for name in names:
        channel = context.ws.channels.get(name)
        if channel is None or not context.ws.sees(context.bot, channel):
            raise SlackError("channel_not_found")
        if context.bot not in channel.members:
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
        channels.append(channel)
    return channels


@method("files.completeUploadExternal", "files:write")
def complete(context: Context) -> Json:
    """Finishes an upload and shares the files in a message, if a channel is given."""
    files, channels = _uploaded(context), _channels(context)
    blocks = blocks_of(context) or []
    comment = context.args.text("initial_comment")
    if blocks and comment:
        raise SlackError("invalid_arguments", ["[ERROR] blocks and initial_comment conflict"])
    for file in files:
        file.completed = True
    app = context.ws.app
    for channel in channels:
        message = Message(
            ts=context.ws.next_ts(),
            channel=channel.id,
            user=app.bot_user_id,
            text=comment,
            blocks=blocks,
            subtype="file_share",
            bot_id=app.bot_id,
            app_id=app.app_id,
            thread_ts=context.args.text("thread_ts") or None,
            files=[file.id for file in files],
        )
        for file in files:
            file.shared.setdefault(channel.id, []).append(message.ts)
        context.ws.post(message)
    return {"files": [file_json(context.ws, file) for file in files]}


@method("files.info", "files:read")
def info(context: Context) -> Json:
    """One file."""
    wanted = context.args.required("file")
    canvas = context.ws.canvases.get(wanted)
    if canvas is not None and context.ws.sees(context.bot, context.ws.channels[canvas.channel]):
        return {"file": canvas_json(context.ws, canvas), "comments": []}
    file = context.ws.files.get(wanted)
    if file is None or not file.completed or not context.ws.reads(context.bot, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {"file": file_json(context.ws, file), "comments": []}
