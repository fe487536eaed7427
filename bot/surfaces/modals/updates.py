"""The form of the updates to stakeholders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.crisis import Crisis
from bot.locale import Words, words
from bot.surfaces.blocks import Block, actions, button, context, divider, section, when
from bot.surfaces.modals.form import field, modal, text_area
from bot.surfaces.updates import OWN_WORDS, update


def send_update(t: Words, crisis: Crisis, next_at: datetime | None) -> dict[str, Any]:
    """What would go out now, a person's own words, and whether updates go out by themselves at
    `next_at`."""
    channel = crisis.settings.update_in
    muted = crisis.updates_muted
    label = t("Take up again") if muted else t("Mute")
    switch = button(label, "unmute_updates" if muted else "mute_updates", crisis.id)
    blocks: list[Block] = [section(_when(t, crisis, next_at))]
    if crisis.settings.update_every is not None:
        blocks.append(actions([switch]))
    blocks += [
        divider(),
        context(t("This goes to <#{channel}>, in the crisis’s language:", channel=channel)),
        *update(words(crisis.language), crisis).blocks,
        divider(),
        field(
            "text",
            t("In your own words"),
            text_area(placeholder=t("They stand first, just as you write them."), limit=OWN_WORDS),
            optional=True,
        ),
    ]
    return modal(
        "send_update",
        t("Update stakeholders"),
        blocks,
        submit=t("Send now"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def _when(t: Words, crisis: Crisis, next_at: datetime | None) -> str:
    if crisis.updates_muted:
        return t(":no_bell: Updates are muted: none goes out by itself.")
    if next_at is None:
        return t("Updates go out only when somebody sends one.")
    return t(
        ":bell: The next one goes out by itself {time}, if something has changed by then.",
        time=when(next_at),
    )
