"""Block Kit validation: Slack's limits on blocks and views, and the ids Slack fills in.

Source: https://docs.slack.dev/reference/block-kit/blocks and .../reference/views.
Nothing here knows how the app renders: a test may hold any surface against it.
"""

from __future__ import annotations

import secrets
import string as alphabet
from typing import Any

from .block_elements import ALT_TEXT, IDENTIFIER, SLACK_FILE, URL, element_check
from .records import Json
from .schema import (
    Check,
    anything,
    array,
    boolean,
    both,
    by_type,
    exactly_one,
    fields,
    one_of,
    plain,
    say,
    string,
    text,
)

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
MARKDOWN_TOTAL = 12_000

# chat.postMessage refuses blocks with much text as msg_blocks_too_long. The documentation
# gives no figure; Slack's own answer is "12,000 text characters with a buffer for block
# containers" (https://github.com/slackapi/bolt-js/issues/2509). The buffer is left out here.
TOTAL_TEXT = 12_000

_BASE = {"type": anything, "block_id": IDENTIFIER}

_IMAGE = both(
    fields(
        {"alt_text": ALT_TEXT},
        {**_BASE, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
    ),
    exactly_one(("image_url", "slack_file")),
)
_RICH_TEXT = fields(
    {
        "elements": array(
            by_type(
                {
                    "rich_text_section": anything,
                    "rich_text_list": anything,
                    "rich_text_preformatted": anything,
                    "rich_text_quote": anything,
                }
            ),
            1000,
            0,
        )
    },
    _BASE,
)
_CELL = by_type({"raw_text": anything, "raw_number": anything, "rich_text": anything})
_COLUMN = fields({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _needs_text_or_fields(value: Any, pointer: str, problems: list[str]) -> None:
    if isinstance(value, dict) and value.get("text") is None and value.get("fields") is None:
        say(problems, "missing required field: text or fields", pointer)


def _context_element(surface: str) -> Check:
    image = element_check("context", surface)
    words = text(3000)

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        is_image = isinstance(value, dict) and value.get("type") == "image"
        (image if is_image else words)(value, pointer, problems)

    return check


def _unique_actions(value: Any, pointer: str, problems: list[str]) -> None:
    seen: set[str] = set()
    for index, element in enumerate(_elements(value)):
        action_id = element.get("action_id")
        if isinstance(action_id, str):
            if action_id in seen:
                where = f"{pointer}/elements/{index}/action_id"
                say(problems, f"action_id {action_id!r} is not unique in its block", where)
            seen.add(action_id)


def _blocks_on(surface: str) -> dict[str, Check]:
    table: dict[str, Check] = {
        "section": both(
            fields(
                {},
                {
                    **_BASE,
                    "text": text(3000),
                    "fields": array(text(2000), 10),
                    "accessory": element_check("section", surface),
                    "expand": boolean,
                },
            ),
            _needs_text_or_fields,
        ),
        "header": fields({"text": plain(150)}, _BASE),
        "divider": fields({}, _BASE),
        "context": fields({"elements": array(_context_element(surface), 10)}, _BASE),
        "actions": both(
            fields({"elements": array(element_check("actions", surface), 25)}, _BASE),
            _unique_actions,
        ),
        "input": fields(
            {"label": plain(2000), "element": element_check("input", surface)},
            {**_BASE, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        "image": _IMAGE,
        "rich_text": _RICH_TEXT,
    }
    if surface == "message":
        table["markdown"] = fields({"text": string(MARKDOWN_TOTAL)}, _BASE)
        table["table"] = fields(
            {"rows": array(array(_CELL, 20), 100)},
            {**_BASE, "column_settings": array(_COLUMN, 20, 0)},
        )
    return table


_MESSAGE_BLOCKS = array(by_type(_blocks_on("message")), BLOCKS_IN_MESSAGE, 0)
_MODAL_BLOCKS = array(by_type(_blocks_on("modal")), BLOCKS_IN_VIEW, 0)
_HOME_BLOCKS = array(by_type(_blocks_on("home")), BLOCKS_IN_VIEW, 0)

_VIEW_BASE = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEW = by_type(
    {
        "modal": fields(
            {"type": anything, "title": plain(24), "blocks": _MODAL_BLOCKS},
            {
                **_VIEW_BASE,
                "close": plain(24),
                "submit": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
        "home": fields({"type": anything, "blocks": _HOME_BLOCKS}, _VIEW_BASE),
    }
)


def validate_message_blocks(blocks: Any) -> list[str]:
    """What Slack would refuse in a message's blocks, each as "[ERROR] … [json-pointer:…]".

    The total of all text is not among it: Slack has another error for that, see TOTAL_TEXT.
    """
    problems: list[str] = []
    _MESSAGE_BLOCKS(blocks, "/blocks", problems)
    _across_blocks(blocks, "/blocks", problems)
    if isinstance(blocks, list):
        kinds = [block for block in blocks if isinstance(block, dict)]
        markdown = (block for block in kinds if block.get("type") == "markdown")
        total = sum(len(str(block.get("text") or "")) for block in markdown)
        if total > MARKDOWN_TOTAL:
            say(problems, f"markdown must be less than {MARKDOWN_TOTAL + 1} in total", "/blocks")
        if sum(block.get("type") == "table" for block in kinds) > 1:
            say(problems, "only one table is allowed", "/blocks")
    return problems


def validate_view(view: Any) -> list[str]:
    """What Slack would refuse in a modal or a home tab."""
    problems: list[str] = []
    _VIEW(view, "/view", problems)
    if not isinstance(view, dict) or not isinstance(view.get("blocks"), list):
        return problems
    blocks = view["blocks"]
    _across_blocks(blocks, "/view/blocks", problems)
    inputs = [b for b in blocks if isinstance(b, dict) and b.get("type") == "input"]
    if view.get("type") == "modal" and inputs and not view.get("submit"):
        say(problems, "submit is required when there is an input block", "/view")
    focused = sum(bool(element.get("focus_on_load")) for b in blocks for element in _elements(b))
    if focused > 1:
        say(problems, "only one element may have focus_on_load", "/view/blocks")
    return problems


def _across_blocks(blocks: Any, pointer: str, problems: list[str]) -> None:
    if not isinstance(blocks, list):
        return
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(block_id, str):
            if block_id in seen:
                where = f"{pointer}/{index}/block_id"
                say(problems, f"block_id {block_id!r} already exists", where)
            seen.add(block_id)


def _elements(block: Any) -> list[Json]:
    """The elements of a block, wherever the block keeps them."""
    if not isinstance(block, dict):
        return []
    held = block.get("elements")
    found = list(held) if isinstance(held, list) else []
    found += [block.get("accessory"), block.get("element")]
    return [element for element in found if isinstance(element, dict)]


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block."""
    if block.get("type") not in ("section", "actions", "input"):
        return []
    return [element for element in _elements(block) if element.get("type") != "image"]


def text_length(blocks: Any) -> int:
    """The number of characters of text in blocks, however deep."""
    if isinstance(blocks, list):
        return sum(text_length(item) for item in blocks)
    if not isinstance(blocks, dict):
        return 0
    total = 0
    for name, value in blocks.items():
        if isinstance(value, str):
            total += len(value) if name == "text" else 0
        else:
            total += text_length(value)
    return total


_ID_LETTERS = alphabet.ascii_letters + alphabet.digits


def _new_id() -> str:
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(5))


def fill_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with every absent block_id and action_id filled in, as Slack does."""
    filled = []
    for given in blocks:
        block = {**given, "block_id": given.get("block_id") or _new_id()}
        if block["type"] in ("section", "input"):
            name = "accessory" if block["type"] == "section" else "element"
            if name in block:
                block[name] = _with_action_id(block[name])
        elif block["type"] == "actions":
            block["elements"] = [_with_action_id(element) for element in block["elements"]]
        filled.append(block)
    return filled


def _with_action_id(element: Json) -> Json:
    if element.get("type") == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": _new_id()}
