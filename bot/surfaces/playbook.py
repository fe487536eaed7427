"""The playbook message: each step with its buttons.

A step with buttons takes two blocks and a settled one takes one. Where a long plan would
not fit a message, the first steps keep their buttons and the rest follows as those settle.
"""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.crisis import Crisis, StepProgress
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import (
    MESSAGE_BLOCKS,
    MESSAGE_WEIGHT,
    Block,
    actions,
    button,
    context,
    escape,
    header,
    mention,
    quoted,
    section,
    weight,
    when,
)


RESERVED = 1000
"""Characters kept for the titles of the phases."""


def playbook(t: Words, crisis: Crisis) -> tuple[str, list[Block]]:
    """Fallback text and blocks."""
    settled = sum(progress.settled for progress in crisis.steps.values())
    title = t("Playbook: {title}", title=crisis.playbook_title)
    blocks = [
        header(title),
        context(
            t(
                "{settled} of {all} steps settled. Take a step before you start on it, so that "
                "nobody does it twice.",
                settled=settled,
                all=len(crisis.steps),
            )
        ),
    ]
    hidden = 0
    total = weight(blocks)
    for phase in crisis.phases:
        steps = [p for p in crisis.steps.values() if p.step.phase == phase.id]
        shown: list[Block] = []
        for progress in steps:
            step = _step(t, crisis, progress)
            total += weight(step)
            # One block for the phase's title, one for the line that says what is left out.
            full = len(blocks) + len(shown) + len(step) + 2 > MESSAGE_BLOCKS
            if hidden or full or total > MESSAGE_WEIGHT - RESERVED:
                hidden += 1
            else:
                shown.extend(step)
        if shown:
            blocks.append(section(f"*{escape(phase.title)}*"))
            blocks.extend(shown)
    if hidden:
        blocks.append(
            context(
                t.plural(
                    "{n} more step follows as these are settled.",
                    "{n} more steps follow as these are settled.",
                    hidden,
                )
            )
        )
    return escape(title), blocks


def _step(t: Words, crisis: Crisis, progress: StepProgress) -> list[Block]:
    step = progress.step
    title = quoted(step.title)
    if progress.settled:
        line = (
            t(":white_check_mark: ~{step}~ · {who}, {time}", **_who(progress), step=title)
            if progress.state == "done"
            else t(
                ":fast_forward: {step} · skipped by {who}, {time}: “{reason}”",
                **_who(progress),
                step=title,
                reason=quoted(progress.reason or ""),
            )
        )
        return [section(line, accessory=None if crisis.closed else _undo(t, crisis, progress))]
    mark, state = (
        (":large_blue_circle:", t("{who} has it", who=mention(progress.owner)))
        if progress.state == "claimed"
        else (":white_circle:", t(labels.ROLE.get(step.role, step.role)))
    )
    line = f"{mark} *{title}* · {state}\n{escape(step.help)}"
    if step.within is not None:
        line += " " + t("_Within {n} min._", n=step.within)
    buttons = _buttons(t, crisis, progress)
    return [section(line), actions(buttons)] if buttons else [section(line)]


def _who(progress: StepProgress) -> dict[str, str]:
    return {
        "who": mention(progress.by),
        "time": when(progress.at, "{time}") if progress.at else "",
    }


def _buttons(t: Words, crisis: Crisis, progress: StepProgress) -> list[ButtonElement]:
    value = f"{crisis.id}:{progress.step.id}"
    if crisis.closed:
        return []
    done = button(t("Done"), "complete_step", value, style="primary")
    skip = button(t("Skip…"), "open_skip", value)
    if progress.state == "claimed":
        return [done, _undo(t, crisis, progress), skip]
    return [button(t("I’ll do it"), "claim_step", value), done, skip]


def _undo(t: Words, crisis: Crisis, progress: StepProgress) -> ButtonElement:
    label = t("Release") if progress.state == "claimed" else t("Undo")
    return button(label, "undo_step", f"{crisis.id}:{progress.step.id}:{progress.changed}")
