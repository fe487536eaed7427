"""conversations.canvases.create and canvases.*.

https://docs.slack.dev/reference/methods/conversations.canvases.create, canvases.edit and
canvases.sections.lookup.
"""

from __future__ import annotations

from typing import Any

from .. import canvases
from ..errors import SlackError, missing_argument
from ..records import Canvas, Json
from .registry import Context, method

LONGEST = 1_048_576
"""Characters of Markdown in one call."""

_AT_ONE_PLACE = {"insert_after", "insert_before", "delete"}
_WITH_CONTENT = {"insert_after", "insert_before", "insert_at_start", "insert_at_end", "replace"}
_KINDS = ("h1", "h2", "h3", "any_header")


def _bad(problem: str) -> SlackError:
    return SlackError("invalid_arguments", [f"[ERROR] {problem}"])


def _markdown(content: Any, name: str) -> str:
    """The Markdown of a document_content or title_content object."""
    if not isinstance(content, dict):
        raise _bad(f"must be an object: {name}")
    if content.get("type") != "markdown":
        raise _bad(f"must be a valid enum value: {name}.type")
    markdown = content.get("markdown")
    if not isinstance(markdown, str):
        raise _bad(f"must be a string: {name}.markdown")
    if len(markdown) > LONGEST:
        raise _bad(f"must be at most {LONGEST} characters: {name}.markdown")
    return markdown


def _canvas(context: Context) -> Canvas:
    """The canvas that is named, if the bot may see it."""
    found = context.ws.canvases.get(context.args.required("canvas_id"))
    channel = context.ws.channels.get(found.channel) if found is not None else None
    if found is None or channel is None or not context.ws.sees(context.bot, channel):
        raise SlackError("canvas_not_found")
    return found


@method("conversations.canvases.create", "canvases:write")
def create(context: Context) -> Json:
    """A channel's own canvas; a channel has one at most."""
    channel = context.member_channel("channel_id")
    given = context.args.parsed("document_content", "invalid_arguments")
    markdown = "" if given is None else _markdown(given, "document_content")
    if channel.canvas is not None:
        raise SlackError("channel_canvas_already_exists")
    if channel.is_archived:
        raise SlackError("channel_canvas_creation_failed")
    canvas = Canvas(
        id=context.ws.new_id("F"),
        channel=channel.id,
        title=context.args.text("title"),
        markdown=markdown,
        creator=context.bot,
        created=context.ws.seconds(),
    )
    context.ws.add_canvas(canvas)
    return {"canvas_id": canvas.id}


@method("canvases.edit", "canvases:write")
def edit(context: Context) -> Json:
    """One change of a canvas; "replace" without a section replaces all of it."""
    canvas = _canvas(context)
    changes = context.args.parsed("changes", "invalid_arguments")
    if changes is None:
        raise missing_argument("changes")
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise _bad("must be an array of one object: changes")
    change: Json = changes[0]
    operation = change.get("operation")
    if operation == "rename":
        canvas.title = _markdown(change.get("title_content"), "title_content")
    elif operation in _WITH_CONTENT | _AT_ONE_PLACE:
        canvas.markdown = _changed(canvas, str(operation), change)
    else:
        raise _bad("must be a valid enum value: changes/0/operation")
    context.ws.canvas_changed(canvas, context.bot)
    return {}


def _changed(canvas: Canvas, operation: str, change: Json) -> str:
    """The Markdown of a canvas after one operation."""
    new = ""
    if operation in _WITH_CONTENT:
        new = _markdown(change.get("document_content"), "document_content")
    section = change.get("section_id")
    if section is None:
        if operation in _AT_ONE_PLACE:
            raise _bad("missing required field: changes/0/section_id")
        if operation == "replace":
            return new
        return canvases.joined(
            [new, canvas.markdown] if operation == "insert_at_start" else [canvas.markdown, new]
        )
    found = canvases.sections(canvas.id, canvas.markdown)
    at = next((index for index, each in enumerate(found) if each.id == section), None)
    if at is None:
        raise SlackError("canvas_editing_failed")
    parts = [each.text for each in found]
    here = {
        "insert_before": [new, parts[at]],
        "insert_after": [parts[at], new],
        "replace": [new],
        "delete": [],
    }
    if operation not in here:
        raise _bad("invalid additional property: changes/0/section_id")
    return canvases.joined([*parts[:at], *here[operation], *parts[at + 1 :]])


@method("canvases.sections.lookup", "canvases:read")
def lookup(context: Context) -> Json:
    """The ids of the sections that criteria fit."""
    canvas = _canvas(context)
    criteria = context.args.parsed("criteria", "invalid_arguments")
    if not isinstance(criteria, dict):
        raise missing_argument("criteria")
    kinds, text = criteria.get("section_types"), criteria.get("contains_text")
    if not kinds and not text:
        raise _bad("must provide section_types or contains_text: criteria")
    if kinds is not None and not set(kinds) <= set(_KINDS):
        raise _bad("must be a valid enum value: criteria.section_types")
    return {
        "sections": [
            {"id": section.id}
            for section in canvases.sections(canvas.id, canvas.markdown)
            if (not kinds or section.kind in kinds or ("any_header" in kinds and section.kind))
            and (not text or text in section.text)
        ]
    }
