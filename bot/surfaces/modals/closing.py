"""The forms of the end of a crisis, and of the review that follows it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import DatePickerElement, RadioButtonsElement, UserSelectElement

from bot.crisis import Crisis
from bot.locale import Words
from bot.open_items import open_items
from bot.parts import Action
from bot.surfaces import after_action, still_open
from bot.surfaces.blocks import Block, clip_markup, context, quoted, section, when
from bot.surfaces.modals.form import field, modal, option, pick, text_area

SHOWN = 8
"""Open items of each kind in the form; all of them go on the record."""
LESSON = 1000
ACTIONS = 30
LESSONS = 12
"""Of a review, in a form whose 100 blocks hold them."""


def closing(t: Words, crisis: Crisis, summary: str = "") -> dict[str, Any]:
    """Asks how it ended; and why it is closed, if something is open."""
    blocks = [section("\n".join((_final(t), _archived(t, crisis))))]
    items = open_items(crisis)
    if items:
        blocks.append(section(t(":warning: *Still open ({n})*", n=len(items))))
        blocks += [section("\n".join(_lines(t, crisis, kind))) for kind in _kinds(crisis)]
    blocks.append(
        field(
            "summary",
            t("How did it end?"),
            text_area(
                summary or None, placeholder=t("One or two sentences for the record."), limit=2000
            ),
            optional=True,
        )
    )
    if items:
        blocks.append(
            field(
                "reason",
                t("Why close all the same?"),
                text_area(
                    placeholder=t("What is open goes on the record with this reason."), limit=1000
                ),
            )
        )
    return modal(
        "close_crisis",
        t("Close the crisis"),
        blocks,
        submit=t("Close it for good"),
        close=t("Not yet"),
        state={"crisis": crisis.id},
    )


def _final(t: Words) -> str:
    return t(
        "*This cannot be undone.* The timeline still takes notes and the review opens, but steps "
        "and statements can no longer be changed."
    )


def _archived(t: Words, crisis: Crisis) -> str:
    hours = crisis.settings.archive_after
    if hours is None:
        return t("The room stays.")
    if hours % 24 == 0 and hours:
        return t.plural(
            "The room is archived after {n} day, unless somebody keeps it.",
            "The room is archived after {n} days, unless somebody keeps it.",
            hours // 24,
        )
    return t.plural(
        "The room is archived after {n} hour, unless somebody keeps it.",
        "The room is archived after {n} hours, unless somebody keeps it.",
        hours,
    )


def _kinds(crisis: Crisis) -> list[list[Any]]:
    return [list(items) for _, items in groupby(open_items(crisis), key=lambda item: item.kind)]


def _lines(t: Words, crisis: Crisis, items: list[Any]) -> list[str]:
    lines = [f"• {quoted(still_open.name(t, crisis, item), 120)}" for item in items[:SHOWN]]
    more = len(items) - SHOWN
    if more > 0:
        lines.append(t.plural("and {n} more", "and {n} more", more))
    return lines


def whole_review(t: Words, crisis: Crisis) -> dict[str, Any]:
    """The whole review, from wherever it is opened."""
    blocks: list[Block] = [
        section(
            clip_markup(
                t(
                    "*{what}*\nClosed {time}",
                    what=quoted(crisis.what, 300),
                    time=when(crisis.closed_at or crisis.opened_at),
                ),
                2_000,
            )
        ),
        *after_action.parts(t, crisis, most_actions=ACTIONS, most_lessons=LESSONS),
    ]
    if crisis.archive_at is not None and not crisis.archived:
        blocks += after_action.archive(t, crisis)
    return modal(
        "review",
        t("After-action review"),
        blocks,
        submit=None,
        close=t("Close"),
        state={"crisis": crisis.id},
    )


def add_lesson(t: Words, crisis: Crisis, side: str) -> dict[str, Any]:
    options = [option("well", t("It went well")), option("badly", t("It did not go well"))]
    return modal(
        "add_lesson",
        t("What was learnt"),
        [
            field(
                "side",
                t("How did it go?"),
                RadioButtonsElement(
                    action_id="value", options=options, initial_option=pick(options, side)
                ),
            ),
            field(
                "text",
                t("What was it?"),
                text_area(
                    placeholder=t("What happened and what made it so; never who is to blame."),
                    limit=LESSON,
                ),
            ),
        ],
        submit=t("Add"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def add_action(t: Words, crisis: Crisis, owner: str | None, due_on: date) -> dict[str, Any]:
    """A new action; `owner` and `due_on` are what the form begins with."""
    return modal(
        "add_action",
        t("Add an action"),
        [
            field(
                "text",
                t("What will be different?"),
                text_area(placeholder=t("One act that can be seen to be done."), limit=LESSON),
            ),
            *_who_and_when(t, owner, due_on.isoformat()),
        ],
        submit=t("Add"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def move_action(t: Words, crisis: Crisis, action: Action) -> dict[str, Any]:
    return modal(
        "move_action",
        t("Change an action"),
        [
            section(f"*{clip_markup(quoted(action.text, 500), 2_000)}*"),
            *_who_and_when(t, action.owner, action.due_on),
        ],
        submit=t("Change"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "action": action.id},
    )


def drop_action(t: Words, crisis: Crisis, action: Action) -> dict[str, Any]:
    return modal(
        "drop_action",
        t("Drop an action"),
        [
            section(f"*{clip_markup(quoted(action.text, 500), 2_000)}*"),
            context(t("Nobody is reminded of it any more. It stays on the record.")),
            field("reason", t("Why will it not be done?"), text_area(limit=1000)),
        ],
        submit=t("Drop it"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "action": action.id},
    )


def _who_and_when(t: Words, owner: str | None, due_on: str) -> list[Block]:
    return [
        field("owner", t("Who does it?"), UserSelectElement(action_id="value", initial_user=owner)),
        field(
            "due_on",
            t("By which day?"),
            DatePickerElement(action_id="value", initial_date=due_on),
            hint=t("They are reminded on that morning, and again until it is done."),
        ),
    ]
