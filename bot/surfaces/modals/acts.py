"""The forms behind the buttons of a room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import RadioButtonsElement, StaticSelectElement

from bot.crisis import Crisis
from bot.events import MessageRef
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import quoted, section
from bot.surfaces.exercise import named
from bot.surfaces.modals.form import field, modal, option, text_area
from bot.surfaces.modals.record import happened


def note(t: Words, crisis: Crisis) -> dict[str, Any]:
    return modal(
        "add_note",
        t("Add to the timeline"),
        [
            field(
                "text",
                t("What happened, or what was decided?"),
                text_area(placeholder=t("It goes on the record with your name and the time.")),
            ),
            happened(t, t("When did it happen, if not now?")),
        ],
        submit=t("Add"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def skip(t: Words, crisis: Crisis, step: str) -> dict[str, Any]:
    progress = crisis.steps[step]
    return modal(
        "skip_step",
        t("Skip a step"),
        [
            section(f"*{quoted(progress.step.title)}*"),
            field(
                "reason",
                t("Why is it not needed?"),
                text_area(
                    placeholder=t("Whoever reads the timeline later will want to know."), limit=1000
                ),
            ),
        ],
        submit=t("Skip it"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "step": step},
    )


def severity(t: Words, crisis: Crisis) -> dict[str, Any]:
    options = [
        option("minor", t("Minor"), t("A slip: few saw it, nobody is harmed, one platform.")),
        option("major", t("Major"), t("Harm, anger that spreads, the press, or a hacked account.")),
    ]
    return modal(
        "change_severity",
        t("Change severity"),
        [
            section(t("Today: *{severity}*", severity=t(labels.SEVERITY[crisis.severity]))),
            field(
                "severity",
                t("How serious is it now?"),
                RadioButtonsElement(
                    action_id="value",
                    options=options,
                ),
                hint=t("The playbook changes with it; what is done stays done."),
            ),
            field("reason", t("What has changed?"), text_area(limit=1000)),
        ],
        submit=t("Change"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def keep(t: Words, crises: Sequence[Crisis], message: MessageRef, text: str) -> dict[str, Any]:
    """Puts a message from anywhere on the timeline of a crisis."""
    options = [
        option(crisis.id, named(t, crisis, crisis.channel_name or crisis.what))
        for crisis in crises[:100]
    ]
    return modal(
        "keep_message",
        t("Add to the timeline"),
        [
            field(
                "crisis",
                t("Which crisis?"),
                StaticSelectElement(action_id="value", options=options, initial_option=options[0]),
            ),
            field("text", t("What goes on the timeline?"), text_area(text)),
        ],
        submit=t("Add"),
        close=t("Cancel"),
        state={"message": message.model_dump()},
    )
