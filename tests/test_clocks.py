"""What is due follows from the crisis and the time alone."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events, roles
from bot.clocks import due, public
from bot.clocks.public import HOLDING_WITHIN, REMIND_HOLDING
from bot.clocks.steps import BREATH
from bot.commands import closing as closing_commands
from bot.commands import statements as statement_commands
from bot.commands.room import RecordMissed
from bot.refused import Refused
from tests.strategies import APOLOGY, START, History, histories, opened
from tests.test_crisis import post

SECOND = timedelta(seconds=1)


def test_the_first_word_is_due_a_quarter_of_an_hour_after_the_opening() -> None:
    history = opened()
    deadline = history.at_last.opened_at + HOLDING_WITHIN
    assert public.due(history.at_last, deadline - SECOND) == ()
    (missed,) = public.due(history.at_last, deadline)
    assert (missed.deadline, missed.due_at, missed.owner) == ("holding", deadline, "U1")


def test_a_deadline_fires_once() -> None:
    history = opened()
    late = history.at_last.opened_at + timedelta(hours=3)
    (missed,) = public.due(history.at_last, late)
    history.now = late
    assert history.do(RecordMissed(missed)) == (missed,)
    assert public.due(history.at_last, late) == ()
    assert history.do(RecordMissed(missed)) == (), "a second replica adds nothing"


def test_a_public_word_ends_the_wait() -> None:
    history = opened()
    post(history, "holding", "U2")
    before = START + timedelta(minutes=59)
    assert public.due(history.at_last, before) == ()


def test_a_promised_update_is_due_when_it_was_promised() -> None:
    history = opened()
    post(history, "holding", "U2")
    promised = START + timedelta(hours=1)
    assert public.due(history.at_last, promised - SECOND) == ()
    (missed,) = public.due(history.at_last, promised)
    assert (missed.deadline, missed.due_at) == ("next_update", promised)
    history.now = promised
    history.do(RecordMissed(missed))
    assert public.due(history.at_last, promised + timedelta(days=2)) == ()


def test_approvers_are_reminded_then_their_stand_ins() -> None:
    history = opened(lead="U2")
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    since = history.at_last.statements["holding"].waiting_since
    assert since is not None
    assert public.due(history.at_last, since + REMIND_HOLDING - SECOND) == ()
    history.now = since + REMIND_HOLDING
    (first,) = public.due(history.at_last, history.now)
    assert isinstance(first, events.ApproversReminded)
    assert (first.people, first.stand_ins) == (("U2",), False)
    history.do(RecordMissed(first), later=0)
    assert public.due(history.at_last, history.now) == ()
    history.now = since + 2 * REMIND_HOLDING
    (second,) = public.due(history.at_last, history.now)
    assert isinstance(second, events.ApproversReminded)
    assert second.stand_ins
    history.do(RecordMissed(second), later=0)
    history.do(statement_commands.ApproveStatement("holding", 1), "U2")
    assert public.due(history.at_last, history.now) == ()


def test_the_next_word_keeps_the_promise() -> None:
    history = opened()
    post(history, "holding", "U2")
    draft = events.StatementDrafted(
        statement="apology", statement_kind="apology", language="en", text=APOLOGY
    )
    history.do(statement_commands.DraftStatement(draft))
    post(history, "apology", "U2", at=START + timedelta(minutes=50))
    assert public.due(history.at_last, START + timedelta(days=1)) == ()


def test_nothing_is_due_after_the_close() -> None:
    history = opened()
    history.do(closing_commands.CloseCrisis(None, "It is over"))
    assert due(history.at_last, START + timedelta(days=400)) == ()


@settings(max_examples=60, deadline=None)
@given(histories(), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_what_is_due_is_past_unsaid_and_stays_said(history: History, later: timedelta) -> None:
    now = history.now + later
    missed = due(history.at_last, now)
    for each in missed:
        if isinstance(each, events.DeadlineMissed):
            assert each.due_at <= now
            assert each.owner == (roles.on_duty(history.at_last, "lead") or history.at_last.lead)
        history.now = now
        # One message at a time to each person: another may have to wait for the next tick.
        decision = history.do(RecordMissed(each), later=0)
        assert not isinstance(decision, Refused)
        assert decision[:1] in ((), (each,))
    # Whoever was reminded long ago, others are next; nobody hears of the same twice.
    said: list[events.Event] = []
    for _ in range(60):
        for each in due(history.at_last, history.now):
            assert each not in said
            said += history.do(RecordMissed(each), later=0)
        history.now += BREATH
    now = history.now
    history.do(closing_commands.CloseCrisis(None, "It is over"))
    # Nobody is reminded any more; only the room is put away.
    later_on = due(history.at_last, now + timedelta(days=9))
    assert all(isinstance(each, events.RoomArchived) for each in later_on)
