"""What an exported record shows, for a reader: the one model behind every readable format.

A record is read in two passes, so that it need not be in memory: `Gatherer` takes every entry and
gives the `View`; then `View.row` tells each entry in turn. Texts are plain: each format escapes
what it has to.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import events, reviewing
from bot.chain import APP, Entry
from bot.crisis import Crisis, apply
from bot.events import EntryCorrected, Event, Language, NoteAdded, RecordFilter, parse
from bot.locale import Words, words
from bot.record.filters import LANES, Lane, happened, lane, shows
from bot.record.sections import Section, sections
from bot.record.statements import Statement, statements
from bot.record.text import Clock, on_one_line
from bot.record.told_outside import told_outside
from bot.signing import Signer
from bot.surfaces.exercise import named
from bot.surfaces.sentences import sentence

LATE = timedelta(minutes=2)
"""How much later than it happened something may be recorded without a word about it."""

STORY: tuple[type[Event], ...] = (
    events.StatementDrafted,
    events.StatementEdited,
    events.StatementSubmitted,
    events.StatementApproved,
    events.ReviewOverridden,
    events.ApprovalWithdrawn,
    events.SubmissionWithdrawn,
    events.ApprovalWaived,
    events.ChangesAsked,
    events.StatementCommented,
    events.StatementPosted,
    events.PairMatched,
)
"""Entries that are told again with their statement."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a record is made; no language or time zone: the crisis's own."""

    filter: RecordFilter = "full"
    language: Language | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is told. `at` is when it was recorded, `happened` when it was so; `remarks`
    say what later entries did to it."""

    seq: int
    at: datetime
    happened: datetime
    late: bool
    lane: Lane
    kind: str
    who: str
    said: str
    remarks: tuple[str, ...]
    hash: str


@dataclass(slots=True)
class Marks:
    """When something happened in each lane: Unix seconds, in order of the record."""

    lanes: dict[Lane, array[float]] = field(
        default_factory=lambda: {one: array("d") for one in LANES}
    )


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that is told again elsewhere in the record."""

    seq: int
    at: datetime
    actor: str
    event: Event


