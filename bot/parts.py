"""What a crisis is made of: steps, statements, facts, and what went wrong in Slack.

All of it is immutable: a change makes a new one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.events import (
    Event,
    EvidenceFile,
    EvidenceKind,
    Language,
    MessageRef,
    Platform,
    Proof,
    StatementKind,
    Step,
    Tone,
)

StepState = Literal["open", "claimed", "done", "skipped"]
StatementState = Literal["draft", "submitted", "approved", "posted"]
FactState = Literal["proposed", "confirmed", "withdrawn"]
CriticState = Literal["open", "answered", "set_aside"]
ActionState = Literal["open", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step of the playbook and how far it is.

    `since` is when it came into the plan, `changed` the entry that moved it last.
    """

    step: Step
    state: StepState = "open"
    owner: str | None = None
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None
    link: str | None = None
    since: datetime | None = None
    changed: int = 0

    @property
    def settled(self) -> bool:
        return self.state in ("done", "skipped")


@dataclass(frozen=True, slots=True)
class Snooze:
    """Nobody is reminded of something for a while."""

    until: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim, on what it rests, and whether somebody else confirmed it."""

    id: str
    claim: str
    proof: Proof
    proposed_by: str
    proposed_at: datetime
    state: FactState = "proposed"
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """`keys` are those of requirements (`role:legal`) that its giver was behind then."""

    by: str
    at: datetime
    digest: str
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Override:
    """An approver let the errors that the review finds in a text stand."""

    by: str
    reason: str
    digest: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Post:
    """Where exactly these words are public."""

    link: str
    at: datetime
    by: str
    platform: Platform | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Words for the outside. `authors` are all who may not approve this version.

    `asked_of` are those who were asked for approval by a message of their own. `rests_on` are
    withdrawn facts on which the words rested. `behind` says that the other language moved on.
    """

    id: str
    kind: StatementKind
    language: Language
    text: str
    version: int
    state: StatementState
    authors: frozenset[str]
    changed_at: datetime
    drafted_at: datetime | None = None
    next_update: datetime | None = None
    thread: bool = False
    template: str | None = None
    trouble: str | None = None
    pair: str | None = None
    behind: bool = False
    corrects: str | None = None
    fact: str | None = None
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    waiting_since: datetime | None = None
    approved_at: datetime | None = None
    asked_of: tuple[str, ...] = ()
    reminded: tuple[tuple[datetime, bool], ...] = ()
    approvals: tuple[Approval, ...] = ()
    override: Override | None = None
    cleared: bool = False
    waived_by: str | None = None
    waived: str | None = None
    asked_by: str | None = None
    asked: str | None = None
    voided: bool = False
    rests_on: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()

    @property
    def digest(self) -> str:
        return text_digest(self.text)

    @property
    def posted_at(self) -> datetime | None:
        """When these words first were public."""
        return min((post.at for post in self.posts), default=None)

    @property
    def posted_by(self) -> str | None:
        return self.posts[0].by if self.posts else None

    @property
    def link(self) -> str | None:
        return self.posts[0].link if self.posts else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that shows what happened, kept by entry `seq`. `sha256` is that of its file, once
    it was read."""

    id: str
    what: EvidenceKind
    kept_by: str
    kept_at: datetime
    captured_at: datetime
    seq: int = 0
    link: str | None = None
    platform: Platform | None = None
    account: str | None = None
    file: EvidenceFile | None = None
    sha256: str | None = None
    note: str | None = None
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was taken offline, when, by whom (a Slack user), and who recorded it."""

    at: datetime
    by: str
    recorded_by: str
    evidence: str | None = None
    link: str | None = None
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class Critic:
    """Somebody to answer. They wait since they wrote, as far as that is known."""

    id: str
    added_at: datetime
    link: str | None = None
    platform: Platform | None = None
    handle: str | None = None
    said: str | None = None
    reach: int | None = None
    tone: Tone = "neutral"
    wrote_at: datetime | None = None
    state: CriticState = "open"
    owner: str | None = None
    draft: str | None = None
    drafted_by: str | None = None
    answer: str | None = None
    answer_link: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    reason: str | None = None
    changed: int = 0

    @property
    def since(self) -> datetime:
        return self.wrote_at or self.added_at


@dataclass(frozen=True, slots=True)
class Lesson:
    side: Literal["well", "badly"]
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Action:
    """What will be done differently, by whom, by which day (`2026-04-01`)."""

    id: str
    text: str
    owner: str
    due_on: str
    state: ActionState = "open"
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody wants an entry's words taken out, and a second person has not answered yet."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: nothing is deleted while it lasts."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that Slack would not do. `final` when it waits for a person to mend the cause."""

    delivery: str
    what: str
    error: str
    needed: str | None
    final: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """The entry that put a message on the timeline, and who did; `pinned`: by a reaction."""

    seq: int
    by: str
    pinned: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the newest entries, without those in the background."""

    seq: int
    at: datetime
    actor: str
    event: Event


def text_digest(text: str) -> str:
    """SHA-256 of a text, as it is, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def message_key(message: MessageRef) -> str:
    """What tells one Slack message from all others."""
    return f"{message.channel}/{message.ts}"
