"""Every kind of timeline entry.

An event says what happened, never who or when: the actor and the time stand on
the entry that carries it (`bot.chain.Entry`). Events are immutable and are
stored as JSON, so a field may be added with a default but never renamed.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

Severity = Literal["minor", "major"]
Cause = Literal[
    "mistake",
    "compromised_account",
    "insider",
    "scheduled_post",
    "offensive_content",
    "product_or_service",
    "misinformation",
]
Platform = Literal[
    "x",
    "bluesky",
    "mastodon",
    "threads",
    "facebook",
    "instagram",
    "linkedin",
    "tiktok",
    "youtube",
    "web",
]
Language = Literal["fr", "en"]
KeepMessages = Literal["never", "major", "always"]
"""In which crises what is written in the room is kept in the record."""
Role = Literal["lead", "communications", "legal", "executive", "community", "technical", "scribe"]
Anchor = Literal["post", "opened", "holding_posted", "approved"]
"""From when a step's time counts: the bad post, the opening, the holding post going out, the
approval of the answer (apology, press release or correction)."""
Tone = Literal["hurt", "angry", "question", "neutral", "supportive", "bait"]
EvidenceKind = Literal["post", "copy", "screenshot", "message", "other"]
InjectKind = Literal["journalist", "screenshot", "copy", "executive", "critic", "rumour"]
NudgeLevel = Literal["owner", "lead", "stand_in"]
StatementKind = Literal["holding", "apology", "press", "internal", "reply", "correction"]
RecordFormat = Literal["json", "csv", "md", "html", "pdf", "png"]
RecordFilter = Literal["full", "legal", "public"]
"""What an exported record holds: all; what a lawyer needs; what may be shown to anybody."""

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
CAUSES: tuple[Cause, ...] = get_args(Cause)
PLATFORMS: tuple[Platform, ...] = get_args(Platform)
LANGUAGES: tuple[Language, ...] = get_args(Language)
ROLES: tuple[Role, ...] = get_args(Role)
TONES: tuple[Tone, ...] = get_args(Tone)
STATEMENT_KINDS: tuple[StatementKind, ...] = get_args(StatementKind)
RECORD_FORMATS: tuple[RecordFormat, ...] = get_args(RecordFormat)
RECORD_FILTERS: tuple[RecordFilter, ...] = get_args(RecordFilter)


def timestamp(at: datetime) -> str:
    """`at` (aware) as RFC 3339 in UTC with microseconds, the one form that the log holds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Moment = Annotated[AwareDatetime, PlainSerializer(timestamp, return_type=str)]


class Event(BaseModel):
    """What one timeline entry says happened."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    background: ClassVar[bool] = False
    """Whether it stays out of the newest entries that the status card shows: there may be many."""

    def data(self) -> dict[str, Any]:
        """The event as plain JSON values, without its kind."""
        return self.model_dump(mode="json", exclude_none=True)


class MessageRef(BaseModel):
    """A Slack message that something came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    channel: str
    ts: str
    author: str | None = None
    link: str | None = None


class CrisisOpened(Event):
    kind = "crisis_opened"
    team: str
    what: str
    post_link: str | None = None
    platforms: tuple[Platform, ...]
    post_at: Moment
    cause: Cause
    severity: Severity
    language: Language
    private: bool
    lead: str
    timezone: str
    invite: tuple[str, ...] = ()
    announce_in: str | None = None
    source: MessageRef | None = None
    drill: str | None = None
    """The scenario that is rehearsed; `None` when it is real."""


class RoomOpened(Event):
    """The incident channel exists. `private` may differ from what was asked, where Slack allowed no other."""

    kind = "room_opened"
    channel: str
    name: str
    private: bool


class RoomLost(Event):
    """The incident channel was archived or deleted while the crisis was open."""

    kind = "room_lost"
    channel: str
    error: str


class CanvasOpened(Event):
    """The room has a canvas of the app's, which shows the situation: the first, or another after
    somebody deleted it."""

    kind = "canvas_opened"
    background = True
    canvas: str


class SeverityChanged(Event):
    kind = "severity_changed"
    severity: Severity
    reason: str


class Need(BaseModel):
    """What must be there before a step can be done; `statement` is the kind that must be posted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["link", "fact", "evidence", "statement"]
    statement: StatementKind | None = None


class Step(BaseModel):
    """A step of a playbook, in the crisis's language.

    `within` counts minutes from `anchor`. `after` are the steps that come first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    phase: str
    rule: int
    role: str
    title: str
    help: str
    within: int | None = None
    anchor: Anchor = "opened"
    after: tuple[str, ...] = ()
    needs: Need | None = None


