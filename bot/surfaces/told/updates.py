"""How entries about updates to stakeholders are told: a sentence on the timeline, a message in the
room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces.blocks import mention
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf


def _sent(
    t: Words, crisis: Crisis, e: events.UpdateSent, who: str, name: Name, quote: Quote
) -> str:
    if e.text:
        return t("{who} sent stakeholders an update: “{text}”", who=who, text=quote(e.text))
    return t("{who} sent stakeholders an update.", who=who)


SENTENCES: dict[type, SentenceOf] = {
    events.UpdateSent: _sent,
    events.UpdatesMuted: lambda t, c, e, who, name, quote: (
        t("{who} muted the updates to stakeholders.", who=who)
        if e.muted
        else t("{who} took up the updates to stakeholders again.", who=who)
    ),
}


def _muted(t: Words, crisis: Crisis, event: events.UpdatesMuted, actor: str) -> Notice:
    text = (
        t(
            ":no_bell: {who} muted the updates to stakeholders. Until they are taken up again with "
            "/crisis update, none goes out by itself.",
            who=mention(actor),
        )
        if event.muted
        else t(":bell: {who} took up the updates to stakeholders again.", who=mention(actor))
    )
    return Notice(plain(text))


NOTICES: dict[type, NoticeOf] = {events.UpdatesMuted: _muted}
