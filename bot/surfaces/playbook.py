"""The playbook message: each step with its buttons.

A step with buttons takes two blocks and a settled one takes one. Where a long plan would
not fit a message, the next steps are shown with their buttons and the rest follows as those
settle; of what is settled already, the newest is shown.
"""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot import deadlines, requirements
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import StepProgress
from bot.surfaces import labels
from bot.surfaces.blocks import (
    HEADER_TEXT,
    MESSAGE_BLOCKS,
    MESSAGE_WEIGHT,
    Block,
    actions,
    ago,
    button,
    clip,
    context,
    escape,
    header,
    link,
    mention,
    quoted,
    section,
    weight,
    when,
)
from bot.surfaces.needs import needs_line
from bot.surfaces.told.playbooks import trouble_line

RESERVED = 150
"""Characters kept for the line that says what is left out."""


def playbook(t: Words, crisis: Crisis) -> tuple[str, list[Block]]:
    """Fallback text and blocks."""
    settled = sum(progress.settled for progress in crisis.steps.values())
    title = t("Playbook: {title}", title=crisis.playbook_title)
    below = t(
        "{settled} of {all} steps settled. Take a step before you start on it, so that "
        "nobody does it twice.",
        settled=settled,
        all=len(crisis.steps),
    )
    if crisis.playbook_trouble is not None:
        below += "\n" + trouble_line(t, crisis.playbook_trouble)
    blocks = [header(title), context(below)]
    steps = {key: _step(t, crisis, progress) for key, progress in crisis.steps.items()}
    titles = {phase.id: section(f"*{escape(phase.title)}*") for phase in crisis.phases}
    shown = _fitting(crisis, steps, titles, MESSAGE_WEIGHT - RESERVED - weight(blocks))
    for phase in crisis.phases:
        here = [key for key in shown if crisis.steps[key].step.phase == phase.id]
        if here:
            blocks.append(titles[phase.id])
        for key in here:
            blocks.extend(steps[key])
    hidden = sum(not p.settled for key, p in crisis.steps.items() if key not in shown)
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
    return escape(clip(title, HEADER_TEXT)), blocks


def _fitting(
    crisis: Crisis, steps: dict[str, list[Block]], titles: dict[str, Block], text: int
) -> list[str]:
    """The steps that fit into `text` characters, in the plan's order.

    What is still to do has the first right to the room, then what was settled last.
    """
    # The header, the line below it, and the line that says what is left out.
    blocks = MESSAGE_BLOCKS - 3
    to_do = [key for key, p in crisis.steps.items() if not p.settled]
    settled = [key for key, p in crisis.steps.items() if p.settled]
    settled.sort(key=lambda key: -crisis.steps[key].changed)
    fitting: set[str] = set()
    phases: set[str] = set()
    for queue in (to_do, settled):
        for key in queue:
            phase = crisis.steps[key].step.phase
            parts = steps[key] if phase in phases else [titles[phase], *steps[key]]
            blocks, text = blocks - len(parts), text - weight(parts)
            if blocks < 0 or text < 0:
                return [key for key in crisis.steps if key in fitting]
            fitting.add(key)
            phases.add(phase)
    return list(crisis.steps)


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
        if progress.state == "done":
            line += _how(t, progress)
        return [section(line, accessory=None if crisis.closed else _undo(t, crisis, progress))]
    mark, state = (
        (":large_blue_circle:", t("{who} has it", who=mention(progress.owner)))
        if progress.state == "claimed"
        else (":white_circle:", t(labels.ROLE.get(step.role, step.role)))
    )
    line = f"{mark} *{title}* · {state}\n{escape(step.help)}"
    line += "".join(f"\n{each}" for each in _conditions(t, crisis, progress))
    buttons = _buttons(t, crisis, progress)
    return [section(line), actions(buttons)] if buttons else [section(line)]


def _how(t: Words, progress: StepProgress) -> str:
    """The link that a step was done with, or why it counts without what it needs."""
    label = t("link")
    said = f" · {link(progress.link, label)}" if progress.link else ""
    if progress.reason:
        said += "\n" + t(
            "Although something was missing: “{reason}”", reason=quoted(progress.reason)
        )
    return said


def _conditions(t: Words, crisis: Crisis, progress: StepProgress) -> list[str]:
    """When a step is due, what comes before it, what it needs."""
    lines = []
    at = deadlines.due_at(crisis, progress)
    if at is not None:
        # Slack counts by itself, so that the line is right between two updates too.
        lines.append(t(":alarm_clock: by {time} ({ago})", time=when(at, "{time}"), ago=ago(at)))
    snooze = crisis.snoozed.get(f"step:{progress.step.id}")
    if snooze is not None and (at is None or snooze.until > at):
        lines.append(
            t(
                ":zzz: put off until {time} by {who}: “{reason}”",
                time=when(snooze.until, "{time}"),
                who=mention(snooze.by),
                reason=quoted(snooze.reason, 100),
            )
        )
    first = requirements.before(crisis, progress)
    if first:
        steps = ", ".join(t("“{quote}”", quote=quoted(p.step.title, 80)) for p in first[:3])
        lines.append(t(":link: after {steps}", steps=steps))
    need = needs_line(t, crisis, progress)
    if need is not None:
        lines.append(need)
    return [" · ".join(lines)] if lines else []


def _who(progress: StepProgress) -> dict[str, str]:
    return {
        "who": mention(progress.by),
        "time": when(progress.at, "{time}") if progress.at else "",
    }


def _buttons(t: Words, crisis: Crisis, progress: StepProgress) -> list[ButtonElement]:
    value = f"{crisis.id}:{progress.step.id}"
    if crisis.closed:
        return []
    skip = button(t("Skip…"), "open_skip", value)
    if progress.state == "claimed":
        done = button(t("Done"), "complete_step", value, style="primary")
        return [done, _undo(t, crisis, progress), skip]
    done = button(t("Done"), "complete_step", value)
    return [button(t("I’ll do it"), "claim_step", value), done, skip]


def _undo(t: Words, crisis: Crisis, progress: StepProgress) -> ButtonElement:
    label = t("Release") if progress.state == "claimed" else t("Undo")
    return button(label, "undo_step", f"{crisis.id}:{progress.step.id}:{progress.changed}")
