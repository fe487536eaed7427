"""The forms of the fact register."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import UrlInputElement, UserSelectElement
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Fact
from bot.surfaces.blocks import Block, actions, button, context, quoted, section
from bot.surfaces.facts import fact_blocks, in_order
from bot.surfaces.modals.form import field, modal, text_area

CLAIM = 1000
PAGE = 30
"""Facts on a page: each takes two of a modal's 100 blocks."""


def fact(t: Words, crisis: Crisis) -> dict[str, Any]:
    """A new fact, and what it rests on."""
    return modal(
        "propose_fact",
        t("Add a fact"),
        [
            field(
                "claim",
                t("What is known?"),
                text_area(
                    placeholder=t("One fact in one sentence, as a statement could say it."),
                    limit=CLAIM,
                ),
                hint=t("Somebody else confirms it before a statement may say it."),
            ),
            field(
                "link",
                t("Proof: a link"),
                UrlInputElement(action_id="value"),
                optional=True,
            ),
            field(
                "file",
                t("Proof: a file"),
                FileInputElement(action_id="value", max_files=1),
                optional=True,
            ),
            field(
                "person",
                t("Proof: who knows it at first hand"),
                UserSelectElement(action_id="value"),
                optional=True,
            ),
        ],
        submit=t("Propose it"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def withdraw_fact(t: Words, crisis: Crisis, fact: Fact) -> dict[str, Any]:
    blocks: list[Block] = [section(f"*{quoted(fact.claim, 2500)}*")]
    if fact.state == "confirmed":
        blocks.append(
            context(
                t(
                    "Each statement that rests on it is marked. What is not posted yet becomes a "
                    "draft again; for what is posted, a correction is proposed."
                )
            )
        )
    blocks.append(field("reason", t("Why does it no longer hold?"), text_area(limit=1000)))
    return modal(
        "withdraw_fact",
        t("Withdraw a fact"),
        blocks,
        submit=t("Withdraw it"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "fact": fact.id},
    )


def all_facts(t: Words, crisis: Crisis, page: int) -> dict[str, Any]:
    """Page `page`, from 0, of the register."""
    ordered = in_order(crisis)
    last = max(0, (len(ordered) - 1) // PAGE)
    page = min(max(page, 0), last)
    blocks: list[Block] = []
    for one in ordered[page * PAGE : (page + 1) * PAGE]:
        blocks += fact_blocks(t, crisis, one, CLAIM)
    if not blocks:
        blocks.append(context(t("Nothing is in the register yet.")))
    turns = []
    if page > 0:
        turns.append(button(t("Back"), "facts_back", f"{crisis.id}:{page - 1}"))
    if page < last:
        turns.append(button(t("More"), "facts_more", f"{crisis.id}:{page + 1}"))
    if turns:
        blocks.append(actions(turns))
    return modal(
        "facts",
        t("Fact register"),
        blocks,
        submit=None,
        close=t("Close"),
        state={"crisis": crisis.id},
    )
