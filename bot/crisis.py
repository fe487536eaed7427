"""The crisis: what its timeline adds up to.

`Crisis` is a fold of its entries and nothing else; the same entries always give
the same crisis. It is immutable: `fold` returns a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from bot import events
from bot.chain import Entry
from bot.events import Event, Language, Phase, Platform, Severity, StatementKind, Step

StepState = Literal["open", "claimed", "done", "skipped"]
StatementState = Literal["draft", "submitted", "approved", "posted"]
Stage = Literal["address", "respond", "follow_up", "closed"]

RECENT = 5
"""How many of the newest entries the status card shows."""


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step of the playbook and how far it is. `changed` is the entry that moved it last."""

    step: Step
    state: StepState = "open"
    owner: str | None = None
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None
    changed: int = 0

    @property
    def settled(self) -> bool:
        return self.state in ("done", "skipped")


@dataclass(frozen=True, slots=True)
class Approval:
    by: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Words for the outside. `authors` are all who may not approve this version."""

    id: str
    kind: StatementKind
    language: Language
    text: str
    version: int
    state: StatementState
    authors: frozenset[str]
    changed_at: datetime
    next_update: datetime | None = None
    approvals: tuple[Approval, ...] = ()
    asked_by: str | None = None
    asked: str | None = None
    link: str | None = None
    posted_by: str | None = None
    posted_at: datetime | None = None

    @property
    def digest(self) -> str:
        return text_digest(self.text)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that Slack would not do. `final` when it waits for a person to mend the cause."""

    delivery: str
    what: str
    error: str
    needed: str | None
    final: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the newest entries."""

    seq: int
    at: datetime
    actor: str
    event: Event


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
        times = [s.posted_at for s in self.statements.values() if s.posted_at is not None]
        return min(times, default=None)

    @property
    def next_update(self) -> datetime | None:
        """The promised time of the next public word that is still owed."""
        posted = [s for s in self.statements.values() if s.posted_at is not None]
        if not posted:
            return None
        newest = max(posted, key=lambda s: (s.posted_at or self.opened_at, s.id))
        return newest.next_update

    @property
    def stage(self) -> Stage:
        if self.closed:
            return "closed"
        posted = {s.kind for s in self.statements.values() if s.state == "posted"}
        if "apology" in posted:
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


def text_digest(text: str) -> str:
    """SHA-256 of a statement's exact text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


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


Changes = dict[str, Any]
_CHANGES: dict[type[Event], Callable[[Crisis, Any, datetime, str, int], Changes]] = {}


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
    statements = {
        key: replace(statement, state=_approval_state(statement, event.severity))
        if statement.state == "approved"
        else statement
        for key, statement in crisis.statements.items()
    }
    return {"severity": event.severity, "statements": statements}


def _approval_state(statement: Statement, severity: Severity) -> StatementState:
    enough = len(statement.approvals) >= approvals_needed(statement.kind, severity)
    return "approved" if enough else "submitted"


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


def _statement(crisis: Crisis, statement: Statement) -> Changes:
    return {"statements": {**crisis.statements, statement.id: statement}}


@_changes_with(events.StatementDrafted)
def _(
    crisis: Crisis, event: events.StatementDrafted, at: datetime, actor: str, seq: int
) -> Changes:
    return _statement(
        crisis,
        Statement(
            id=event.statement,
            kind=event.statement_kind,
            language=event.language,
            text=event.text,
            version=1,
            state="draft",
            # The words of an unaltered template are the app's; who submits them stands for them.
            authors=frozenset(),
            changed_at=at,
            next_update=event.next_update,
        ),
    )


@_changes_with(events.StatementEdited)
def _(crisis: Crisis, event: events.StatementEdited, at: datetime, actor: str, seq: int) -> Changes:
    return _statement(
        crisis,
        replace(
            crisis.statements[event.statement],
            text=event.text,
            next_update=event.next_update,
            version=event.version,
            state="draft",
            # Whoever wrote a part of it in an earlier version is still an author.
            authors=crisis.statements[event.statement].authors | {actor},
            changed_at=at,
            approvals=(),
            asked_by=None,
            asked=None,
        ),
    )


@_changes_with(events.StatementSubmitted)
def _(
    crisis: Crisis, event: events.StatementSubmitted, at: datetime, actor: str, seq: int
) -> Changes:
    statement = crisis.statements[event.statement]
    return _statement(
        crisis,
        replace(
            statement,
            state="submitted",
            authors=statement.authors | {actor},
            changed_at=at,
            asked_by=None,
            asked=None,
        ),
    )


@_changes_with(events.StatementApproved)
def _(
    crisis: Crisis, event: events.StatementApproved, at: datetime, actor: str, seq: int
) -> Changes:
    statement = crisis.statements[event.statement]
    approval = Approval(by=actor, at=at, digest=event.digest)
    approved = replace(statement, approvals=(*statement.approvals, approval), changed_at=at)
    return _statement(crisis, replace(approved, state=_approval_state(approved, crisis.severity)))


@_changes_with(events.ChangesAsked)
def _(crisis: Crisis, event: events.ChangesAsked, at: datetime, actor: str, seq: int) -> Changes:
    return _statement(
        crisis,
        replace(
            crisis.statements[event.statement],
            state="draft",
            approvals=(),
            asked_by=actor,
            asked=event.reason,
            changed_at=at,
        ),
    )


@_changes_with(events.StatementPosted)
def _(crisis: Crisis, event: events.StatementPosted, at: datetime, actor: str, seq: int) -> Changes:
    return _statement(
        crisis,
        replace(
            crisis.statements[event.statement],
            state="posted",
            link=event.link,
            posted_by=actor,
            posted_at=event.posted_at,
            changed_at=at,
        ),
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


def approvals_needed(kind: StatementKind, severity: Severity) -> int:
    """How many approvals a statement takes: the larger the harm, the more eyes.

    A holding post takes one, so that the first public word does not wait (rule 1).
    """
    return 2 if kind == "apology" and severity == "major" else 1
