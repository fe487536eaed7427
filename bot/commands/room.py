"""What happens to a crisis as a whole, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events
from bot.clocks import Due, due
from bot.commands import drills
from bot.crisis import Crisis
from bot.parts import message_key
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class RecordRoom:
    room: events.RoomOpened


@dataclass(frozen=True, slots=True)
class RecordRoomLost:
    channel: str
    error: str


@dataclass(frozen=True, slots=True)
class RecordCanvas:
    """The room `channel` has this canvas of the app's."""

    channel: str
    canvas: str


@dataclass(frozen=True, slots=True)
class AdoptPaths:
    """Who approves what, as the workspace has it now."""

    paths: events.PathsAdopted


@dataclass(frozen=True, slots=True)
class AdoptSettings:
    """How the workspace runs its crises, as it is now."""

    settings: events.SettingsAdopted


@dataclass(frozen=True, slots=True)
class ChangeSeverity:
    severity: events.Severity
    reason: str
    playbook: events.PlaybookAdopted


@dataclass(frozen=True, slots=True)
class AddNote:
    note: events.NoteAdded


@dataclass(frozen=True, slots=True)
class RecordMissed:
    """Something was due, and whoever it falls to was reminded."""

    missed: Due


@dataclass(frozen=True, slots=True)
class RecordFailure:
    failure: events.DeliveryFailed


@dataclass(frozen=True, slots=True)
class RecordRecovery:
    delivery: str


@dataclass(frozen=True, slots=True)
class RetryDeliveries:
    pass


RoomCommand = (
    RecordRoom
    | RecordRoomLost
    | RecordCanvas
    | AdoptPaths
    | AdoptSettings
    | ChangeSeverity
    | AddNote
    | RecordMissed
    | RecordFailure
    | RecordRecovery
    | RetryDeliveries
)
DECISIONS: Registry[Callable[..., Decision]] = Registry()

AFTER_CLOSE: tuple[type, ...] = (
    AddNote,
    RecordRoom,
    RecordCanvas,
    RecordMissed,
    RecordFailure,
    RecordRecovery,
    RetryDeliveries,
)


@DECISIONS.of(RecordRoom)
def _(crisis: Crisis, command: RecordRoom, by: Person, at: datetime) -> Decision:
    return (command.room,) if crisis.channel is None else ()


@DECISIONS.of(RecordRoomLost)
def _(crisis: Crisis, command: RecordRoomLost, by: Person, at: datetime) -> Decision:
    if crisis.channel != command.channel:
        return ()
    return (events.RoomLost(channel=command.channel, error=command.error),)


@DECISIONS.of(RecordCanvas)
def _(crisis: Crisis, command: RecordCanvas, by: Person, at: datetime) -> Decision:
    if crisis.channel != command.channel or crisis.canvas == command.canvas:
        return ()
    return (events.CanvasOpened(canvas=command.canvas),)


@DECISIONS.of(ChangeSeverity)
def _(crisis: Crisis, command: ChangeSeverity, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    if crisis.severity == command.severity:
        return Refused("same_severity", {"severity": crisis.severity})
    if not command.reason.strip():
        return Refused("empty")
    changed = events.SeverityChanged(severity=command.severity, reason=command.reason)
    return (changed, command.playbook)


@DECISIONS.of(AddNote)
def _(crisis: Crisis, command: AddNote, by: Person, at: datetime) -> Decision:
    if not command.note.text.strip():
        return Refused("empty")
    if command.note.happened_at is not None and command.note.happened_at > at:
        return Refused("not_yet")
    if command.note.message and message_key(command.note.message) in crisis.noted:
        return Refused("noted")
    return (command.note,)


@DECISIONS.of(RecordMissed)
def _(crisis: Crisis, command: RecordMissed, by: Person, at: datetime) -> Decision:
    if command.missed not in due(crisis, at):
        return ()
    if isinstance(command.missed, events.InjectSent):
        return drills.with_inject(crisis, command.missed)
    return (command.missed,)


@DECISIONS.of(AdoptPaths)
def _(crisis: Crisis, command: AdoptPaths, by: Person, at: datetime) -> Decision:
    new = command.paths
    same = (
        crisis.paths == new.paths
        and crisis.people == new.people
        and crisis.gone == frozenset(new.gone)
        and crisis.names == new.names
    )
    return () if same else (new,)


@DECISIONS.of(AdoptSettings)
def _(crisis: Crisis, command: AdoptSettings, by: Person, at: datetime) -> Decision:
    return () if command.settings == crisis.settings else (command.settings,)


@DECISIONS.of(RecordFailure)
def _(crisis: Crisis, command: RecordFailure, by: Person, at: datetime) -> Decision:
    known = crisis.troubles.get(command.failure.delivery)
    if known and (known.error, known.final) == (command.failure.error, command.failure.final):
        return ()
    return (command.failure,)


@DECISIONS.of(RecordRecovery)
def _(crisis: Crisis, command: RecordRecovery, by: Person, at: datetime) -> Decision:
    if command.delivery not in crisis.troubles:
        return ()
    return (events.DeliveryRecovered(delivery=command.delivery),)


@DECISIONS.of(RetryDeliveries)
def _(crisis: Crisis, command: RetryDeliveries, by: Person, at: datetime) -> Decision:
    final = tuple(key for key, trouble in crisis.troubles.items() if trouble.final)
    return (events.DeliveryRetried(deliveries=final),) if final else ()
