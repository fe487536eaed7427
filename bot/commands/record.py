"""What a person can do to the record itself, and what follows. No entry is ever changed: another
one stands beside it; only personal data can be taken out, by two people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.events import Event, Language, RecordFilter, RecordFormat
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class MakeExport:
    """The record as files; `language` and `timezone` are the reader's, `None` the crisis's."""

    formats: tuple[RecordFormat, ...] = ("json", "md")
    filter: RecordFilter = "full"
    language: Language | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class NamePeople:
    """What Slack says that people are called."""

    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class CorrectEntry:
    entry: int
    text: str
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskRedaction:
    """`kind` is that of the entry."""

    entry: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class AgreeToRedaction:
    entry: int


@dataclass(frozen=True, slots=True)
class RefuseRedaction:
    entry: int
    reason: str | None = None


RecordCommand = (
    MakeExport | NamePeople | CorrectEntry | AskRedaction | AgreeToRedaction | RefuseRedaction
)
DECISIONS: Registry[Callable[..., Decision]] = Registry()
AFTER_CLOSE: tuple[type, ...] = (
    MakeExport,
    NamePeople,
    CorrectEntry,
    AskRedaction,
    AgreeToRedaction,
    RefuseRedaction,
)

REDACTABLE: frozenset[str] = frozenset(
    kind.kind
    for kind in (
        events.NoteAdded,
        events.StatementCommented,
        events.FactProposed,
        events.EvidenceKept,
        events.PostDeleted,
        events.MessageKept,
        events.MessageChanged,
        events.MessageRemoved,
        events.FileHashed,
        events.FileUnread,
        events.CriticsAdded,
        events.ReplyDrafted,
        events.ReplySent,
        events.CriticSetAside,
        events.LessonAdded,
        events.EntryCorrected,
        events.PeopleNamed,
    )
)
"""Entries that the crisis can do without. The others are what it stands on: its opening, its plan,
the words that were public and who approved them."""


@DECISIONS.of(MakeExport)
def _(crisis: Crisis, command: MakeExport, by: Person, at: datetime) -> Decision:
    if not command.formats:
        return Refused("empty")
    made = events.ExportMade(
        formats=command.formats,
        filter=command.filter,
        language=command.language,
        timezone=command.timezone,
    )
    return (made,)


@DECISIONS.of(NamePeople)
def _(crisis: Crisis, command: NamePeople, by: Person, at: datetime) -> Decision:
    news = {who: name for who, name in command.names.items() if crisis.called.get(who) != name}
    return (events.PeopleNamed(names=dict(sorted(news.items()))),) if news else ()


@DECISIONS.of(CorrectEntry)
def _(crisis: Crisis, command: CorrectEntry, by: Person, at: datetime) -> Decision:
    refused = _unknown(crisis, command.entry)
    if refused is not None:
        return refused
    if not command.text.strip():
        return Refused("empty")
    if command.happened_at is not None and command.happened_at > at:
        return Refused("not_yet")
    corrected = events.EntryCorrected(
        entry=command.entry, text=command.text.strip(), happened_at=command.happened_at
    )
    return (corrected,)


@DECISIONS.of(AskRedaction)
def _(crisis: Crisis, command: AskRedaction, by: Person, at: datetime) -> Decision:
    refused = _may_not(crisis, command.entry, by)
    if refused is not None:
        return refused
    if command.kind not in REDACTABLE:
        return Refused("entry_kept")
    if command.entry in crisis.asked_out:
        return Refused("redaction_asked", {"who": crisis.asked_out[command.entry].by})
    if not command.reason.strip():
        return Refused("empty")
    return (events.RedactionAsked(entry=command.entry, reason=command.reason.strip()),)


@DECISIONS.of(AgreeToRedaction)
def _(crisis: Crisis, command: AgreeToRedaction, by: Person, at: datetime) -> Decision:
    refused = _may_not(crisis, command.entry, by)
    if refused is not None:
        return refused
    asked = crisis.asked_out.get(command.entry)
    if asked is None:
        return Refused("redaction_settled")
    if asked.by == by.id:
        return Refused("own_redaction")
    if crisis.hold is not None:
        return Refused("under_hold", {"who": crisis.hold.by, "at": crisis.hold.at})
    gone: Event = events.EntryRedacted(entry=command.entry, asked_by=asked.by, reason=asked.reason)
    return (gone,)


@DECISIONS.of(RefuseRedaction)
def _(crisis: Crisis, command: RefuseRedaction, by: Person, at: datetime) -> Decision:
    refused = _may_not(crisis, command.entry, by)
    if refused is not None:
        return refused
    if command.entry not in crisis.asked_out:
        return Refused("redaction_settled")
    reason = (command.reason or "").strip() or None
    return (events.RedactionRefused(entry=command.entry, reason=reason),)


def _may_not(crisis: Crisis, entry: int, by: Person) -> Refused | None:
    if not may_approve(by):
        return not_a_member(by)
    return _unknown(crisis, entry)


def _unknown(crisis: Crisis, entry: int) -> Refused | None:
    """Why nothing can be done to an entry."""
    if entry in crisis.redacted:
        return Refused("entry_redacted")
    if not 1 <= entry <= crisis.seq:
        return Refused("entry_unknown")
    return None
