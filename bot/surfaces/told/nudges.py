"""How entries about something late are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces.blocks import mention, quoted, when
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf

NAMED = 5
"""Late things that a sentence names."""


def late_thing(t: Words, crisis: Crisis, what: str, quote: Quote) -> str:
    """What `events.Nudged.what` is about."""
    kind, _, key = what.partition(":")
    if kind == "step":
        return quote(crisis.steps[key].step.title if key in crisis.steps else key)
    if kind == "action":
        return quote(crisis.actions[key].text if key in crisis.actions else key)
    return t("The first public word") if what == "holding" else t("The promised update")


def _all(t: Words, crisis: Crisis, event: events.Nudged, quote: Quote) -> str:
    """What is late: the first by name, and how many more."""
    late = [
        t("“{quote}”", quote=late_thing(t, crisis, each.what, quote)) for each in event.all_late
    ]
    named, more = ", ".join(late[:NAMED]), len(late) - NAMED
    if more <= 0:
        return named
    return t.plural("{named} and {n} more", "{named} and {n} more", more, named=named)


def _nudged(t: Words, crisis: Crisis, e: events.Nudged, who: str, name: Name, quote: Quote) -> str:
    people = ", ".join(name(person) for person in e.people)
    what = _all(t, crisis, e, quote)
    if e.level == "stand_in":
        return t("Late: {what}. Asked to stand in: {people}.", what=what, people=people)
    return t("Late: {what}. Reminded: {people}.", what=what, people=people)


def _snoozed(
    t: Words, crisis: Crisis, e: events.Snoozed, who: str, name: Name, quote: Quote
) -> str:
    return t(
        "{who} put off the reminder of “{what}” until {time}: “{reason}”",
        who=who,
        what=late_thing(t, crisis, e.what, quote),
        time=e.until.strftime("%H:%M UTC"),
        reason=quote(e.reason),
    )


def _notice(t: Words, crisis: Crisis, event: events.Nudged, actor: str) -> Notice:
    people = ", ".join(mention(person) for person in event.people)
    what = _all(t, crisis, event, quoted)
    text = t(
        ":alarm_clock: Late since {time}: {what}. {people}, please see to it or pass it on.",
        time=when(event.due_at, "{time}"),
        what=what,
        people=people,
    )
    return Notice(plain(text), thread_of="playbook" if event.what.startswith("step:") else None)


SENTENCES: dict[type, SentenceOf] = {events.Nudged: _nudged, events.Snoozed: _snoozed}
NOTICES: dict[type, NoticeOf] = {events.Nudged: _notice}
