"""How entries about critics are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import mention, quoted
from bot.surfaces.content import Notice, plain
from bot.surfaces.critics import name
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf


def _whom(t: Words, crisis: Crisis, key: str, quote: Quote) -> str:
    critic = crisis.critics.get(key)
    if critic is None:
        return t("somebody")
    if critic.handle:
        return f"@{quote(critic.handle.lstrip('@'))}"
    if critic.platform is None or critic.platform == "web":
        return t("somebody")
    return t("somebody on {platform}", platform=t(labels.PLATFORM[critic.platform]))


def _added(
    t: Words, crisis: Crisis, e: events.CriticsAdded, who: str, _: Name, quote: Quote
) -> str:
    if len(e.critics) == 1:
        whom = _whom(t, crisis, e.critics[0].id, quote)
        return t("{who} put a critic on the board: {critic}", who=who, critic=whom)
    return t.plural(
        "{who} put {n} critic on the board.",
        "{who} put {n} critics on the board.",
        len(e.critics),
        who=who,
    )


def _assigned(
    t: Words, crisis: Crisis, e: events.CriticsAssigned, who: str, name: Name, quote: Quote
) -> str:
    if len(e.critics) == 1 and name(e.person) == who:
        whom = _whom(t, crisis, e.critics[0], quote)
        return t("{who} answers this critic: {critic}", who=who, critic=whom)
    return t.plural(
        "{who} gave {n} critic to {person}.",
        "{who} gave {n} critics to {person}.",
        len(e.critics),
        who=who,
        person=name(e.person),
    )


def _sent(t: Words, crisis: Crisis, e: events.ReplySent, who: str, _: Name, quote: Quote) -> str:
    said = t(
        "{who} answered {critic}: “{text}”",
        who=who,
        critic=_whom(t, crisis, e.critic, quote),
        text=quote(e.text),
    )
    if e.link:
        said += " " + t("Link: {link}", link=quote(e.link))
    if e.reason:
        said += " " + t("Despite errors of the review: “{reason}”", reason=quote(e.reason))
    return said


SENTENCES: dict[type, SentenceOf] = {
    events.CriticsAdded: _added,
    events.CriticsAssigned: _assigned,
    events.ReplyDrafted: lambda t, c, e, who, name, quote: t(
        "{who} drafted a reply to {critic}: “{text}”",
        who=who,
        critic=_whom(t, c, e.critic, quote),
        text=quote(e.text),
    ),
    events.ReplySent: _sent,
    events.CriticSetAside: lambda t, c, e, who, name, quote: t(
        "{who} set {critic} aside: “{reason}”",
        who=who,
        critic=_whom(t, c, e.critic, quote),
        reason=quote(e.reason),
    ),
    events.CriticReopened: lambda t, c, e, who, name, quote: t(
        "{who} put {critic} back among those to answer.",
        who=who,
        critic=_whom(t, c, e.critic, quote),
    ),
}


def _handed(t: Words, crisis: Crisis, event: events.CriticsAssigned, actor: str) -> Notice:
    text = t.plural(
        ":left_speech_bubble: {person}, {n} critic is yours to answer, from {who}. The board above "
        "has them; *Mine* on the whole board lists yours alone.",
        ":left_speech_bubble: {person}, {n} critics are yours to answer, from {who}. The board "
        "above has them; *Mine* on the whole board lists yours alone.",
        len(event.critics),
        person=mention(event.person),
        who=mention(actor),
    )
    return Notice(plain(text), thread_of="critics")


def _despite(t: Words, crisis: Crisis, event: events.ReplySent, actor: str) -> Notice:
    """Told only where a reply went out despite what the review found in it."""
    text = t(
        ":warning: {who} answered {critic} although the review finds errors in the reply. Reason: "
        "“{reason}”",
        who=mention(actor),
        critic=(
            name(t, crisis.critics[event.critic])
            if event.critic in crisis.critics
            else t("somebody")
        ),
        reason=quoted(event.reason or "", 1500),
    )
    return Notice(plain(text), thread_of="critics")


NOTICES: dict[type, NoticeOf] = {
    events.CriticsAssigned: _handed,
    events.ReplySent: _despite,
}
