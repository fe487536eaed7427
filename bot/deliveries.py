"""What an event makes the app do once in Slack, beside keeping its surfaces up to date.

A delivery is written in the transaction of the event that causes it (a
transactional outbox), under a key that is the same however often it is tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from bot import events
from bot.crisis import Crisis
from bot.events import Event
from bot.parts import message_key

DeliveryKind = Literal[
    "open_room",
    "set_purpose",
    "invite",
    "bookmark_post",
    "bookmark_timeline",
    "pin_card",
    "open_canvas",
    "announce",
    "tell_opener",
    "say",
    "remind",
    "upload_export",
    "stamp",
    "unsay",
    "update",
    "archive",
    "score",
    "hash_file",
    "greet",
]


OF_ONE_ROOM: tuple[DeliveryKind, ...] = (
    "open_room",
    "set_purpose",
    "invite",
    "bookmark_post",
    "bookmark_timeline",
    "pin_card",
    "open_canvas",
)
"""What belongs to one room, and is no longer wanted once that room is lost."""

IN_ROOM: frozenset[DeliveryKind] = frozenset(
    {*OF_ONE_ROOM, "say", "unsay", "upload_export", "score"} - {"open_room"}
)
"""What stands in the room."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to do in Slack. `seq` is the entry that caused it."""

    kind: DeliveryKind
    crisis: str
    seq: int
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        # One entry may remind several people, each by a message of their own; two may join at once.
        which = f"/{self.data['user']}" if self.kind in ("remind", "greet") else ""
        if self.kind == "hash_file" and "file" in self.data:
            # A message may come with several.
            which = f"/{self.data['file']}"
        return f"{self.crisis}/{self.seq}/{self.kind}{which}"


SAID = (
    events.NoteAdded,
    events.NoteTakenBack,
    events.SeverityChanged,
    events.StatementSubmitted,
    events.StatementApproved,
    events.ReviewOverridden,
    events.ApprovalWithdrawn,
    events.SubmissionWithdrawn,
    events.ApprovalWaived,
    events.ApproversReminded,
    events.ChangesAsked,
    events.StatementCommented,
    events.StatementPosted,
    events.FactProposed,
    events.FactConfirmed,
    events.FactWithdrawn,
    events.PostDeleted,
    events.DeadlineMissed,
    events.InjectSent,
    events.UpdatesMuted,
    events.CrisisClosed,
    events.ArchiveStopped,
    events.EntryCorrected,
    events.RedactionAsked,
    events.RedactionRefused,
    events.EntryRedacted,
    events.LegalHoldSet,
    events.LegalHoldLifted,
)
"""Events that are told in the room by a message of their own, since an edited card rings no bell."""


def deliveries(event: Event, crisis: Crisis) -> tuple[Delivery, ...]:
    """The deliveries that `event` causes; `crisis` is as it stands just after it."""
    kinds: list[DeliveryKind] = []
    if isinstance(event, events.CrisisOpened | events.RoomLost):
        kinds = ["open_room"]
    elif isinstance(event, events.RoomOpened):
        kinds = ["invite", "set_purpose", "pin_card", "bookmark_timeline"]
        if crisis.post_link:
            kinds.append("bookmark_post")
        quiet = crisis.private or crisis.exercise
        if crisis.announce_in and not quiet and not crisis.rooms_lost:
            kinds.append("announce")
    elif isinstance(event, events.ExportMade) and crisis.archived:
        asked = {"user": crisis.recent[-1].actor}
        return (Delivery("upload_export", crisis.id, crisis.seq, asked),)
    elif isinstance(event, events.ExportMade):
        kinds = ["upload_export"]
    elif isinstance(event, events.UpdateSent):
        kinds = ["update"]
    elif isinstance(event, events.RoomArchived):
        kinds = ["archive"]
    elif (isinstance(event, SAID) or _told_at_times(event, crisis)) and not crisis.archived:
        kinds = ["say"]
    if crisis.begun == crisis.seq or (crisis.begun and isinstance(event, events.RoomOpened)):
        # Opening a room is slow enough: nobody looks for the situation before there is one.
        kinds.append("open_canvas")
    if isinstance(event, events.EntryRedacted) and crisis.channel and not crisis.archived:
        kinds.append("unsay")
    if isinstance(event, events.CrisisClosed):
        if crisis.channel is not None:
            kinds.append("upload_export")
        if crisis.announce_in and not (crisis.private or crisis.exercise):
            kinds.append("stamp")
    if isinstance(event, events.CrisisClosed) and crisis.drill is not None:
        kinds.append("score")
    if isinstance(event, events.EvidenceKept) and event.file is not None:
        kinds.append("hash_file")
    return tuple(
        [Delivery(kind, crisis.id, crisis.seq) for kind in kinds]
        + [
            Delivery("remind", crisis.id, crisis.seq, {"user": person})
            for person in _reminded(event, crisis)
        ]
        + [
            Delivery("invite", crisis.id, crisis.seq, {"people": [person]})
            for person in _brought_in(event, crisis)
        ]
        + [
            Delivery("hash_file", crisis.id, crisis.seq, {"file": file})
            for file in _to_read(event, crisis)
        ]
    )


