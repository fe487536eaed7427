"""Updates to stakeholders: what is news, when it goes out, and that nothing goes out twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events, updates
from bot.clocks import due
from bot.clocks.updates import next_at
from bot.commands import closing
from bot.commands import facts as fact_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.commands.updates import MuteUpdates, SendUpdate
from bot.crisis import fold
from bot.deliveries import deliveries
from bot.people import Person
from bot.refused import Decision, Refused
from bot.surfaces import stakeholder_update
from tests.strategies import ROOM, History, drill_plan, histories, opened, plan, with_room

EVERY = timedelta(minutes=60)
HEARD = events.SettingsAdopted(update_in="C2", update_every=60)


def heard(**changed: object) -> History:
    """A crisis of which a channel hears every hour."""
    history = with_room(playbook=plan(2), **changed)
    history.do(room_commands.AdoptSettings(HEARD))
    return history


def tick(history: History, after: timedelta = EVERY) -> list[events.UpdateSent]:
    """What the ticker sends."""
    history.now += after
    found = [e for e in due(history.at_last, history.now) if isinstance(e, events.UpdateSent)]
    sent = [e for e in found if history.do(room_commands.RecordMissed(e), later=0) == (e,)]
    assert sent == found
    return sent


def news(history: History) -> list[str]:
    return [change.kind for change in updates.changes(history.at_last)]


def refused(decision: Decision) -> str:
    assert isinstance(decision, Refused), decision
    return decision.reason


def post(history: History, statement: str = "holding", version: int = 1) -> None:
    history.do(statement_commands.SubmitStatement(statement, version), "U3")
    history.do(statement_commands.ApproveStatement(statement, version))
    link = f"https://x.com/{statement}"
    history.do(statement_commands.MarkPosted(statement, version, link, history.now))


def test_the_first_update_comes_after_the_first_interval() -> None:
    history = heard()
    assert tick(history, timedelta(minutes=14)) == []
    assert next_at(history.at_last) == history.at_last.opened_at + EVERY
    (sent,) = tick(history, timedelta(minutes=46))
    assert (sent.channel, sent.text) == ("C2", None)
    assert sent.until == history.at_last.seq - 1
    (delivery,) = deliveries(sent, history.at_last)
    assert delivery.kind == "update"


def test_nothing_new_sends_nothing_and_is_no_entry_but_is_looked_at_again() -> None:
    history = heard()
    assert tick(history)
    seq = history.at_last.seq
    for _ in range(3):
        assert tick(history) == []
    assert history.at_last.seq == seq
    # What is done in the room alone is no news to those outside it.
    history.do(room_commands.AddNote(events.NoteAdded(text="n", via="command")))
    history.do(step_commands.ClaimStep("s0"))
    assert tick(history) == []
    history.do(fact_commands.ProposeFact("40 people saw it"))
    assert tick(history) == []
    history.do(fact_commands.ConfirmFact("f1"), "U2")
    assert news(history) == ["confirmed"]
    # An interval has passed: the next look sends it.
    assert len(tick(history, timedelta(seconds=10))) == 1


def test_what_is_news() -> None:
    history = heard()
    tick(history)
    post(history)
    history.do(fact_commands.ProposeFact("a"))
    history.do(fact_commands.ConfirmFact("f1"), "U2")
    history.do(step_commands.CompleteStep("s0"))
    severity = room_commands.ChangeSeverity("major", "press", plan(2))
    history.do(severity)
    assert news(history) == ["severity", "posted", "confirmed", "phase"]
    assert len(tick(history)) == 1
    assert news(history) == []
    history.do(fact_commands.WithdrawFact("f1", "it was 12"))
    assert news(history) == ["withdrawn"]


def test_what_changed_and_changed_back_is_no_news() -> None:
    history = heard()
    tick(history)
    history.do(room_commands.ChangeSeverity("major", "press", plan(2)))
    history.do(room_commands.ChangeSeverity("minor", "no press", plan(2)))
    history.do(fact_commands.ProposeFact("a"))
    history.do(fact_commands.ConfirmFact("f1"), "U2")
    history.do(fact_commands.WithdrawFact("f1", "wrong"))
    assert news(history) == []
    assert tick(history) == []


def test_a_note_to_staff_is_not_public() -> None:
    history = heard()
    tick(history)
    draft = events.StatementDrafted(
        statement="internal", statement_kind="internal", language="en", text="Say nothing."
    )
    history.do(statement_commands.DraftStatement(draft))
    post(history, "internal")
    assert history.at_last.statements["internal"].posts
    assert news(history) == []


@pytest.mark.parametrize("private", [True, False])
def test_never_of_a_private_crisis(private: bool) -> None:
    history = opened(private=private, playbook=plan(1))
    history.do(room_commands.AdoptSettings(HEARD))
    # Slack may have allowed no other room than a private one.
    room = events.RoomOpened(channel=ROOM, name="x", private=True)
    history.do(room_commands.RecordRoom(room))
    assert tick(history) == []
    for command in (SendUpdate(), MuteUpdates(True)):
        assert refused(history.do(command)) == "update_private"


def test_never_of_a_drill() -> None:
    history = with_room(planned=drill_plan(), playbook=plan(1))
    history.do(room_commands.AdoptSettings(HEARD))
    assert tick(history) == []
    assert refused(history.do(SendUpdate())) == "update_of_drill"


def test_without_a_channel_nobody_hears_of_it() -> None:
    history = with_room(playbook=plan(1))
    assert tick(history) == []
    assert refused(history.do(SendUpdate("x"))) == "update_nowhere"


def test_muted_until_it_is_taken_up_again() -> None:
    history = heard()
    guest = Person(id="U5", guest=True)
    assert refused(history.do(MuteUpdates(True), guest)) == "guest"
    assert len(history.do(MuteUpdates(True))) == 1  # type: ignore[arg-type]
    assert history.do(MuteUpdates(True)) == ()
    assert next_at(history.at_last) is None
    assert tick(history) == []
    # A person may still send one.
    assert len(history.do(SendUpdate())) == 1  # type: ignore[arg-type]
    history.do(MuteUpdates(False))
    assert tick(history) == [], "nothing has changed since"


def test_a_person_sends_one_in_their_own_words_and_the_clock_begins_anew() -> None:
    history = heard()
    assert refused(history.do(SendUpdate("x"), Person(id="U5", guest=True))) == "guest"
    history.do(SendUpdate("  All is <!here> well  "), later=600)
    (sent,) = [r.event for r in history.at_last.recent if isinstance(r.event, events.UpdateSent)]
    assert sent.text == "All is <!here> well"
    assert next_at(history.at_last) == history.now + EVERY
    said = stakeholder_update(history.at_last, sent)
    assert "All is <!here> well" not in said.text
    assert any(
        block.get("text") == {"type": "plain_text", "text": sent.text, "emoji": False}
        for block in said.blocks
    )


def test_whoever_heard_of_it_hears_that_it_is_over() -> None:
    history = heard()
    tick(history)
    decision = history.do(closing.CloseCrisis("Quiet", "over"))
    assert [event.kind for event in decision] == ["crisis_closed", "update_sent"]  # type: ignore[union-attr]
    sent = history.at_last.recent[-1].event
    assert isinstance(sent, events.UpdateSent)
    then = fold(None, history.entries[: sent.until])
    assert then is not None
    assert [change.kind for change in updates.changes(then)] == ["closed"]
    assert "Quiet" in str(stakeholder_update(then, sent).blocks)


def test_whoever_never_heard_of_it_is_not_told_that_it_is_over() -> None:
    decision = heard().do(closing.CloseCrisis("Quiet", "over"))
    assert [event.kind for event in decision] == ["crisis_closed"]  # type: ignore[union-attr]
    history = heard()
    tick(history)
    history.do(MuteUpdates(True))
    decision = history.do(closing.CloseCrisis("Quiet", "over"))
    assert [event.kind for event in decision] == ["crisis_closed"]  # type: ignore[union-attr]


@settings(max_examples=80, deadline=None)
@given(histories(), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_an_update_goes_out_only_with_news_and_once(history: History, later: timedelta) -> None:
    if not history.at_last.closed:
        history.do(room_commands.AdoptSettings(HEARD))
    before = history.at_last
    known = updates.changes(before)
    sent = tick(history, later)
    if not sent:
        return
    assert known
    assert not before.updates_muted
    assert updates.may_be_told(before)
    # The same tick again, in this process or in another one that has not heard of the first.
    assert tick(history, timedelta(0)) == []
    assert history.do(room_commands.RecordMissed(sent[0]), later=0) == ()
    assert updates.changes(history.at_last) == ()


@settings(max_examples=60, deadline=None)
@given(histories())
def test_what_went_out_can_be_told_from_the_record_alone(history: History) -> None:
    for number, entry in enumerate(history.entries):
        if entry.kind == "update_sent":
            event = events.parse(entry.kind, entry.data or {})
            then = fold(None, history.entries[:number])
            assert then is not None
            assert isinstance(event, events.UpdateSent)
            assert event.until == number
            assert stakeholder_update(then, event).blocks
