"""What falls to one person: the steps, the approvals and the actions on their home tab.

Each is a list of entries, an entry one or two blocks, so that the same stands at home and, where
there are many, in a form that is turned by pages.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import reviewing
from bot.crisis import Crisis
from bot.locale import Words
from bot.mine import MyStep
from bot.parts import Action, Statement
from bot.surfaces import labels
from bot.surfaces.after_action import day
from bot.surfaces.blocks import Block, actions, button, clip, confirm, exact, quoted, section, when
from bot.surfaces.exercise import named

SHOWN_TEXT = 6_500
"""Characters of a statement, as on its card."""


def step_blocks(t: Words, step: MyStep, now: datetime) -> list[Block]:
    crisis, progress = step.crisis, step.progress
    value = f"{crisis.id}:{progress.step.id}"
    mark, whose = (
        (":large_blue_circle:", t("you have it"))
        if progress.state == "claimed"
        else (
            ":white_circle:",
            t(
                "nobody has it yet; it is for: {role}",
                role=t(labels.ROLE.get(progress.step.role, progress.step.role)),
            ),
        )
    )
    parts = [f"{mark} *{quoted(progress.step.title)}* · {whose}"]
    if step.due is not None:
        time = when(step.due)
        late = step.due <= now
        parts.append(
            t(":alarm_clock: late since {time}", time=time) if late else t("due {time}", time=time)
        )
    parts.append(_where(t, crisis))
    done = button(t("Done"), "complete_step", value)
    if progress.state == "claimed":
        done.style = "primary"
        return [section("\n".join(parts)), actions([done])]
    return [
        section("\n".join(parts)),
        actions([button(t("I’ll do it"), "claim_step", value), done]),
    ]


def waiting_line(t: Words, crisis: Crisis, statement: Statement) -> str:
    return t(
        ":hourglass: *{statement}, version {version}*, for “{what}”, in {where}",
        statement=labels.named(t, crisis, statement),
        version=statement.version,
        what=named(t, crisis, quoted(crisis.what, 150)),
        where=labels.room(t, crisis),
    )


def waiting_blocks(t: Words, crisis: Crisis, statement: Statement) -> list[Block]:
    """What waits for approval, with its exact words."""
    value = f"{crisis.id}:{statement.id}:{statement.version}"
    approve = (
        button(t("Approve despite the review…"), "open_override", value, style="danger")
        if reviewing.errors(crisis, statement)
        else button(t("Approve"), "approve_statement", value, style="primary")
    )
    changes = button(t("Ask for changes…"), "open_changes", value)
    # Nobody approves words that they could not read to the end.
    whole = len(statement.text) <= SHOWN_TEXT
    return [
        section(waiting_line(t, crisis, statement)),
        *exact(clip(statement.text, SHOWN_TEXT)),
        actions([approve, changes] if whole else [changes]),
    ]


def action_blocks(t: Words, crisis: Crisis, action: Action, now: datetime) -> list[Block]:
    """What came out of a review, and its day in the calendar of the crisis."""
    due_on, today = day(t, action.due_on), now.astimezone(ZoneInfo(crisis.timezone)).date()
    late = date.fromisoformat(action.due_on) < today
    due = t(":alarm_clock: was due {day}", day=due_on) if late else t("due {day}", day=due_on)
    line = f":wrench: *{quoted(action.text, 300)}*\n{due}"
    done = button(
        t("Done"),
        "finish_action",
        f"{crisis.id}:{action.id}",
        confirm=confirm(
            t("Is it done?"),
            t("It goes on the record, and nobody is reminded of it any more."),
            t("It is done"),
            t("Not yet"),
        ),
    )
    return [section(f"{line}\n{_where(t, crisis)}", accessory=done)]


def _where(t: Words, crisis: Crisis) -> str:
    return t(
        "“{what}”, in {where}",
        what=named(t, crisis, quoted(crisis.what, 150)),
        where=labels.room(t, crisis),
    )
