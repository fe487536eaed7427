"""The forms of the playbook: a step that lacks something, and a reminder put off."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import (
    DateTimePickerElement,
    RadioButtonsElement,
    UrlInputElement,
)

from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import StepProgress
from bot.requirements import Missing
from bot.surfaces import labels
from bot.surfaces.blocks import Block, escape, quoted, section
from bot.surfaces.modals.form import field, modal, option, text_area
from bot.surfaces.told.nudges import late_thing

SNOOZES = (15, 30, 60, 180)
"""Minutes for which a reminder can be put off."""


def finish_step(
    t: Words, crisis: Crisis, progress: StepProgress, missing: Missing
) -> dict[str, Any]:
    """Asks for what a step lacks, or for why it is done without it."""
    lines = [f"*{quoted(progress.step.title)}*", escape(progress.step.help)]
    lines += [f":warning: {line}" for line in _lacks(t, missing)]
    blocks: list[Block] = [section("\n".join(lines))]
    wants_link = missing.need is not None and missing.need.kind == "link"
    if wants_link:
        blocks.append(
            field("link", t("Its link"), UrlInputElement(action_id="value"), optional=True)
        )
    blocks.append(
        field(
            "reason",
            t("Or: why is it done without?") if wants_link else t("Why is it done all the same?"),
            text_area(
                placeholder=t("Whoever reads the timeline later will want to know."), limit=1000
            ),
            # With the link alone, nothing else may be missing.
            optional=wants_link and not missing.before,
        )
    )
    return modal(
        "finish_step",
        t("Something is missing"),
        blocks,
        submit=t("Mark as done"),
        close=t("Not yet"),
        state={"crisis": crisis.id, "step": progress.step.id},
    )


def _lacks(t: Words, missing: Missing) -> list[str]:
    said = [
        t("First comes: “{step}”. It is still open.", step=quoted(first.step.title))
        for first in missing.before[:5]
    ]
    need = missing.need
    if need is None:
        return said
    if need.kind == "link":
        said.append(t("It takes a link."))
    elif need.kind == "fact":
        said.append(
            t("It takes a confirmed fact. Add one from the card; somebody else confirms it.")
        )
    elif need.kind == "evidence":
        said.append(
            t(
                "No evidence is kept yet, and what is deleted cannot be captured any more. Keep it "
                "first: “Keep evidence…” on the card, or :camera: on a message with the file."
            )
        )
    elif need.statement is not None:
        said.append(
            t(
                "It takes a posted statement: {statement}. Post it, then mark it as posted.",
                statement=labels.statement(t, need.statement),
            )
        )
    else:
        said.append(t("It takes a posted statement."))
    return said


def snooze(t: Words, crisis: Crisis, what: str) -> dict[str, Any]:
    """Puts a reminder off, with a reason."""
    options = [
        option(
            str(minutes),
            t.plural("{n} minute", "{n} minutes", minutes)
            if minutes < 60
            else t.plural("{n} hour", "{n} hours", minutes // 60),
        )
        for minutes in SNOOZES
    ]
    return modal(
        "snooze",
        t("Remind later"),
        [
            section(f"*{late_thing(t, crisis, what, quoted)}*"),
            field(
                "minutes",
                t("For how long?"),
                RadioButtonsElement(action_id="value", options=options, initial_option=options[1]),
            ),
            field(
                "until",
                t("Or until when?"),
                DateTimePickerElement(action_id="value"),
                hint=t("A time that you enter here counts, not the choice above."),
                optional=True,
            ),
            field(
                "reason",
                t("Why?"),
                text_area(placeholder=t("It goes on the timeline, for all to see."), limit=1000),
            ),
        ],
        submit=t("Put it off"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "what": what},
    )
