"""The buttons of a statement's card: what can be done with it as it stands."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot import reviewing
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces.blocks import button, confirm
from bot.surfaces.review import SHOWN
from statements import platforms

Row = list[ButtonElement]


def value_of(crisis: Crisis, statement: Statement) -> str:
    """What a button says that it is about."""
    return f"{crisis.id}:{statement.id}:{statement.version}"


def buttons(t: Words, crisis: Crisis, statement: Statement, *, whole: bool) -> tuple[Row, Row]:
    """What is next, at most five; and what is needed now and then, at most five.

    `whole` says whether the card shows all of the text: nobody approves the rest unread.
    """
    value = value_of(crisis, statement)
    review = button(t("Review…"), "open_review", value)
    if crisis.closed:
        return ([] if whole else [review]), []
    rows = {
        "draft": _draft,
        "submitted": _submitted,
        "approved": _approved,
        "posted": _posted,
    }
    first, second = rows[statement.state](t, crisis, statement, value, whole)
    many = statement.state != "posted" and len(reviewing.findings(crisis, statement)) > SHOWN
    if (not whole or many) and all(b.action_id != "open_review" for b in first):
        second = [review, *second]
    if statement.version > 1:
        second.append(button(t("What changed"), "open_versions", value))
    pair = _pair(t, crisis, statement, value)
    return first[:5], [*pair, *second][:5]


def _draft(
    t: Words, crisis: Crisis, statement: Statement, value: str, whole: bool
) -> tuple[Row, Row]:
    first = [
        button(t("Submit for approval"), "submit_statement", value, style="primary"),
        button(t("Edit…"), "open_edit", value),
        *_mends(t, crisis, statement, value),
    ]
    return first, [button(t("Comment…"), "open_comment", value)]


def _mends(t: Words, crisis: Crisis, statement: Statement, value: str) -> Row:
    row = []
    found = reviewing.findings(crisis, statement)
    if any(finding.better is not None for finding in found):
        row.append(button(t("Use the proposed words…"), "use_better", value))
    over = reviewing.too_long_for(crisis, statement, statement.text, thread=statement.thread)
    if over:
        row.append(button(t("Use a shorter text…"), "use_shorter", value))
    if any(platforms.thread(statement.text, platform) for platform in over):
        row.append(button(t("Post it as a thread"), "use_thread", value))
    return row


def _submitted(
    t: Words, crisis: Crisis, statement: Statement, value: str, whole: bool
) -> tuple[Row, Row]:
    if not whole:
        approve = button(t("Read and approve…"), "open_review", value, style="primary")
    elif reviewing.errors(crisis, statement):
        approve = button(t("Approve despite the review…"), "open_override", value, style="danger")
    else:
        approve = button(t("Approve"), "approve_statement", value, style="primary")
    first = [approve, button(t("Ask for changes…"), "open_changes", value)]
    if may_stand_alone(statement):
        first.append(button(t("Post without waiting…"), "open_alone", value, style="danger"))
    first += [
        button(t("Comment…"), "open_comment", value),
        button(t("Edit…"), "open_edit", value),
    ]
    return first, [_take_back(t, statement, value)]


def may_stand_alone(statement: Statement) -> bool:
    """Whether a holding text has waited so long that its approvers were reminded."""
    return statement.kind == "holding" and any(
        since == statement.waiting_since for since, _ in statement.reminded
    )


def _approved(
    t: Words, crisis: Crisis, statement: Statement, value: str, whole: bool
) -> tuple[Row, Row]:
    edit = button(
        t("Edit…"),
        "open_edit",
        value,
        confirm=confirm(
            t("Edit approved words?"),
            t("A change voids the approval: somebody must approve the new words."),
            t("Edit"),
            t("Leave as is"),
        ),
    )
    first = [
        button(t("Copy the text…"), "open_copy", value),
        button(t("Mark as posted…"), "open_posted", value, style="primary"),
        edit,
    ]
    return first, [
        _take_back(t, statement, value),
        button(t("Comment…"), "open_comment", value),
    ]


def _take_back(t: Words, statement: Statement, value: str) -> ButtonElement:
    return button(
        t("Take back…"),
        "withdraw_statement",
        value,
        confirm=confirm(
            t("Take it back?"),
            t(
                "If you approved it, your approval goes. If you wrote it or lead the crisis, it is "
                "a draft again and nobody may post it."
            ),
            t("Take it back"),
            t("Leave as is"),
        ),
    )


def _posted(
    t: Words, crisis: Crisis, statement: Statement, value: str, whole: bool
) -> tuple[Row, Row]:
    facts = statement.rests_on or ("",)
    correct = button(
        t("Draft a correction"),
        "draft_correction",
        f"{value}:{facts[-1]}",
        style="primary" if statement.rests_on else None,
    )
    elsewhere = button(t("Also posted elsewhere…"), "open_posted", value)
    copy = button(t("Copy the text…"), "open_copy", value)
    first = [correct, elsewhere, copy] if statement.rests_on else [elsewhere, copy, correct]
    return first, [button(t("Comment…"), "open_comment", value)]


def _pair(t: Words, crisis: Crisis, statement: Statement, value: str) -> Row:
    row = []
    if statement.behind and statement.state != "posted":
        row.append(button(t("It still says the same"), "match_pair", value))
    paired = statement.pair is not None or any(
        other.pair == statement.id for other in crisis.statements.values()
    )
    if not paired:
        label = (
            t("Add the English version")
            if statement.language == "fr"
            else t("Add the French version")
        )
        row.append(button(label, "draft_pair", value))
    return row