class Gatherer:
    """Takes the entries of a crisis, from the first, in order."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._crisis: Crisis | None = None
        self._head: Entry | None = None
        self._story: dict[str, list[Told]] = {}
        self._corrected: dict[int, list[int]] = {}
        self._taken_back: dict[int, int] = {}
        self._taken_out: dict[int, int] = {}
        self._marks = Marks()

    def add(self, entry: Entry) -> None:
        event = None if entry.data is None else parse(entry.kind, entry.data)
        at = datetime.fromisoformat(entry.at)
        self._crisis = apply(
            self._crisis,
            crisis_id=entry.crisis,
            seq=entry.seq,
            at=at,
            actor=entry.actor,
            event=event,
        )
        self._head = entry
        when = at
        if event is not None:
            when = _happened(event, at)
            self._note(entry, at, event)
        if shows(self._reader.filter, entry.kind):
            self._marks.lanes[lane(entry.kind)].append(when.timestamp())

    def _note(self, entry: Entry, at: datetime, event: Event) -> None:
        if isinstance(event, STORY):
            told = Told(entry.seq, at, entry.actor, event)
            key: str = event.statement  # type: ignore[attr-defined]
            self._story.setdefault(key, []).append(told)
        elif isinstance(event, EntryCorrected):
            self._corrected.setdefault(event.entry, []).append(entry.seq)
        elif isinstance(event, events.NoteTakenBack):
            self._taken_back[event.entry] = entry.seq
        elif isinstance(event, events.EntryRedacted):
            self._taken_out[event.entry] = entry.seq

    def view(self, signer: Signer) -> View:
        """The record of all that was added.

        Raises:
            ValueError: nothing was.
        """
        if self._crisis is None or self._head is None:
            raise ValueError("a record needs at least one entry")
        crisis, reader = self._crisis, self._reader
        t = words(reader.language or crisis.language)
        clock = Clock(t.language, reader.timezone or crisis.timezone)
        return View(
            t=t,
            crisis=crisis,
            filter=reader.filter,
            clock=clock,
            head=self._head,
            signer=signer,
            marks=self._marks,
            story={key: tuple(told) for key, told in self._story.items()},
            corrected=self._corrected,
            taken_back=self._taken_back,
            taken_out=self._taken_out,
        )


@dataclass(frozen=True)
class View:
    """A crisis's record as its reader sees it. `head` is its last entry."""

    t: Words
    crisis: Crisis
    filter: RecordFilter
    clock: Clock
    head: Entry
    signer: Signer
    marks: Marks
    story: dict[str, tuple[Told, ...]]
    corrected: dict[int, list[int]]
    taken_back: dict[int, int]
    taken_out: dict[int, int]

    @property
    def title(self) -> str:
        if self.filter == "public":
            return named(self.t, self.crisis, self.t("What happened, and what we did"))
        return named(self.t, self.crisis, on_one_line(self.crisis.what))

    @property
    def about(self) -> str:
        """What this file is, in a line."""
        kind = {
            "full": self.t("Record of a crisis, complete"),
            "legal": self.t("Record of a crisis, for lawyers, insurers and regulators"),
            "public": self.t("Account for the public"),
        }[self.filter]
        until = self.t(
            "as of entry {entry}, {time}",
            entry=self.head.seq,
            time=self.clock.both(datetime.fromisoformat(self.head.at)),
        )
        return f"{kind} · {until}"

    @property
    def warning(self) -> str | None:
        """Nobody must take the record of a drill for that of a crisis."""
        if not self.crisis.exercise:
            return None
        return self.t("This was an exercise. Nothing of it is real.")

    def name(self, user: str) -> str:
        """A person, as the record calls them."""
        if user == APP:
            return "Cellule"
        if self.filter == "public":
            return self.t("the team")
        called = self.crisis.called.get(user)
        return on_one_line(called) if called else f"@{user}"

    def sections(self) -> tuple[Section, ...]:
        return sections(self)

    def statements(self) -> tuple[Statement, ...]:
        return statements(self)

    def tell(self, event: Event, actor: str) -> str:
        """An entry as a sentence."""
        if self.filter == "public":
            return told_outside(self.t, self.crisis, event)
        return sentence(self.t, self.crisis, event, actor, self.name, on_one_line)

    def row(self, entry: Entry) -> Row | None:
        """An entry as it is told; `None` where this reader is not told of it."""
        if not shows(self.filter, entry.kind):
            return None
        at = datetime.fromisoformat(entry.at)
        when, said, late = at, self.t("This entry was redacted."), False
        if entry.data is not None:
            event = parse(entry.kind, entry.data)
            when = _happened(event, at)
            said = self.tell(event, entry.actor)
            given = isinstance(event, NoteAdded) and event.happened_at is not None
            late = given or at - when > LATE
        return Row(
            seq=entry.seq,
            at=at,
            happened=when,
            late=late,
            lane=lane(entry.kind),
            kind=entry.kind,
            who=self.name(entry.actor),
            said=said,
            remarks=self._remarks(entry.seq, at, late=late),
            hash=entry.hash,
        )

    def _remarks(self, seq: int, at: datetime, *, late: bool) -> tuple[str, ...]:
        t, remarks = self.t, []
        if late:
            remarks.append(t("recorded {time}", time=self.clock.stamp(at)))
        if self.filter != "public":
            remarks += [t("corrected by entry {n}", n=n) for n in self.corrected.get(seq, ())]
            if seq in self.taken_back:
                remarks.append(t("taken back by entry {n}", n=self.taken_back[seq]))
            if seq in self.taken_out:
                remarks.append(t("redacted by entry {n}", n=self.taken_out[seq]))
        return tuple(remarks)

    def findings(self, statement: Any) -> tuple[str, ...]:
        """What the review finds in a statement's words now."""
        return tuple(f.code for f in reviewing.findings(self.crisis, statement))


def _happened(event: Event, at: datetime) -> datetime:
    when = happened(event)
    return when.astimezone(UTC) if isinstance(when, datetime) else at
