"""The forms in which people say what they think of a statement."""

from __future__ import annotations

from typing import Any

from bot import reviewing
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.blocks import Block, clip, context, exact, section
from bot.surfaces.modals.form import field, modal, size, text_area
from bot.surfaces.review import review_blocks

READ = 66_000
"""Characters of a text that a form shows: a view takes 250,000 bytes and 100 blocks."""

READ_BYTES = 190_000

ALL = 40
"""Findings that the form with the whole review shows."""


def changes(t: Words, crisis: Crisis, statement: Statement) -> dict[str, Any]:
    return modal(
        "ask_changes",
        t("Ask for changes"),
        [
            *_whole(t, statement),
            field("reason", t("What should change, and why?"), text_area(limit=2000)),
        ],
        submit=t("Send back"),
        close=t("Cancel"),
        state=_about(crisis, statement),
    )


def comment(t: Words, crisis: Crisis, statement: Statement) -> dict[str, Any]:
    return modal(
        "comment_statement",
        t("Comment"),
        [
            *_whole(t, statement),
            field(
                "text",
                t("Your comment"),
                text_area(limit=2000),
                hint=t(
                    "It stands in the statement’s thread and on the timeline. To have the words "
                    "changed, ask for changes instead."
                ),
            ),
        ],
        submit=t("Comment"),
        close=t("Cancel"),
        state=_about(crisis, statement),
    )


def override(t: Words, crisis: Crisis, statement: Statement) -> dict[str, Any]:
    """Approves words in which the review finds errors, with a reason for the record."""
    return modal(
        "override_review",
        t("Approve all the same"),
        [
            section(
                t(
                    ":warning: *The review finds errors in these words.* If you approve them, they "
                    "stand under your name, with your reason, on the timeline."
                )
            ),
            *_whole(t, statement),
            *review_blocks(t, crisis, statement, most=ALL, budget=READ),
            field(
                "reason",
                t("Why are these words right as they are?"),
                text_area(limit=1000),
                hint=t("Whoever reads the timeline later will want to know."),
            ),
        ],
        submit=t("Approve"),
        close=t("Cancel"),
        state=_about(crisis, statement),
    )


def alone(t: Words, crisis: Crisis, statement: Statement) -> dict[str, Any]:
    """The lead stands for a holding text for which nobody answered."""
    return modal(
        "post_alone",
        t("Post without waiting"),
        [
            section(
                t(
                    ":warning: *Nobody has answered.* You lead this crisis, so you can stand for "
                    "these words alone. Your reason goes on the timeline."
                )
            ),
            *_whole(t, statement),
            *review_blocks(t, crisis, statement, most=ALL, budget=READ),
            field("reason", t("Why can it not wait?"), text_area(limit=1000)),
        ],
        submit=t("I stand for it"),
        close=t("Cancel"),
        state=_about(crisis, statement),
    )


def read(
    t: Words, crisis: Crisis, statement: Statement, *, approve: bool, told: str | None = None
) -> dict[str, Any]:
    """All of the text and all that the review says of it. `approve`: whether the reader can
    approve it here; `told` is why they could not."""
    blocks: list[Block] = [section(f":warning: {told}")] if told else []
    blocks += _whole(t, statement)
    blocks += review_blocks(t, crisis, statement, most=ALL, budget=READ)
    return modal(
        "read_statement",
        labels.statement(t, statement.kind),
        blocks,
        submit=t("Approve") if approve else None,
        close=t("Close"),
        state=_about(crisis, statement),
    )


def may_override(crisis: Crisis, statement: Statement) -> bool:
    """Whether approving these words takes a reason."""
    return bool(reviewing.errors(crisis, statement))


def _about(crisis: Crisis, statement: Statement) -> dict[str, Any]:
    return {"crisis": crisis.id, "statement": statement.id, "version": statement.version}


def _whole(t: Words, statement: Statement) -> list[Block]:
    shown = clip(statement.text, READ)
    while size(shown) > READ_BYTES:
        shown = shown[: len(shown) * 9 // 10]
    blocks = exact(shown)
    if shown != statement.text:
        blocks.append(context(t("The text is longer than Slack can show.")))
    return blocks
