"""What people ask for, and what follows from it.

`decide` is pure: given the crisis as it stands, a command, who gives it and when,
it returns the events that follow, none if there is nothing left to do (the second
of two equal clicks), or why it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot import events
from bot.crisis import Crisis, Statement, StepProgress, message_key
from bot.events import Event
from bot.people import Person, may_approve, wrote

Reason = Literal[
    "no_crisis",
    "already_open",
    "closed",
    "step_unknown",
    "step_taken",
    "step_settled",
    "step_moved",
    "statement_unknown",
    "statement_exists",
    "statement_moved",
    "statement_posted",
    "not_submitted",
    "not_approved",
    "own_words",
    "approved_already",
    "guest",
    "unsure",
    "gaps",
    "noted",
    "same_severity",
    "empty",
    "future",
    "before_post",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a command has no effect. `about` fills the sentence that the person reads."""

    reason: Reason
    about: dict[str, Any] = field(default_factory=dict)


Decision = tuple[Event, ...] | Refused


@dataclass(frozen=True, slots=True)
class OpenCrisis:
    opened: events.CrisisOpened
    playbook: events.PlaybookAdopted
    holding: events.StatementDrafted


@dataclass(frozen=True, slots=True)
class RecordRoom:
    room: events.RoomOpened


@dataclass(frozen=True, slots=True)
class RecordRoomLost:
    channel: str
    error: str


@dataclass(frozen=True, slots=True)
class ChangeSeverity:
    severity: events.Severity
    reason: str
    playbook: events.PlaybookAdopted


@dataclass(frozen=True, slots=True)
class ClaimStep:
    step: str


@dataclass(frozen=True, slots=True)
class CompleteStep:
    step: str


@dataclass(frozen=True, slots=True)
class SkipStep:
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class UndoStep:
    """Takes back what entry `seen` did to a step, and nothing that came after it."""

    step: str
    seen: int


@dataclass(frozen=True, slots=True)
class DraftStatement:
    draft: events.StatementDrafted


@dataclass(frozen=True, slots=True)
class EditStatement:
    """`base` is the version that the editor had in front of them."""

    statement: str
    base: int
    text: str
    next_update: datetime | None


@dataclass(frozen=True, slots=True)
class SubmitStatement:
    """`gaps` are the unfilled places that drafting found in the text."""

    statement: str
    version: int
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApproveStatement:
    """`gaps` are the unfilled places that drafting found in the text."""

    statement: str
    version: int
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskForChanges:
    statement: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class MarkPosted:
    statement: str
    version: int
    link: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class AddNote:
    note: events.NoteAdded


@dataclass(frozen=True, slots=True)
class RecordMissed:
    missed: events.DeadlineMissed


@dataclass(frozen=True, slots=True)
class MakeExport:
    pass


@dataclass(frozen=True, slots=True)
class RecordFailure:
    failure: events.DeliveryFailed


@dataclass(frozen=True, slots=True)
class RecordRecovery:
    delivery: str


@dataclass(frozen=True, slots=True)
class RetryDeliveries:
    pass


@dataclass(frozen=True, slots=True)
class CloseCrisis:
    summary: str | None


Command = (
    OpenCrisis
    | RecordRoom
    | RecordRoomLost
    | ChangeSeverity
    | ClaimStep
    | CompleteStep
    | SkipStep
    | UndoStep
    | DraftStatement
    | EditStatement
    | SubmitStatement
    | ApproveStatement
    | AskForChanges
    | MarkPosted
    | AddNote
    | RecordMissed
    | MakeExport
    | RecordFailure
    | RecordRecovery
    | RetryDeliveries
    | CloseCrisis
)

_AFTER_CLOSE = (AddNote, MakeExport, RecordRoom, RecordFailure, RecordRecovery, RetryDeliveries)
"""What still makes sense once a crisis is closed: the record goes on, the work does not."""


def decide(crisis: Crisis | None, command: Command, by: Person, at: datetime) -> Decision:
    """The events that follow from `command`, or why it is refused."""
    if isinstance(command, OpenCrisis):
        if crisis is not None:
            return Refused("already_open", {"channel": crisis.channel, "crisis": crisis.id})
        return (command.opened, command.playbook, command.holding)
    if crisis is None:
        return Refused("no_crisis")
    if crisis.closed and not isinstance(command, _AFTER_CLOSE):
        if isinstance(command, CloseCrisis) and crisis.closed_by == by.id:
            return ()
        return Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
    return _DECISIONS[type(command)](crisis, command, by, at)


