"""The SHA-256 of a file in Slack, read as it comes: no file is too large to be held."""

from __future__ import annotations

import hashlib
from contextlib import aclosing
from typing import Any

from bot.slack import Slack, SlackRefused

GONE_MODES = {"tombstone": "file_deleted", "hidden_by_limit": "file_hidden"}
"""What Slack leaves of a file that it no longer gives, and the error that this is."""

LOST = frozenset({*GONE_MODES.values(), "file_elsewhere", "file_not_found", "not_at_slack"})
"""Errors that nobody can mend: there are no bytes to be had."""


async def digest(slack: Slack, file: str) -> tuple[str, int]:
    """The SHA-256 (hex) of a file, and how many bytes were read.

    Raises:
        SlackRefused: Slack does not give it: deleted, not for the app to see, kept elsewhere.
        SlackUnsure: it did not come to its end; it may next time.
    """
    answer = await slack.call_form("files.info", file=file)
    info: dict[str, Any] = answer["file"]
    sha256, size = hashlib.sha256(), 0
    async with aclosing(slack.download(_address(info))) as chunks:
        async for chunk in chunks:
            sha256.update(chunk)
            size += len(chunk)
    if size != info.get("size", size):
        # A page that says something about the file is not the file.
        raise SlackRefused("download", "not_the_file")
    return sha256.hexdigest(), size


def _address(info: dict[str, Any]) -> str:
    mode = str(info.get("mode", ""))
    if mode in GONE_MODES:
        raise SlackRefused("files.info", GONE_MODES[mode])
    if info.get("is_external") or mode == "external":
        # Its bytes are at Google Drive, Dropbox or the like.
        raise SlackRefused("files.info", "file_elsewhere")
    address = info.get("url_private_download") or info.get("url_private")
    if not address:
        raise SlackRefused("files.info", "file_not_found")
    return str(address)
