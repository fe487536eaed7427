"""How entries about the end and what was learnt are told: a sentence on the timeline, a message in
the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces import after_action
from bot.surfaces.blocks import mention, quoted, section
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf


def _closed(
    t: Words, crisis: Crisis, e: events.CrisisClosed, who: str, name: Name, quote: Quote
) -> str:
    said = (
        t("{who} closed the crisis: “{text}”", who=who, text=quote(e.summary))
        if e.summary
        else t("{who} closed the crisis.", who=who)
    )
    if not e.left_open:
        return said
    left = t(
        "Left open: {items}. Reason: “{reason}”",
        items=quote("; ".join(e.left_open)),
        reason=quote(e.reason or ""),
    )
    return f"{said} {left}"


def action_text(crisis: Crisis, key: str, quote: Quote) -> str:
    """What an action says, as people's own words are written."""
    action = crisis.actions.get(key)
    return quote(action.text if action else key)


SENTENCES: dict[type, SentenceOf] = {
    events.CrisisClosed: _closed,
    events.ArchiveStopped: lambda t, c, e, who, name, quote: t(
        "{who} keeps the room: it is not archived.", who=who
    ),
    events.RoomArchived: lambda t, c, e, who, name, quote: t("The room was archived."),
    events.LessonAdded: lambda t, c, e, who, name, quote: (
        t("{who} noted what went well: “{text}”", who=who, text=quote(e.text))
        if e.side == "well"
        else t("{who} noted what did not go well: “{text}”", who=who, text=quote(e.text))
    ),
    events.ActionAdded: lambda t, c, e, who, name, quote: t(
        "{who} added an action for {owner}, by {day}: “{text}”",
        who=who,
        owner=name(e.owner),
        day=after_action.day(t, e.due_on),
        text=quote(e.text),
    ),
    events.ActionMoved: lambda t, c, e, who, name, quote: t(
        "{who} changed the action “{text}”: {owner}, by {day}.",
        who=who,
        text=action_text(c, e.action, quote),
        owner=name(e.owner),
        day=after_action.day(t, e.due_on),
    ),
    events.ActionDone: lambda t, c, e, who, name, quote: t(
        "{who} finished the action “{text}”.", who=who, text=action_text(c, e.action, quote)
    ),
    events.ActionDropped: lambda t, c, e, who, name, quote: t(
        "{who} dropped the action “{text}”: “{reason}”",
        who=who,
        text=action_text(c, e.action, quote),
        reason=quote(e.reason),
    ),
}


def _told_closed(t: Words, crisis: Crisis, event: events.CrisisClosed, actor: str) -> Notice:
    text = t(":white_check_mark: {who} closed the crisis.", who=mention(actor))
    if event.summary:
        text += f"\n>{quoted(event.summary, 2000)}"
    more = []
    if event.left_open:
        more.append(section(after_action.left_open(t, crisis)))
    also = t(
        "The timeline stays open to notes, and can be exported from the card. The review opens "
        "below: add what you learnt while it is fresh."
    )
    return Notice(plain(text, *more, section(also), *after_action.archive(t, crisis)))


def _told_kept(t: Words, crisis: Crisis, event: events.ArchiveStopped, actor: str) -> Notice:
    text = t(":file_cabinet: {who} keeps the room: it is not archived.", who=mention(actor))
    return Notice(plain(text))


NOTICES: dict[type, NoticeOf] = {
    events.CrisisClosed: _told_closed,
    events.ArchiveStopped: _told_kept,
}
