"""What of a record is for whom.

`full`: everything. `legal`: for lawyers, insurers and regulators: who did what and when, every
word with its approvals, facts and evidence; without what people said among themselves and what
the team thinks of its own work. `public`: what may be shown to anybody: what was public anyway,
and no names.
"""

from __future__ import annotations

from typing import Literal

from bot import events
from bot.events import Event, RecordFilter

Lane = Literal["public", "approvals", "evidence", "internal"]
LANES: tuple[Lane, ...] = ("public", "approvals", "evidence", "internal")

AMONG_US: frozenset[str] = frozenset(
    kind.kind
    for kind in (
        events.MessageKept,
        events.MessageChanged,
        events.MessageRemoved,
        events.FileHashed,
        events.FileUnread,
        events.StatementCommented,
        events.ReplyDrafted,
        events.Snoozed,
        events.LessonAdded,
        events.ActionAdded,
        events.ActionMoved,
        events.ActionDone,
        events.ActionDropped,
    )
)
"""What is not for lawyers: talk, drafts of replies, and the team's own review."""

PUBLIC: frozenset[str] = frozenset(
    kind.kind
    for kind in (
        events.CrisisOpened,
        events.StatementPosted,
        events.PostDeleted,
        events.ReplySent,
        events.CrisisClosed,
    )
)
"""What anybody may see."""

_LANE: dict[str, Lane] = {
    **dict.fromkeys((events.StatementPosted.kind, events.ReplySent.kind), "public"),
    **dict.fromkeys(
        (
            events.StatementSubmitted.kind,
            events.StatementApproved.kind,
            events.ReviewOverridden.kind,
            events.ApprovalWithdrawn.kind,
            events.SubmissionWithdrawn.kind,
            events.ApprovalWaived.kind,
            events.ChangesAsked.kind,
        ),
        "approvals",
    ),
    **dict.fromkeys(
        (
            events.EvidenceKept.kind,
            events.EvidenceHashed.kind,
            events.PostDeleted.kind,
            events.FactProposed.kind,
            events.FactConfirmed.kind,
            events.FactWithdrawn.kind,
        ),
        "evidence",
    ),
}


def lane(kind: str) -> Lane:
    """Where an entry of a kind stands in the drawn timeline."""
    return _LANE.get(kind, "internal")


def shows(chosen: RecordFilter, kind: str) -> bool:
    """Whether a record for somebody has the words of entries of a kind."""
    if chosen == "public":
        return kind in PUBLIC
    return chosen == "full" or kind not in AMONG_US


def happened(event: Event) -> object:
    """When the thing itself happened, where the entry says so (a time), else `None`."""
    for name in ("happened_at", "posted_at", "captured_at", "deleted_at", "sent_at"):
        at = getattr(event, name, None)
        if at is not None:
            return at
    return None
