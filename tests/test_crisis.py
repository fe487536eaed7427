"""The crisis is a fold of its entries, and nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.chain import Entry
from bot.commands import closing as closing_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.crisis import RECENT, BrokenTimeline, apply, fold
from bot.events import EVENTS, parse
from tests.strategies import (
    APOLOGY,
    ROOM,
    START,
    History,
    histories,
    opened,
    opening,
    plan,
    with_room,
)


def stored(entries: list[Entry]) -> list[Entry]:
    """The entries as they come back from the database or an export."""
    return [Entry(**json.loads(json.dumps(asdict(entry)))) for entry in entries]


@settings(max_examples=80, deadline=None)
@given(histories(), st.integers(0, 40))
def test_folding_is_what_happened(history: History, cut: int) -> None:
    entries = stored(history.entries)
    whole = fold(None, entries)
    assert whole == history.crisis
    assert fold(None, entries) == whole
    assert fold(fold(None, entries[:cut]), entries[cut:]) == whole


@settings(max_examples=30, deadline=None)
@given(histories(least=1), st.data())
def test_a_gap_breaks_the_timeline(history: History, data: st.DataObject) -> None:
    missing = data.draw(st.integers(0, len(history.entries) - 2))
    entries = [e for number, e in enumerate(history.entries) if number != missing]
    with pytest.raises(BrokenTimeline):
        fold(None, entries)


def test_nothing_folds_to_nothing() -> None:
    assert fold(None, []) is None


def test_only_an_opening_opens() -> None:
    history = opened()
    with pytest.raises(BrokenTimeline):
        fold(None, history.entries[1:])
    second = history.entries[1]
    with pytest.raises(BrokenTimeline):
        fold(None, [replace(second, seq=1)])


def test_an_entry_folded_twice_is_refused() -> None:
    history = opened()
    with pytest.raises(BrokenTimeline):
        fold(history.crisis, history.entries[-1:])


def test_a_redacted_entry_counts_but_changes_nothing() -> None:
    history = with_room()
    before = history.at_last
    history.do(room_commands.AddNote(events.NoteAdded(text="secret", via="command")))
    gone = replace(history.entries[-1], data=None, salt=None)
    after = fold(before, [gone])
    seq = before.seq + 1
    # That somebody was at work stays known.
    assert after == replace(before, seq=seq, redacted=frozenset({seq}), begun=seq)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_every_event_survives_storage(history: History) -> None:
    for entry in stored(history.entries):
        if entry.data is None:
            continue
        event = parse(entry.kind, entry.data)
        assert event.kind == entry.kind
        assert event.data() == entry.data
        assert parse(event.kind, event.data()) == event


def test_every_kind_of_event_can_be_folded() -> None:
    message = events.MessageRef(channel=ROOM, ts="1.0", author="U2")
    folded = [
        events.PlaybookAdopted(playbook="p", title="t", phases=(), steps=()),
        events.RoomOpened(channel=ROOM, name="x", private=False),
        events.CanvasOpened(canvas="F1"),
        events.RoomLost(channel=ROOM, error="is_archived"),
        events.SeverityChanged(severity="major", reason="press"),
        events.StepClaimed(step="s0"),
        events.StepDone(step="s0"),
        events.StepSkipped(step="s0", reason="no"),
        events.StepReopened(step="s0"),
        events.StatementDrafted(
            statement="apology", statement_kind="apology", language="en", text=APOLOGY
        ),
        events.StatementEdited(statement="holding", version=2, text="New."),
        events.StatementSubmitted(statement="holding", version=1),
        events.StatementApproved(statement="holding", version=1, digest="d"),
        events.PathsAdopted(),
        events.PairMatched(statement="holding", version=1),
        events.ReviewOverridden(
            statement="holding", version=1, digest="d", findings=(), reason="why"
        ),
        events.ApprovalWithdrawn(statement="holding", version=1),
        events.SubmissionWithdrawn(statement="holding", version=1),
        events.ApprovalWaived(statement="holding", version=1, digest="d", reason="why"),
        events.ApproversReminded(
            statement="holding", version=1, since=START, stand_ins=False, people=("U2",)
        ),
        events.StatementCommented(statement="holding", version=1, text="why"),
        events.FactProposed(fact="f2", claim="c"),
        events.FactConfirmed(fact="f1"),
        events.FactWithdrawn(fact="f1", reason="why", statements=("holding",)),
        events.EvidenceKept(evidence="e1", what="post", captured_at=START, link="https://x"),
        events.EvidenceHashed(evidence="e1", sha256="ab", size=1),
        events.PostDeleted(evidence="e1", deleted_at=START, deleted_by="U2"),
        events.MessageKept(message=message, text="t", sha256="ab"),
        events.MessageChanged(message=message, text="t", sha256="ab", was="cd"),
        events.MessageRemoved(message=message, was="cd"),
        events.FileHashed(file="F1", name="a", sha256="ab", size=1),
        events.FileUnread(file="F1", name="a", error="file_deleted"),
        events.NoteTakenBack(entry=4, message=message),
        events.CriticsAdded(critics=(events.ListedCritic(id="k2"),), via="form"),
        events.CriticsAssigned(critics=("k1",), person="U2"),
        events.ReplyDrafted(critic="k1", text="t"),
        events.ReplySent(critic="k1", text="t", sent_at=START),
        events.CriticSetAside(critic="k1", reason="why"),
        events.CriticReopened(critic="k1"),
        events.ChangesAsked(statement="holding", version=1, reason="why"),
        events.StatementPosted(statement="holding", version=1, link="https://x", posted_at=START),
        events.RoleAssigned(role="legal", person="U2"),
        events.RoleReleased(role="legal", person="U2"),
        events.MemberJoined(person="U2"),
        events.MemberLeft(person="U2"),
        events.PeopleAway(people=("U2",)),
        events.RoomRenamed(name="x"),
        events.NoteAdded(text="n", via="command"),
        events.DeadlineMissed(deadline="holding", due_at=START, owner="U1"),
        events.ExportMade(),
        events.HeadSigned(entry=1, head="0" * 64, key="k", signature="s"),
        events.PeopleNamed(names={"U1": "Ada"}),
        events.EntryCorrected(entry=1, text="t"),
        events.RedactionAsked(entry=1, reason="why"),
        events.RedactionRefused(entry=1),
        events.EntryRedacted(entry=1, asked_by="U2", reason="why"),
        events.DeliveryFailed(delivery="d", what="say", error="e", final=True),
        events.DeliveryRetried(deliveries=("d",)),
        events.DeliveryRecovered(delivery="d"),
        events.Nudged(what="step:s0", due_at=START, level="owner", people=("U1",)),
        events.Snoozed(what="step:s0", until=START, reason="later"),
        events.SettingsAdopted(),
        events.DrillPlanned(scenario="x", title="x", injects=()),
        events.InjectSent(inject="i1"),
        events.UpdateSent(channel="C2", until=4, text="so far"),
        events.UpdatesMuted(muted=True),
        events.CrisisClosed(),
        events.ArchiveStopped(),
        events.RoomArchived(channel=ROOM),
        events.LessonAdded(side="well", text="quick"),
        events.ActionAdded(action="a2", text="do", owner="U1", due_on="2026-04-01"),
        events.ActionMoved(action="a1", owner="U2", due_on="2026-04-02"),
        events.ActionDone(action="a1"),
        events.ActionDropped(action="a1", reason="why"),
        events.LegalHoldSet(reason="why"),
        events.LegalHoldLifted(reason="why"),
        events.ErasureAnnounced(erase_at=START, months=6),
        events.RecordErased(months=6, closed_at=START),
    ]
    assert {event.kind for event in folded} | {"crisis_opened"} == set(EVENTS)
    history = opened(playbook=plan(2))
    history.append(events.FactProposed(fact="f1", claim="c"))
    kept = events.EvidenceKept(evidence="e1", what="post", captured_at=START, link="https://x")
    history.append(kept)
    listed = events.ListedCritic(id="k1", handle="ana")
    history.append(events.CriticsAdded(critics=(listed,), via="form"))
    history.append(events.ActionAdded(action="a1", text="do", owner="U1", due_on="2026-04-01"))
    seq = len(history.entries) + 1
    for event in folded:
        crisis = apply(history.crisis, crisis_id="c", seq=seq, at=START, actor="U1", event=event)
        assert crisis.seq == seq
        assert event.background or crisis.recent[-1].event == event


@settings(max_examples=30, deadline=None)
@given(histories(least=8))
def test_the_newest_entries_are_at_hand(history: History) -> None:
    recent = history.at_last.recent
    shown = [e for e in history.entries if not EVENTS[e.kind].background][-RECENT:]
    assert [(r.seq, r.actor) for r in recent] == [(e.seq, e.actor) for e in shown]


def test_the_stage_follows_what_is_public() -> None:
    history = with_room()
    assert history.at_last.stage == "address"
    assert history.at_last.first_word_at is None
    post(history, "holding", "U2")
    assert history.at_last.stage == "respond"
    assert history.at_last.first_word_at == START
    assert history.at_last.next_update == START + timedelta(hours=1)
    history.do(
        statement_commands.DraftStatement(
            events.StatementDrafted(
                statement="apology", statement_kind="apology", language="en", text=APOLOGY
            )
        )
    )
    post(history, "apology", "U2", at=START + timedelta(minutes=30))
    assert history.at_last.stage == "follow_up"
    assert history.at_last.next_update is None, "the newest public word promises nothing"
    history.do(closing_commands.CloseCrisis("quiet", "It is over"))
    assert history.at_last.stage == "closed"


def post(history: History, statement: str, approver: str, at=START) -> None:
    """Takes a statement all the way out, approved by one person."""
    history.now = max(history.now, at)
    version = history.at_last.statements[statement].version
    for command, by in (
        (statement_commands.SubmitStatement(statement, version), "U1"),
        (statement_commands.ApproveStatement(statement, version), approver),
        (statement_commands.MarkPosted(statement, version, "https://x.com/1", at), "U1"),
    ):
        assert isinstance(history.do(command, by), tuple)
    assert history.at_last.statements[statement].state == "posted"


def test_a_new_plan_keeps_what_was_done_under_the_former() -> None:
    history = opened(playbook=plan(4))
    history.do(step_commands.CompleteStep("s0"))
    history.do(step_commands.ClaimStep("s1"), "U2")
    history.do(step_commands.SkipStep("s3", "not ours"), "U3")
    new = plan(6, name="major", text="other")
    changed = new.model_copy(update={"steps": (new.steps[0], new.steps[5])})
    history.do(room_commands.ChangeSeverity("major", "the press calls", changed))
    steps = history.at_last.steps
    assert list(steps) == ["s0", "s5", "s1", "s3"]
    assert (steps["s0"].state, steps["s0"].step.title) == ("done", "0 x")
    assert (steps["s1"].state, steps["s1"].owner) == ("claimed", "U2")
    assert steps["s3"].reason == "not ours"
    assert steps["s5"].state == "open"
    assert {p.step.phase for p in steps.values()} <= {p.id for p in history.at_last.phases}


def test_a_lost_room_makes_place_for_another() -> None:
    history = with_room()
    history.do(room_commands.RecordRoomLost("C0OTHER", "is_archived"))
    assert history.at_last.channel == ROOM
    history.do(room_commands.RecordRoomLost(ROOM, "is_archived"))
    assert history.at_last.channel is None
    assert history.at_last.rooms_lost == 1
    history.do(room_commands.RecordRoom(events.RoomOpened(channel="C2", name="y", private=True)))
    assert (history.at_last.channel, history.at_last.private) == ("C2", True)


def test_an_opening_is_what_was_asked() -> None:
    crisis = opened(what="Élégant", private=True, invite=("U4",), announce_in="C9").at_last
    asked = opening(what="Élégant", private=True, invite=("U4",), announce_in="C9").opened
    for name in type(asked).model_fields:
        assert getattr(crisis, name) == getattr(asked, name), name
    assert crisis.opener == "U1"
    assert crisis.seq == 3
