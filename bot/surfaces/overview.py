"""Crises in a list, on the home tab and in what is opened from it."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import Block, actions, ago, button, mention, quoted, section, when
from bot.surfaces.exercise import named
from bot.surfaces.keeping import hold_button

DAY = "{date_short}"


def open_blocks(t: Words, crisis: Crisis) -> list[Block]:
    """An open crisis with its clocks, and what is next."""
    mark = ":red_circle:" if crisis.severity == "major" else ":large_yellow_circle:"
    first = t(
        "{mark} *{what}*\n{where} · led by {lead} · bad post {ago}",
        mark=mark,
        what=named(t, crisis, quoted(crisis.what, 150)),
        where=_where(t, crisis),
        lead=mention(crisis.lead),
        ago=ago(crisis.post_at),
    )
    return [section("\n".join([first, " · ".join(_clocks(t, crisis)), _next(t, crisis)]))]


def _clocks(t: Words, crisis: Crisis) -> list[str]:
    if crisis.first_word_at is None:
        clocks = [t(":mega: First public word: *not out yet*")]
    else:
        minutes = max(0, int((crisis.first_word_at - crisis.post_at).total_seconds() // 60))
        clocks = [
            t.plural(
                ":mega: First public word: after {n} minute",
                ":mega: First public word: after {n} minutes",
                minutes,
            )
        ]
    if crisis.next_update is not None:
        time = when(crisis.next_update, "{time}, {date_short_pretty}")
        clocks.append(t(":alarm_clock: Promised next update: *{time}*", time=time))
    return clocks


def _next(t: Words, crisis: Crisis) -> str:
    progress = crisis.next_step
    if progress is None:
        return t(":arrow_right: *Next:* every step is done or skipped. Close when all is quiet.")
    title = quoted(progress.step.title)
    if progress.owner is None:
        return t(
            ":arrow_right: *Next:* {step}. Nobody has it yet; it is for: {role}.",
            step=title,
            role=t(labels.ROLE.get(progress.step.role, progress.step.role)),
        )
    return t(":arrow_right: *Next:* {step}. {who} has it.", step=title, who=mention(progress.owner))


def past_line(t: Words, crisis: Crisis) -> str:
    """A closed crisis: from when to when, and how it ended."""
    line = t(
        ":white_check_mark: *{what}*\n{where} · led by {lead} · {opened} to {closed}",
        what=named(t, crisis, quoted(crisis.what, 150)),
        where=_where(t, crisis),
        lead=mention(crisis.lead),
        opened=when(crisis.opened_at, DAY),
        closed=when(crisis.closed_at or crisis.opened_at, DAY),
    )
    if crisis.hold is not None:
        line += " · " + t(":lock: legal hold")
    return f"{line}\n>{quoted(crisis.summary, 300)}" if crisis.summary else line


def past_blocks(t: Words, crisis: Crisis) -> list[Block]:
    """One that was found, and what can be had of it."""
    about = f"{t(labels.CAUSE[crisis.cause])} · {t(labels.SEVERITY[crisis.severity])}"
    return [
        section(f"{past_line(t, crisis)}\n{about}"),
        actions(
            [
                button(t("After-action review"), "open_after_action", crisis.id),
                button(t("Export"), "export", crisis.id),
                hold_button(t, crisis),
            ]
        ),
    ]


def _where(t: Words, crisis: Crisis) -> str:
    return f"<#{crisis.channel}>" if crisis.channel else t("its room is being opened")