class Phase(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: str


class PlaybookAdopted(Event):
    """The plan that the crisis follows, whole: later changes to the file do not rewrite it.

    `reason` is why somebody chose it in place of the one before.
    """

    kind = "playbook_adopted"
    playbook: str
    title: str
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    trouble: str | None = None
    """Why a team's own file could not be used, so that this is the app's."""
    reason: str | None = None


class QuietHours(BaseModel):
    """Minutes after midnight in the crisis's time zone; it may span midnight."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    start: int = Field(ge=0, lt=1440)
    end: int = Field(ge=0, lt=1440)


class Targets(BaseModel):
    """What a team means to reach: minutes, and the share of critics answered in percent.

    `first_word` counts from the bad post, `approval` from a statement's submission, `evidence`
    and `facts` (the first that is confirmed) from the opening.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    first_word: int = Field(default=30, gt=0)
    approval: int = Field(default=15, gt=0)
    evidence: int = Field(default=15, gt=0)
    facts: int = Field(default=30, gt=0)
    critics: int = Field(default=60, ge=0, le=100)


class SettingsAdopted(Event):
    """How the workspace runs its crises, whole, as of now.

    `update_in` is the channel that hears of progress, every `update_every` minutes;
    `archive_after` counts hours from the close, `None` for never.
    """

    kind = "settings_adopted"
    quiet: QuietHours | None = None
    update_in: str | None = None
    update_every: int | None = None
    archive_after: int | None = None
    targets: Targets = Targets()
    keep_messages: KeepMessages = "major"


class PeopleAway(Event):
    """Who of those that the crisis counts on is on leave just now, by their Slack status."""

    kind = "people_away"
    people: tuple[str, ...]


class Requirement(BaseModel):
    """Some approvals that a statement takes.

    `any_of` are keys of `PathsAdopted.people` (`role:legal`, `group:S1`), `role:lead` or people
    (`user:U1`); empty means any member who did not write the words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    any_of: tuple[str, ...] = ()
    count: int = Field(default=1, ge=1, le=10)


class ApprovalPath(BaseModel):
    """Steps one after another; the requirements of one step side by side."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    steps: tuple[tuple[Requirement, ...], ...] = Field(min_length=1)


class PathsAdopted(Event):
    """Who approves what in this crisis, whole: later changes to the settings rewrite nothing.

    `paths` is by kind and severity (`apology:major`). `people` names who is behind a role or a
    user group, the first before their stand-ins; `gone` are those of them who can no longer
    sign in. `names` need no fact in a statement: the company, its accounts.
    """

    kind = "paths_adopted"
    paths: dict[str, ApprovalPath] = {}
    people: dict[str, tuple[str, ...]] = {}
    gone: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class StepClaimed(Event):
    kind = "step_claimed"
    step: str


class StepDone(Event):
    """`link` is what the step asked for; `reason` why it counts without what it needs."""

    kind = "step_done"
    step: str
    link: str | None = None
    reason: str | None = None


class StepSkipped(Event):
    kind = "step_skipped"
    step: str
    reason: str


class StepReopened(Event):
    """A claim, a done or a skip was taken back."""

    kind = "step_reopened"
    step: str


class StatementDrafted(Event):
    """The first version of a statement, from a template.

    `template` is the file that it came from, `ours` whether that is the app's own, `trouble` why
    a team's own file could not be used. `pair` is the statement that this one says in the other
    language; `corrects` the posted one that it puts right, `fact` the withdrawn fact that made it
    wrong. `thread` says that it goes out as a thread where a platform's length asks for it.
    `cleared` says that its words, unaltered, wait for nobody.
    """

    kind = "statement_drafted"
    statement: str
    statement_kind: StatementKind
    language: Language
    text: str
    next_update: Moment | None = None
    template: str | None = None
    ours: bool = True
    trouble: str | None = None
    pair: str | None = None
    corrects: str | None = None
    fact: str | None = None
    thread: bool = False
    cleared: bool = False


class StatementEdited(Event):
    kind = "statement_edited"
    statement: str
    version: int
    text: str
    next_update: Moment | None = None
    thread: bool = False


class PairMatched(Event):
    """Somebody read both languages: this version still says the same as its pair."""

    kind = "pair_matched"
    statement: str
    version: int


class StatementSubmitted(Event):
    kind = "statement_submitted"
    statement: str
    version: int


class StatementApproved(Event):
    """An approval of the exact text whose SHA-256 is `digest`."""

    kind = "statement_approved"
    statement: str
    version: int
    digest: str


class Overridden(BaseModel):
    """A finding of the review that an approver let stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    quote: str


class ReviewOverridden(Event):
    """An approver let errors of the review stand in the text whose SHA-256 is `digest`."""

    kind = "review_overridden"
    statement: str
    version: int
    digest: str
    findings: tuple[Overridden, ...]
    reason: str


class ApprovalWithdrawn(Event):
    """An approver took their approval back."""

    kind = "approval_withdrawn"
    statement: str
    version: int


class SubmissionWithdrawn(Event):
    """The request for approval was taken back: the words are a draft again."""

    kind = "submission_withdrawn"
    statement: str
    version: int


class ApprovalWaived(Event):
    """Nobody answered in time, and the lead stands for a holding text alone."""

    kind = "approval_waived"
    statement: str
    version: int
    digest: str
    reason: str


class ApproversReminded(Event):
    """The ticker saw a statement wait, and reminded `people`; then their stand-ins."""

    kind = "approvers_reminded"
    statement: str
    version: int
    since: Moment
    stand_ins: bool
    people: tuple[str, ...]


class ChangesAsked(Event):
    kind = "changes_asked"
    statement: str
    version: int
    reason: str


class StatementCommented(Event):
    kind = "statement_commented"
    statement: str
    version: int
    text: str


class StatementPosted(Event):
    """The exact words are public. A text may go out on several platforms, one entry each."""

    kind = "statement_posted"
    statement: str
    version: int
    link: str
    posted_at: Moment
    platform: Platform | None = None


class Proof(BaseModel):
    """What a fact rests on: a link, a file in Slack (its link), a person (Slack user ID)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    link: str | None = None
    file: str | None = None
    person: str | None = None


class FactProposed(Event):
    kind = "fact_proposed"
    fact: str
    claim: str
    proof: Proof = Proof()


class FactConfirmed(Event):
    """Confirmed by somebody else than whoever proposed it."""

    kind = "fact_confirmed"
    fact: str


class FactWithdrawn(Event):
    """A fact no longer holds. `statements` are those whose words rest on it."""

    kind = "fact_withdrawn"
    fact: str
    reason: str
    statements: tuple[str, ...] = ()


class NoteAdded(Event):
    """`happened_at` is given where it was written down later than it happened."""

    kind = "note_added"
    text: str
    via: Literal["command", "shortcut", "pushpin", "button"]
    message: MessageRef | None = None
    happened_at: Moment | None = None


class DeadlineMissed(Event):
    """The ticker saw a deadline pass, and reminded `owner`."""

    kind = "deadline_missed"
    deadline: Literal["holding", "next_update"]
    due_at: Moment
    owner: str


class ExportMade(Event):
    """Somebody asked for the record as files, in a language (none: the crisis's) and with times
    in a time zone (none: the crisis's)."""

    kind = "export_made"
    formats: tuple[RecordFormat, ...] = ("json", "md")
    filter: RecordFilter = "full"
    language: Language | None = None
    timezone: str | None = None


class HeadSigned(Event):
    """The app signed the hash `head` of entry `entry`: Ed25519, hex; see `bot.signing`."""

    kind = "head_signed"
    background = True
    entry: int
    head: str
    key: str
    signature: str


class PeopleNamed(Event):
    """What people (by Slack user ID) are called, for whoever reads the record outside Slack."""

    kind = "people_named"
    background = True
    names: dict[str, str]


class EntryCorrected(Event):
    """What is right instead of what entry `entry` says. Both stay."""

    kind = "entry_corrected"
    entry: int
    text: str
    happened_at: Moment | None = None


class RedactionAsked(Event):
    """Somebody wants an entry's words taken out, since they hold personal data."""

    kind = "redaction_asked"
    entry: int
    reason: str


class RedactionRefused(Event):
    """The entry stays as it is: a second person said no, or whoever asked took it back."""

    kind = "redaction_refused"
    entry: int
    reason: str | None = None


class EntryRedacted(Event):
    """A second person agreed: the words of entry `entry` are gone for good, its digest stays."""

    kind = "entry_redacted"
    entry: int
    asked_by: str
    reason: str


class DeliveryFailed(Event):
    """Slack would not do something. `final` when trying again needs a person first."""

    kind = "delivery_failed"
    delivery: str
    what: str
    error: str
    needed: str | None = None
    final: bool


class DeliveryRetried(Event):
    """A person asked to try everything that failed once more."""

    kind = "delivery_retried"
    deliveries: tuple[str, ...]


class DeliveryRecovered(Event):
    kind = "delivery_recovered"
    delivery: str


class Late(BaseModel):
    """Something that is late; `what` as in `Nudged`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    what: str
    due_at: Moment


class Nudged(Event):
    """Something is late, and `people` were reminded of it; of `also` in the same message.

    `what` is `step:<id>`, `holding`, `next_update` or `action:<id>`; each level is nudged once
    for a time that was due.
    """

    kind = "nudged"
    what: str
    due_at: Moment
    level: NudgeLevel
    people: tuple[str, ...]
    also: tuple[Late, ...] = ()

    @property
    def all_late(self) -> tuple[Late, ...]:
        return (Late(what=self.what, due_at=self.due_at), *self.also)


class Snoozed(Event):
    """Nobody is reminded of `what` (see `Nudged`) before `until`."""

    kind = "snoozed"
    what: str
    until: Moment
    reason: str


class RoleAssigned(Event):
    """`person` has a role now, or stands in for whoever has it. They may have taken it themselves."""

    kind = "role_assigned"
    role: Role
    person: str
    stand_in: bool = False


class RoleReleased(Event):
    """`person` no longer has a role, nor stands in."""

    kind = "role_released"
    role: Role
    person: str


class MemberJoined(Event):
    kind = "member_joined"
    person: str


class MemberLeft(Event):
    kind = "member_left"
    person: str


class RoomRenamed(Event):
    """Somebody renamed the incident channel by hand."""

    kind = "room_renamed"
    name: str


class EvidenceFile(BaseModel):
    """A file in Slack. `size` counts bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    name: str
    size: int
    link: str


class EvidenceKept(Event):
    """Something that shows what happened, kept before anybody deletes it.

    `captured_at` is when it was seen so; `account` the account that published it.
    """

    kind = "evidence_kept"
    evidence: str
    what: EvidenceKind
    captured_at: Moment
    link: str | None = None
    platform: Platform | None = None
    account: str | None = None
    file: EvidenceFile | None = None
    note: str | None = None
    message: MessageRef | None = None


class EvidenceHashed(Event):
    """The SHA-256 (hex) of an evidence's file, of so many bytes."""

    kind = "evidence_hashed"
    evidence: str
    sha256: str
    size: int


class MessageKept(Event):
    """What somebody wrote in the room, in a thread where `thread_ts` says so.

    `text` is what Slack sent, to the letter (people as `<@U1>`), so that its SHA-256 (hex, of the
    text as UTF-8) can be made again from this entry or from an export of Slack's own.
    """

    kind = "message_kept"
    background = True
    message: MessageRef
    text: str
    sha256: str
    thread_ts: str | None = None
    files: tuple[EvidenceFile, ...] = ()


class MessageChanged(Event):
    """Somebody edited what they had written: `text` and its digest as in `MessageKept`, `was` the
    digest of the text before."""

    kind = "message_changed"
    background = True
    message: MessageRef
    text: str
    sha256: str
    was: str


class MessageRemoved(Event):
    """A message in the room was deleted; by whom, Slack does not say. `was` is the digest of its
    text, where Slack told what it had been."""

    kind = "message_removed"
    background = True
    message: MessageRef
    was: str | None = None


class FileHashed(Event):
    """The SHA-256 (hex) of a file (its ID) that came with a kept message, of so many bytes."""

    kind = "file_hashed"
    background = True
    file: str
    name: str
    sha256: str
    size: int


class FileUnread(Event):
    """A file that came with a kept message has no digest: Slack no longer gives it, or never had
    it."""

    kind = "file_unread"
    background = True
    file: str
    name: str
    error: str


class NoteTakenBack(Event):
    """Whoever put a message on the timeline, by entry `entry`, took that back. The entry stays."""

    kind = "note_taken_back"
    entry: int
    message: MessageRef | None = None


class PostDeleted(Event):
    """What was taken offline: the evidence of it if there is one, when, by whom."""

    kind = "post_deleted"
    evidence: str | None = None
    link: str | None = None
    platform: Platform | None = None
    deleted_at: Moment
    deleted_by: str


class ListedCritic(BaseModel):
    """Somebody who complained in public. `reach` counts their followers."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    link: str | None = None
    platform: Platform | None = None
    handle: str | None = None
    said: str | None = None
    reach: int | None = None
    tone: Tone = "neutral"
    wrote_at: Moment | None = None


class CriticsAdded(Event):
    """At most `bot.commands.critics.IN_ONE_ENTRY` of them."""

    kind = "critics_added"
    critics: tuple[ListedCritic, ...]
    via: Literal["form", "shortcut", "csv", "drill"]


class CriticsAssigned(Event):
    kind = "critics_assigned"
    critics: tuple[str, ...]
    person: str


class ReplyDrafted(Event):
    kind = "reply_drafted"
    critic: str
    text: str


class ReplySent(Event):
    """A critic has their answer. `reason` is why it went out despite what the review found."""

    kind = "reply_sent"
    critic: str
    text: str
    link: str | None = None
    sent_at: Moment
    reason: str | None = None


class CriticSetAside(Event):
    """No answer: bait, an insult, somebody who asked to be left alone."""

    kind = "critic_set_aside"
    critic: str
    reason: str


class CriticReopened(Event):
    """An assignment, an answer or a setting aside was taken back."""

    kind = "critic_reopened"
    critic: str


class UpdateSent(Event):
    """The stakeholder channel was told what changed up to entry `until`.

    `text` is what a person added in their own words.
    """

    kind = "update_sent"
    channel: str
    until: int
    text: str | None = None


class UpdatesMuted(Event):
    """Updates to the stakeholder channel are off, or on again."""

    kind = "updates_muted"
    muted: bool


class ArchiveStopped(Event):
    """The room stays, although it was to be archived."""

    kind = "archive_stopped"


class RoomArchived(Event):
    """The room of a closed crisis is put away."""

    kind = "room_archived"
    channel: str


class LessonAdded(Event):
    """For the after-action review: what went well, or badly."""

    kind = "lesson_added"
    side: Literal["well", "badly"]
    text: str


class ActionAdded(Event):
    """What will be done differently. `due_on` is a day, `2026-04-01`, in the crisis's time zone."""

    kind = "action_added"
    action: str
    text: str
    owner: str
    due_on: str


class ActionMoved(Event):
    """An action has another owner or another day."""

    kind = "action_moved"
    action: str
    owner: str
    due_on: str


class ActionDone(Event):
    kind = "action_done"
    action: str


class ActionDropped(Event):
    kind = "action_dropped"
    action: str
    reason: str


class Inject(BaseModel):
    """Something that happens in a drill, `after` so many minutes; in the crisis's language.

    `critics` appear on the board with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    after: int = Field(ge=0)
    what: InjectKind
    source: str
    text: str
    critics: tuple[ListedCritic, ...] = ()


class DrillPlanned(Event):
    """What a drill has in store, whole: later changes to the file do not rewrite it.

    The injects come `pace` times as fast as they are written. `company` is the invented one that
    the team speaks for, `None` for its own.
    """

    kind = "drill_planned"
    scenario: str
    title: str
    injects: tuple[Inject, ...]
    targets: Targets = Targets()
    pace: int = Field(default=1, ge=1, le=10)
    company: str | None = None


class InjectSent(Event):
    """An inject of the drill came; what the room was told of it is in `DrillPlanned`."""

    kind = "inject_sent"
    inject: str


class CrisisClosed(Event):
    """`left_open` names what was still open, in the crisis's language, and `reason` why it was
    closed all the same. The room is archived at `archive_at` unless somebody stops it."""

    kind = "crisis_closed"
    summary: str | None = None
    left_open: tuple[str, ...] = ()
    reason: str | None = None
    archive_at: Moment | None = None


class LegalHoldSet(Event):
    """Nothing of the crisis is deleted until the hold is lifted, whatever the workspace has set."""

    kind = "legal_hold_set"
    reason: str


class LegalHoldLifted(Event):
    kind = "legal_hold_lifted"
    reason: str


class ErasureAnnounced(Event):
    """`people` were told that the content is deleted at `erase_at`, `months` after the close."""

    kind = "erasure_announced"
    erase_at: Moment
    months: int
    people: tuple[str, ...] = ()


class RecordErased(Event):
    """The data of all entries before this one is gone, since the workspace keeps closed crises for
    `months`. Their digests stay, so that the chain still holds."""

    kind = "record_erased"
    months: int
    closed_at: Moment


EVENTS: dict[str, type[Event]] = {cls.kind: cls for cls in Event.__subclasses__()}


def parse(kind: str, data: dict[str, Any]) -> Event:
    """The event of a stored entry.

    Raises:
        KeyError: a kind this version does not know.
        pydantic.ValidationError: data that does not fit the kind.
    """
    if kind == PlaybookAdopted.kind:
        return _plan(json.dumps(data, sort_keys=True))
    return EVENTS[kind].model_validate(data)


@lru_cache(maxsize=256)
def _plan(data: str) -> PlaybookAdopted:
    """A plan, once in memory however many crises follow it: it is most of what they weigh."""
    return PlaybookAdopted.model_validate_json(data)
