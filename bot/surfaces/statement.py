"""A statement's card: its exact words, who stands for them, and the next act on them."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.crisis import Crisis, Statement, approvals_needed
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    actions,
    button,
    clip,
    confirm,
    context,
    divider,
    escape,
    exact,
    header,
    link,
    mention,
    quoted,
    section,
    when,
)

SHOWN_TEXT = 6_500
"""Characters of a statement on its card. The forms take 3,000, so nothing is cut in practice."""


def statement(t: Words, crisis: Crisis, statement: Statement) -> tuple[str, list[Block]]:
    """Fallback text and blocks."""
    title = t(
        "{statement}, version {version}: {state}",
        statement=labels.statement(t, statement.kind),
        version=statement.version,
        state=t(labels.STATEMENT_STATE[statement.state]),
    )
    blocks = [
        header(f":memo: {title}"),
        *exact(clip(statement.text, SHOWN_TEXT)),
        divider(),
        section("\n".join(_lines(t, crisis, statement))),
    ]
    buttons = [] if crisis.closed else _buttons(t, crisis, statement)
    if buttons:
        blocks.append(actions(buttons))
    blocks.append(context(_hint(t, crisis, statement)))
    return escape(title), blocks


def _lines(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    if statement.authors:
        authors = ", ".join(mention(author) for author in sorted(statement.authors))
        lines = [
            t("The template’s words, submitted by {authors}.", authors=authors)
            if statement.version == 1
            else t("Words by {authors}.", authors=authors)
        ]
    else:
        lines = [t("The template’s words, unchanged.")]
    if statement.next_update is not None:
        lines.append(
            t(
                "It promises the next update for {time}.",
                time=when(statement.next_update, "{time}, {date_short_pretty}"),
            )
        )
    if statement.asked is not None:
        lines.append(
            t(
                ":arrows_counterclockwise: {who} asks for changes: “{reason}”",
                who=mention(statement.asked_by),
                reason=quoted(statement.asked, 2000),
            )
        )
    lines.extend(
        t(":white_check_mark: Approved by {who}, {time}.", who=mention(a.by), time=when(a.at))
        for a in statement.approvals
    )
    missing = approvals_needed(statement.kind, crisis.severity) - len(statement.approvals)
    if statement.state == "submitted":
        lines.append(
            t.plural(
                ":hourglass: It takes {n} more approval, by somebody who did not write it.",
                ":hourglass: It takes {n} more approvals, by people who did not write it.",
                missing,
            )
        )
    if statement.link is not None and statement.posted_at is not None:
        shown = link(statement.link, t("see it"))
        lines.append(
            t(
                ":mega: Posted by {who}, {time}: {link}",
                who=mention(statement.posted_by),
                time=when(statement.posted_at),
                link=shown,
            )
        )
    return lines


def _hint(t: Words, crisis: Crisis, statement: Statement) -> str:
    needed = approvals_needed(statement.kind, crisis.severity)
    if statement.state == "posted":
        return t("These words are public and stay as they are.")
    if crisis.closed:
        return t("The crisis is closed, and these words were never posted.")
    if statement.state == "draft":
        if needed == 1:
            return t("Next: edit it if need be, then submit it. Somebody else approves it.")
        return t("Next: edit it if need be, then submit it. {n} other people approve it.", n=needed)
    if statement.state == "submitted":
        return t("Next: approve it, or ask for changes.")
    return t("Next: post exactly these words, then mark them as posted with the link.")


def _buttons(t: Words, crisis: Crisis, statement: Statement) -> list[ButtonElement]:
    value = f"{crisis.id}:{statement.id}:{statement.version}"
    edit = button(t("Edit…"), "open_edit", value)
    if statement.state == "draft":
        submit = button(t("Submit for approval"), "submit_statement", value, style="primary")
        return [submit, edit]
    if statement.state == "submitted":
        return [
            button(t("Approve"), "approve_statement", value, style="primary"),
            button(t("Ask for changes…"), "open_changes", value),
            edit,
        ]
    if statement.state == "approved":
        return [
            button(t("Mark as posted…"), "open_posted", value, style="primary"),
            button(
                t("Edit…"),
                "open_edit",
                value,
                confirm=confirm(
                    t("Edit approved words?"),
                    t("A change voids the approval: somebody must approve the new words."),
                    t("Edit"),
                    t("Leave as is"),
                ),
            ),
        ]
    return []
