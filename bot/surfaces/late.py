"""What somebody is told of something that is late, in a direct message of their own."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.commands.nudges import still_owed
from bot.crisis import Crisis
from bot.events import DeadlineMissed, Event, Late, Nudged
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import actions, ago, button, escape, mention, quoted, section, when
from bot.surfaces.content import Content, plain
from bot.surfaces.needs import needs_line

LISTED = 10
"""How many late steps a message names, beside the first."""


def reminder(t: Words, crisis: Crisis, event: Event) -> Content | None:
    """The message about a step or a public word that is late; none where it no longer is."""
    if isinstance(event, DeadlineMissed):
        late, level = [Late(what=event.deadline, due_at=event.due_at)], "owner"
    elif isinstance(event, Nudged):
        late, level = list(event.all_late), event.level
    else:
        return None
    late = [each for each in late if still_owed(crisis, each.what)]
    if not late:
        return None
    what, due_at = late[0].what, late[0].due_at
    if what.startswith("step:"):
        return _steps(t, crisis, late, level)
    if what == "holding":
        text = t(
            ":alarm_clock: Nothing is public yet on “{what}”: the bad post went out {ago}. Next: "
            "get the holding post out, in {where}.",
            what=quoted(crisis.what, 150),
            ago=ago(crisis.post_at),
            where=labels.room(t, crisis),
        )
    else:
        text = t(
            ":alarm_clock: The update promised for {time} on “{what}” is due. Say where things "
            "stand, even if only that the work goes on: {where}.",
            time=when(crisis.next_update or due_at, "{time}"),
            what=quoted(crisis.what, 150),
            where=labels.room(t, crisis),
        )
    if level == "stand_in":
        text += "\n" + t("{who} has not answered: please stand in.", who=mention(crisis.lead))
    return plain(text, actions([_snooze(t, crisis, what)]))


def _steps(t: Words, crisis: Crisis, late: list[Late], level: str) -> Content:
    """The step that is late for the longest time, with its buttons, and what else is late."""
    first, *others = late
    key = _key(first)
    progress = crisis.steps[key]
    text = t(
        ":alarm_clock: Late: *{step}*, for “{what}”, in {where}.",
        step=quoted(progress.step.title),
        what=quoted(crisis.what, 150),
        where=labels.room(t, crisis),
    )
    has = (
        t("{who} has it", who=mention(progress.owner))
        if progress.owner is not None
        else t("nobody has it yet; it is for: {role}", role=_role(t, progress.step.role))
    )
    text += "\n" + t("It was due at {time}; {has}.", time=when(first.due_at, "{time}"), has=has)
    if level == "stand_in":
        text += " " + t("Whoever was reminded has not answered: please stand in.")
    text += f"\n{escape(progress.step.help)}"
    need = needs_line(t, crisis, progress)
    if need is not None:
        text += f"\n{need}"
    value = f"{crisis.id}:{key}"
    buttons = [button(t("Done"), "complete_step", value, style="primary")]
    if progress.owner is None:
        buttons.insert(0, button(t("I’ll do it"), "claim_step", value))
    act = actions([*buttons, _snooze(t, crisis, first.what)])
    return plain(text, act, section(_others(t, crisis, others))) if others else plain(text, act)


def _others(t: Words, crisis: Crisis, late: list[Late]) -> str:
    lines = [t("*Late too*, with their buttons in the playbook:")]
    lines += [
        t(
            "• {step} (since {time})",
            step=quoted(crisis.steps[_key(each)].step.title, 150),
            time=when(each.due_at, "{time}"),
        )
        for each in late[:LISTED]
    ]
    if len(late) > LISTED:
        more = len(late) - LISTED
        lines.append(t.plural("and {n} more", "and {n} more", more))
    return "\n".join(lines)


def _key(late: Late) -> str:
    return late.what.partition(":")[2]


def _role(t: Words, role: str) -> str:
    return t(labels.ROLE.get(role, role))


def _snooze(t: Words, crisis: Crisis, what: str) -> ButtonElement:
    return button(t("Remind me later…"), "open_snooze", f"{crisis.id}:{what}")
