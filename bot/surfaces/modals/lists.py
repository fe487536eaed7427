"""What a home tab has no room for: whole lists, turned by pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, cast, get_args

from bot import mine
from bot.crisis import Crisis
from bot.locale import Words
from bot.people import Person
from bot.surfaces.blocks import Block, actions, button, context, section
from bot.surfaces.duties import action_blocks, step_blocks, waiting_line
from bot.surfaces.modals.form import modal
from bot.surfaces.overview import open_blocks

Listed = Literal["steps", "waiting", "actions", "open"]

PAGE = 20
"""Entries of a page, of two blocks at most: a form takes 100."""


def as_listed(name: str) -> Listed | None:
    """The list of that name, if there is one."""
    return cast(Listed, name) if name in get_args(Listed) else None


def whole_list(
    t: Words,
    name: Listed,
    open_crises: Sequence[Crisis],
    reviewed: Sequence[Crisis],
    *,
    me: Person,
    now: datetime,
    page: int = 0,
) -> dict[str, Any]:
    """Page `page`, from 0, of one of the lists of a person's home tab."""
    title, entries = _entries(t, name, open_crises, reviewed, me, now)
    last = max(0, (len(entries) - 1) // PAGE)
    page = min(max(page, 0), last)
    shown = entries[page * PAGE : (page + 1) * PAGE]
    blocks = [block for entry in shown for block in entry]
    if not entries:
        blocks = [context(t("Nothing is left here."))]
    turns = []
    if page > 0:
        turns.append(button(t("Previous page"), "list_previous", f"{name}:{page - 1}"))
    if page < last:
        turns.append(button(t("Next page"), "list_next", f"{name}:{page + 1}"))
    if turns:
        blocks += [context(t("Page {page} of {all}", page=page + 1, all=last + 1)), actions(turns)]
    state = {"list": name, "page": page}
    return modal("whole_list", title, blocks, submit=None, close=t("Close"), state=state)


def _entries(
    t: Words,
    name: Listed,
    open_crises: Sequence[Crisis],
    reviewed: Sequence[Crisis],
    me: Person,
    now: datetime,
) -> tuple[str, list[list[Block]]]:
    if name == "steps":
        steps = mine.steps(open_crises, me.id)
        return t("Your steps"), [step_blocks(t, step, now) for step in steps]
    if name == "waiting":
        # Read and approved in its room: a page of whole texts would be a wall.
        lines = [waiting_line(t, *each) for each in mine.waiting(open_crises, me)]
        return t("Waits for your approval"), [[section(line)] for line in lines]
    if name == "actions":
        found = mine.actions(reviewed, me.id)
        return t("Your actions"), [action_blocks(t, *each, now) for each in found]
    return t("Open now"), [open_blocks(t, crisis) for crisis in open_crises]
