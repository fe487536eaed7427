"""Messages that are sent once: in the room, to the opener, to the announcement channel."""

from __future__ import annotations

from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.events import Event, Language
from bot.locale import Words, words
from bot.surfaces import after_action, keeping, labels, late, statement_notices, told
from bot.surfaces.blocks import (
    Block,
    actions,
    ago,
    button,
    clip,
    clip_markup,
    context,
    escape,
    link,
    mention,
    quoted,
    when,
)
from bot.surfaces.content import Content, Notice, plain
from bot.surfaces.told.form import NoticeOf
from bot.surfaces.told.messages import kept_from_here
from bot.surfaces.troubles import trouble_line


def notice(crisis: Crisis, event: Event, actor: str, at: datetime) -> Notice:
    """What the room is told of an event."""
    return _NOTICES[type(event)](words(crisis.language), crisis, event, actor)


def _note(t: Words, crisis: Crisis, event: events.NoteAdded, actor: str) -> Notice:
    if event.via == "pushpin" and event.message is not None:
        text = t(":pushpin: {who} put this on the timeline.", who=mention(actor))
        return Notice(plain(text), thread_channel=event.message.channel, thread_ts=event.message.ts)
    said = "\n".join(f">{line}" for line in escape(clip(event.text, 2500)).splitlines())
    text = t(":pushpin: {who} put this on the timeline:", who=mention(actor))
    source = event.message
    more: list[Block] = []
    if source is not None and source.link is not None:
        shown = link(source.link, t("the message"))
        more.append(context(t("From {author}: {link}", author=mention(source.author), link=shown)))
    return Notice(plain(f"{text}\n{said}", *more))


def _severity(t: Words, crisis: Crisis, event: events.SeverityChanged, actor: str) -> Notice:
    text = (
        t(":red_circle: {who} raised this to a major crisis: “{reason}”", **_why(event, actor))
        if event.severity == "major"
        else t(
            ":large_yellow_circle: {who} lowered this to a minor crisis: “{reason}”",
            **_why(event, actor),
        )
    )
    lines = [text, t("The playbook has changed with it.")]
    if crisis.settings.keep_messages == "major":
        lines.append(kept_from_here(t, event.severity == "major"))
    return Notice(plain("\n".join(lines)))


def _why(event: events.SeverityChanged, actor: str) -> dict[str, str]:
    return {"who": mention(actor), "reason": quoted(event.reason, 2000)}


def _missed(t: Words, crisis: Crisis, event: events.DeadlineMissed, actor: str) -> Notice:
    if event.deadline == "holding":
        text = t(
            ":alarm_clock: {owner}, the bad post went out {ago} and nothing is public yet. Get the "
            "holding post above out.",
            owner=mention(event.owner),
            ago=ago(crisis.post_at),
        )
    else:
        text = t(
            ":alarm_clock: {owner}, the update promised for {time} is due. Say where things stand, "
            "even if only that the work goes on.",
            owner=mention(event.owner),
            time=when(event.due_at, "{time}"),
        )
    return Notice(plain(text))


_NOTICES: dict[type, NoticeOf] = {
    **statement_notices.NOTICES,
    **told.NOTICES,
    events.NoteAdded: _note,
    events.SeverityChanged: _severity,
    events.DeadlineMissed: _missed,
}


def announcement(crisis: Crisis) -> Content:
    """For the announcement channel: that there is a crisis, who leads it, where."""
    t = words(crisis.language)
    what = quoted(crisis.what, 1000)
    headline = (
        t(":rotating_light: *Major crisis:* {what}", what=what)
        if crisis.severity == "major"
        else t(":rotating_light: *Minor crisis:* {what}", what=what)
    )
    rest = t(
        "{lead} leads. Room: <#{channel}>. Please say nothing about it outside: send questions to "
        "the room.",
        lead=mention(crisis.lead),
        channel=crisis.channel,
    )
    return plain(f"{headline}\n{rest}")


def opened(crisis: Crisis, language: Language) -> Content:
    """For the opener alone: where the room is, or why there is none."""
    t = words(language)
    # There may be no card that the opener can see to try again from.
    again = actions([button(t("Try again"), "retry_deliveries", crisis.id, style="primary")])
    lines = [trouble_line(t, trouble) for trouble in crisis.troubles.values()]
    if crisis.channel is None:
        failed = t(":warning: The crisis is on record, but its room could not be opened.")
        return plain("\n".join((failed, *lines)), again)
    text = t(
        ":white_check_mark: The room is open: <#{channel}>. The holding post waits there: read "
        "it, submit it, have one person approve it.",
        channel=crisis.channel,
    )
    uninvited = [x for x in crisis.troubles.values() if x.what == "invite"]
    if uninvited:
        return plain("\n".join((text, *(trouble_line(t, x) for x in uninvited))), again)
    return plain(text)


def reminder(crisis: Crisis, event: Event) -> Content | None:
    """A direct message to somebody whom something waits for; none where it waits no more."""
    action = after_action.action_of(crisis, event)
    if action is not None:
        return after_action.reminder(words(crisis.language), crisis, action, event)
    if isinstance(event, events.ErasureAnnounced):
        return keeping.warning(words(crisis.language), crisis, event)
    if not isinstance(event, events.ApproversReminded):
        return late.reminder(words(crisis.language), crisis, event)
    statement = crisis.statements[event.statement]
    if statement.state != "submitted" or statement.version != event.version:
        return None
    t = words(crisis.language)
    text = t(
        ":alarm_clock: It still waits for you: {statement}, version {version}, for “{what}”, in "
        "<#{channel}>. The buttons are in the message above, or in the room.",
        what=quoted(crisis.what, 200),
        channel=crisis.channel,
        statement=labels.statement(t, statement.kind),
        version=event.version,
    )
    return plain(text)


def purpose(crisis: Crisis) -> str:
    """The room's description: 250 characters at most."""
    t = words(crisis.language)
    return clip_markup(
        t(
            "{what} · Opened with Cellule: what is decided here goes on its timeline.",
            what=quoted(crisis.what, 140),
        ),
        250,
    )


def bookmark_titles(crisis: Crisis) -> dict[str, str]:
    t = words(crisis.language)
    return {"post": t("The bad post"), "timeline": t("Status and timeline")}
