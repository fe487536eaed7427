"""What follows from what people ask for, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import approval, commands, events
from bot.commands import closing as closing_commands
from bot.commands import decide
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.parts import text_digest
from bot.people import Person
from bot.playbook_shelf import OURS
from bot.refused import Decision, Refused
from tests.strategies import (
    APOLOGY,
    HOLDING,
    KINDS,
    MEMBERS,
    ROOM,
    START,
    History,
    Intent,
    histories,
    intents,
    opened,
    opening,
    plan,
    with_room,
)

GUEST = Person(id="U8", guest=True)


def refused(decision: Decision) -> str | None:
    return decision.reason if isinstance(decision, Refused) else None


def note(text: str = "seen", ts: str | None = None) -> room_commands.AddNote:
    message = events.MessageRef(channel=ROOM, ts=ts) if ts else None
    return room_commands.AddNote(events.NoteAdded(text=text, via="command", message=message))


def apology(statement: str = "apology", text: str = APOLOGY) -> statement_commands.DraftStatement:
    return statement_commands.DraftStatement(
        events.StatementDrafted(
            statement=statement, statement_kind="apology", language="en", text=text
        )
    )


def change(severity: events.Severity, reason: str = "the press") -> room_commands.ChangeSeverity:
    return room_commands.ChangeSeverity(
        severity, reason, OURS.plan(severity, "mistake", ("x",), "en")
    )


# Opening and closing


def test_a_crisis_opens_once() -> None:
    history = History()
    assert refused(history.do(note())) == "no_crisis"
    assert [e.kind for e in history.do(opening())] == [
        "crisis_opened",
        "playbook_adopted",
        "statement_drafted",
    ]
    assert refused(history.do(opening(), "U2")) == "already_open"


def test_after_the_close_only_the_record_goes_on() -> None:
    history = with_room()
    history.do(step_commands.ClaimStep("capture-evidence"))
    history.do(closing_commands.CloseCrisis("quiet", "It is over"), "U2")
    assert history.at_last.summary == "quiet"
    assert history.do(closing_commands.CloseCrisis("again", "It is over"), "U2") == (), (
        "the second of two clicks"
    )
    again = history.do(closing_commands.CloseCrisis("again", "It is over"), "U3")
    assert refused(again) == "closed"
    assert isinstance(again, Refused)
    assert again.about == {"who": "U2", "at": history.at_last.closed_at}
    for command in (
        step_commands.ClaimStep("post-holding"),
        step_commands.UndoStep("capture-evidence", 5),
        statement_commands.EditStatement("holding", 1, "new", None),
        change("major"),
        apology(),
    ):
        assert refused(history.do(command)) == "closed"
    for command in (note(), record_commands.MakeExport()):
        assert len(history.do(command)) == 1


def test_a_guest_neither_closes_nor_approves() -> None:
    history = opened()
    history.do(statement_commands.SubmitStatement("holding", 1))
    assert refused(history.do(closing_commands.CloseCrisis(None, "It is over"), GUEST)) == "guest"
    assert refused(history.do(statement_commands.ApproveStatement("holding", 1), GUEST)) == "guest"
    assert (
        refused(history.do(statement_commands.AskForChanges("holding", 1, "no"), GUEST)) == "guest"
    )


# Steps


def steps() -> History:
    return opened(playbook=plan(3))


def test_two_who_claim_one_step_one_wins_and_the_other_learns_who() -> None:
    history = steps()
    assert len(history.do(step_commands.ClaimStep("s0"), "U1")) == 1
    second = history.do(step_commands.ClaimStep("s0"), "U2")
    assert isinstance(second, Refused)
    assert second.reason == "step_taken"
    assert second.about["who"] == "U1"
    assert second.about["at"] == history.at_last.steps["s0"].at
    assert history.do(step_commands.ClaimStep("s0"), "U1") == ()


def test_whoever_has_done_it_may_finish_a_step_that_another_took() -> None:
    history = steps()
    history.do(step_commands.ClaimStep("s0"), "U1")
    assert len(history.do(step_commands.CompleteStep("s0"), "U2")) == 1
    progress = history.at_last.steps["s0"]
    assert (progress.state, progress.owner, progress.by) == ("done", "U1", "U2")


@pytest.mark.parametrize(
    ("first", "state"),
    [
        (step_commands.CompleteStep("s0"), "done"),
        (step_commands.SkipStep("s0", "not ours"), "skipped"),
    ],
)
def test_a_settled_step_stays_settled(first: commands.Command, state: str) -> None:
    history = steps()
    history.do(first, "U1")
    assert history.do(first, "U1") == ()
    for command in (
        step_commands.ClaimStep("s0"),
        step_commands.CompleteStep("s0"),
        step_commands.SkipStep("s0", "why"),
    ):
        second = history.do(command, "U2")
        assert isinstance(second, Refused)
        assert second.reason == "step_settled"
        assert second.about["state"] == state
        assert second.about["who"] == "U1"


def test_a_skip_needs_a_reason() -> None:
    assert refused(steps().do(step_commands.SkipStep("s0", " \u2003\n"))) == "empty"


@pytest.mark.parametrize(
    "command",
    [
        step_commands.ClaimStep("gone"),
        step_commands.CompleteStep("gone"),
        step_commands.SkipStep("gone", "x"),
        step_commands.UndoStep("gone", 1),
    ],
)
def test_a_step_that_the_plan_lost_is_unknown(command: commands.Command) -> None:
    assert refused(steps().do(command)) == "step_unknown"


def test_undo_takes_back_one_change_at_a_time() -> None:
    history = steps()
    history.do(step_commands.ClaimStep("s0"), "U1")
    history.do(step_commands.CompleteStep("s0"), "U1")
    done = history.at_last.steps["s0"].changed
    history.do(step_commands.UndoStep("s0", done), "U2")
    progress = history.at_last.steps["s0"]
    assert (progress.state, progress.owner) == ("claimed", "U1")
    history.do(step_commands.UndoStep("s0", progress.changed), "U1")
    progress = history.at_last.steps["s0"]
    assert (progress.state, progress.owner, progress.reason) == ("open", None, None)


def test_two_undos_of_the_same_click_are_one() -> None:
    history = steps()
    history.do(step_commands.ClaimStep("s0"), "U1")
    history.do(step_commands.CompleteStep("s0"), "U1")
    click = step_commands.UndoStep("s0", history.at_last.steps["s0"].changed)
    assert len(history.do(click, "U2")) == 1
    assert history.do(click, "U2") == ()
    assert refused(history.do(click, "U3")) == "step_moved"
    assert history.at_last.steps["s0"].state == "claimed"


def test_an_undo_from_an_old_message_undoes_nothing_newer() -> None:
    history = steps()
    history.do(step_commands.ClaimStep("s0"), "U1")
    click = step_commands.UndoStep("s0", history.at_last.steps["s0"].changed)
    history.do(step_commands.CompleteStep("s0"), "U2")
    late = history.do(click, "U1")
    assert isinstance(late, Refused)
    assert late.reason == "step_moved"
    assert late.about["who"] == "U2"
    assert history.at_last.steps["s0"].state == "done"


def test_the_steps_of_a_former_plan_can_still_be_undone() -> None:
    history = opened()
    history.do(step_commands.CompleteStep("post-apology", reason="It was out before the room was"))
    history.do(change("major"))
    seen = history.at_last.steps["post-apology"].changed
    assert len(history.do(step_commands.UndoStep("post-apology", seen))) == 1


# Statements


def test_the_straight_path() -> None:
    history = opened()
    statement = history.at_last.statements["holding"]
    assert (statement.state, statement.version, statement.authors) == ("draft", 1, frozenset())
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    assert history.at_last.waiting == (history.at_last.statements["holding"],)
    history.do(statement_commands.ApproveStatement("holding", 1), "U2")
    approved = history.at_last.statements["holding"]
    assert approved.state == "approved"
    assert [(a.by, a.digest) for a in approved.approvals] == [("U2", text_digest(HOLDING))]
    history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/2", START), "U1")
    posted = history.at_last.statements["holding"]
    assert (posted.state, posted.link, posted.posted_by) == ("posted", "https://x.com/2", "U1")


def test_an_author_never_approves() -> None:
    history = opened()
    history.do(
        statement_commands.EditStatement("holding", 1, "Our words. More shortly.", None), "U1"
    )
    history.do(statement_commands.SubmitStatement("holding", 2), "U2")
    for author in ("U1", "U2"):
        assert (
            refused(history.do(statement_commands.ApproveStatement("holding", 2), author))
            == "own_words"
        )
    assert len(history.do(statement_commands.ApproveStatement("holding", 2), "U3")) == 1


def test_a_major_apology_takes_two_approvers() -> None:
    history = opened(severity="major")
    history.do(apology())
    history.do(statement_commands.SubmitStatement("apology", 1), "U1")
    approve = statement_commands.ApproveStatement("apology", 1)
    assert len(history.do(approve, "U2")) == 1
    assert history.at_last.statements["apology"].state == "submitted"
    assert history.do(approve, "U2") == (), "the same person counts once"
    posted = statement_commands.MarkPosted("apology", 1, "https://x.com/2", START)
    assert refused(history.do(posted)) == "not_approved"
    assert len(history.do(approve, "U3")) == 1
    assert history.at_last.statements["apology"].state == "approved"
    assert refused(history.do(approve, "U4")) == "approved_already"


def test_a_raised_severity_asks_for_the_second_approval_again() -> None:
    history = opened()
    history.do(apology())
    history.do(statement_commands.SubmitStatement("apology", 1), "U1")
    history.do(statement_commands.ApproveStatement("apology", 1), "U2")
    assert history.at_last.statements["apology"].state == "approved"
    history.do(change("major"))
    statement = history.at_last.statements["apology"]
    assert (statement.state, len(statement.approvals)) == ("submitted", 1)
    posted = statement_commands.MarkPosted("apology", 1, "https://x.com/2", START)
    assert refused(history.do(posted)) == "not_approved"
    history.do(change("minor", "calm again"))
    assert history.at_last.statements["apology"].state == "submitted", "lowering approves nothing"
    assert refused(history.do(change("major"), GUEST)) == "guest"


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_any_edit_voids_the_approvals(state: str) -> None:
    history = opened()
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    if state == "approved":
        history.do(statement_commands.ApproveStatement("holding", 1), "U2")
    assert history.at_last.statements["holding"].state == state
    history.do(
        statement_commands.EditStatement(
            "holding", 1, "We are looking into it, and will say more shortly.", None
        ),
        "U3",
    )
    statement = history.at_last.statements["holding"]
    assert (statement.state, statement.version, statement.approvals) == ("draft", 2, ())
    assert statement.authors == {"U1", "U3"}, "who wrote a part of it is still an author"
    assert (
        refused(history.do(statement_commands.ApproveStatement("holding", 1), "U2"))
        == "statement_moved"
    )
    assert (
        refused(history.do(statement_commands.ApproveStatement("holding", 2), "U2"))
        == "not_submitted"
    )


def test_another_promised_time_is_an_edit_too() -> None:
    history = opened()
    later = START + timedelta(hours=2)
    text = history.at_last.statements["holding"].text
    assert len(history.do(statement_commands.EditStatement("holding", 1, text, later))) == 1
    assert history.do(statement_commands.EditStatement("holding", 2, text, later)) == ()


def test_changes_void_the_approvals_and_say_why() -> None:
    history = opened(severity="major")
    history.do(apology())
    assert (
        refused(history.do(statement_commands.AskForChanges("apology", 1, "x"), "U2"))
        == "not_submitted"
    )
    history.do(statement_commands.SubmitStatement("apology", 1), "U1")
    history.do(statement_commands.ApproveStatement("apology", 1), "U3")
    assert refused(history.do(statement_commands.AskForChanges("apology", 1, " "), "U2")) == "empty"
    ask = statement_commands.AskForChanges("apology", 1, "too vague")
    assert len(history.do(ask, "U2")) == 1
    statement = history.at_last.statements["apology"]
    assert (statement.state, statement.approvals) == ("draft", ())
    assert (statement.asked_by, statement.asked) == ("U2", "too vague")
    assert history.do(ask, "U2") == ()
    history.do(statement_commands.SubmitStatement("apology", 1), "U1")
    assert history.at_last.statements["apology"].asked is None


def test_gaps_cannot_be_approved() -> None:
    history = opened()
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    history.do(statement_commands.EditStatement("holding", 1, HOLDING + " [the remedy]", None))
    decision = history.do(statement_commands.SubmitStatement("holding", 2), "U2")
    assert isinstance(decision, Refused)
    assert (decision.reason, decision.about) == ("gaps", {"gaps": ("[the remedy]",)})
    assert history.at_last.statements["holding"].state == "draft"


def test_an_editor_who_was_overtaken_is_told() -> None:
    history = opened()
    history.do(statement_commands.EditStatement("holding", 1, "Theirs.", None), "U1")
    late = history.do(statement_commands.EditStatement("holding", 1, "Mine.", None), "U2")
    assert isinstance(late, Refused)
    assert (late.reason, late.about["who"]) == ("statement_moved", "U1")
    same = statement_commands.EditStatement("holding", 1, "Theirs.", None)
    assert history.do(same, "U2") == (), "what they wanted stands there"
    assert (
        refused(history.do(statement_commands.EditStatement("holding", 2, "\n ", None))) == "empty"
    )


def test_only_approved_words_are_posted_and_not_in_the_future() -> None:
    history = opened()
    link = "https://x.com/2"
    assert (
        refused(history.do(statement_commands.MarkPosted("holding", 1, link, START)))
        == "not_approved"
    )
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    history.do(statement_commands.ApproveStatement("holding", 1), "U2")
    ahead = history.now + timedelta(minutes=5)
    assert refused(history.do(statement_commands.MarkPosted("holding", 1, link, ahead))) == "future"
    assert (
        refused(history.do(statement_commands.MarkPosted("gone", 1, link, START)))
        == "statement_unknown"
    )


def posted_history() -> History:
    history = opened()
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    history.do(statement_commands.ApproveStatement("holding", 1), "U2")
    history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/2", START), "U1")
    return history


def test_the_same_post_marked_twice_is_one() -> None:
    history = posted_history()
    assert (
        history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/2", START), "U3")
        == ()
    )
    other = history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/3", START), "U3")
    assert refused(other) == "statement_posted"


def test_one_statement_of_a_kind_at_a_time() -> None:
    history = opened()
    history.do(apology())
    assert refused(history.do(apology("apology-2"), "U2")) == "statement_exists"


def test_a_draft_never_takes_the_place_of_posted_words() -> None:
    history = posted_history()
    draft = events.StatementDrafted(
        statement="holding", statement_kind="holding", language="en", text="Other words."
    )
    assert refused(history.do(statement_commands.DraftStatement(draft), "U3")) == "statement_exists"
    assert history.at_last.statements["holding"].state == "posted"


@settings(max_examples=60, deadline=None)
@given(histories(most=10), st.lists(intents((*KINDS, "close")), max_size=25))
def test_posted_words_are_frozen(history: History, more: list[Intent]) -> None:
    base = posted_history()
    history.do(closing_commands.CloseCrisis(None, "It is over"))
    frozen = base.at_last.statements["holding"]
    for intent in more:
        base.do(intent.command(base.at_last), intent.by, later=intent.later)
    after = base.at_last.statements["holding"]
    # Only what is known about them may grow: further posts, withdrawn facts, the other language.
    assert after.posts[:1] == frozen.posts
    same = replace(after, posts=frozen.posts, rests_on=(), behind=False)
    assert replace(same, changed_at=frozen.changed_at) == frozen


WORDS = ("draft", "edit", "submit", "submit", "approve", "approve", "approve", "changes")


@settings(max_examples=120, deadline=None)
@given(st.lists(intents((*WORDS, "posted", "severity"), by=MEMBERS), min_size=5, max_size=40))
def test_nothing_goes_out_that_others_did_not_approve(acts: list[Intent]) -> None:
    history = opened()
    history.do(apology())
    for intent in acts:
        before = history.at_last
        decision = history.do(intent.command(before), intent.by)
        if isinstance(decision, Refused):
            assert history.at_last == before
            continue
        for event in decision:
            if isinstance(event, events.StatementPosted):
                statement = before.statements[event.statement]
                approvers = {given.by for given in statement.approvals}
                if statement.cleared:
                    continue
                assert approval.complete(before, statement)
                assert not approvers & statement.authors
                assert {a.digest for a in statement.approvals} == {text_digest(statement.text)}
            if isinstance(event, events.StatementEdited | events.ChangesAsked):
                assert history.at_last.statements[event.statement].approvals == ()


# Notes, severity, exports, failures


def test_a_note_says_something() -> None:
    history = opened()
    assert refused(history.do(note("\u00a0\n"))) == "empty"
    assert len(history.do(note("!"))) == 1
    assert len(history.do(note("!"))) == 1, "the same words twice are two notes"


def test_a_message_is_kept_once() -> None:
    history = opened()
    assert len(history.do(note(ts="1.5"))) == 1
    assert refused(history.do(note(ts="1.5"), "U2")) == "noted"
    assert len(history.do(note(ts="1.6"))) == 1


def test_a_severity_is_changed_with_a_reason() -> None:
    history = opened()
    assert refused(history.do(change("minor"))) == "same_severity"
    assert refused(history.do(change("major", "  "))) == "empty"
    assert [e.kind for e in history.do(change("major"))] == ["severity_changed", "playbook_adopted"]
    assert (history.at_last.severity, history.at_last.playbook) == ("major", "mistake-major")


def failure(error: str, *, final: bool) -> room_commands.RecordFailure:
    return room_commands.RecordFailure(
        events.DeliveryFailed(delivery="d1", what="invite", error=error, final=final)
    )


def test_a_failure_is_told_once_until_something_changes() -> None:
    history = with_room()
    assert len(history.do(failure("http_500", final=False))) == 1
    assert history.do(failure("http_500", final=False)) == ()
    assert history.do(room_commands.RetryDeliveries()) == (), "it is being tried anyway"
    assert len(history.do(failure("missing_scope", final=True))) == 1
    assert history.at_last.troubles["d1"].final
    retried = history.do(room_commands.RetryDeliveries())
    assert retried == (events.DeliveryRetried(deliveries=("d1",)),)
    assert not history.at_last.troubles["d1"].final
    assert len(history.do(room_commands.RecordRecovery("d1"))) == 1
    assert history.at_last.troubles == {}
    assert history.do(room_commands.RecordRecovery("d1")) == ()


def test_a_room_is_recorded_once() -> None:
    history = with_room()
    other = events.RoomOpened(channel="C2", name="y", private=False)
    assert history.do(room_commands.RecordRoom(other)) == ()
    assert history.at_last.channel == ROOM


# All commands


@settings(max_examples=80, deadline=None)
@given(histories(), intents())
def test_deciding_changes_nothing_and_agrees_with_itself(history: History, intent: Intent) -> None:
    before = history.at_last
    kept = replace(before)
    command = intent.command(before)
    one = decide(before, command, intent.by, history.now)
    assert before == kept
    assert decide(before, command, intent.by, history.now) == one


ANEW = ("note", "export", "room_lost", "severity", "comment", "update", "correct")
BY_EVENT = ("written", "edited", "removed", "file_read")
"""What is known again by the ID of the event or the delivery that it came with."""
REPEATABLE = tuple(k for k in KINDS if k not in (*ANEW, *BY_EVENT))
"""What has no further effect when the very same click comes twice in a row."""


@settings(max_examples=120, deadline=None)
@given(histories(most=15), intents((*REPEATABLE, "close")))
def test_the_second_of_two_equal_clicks_changes_nothing(history: History, intent: Intent) -> None:
    command = intent.command(history.at_last)
    history.do(command, intent.by)
    once = history.at_last
    history.do(command, intent.by)
    assert history.at_last == once


@settings(max_examples=80, deadline=None)
@given(histories(most=40))
def test_a_step_belongs_to_one_person_and_says_so(history: History) -> None:
    for progress in history.at_last.steps.values():
        if progress.state == "claimed":
            assert progress.owner is not None
        if progress.state == "open":
            assert progress.owner is None
        if progress.state != "open":
            assert progress.by is not None
            assert progress.at is not None
            assert progress.changed > 0


def test_every_command_has_a_decision() -> None:
    every: Any = commands.Command
    decided = set(commands._DECISIONS) | {commands.OpenCrisis}
    assert decided == set(every.__args__)
