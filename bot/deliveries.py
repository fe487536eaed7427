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

DeliveryKind = Literal[
    "open_room",
    "set_purpose",
    "invite",
    "bookmark_post",
    "bookmark_timeline",
    "pin_card",
    "announce",
    "tell_opener",
    "say",
    "remind",
    "upload_export",
]


OF_ONE_ROOM: tuple[DeliveryKind, ...] = (
    "open_room",
    "set_purpose",
    "invite",
    "bookmark_post",
    "bookmark_timeline",
    "pin_card",
)
"""What belongs to one room, and is no longer wanted once that room is lost."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to do in Slack. `seq` is the entry that caused it."""

    kind: DeliveryKind
    crisis: str
    seq: int
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        # One entry may remind several people, each by a message of their own.
        whom = f"/{self.data['user']}" if self.kind == "remind" else ""
        return f"{self.crisis}/{self.seq}/{self.kind}{whom}"


SAID = (
    events.NoteAdded,
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
    events.DeadlineMissed,
    events.CrisisClosed,
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
        if crisis.announce_in and not crisis.private and not crisis.rooms_lost:
            kinds.append("announce")
    elif isinstance(event, events.ExportMade):
        kinds = ["upload_export"]
    elif isinstance(event, SAID) or _voids(event, crisis):
        kinds = ["say"]
    reminded = event.people if isinstance(event, events.ApproversReminded) else ()
    return tuple(
        [Delivery(kind, crisis.id, crisis.seq) for kind in kinds]
        + [Delivery("remind", crisis.id, crisis.seq, {"user": person}) for person in reminded]
    )


def _voids(event: Event, crisis: Crisis) -> bool:
    """Whether an edit took approvals away: whoever gave them must hear it."""
    return isinstance(event, events.StatementEdited) and crisis.statements[event.statement].voided
