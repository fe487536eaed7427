"""The form in which a statement's words are written, with the review below them as they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models.blocks import DateTimePickerElement, InputBlock

from bot import reviewing
from bot.crisis import Crisis
from bot.events import Platform
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.blocks import Block, actions, button, context, exact, section
from bot.surfaces.modals.form import Answers, checkbox, field, modal, size, text_area
from bot.surfaces.modals.pieces import join, split
from bot.surfaces.review import review_blocks
from bot.surfaces.statement_buttons import value_of
from statements import platforms

TEXT = "text-"
"""How the names of the blocks with the words begin; the version and the round follow."""

BYTES = 170_000
"""Bytes of a text that fit a form beside all else: a view takes 250,000."""

FIELDS = 60
"""Fields of a form: a view takes 100 blocks."""

NEWEST = 6_000
"""Characters of the newest text that stand above what an overtaken editor typed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: the words over their fields, and what goes with them.

    `round` counts the times that the app itself put other words into the fields: Slack keeps
    what is typed in a field for as long as its block has the same name.
    """

    version: int
    pieces: tuple[str, ...]
    joints: tuple[str, ...]
    next_update: datetime | None
    thread: bool
    round: int = 0

    @property
    def text(self) -> str:
        return join(self.pieces, self.joints).strip()

    @property
    def first_field(self) -> str:
        """The block at which a refusal is shown."""
        return self.field(0)

    def field(self, index: int) -> str:
        return f"{TEXT}{self.version}.{self.round}-{index}"

    def with_text(self, text: str) -> Draft:
        """The same form with other words in it."""
        pieces, joints = split(text)
        return replace(self, pieces=pieces, joints=joints, round=self.round + 1)


def draft_of(statement: Statement, text: str | None = None) -> Draft:
    """The form as it opens: with the statement's words, or with others that are proposed."""
    pieces, joints = split(statement.text if text is None else text)
    return Draft(statement.version, pieces, joints, statement.next_update, statement.thread)


def draft_in(answers: Answers, statement: Statement) -> Draft:
    """The form as somebody has filled it in so far."""
    state = answers.state
    form = Draft(
        state["version"],
        (),
        tuple(state["joints"]),
        _time(answers),
        "yes" in answers.choices("thread") if state["threads"] else statement.thread,
        state["round"],
    )
    pieces = tuple(answers.text(form.field(index)) for index in range(len(form.joints) + 1))
    return replace(form, pieces=pieces)


def _time(answers: Answers) -> datetime | None:
    seconds = answers.time("next_update")
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)


def edit(
    t: Words,
    crisis: Crisis,
    statement: Statement,
    draft: Draft | None = None,
    *,
    overtaken: bool = False,
) -> dict[str, Any]:
    """The form. `overtaken`: another changed the text while somebody wrote `draft`; the newest
    text stands above it to compare."""
    draft = draft or draft_of(statement)
    blocks: list[Block] = []
    if overtaken:
        blocks.append(
            section(
                t(
                    ":warning: *The text was changed while you were writing.* The newest version "
                    "stands here, yours below. Put together what should stay, then save."
                )
            )
        )
        blocks += exact(statement.text[:NEWEST])
    if size(draft.text) > BYTES or len(draft.pieces) > FIELDS:
        draft = replace(draft, pieces=("",), joints=())
        blocks.append(
            section(
                t(
                    ":warning: *Slack’s forms cannot hold a text as long as this one.* It stays "
                    "as it is unless you write one here that takes its place."
                )
            )
        )
    blocks += _fields(t, draft)
    written = replace(
        statement, text=draft.text, thread=draft.thread, next_update=draft.next_update
    )
    blocks += review_blocks(t, crisis, written)
    found = reviewing.findings(crisis, written)
    if any(finding.better is not None for finding in found):
        use = button(t("Use the proposed words"), "use_better_here", value_of(crisis, statement))
        blocks.append(actions([use]))
    threads = thread_platforms(crisis, statement)
    if threads:
        blocks.append(_thread(t, draft, threads))
    blocks.append(_next_update(t, draft))
    if statement.approvals or statement.state == "approved":
        blocks.append(context(t("A change voids the approval that these words have.")))
    return modal(
        "edit_statement",
        labels.statement(t, statement.kind),
        blocks,
        submit=t("Save"),
        close=t("Cancel"),
        state={
            "crisis": crisis.id,
            "statement": statement.id,
            "version": draft.version,
            "joints": list(draft.joints),
            "round": draft.round,
            "threads": bool(threads),
        },
    )


def thread_platforms(crisis: Crisis, statement: Statement) -> tuple[Platform, ...]:
    """The statement's platforms on which a long text may go out as a thread."""
    return tuple(
        platform
        for platform in reviewing.places(crisis, statement)
        if platforms.PLATFORMS[platform].threads
    )


def _fields(t: Words, draft: Draft) -> list[Block]:
    return [
        InputBlock(
            block_id=draft.field(index),
            label=t("The exact words")
            if index == 0
            else t("The exact words, continued ({n})", n=index + 1),
            element=text_area(piece, live=True),
            hint=t("Say what you know, say sorry if you owe it, say what comes next.")
            if index == 0
            else None,
            optional=index > 0,
            dispatch_action=True,
        ).to_dict()
        for index, piece in enumerate(draft.pieces)
    ]


def _thread(t: Words, draft: Draft, threads: tuple[Platform, ...]) -> Block:
    names = labels.platforms(t, threads)
    box = checkbox(
        "yes",
        t("As a thread where it is too long"),
        t("On {platforms}: several posts, numbered", platforms=names),
        checked=draft.thread,
    )
    block = field("thread", t("Long texts"), box, optional=True)
    return block | {"dispatch_action": True}


def _next_update(t: Words, draft: Draft) -> Block:
    promised = draft.next_update
    return field(
        "next_update",
        t("When does it promise the next update?"),
        DateTimePickerElement(
            action_id="value",
            initial_date_time=int(promised.timestamp()) if promised else None,
        ),
        hint=t("It becomes a deadline as soon as the statement is posted."),
        optional=True,
    )
