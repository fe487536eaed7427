"""Where a crisis stands, in lines that the status card and the brief share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from slack_sdk.models.blocks import ButtonElement

from bot import critics, deadlines, roles
from bot.crisis import Crisis
from bot.events import Role
from bot.kept_messages import keeps_messages
from bot.locale import Words
from bot.parts import StepProgress
from bot.surfaces import labels
from bot.surfaces.blocks import ago, button, confirm, link, mention, quoted, when
from bot.surfaces.review import number

UNTIL = "{time}, {date_short_pretty}"


def post_line(t: Words, crisis: Crisis) -> str:
    """When the bad post went out, and where it is."""
    time = when(crisis.post_at)
    seen = (
        t(":stopwatch: *The bad post went out* · {time}", time=time)
        if crisis.closed
        else t(
            ":stopwatch: *The bad post went out {ago}* · {time}", ago=ago(crisis.post_at), time=time
        )
    )
    if crisis.post_link:
        seen += " · " + link(crisis.post_link, t("see it"))
    return seen


def stage_line(t: Words, crisis: Crisis) -> str:
    return f":round_pushpin: {t(labels.STAGE[crisis.stage])}"


def word_lines(t: Words, crisis: Crisis) -> list[str]:
    """The clocks of what is said outside: the first public word, and the promised one."""
    lines = []
    if crisis.first_word_at is not None:
        minutes = max(0, int((crisis.first_word_at - crisis.post_at).total_seconds() // 60))
        lines.append(
            t.plural(
                ":mega: First public word: after {n} minute",
                ":mega: First public word: after {n} minutes",
                minutes,
            )
        )
    elif not crisis.closed:
        target = crisis.post_at + timedelta(minutes=crisis.settings.targets.first_word)
        out = t(":mega: First public word: *not out yet*")
        lines.append(out + " · " + t("target: {time}", time=when(target, "{time}")))
    if crisis.next_update is not None and not crisis.closed:
        time = when(crisis.next_update, UNTIL)
        lines.append(t(":alarm_clock: Promised next update: *{time}*", time=time))
    return lines


def kept_line(t: Words, crisis: Crisis) -> str | None:
    """That the record keeps what people write in the room, while it does."""
    if not keeps_messages(crisis):
        return None
    return t(":ledger: What is written in this room is kept in the record.")


def due_note(t: Words, crisis: Crisis, progress: StepProgress) -> str:
    """By when a step is to be done, to put behind it; empty where it has no time."""
    due = deadlines.due_at(crisis, progress)
    return " " + t("Due: {time}.", time=when(due, "{time}")) if due is not None else ""


def waiting_lines(t: Words, crisis: Crisis) -> list[str]:
    """What waits for approval, and what can go out."""
    waiting = [
        t(
            ":hourglass: *Waits for approval:* {statement}, version {version}, from {authors}.",
            statement=labels.named(t, crisis, statement),
            version=statement.version,
            authors=", ".join(mention(author) for author in sorted(statement.authors)),
        )
        for statement in crisis.waiting
    ]
    ready = [
        t(
            ":loudspeaker: *Ready to post:* {statement}, version {version}.",
            statement=labels.named(t, crisis, statement),
            version=statement.version,
        )
        for statement in crisis.statements.values()
        if statement.state == "approved"
    ]
    return [*waiting, *ready]


def counts_line(t: Words, crisis: Crisis) -> str | None:
    """How much evidence there is, and how far the team is with the critics."""
    parts = []
    if crisis.evidence:
        parts.append(
            t.plural(
                ":file_folder: {n} piece of evidence",
                ":file_folder: {n} pieces of evidence",
                len(crisis.evidence),
            )
        )
    found = critics.figures(crisis)
    if found.share is not None:
        owed = number(t, found.open + found.answered)
        parts.append(
            t.plural(
                ":left_speech_bubble: {n} of {owed} critics answered ({share} %)",
                ":left_speech_bubble: {n} of {owed} critics answered ({share} %)",
                found.answered,
                owed=owed,
                share=found.share,
            )
        )
    return " · ".join(parts) or None


def lead_out(t: Words, crisis: Crisis) -> str | None:
    """That whoever leads cannot be counted on just now, and who stands in."""
    lead = mention(crisis.lead)
    if crisis.lead in crisis.gone:
        text = t(":warning: *{who}, who leads, no longer has an account.*", who=lead)
    elif crisis.lead in crisis.left:
        text = t(":warning: *{who}, who leads, has left the room.*", who=lead)
    elif crisis.lead in crisis.away:
        text = t(":warning: *{who}, who leads, is on leave.*", who=lead)
    else:
        return None
    other = roles.on_duty(crisis, "lead")
    if other is not None:
        return text + " " + t("{who} stands in.", who=mention(other))
    return text + " " + t("Nobody stands in: take the lead.")


def missing_line(t: Words, crisis: Crisis) -> str | None:
    """Which roles nobody can fill; the lead has a line of their own."""
    missing = [role for role in roles.missing(crisis) if role != "lead"]
    if not missing:
        return None
    return t(":bust_in_silhouette: *Nobody has:* {roles}.", roles=role_names(t, missing))


def role_names(t: Words, names: Iterable[Role]) -> str:
    return ", ".join(t(labels.ROLE[role]) for role in names)


def role_of(t: Words, progress: StepProgress) -> str:
    """For whom a step is."""
    return t(labels.ROLE.get(progress.step.role, progress.step.role))


def step_title(progress: StepProgress) -> str:
    return quoted(progress.step.title)


def take_the_lead(t: Words, crisis: Crisis) -> ButtonElement:
    """Asks before it is done: everybody in the room hears of it."""
    return button(
        t("Take the lead"),
        "take_lead",
        crisis.id,
        confirm=confirm(
            t("Take the lead?"),
            t("You answer for this crisis from here on. The room is told, with the brief."),
            t("Take the lead"),
            t("Cancel"),
        ),
    )