def _reminded(event: Event, crisis: Crisis) -> tuple[str, ...]:
    """Who is written to directly."""
    if isinstance(event, events.ApproversReminded | events.Nudged | events.ErasureAnnounced):
        return event.people
    if isinstance(event, events.DeadlineMissed):
        return (event.owner,)
    if isinstance(event, events.ActionAdded | events.ActionMoved):
        # Whoever takes an action upon themselves knows of it.
        return (event.owner,) if event.owner != crisis.recent[-1].actor else ()
    return ()


def _brought_in(event: Event, crisis: Crisis) -> tuple[str, ...]:
    """Who has to be in the room from here on: somebody was given a role by another."""
    given = isinstance(event, events.RoleAssigned) and crisis.recent[-1].actor != event.person
    return (event.person,) if isinstance(event, events.RoleAssigned) and given else ()


def _to_read(event: Event, crisis: Crisis) -> tuple[str, ...]:
    """The files of a kept message whose digest does not stand with a piece of evidence already."""
    if not isinstance(event, events.MessageKept):
        return ()
    evidence = {kept.file.id for kept in crisis.evidence.values() if kept.file is not None}
    return tuple(dict.fromkeys(file.id for file in event.files if file.id not in evidence))


def _told_at_times(event: Event, crisis: Crisis) -> bool:
    """Whether this one is told in the room although its kind is not always."""
    return (
        _voids(event, crisis)
        or _escalates(event)
        or _about_critics(event, crisis)
        or _keeps_message(event, crisis)
        or (isinstance(event, events.PlaybookAdopted) and event.reason is not None)
        or _about_roles(event, crisis)
        or _keeps_anew(event, crisis)
    )


def _escalates(event: Event) -> bool:
    """Whether whoever was reminded first has not answered: the room hears of that."""
    if not isinstance(event, events.Nudged) or event.what.startswith("action:"):
        return False
    return event.level != "owner"


def _keeps_anew(event: Event, crisis: Crisis) -> bool:
    """Whether new settings change, in a room that is there, if what is written is kept."""
    changed = isinstance(event, events.SettingsAdopted) and crisis.keeping_changed == crisis.seq
    return changed and crisis.channel is not None


def _about_roles(event: Event, crisis: Crisis) -> bool:
    """Somebody else leads, or was given a role by another; or the lead is out of the room."""
    if isinstance(event, events.RoleAssigned):
        leads = event.role == "lead" and not event.stand_in
        return leads or crisis.recent[-1].actor != event.person
    return (
        isinstance(event, events.MemberLeft) and event.person == crisis.lead and not crisis.closed
    )


def _about_critics(event: Event, crisis: Crisis) -> bool:
    """Somebody was given critics by another, or a reply went out despite errors in it."""
    if isinstance(event, events.CriticsAssigned):
        return crisis.recent[-1].actor != event.person
    return isinstance(event, events.ReplySent) and event.reason is not None


def _keeps_message(event: Event, crisis: Crisis) -> bool:
    """Whether a message became evidence: its thread hears it once, however many files it has."""
    if not isinstance(event, events.EvidenceKept) or event.message is None:
        return False
    key = message_key(event.message)
    messages = [kept.message for kept in crisis.evidence.values() if kept.message is not None]
    return [message_key(message) for message in messages].count(key) == 1


def _voids(event: Event, crisis: Crisis) -> bool:
    """Whether an edit took approvals away: whoever gave them must hear it."""
    return isinstance(event, events.StatementEdited) and crisis.statements[event.statement].voided
