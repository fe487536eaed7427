"""The parts of a form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from bot.surfaces.blocks import Block, clip

INPUT_TEXT = 3000
"""Characters that a text field takes at most:
https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element"""


def modal(
    callback: str,
    title: str,
    blocks: Iterable[Block],
    *,
    submit: str | None,
    close: str,
    state: dict[str, Any],
) -> dict[str, Any]:
    """A modal; `state` comes back with the submission."""
    return View(
        type="modal",
        callback_id=callback,
        title=clip(title, 24),
        submit=clip(submit, 24) if submit else None,
        close=clip(close, 24),
        private_metadata=json.dumps(state, ensure_ascii=False),
        blocks=list(blocks),
    ).to_dict()


def field(
    block: str,
    label: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    optional: bool = False,
) -> Block:
    return InputBlock(
        block_id=block, label=label, element=element, hint=hint, optional=optional
    ).to_dict()


def text_area(
    initial: str | None = None,
    *,
    placeholder: str | None = None,
    lines: bool = True,
    limit: int = INPUT_TEXT,
    action: str = "value",
    live: bool = False,
) -> PlainTextInputElement:
    """A text field. `live`: the app is told of every character; its block dispatches."""
    return PlainTextInputElement(
        action_id=action,
        initial_value=clip(initial, limit) if initial else None,
        placeholder=clip(placeholder, 150) if placeholder else None,
        multiline=lines,
        max_length=limit,
        focus_on_load=False,
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_character_entered"])
        if live
        else None,
    )


def fitting(link: str | None) -> str | None:
    """A link that its field can hold; half of one would be of no use."""
    return link if link and len(link) <= INPUT_TEXT else None


def size(text: str) -> int:
    """Bytes that a text takes in a view, of 250,000."""
    return len(json.dumps(text, ensure_ascii=False).encode())


def option(value: str, label: str, description: str | None = None) -> Option:
    return Option(
        value=value,
        text=PlainTextObject(text=clip(label, 75), emoji=True),
        description=PlainTextObject(text=clip(description, 75)) if description else None,
    )


def checkbox(value: str, label: str, description: str, *, checked: bool) -> CheckboxesElement:
    box = option(value, label, description)
    return CheckboxesElement(
        action_id="value", options=[box], initial_options=[box] if checked else None
    )


def pick(options: Sequence[Option], value: str | None) -> Option | None:
    """The option of a value."""
    return next((o for o in options if o.value == value), None)


class Answers:
    """What a person entered. Blocks are named; each has one element."""

    def __init__(self, view: dict[str, Any]) -> None:
        self.state: dict[str, Any] = json.loads(view.get("private_metadata") or "{}")
        self._blocks: dict[str, Any] = view["state"]["values"]

    def _element(self, block: str) -> dict[str, Any]:
        return next(iter(self._blocks.get(block, {}).values()), {})

    def text(self, block: str) -> str:
        return self._element(block).get("value") or ""

    def choice(self, block: str) -> str | None:
        return (self._element(block).get("selected_option") or {}).get("value")

    def choices(self, block: str) -> list[str]:
        return [chosen["value"] for chosen in self._element(block).get("selected_options") or ()]

    def time(self, block: str) -> int | None:
        """Unix seconds."""
        return self._element(block).get("selected_date_time")

    def date(self, block: str) -> str | None:
        """A day, such as `2026-04-01`."""
        return self._element(block).get("selected_date")

    def clock(self, block: str) -> int | None:
        """Minutes after midnight."""
        hours, _, minutes = (self._element(block).get("selected_time") or "").partition(":")
        return int(hours) * 60 + int(minutes) if hours else None

    def user(self, block: str) -> str | None:
        return self._element(block).get("selected_user")

    def users(self, block: str) -> list[str]:
        return list(self._element(block).get("selected_users") or ())

    def file_object(self, block: str) -> dict[str, Any] | None:
        """The first file, as Slack describes it."""
        files = self._element(block).get("files") or ()
        return next(iter(files), None)

    def files(self, block: str) -> list[dict[str, Any]]:
        """All files, as Slack describes them."""
        return list(self._element(block).get("files") or ())

    def file(self, block: str) -> str | None:
        """The address of the first file."""
        files = self._element(block).get("files") or ()
        return next((file.get("permalink") for file in files), None)

    def conversation(self, block: str) -> str | None:
        return self._element(block).get("selected_conversation")
