"""The critics board: how far the team is, who is next to be answered, and by whom."""

from __future__ import annotations

from datetime import timedelta

from slack_sdk.models.blocks import ButtonElement

from bot import critics as board
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Critic
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    actions,
    ago,
    button,
    clip_markup,
    context,
    escape,
    header,
    link,
    mention,
    quoted,
    section,
)
from bot.surfaces.review import number

SHOWN = 8
"""Critics on the message; all of them are a click away."""
WEIGHT = 900
"""Characters that one of them takes there, so that the message stays within its own."""
SAID = 220
LINKED = 300
NAME = 40

_MARK = {
    "hurt": ":broken_heart:",
    "question": ":question:",
    "angry": ":rage:",
    "neutral": ":speech_balloon:",
    "supportive": ":blue_heart:",
    "bait": ":fishing_pole_and_fish:",
}


def critics(t: Words, crisis: Crisis) -> tuple[str, list[Block]]:
    """Fallback text and blocks of the message in the room."""
    found, waiting = board.figures(crisis), board.in_turn(crisis)
    title = (
        t.plural("{n} critic to answer", "{n} critics to answer", found.open)
        if found.open
        else t("Critics: nobody waits for an answer")
    )
    blocks = [header(f":left_speech_bubble: {title}"), section(figures_text(t, crisis))]
    for critic in waiting[:SHOWN]:
        blocks.append(section(clip_markup(critic_text(t, critic, SAID, LINKED), WEIGHT)))
        if not crisis.closed:
            blocks.append(actions(buttons_of(t, crisis, critic)))
    more = len(waiting) - SHOWN
    if more > 0:
        blocks.append(context(t.plural("and {n} more", "and {n} more", more)))
    buttons = []
    if not crisis.closed:
        buttons.append(button(t("Add critics…"), "open_critic", crisis.id, style="primary"))
        if found.free:
            buttons.append(button(t("Share out…"), "open_share_critics", crisis.id))
    whole = t("Whole board ({n})", n=number(t, found.total))
    buttons.append(button(whole, "open_critics", crisis.id))
    blocks.append(actions(buttons))
    blocks.append(
        context(
            t(
                "Answer at least some of them personally: the same pasted reply for all looks "
                "false. Whoever was hurt or asks something goes first."
            )
        )
    )
    return escape(title), blocks


def figures_text(t: Words, crisis: Crisis) -> str:
    """How many were answered, how soon, and who waits longest."""
    found = board.figures(crisis)
    if found.share is None:
        answered = t("Nobody on the board is owed an answer.")
    else:
        owed = number(t, found.open + found.answered)
        answered = t.plural(
            ":envelope_with_arrow: *{n} answered* of {owed} ({share} %)",
            ":envelope_with_arrow: *{n} answered* of {owed} ({share} %)",
            found.answered,
            owed=owed,
            share=found.share,
        )
    lines = [answered]
    if found.median is not None:
        lines.append(
            t(":stopwatch: Half had their answer within {time}", time=span(t, found.median))
        )
    if found.longest is not None:
        waits = t(
            ":hourglass: {critic} has waited longest: they wrote {ago}",
            critic=name(t, found.longest),
            ago=ago(found.longest.since),
        )
        lines.append(waits)
    if found.free:
        free = t.plural("{n} has nobody yet", "{n} have nobody yet", found.free)
        lines.append(f":white_circle: {free}")
    if found.set_aside:
        lines.append(
            t.plural(
                ":file_folder: {n} set aside, no answer owed",
                ":file_folder: {n} set aside, no answer owed",
                found.set_aside,
            )
        )
    return "\n".join(lines)


def name(t: Words, critic: Critic) -> str:
    """Who a critic is, in mrkdwn."""
    if critic.handle:
        return f"@{quoted(critic.handle.lstrip('@'), NAME)}"
    if critic.platform is not None:
        where = where_of(t, critic)
        return t("somebody on {platform}", platform=where)
    return t("somebody")


def where_of(t: Words, critic: Critic) -> str:
    """The platform's name; a site that is not ours is just the web."""
    if critic.platform is None:
        return ""
    return t("the web") if critic.platform == "web" else t(labels.PLATFORM[critic.platform])


def critic_text(t: Words, critic: Critic, said: int, linked: int) -> str:
    """One critic: who, where, how far they are heard, who answers, and `said` characters of what
    they said."""
    who = [f"*{name(t, critic)}*"]
    if critic.handle and critic.platform is not None:
        who.append(where_of(t, critic))
    if critic.reach is not None:
        count = number(t, critic.reach)
        who.append(t.plural("{count} follower", "{count} followers", critic.reach, count=count))
    who.append(t(labels.TONE[critic.tone]))
    who.append(ago(critic.since))
    if critic.link and len(critic.link) <= linked:
        who.append(link(critic.link, t("see it")))
    lines = [f"{_MARK[critic.tone]} " + " · ".join(who)]
    state = _state(t, critic)
    if state:
        lines.append(state)
    if critic.said and said:
        lines.append(f">{quoted(critic.said, said)}")
    return "\n".join(lines)


def _state(t: Words, critic: Critic) -> str:
    who = mention(critic.owner)
    if critic.state == "answered":
        line = t(":white_check_mark: {who} answered", who=mention(critic.answered_by))
        if critic.answered_at is not None:
            line += " " + ago(critic.answered_at)
        if critic.answer_link and len(critic.answer_link) <= LINKED:
            line += " · " + link(critic.answer_link, t("see it"))
        return line
    if critic.state == "set_aside":
        return t(
            ":file_folder: {who} set this aside: “{reason}”",
            who=mention(critic.answered_by),
            reason=quoted(critic.reason or "", 120),
        )
    if critic.draft:
        return t(":pencil: {who} has a draft", who=who)
    if critic.owner is not None:
        return t(":bust_in_silhouette: {who} answers", who=who)
    return ""


def buttons_of(t: Words, crisis: Crisis, critic: Critic) -> list[ButtonElement]:
    """What can be done about one critic."""
    value = f"{crisis.id}:{critic.id}:{critic.changed}"
    if critic.state != "open":
        return [button(t("Undo"), "reopen_critic", value)]
    mine = (
        button(t("Take it"), "take_critic", value)
        if critic.owner is None
        else button(t("Give it back"), "reopen_critic", value)
    )
    return [
        mine,
        button(t("Draft a reply…"), "open_reply", value),
        button(t("Mark as sent…"), "open_sent", value),
        button(t("Set aside…"), "open_set_aside", value),
    ]


def span(t: Words, time: timedelta) -> str:
    """A length of time, as people say it."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return t.plural("{n} minute", "{n} minutes", minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return t("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return t.plural("{n} day", "{n} days", hours // 24)
