"""The timeline, read in Slack: newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import OverflowMenuElement

from bot.chain import Entry
from bot.commands.record import REDACTABLE
from bot.crisis import Crisis
from bot.events import parse
from bot.locale import Words
from bot.surfaces.blocks import Block, actions, button, context, mention, quoted, section, when
from bot.surfaces.modals.form import modal, option
from bot.surfaces.sentences import sentence
from bot.surfaces.told.form import Name, Quote
from bot.surfaces.told.messages import taken_back

PAGE = 30


def told(t: Words, crisis: Crisis, entry: Entry, name: Name, quote: Quote) -> str:
    """An entry as a sentence."""
    if entry.data is None:
        return t("This entry was redacted.")
    return sentence(t, crisis, parse(entry.kind, entry.data), entry.actor, name, quote)


def _menu(t: Words, crisis: Crisis, entry: Entry) -> OverflowMenuElement | None:
    """What can be done about an entry, which itself stays as it is."""
    if entry.data is None:
        return None
    choices = [option(f"correct:{crisis.id}:{entry.seq}", t("Correct it…"))]
    if entry.kind in REDACTABLE:
        choices.append(option(f"redact:{crisis.id}:{entry.seq}", t("Take its words out…")))
    return OverflowMenuElement(action_id="entry_menu", options=choices)


def timeline(t: Words, crisis: Crisis, entries: Sequence[Entry], page: int) -> dict[str, Any]:
    """Page `page`, from 0, of all entries of a crisis."""
    newest_first = list(reversed(entries))
    last = max(0, (len(newest_first) - 1) // PAGE)
    page = min(max(page, 0), last)
    blocks: list[Block] = [
        context(
            t.plural(
                "{n} entry, newest first. Nobody can change one; /crisis export makes a file of it.",
                "{n} entries, newest first. Nobody can change one; /crisis export makes a file "
                "of them.",
                len(entries),
            )
        )
    ]
    for entry in newest_first[page * PAGE : (page + 1) * PAGE]:
        said = told(t, crisis, entry, mention, lambda text: quoted(text, 600))
        said = taken_back(t, crisis, entry.seq, said)
        at = when(datetime.fromisoformat(entry.at), "{date_short_pretty} {time_secs}")
        blocks.append(section(f"*{entry.seq}* · {at}\n{said}", accessory=_menu(t, crisis, entry)))
    turns = []
    if page > 0:
        turns.append(button(t("Newer"), "timeline_newer", f"{crisis.id}:{page - 1}"))
    if page < last:
        turns.append(button(t("Older"), "timeline_older", f"{crisis.id}:{page + 1}"))
    if turns:
        blocks.append(actions(turns))
    return modal(
        "timeline",
        t("Timeline"),
        blocks,
        submit=None,
        close=t("Close"),
        state={"crisis": crisis.id},
    )
