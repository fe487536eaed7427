"""How entries about how long a crisis is kept are told: a sentence on the timeline, a message in
the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces.blocks import mention, quoted
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf


def _announced(
    t: Words, crisis: Crisis, e: events.ErasureAnnounced, who: str, name: Name, quote: Quote
) -> str:
    day = e.erase_at.strftime("%Y-%m-%d")
    if not e.people:
        return t("The record is to be deleted on {day}. Nobody was left to be told.", day=day)
    people = ", ".join(name(person) for person in e.people)
    return t("The record is to be deleted on {day}. Told: {people}.", day=day, people=people)


SENTENCES: dict[type, SentenceOf] = {
    events.LegalHoldSet: lambda t, c, e, who, name, quote: t(
        "{who} put the crisis under a legal hold: “{reason}”", who=who, reason=quote(e.reason)
    ),
    events.LegalHoldLifted: lambda t, c, e, who, name, quote: t(
        "{who} lifted the legal hold: “{reason}”", who=who, reason=quote(e.reason)
    ),
    events.ErasureAnnounced: _announced,
    events.RecordErased: lambda t, c, e, who, name, quote: t.plural(
        "The record before this entry was deleted, {n} month after the close, as the workspace "
        "has set it.",
        "The record before this entry was deleted, {n} months after the close, as the workspace "
        "has set it.",
        e.months,
    ),
}


def _set(t: Words, crisis: Crisis, event: events.LegalHoldSet, actor: str) -> Notice:
    text = t(
        ":lock: {who} put this crisis under a legal hold: nothing of it is deleted. Delete nothing "
        "here by hand either.\n>{reason}",
        who=mention(actor),
        reason=quoted(event.reason, 2000),
    )
    return Notice(plain(text))


def _lifted(t: Words, crisis: Crisis, event: events.LegalHoldLifted, actor: str) -> Notice:
    text = t(
        ":unlock: {who} lifted the legal hold.\n>{reason}",
        who=mention(actor),
        reason=quoted(event.reason, 2000),
    )
    return Notice(plain(text))


NOTICES: dict[type, NoticeOf] = {
    events.LegalHoldSet: _set,
    events.LegalHoldLifted: _lifted,
}
