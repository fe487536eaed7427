"""The form that asks those who may open a crisis to do so."""

from __future__ import annotations

from typing import Any

from bot.locale import Words
from bot.surfaces.blocks import context, mention, section
from bot.surfaces.modals.form import modal
from bot.surfaces.modals.opening import Prefill, what_happened

CALLBACK = "ask_for_crisis"
NAMED = 5


def ask_for_crisis(
    t: Words, prefill: Prefill, people: tuple[str, ...], channel: str | None
) -> dict[str, Any]:
    """`people` are those who may, or `channel` that of which they are members."""
    if channel is not None:
        whom = t("the members of <#{channel}>", channel=channel)
    else:
        whom = ", ".join(mention(person) for person in people[:NAMED]) or t("somebody")
        whom += "…" if len(people) > NAMED else ""
    state: dict[str, Any] = {"reply_url": prefill.reply_url}
    if prefill.source is not None:
        state["source"] = prefill.source.model_dump()
    return modal(
        CALLBACK,
        t("Ask for a crisis"),
        [
            section(
                t(
                    "In this workspace not everybody opens a crisis. Say what happened: {whom} "
                    "can open it with one click.",
                    whom=whom,
                )
            ),
            *what_happened(t, prefill),
            context(t("If it burns, call one of them too.")),
        ],
        submit=t("Ask them"),
        close=t("Cancel"),
        state=state,
    )
