"""What property tests draw from: nasty texts, people, commands, whole crises."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot import commands, events, playbook
from bot.approval import path_key
from bot.chain import APP, GENESIS, Entry, seal
from bot.clocks import due
from bot.commands import Command, decide
from bot.commands import closing as closing_commands
from bot.commands import facts as fact_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.crisis import Crisis, apply
from bot.events import CAUSES, LANGUAGES, PLATFORMS, SEVERITIES, STATEMENT_KINDS
from bot.people import Person
from bot.refused import Decision, Refused

HOLDING = "We have seen the post and are looking into it. We will say more here by 11 pm."
APOLOGY = "We are sorry. We published a post that was wrong, and we have deleted it."
"""Words in which the review finds nothing."""

START = datetime(2026, 3, 14, 22, 40, 0, 123456, tzinfo=UTC)
IDS = ("U1", "U2", "U3", "U4", "U5", "U6")
CRISIS = "c0ffee"
ROOM = "C0ROOM"

NASTY = (
    "<!channel> <!here> <!everyone>",
    "<@U0VICTIM>",
    "<#C0SECRET|general>",
    "<https://evil.example|https://acme.example>",
    "<!subteam^S0|@all> <!date^0^{date}|then>",
    "&lt;!channel&gt;",
    "&&amp;&#60;",
    "<" * 40,
    "{who} {0} {} {n!r} {",
    "}{",
    "%s %(who)s",
    "*bold* _it_ ~no~ `code` ```",
    "مرحبا بالعالم ﷺ",
    "\u202ednuora\u202c \u2066x\u2069",
    "👩‍👩‍👧‍👦🇫🇷👍🏽",
    "e\u0301\u0327" * 4,
    "\u200b\u200d\ufeff",
    "\x00\x07\x1b[31m\x7f",
    "\r\n\t\v\f \x1c\x85\u2028\u2029",
    "| a | b |\n|---|---|",
    "# title\n===\n---\n- x\n1. y\n+ z\n> q",
    "<script>alert(1)</script> <!-- c -->",
    "[label](https://evil.example) ![i](x) &copy; \\",
    "日本語のタイトル",
    "\ud7ff\ue000\uffff\U0010ffff",
    "\"quotes\" 'and' \\backslashes\\",
)


def texts(limit: int = 10_000) -> st.SearchStrategy[str]:
    """Anything that a person may type or paste, up to `limit` characters."""
    piece = st.one_of(st.text(max_size=30), st.sampled_from(NASTY))
    short = st.lists(piece, max_size=4).map(lambda parts: "".join(parts)[:limit])
    sizes = [size for size in (75, 150, 151, 2999, 3000, 3001, 10_000) if size <= limit] or [limit]
    long = st.builds(
        lambda part, size: (part * (size // len(part) + 1))[:size],
        piece.filter(bool),
        st.sampled_from(sizes),
    )
    return st.one_of(short, short, long)


def said(limit: int = 10_000) -> st.SearchStrategy[str]:
    """A text in which there is something besides space."""
    return texts(limit).map(lambda text: text if text.strip() else f"x{text}"[:limit])


def links() -> st.SearchStrategy[str]:
    """Addresses that the forms accept."""
    return texts(2_980).map(lambda text: "https://acme.example/" + "".join(text.split()))


def people() -> st.SearchStrategy[Person]:
    return st.builds(
        Person,
        id=st.sampled_from(IDS),
        locale=st.sampled_from(["fr-FR", "en-US", "en-GB", "pt-BR"]),
        guest=st.sampled_from([False, False, False, True]),
        admin=st.booleans(),
    )


MEMBERS = st.sampled_from([Person(id=user) for user in IDS])


def plan(steps: int, *, name: str = "minor", text: str = "x") -> events.PlaybookAdopted:
    """A playbook of so many steps over ten phases at most, with `text` in every title and help."""
    phases = [events.Phase(id=f"p{n}", title=f"{text}{n}") for n in range(min(steps, 10))]
    return events.PlaybookAdopted(
        playbook=name,
        title=f"{name} {text}",
        phases=tuple(phases),
        steps=tuple(
            events.Step(
                id=f"s{n}",
                phase=f"p{n * len(phases) // steps}",
                rule=1 + n % 5,
                role="legal",
                title=f"{n} {text}",
                help=f"{text} {n}",
                within=n or None,
            )
            for n in range(steps)
        ),
    )


def opening(**changed: Any) -> commands.OpenCrisis:
    """A plain opening, with the fields of `CrisisOpened` that a test changes."""
    fields: dict[str, Any] = {
        "team": "T1",
        "what": "A joke about a rival",
        "post_link": "https://x.com/acme/status/1",
        "platforms": ("x",),
        "post_at": START - timedelta(minutes=6),
        "cause": "mistake",
        "severity": "minor",
        "language": "en",
        "private": False,
        "lead": "U1",
        "timezone": "Europe/Paris",
    }
    holding = changed.pop("holding", HOLDING)
    adopted = changed.pop("playbook", None)
    opened = events.CrisisOpened(**(fields | changed))
    if adopted is None:
        adopted = playbook.for_severity(opened.severity).adopted(opened.cause, opened.language)
    return commands.OpenCrisis(
        opened=opened,
        playbook=adopted,
        holding=events.StatementDrafted(
            statement="holding",
            statement_kind="holding",
            language=opened.language,
            text=holding,
            next_update=START + timedelta(hours=1),
        ),
    )


@st.composite
def openings(draw: st.DrawFn, *, steps: int | None = None) -> commands.OpenCrisis:
    """The opening of any crisis, with the real playbook or one of so many steps."""
    source = draw(
        st.none()
        | st.builds(
            events.MessageRef,
            channel=st.just("C0SOURCE"),
            ts=st.just("1.000001"),
            author=st.none() | st.sampled_from(IDS),
            # The app makes this link itself.
            link=st.none() | st.just("https://acme.slack.com/archives/C0SOURCE/p1000001"),
        )
    )
    return opening(
        what=draw(said()),
        post_link=draw(st.none() | links()),
        platforms=tuple(draw(st.lists(st.sampled_from(PLATFORMS), min_size=1, unique=True))),
        post_at=START - timedelta(seconds=draw(st.integers(0, 10**8))),
        cause=draw(st.sampled_from(CAUSES)),
        severity=draw(st.sampled_from(SEVERITIES)),
        language=draw(st.sampled_from(LANGUAGES)),
        private=draw(st.booleans()),
        lead=draw(st.sampled_from(IDS)),
        timezone=draw(st.sampled_from(["UTC", "Europe/Paris", "Pacific/Kiritimati"])),
        invite=tuple(draw(st.lists(st.sampled_from(IDS), unique=True))),
        announce_in=draw(st.none() | st.just("C0NEWS")),
        source=source,
        playbook=None if steps is None else plan(steps, text=draw(said(300))),
        holding=draw(said()),
    )


KINDS = (
    "room",
    "room_lost",
    "severity",
    "claim",
    "claim",
    "complete",
    "skip",
    "undo",
    "paths",
    "draft",
    "pair",
    "edit",
    "match",
    "submit",
    "submit",
    "approve",
    "approve",
    "override",
    "withdraw",
    "waive",
    "changes",
    "comment",
    "posted",
    "posted",
    "fact",
    "fact",
    "confirm",
    "confirm",
    "withdraw_fact",
    "note",
    "kept",
    "missed",
    "export",
    "failure",
    "recovery",
    "retry",
)
"""What an `Intent` may be, beside "close"."""


@dataclass(frozen=True)
class Intent:
    """What somebody means to do; `command` makes it precise for a crisis as it stands."""

    kind: str
    by: Person
    pick: int
    text: str
    link: str
    later: int

    def command(self, crisis: Crisis) -> Command:
        step = _picked(tuple(crisis.steps) or ("s0",), self.pick)
        statement = _picked(tuple(crisis.statements.values()), self.pick)
        # One time in eight the click comes from a message that has aged.
        version = max(1, statement.version - (self.pick % 8 == 7))
        delivery = f"{crisis.id}/{self.pick % 5}/say"
        what = _picked(("say", "invite", "card", "topic", "statement:holding"), self.pick)
        ref = events.MessageRef(channel=ROOM, ts=f"{self.pick % 7}.0", author="U2", link=self.link)
        promised = START + timedelta(minutes=self.pick) if self.pick % 3 else None
        match self.kind:
            case "room":
                room = events.RoomOpened(channel=ROOM, name="crisis-x", private=crisis.private)
                return room_commands.RecordRoom(room)
            case "room_lost":
                return room_commands.RecordRoomLost(ROOM, self.text)
            case "severity":
                severity = SEVERITIES[self.pick % 2]
                adopted = playbook.for_severity(severity).adopted(crisis.cause, crisis.language)
                return room_commands.ChangeSeverity(severity, self.text, adopted)
            case "claim":
                return step_commands.ClaimStep(step)
            case "complete":
                return step_commands.CompleteStep(step)
            case "skip":
                return step_commands.SkipStep(step, self.text)
            case "undo":
                progress = crisis.steps.get(step)
                seen = progress.changed if progress else 0
                return step_commands.UndoStep(step, seen - (self.pick % 8 == 7))
            case "paths":
                return room_commands.AdoptPaths(self._paths())
            case "draft":
                kind = _picked(STATEMENT_KINDS, self.pick)
                number = 1 + sum(s.kind == kind for s in crisis.statements.values())
                return statement_commands.DraftStatement(
                    events.StatementDrafted(
                        statement=f"{kind}-{number}",
                        statement_kind=kind,
                        language=crisis.language,
                        text=self.text,
                        trouble=self.text if self.pick % 5 == 4 else None,
                        corrects=statement.id if kind == "correction" else None,
                        fact=_picked((None, *crisis.facts), self.pick),
                        thread=bool(self.pick % 2),
                        cleared=self.pick % 7 == 6,
                    )
                )
            case "pair":
                other: events.Language = "en" if statement.language == "fr" else "fr"
                return statement_commands.DraftStatement(
                    events.StatementDrafted(
                        statement=f"{statement.id}.{other}",
                        statement_kind=statement.kind,
                        language=other,
                        text=self.text,
                        pair=statement.id,
                    )
                )
            case "edit":
                return statement_commands.EditStatement(
                    statement.id, version, self.text, promised, thread=bool(self.pick % 3)
                )
            case "match":
                return statement_commands.MatchPair(statement.id, version)
            case "submit":
                return statement_commands.SubmitStatement(statement.id, version)
            case "approve":
                return statement_commands.ApproveStatement(statement.id, version)
            case "override":
                return statement_commands.ApproveStatement(statement.id, version, self.text)
            case "withdraw":
                return statement_commands.WithdrawStatement(statement.id, version)
            case "waive":
                return statement_commands.WaiveApproval(statement.id, version, self.text)
            case "changes":
                return statement_commands.AskForChanges(statement.id, version, self.text)
            case "comment":
                return statement_commands.CommentStatement(statement.id, version, self.text)
            case "posted":
                platform = _picked((None, *crisis.platforms), self.pick)
                return statement_commands.MarkPosted(
                    statement.id, version, self.link, START, platform
                )
            case "fact":
                proof = events.Proof(
                    link=self.link if self.pick % 2 else None,
                    file=self.link if self.pick % 3 else None,
                    person=_picked((None, *IDS), self.pick),
                )
                return fact_commands.ProposeFact(self.text, proof)
            case "confirm":
                return fact_commands.ConfirmFact(_picked((*crisis.facts, "f0"), self.pick))
            case "withdraw_fact":
                fact = _picked((*crisis.facts, "f0"), self.pick)
                return fact_commands.WithdrawFact(fact, self.text)
            case "note":
                return room_commands.AddNote(events.NoteAdded(text=self.text, via="command"))
            case "kept":
                via = "pushpin" if self.pick % 2 else "shortcut"
                return room_commands.AddNote(events.NoteAdded(text=self.text, via=via, message=ref))
            case "missed":
                # What the ticker would find; now and then, something that is not due.
                missed = events.DeadlineMissed(deadline="holding", due_at=START, owner=crisis.lead)
                ticked = due(crisis, START + timedelta(seconds=self.later * 25))
                return room_commands.RecordMissed(_picked((*ticked, missed), self.pick))
            case "export":
                return room_commands.MakeExport()
            case "failure":
                return room_commands.RecordFailure(
                    events.DeliveryFailed(
                        delivery=delivery,
                        what=what,
                        error=_picked(("missing_scope", "is_archived", self.text), self.pick),
                        needed=None if self.pick % 2 else "pins:write",
                        final=bool(self.pick % 2),
                    )
                )
            case "recovery":
                return room_commands.RecordRecovery(delivery)
            case "retry":
                return room_commands.RetryDeliveries()
            case "close":
                return closing_commands.CloseCrisis(self.text if self.pick % 2 else None)
        raise AssertionError(self.kind)

    def _paths(self) -> events.PathsAdopted:
        """Any paths, with nobody, with somebody who left, with too few behind them."""
        any_of = _picked(
            ((), ("role:legal",), ("role:legal", "user:U3"), ("group:S1",), ("role:lead",)),
            self.pick,
        )
        requirement = events.Requirement(any_of=any_of, count=1 + self.pick % 3)
        second = events.Requirement(any_of=("role:executive",))
        steps = ((requirement, second), (second,))[: 1 + self.pick % 2]
        kind, severity = _picked(STATEMENT_KINDS, self.pick), _picked(SEVERITIES, self.later)
        return events.PathsAdopted(
            paths={path_key(kind, severity): events.ApprovalPath(steps=steps)},
            people={
                "role:legal": IDS[: self.pick % 4],
                "role:executive": IDS[self.pick % 4 : 5],
                "group:S1": IDS[:: 1 + self.later % 3] if self.later % 2 else (),
            },
            gone=IDS[: self.later % 3],
            names=(self.text,) if self.pick % 2 else (),
        )


def _picked(options: Any, number: int) -> Any:
    return options[number % len(options)]


def intents(
    kinds: tuple[str, ...] = (*KINDS, "close"), *, by: st.SearchStrategy[Person] | None = None
) -> st.SearchStrategy[Intent]:
    return st.builds(
        Intent,
        kind=st.sampled_from(kinds),
        by=people() if by is None else by,
        pick=st.integers(0, 400),
        text=said(),
        link=links(),
        later=st.integers(0, 4000),
    )


@dataclass(repr=False)
class History:
    """A timeline in memory: the same decide and apply as the log, without its database."""

    id: str = CRISIS
    now: datetime = START
    crisis: Crisis | None = None
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    def __repr__(self) -> str:
        what = self.crisis.what[:80] if self.crisis else None
        return f"<{what!r}: {[(e.seq, e.actor, e.kind) for e in self.entries]}>"

    @property
    def at_last(self) -> Crisis:
        assert self.crisis is not None
        return self.crisis

    def do(self, command: Command, by: Person | str = "U1", *, later: float = 1) -> Decision:
        """Decides `command` so many seconds later, and appends what follows."""
        person = Person(id=by) if isinstance(by, str) else by
        self.now += timedelta(seconds=later)
        decision = decide(self.crisis, command, person, self.now)
        if isinstance(decision, Refused):
            self.refusals.append(decision)
            return decision
        for event in decision:
            self.append(event, person.id)
        return decision

    def append(self, event: events.Event, actor: str = APP) -> None:
        prev = self.entries[-1].hash if self.entries else GENESIS
        seq = len(self.entries) + 1
        entry = seal(crisis=self.id, seq=seq, prev=prev, at=self.now, actor=actor, event=event)
        self.crisis = apply(
            self.crisis, crisis_id=self.id, seq=seq, at=self.now, actor=actor, event=event
        )
        self.entries.append(entry)


def opened(**changed: Any) -> History:
    """A crisis just opened by U1."""
    history = History()
    history.do(opening(**changed))
    return history


def with_room(**changed: Any) -> History:
    """A crisis whose room is there."""
    history = opened(**changed)
    room = events.RoomOpened(channel=ROOM, name="crisis-x", private=history.at_last.private)
    history.do(room_commands.RecordRoom(room), APP)
    return history


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    steps: int | None = None,
    least: int = 0,
    most: int = 25,
    kinds: tuple[str, ...] = (*KINDS, "close"),
) -> History:
    """Any crisis after any sequence of commands, some refused."""
    history = History()
    history.do(draw(openings(steps=steps)), draw(people()))
    for intent in draw(st.lists(intents(kinds), min_size=least, max_size=most)):
        history.do(intent.command(history.at_last), intent.by, later=intent.later)
    return history
