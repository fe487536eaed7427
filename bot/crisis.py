"""The crisis: what its timeline adds up to.

`Crisis` is a fold of its entries and nothing else; the same entries always give
the same crisis. It is immutable: `fold` returns a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from bot import events
from bot.chain import APP, Entry
from bot.changes import CHANGES
from bot.events import (
    ApprovalPath,
    DrillPlanned,
    Event,
    Language,
    NudgeLevel,
    Phase,
    Platform,
    Role,
    RoomOpened,
    SettingsAdopted,
    Severity,
)
from bot.parts import (
    Action,
    Asked,
    Critic,
    Deletion,
    Evidence,
    Fact,
    Hold,
    Lesson,
    Noted,
    Recent,
    Snooze,
    Statement,
    StepProgress,
    Trouble,
)
from bot.updates import Told

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
    rehearses: str | None = None
    channel: str | None = None
    channel_name: str | None = None
    room_at: datetime | None = None
    begun: int = 0
    """The entry with which somebody began to work in the room."""
    room_since: datetime | None = None
    rooms_lost: int = 0
    canvas: str | None = None
    playbook: str | None = None
    playbook_title: str = ""
    playbook_trouble: str | None = None
    phases: tuple[Phase, ...] = ()
    steps: dict[str, StepProgress] = field(default_factory=dict)
    paths: dict[str, ApprovalPath] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    noted: dict[str, Noted] = field(default_factory=dict)
    taken_back: frozenset[int] = frozenset()
    keeping_changed: int = 0
    missed: frozenset[tuple[str, datetime]] = frozenset()
    nudged: frozenset[tuple[str, datetime, NudgeLevel]] = frozenset()
    nudged_at: dict[str, datetime] = field(default_factory=dict)
    reminded_at: dict[str, datetime] = field(default_factory=dict)
    snoozed: dict[str, Snooze] = field(default_factory=dict)
    roles: dict[Role, tuple[str, ...]] = field(default_factory=dict)
    given_back: frozenset[tuple[Role, str]] = frozenset()
    away: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    settings: SettingsAdopted = field(default_factory=SettingsAdopted)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    deletions: tuple[Deletion, ...] = ()
    critics: dict[str, Critic] = field(default_factory=dict)
    updated_at: datetime | None = None
    updated_until: int = 0
    told: Told | None = None
    updates_muted: bool = False
    drill: DrillPlanned | None = None
    injected: frozenset[str] = frozenset()
    closed_at: datetime | None = None
    closed_by: str | None = None
    summary: str | None = None
    left_open: tuple[str, ...] = ()
    left_because: str | None = None
    archive_at: datetime | None = None
    archived: bool = False
    lessons: tuple[Lesson, ...] = ()
    actions: dict[str, Action] = field(default_factory=dict)
    hold: Hold | None = None
    erase_at: datetime | None = None
    erased_at: datetime | None = None
    called: dict[str, str] = field(default_factory=dict)
    asked_out: dict[int, Asked] = field(default_factory=dict)
    redacted: frozenset[int] = frozenset()
    recent: tuple[Recent, ...] = ()

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    @property
    def watched(self) -> bool:
        """Whether the clocks look at it: work goes on, or something is still to come."""
        archive = self.archive_at is not None and not self.archived
        actions = any(action.state == "open" for action in self.actions.values())
        return not self.closed or archive or actions

    @property
    def exercise(self) -> bool:
        """Whether this is a drill: marked as such in all that anybody sees of it."""
        return self.rehearses is not None

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
    elif event is None:
        crisis = replace(crisis, redacted=crisis.redacted | {seq})
    else:
        changes = _changes(crisis, event, at, actor, seq)
        crisis = replace(crisis, **changes) if changes else crisis
    recent = crisis.recent
    if event is not None and not event.background:
        recent = (*recent, Recent(seq, at, actor, event))[-RECENT:]
    works = actor != APP and crisis.channel is not None and not isinstance(event, RoomOpened)
    begun = crisis.begun or (seq if works else 0)
    return replace(crisis, seq=seq, recent=recent, begun=begun)


def _changes(crisis: Crisis, event: Event, at: datetime, actor: str, seq: int) -> dict[str, Any]:
    try:
        return CHANGES[type(event)](crisis, event, at, actor, seq)
    except KeyError:
        # What it is about came in an entry that was redacted: there is nothing left to change.
        if not crisis.redacted:
            raise
        return {}


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
        rehearses=event.drill,
    )
