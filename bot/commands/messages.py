"""What happens to messages in the room, and what the record keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.events import EvidenceFile, MessageRef
from bot.kept_messages import keeps_messages
from bot.parts import message_key, text_digest
from bot.people import Person
from bot.refused import Decision
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class KeepMessage:
    """Somebody wrote something: `text` as Slack sent it."""

    message: MessageRef
    text: str
    thread_ts: str | None = None
    files: tuple[EvidenceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepChange:
    """Somebody edited what they had written, from `before` to `text`."""

    message: MessageRef
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class KeepRemoval:
    """A message is gone; `before` is what it had said, where that is known."""

    message: MessageRef
    before: str | None = None


@dataclass(frozen=True, slots=True)
class RecordFileDigest:
    """The app has read the file of a kept message to its end."""

    file: EvidenceFile
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class RecordFileUnread:
    """The file of a kept message cannot be read, now or later."""

    file: EvidenceFile
    error: str


@dataclass(frozen=True, slots=True)
class TakeBackNote:
    """Somebody took their pushpin from a message."""

    message: MessageRef


MessageCommand = (
    KeepMessage | KeepChange | KeepRemoval | RecordFileDigest | RecordFileUnread | TakeBackNote
)
DECISIONS: Registry[Callable[..., Decision]] = Registry()

AFTER_CLOSE: tuple[type, ...] = (RecordFileDigest, RecordFileUnread, TakeBackNote)
"""A file that was shared before the close may be read after it."""


@DECISIONS.of(KeepMessage)
def _(crisis: Crisis, command: KeepMessage, by: Person, at: datetime) -> Decision:
    if not keeps_messages(crisis):
        return ()
    return (
        events.MessageKept(
            message=command.message,
            text=command.text,
            sha256=text_digest(command.text),
            thread_ts=command.thread_ts,
            files=command.files,
        ),
    )


@DECISIONS.of(KeepChange)
def _(crisis: Crisis, command: KeepChange, by: Person, at: datetime) -> Decision:
    if not keeps_messages(crisis) or command.text == command.before:
        return ()
    return (
        events.MessageChanged(
            message=command.message,
            text=command.text,
            sha256=text_digest(command.text),
            was=text_digest(command.before),
        ),
    )


@DECISIONS.of(KeepRemoval)
def _(crisis: Crisis, command: KeepRemoval, by: Person, at: datetime) -> Decision:
    if not keeps_messages(crisis):
        return ()
    was = None if command.before is None else text_digest(command.before)
    return (events.MessageRemoved(message=command.message, was=was),)


@DECISIONS.of(RecordFileDigest)
def _(crisis: Crisis, command: RecordFileDigest, by: Person, at: datetime) -> Decision:
    file = command.file
    if _is_evidence(crisis, file):
        return ()
    return (
        events.FileHashed(file=file.id, name=file.name, sha256=command.sha256, size=command.size),
    )


@DECISIONS.of(RecordFileUnread)
def _(crisis: Crisis, command: RecordFileUnread, by: Person, at: datetime) -> Decision:
    file = command.file
    if _is_evidence(crisis, file):
        return ()
    return (events.FileUnread(file=file.id, name=file.name, error=command.error),)


@DECISIONS.of(TakeBackNote)
def _(crisis: Crisis, command: TakeBackNote, by: Person, at: datetime) -> Decision:
    note = crisis.noted.get(message_key(command.message))
    if note is None or not note.pinned or note.by != by.id:
        return ()
    return (events.NoteTakenBack(entry=note.seq, message=command.message),)


def _is_evidence(crisis: Crisis, file: EvidenceFile) -> bool:
    """Whether the file's digest stands, or will stand, with a piece of evidence."""
    return any(k.file is not None and k.file.id == file.id for k in crisis.evidence.values())
