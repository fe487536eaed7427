"""A statement's card: its exact words, the review, who stands for them, and the next act."""

from __future__ import annotations

from bot import approval, reviewing
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.approvers import approval_lines, path_line
from bot.surfaces.blocks import (
    MESSAGE_WEIGHT,
    Block,
    actions,
    clip,
    clip_markup,
    context,
    divider,
    escape,
    exact,
    header,
    link,
    mention,
    quoted,
    section,
    weight,
    when,
)
from bot.surfaces.review import BUDGET, review_blocks
from bot.surfaces.statement_buttons import buttons
from statements.draft import gaps

SHOWN_TEXT = 5_000
"""Characters of a statement on its card; a longer one is read in a form of its own."""

STATUS = 2_400
"""Characters of all that is said about the words beside the review."""

SHOWN_FACTS = 5


def statement(t: Words, crisis: Crisis, statement: Statement) -> tuple[str, list[Block]]:
    """Fallback text and blocks."""
    title = t(
        "{statement}, version {version}: {state}",
        statement=labels.named(t, crisis, statement),
        version=statement.version,
        state=t(labels.STATEMENT_STATE[statement.state]),
    )
    shown = clip(statement.text, SHOWN_TEXT)
    blocks = [header(f":memo: {title}"), *exact(shown), divider()]
    status = [section(clip_markup("\n".join(_status(t, crisis, statement)), STATUS))]
    # Hints, buttons and the lines around the findings take their share too.
    room = MESSAGE_WEIGHT - weight(blocks) - weight(status) - 1_800
    if statement.state != "posted" and not crisis.closed:
        blocks += review_blocks(t, crisis, statement, budget=max(300, min(BUDGET, room)))
    blocks += status
    whole = shown == statement.text
    blocks += [actions(row) for row in buttons(t, crisis, statement, whole=whole) if row]
    if not whole:
        blocks.append(context(t("The text goes on: *Review…* shows all of it.")))
    blocks.append(context(_next(t, crisis, statement)))
    return escape(title), blocks


def _status(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    """What weighs most comes first: what is cut, is cut at the end."""
    return [
        *_warnings(t, crisis, statement),
        *_asked(t, statement),
        *approval_lines(t, crisis, statement),
        *_posted(t, statement),
        *_promise(t, statement),
        *_belongs(t, crisis, statement),
        _authors(t, statement),
        *_facts(t, crisis, statement),
    ]


def _authors(t: Words, statement: Statement) -> str:
    if not statement.authors:
        return t("The template’s words, unchanged.")
    authors = ", ".join(mention(author) for author in sorted(statement.authors))
    if statement.version == 1:
        return t("The template’s words, submitted by {authors}.", authors=authors)
    return t("Words by {authors}.", authors=authors)


def _warnings(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    lines = []
    for key in statement.rests_on:
        claim = quoted(labels.claim(t, crisis, key), 300)
        if statement.state == "posted":
            lines.append(
                t(
                    ":x: *What is public is wrong now:* it rests on “{claim}”, which was withdrawn. "
                    "Draft a correction.",
                    claim=claim,
                )
            )
        else:
            lines.append(t(":x: *It rests on what was withdrawn:* “{claim}”.", claim=claim))
    if statement.behind and statement.state != "posted":
        lines.append(
            t(":warning: *The English version changed since:* bring this one in line.")
            if statement.language == "fr"
            else t(":warning: *The French version changed since:* bring this one in line.")
        )
    if statement.voided:
        lines.append(
            t(
                ":warning: *These words were approved before; the approval no longer holds.* "
                "Submit them again."
            )
        )
    if statement.trouble is not None:
        lines.append(
            t(
                ":warning: Your own template could not be used, so this is Cellule’s: {why}",
                why=quoted(statement.trouble, 300),
            )
        )
    return lines


def _asked(t: Words, statement: Statement) -> list[str]:
    if statement.asked is None:
        return []
    return [
        t(
            ":arrows_counterclockwise: {who} asks for changes: “{reason}”",
            who=mention(statement.asked_by),
            reason=quoted(statement.asked, 1200),
        )
    ]


def _promise(t: Words, statement: Statement) -> list[str]:
    if statement.next_update is None:
        return []
    time = when(statement.next_update, "{time}, {date_short_pretty}")
    return [t("It promises the next update for {time}.", time=time)]


def _posted(t: Words, statement: Statement) -> list[str]:
    lines = []
    for post in statement.posts:
        shown = link(post.link, t("see it"))
        where = t(labels.PLATFORM[post.platform]) if post.platform else ""
        if where:
            lines.append(
                t(
                    ":mega: Posted on {platform} by {who}, {time}: {link}",
                    platform=where,
                    who=mention(post.by),
                    time=when(post.at),
                    link=shown,
                )
            )
        else:
            lines.append(
                t(
                    ":mega: Posted by {who}, {time}: {link}",
                    who=mention(post.by),
                    time=when(post.at),
                    link=shown,
                )
            )
    return lines


def _belongs(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    wrong = crisis.statements.get(statement.corrects or "")
    if wrong is None:
        return []
    name = labels.named(t, crisis, wrong)
    if wrong.link is None:
        return [t("It corrects: {statement}.", statement=name)]
    shown = link(wrong.link, t("see it"))
    return [t("It corrects: {statement}, {link}.", statement=name, link=shown)]


def _facts(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    cited = reviewing.cited(crisis, statement)
    if not cited:
        return []
    claims = [t("“{quote}”", quote=quoted(fact.claim, 120)) for fact in cited[:SHOWN_FACTS]]
    left = len(cited) - SHOWN_FACTS
    if left > 0:
        claims.append(t.plural("and {n} more", "and {n} more", left))
    return [t(":card_index_dividers: Rests on confirmed facts: {claims}", claims=", ".join(claims))]


def _next(t: Words, crisis: Crisis, statement: Statement) -> str:
    """What is next, and who does it."""
    if statement.state == "posted":
        return t("These words are public and stay as they are. What is wrong in them is corrected.")
    if crisis.closed:
        return t("The crisis is closed, and these words were never posted.")
    if statement.state == "draft":
        return _next_of_draft(t, crisis, statement)
    if statement.state == "submitted":
        asked = approval.to_ask(crisis, statement)
        if asked and not any(ask.may is None for ask in approval.current(crisis, statement)):
            people = ", ".join(mention(person) for person in asked[:5])
            return t("Next: {people}, approve it or ask for changes.", people=people)
        return t("Next: a member who did not write it approves it or asks for changes.")
    return t(
        "Next: somebody posts exactly these words (*Copy the text…*), then marks them as posted "
        "with the link."
    )


def _next_of_draft(t: Words, crisis: Crisis, statement: Statement) -> str:
    path = path_line(t, crisis, statement)
    who = ", ".join(mention(author) for author in sorted(statement.authors)) or t("anyone here")
    if gaps(statement.text):
        return t(
            "Next: {who} fills in what stands in brackets, then submits it. Approved by: {path}.",
            who=who,
            path=path,
        )
    if statement.asked is not None or statement.rests_on:
        return t(
            "Next: {who} changes it, then submits it again. Approved by: {path}.",
            who=who,
            path=path,
        )
    if reviewing.errors(crisis, statement):
        return t(
            "Next: {who} mends what the review found, then submits it. Approved by: {path}.",
            who=who,
            path=path,
        )
    return t(
        "Next: {who} edits it if need be, then submits it. Approved by: {path}.",
        who=who,
        path=path,
    )
