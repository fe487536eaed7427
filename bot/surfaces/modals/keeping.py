"""The legal hold of a crisis: its state, and the way to set or lift it."""

from __future__ import annotations

from typing import Any

from bot import keeping
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces.blocks import Block, clip_markup, quoted, section, when
from bot.surfaces.keeping import hold_line
from bot.surfaces.modals.form import field, modal, text_area

REASON = 1000


def hold(t: Words, crisis: Crisis, months: int | None) -> dict[str, Any]:
    """`months` is how long the workspace keeps a closed crisis."""
    held = hold_line(t, crisis)
    state = held or t("*No legal hold.* {until}", until=_until(t, crisis, months))
    blocks: list[Block] = [
        section(clip_markup(f"*{quoted(crisis.what, 300)}*", 2_000)),
        section(state),
    ]
    if held is None:
        blocks.append(
            section(
                t(
                    "Under a legal hold nothing of a crisis is deleted until somebody lifts it. "
                    "It says so in the room and on the record."
                )
            )
        )
        label = t("Why does it have to stay?")
        placeholder = t("The lawsuit or the inquiry, and who asked for it.")
    else:
        after = _until(t, crisis, months)
        blocks.append(section(t("Once the hold is lifted: {until}", until=after)))
        label, placeholder = t("Why may it be lifted?"), t("Who agreed to it.")
    return modal(
        "set_hold" if held is None else "lift_hold",
        t("Legal hold"),
        [*blocks, field("reason", label, text_area(placeholder=placeholder, limit=REASON))],
        submit=t("Set the hold") if held is None else t("Lift the hold"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def _until(t: Words, crisis: Crisis, months: int | None) -> str:
    """Until when the crisis is kept without a hold."""
    if months is None:
        return t("The workspace keeps its crises for ever.")
    until = keeping.kept_until(crisis, months)
    if until is None:
        return t.plural(
            "The workspace deletes a crisis {n} month after its close.",
            "The workspace deletes a crisis {n} months after its close.",
            months,
        )
    return t(
        "Its time is over {time}. Whoever led it is told a week before it is deleted.",
        time=when(until),
    )
