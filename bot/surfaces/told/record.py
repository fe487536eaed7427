"""How entries about the record itself are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.locale import N_, Words
from bot.surfaces import labels
from bot.surfaces.blocks import Block, actions, button, confirm, context, mention, quoted
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf

FILTER: dict[events.RecordFilter, str] = {
    "full": N_("everything"),
    "legal": N_("for lawyers"),
    "public": N_("safe to show outside"),
}
"""What an export holds, inside a sentence."""

SHOWN_DIGITS = 16
"""Of a digest, where the whole stands elsewhere."""


def _exported(
    t: Words, crisis: Crisis, e: events.ExportMade, who: str, name: Name, quote: Quote
) -> str:
    return t(
        "{who} exported the record: {formats} ({filter}).",
        who=who,
        formats=labels.formats(e.formats),
        filter=t(FILTER[e.filter]),
    )


def _redacted(
    t: Words, crisis: Crisis, e: events.EntryRedacted, who: str, name: Name, quote: Quote
) -> str:
    return t(
        "{who} agreed with {asker}: the words of entry {entry} were taken out. Reason: “{reason}”",
        who=who,
        asker=name(e.asked_by),
        entry=e.entry,
        reason=quote(e.reason),
    )


SENTENCES: dict[type, SentenceOf] = {
    events.ExportMade: _exported,
    events.HeadSigned: lambda t, c, e, who, name, quote: t(
        "The record was signed as of entry {entry}: {head}.", entry=e.entry, head=e.head
    ),
    events.PeopleNamed: lambda t, c, e, who, name, quote: t(
        "Names, as Slack has them: {names}.",
        names=", ".join(quote(f"{called} ({user})") for user, called in e.names.items()),
    ),
    events.EntryCorrected: lambda t, c, e, who, name, quote: t(
        "{who} corrected entry {entry}: “{text}”", who=who, entry=e.entry, text=quote(e.text)
    ),
    events.RedactionAsked: lambda t, c, e, who, name, quote: t(
        "{who} asked to take the words of entry {entry} out: “{reason}”",
        who=who,
        entry=e.entry,
        reason=quote(e.reason),
    ),
    events.RedactionRefused: lambda t, c, e, who, name, quote: (
        t(
            "{who} keeps entry {entry} as it is: “{reason}”",
            who=who,
            entry=e.entry,
            reason=quote(e.reason),
        )
        if e.reason
        else t("{who} keeps entry {entry} as it is.", who=who, entry=e.entry)
    ),
    events.EntryRedacted: _redacted,
}


def _told_correction(t: Words, crisis: Crisis, event: events.EntryCorrected, actor: str) -> Notice:
    text = t(
        ":memo: {who} corrected entry {entry} of the timeline. Both stay:",
        who=mention(actor),
        entry=event.entry,
    )
    return Notice(plain(f"{text}\n>{quoted(event.text, 2500)}"))


def _told_asked(t: Words, crisis: Crisis, event: events.RedactionAsked, actor: str) -> Notice:
    text = t(
        ":scissors: {who} asks to take the words of entry {entry} out of the timeline, for good: "
        "“{reason}”",
        who=mention(actor),
        entry=event.entry,
        reason=quoted(event.reason, 2000),
    )
    next_ = t(
        "A second person decides. The entry itself stays, with its time, who made it and its "
        "digest. Files exported before still hold the words: delete them by hand."
    )
    value = f"{crisis.id}:{event.entry}"
    agree = button(
        t("Take them out"),
        "agree_redaction",
        value,
        style="danger",
        confirm=confirm(
            t("Take the words out?"),
            t("They cannot be brought back. That you agreed goes on the timeline."),
            t("Take them out"),
            t("Cancel"),
        ),
    )
    keep = button(t("Keep them"), "refuse_redaction", value)
    read = button(t("Read the timeline"), "open_timeline", crisis.id)
    more: list[Block] = [context(next_), actions([agree, keep, read])]
    return Notice(plain(text, *more))


def _told_refused(t: Words, crisis: Crisis, event: events.RedactionRefused, actor: str) -> Notice:
    text = t(
        ":scissors: {who} keeps entry {entry} as it is.", who=mention(actor), entry=event.entry
    )
    return Notice(plain(text))


def _told_redacted(t: Words, crisis: Crisis, event: events.EntryRedacted, actor: str) -> Notice:
    text = t(
        ":scissors: {who} and {asker} took the words of entry {entry} out of the timeline: "
        "“{reason}”",
        who=mention(actor),
        asker=mention(event.asked_by),
        entry=event.entry,
        reason=quoted(event.reason, 2000),
    )
    next_ = t("Files exported before still hold them: delete those by hand, and export anew.")
    return Notice(plain(text, context(next_)))


NOTICES: dict[type, NoticeOf] = {
    events.EntryCorrected: _told_correction,
    events.RedactionAsked: _told_asked,
    events.RedactionRefused: _told_refused,
    events.EntryRedacted: _told_redacted,
}
