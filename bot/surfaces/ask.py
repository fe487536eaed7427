"""Asking somebody for approval, in their direct messages: the words, the review, the buttons.

The message stays and goes on telling how it ended, so that nobody approves twice or in vain.
"""

from __future__ import annotations

from bot import approval, reviewing
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    actions,
    button,
    clip,
    context,
    divider,
    escape,
    exact,
    header,
    mention,
    quoted,
    section,
    when,
)
from bot.surfaces.facts import proof_of
from bot.surfaces.review import review_blocks

SHOWN_TEXT = 5_000
"""Characters of a statement here; the card in the room shows more."""
SHOWN_FACTS = 10


def ask(t: Words, crisis: Crisis, statement: Statement, person: str) -> tuple[str, list[Block]]:
    """Fallback text and blocks, for one person."""
    title = t(
        "{statement}, version {version}: {state}",
        statement=labels.named(t, crisis, statement),
        version=statement.version,
        state=_state(t, crisis, statement, person),
    )
    blocks = [
        header(f":memo: {title}"),
        section(
            t(
                "For “{what}”, in {room}. The bad post went out {time}.",
                what=quoted(crisis.what, 300),
                room=labels.room(t, crisis),
                time=when(crisis.post_at),
            )
        ),
    ]
    if not _waits_for(crisis, statement, person):
        return escape(title), [*blocks, context(_outcome(t, crisis, statement, person))]
    blocks += [
        *exact(clip(statement.text, SHOWN_TEXT)),
        divider(),
        *review_blocks(t, crisis, statement),
        *_facts(t, crisis, statement),
    ]
    blocks += [
        *_buttons(t, crisis, statement),
        context(
            t(
                "Written by {authors}. What you approve is exactly this text: any change asks you "
                "again.",
                authors=", ".join(mention(author) for author in sorted(statement.authors)),
            )
        ),
    ]
    return escape(title), blocks


def _waits_for(crisis: Crisis, statement: Statement, person: str) -> bool:
    return (
        not crisis.closed
        and statement.state == "submitted"
        and person not in statement.authors
        and all(given.by != person for given in statement.approvals)
        and approval.counts(crisis, statement, person)
    )


def _state(t: Words, crisis: Crisis, statement: Statement, person: str) -> str:
    if _waits_for(crisis, statement, person):
        return t("waits for you")
    return t(labels.STATEMENT_STATE[statement.state])


def _outcome(t: Words, crisis: Crisis, statement: Statement, person: str) -> str:
    """Why there is nothing to do here."""
    if statement.state == "posted":
        return t("It is public. Nothing is left for you to do here.")
    if crisis.closed:
        return t("The crisis is closed. Nothing is left for you to do here.")
    if statement.state == "approved":
        return t("It has all approvals. Nothing is left for you to do here.")
    if statement.state == "draft":
        return t("It is being written again. You will be asked once it is submitted.")
    if person in statement.authors:
        return t("Some of these words are yours by now, so others approve them.")
    if any(given.by == person for given in statement.approvals):
        return t("You approved it. It still waits for others.")
    return t("It waits for others first. You will be asked in turn.")


def _facts(t: Words, crisis: Crisis, statement: Statement) -> list[Block]:
    cited = reviewing.cited(crisis, statement)
    if not cited:
        return []
    lines = ["*" + t("It rests on these facts") + "*"]
    for fact in cited[:SHOWN_FACTS]:
        proof = proof_of(t, fact)
        line = f":white_check_mark: {quoted(fact.claim, 200)}"
        lines.append(f"{line} ({proof})" if proof else line)
    return [section("\n".join(lines))]


def _buttons(t: Words, crisis: Crisis, statement: Statement) -> list[Block]:
    value = f"{crisis.id}:{statement.id}:{statement.version}"
    buttons = [
        button(t("Ask for changes…"), "open_changes", value),
        button(t("Comment…"), "open_comment", value),
        button(t("What changed"), "open_versions", value),
    ]
    if len(statement.text) > SHOWN_TEXT:
        # Nobody approves words that they could not read to the end.
        return [
            section(t("The rest stands in the room: read and approve it there.")),
            actions(buttons),
        ]
    approve = (
        button(t("Approve despite the review…"), "open_override", value, style="danger")
        if reviewing.errors(crisis, statement)
        else button(t("Approve"), "approve_statement", value, style="primary")
    )
    return [actions([approve, *buttons])]
