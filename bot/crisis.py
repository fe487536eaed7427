"""The crisis: what its timeline adds up to.

`Crisis` is a fold of its entries and nothing else; the same entries always give
the same crisis. It is immutable: `fold` returns a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from bot import events, statement_changes
from bot.chain import Entry
from bot.events import ApprovalPath, Event, Language, Phase, Platform, Severity
from bot.parts import Fact, Recent, Statement, StepProgress, Trouble
from bot.statement_changes import Changes, with_paths

Stage = Literal["address", "respond", "follow_up", "closed"]

RECENT = 5
"""How many of the newest entries the status card shows."""


@dataclass(frozen=True, slots=True)
class Crisis:
    id: str
    seq: int
    team: str
    what: str
    post_link: str | None
    platforms: tuple[Platform, ...]
    post_at: datetime
    cause: events.Cause
    severity: Severity
    language: Language
    private: bool
    opener: str
    lead: str
    timezone: str
    opened_at: datetime
    invite: tuple[str, ...]
    announce_in: str | None
    source: events.MessageRef | None
    channel: str | None = None
    channel_name: str | None = None
    rooms_lost: int = 0
    playbook: str | None = None
    playbook_title: str = ""
    phases: tuple[Phase, ...] = ()
    steps: dict[str, StepProgress] = field(default_factory=dict)
    paths: dict[str, ApprovalPath] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    noted: frozenset[str] = frozenset()
    missed: frozenset[tuple[str, datetime]] = frozenset()
    closed_at: datetime | None = None
    closed_by: str | None = None
    summary: str | None = None
    recent: tuple[Recent, ...] = ()

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def first_word_at(self) -> datetime | None:
        """When the first public word went out, or `None` while there is none."""
        times = [
            s.posted_at
            for s in self.statements.values()
            if s.posted_at is not None and s.kind != "internal"
        ]
        return min(times, default=None)

    @property
    def next_update(self) -> datetime | None:
        """The promised time of the next public word that is still owed."""
        posted = [
            s
            for s in self.statements.values()
            if s.posted_at is not None and s.kind in ("holding", "apology", "press")
        ]
        if not posted:
            return None
        newest = max(posted, key=lambda s: (s.posted_at or self.opened_at, s.id))
        return newest.next_update

    @property
    def stage(self) -> Stage:
        if self.closed:
            return "closed"
        posted = {s.kind for s in self.statements.values() if s.state == "posted"}
        posted.discard("internal")
        if posted & {"apology", "press"}:
            return "follow_up"
        return "respond" if posted else "address"

    @property
    def next_step(self) -> StepProgress | None:
        """The first step that is neither done nor skipped."""
        return next((p for p in self.steps.values() if not p.settled), None)

    @property
    def free_step(self) -> StepProgress | None:
        """The first step that nobody has taken."""
        return next((p for p in self.steps.values() if p.state == "open"), None)

    @property
    def waiting(self) -> tuple[Statement, ...]:
        """Statements that wait for approval."""
        return tuple(s for s in self.statements.values() if s.state == "submitted")

    @property
    def confirmed(self) -> tuple[Fact, ...]:
        """The facts that statements may cite."""
        return tuple(fact for fact in self.facts.values() if fact.state == "confirmed")


class BrokenTimeline(Exception):
    """Entries that do not begin with an opening, or leave a gap."""


def fold(crisis: Crisis | None, entries: Iterable[Entry]) -> Crisis | None:
    """`crisis` after `entries`, which go on where it stands.

    Raises:
        BrokenTimeline: the entries leave a gap, or do not begin with the opening.
    """
    for entry in entries:
        event = None if entry.data is None else events.parse(entry.kind, entry.data)
        crisis = apply(
            crisis,
            crisis_id=entry.crisis,
            seq=entry.seq,
            at=datetime.fromisoformat(entry.at),
            actor=entry.actor,
            event=event,
        )
    return crisis


def apply(
    crisis: Crisis | None,
    *,
    crisis_id: str,
    seq: int,
    at: datetime,
    actor: str,
    event: Event | None,
) -> Crisis:
    """`crisis` after one event; `None` as event is an entry whose data was redacted."""
    if crisis is None:
        if seq != 1 or not isinstance(event, events.CrisisOpened):
            raise BrokenTimeline(f"{crisis_id}: entry {seq} does not open a crisis")
        crisis = _opened(crisis_id, at, actor, event)
    elif seq != crisis.seq + 1:
        raise BrokenTimeline(f"{crisis_id}: entry {seq} after {crisis.seq}")
    elif event is not None:
        changes = _CHANGES[type(event)](crisis, event, at, actor, seq)
        crisis = replace(crisis, **changes) if changes else crisis
    recent = crisis.recent
    if event is not None:
        recent = (*recent, Recent(seq, at, actor, event))[-RECENT:]
    return replace(crisis, seq=seq, recent=recent)


_CHANGES: dict[type[Event], Callable[[Crisis, Any, datetime, str, int], Changes]] = {
    **statement_changes.CHANGES
}


def _changes_with(kind: type[Event]) -> Callable[[Callable[..., Changes]], Callable[..., Changes]]:
    def register(change: Callable[..., Changes]) -> Callable[..., Changes]:
        _CHANGES[kind] = change
        return change

    return register


def _opened(crisis_id: str, at: datetime, actor: str, event: events.CrisisOpened) -> Crisis:
    return Crisis(
        id=crisis_id,
        seq=1,
        team=event.team,
        what=event.what,
        post_link=event.post_link,
        platforms=event.platforms,
        post_at=event.post_at,
        cause=event.cause,
        severity=event.severity,
        language=event.language,
        private=event.private,
        opener=actor,
        lead=event.lead,
        timezone=event.timezone,
        opened_at=at,
        invite=event.invite,
        announce_in=event.announce_in,
        source=event.source,
    )


@_changes_with(events.RoomOpened)
def _(crisis: Crisis, event: events.RoomOpened, at: datetime, actor: str, seq: int) -> Changes:
    return {"channel": event.channel, "channel_name": event.name, "private": event.private}


@_changes_with(events.RoomLost)
def _(crisis: Crisis, event: events.RoomLost, at: datetime, actor: str, seq: int) -> Changes:
    return {"channel": None, "channel_name": None, "rooms_lost": crisis.rooms_lost + 1}


@_changes_with(events.SeverityChanged)
def _(crisis: Crisis, event: events.SeverityChanged, at: datetime, actor: str, seq: int) -> Changes:
    # Raising the severity may ask for more eyes on words that fewer had approved; lowering it
    # approves nothing by itself.
    changed = replace(crisis, severity=event.severity)
    return {"severity": event.severity} | with_paths(changed, at)


@_changes_with(events.PlaybookAdopted)
def _(crisis: Crisis, event: events.PlaybookAdopted, at: datetime, actor: str, seq: int) -> Changes:
    # What was begun under the former plan stays as it was, in the words that it had.
    steps = {
        step.id: crisis.steps[step.id] if _begun(crisis, step.id) else StepProgress(step)
        for step in event.steps
    }
    kept = {
        key: progress
        for key, progress in crisis.steps.items()
        if key not in steps and progress.state != "open"
    }
    phases = {phase.id: phase for phase in (*event.phases, *crisis.phases)}
    used = {progress.step.phase for progress in (*steps.values(), *kept.values())}
    return {
        "playbook": event.playbook,
        "playbook_title": event.title,
        "phases": tuple(phase for phase in phases.values() if phase.id in used),
        "steps": {**steps, **kept},
    }


def _begun(crisis: Crisis, step: str) -> bool:
    return step in crisis.steps and crisis.steps[step].state != "open"


def _step(crisis: Crisis, step: str, **changes: Any) -> Changes:
    return {"steps": {**crisis.steps, step: replace(crisis.steps[step], **changes)}}


@_changes_with(events.StepClaimed)
def _(crisis: Crisis, event: events.StepClaimed, at: datetime, actor: str, seq: int) -> Changes:
    return _step(crisis, event.step, state="claimed", owner=actor, by=actor, at=at, changed=seq)


@_changes_with(events.StepDone)
def _(crisis: Crisis, event: events.StepDone, at: datetime, actor: str, seq: int) -> Changes:
    return _step(crisis, event.step, state="done", by=actor, at=at, changed=seq)


@_changes_with(events.StepSkipped)
def _(crisis: Crisis, event: events.StepSkipped, at: datetime, actor: str, seq: int) -> Changes:
    return _step(
        crisis, event.step, state="skipped", by=actor, at=at, reason=event.reason, changed=seq
    )


@_changes_with(events.StepReopened)
def _(crisis: Crisis, event: events.StepReopened, at: datetime, actor: str, seq: int) -> Changes:
    progress = crisis.steps[event.step]
    # Taking back a "done" leaves the step with whoever had claimed it.
    owner = progress.owner if progress.settled else None
    return _step(
        crisis,
        event.step,
        state="claimed" if owner else "open",
        owner=owner,
        by=actor,
        at=at,
        reason=None,
        changed=seq,
    )


@_changes_with(events.DeadlineMissed)
def _(crisis: Crisis, event: events.DeadlineMissed, at: datetime, actor: str, seq: int) -> Changes:
    return {"missed": crisis.missed | {(event.deadline, event.due_at)}}


@_changes_with(events.DeliveryFailed)
def _(crisis: Crisis, event: events.DeliveryFailed, at: datetime, actor: str, seq: int) -> Changes:
    trouble = Trouble(event.delivery, event.what, event.error, event.needed, event.final)
    return {"troubles": {**crisis.troubles, event.delivery: trouble}}


@_changes_with(events.DeliveryRetried)
def _(crisis: Crisis, event: events.DeliveryRetried, at: datetime, actor: str, seq: int) -> Changes:
    # The line stays on the card until Slack has done it; it is only no longer given up.
    return {
        "troubles": {
            key: replace(trouble, final=False) if key in event.deliveries else trouble
            for key, trouble in crisis.troubles.items()
        }
    }


@_changes_with(events.DeliveryRecovered)
def _(
    crisis: Crisis, event: events.DeliveryRecovered, at: datetime, actor: str, seq: int
) -> Changes:
    return {"troubles": {key: t for key, t in crisis.troubles.items() if key != event.delivery}}


@_changes_with(events.CrisisClosed)
def _(crisis: Crisis, event: events.CrisisClosed, at: datetime, actor: str, seq: int) -> Changes:
    return {"closed_at": at, "closed_by": actor, "summary": event.summary}


@_changes_with(events.NoteAdded)
def _(crisis: Crisis, event: events.NoteAdded, at: datetime, actor: str, seq: int) -> Changes:
    if event.message is None:
        return {}
    return {"noted": crisis.noted | {message_key(event.message)}}


def message_key(message: events.MessageRef) -> str:
    """What tells one Slack message from all others."""
    return f"{message.channel}/{message.ts}"


@_changes_with(events.ExportMade)
def _(crisis: Crisis, event: Event, at: datetime, actor: str, seq: int) -> Changes:
    return {}
