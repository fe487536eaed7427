"""Block Kit validation, at each limit and one past it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.blocks import fill_ids, text_length, validate_message_blocks, validate_view

from .samples import actions, button, field, home, modal, option, plain, section

Block = dict[str, Any]


def context(*elements: Block) -> Block:
    return {"type": "context", "elements": list(elements)}


def select(**more: Any) -> Block:
    return {"type": "static_select", "action_id": "s", "placeholder": plain("Choose"), **more}


def confirm(**more: str) -> Block:
    texts = {"title": "t", "text": "x", "confirm": "y", "deny": "n", **more}
    return {name: plain(text) for name, text in texts.items()}


def image(**more: Any) -> Block:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **more}


def text_input(**more: Any) -> Block:
    return field({"type": "plain_text_input", **more})


def choice(kind: str, count: int, **more: Any) -> Block:
    options = [option(str(number)) for number in range(count)]
    return {"type": kind, "action_id": "c", "options": options, **more}


def groups(count: int, label: str = "g") -> list[Block]:
    return [{"label": plain(label), "options": [option("a")]} for _ in range(count)]


# Within the limit, just past it, and where the problem is told to be.
MESSAGE_LIMITS = [
    ("blocks", [section()] * 50, [section()] * 51, "no more than 50 items allowed", "/blocks"),
    (
        "section text",
        [section("x" * 3000)],
        [section("x" * 3001)],
        "must be less than 3001 characters",
        "/blocks/0/text/text",
    ),
    (
        "fields",
        [{"type": "section", "fields": [plain("x" * 2000)] * 10}],
        [{"type": "section", "fields": [plain("x")] * 11}],
        "no more than 10 items allowed",
        "/blocks/0/fields",
    ),
    (
        "field text",
        [{"type": "section", "fields": [plain("x" * 2000)]}],
        [{"type": "section", "fields": [plain("x" * 2001)]}],
        "must be less than 2001 characters",
        "/blocks/0/fields/0/text",
    ),
    (
        "header",
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters",
        "/blocks/0/text/text",
    ),
    (
        "context elements",
        [context(*[plain("x")] * 10)],
        [context(*[plain("x")] * 11)],
        "no more than 10 items allowed",
        "/blocks/0/elements",
    ),
    (
        "actions elements",
        [actions(*[button(f"a{n}") for n in range(25)])],
        [actions(*[button(f"a{n}") for n in range(26)])],
        "no more than 25 items allowed",
        "/blocks/0/elements",
    ),
    (
        "button text",
        [actions(button(text=plain("x" * 75)))],
        [actions(button(text=plain("x" * 76)))],
        "must be less than 76 characters",
        "/blocks/0/elements/0/text/text",
    ),
    (
        "button value",
        [actions(button(value="x" * 2000))],
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters",
        "/blocks/0/elements/0/value",
    ),
    (
        "url",
        [actions(button(url="x" * 3000))],
        [actions(button(url="x" * 3001))],
        "must be less than 3001 characters",
        "/blocks/0/elements/0/url",
    ),
    (
        "action_id",
        [actions(button("x" * 255))],
        [actions(button("x" * 256))],
        "must be less than 256 characters",
        "/blocks/0/elements/0/action_id",
    ),
    (
        "block_id",
        [section(block_id="x" * 255)],
        [section(block_id="x" * 256)],
        "must be less than 256 characters",
        "/blocks/0/block_id",
    ),
    (
        "confirm title",
        [actions(button(confirm=confirm(title="x" * 100)))],
        [actions(button(confirm=confirm(title="x" * 101)))],
        "must be less than 101 characters",
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        "confirm text",
        [actions(button(confirm=confirm(text="x" * 300)))],
        [actions(button(confirm=confirm(text="x" * 301)))],
        "must be less than 301 characters",
        "/blocks/0/elements/0/confirm/text/text",
    ),
    (
        "confirm button",
        [actions(button(confirm=confirm(deny="x" * 30)))],
        [actions(button(confirm=confirm(deny="x" * 31)))],
        "must be less than 31 characters",
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    (
        "options",
        [actions(choice("static_select", 100))],
        [actions(choice("static_select", 101))],
        "no more than 100 items allowed",
        "/blocks/0/elements/0/options",
    ),
    (
        "option text",
        [actions(select(options=[option("v", "x" * 75)]))],
        [actions(select(options=[option("v", "x" * 76)]))],
        "must be less than 76 characters",
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        "option value",
        [actions(select(options=[option("x" * 150, "t")]))],
        [actions(select(options=[option("x" * 151, "t")]))],
        "must be less than 151 characters",
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        "option groups",
        [actions(select(option_groups=groups(100)))],
        [actions(select(option_groups=groups(101)))],
        "no more than 100 items allowed",
        "/blocks/0/elements/0/option_groups",
    ),
    (
        "group label",
        [actions(select(option_groups=groups(1, "x" * 75)))],
        [actions(select(option_groups=groups(1, "x" * 76)))],
        "must be less than 76 characters",
        "/blocks/0/elements/0/option_groups/0/label/text",
    ),
    (
        "overflow",
        [section(accessory=choice("overflow", 5))],
        [section(accessory=choice("overflow", 6))],
        "no more than 5 items allowed",
        "/blocks/0/accessory/options",
    ),
    (
        "radio buttons",
        [section(accessory=choice("radio_buttons", 10))],
        [section(accessory=choice("radio_buttons", 11))],
        "no more than 10 items allowed",
        "/blocks/0/accessory/options",
    ),
    (
        "checkboxes",
        [section(accessory=choice("checkboxes", 10))],
        [section(accessory=choice("checkboxes", 11))],
        "no more than 10 items allowed",
        "/blocks/0/accessory/options",
    ),
    (
        "placeholder",
        [section(accessory=select(options=[option("a")], placeholder=plain("x" * 150)))],
        [section(accessory=select(options=[option("a")], placeholder=plain("x" * 151)))],
        "must be less than 151 characters",
        "/blocks/0/accessory/placeholder/text",
    ),
    (
        "image alt_text",
        [image(alt_text="x" * 2000)],
        [image(alt_text="x" * 2001)],
        "must be less than 2001 characters",
        "/blocks/0/alt_text",
    ),
    (
        "input label",
        [text_input() | {"label": plain("x" * 2000)}],
        [text_input() | {"label": plain("x" * 2001)}],
        "must be less than 2001 characters",
        "/blocks/0/label/text",
    ),
    (
        "input hint",
        [text_input() | {"hint": plain("x" * 2000)}],
        [text_input() | {"hint": plain("x" * 2001)}],
        "must be less than 2001 characters",
        "/blocks/0/hint/text",
    ),
    (
        "plain_text_input max_length",
        [text_input(max_length=3000)],
        [text_input(max_length=3001)],
        "must be between 1 and 3000",
        "/blocks/0/element/max_length",
    ),
    (
        "markdown",
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "markdown must be less than 12001 in total",
        "/blocks",
    ),
]


@pytest.mark.parametrize(
    ("within", "past", "text", "pointer"),
    [row[1:] for row in MESSAGE_LIMITS],
    ids=[row[0] for row in MESSAGE_LIMITS],
)
def test_limits(within: list[Block], past: list[Block], text: str, pointer: str) -> None:
    assert validate_message_blocks(within) == []
    assert validate_message_blocks(past) == [f"[ERROR] {text} [json-pointer:{pointer}]"]


WRONG = [
    ({"type": "section"}, "missing required field: text or fields", ""),
    ({"type": "section", "fields": []}, "no fewer than 1 items allowed", "/fields"),
    ({"type": "section", "text": plain("")}, "must be more than 0 characters", "/text/text"),
    ({"type": "section", "text": "x"}, "must be an object", "/text"),
    ({"type": "section", "text": {"type": "html"}}, "unsupported type: html", "/text"),
    (section(colour="red"), "invalid additional property: colour", ""),
    (
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        "invalid additional property: emoji",
        "/text",
    ),
    (section(accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input", "/accessory"),
    (section(accessory={"type": "datetimepicker"}), "unsupported type: datetimepicker", "/accessory"),
    (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input", "/elements/0"),
    (actions(image()), "unsupported type: image", "/elements/0"),
    (actions(), "no fewer than 1 items allowed", "/elements"),
    (actions(button(style="green")), "value 'green' is not one of primary, danger", "/elements/0/style"),
    (actions({"type": "button"}), "missing required field: text", "/elements/0"),
    (actions(button(text={"type": "mrkdwn", "text": "x"})), "unsupported type: mrkdwn", "/elements/0/text"),
    (actions(button("a"), button("a")), "action_id 'a' is not unique in its block", "/elements/1/action_id"),
    (actions(select()), "missing required field: options or option_groups", "/elements/0"),
    (
        actions(select(options=[option("a")], option_groups=groups(1))),
        "only one of options, option_groups is allowed",
        "/elements/0",
    ),
    (
        actions(select(options=[option("a")], initial_option=option("b"))),
        "initial option is not one of the options",
        "/elements/0",
    ),
    (
        actions(choice("checkboxes", 2, initial_options=[option("0", "other text")])),
        "initial option is not one of the options",
        "/elements/0",
    ),
    (context(button()), "unsupported type: button", "/elements/0"),
    (context(), "no fewer than 1 items allowed", "/elements"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn", "/text"),
    ({"type": "image", "alt_text": "x"}, "missing required field: image_url or slack_file", ""),
    ({"type": "image", "image_url": "https://x"}, "missing required field: alt_text", ""),
    ({"type": "poem"}, "unsupported type: poem", ""),
    ({}, "missing required field: type", ""),
    ("text", "must be an object", ""),
    (field(button()), "unsupported type: button", "/element"),
    (field({"type": "email_text_input"}), "unsupported type: email_text_input", "/element"),
    (field({"type": "file_input"}), "unsupported type: file_input", "/element"),
    (text_input(min_length=5, max_length=4), "min_length must not be greater than max_length", "/element"),
    (text_input(multiline="yes"), "must be a boolean", "/element/multiline"),
    ({"type": "rich_text", "elements": [{"type": "text"}]}, "unsupported type: text", "/elements/0"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "text", "pointer"), WRONG)
def test_wrong_blocks(block: Any, text: str, pointer: str) -> None:
    problems = validate_message_blocks([block])
    assert problems == [f"[ERROR] {text} [json-pointer:/blocks/0{pointer}]"]


def test_block_ids_are_unique_in_a_message() -> None:
    problems = validate_message_blocks([section(block_id="a"), section(block_id="a")])
    assert problems == ["[ERROR] block_id 'a' already exists [json-pointer:/blocks/1/block_id]"]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    assert validate_message_blocks([actions(button("a")), actions(button("a"))]) == []


@pytest.mark.parametrize(
    "block",
    [
        {"type": "divider"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]},
        context(image(), plain("x"), {"type": "mrkdwn", "text": "*x*", "verbatim": True}),
        section(accessory=image(slack_file={"id": "F1"}, image_url=None)),
        actions({"type": "users_select", "action_id": "u", "initial_user": "U1"}),
        actions({"type": "datepicker", "action_id": "d", "initial_date": "2024-12-31"}),
        actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1700000000}),
        actions({"type": "timepicker", "action_id": "t", "initial_time": "23:59"}),
        section(accessory=choice("overflow", 1)),
        {"type": "section", "text": plain("x"), "fields": None, "accessory": None},
    ],
)
def test_good_blocks(block: Block) -> None:
    assert validate_message_blocks([block]) == []


VIEW_LIMITS = [
    ("title", {"title": plain("x" * 24)}, {"title": plain("x" * 25)}, "/view/title/text"),
    ("submit", {"submit": plain("x" * 24)}, {"submit": plain("x" * 25)}, "/view/submit/text"),
    ("close", {"close": plain("x" * 24)}, {"close": plain("x" * 25)}, "/view/close/text"),
    ("callback_id", {"callback_id": "x" * 255}, {"callback_id": "x" * 256}, "/view/callback_id"),
    ("external_id", {"external_id": "x" * 255}, {"external_id": "x" * 256}, "/view/external_id"),
    (
        "private_metadata",
        {"private_metadata": "x" * 3000},
        {"private_metadata": "x" * 3001},
        "/view/private_metadata",
    ),
    ("blocks", {"blocks": [section()] * 100}, {"blocks": [section()] * 101}, "/view/blocks"),
]


@pytest.mark.parametrize(
    ("within", "past", "pointer"),
    [row[1:] for row in VIEW_LIMITS],
    ids=[row[0] for row in VIEW_LIMITS],
)
def test_view_limits(within: Block, past: Block, pointer: str) -> None:
    assert validate_view(modal(**within)) == []
    (problem,) = validate_view(modal(**past))
    assert problem.endswith(f"[json-pointer:{pointer}]")


@pytest.mark.parametrize(
    ("view", "text", "pointer"),
    [
        ({**modal(), "title": None}, "missing required field: title", "/view"),
        ({"type": "tab", "blocks": []}, "unsupported type: tab", "/view"),
        (home(title=plain("x")), "invalid additional property: title", "/view"),
        (modal(text_input(), submit=None), "submit is required when there is an input block", "/view"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown", "/view/blocks/0"),
        (home({"type": "table", "rows": []}), "unsupported type: table", "/view/blocks/0"),
        (
            home(actions({"type": "datetimepicker", "action_id": "d"})),
            "unsupported type: datetimepicker",
            "/view/blocks/0/elements/0",
        ),
        (
            home(field({"type": "url_text_input"})),
            "unsupported type: url_text_input",
            "/view/blocks/0/element",
        ),
        (
            modal(
                field({"type": "plain_text_input", "focus_on_load": True}, "1"),
                field({"type": "plain_text_input", "focus_on_load": True}, "2"),
            ),
            "only one element may have focus_on_load",
            "/view/blocks",
        ),
        (
            modal(section(block_id="a"), section(block_id="a")),
            "block_id 'a' already exists",
            "/view/blocks/1/block_id",
        ),
        ("view", "must be an object", "/view"),
    ],
)  # fmt: skip
def test_wrong_views(view: Any, text: str, pointer: str) -> None:
    assert validate_view(view) == [f"[ERROR] {text} [json-pointer:{pointer}]"]


def test_a_modal_may_hold_every_input() -> None:
    kinds = [
        {"type": "plain_text_input", "multiline": True, "min_length": 0, "max_length": 3000},
        {"type": "rich_text_input"},
        {"type": "email_text_input"},
        {"type": "url_text_input", "placeholder": plain("https://")},
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
        {"type": "file_input", "max_files": 10, "filetypes": ["png"]},
        choice("static_select", 2),
        choice("multi_static_select", 2, max_selected_items=1),
        choice("radio_buttons", 2),
        choice("checkboxes", 2),
        {"type": "datepicker"},
        {"type": "timepicker"},
        {"type": "datetimepicker"},
        {"type": "users_select"},
        {"type": "multi_users_select", "initial_users": ["U1"]},
        {"type": "conversations_select", "filter": {"include": ["public"]}},
        {"type": "multi_conversations_select", "default_to_current_conversation": True},
        {"type": "channels_select", "response_url_enabled": True},
        {"type": "multi_channels_select"},
        {"type": "external_select", "min_query_length": 2},
        {"type": "multi_external_select"},
    ]
    blocks = [field(kind, f"b{number}") for number, kind in enumerate(kinds)]
    assert validate_view(modal(*blocks)) == []


def test_ids_are_filled_in_where_absent() -> None:
    given = [section(accessory={"type": "button", "text": plain("x")}), section(block_id="kept")]
    filled = fill_ids(given)
    assert filled[0]["block_id"]
    assert filled[0]["accessory"]["action_id"]
    assert filled[1]["block_id"] == "kept"
    assert "block_id" not in given[0]
    assert validate_message_blocks(filled) == []


def test_text_length_counts_all_text() -> None:
    blocks = [section("abc", accessory=button(text=plain("de"))), text_input()]
    assert text_length(blocks) == len("abc") + len("de") + len("Label")
