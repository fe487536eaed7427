"""What property tests draw from: nasty texts, people, commands, whole crises."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from bot import commands, events
from bot.chain import APP, GENESIS, Entry, seal
from bot.clocks import due
from bot.commands import Command, decide
from bot.commands import closing as closing_commands
from bot.commands import critics as critic_commands
from bot.commands import evidence as evidence_commands
from bot.commands import facts as fact_commands
from bot.commands import keeping as keeping_commands
from bot.commands import messages as message_commands
from bot.commands import nudges as nudge_commands
from bot.commands import playbooks as playbook_commands
from bot.commands import record as record_commands
from bot.commands import roles as role_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.commands import updates as update_commands
from bot.crisis import Crisis, apply, fold
from bot.events import (
    CAUSES,
    LANGUAGES,
    PLATFORMS,
    RECORD_FILTERS,
    RECORD_FORMATS,
    ROLES,
    SEVERITIES,
    STATEMENT_KINDS,
)
from bot.paths import path_key
from bot.people import Person
from bot.playbook_shelf import OURS
from bot.refused import Decision, Refused
from bot.signing import PublicKey, Signer, head_claim
from bot.store.log import SIGNED
from bot.surfaces.still_open import on_record

HOLDING = "We have seen the post and are looking into it. We will say more here by 11 pm."
APOLOGY = "We are sorry. We published a post that was wrong, and we have deleted it."
"""Words in which the review finds nothing."""

START = datetime(2026, 3, 14, 22, 40, 0, 123456, tzinfo=UTC)
IDS = ("U1", "U2", "U3", "U4", "U5", "U6")
CRISIS = "c0ffee"
SIGNER = Signer(
    (
        PublicKey(
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "2026-01-01T00:00:00.000000Z",
        ),
    ),
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
)
"""What signs in tests: the first key of RFC 8032 (7.1)."""
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


def drill_plan(text: str = "x", *, pace: int = 1, **targets: int) -> events.DrillPlanned:
    """A drill of six injects, each of its own kind, with `text` in all that anybody says."""
    kinds: tuple[events.InjectKind, ...] = get_args(events.InjectKind)
    return events.DrillPlanned(
        scenario="x",
        title=f"title {text}",
        injects=tuple(
            events.Inject(
                id=f"i{number}",
                after=5 * number,
                what=kind,
                source=f"source {text}",
                text=f"said {text}",
                critics=(
                    events.ListedCritic(id=f"i{number}-1", platform="x", handle="@a", said=text),
                )
                if kind == "critic"
                else (),
            )
            for number, kind in enumerate(kinds)
        ),
        targets=events.Targets(**targets),
        pace=pace,
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
    holding, planned = changed.pop("holding", HOLDING), changed.pop("planned", None)
    if planned is not None:
        changed |= {"drill": planned.scenario, "private": True, "announce_in": None}
    adopted = changed.pop("playbook", None)
    opened = events.CrisisOpened(**(fields | changed))
    if adopted is None:
        adopted = OURS.plan(opened.severity, opened.cause, opened.platforms, opened.language)
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
        drill=planned,
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
        planned=draw(st.none() | st.none() | st.builds(drill_plan, said(300))),
    )


KINDS = (
    "room",
    "room_lost",
    "canvas",
    "severity",
    "playbook",
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
    "evidence",
    "evidence",
    "digest",
    "deletion",
    "written",
    "written",
    "edited",
    "removed",
    "file_read",
    "unpinned",
    "critics",
    "critics",
    "share_critics",
    "take_critic",
    "draft_reply",
    "draft_reply",
    "send_reply",
    "send_reply",
    "set_aside",
    "reopen_critic",
    "assign",
    "assign",
    "release",
    "joined",
    "left",
    "away",
    "renamed",
    "note",
    "kept",
    "missed",
    "missed",
    "snooze",
    "export",
    "named",
    "correct",
    "correct",
    "ask_redaction",
    "ask_redaction",
    "agree_redaction",
    "agree_redaction",
    "refuse_redaction",
    "failure",
    "recovery",
    "retry",
    "settings",
    "update",
    "mute",
    "keep_room",
    "lesson",
    "action",
    "action",
    "move_action",
    "finish_action",
    "drop_action",
    "hold",
    "lift_hold",
    "announce_erasure",
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
        critic = _picked((*crisis.critics, "k0"), self.pick)
        changed = crisis.critics[critic].changed if critic in crisis.critics else 0
        seen = changed - (self.pick % 8 == 7)
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
            case "canvas":
                return room_commands.RecordCanvas(ROOM, f"F{self.pick}")
            case "severity":
                severity = SEVERITIES[self.pick % 2]
                adopted = OURS.plan(severity, crisis.cause, crisis.platforms, crisis.language)
                return room_commands.ChangeSeverity(severity, self.text, adopted)
            case "playbook":
                told = {"reason": self.text, "trouble": self.text if self.pick % 2 else None}
                adopted = plan(1 + self.pick % 9, name=f"p{self.pick % 3}", text=self.text[:300])
                return playbook_commands.SwitchPlaybook(adopted.model_copy(update=told))
            case "claim":
                return step_commands.ClaimStep(step)
            case "complete":
                link = self.link if self.pick % 4 == 1 else None
                return step_commands.CompleteStep(step, link, _picked((None, self.text), self.pick))
            case "snooze":
                owed = (f"step:{step}", "holding", "next_update", f"action:{self.pick}")
                until = START + timedelta(seconds=self.later * 30)
                return nudge_commands.SnoozeNudge(_picked(owed, self.pick), until, self.text)
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
            case "evidence":
                return self._evidence(ref)
            case "digest":
                kept = _picked((*crisis.evidence, "e0"), self.pick)
                return evidence_commands.RecordDigest(kept, f"{self.pick:064x}", self.later)
            case "deletion":
                return evidence_commands.RecordDeletion(
                    deleted_at=START + timedelta(seconds=self.later - 600),
                    deleted_by=_picked(IDS, self.later),
                    evidence=_picked((None, *crisis.evidence, "e0"), self.pick),
                    link=_picked((None, self.link, crisis.post_link), self.later),
                    platform=_picked((None, *PLATFORMS), self.later),
                )
            case "written" | "edited" | "removed" | "file_read" | "unpinned":
                return self._of_messages(ref)
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
            case "critics":
                return critic_commands.AddCritics(self._listed(crisis))
            case "share_critics":
                return critic_commands.AssignCritics(IDS[: self.pick % 4], self.pick % 5 or None)
            case "take_critic":
                return critic_commands.TakeCritic(critic)
            case "draft_reply":
                return critic_commands.DraftReply(critic, self.text, seen)
            case "send_reply":
                link = self.link if self.pick % 2 else None
                reason = self.text if self.pick % 3 else ""
                return critic_commands.SendReply(critic, self.text, link, START, reason)
            case "set_aside":
                return critic_commands.SetAsideCritic(critic, self.text)
            case "reopen_critic":
                return critic_commands.ReopenCritic(critic, seen)
            case "assign":
                role, person = _picked(ROLES, self.pick), _picked((self.by.id, *IDS), self.later)
                return role_commands.AssignRole(role, person, self.pick % 3 == 2)
            case "release":
                role, person = _picked(ROLES, self.pick), _picked((self.by.id, *IDS), self.later)
                return role_commands.ReleaseRole(role, person)
            case "joined":
                return role_commands.RecordJoined(_picked(IDS, self.pick))
            case "left":
                return role_commands.RecordLeft(_picked((crisis.lead, *IDS), self.pick))
            case "away":
                return role_commands.RecordAway(IDS[self.pick % 6 : self.later % 7])
            case "renamed":
                return role_commands.RecordRenamed(f"crisis-{self.pick}")
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
            case "export" | "named" | "correct":
                return self._of_the_record(crisis)
            case "ask_redaction" | "agree_redaction" | "refuse_redaction":
                return self._redaction(crisis)
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
                summary = self.text if self.pick % 2 else None
                why = None if self.pick % 5 == 4 else self.text
                return closing_commands.CloseCrisis(summary, why, on_record)
            case "settings":
                return room_commands.AdoptSettings(self._settings())
            case "update":
                return update_commands.SendUpdate(self.text[:2000] if self.pick % 2 else None)
            case "mute":
                return update_commands.MuteUpdates(bool(self.pick % 2))
        return self._after_the_close(crisis)

    def _after_the_close(self, crisis: Crisis) -> Command:
        """What the review takes."""
        action = _picked((*crisis.actions, "a0"), self.pick)
        owner = _picked(IDS, self.later)
        due_on = (START.date() + timedelta(days=self.later % 40 - 2)).isoformat()
        match self.kind:
            case "keep_room":
                return closing_commands.StopArchive()
            case "lesson":
                return closing_commands.AddLesson("well" if self.pick % 2 else "badly", self.text)
            case "action":
                return closing_commands.AddAction(self.text, owner, due_on)
            case "move_action":
                return closing_commands.MoveAction(action, owner, due_on)
            case "finish_action":
                return closing_commands.FinishAction(action)
            case "drop_action":
                return closing_commands.DropAction(action, self.text)
            case "hold":
                return keeping_commands.SetHold(self.text)
            case "lift_hold":
                return keeping_commands.LiftHold(self.text)
            case "announce_erasure":
                return keeping_commands.AnnounceErasure(self.pick % 3, IDS[: self.later % 3])
        raise AssertionError(self.kind)

    def _of_the_record(self, crisis: Crisis) -> Command:
        match self.kind:
            case "named":
                names = {user: f"{user} {self.text[:80]}" for user in IDS[: self.pick % 4]}
                return record_commands.NamePeople(names)
            case "correct":
                at = _picked((None, START - timedelta(days=1), START), self.later)
                return record_commands.CorrectEntry(self._entry(crisis), self.text, at)
        return record_commands.MakeExport(
            formats=RECORD_FORMATS[self.pick % 6 :],
            filter=_picked(RECORD_FILTERS, self.pick),
            language=_picked((None, *LANGUAGES), self.later),
            timezone=_picked((None, "UTC", "Asia/Kathmandu"), self.pick),
        )

    def _redaction(self, crisis: Crisis) -> Command:
        entry = _picked((*crisis.asked_out, self._entry(crisis)), self.pick)
        match self.kind:
            case "agree_redaction":
                return record_commands.AgreeToRedaction(entry)
            case "refuse_redaction":
                return record_commands.RefuseRedaction(entry, _picked((None, self.text), self.pick))
        # `History.act` says what kind of entry it is.
        return record_commands.AskRedaction(self._entry(crisis), "", self.text)

    def _entry(self, crisis: Crisis) -> int:
        """Any entry, or one more than there are."""
        return 1 + self.later % (crisis.seq + 1)

    def _listed(self, crisis: Crisis) -> tuple[events.ListedCritic, ...]:
        """Some critics, of whom little or much is known."""
        return tuple(
            events.ListedCritic(
                id="",
                link=f"{self.link}{number}"[:2000] if (self.pick + number) % 2 else None,
                platform=_picked((None, *PLATFORMS), self.pick + number),
                handle=self.text[:100] if (self.pick + number) % 3 else None,
                said=self.text if (self.pick + number) % 4 else None,
                reach=_picked((None, 1, 1_234, 10**9), self.pick + number),
                tone=_picked(events.TONES, self.later + number),
                wrote_at=START - timedelta(minutes=number) if number % 2 else None,
            )
            for number in range(1 + self.pick % 11)
        )

    def _evidence(self, ref: events.MessageRef) -> evidence_commands.KeepEvidence:
        """A link, one file or several, a message, a note, or nothing at all."""
        count = self.pick % 4
        return evidence_commands.KeepEvidence(
            what=_picked(get_args(events.EvidenceKind), self.later),
            captured_at=START + timedelta(seconds=self.later - 600),
            link=self.link if self.pick % 3 else None,
            platform=_picked((None, None, *PLATFORMS), self.later),
            account=_picked((None, self.text), self.later),
            files=tuple(
                events.EvidenceFile(
                    id=f"F{self.pick % 11 + number}",
                    name=self.text,
                    size=self.later**number,
                    link=self.link,
                )
                for number in range(count)
            ),
            note=self.text if self.pick % 5 > 1 else None,
            message=ref if self.pick % 7 > 4 else None,
        )

    def _of_messages(self, ref: events.MessageRef) -> message_commands.MessageCommand:
        """What happens to messages in the room."""
        files = tuple(
            events.EvidenceFile(id=f"F{n}", name=self.text, size=self.later, link=self.link)
            for n in range(self.pick % 3)
        )
        file = events.EvidenceFile(id=f"F{self.pick % 5}", name=self.text, size=1, link=self.link)
        match self.kind:
            case "written":
                thread = _picked((None, "1.0"), self.later)
                text = self.text if self.pick % 5 or not files else ""
                return message_commands.KeepMessage(ref, text, thread, files)
            case "edited":
                return message_commands.KeepChange(ref, self.text, self.link)
            case "removed":
                return message_commands.KeepRemoval(ref, _picked((None, "", self.text), self.later))
            case "file_read" if self.pick % 2:
                return message_commands.RecordFileDigest(file, f"{self.pick:064x}", self.later)
            case "file_read":
                return message_commands.RecordFileUnread(
                    file, _picked(("file_deleted", self.text), self.later)
                )
        return message_commands.TakeBackNote(ref)

    def _settings(self) -> events.SettingsAdopted:
        """Updates to a channel or to none, an archive soon, later or never."""
        return events.SettingsAdopted(
            update_in="C2" if self.pick % 4 else None,
            update_every=_picked((None, 1, 60), self.later) if self.pick % 4 else None,
            archive_after=_picked((None, 0, 1, 168), self.later),
            keep_messages=_picked(get_args(events.KeepMessages), self.later),
        )

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
        if any(isinstance(event, SIGNED) for event in decision):
            self.sign()
        return decision

    def act(self, intent: Intent) -> Decision:
        """Does what somebody means to do, as the crisis stands."""
        command = intent.command(self.at_last)
        if isinstance(command, record_commands.AskRedaction) and command.entry <= len(self.entries):
            command = replace(command, kind=self.entries[command.entry - 1].kind)
        return self.do(command, intent.by, later=intent.later)

    def sign(self, signer: Signer = SIGNER) -> None:
        """An entry that signs the one before it, as the log makes it."""
        seq, head = len(self.entries), self.entries[-1].hash
        signature = signer.sign(head_claim(self.id, seq, head))
        self.append(events.HeadSigned(entry=seq, head=head, key=signer.key, signature=signature))

    def append(self, event: events.Event, actor: str = APP) -> None:
        prev = self.entries[-1].hash if self.entries else GENESIS
        seq = len(self.entries) + 1
        entry = seal(crisis=self.id, seq=seq, prev=prev, at=self.now, actor=actor, event=event)
        self.crisis = apply(
            self.crisis, crisis_id=self.id, seq=seq, at=self.now, actor=actor, event=event
        )
        self.entries.append(entry)
        if isinstance(event, events.EntryRedacted):
            self._take_out(event.entry)

    def _take_out(self, number: int) -> None:
        """What the log does in its tables, and with the crisis that it has in memory."""
        self.entries[number - 1] = replace(self.entries[number - 1], data=None, salt=None)
        self.crisis = fold(None, self.entries)


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
        history.act(intent)
    return history
