"""Interactive elements in a person's hands: their state, and what a person may enter.

The state is what Slack sends as state.values: {block_id: {action_id: {"type", …}}}.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from .blocks import elements_of
from .records import Json
from .schema import same_option

Values = dict[str, dict[str, Json]]

# The field of the state that holds what was entered, and the element's field with its start.
_FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}

_OPTIONS = ("static_select", "radio_buttons", "checkboxes", "multi_static_select", "overflow")


def has_state(element: Json) -> bool:
    """Whether the element appears in state.values (a button does not)."""
    return element.get("type") in _FIELDS


def _is_many(kind: str) -> bool:
    return kind.startswith("multi_") or kind in ("checkboxes", "file_input")


def initial_state(element: Json) -> Json:
    """An element's state before anybody touched it."""
    field, start = _FIELDS[element["type"]]
    empty: Any = [] if _is_many(element["type"]) else None
    return {"type": element["type"], field: element.get(start, empty)}


def initial_values(blocks: list[Json]) -> Values:
    """The state of all elements of a view or message before anybody touched them."""
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if has_state(element):
                values.setdefault(block["block_id"], {})[element["action_id"]] = initial_state(
                    element
                )
    return values


def kept_values(blocks: list[Json], before: Values) -> Values:
    """The state after an update: what the same block_id and action_id held stays."""
    values = initial_values(blocks)
    for block_id, actions in values.items():
        for action_id, state in actions.items():
            old = before.get(block_id, {}).get(action_id)
            if old is not None and old["type"] == state["type"]:
                actions[action_id] = old
    return values


def entered(state: Json) -> Any:
    """What a state holds."""
    return state[_FIELDS[state["type"]][0]]


def options_of(element: Json) -> list[Json]:
    """All options, those of groups too."""
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    return options


def pick_option(element: Json, choice: Any) -> Json:
    """The option a person names: by its value, by its text, or the option itself.

    LookupError, with what there is, if the element does not offer it.
    """
    options = options_of(element)
    for option in options:
        if isinstance(choice, dict) and same_option(option, choice):
            return option
        if choice in (option.get("value"), option["text"]["text"]):
            return option
    offered = [option.get("value") for option in options]
    raise LookupError(f"{choice!r} is not among the options {offered}")


def new_state(element: Json, value: Any) -> Json:
    """The state after a person entered `value` (None clears)."""
    kind = element["type"]
    if isinstance(value, dict) and value.get("type") == kind:
        return value
    field, _ = _FIELDS[kind]
    if _is_many(kind):
        items = [] if value is None else value if isinstance(value, list) else [value]
        if kind in _OPTIONS:
            items = [pick_option(element, item) for item in items]
        return {"type": kind, field: items}
    if value is None or value == "":
        return {"type": kind, field: None}
    if kind in ("static_select", "radio_buttons"):
        return {"type": kind, field: pick_option(element, value)}
    if kind == "datetimepicker":
        stamp = value.timestamp() if isinstance(value, datetime) else value
        return {"type": kind, field: int(stamp)}
    if isinstance(value, (datetime, date)):
        return {"type": kind, field: value.isoformat()[:10]}
    is_typed = field == "value"
    return {"type": kind, field: str(value) if is_typed else value}


# What Slack's client refuses before anything is sent


def _check_text(element: Json, value: str) -> str | None:
    most, least = element.get("max_length"), element.get("min_length")
    if most is not None and len(value) > most:
        return f"Please enter no more than {most} characters."
    if least is not None and len(value) < least:
        return f"Please enter at least {least} characters."
    return None


def _check_url(element: Json, value: str) -> str | None:
    ok = re.fullmatch(r"https?://[^\s/?#]+\.?[^\s/?#]*([/?#]\S*)?", value, re.IGNORECASE)
    return None if ok else "Please enter a valid URL."


def _check_email(element: Json, value: str) -> str | None:
    ok = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value)
    return None if ok else "Please enter a valid email address."


def _check_number(element: Json, value: str) -> str | None:
    decimal = element.get("is_decimal_allowed")
    if not re.fullmatch(r"-?\d+(\.\d+)?" if decimal else r"-?\d+", value):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number of at most {most}."
    return None


def _check_date(element: Json, value: str) -> str | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Please enter a valid date."
    return None


_CHECKS: dict[str, Callable[[Json, str], str | None]] = {
    "plain_text_input": _check_text,
    "url_text_input": _check_url,
    "email_text_input": _check_email,
    "number_input": _check_number,
    "datepicker": _check_date,
}


def client_errors(blocks: list[Json], values: Values) -> dict[str, str]:
    """What Slack's client would not let through: block_id to what the person reads."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = entered(values[block["block_id"]][element["action_id"]])
        if value is None or value in ("", []):
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
            continue
        most = element.get("max_selected_items") or element.get("max_files")
        if most is not None and isinstance(value, list) and len(value) > most:
            errors[block["block_id"]] = f"Please choose no more than {most}."
        check = _CHECKS.get(element["type"])
        problem = check(element, value) if check else None
        if problem:
            errors[block["block_id"]] = problem
    return errors