_DECISIONS: dict[type, Callable[[Crisis, Any, Person, datetime], Decision]] = {}


def _decides(kind: type) -> Callable[[Callable[..., Decision]], Callable[..., Decision]]:
    def register(decision: Callable[..., Decision]) -> Callable[..., Decision]:
        _DECISIONS[kind] = decision
        return decision

    return register


@_decides(RecordRoom)
def _(crisis: Crisis, command: RecordRoom, by: Person, at: datetime) -> Decision:
    return (command.room,) if crisis.channel is None else ()


@_decides(RecordRoomLost)
def _(crisis: Crisis, command: RecordRoomLost, by: Person, at: datetime) -> Decision:
    if crisis.channel != command.channel:
        return ()
    return (events.RoomLost(channel=command.channel, error=command.error),)


@_decides(ChangeSeverity)
def _(crisis: Crisis, command: ChangeSeverity, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    if crisis.severity == command.severity:
        return Refused("same_severity", {"severity": crisis.severity})
    if not command.reason.strip():
        return Refused("empty")
    changed = events.SeverityChanged(severity=command.severity, reason=command.reason)
    return (changed, command.playbook)


@_decides(ClaimStep)
def _(crisis: Crisis, command: ClaimStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.settled:
        return _settled(progress)
    if progress.owner == by.id:
        return ()
    if progress.owner is not None:
        return Refused("step_taken", about_step(progress) | {"who": progress.owner})
    return (events.StepClaimed(step=command.step),)


@_decides(CompleteStep)
def _(crisis: Crisis, command: CompleteStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.settled:
        return () if progress.state == "done" and progress.by == by.id else _settled(progress)
    return (events.StepDone(step=command.step),)


@_decides(SkipStep)
def _(crisis: Crisis, command: SkipStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.settled:
        return () if progress.state == "skipped" and progress.by == by.id else _settled(progress)
    if not command.reason.strip():
        return Refused("empty")
    return (events.StepSkipped(step=command.step, reason=command.reason),)


@_decides(UndoStep)
def _(crisis: Crisis, command: UndoStep, by: Person, at: datetime) -> Decision:
    progress = crisis.steps.get(command.step)
    if progress is None:
        return Refused("step_unknown")
    if progress.state == "open":
        return ()
    if progress.changed != command.seen:
        return () if progress.by == by.id else Refused("step_moved", about_step(progress))
    return (events.StepReopened(step=command.step),)


def about_step(progress: StepProgress) -> dict[str, Any]:
    return {
        "step": progress.step.title,
        "state": progress.state,
        "who": progress.by,
        "at": progress.at,
    }


def _settled(progress: StepProgress) -> Refused:
    return Refused("step_settled", about_step(progress))


@_decides(DraftStatement)
def _(crisis: Crisis, command: DraftStatement, by: Person, at: datetime) -> Decision:
    unposted = any(
        s.kind == command.draft.statement_kind and s.state != "posted"
        for s in crisis.statements.values()
    )
    # Drafted from a crisis seen long ago, it may have the name of one that is posted by now.
    if unposted or command.draft.statement in crisis.statements:
        return Refused("statement_exists", {"kind": command.draft.statement_kind})
    return (command.draft,)


def not_a_member(by: Person) -> Refused:
    """Why somebody may not do what only members may."""
    return Refused("unsure" if by.unsure else "guest")


def _current(crisis: Crisis, statement: str, version: int) -> Statement | Refused:
    current = crisis.statements.get(statement)
    if current is None:
        return Refused("statement_unknown")
    if current.state == "posted":
        return Refused("statement_posted", {"who": current.posted_by, "at": current.posted_at})
    if current.version != version:
        who = next(iter(sorted(current.authors)), None)
        return Refused("statement_moved", {"who": who, "at": current.changed_at})
    return current


@_decides(EditStatement)
def _(crisis: Crisis, command: EditStatement, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.base)
    if isinstance(current, Refused):
        edited = crisis.statements.get(command.statement)
        same = (
            edited is not None
            and edited.text == command.text
            and edited.next_update == command.next_update
        )
        return () if same else current
    if not command.text.strip():
        return Refused("empty")
    if command.text == current.text and command.next_update == current.next_update:
        return ()
    return (
        events.StatementEdited(
            statement=current.id,
            version=current.version + 1,
            text=command.text,
            next_update=command.next_update,
        ),
    )


@_decides(SubmitStatement)
def _(crisis: Crisis, command: SubmitStatement, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if current.state != "draft":
        return ()
    if command.gaps:
        return Refused("gaps", {"gaps": command.gaps})
    return (events.StatementSubmitted(statement=current.id, version=current.version),)


@_decides(ApproveStatement)
def _(crisis: Crisis, command: ApproveStatement, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if not may_approve(by):
        return not_a_member(by)
    if any(approval.by == by.id for approval in current.approvals):
        return ()
    if current.state == "approved":
        return Refused("approved_already", {"who": current.approvals[-1].by})
    if current.state != "submitted":
        return Refused("not_submitted")
    if wrote(by, current):
        return Refused("own_words")
    if command.gaps:
        return Refused("gaps", {"gaps": command.gaps})
    return (
        events.StatementApproved(
            statement=current.id, version=current.version, digest=current.digest
        ),
    )


@_decides(AskForChanges)
def _(crisis: Crisis, command: AskForChanges, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if not may_approve(by):
        return not_a_member(by)
    if current.state == "draft":
        return () if current.asked_by == by.id else Refused("not_submitted")
    if not command.reason.strip():
        return Refused("empty")
    return (
        events.ChangesAsked(statement=current.id, version=current.version, reason=command.reason),
    )


@_decides(MarkPosted)
def _(crisis: Crisis, command: MarkPosted, by: Person, at: datetime) -> Decision:
    current = crisis.statements.get(command.statement)
    if current is not None and current.state == "posted" and current.link == command.link:
        return ()
    current_or_refused = _current(crisis, command.statement, command.version)
    if isinstance(current_or_refused, Refused):
        return current_or_refused
    if current_or_refused.state != "approved":
        return Refused("not_approved")
    if command.posted_at > at:
        return Refused("future")
    if command.posted_at < crisis.post_at:
        return Refused("before_post", {"at": crisis.post_at})
    return (
        events.StatementPosted(
            statement=command.statement,
            version=command.version,
            link=command.link,
            posted_at=command.posted_at,
        ),
    )


@_decides(AddNote)
def _(crisis: Crisis, command: AddNote, by: Person, at: datetime) -> Decision:
    if not command.note.text.strip():
        return Refused("empty")
    if command.note.message and message_key(command.note.message) in crisis.noted:
        return Refused("noted")
    return (command.note,)


@_decides(RecordMissed)
def _(crisis: Crisis, command: RecordMissed, by: Person, at: datetime) -> Decision:
    key = (command.missed.deadline, command.missed.due_at)
    return () if key in crisis.missed else (command.missed,)


@_decides(MakeExport)
def _(crisis: Crisis, command: MakeExport, by: Person, at: datetime) -> Decision:
    return (events.ExportMade(),)


@_decides(RecordFailure)
def _(crisis: Crisis, command: RecordFailure, by: Person, at: datetime) -> Decision:
    known = crisis.troubles.get(command.failure.delivery)
    if known and (known.error, known.final) == (command.failure.error, command.failure.final):
        return ()
    return (command.failure,)


@_decides(RecordRecovery)
def _(crisis: Crisis, command: RecordRecovery, by: Person, at: datetime) -> Decision:
    if command.delivery not in crisis.troubles:
        return ()
    return (events.DeliveryRecovered(delivery=command.delivery),)


@_decides(RetryDeliveries)
def _(crisis: Crisis, command: RetryDeliveries, by: Person, at: datetime) -> Decision:
    final = tuple(key for key, trouble in crisis.troubles.items() if trouble.final)
    return (events.DeliveryRetried(deliveries=final),) if final else ()


@_decides(CloseCrisis)
def _(crisis: Crisis, command: CloseCrisis, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    return (events.CrisisClosed(summary=command.summary),)
