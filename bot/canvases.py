"""The calls that make and fill a room's own canvas.

https://docs.slack.dev/reference/methods/conversations.canvases.create and canvases.edit. A
channel has one canvas at most; not every workspace has them.
"""

from __future__ import annotations

from typing import Any

from bot.slack import Slack, SlackRefused

NONE_HERE = {
    "canvas_disabled_user_team",
    "free_teams_cannot_edit_standalone_canvases",
    "restricted_action",
    "team_tier_cannot_create_channel_canvases",
}
"""Errors of a workspace in which the app has no canvas, for as long as nobody changes its plan."""

THERE_ALREADY = {"channel_canvas_already_exists", "free_team_canvas_tab_already_exists"}

FAILED = "channel_canvas_creation_failed"
"""Slack does not say why; in a room that can no longer be used, that is why."""

GONE = {"canvas_not_found"}
"""Somebody deleted it."""


def content(markdown: str) -> dict[str, str]:
    return {"type": "markdown", "markdown": markdown}


async def create(slack: Slack, channel: str, title: str, markdown: str) -> str | None:
    """The ID of a channel's new canvas; `None` where it has one already.

    Raises:
        SlackRefused, SlackUnsure: as `Slack.call`.
    """
    try:
        answer = await slack.call(
            "conversations.canvases.create",
            channel_id=channel,
            title=title,
            document_content=content(markdown),
        )
    except SlackRefused as refused:
        if refused.error not in THERE_ALREADY:
            raise
        return None
    return str(answer["canvas_id"])


async def own(slack: Slack, channel: str) -> str | None:
    """The ID of the canvas that a channel has, if the app made it: nobody's notes are written over.

    Raises:
        SlackRefused, SlackUnsure: as `Slack.call`.
    """
    answer = await slack.call_form("conversations.info", channel=channel)
    properties: dict[str, Any] = answer["channel"].get("properties") or {}
    found = (properties.get("canvas") or {}).get("file_id")
    if not found:
        return None
    try:
        # A canvas is a file to Slack.
        answer = await slack.call_form("files.info", file=found)
    except SlackRefused:
        return None
    return str(found) if answer["file"].get("user") == slack.me.user else None


async def write(slack: Slack, canvas: str, markdown: str) -> None:
    """Replaces all that a canvas holds. Without waiting for the pace."""
    changes = [{"operation": "replace", "document_content": content(markdown)}]
    await slack.call_now("canvases.edit", canvas_id=canvas, changes=changes)
