"""Messages that are sent once: in the room, to the opener, to the announcement channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import events
from bot.crisis import Crisis, approvals_needed
from bot.events import Event, Language
from bot.locale import Words, words
from bot.surfaces import labels
from bot.surfaces.blocks import (
    SECTION_TEXT,
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
    section,
    when,
)
from bot.surfaces.content import Content
from bot.surfaces.troubles import trouble_line


@dataclass(frozen=True, slots=True)
class Notice:
    """A message in the room; in the thread of a surface or of a message, where one is named."""

    content: Content
    thread_of: str | None = None
    thread_channel: str | None = None
    thread_ts: str | None = None


def notice(crisis: Crisis, event: Event, actor: str, at: datetime) -> Notice:
    """What the room is told of an event."""
    return _NOTICES[type(event)](words(crisis.language), crisis, event, actor)


def _plain(markup: str, *more: Block) -> Content:
    markup = clip_markup(markup, SECTION_TEXT)
    return Content(markup, (section(markup), *more))


def _note(t: Words, crisis: Crisis, event: events.NoteAdded, actor: str) -> Notice:
    if event.via == "pushpin" and event.message is not None:
        text = t(":pushpin: {who} put this on the timeline.", who=mention(actor))
        return Notice(
            _plain(text), thread_channel=event.message.channel, thread_ts=event.message.ts
        )
    said = "\n".join(f">{line}" for line in escape(clip(event.text, 2500)).splitlines())
    text = t(":pushpin: {who} put this on the timeline:", who=mention(actor))
    source = event.message
    more: list[Block] = []
    if source is not None and source.link is not None:
        shown = link(source.link, t("the message"))
        more.append(context(t("From {author}: {link}", author=mention(source.author), link=shown)))
    return Notice(_plain(f"{text}\n{said}", *more))


def _severity(t: Words, crisis: Crisis, event: events.SeverityChanged, actor: str) -> Notice:
    text = (
        t(":red_circle: {who} raised this to a major crisis: “{reason}”", **_why(event, actor))
        if event.severity == "major"
        else t(
            ":large_yellow_circle: {who} lowered this to a minor crisis: “{reason}”",
            **_why(event, actor),
        )
    )
    return Notice(_plain(text + "\n" + t("The playbook has changed with it.")))


def _why(event: events.SeverityChanged, actor: str) -> dict[str, str]:
    return {"who": mention(actor), "reason": quoted(event.reason, 2000)}


def _submitted(t: Words, crisis: Crisis, event: events.StatementSubmitted, actor: str) -> Notice:
    kind = labels.statement(t, crisis.statements[event.statement].kind)
    if crisis.lead in crisis.statements[event.statement].authors:
        text = t(
            ":hourglass: {who} asks for approval of: {statement}, version {version}. Anyone who "
            "did not write it can approve.",
            who=mention(actor),
            statement=kind,
            version=event.version,
        )
    else:
        text = t(
            ":hourglass: {lead}, {who} asks for approval of: {statement}, version {version}.",
            lead=mention(crisis.lead),
            who=mention(actor),
            statement=kind,
            version=event.version,
        )
    return Notice(_plain(text), thread_of=f"statement:{event.statement}")


def _approved(t: Words, crisis: Crisis, event: events.StatementApproved, actor: str) -> Notice:
    statement = crisis.statements[event.statement]
    missing = approvals_needed(statement.kind, crisis.severity) - len(statement.approvals)
    if statement.state == "submitted" and missing > 0:
        text = t.plural(
            ":white_check_mark: {who} approved it. It takes {n} more approval.",
            ":white_check_mark: {who} approved it. It takes {n} more approvals.",
            missing,
            who=mention(actor),
        )
    else:
        text = t(
            ":white_check_mark: {authors}, it is approved. Post exactly these words, then mark them "
            "as posted.",
            authors=" ".join(mention(author) for author in sorted(statement.authors)),
        )
    return Notice(_plain(text), thread_of=f"statement:{event.statement}")


def _changes(t: Words, crisis: Crisis, event: events.ChangesAsked, actor: str) -> Notice:
    statement = crisis.statements[event.statement]
    authors = " ".join(mention(author) for author in sorted(statement.authors))
    text = t(
        ":arrows_counterclockwise: {who} asks {authors} for changes: “{reason}”",
        authors=authors,
        who=mention(actor),
        reason=quoted(event.reason, 2500),
    )
    return Notice(_plain(text.strip()), thread_of=f"statement:{event.statement}")


def _posted(t: Words, crisis: Crisis, event: events.StatementPosted, actor: str) -> Notice:
    statement = crisis.statements[event.statement]
    shown = link(event.link, t("See it"))
    text = t(
        ":mega: {who} posted: {statement}. {link}",
        who=mention(actor),
        statement=labels.statement(t, statement.kind),
        link=shown,
    )
    if statement.next_update is not None:
        text += "\n" + t(
            ":alarm_clock: It promises the next update for {time}.",
            time=when(statement.next_update, "{time}, {date_short_pretty}"),
        )
    return Notice(_plain(text))


def _missed(t: Words, crisis: Crisis, event: events.DeadlineMissed, actor: str) -> Notice:
    if event.deadline == "holding":
        text = t(
            ":alarm_clock: {owner}, the bad post went out {ago} and nothing is public yet. Get the "
            "holding post above out: it takes one approval.",
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
    return Notice(_plain(text))


def _closed(t: Words, crisis: Crisis, event: events.CrisisClosed, actor: str) -> Notice:
    text = t(":white_check_mark: {who} closed the crisis.", who=mention(actor))
    if event.summary:
        text += f"\n>{quoted(event.summary, 2500)}"
    text += "\n" + t("The timeline stays open to notes, and can be exported from the card.")
    return Notice(_plain(text))


_NOTICES: dict[type[Event], Callable[[Words, Crisis, Any, str], Notice]] = {
    events.NoteAdded: _note,
    events.SeverityChanged: _severity,
    events.StatementSubmitted: _submitted,
    events.StatementApproved: _approved,
    events.ChangesAsked: _changes,
    events.StatementPosted: _posted,
    events.DeadlineMissed: _missed,
    events.CrisisClosed: _closed,
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
    return _plain(f"{headline}\n{rest}")


def opened(crisis: Crisis, language: Language) -> Content:
    """For the opener alone: where the room is, or why there is none."""
    t = words(language)
    # There may be no card that the opener can see to try again from.
    again = actions([button(t("Try again"), "retry_deliveries", crisis.id, style="primary")])
    lines = [trouble_line(t, trouble) for trouble in crisis.troubles.values()]
    if crisis.channel is None:
        failed = t(":warning: The crisis is on record, but its room could not be opened.")
        return _plain("\n".join((failed, *lines)), again)
    text = t(
        ":white_check_mark: The room is open: <#{channel}>. The holding post waits there: read "
        "it, submit it, have one person approve it.",
        channel=crisis.channel,
    )
    uninvited = [x for x in crisis.troubles.values() if x.what == "invite"]
    if uninvited:
        return _plain("\n".join((text, *(trouble_line(t, x) for x in uninvited))), again)
    return _plain(text)


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


def export_comment(crisis: Crisis, entries: int) -> str:
    t = words(crisis.language)
    return t.plural(
        "The timeline, {n} entry. To prove that nobody changed it: python app.py verify FILE.json",
        "The timeline, {n} entries. To prove that nobody changed it: python app.py verify FILE.json",
        entries,
    )
