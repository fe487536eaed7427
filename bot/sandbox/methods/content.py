"""What a message says: text, blocks, attachments and metadata, checked as Slack does."""

from __future__ import annotations

from typing import Any

from ..blocks import TOTAL_TEXT, fill_ids, text_length, validate_message_blocks
from ..errors import SlackError
from ..records import Json
from .registry import Context

# Slack cuts longer texts off at 40,000 characters
# (https://api.slack.com/changelog/2018-04-truncating-really-long-messages); newer texts of
# chat.postMessage list msg_too_long, which is what a test wants to see.
TEXT_LENGTH = 40_000
ATTACHMENTS = 100


def blocks_of(context: Context, name: str = "blocks") -> list[Json] | None:
    """The blocks given, checked and with their ids filled in; None if the argument is absent."""
    given = context.args.parsed(name, "invalid_blocks_format")
    if given is None:
        return None
    return checked_blocks(given)


def checked_blocks(given: Any) -> list[Json]:
    """Blocks that pass Slack's checks, or invalid_blocks with every reason."""
    if not isinstance(given, list) or not all(isinstance(block, dict) for block in given):
        raise SlackError("invalid_blocks_format")
    problems = validate_message_blocks(given)
    if problems:
        raise SlackError("invalid_blocks", problems)
    if text_length(given) > TOTAL_TEXT:
        raise SlackError("msg_blocks_too_long")
    return fill_ids(given)


def attachments_of(context: Context) -> list[Json] | None:
    """Legacy attachments; None if the argument is absent."""
    given = context.args.parsed("attachments", "invalid_attachments")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise SlackError("invalid_attachments")
    if len(given) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for item in given:
        if "blocks" in item:
            item["blocks"] = checked_blocks(item["blocks"])
    return given


def checked_text(text: str) -> str:
    """Text that is not too long."""
    if len(text) > TEXT_LENGTH:
        raise SlackError("msg_too_long")
    return text


def metadata_of(context: Context) -> Json | None:
    """Message metadata; None if absent, {} to remove it."""
    given = context.args.parsed("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if given == {}:
        return {}
    if (
        not isinstance(given, dict)
        or set(given) - {"event_type", "event_payload", "entities"}
        or not isinstance(given.get("event_type"), str)
        or not isinstance(given.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_format")
    return given
