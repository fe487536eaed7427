"""What somebody is told of something that is late, in a direct message of their own."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.commands.nudges import still_owed
from bot.crisis import Crisis
from bot.events import DeadlineMissed, Event, Nudged
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import actions, ago, button, escape, mention, quoted, when
from bot.surfaces.content import Content, plain


def reminder(t: Words, crisis: Crisis, event: Event) -> Content | None:
    """The message about a step or a public word that is late; none where it no longer is."""
    if isinstance(event, DeadlineMissed):
        what, level = str(event.deadline), "owner"
    elif isinstance(event, Nudged):
        what, level = event.what, event.level
    else:
        return None
    if not still_owed(crisis, what):
        return None
    kind, _, key = what.partition(":")
    if kind == "step":
        return _step(t, crisis, key, event, level)
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
            time=when(crisis.next_update or event.due_at, "{time}"),
            what=quoted(crisis.what, 150),
            where=labels.room(t, crisis),
        )
    if level == "stand_in":
        text += "\n" + t("{who} has not answered: please stand in.", who=mention(crisis.lead))
    return plain(text, actions([_snooze(t, crisis, what)]))


def _step(t: Words, crisis: Crisis, key: str, event: Event, level: str) -> Content:
    progress = crisis.steps[key]
    text = t(
        ":alarm_clock: Late: *{step}*, for “{what}”, in {where}.",
        step=quoted(progress.step.title),
        what=quoted(crisis.what, 150),
        where=labels.room(t, crisis),
    )
    since = event.due_at if isinstance(event, Nudged | DeadlineMissed) else crisis.opened_at
    has = (
        t("{who} has it", who=mention(progress.owner))
        if progress.owner is not None
        else t("nobody has it yet; it is for: {role}", role=_role(t, progress.step.role))
    )
    text += "\n" + t("It was due at {time}; {has}.", time=when(since, "{time}"), has=has)
    if level == "stand_in":
        text += " " + t("Whoever was reminded has not answered: please stand in.")
    text += f"\n{escape(progress.step.help)}"
    value = f"{crisis.id}:{key}"
    buttons = [button(t("Done"), "complete_step", value, style="primary")]
    if progress.owner is None:
        buttons.insert(0, button(t("I’ll do it"), "claim_step", value))
    return plain(text, actions([*buttons, _snooze(t, crisis, f"step:{key}")]))


def _role(t: Words, role: str) -> str:
    return t(labels.ROLE.get(role, role))


def _snooze(t: Words, crisis: Crisis, what: str) -> ButtonElement:
    return button(t("Remind me later…"), "open_snooze", f"{crisis.id}:{what}")
