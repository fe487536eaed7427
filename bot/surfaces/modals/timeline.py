"""The timeline, read in Slack: newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.chain import Entry
from bot.crisis import Crisis
from bot.events import parse
from bot.locale import Words
from bot.surfaces.blocks import Block, actions, button, context, mention, quoted, section, when
from bot.surfaces.modals.form import modal
from bot.surfaces.sentences import sentence

PAGE = 30


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
        if entry.data is None:
            said = t("This entry was redacted.")
        else:
            event = parse(entry.kind, entry.data)
            said = sentence(t, crisis, event, entry.actor, mention, lambda text: quoted(text, 600))
        at = when(datetime.fromisoformat(entry.at), "{date_short_pretty} {time_secs}")
        blocks.append(section(f"*{entry.seq}* · {at}\n{said}"))
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
