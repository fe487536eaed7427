"""What a person can do to keep evidence, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events, evidence
from bot.crisis import Crisis
from bot.events import EvidenceFile, EvidenceKind, MessageRef, Platform
from bot.parts import Evidence
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class KeepEvidence:
    """Keeps a link, files, a message or a note; each file becomes a piece of its own."""

    what: EvidenceKind
    captured_at: datetime
    link: str | None = None
    platform: Platform | None = None
    account: str | None = None
    files: tuple[EvidenceFile, ...] = ()
    note: str | None = None
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class RecordDigest:
    """The app has read a piece's file to its end."""

    evidence: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class RecordDeletion:
    """Something was taken offline: what a piece of evidence shows, or what stood at a link."""

    deleted_at: datetime
    deleted_by: str
    evidence: str | None = None
    link: str | None = None
    platform: Platform | None = None


EvidenceCommand = KeepEvidence | RecordDigest | RecordDeletion
DECISIONS: Registry[Callable[..., Decision]] = Registry()

AFTER_CLOSE: tuple[type, ...] = (KeepEvidence, RecordDigest, RecordDeletion)
"""A screenshot may surface, and the last copy be found, once the crisis is over."""


@DECISIONS.of(KeepEvidence)
def _(crisis: Crisis, command: KeepEvidence, by: Person, at: datetime) -> Decision:
    link = (command.link or "").strip() or None
    note = (command.note or "").strip() or None
    message = command.message
    if link is None and note is None and message is None and not command.files:
        return Refused("evidence_empty")
    if command.captured_at > at:
        return Refused("not_yet")
    files = {file.id: file for file in command.files}.values()
    pieces: list[EvidenceFile | None] = [*files] or [None]
    twice = [
        evidence.known(crisis, file=file, message=message, link=link, note=note) for file in pieces
    ]
    new = [file for file, before in zip(pieces, twice, strict=True) if before is None]
    if not new:
        first = next(before for before in twice if before is not None)
        return Refused("evidence_exists", {"who": first.kept_by, "at": first.kept_at})
    # What was redacted keeps its number.
    number = len(crisis.evidence) + len(crisis.redacted)
    return tuple(
        events.EvidenceKept(
            evidence=f"e{number + index}",
            what=command.what,
            captured_at=command.captured_at,
            link=link,
            platform=command.platform or evidence.platform_of(link),
            account=(command.account or "").strip().lstrip("@") or evidence.account_of(link),
            file=file,
            note=note,
            message=message,
        )
        for index, file in enumerate(new, 1)
    )


@DECISIONS.of(RecordDigest)
def _(crisis: Crisis, command: RecordDigest, by: Person, at: datetime) -> Decision:
    kept = crisis.evidence.get(command.evidence)
    if kept is None or kept.file is None or kept.sha256 is not None:
        return ()
    return (
        events.EvidenceHashed(evidence=command.evidence, sha256=command.sha256, size=command.size),
    )


@DECISIONS.of(RecordDeletion)
def _(crisis: Crisis, command: RecordDeletion, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by) if by.unsure else Refused("guest_deletion")
    link = (command.link or "").strip() or None
    kept = crisis.evidence.get(command.evidence or "")
    if command.evidence is not None and kept is None:
        return Refused("evidence_unknown")
    if kept is None and link is None:
        return Refused("deletion_of_what")
    if kept is None:
        kept = evidence.known(crisis, link=link)
    if command.deleted_at > at:
        return Refused("not_yet")
    # People enter minutes.
    if command.deleted_at < crisis.post_at.replace(second=0, microsecond=0) and not _is_copy(kept):
        return Refused("deleted_too_early", {"at": crisis.post_at})
    event = events.PostDeleted(
        evidence=kept.id if kept is not None else None,
        link=link or (kept.link if kept is not None else None),
        platform=command.platform
        or (kept.platform if kept is not None else None)
        or evidence.platform_of(link),
        deleted_at=command.deleted_at,
        deleted_by=command.deleted_by,
    )
    for before in crisis.deletions:
        if _same(before.evidence, before.link, event):
            return Refused("deleted_already", {"who": before.recorded_by, "at": before.at})
    return (event,)


def _is_copy(kept: Evidence | None) -> bool:
    """Whether it is a copy that waited in a tool: that may have been deleted before the post."""
    return kept is not None and kept.what == "copy"


def _same(kept: str | None, link: str | None, event: events.PostDeleted) -> bool:
    if kept is not None and kept == event.evidence:
        return True
    return link is not None and event.link is not None and evidence.same_link(link, event.link)
