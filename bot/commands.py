"""What people ask for, and what follows from it.

`decide` is pure: given the crisis as it stands, a command, who gives it and when,
it returns the events that follow, none if there is nothing left to do (the second
of two equal clicks), or why it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import events, fact_commands, statement_commands
from bot.clocks import due
from bot.crisis import Crisis, message_key
from bot.fact_commands import FactCommand
from bot.parts import StepProgress
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.statement_commands import StatementCommand


@dataclass(frozen=True, slots=True)
class OpenCrisis:
    opened: events.CrisisOpened
    playbook: events.PlaybookAdopted
    holding: events.StatementDrafted
    paths: events.PathsAdopted | None = None


@dataclass(frozen=True, slots=True)
class RecordRoom:
    room: events.RoomOpened


@dataclass(frozen=True, slots=True)
class RecordRoomLost:
    channel: str
    error: str


@dataclass(frozen=True, slots=True)
class AdoptPaths:
    """Who approves what, as the workspace has it now."""

    paths: events.PathsAdopted


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
class AddNote:
    note: events.NoteAdded


@dataclass(frozen=True, slots=True)
class RecordMissed:
    """Something was due, and whoever it falls to was reminded."""

    missed: events.DeadlineMissed | events.ApproversReminded


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
    | AdoptPaths
    | StatementCommand
    | FactCommand
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
        paths = () if command.paths is None else (command.paths,)
        return (command.opened, command.playbook, *paths, command.holding)
    if crisis is None:
        return Refused("no_crisis")
    if crisis.closed and not isinstance(command, _AFTER_CLOSE):
        if isinstance(command, CloseCrisis) and crisis.closed_by == by.id:
            return ()
        return Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
    return _DECISIONS[type(command)](crisis, command, by, at)


_DECISIONS: dict[type, Callable[[Crisis, Any, Person, datetime], Decision]] = {
    **statement_commands.DECISIONS,
    **fact_commands.DECISIONS,
}


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


@_decides(AddNote)
def _(crisis: Crisis, command: AddNote, by: Person, at: datetime) -> Decision:
    if not command.note.text.strip():
        return Refused("empty")
    if command.note.message and message_key(command.note.message) in crisis.noted:
        return Refused("noted")
    return (command.note,)


@_decides(RecordMissed)
def _(crisis: Crisis, command: RecordMissed, by: Person, at: datetime) -> Decision:
    return (command.missed,) if command.missed in due(crisis, at) else ()


@_decides(AdoptPaths)
def _(crisis: Crisis, command: AdoptPaths, by: Person, at: datetime) -> Decision:
    new = command.paths
    same = (
        crisis.paths == new.paths
        and crisis.people == new.people
        and crisis.gone == frozenset(new.gone)
        and crisis.names == new.names
    )
    return () if same else (new,)


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
