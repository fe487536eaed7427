"""Block elements: their fields, their limits, and in which blocks and surfaces they may stand.

Source: https://docs.slack.dev/reference/block-kit/block-elements and .../composition-objects.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .schema import (
    Check,
    anything,
    array,
    boolean,
    both,
    exactly_one,
    fields,
    integer,
    matching,
    one_of,
    plain,
    same_option,
    say,
    string,
    text,
)

IDENTIFIER = string(255)
URL = string(3000)
PLACEHOLDER = plain(150)
ALT_TEXT = string(2000)
INPUT_LENGTH = 3000

ALL = frozenset({"message", "modal", "home"})

CONFIRM = fields(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def _option(label: Check, description: Check) -> Check:
    return fields({"text": label, "value": string(150)}, {"description": description})


_OPTION = _option(plain(75), plain(75))
_MARKED_OPTION = _option(text(75), text(75))
_LINKED_OPTION = fields(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": URL}
)
_GROUP = fields({"label": plain(75), "options": array(_OPTION, 100)}, {})
_FILTER = fields(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_DISPATCH = fields(
    {},
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
SLACK_FILE = both(fields({}, {"id": string(255), "url": URL}), exactly_one(("id", "url")))

_ACTION = {"type": anything, "action_id": IDENTIFIER}
_CHOICE = {**_ACTION, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT = {**_CHOICE, "placeholder": PLACEHOLDER}
_MULTI = {**_SELECT, "max_selected_items": integer(1, 1_000_000)}
_TYPED = {
    **_ACTION,
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": _DISPATCH,
    "initial_value": string(INPUT_LENGTH),
}


def _chosen_is_offered(value: Any, pointer: str, problems: list[str]) -> None:
    """An initial choice must be one of the options, to the letter."""
    if not isinstance(value, dict):
        return
    chosen = value.get("initial_options") or []
    if value.get("initial_option"):
        chosen = [value["initial_option"]]
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered += (group.get("options") or []) if isinstance(group, dict) else []
    offered = [option for option in offered if isinstance(option, dict)]
    for option in chosen if isinstance(chosen, list) else []:
        if isinstance(option, dict) and not any(same_option(option, each) for each in offered):
            say(problems, "initial option is not one of the options", pointer)


def _static(extra: dict[str, Check]) -> Check:
    return both(
        fields(
            {},
            {**extra, "options": array(_OPTION, 100), "option_groups": array(_GROUP, 100)},
        ),
        exactly_one(("options", "option_groups")),
        _chosen_is_offered,
    )


def _length_bounds(value: Any, pointer: str, problems: list[str]) -> None:
    if not isinstance(value, dict):
        return
    least, most = value.get("min_length") or 0, value.get("max_length") or INPUT_LENGTH
    if isinstance(least, int) and isinstance(most, int) and least > most:
        say(problems, "min_length must not be greater than max_length", pointer)


class Element(NamedTuple):
    """What an element holds, in which blocks and on which surfaces it may stand."""

    check: Check
    blocks: frozenset[str]
    surfaces: frozenset[str] = ALL


_BUTTONS = frozenset({"section", "actions"})
_CHOICES = frozenset({"section", "actions", "input"})
_INPUT = frozenset({"input"})
_MODAL = frozenset({"modal"})

_DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date such as 2024-12-31")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time such as 23:59")
_NUMBER = matching(r"-?\d+(\.\d+)?", "a number")

ELEMENTS: dict[str, Element] = {
    "button": Element(
        fields(
            {"text": plain(75)},
            {
                **_ACTION,
                "url": URL,
                "value": string(2000),
                "style": one_of("primary", "danger"),
                "confirm": CONFIRM,
                "accessibility_label": string(75),
            },
        ),
        _BUTTONS,
    ),
    "checkboxes": Element(
        both(
            fields(
                {"options": array(_MARKED_OPTION, 10)},
                {**_CHOICE, "initial_options": array(_MARKED_OPTION, 10)},
            ),
            _chosen_is_offered,
        ),
        _CHOICES,
    ),
    "radio_buttons": Element(
        both(
            fields(
                {"options": array(_MARKED_OPTION, 10)},
                {**_CHOICE, "initial_option": _MARKED_OPTION},
            ),
            _chosen_is_offered,
        ),
        _CHOICES,
    ),
    "overflow": Element(
        fields({"options": array(_LINKED_OPTION, 5)}, {**_ACTION, "confirm": CONFIRM}), _BUTTONS
    ),
    "datepicker": Element(fields({}, {**_SELECT, "initial_date": _DATE}), _CHOICES),
    "timepicker": Element(
        fields({}, {**_SELECT, "initial_time": _TIME, "timezone": string(100)}), _CHOICES
    ),
    "datetimepicker": Element(
        fields({}, {**_CHOICE, "initial_date_time": integer(10**9, 10**10 - 1)}),
        frozenset({"actions", "input"}),
        frozenset({"message", "modal"}),
    ),
    "static_select": Element(_static({**_SELECT, "initial_option": _OPTION}), _CHOICES),
    "external_select": Element(
        fields({}, {**_SELECT, "initial_option": _OPTION, "min_query_length": integer(0, 255)}),
        _CHOICES,
    ),
    "users_select": Element(fields({}, {**_SELECT, "initial_user": string(255)}), _CHOICES),
    "conversations_select": Element(
        fields(
            {},
            {
                **_SELECT,
                "initial_conversation": string(255),
                "default_to_current_conversation": boolean,
                "response_url_enabled": boolean,
                "filter": _FILTER,
            },
        ),
        _CHOICES,
    ),
    "channels_select": Element(
        fields({}, {**_SELECT, "initial_channel": string(255), "response_url_enabled": boolean}),
        _CHOICES,
    ),
    "multi_static_select": Element(
        _static({**_MULTI, "initial_options": array(_OPTION, 100)}), _CHOICES
    ),
    "multi_external_select": Element(
        fields(
            {},
            {
                **_MULTI,
                "initial_options": array(_OPTION, 100),
                "min_query_length": integer(0, 255),
            },
        ),
        _CHOICES,
    ),
    "multi_users_select": Element(
        fields({}, {**_MULTI, "initial_users": array(string(255), 1000)}), _CHOICES
    ),
    "multi_conversations_select": Element(
        fields(
            {},
            {
                **_MULTI,
                "initial_conversations": array(string(255), 1000),
                "default_to_current_conversation": boolean,
                "filter": _FILTER,
            },
        ),
        _CHOICES,
    ),
    "multi_channels_select": Element(
        fields({}, {**_MULTI, "initial_channels": array(string(255), 1000)}), _CHOICES
    ),
    "plain_text_input": Element(
        both(
            fields(
                {},
                {
                    **_TYPED,
                    "multiline": boolean,
                    "min_length": integer(0, INPUT_LENGTH),
                    "max_length": integer(1, INPUT_LENGTH),
                },
            ),
            _length_bounds,
        ),
        _INPUT,
    ),
    "rich_text_input": Element(
        fields({}, {**_TYPED, "initial_value": anything}), _INPUT, frozenset({"modal", "home"})
    ),
    "email_text_input": Element(fields({}, _TYPED), _INPUT, _MODAL),
    "url_text_input": Element(fields({}, _TYPED), _INPUT, _MODAL),
    "number_input": Element(
        fields(
            {"is_decimal_allowed": boolean},
            {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        ),
        _INPUT,
        _MODAL,
    ),
    "file_input": Element(
        fields(
            {},
            {**_ACTION, "filetypes": array(string(255), 100), "max_files": integer(1, 10)},
        ),
        _INPUT,
        _MODAL,
    ),
    "image": Element(
        both(
            fields(
                {"alt_text": ALT_TEXT},
                {"type": anything, "image_url": URL, "slack_file": SLACK_FILE},
            ),
            exactly_one(("image_url", "slack_file")),
        ),
        frozenset({"section", "context"}),
    ),
}


def element_check(block: str, surface: str) -> Check:
    """Checks an element that stands in a kind of block on a surface."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            say(problems, "must be an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            say(problems, "missing required field: type", pointer)
            return
        element = ELEMENTS.get(kind)
        if element is None or block not in element.blocks or surface not in element.surfaces:
            say(problems, f"unsupported type: {kind}", pointer)
        else:
            element.check(value, pointer, problems)

    return check
