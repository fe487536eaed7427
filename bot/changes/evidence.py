"""What the entries about evidence change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.parts import Deletion, Evidence
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.EvidenceKept)
def _(crisis: Crisis, event: events.EvidenceKept, at: datetime, actor: str, seq: int) -> Changes:
    kept = Evidence(
        id=event.evidence,
        seq=seq,
        what=event.what,
        kept_by=actor,
        kept_at=at,
        captured_at=event.captured_at,
        link=event.link,
        platform=event.platform,
        account=event.account,
        file=event.file,
        note=event.note,
        message=event.message,
    )
    return {"evidence": {**crisis.evidence, kept.id: kept}}


@CHANGES.of(events.EvidenceHashed)
def _(crisis: Crisis, event: events.EvidenceHashed, at: datetime, actor: str, seq: int) -> Changes:
    kept = crisis.evidence[event.evidence]
    # Its size was Slack's word; now it has been counted.
    file = kept.file.model_copy(update={"size": event.size}) if kept.file is not None else None
    hashed = replace(kept, sha256=event.sha256, file=file)
    return {"evidence": {**crisis.evidence, kept.id: hashed}}


@CHANGES.of(events.PostDeleted)
def _(crisis: Crisis, event: events.PostDeleted, at: datetime, actor: str, seq: int) -> Changes:
    deletion = Deletion(
        at=event.deleted_at,
        by=event.deleted_by,
        recorded_by=actor,
        evidence=event.evidence,
        link=event.link,
        platform=event.platform,
    )
    return {"deletions": (*crisis.deletions, deletion)}
