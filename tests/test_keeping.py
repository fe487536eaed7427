"""How long a closed crisis is kept: what stops a deletion, who is told before it, what is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import events, keeping
from bot.chain import APP, Entry, first_fault
from bot.commands import closing
from bot.commands import keeping as keeping_commands
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.deliveries import deliveries
from bot.events import Event, RecordErased
from bot.locale import words
from bot.people import Person
from bot.refused import Decision, Refused
from bot.surfaces import names, reminder, render
from bot.surfaces.keeping import hold_line
from bot.surfaces.still_open import on_record
from tests.strategies import History, histories, with_room

GUEST = Person(id="U5", guest=True)
MONTHS = st.sampled_from((1, 6, 12, 24, 36, 60, 120))
START = datetime(2020, 1, 1, tzinfo=UTC)
TIMES = st.integers(0, 40 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


def refused(decision: Decision) -> str:
    assert isinstance(decision, Refused), decision
    return decision.reason


def one(decision: Decision) -> Event:
    """The one event of a decision."""
    assert not isinstance(decision, Refused), decision
    (event,) = decision
    return event


def closed() -> History:
    history = with_room()
    history.do(closing.CloseCrisis("It is over", "why not", on_record))
    assert history.at_last.closed
    return history


def wait(history: History, until: datetime) -> None:
    history.now = until


def announce(history: History, *people: str, months: int = 6) -> Decision:
    return history.do(keeping_commands.AnnounceErasure(months, people), APP)


def erase(history: History, months: int = 6) -> Decision:
    return history.do(keeping_commands.EraseRecord(months), APP)


# Months


@given(TIMES, MONTHS)
def test_months_later_is_the_same_day_or_the_last_of_the_month(at: datetime, months: int) -> None:
    later = keeping.add_months(at, months)
    assert (later.year * 12 + later.month) - (at.year * 12 + at.month) == months
    assert later.time() == at.time()
    assert later.day == at.day or (
        later.day < at.day and (later + timedelta(days=1)).month != later.month
    )


def test_there_are_months_of_all_lengths() -> None:
    def day(at: datetime, months: int) -> str:
        return keeping.add_months(at, months).strftime("%Y-%m-%d")

    assert day(datetime(2026, 8, 31, tzinfo=UTC), 6) == "2027-02-28"
    assert day(datetime(2024, 2, 29, tzinfo=UTC), 12) == "2025-02-28"
    assert day(datetime(2026, 12, 31, tzinfo=UTC), -1) == "2026-11-30"
    assert day(datetime(2026, 3, 31, tzinfo=UTC), -1) == "2026-02-28"


@given(TIMES, st.timedeltas(timedelta(days=-400), timedelta(days=400)), MONTHS)
def test_what_is_closed_too_late_to_matter_need_not_be_read(
    closed_at: datetime, off: timedelta, months: int
) -> None:
    now = keeping.add_months(closed_at, months) - keeping.NOTICE + off
    if off >= timedelta():
        assert closed_at < keeping.closed_before(months, now)
    if off < timedelta(days=-8):
        assert closed_at > keeping.closed_before(months, now)


# What is deleted when


def test_a_crisis_is_deleted_after_its_time_and_a_week_before_somebody_is_told() -> None:
    history = closed()
    end = keeping.add_months(history.now, 6)
    assert announce(history) == ()
    wait(history, end - timedelta(days=7, seconds=10))
    assert announce(history) == ()
    assert erase(history) == ()
    wait(history, end - timedelta(days=7))
    assert announce(history, "U1") == (
        events.ErasureAnnounced(erase_at=history.at_last.erase_at, months=6, people=("U1",)),
    )
    assert announce(history, "U1") == (), "once"
    assert erase(history) == (), "a week is a week"
    wait(history, end + timedelta(days=1))
    closed_at = history.at_last.closed_at
    assert erase(history) == (RecordErased(months=6, closed_at=closed_at),)
    assert history.at_last.erased_at == history.now


def test_nothing_is_deleted_of_which_nobody_was_told() -> None:
    history = closed()
    wait(history, history.now + timedelta(days=5_000))
    assert erase(history) == ()
    announce(history, "U1")
    assert history.at_last.erase_at == history.now + timedelta(days=7)
    assert erase(history) == ()
    wait(history, history.now + timedelta(days=7))
    assert erase(history) != ()


def test_an_open_crisis_is_never_deleted() -> None:
    history = with_room()
    wait(history, history.now + timedelta(days=5_000))
    assert announce(history) == ()
    assert erase(history) == ()


def test_where_everything_is_kept_nothing_is_due() -> None:
    history = closed()
    late = history.now + timedelta(days=50_000)
    assert keeping.kept_until(history.at_last, None) is None
    assert keeping.announce_at(history.at_last, None, late) is None
    assert not keeping.is_over(history.at_last, None, late)


def test_a_longer_time_that_is_set_meanwhile_counts_and_is_announced_again() -> None:
    history = closed()
    closed_at = history.now
    wait(history, keeping.add_months(closed_at, 6) - timedelta(days=3))
    announce(history, "U1", months=6)
    wait(history, history.now + timedelta(days=30))
    assert erase(history, months=12) == ()
    assert announce(history, "U1", months=12) == ()
    wait(history, keeping.add_months(closed_at, 12) - timedelta(days=1))
    assert erase(history, months=12) == ()
    assert announce(history, "U1", months=12) != ()
    wait(history, history.now + timedelta(days=7))
    assert erase(history, months=12) != ()


def test_a_shorter_time_does_not_take_the_week_away() -> None:
    history = closed()
    wait(history, keeping.add_months(history.now, 12) - timedelta(days=6))
    announce(history, "U1", months=12)
    promised = history.at_last.erase_at
    assert promised is not None
    wait(history, promised - timedelta(minutes=1))
    assert announce(history, "U1", months=6) == ()
    assert erase(history, months=6) == ()
    wait(history, promised)
    assert erase(history, months=6) != ()


@pytest.mark.parametrize("told", [True, False])
def test_a_legal_hold_stops_it_and_once_lifted_somebody_is_told_anew(told: bool) -> None:
    history = closed()
    wait(history, history.now + timedelta(days=365))
    if told:
        announce(history, "U1")
    history.do(keeping_commands.SetHold("A lawsuit"), "U2")
    wait(history, history.now + timedelta(days=365))
    assert announce(history) == ()
    assert erase(history) == ()
    history.do(keeping_commands.LiftHold("It was settled"), "U3")
    assert erase(history) == ()
    assert announce(history, "U1") != ()
    wait(history, history.now + timedelta(days=7))
    assert erase(history) != ()


def test_an_open_action_of_the_review_stops_it() -> None:
    history = closed()
    history.do(closing.AddAction("Two people for each post", "U3", "2026-04-01"))
    wait(history, history.now + timedelta(days=400))
    assert announce(history) == ()
    history.do(closing.FinishAction("a1"), "U3")
    assert announce(history, "U1") != ()
    wait(history, history.now + timedelta(days=8))
    history.do(closing.AddAction("Another", "U3", "2030-04-01"))
    assert erase(history) == ()
    history.do(closing.DropAction("a2", "no need"))
    assert erase(history) != ()


@given(histories(most=12), st.integers(0, 4_000), MONTHS)
def test_nothing_is_deleted_while_anything_stops_it(
    history: History, days: int, months: int
) -> None:
    crisis = history.at_last
    now = history.now + timedelta(days=days)
    for at in (now, now + timedelta(days=400)):
        announced, over = (
            keeping.announce_at(crisis, months, at),
            keeping.is_over(crisis, months, at),
        )
        if crisis.hold is not None or not crisis.closed:
            assert (announced, over) == (None, False)
        if announced is not None:
            assert not over
            assert announced >= at + keeping.NOTICE
            assert announced >= keeping.add_months(crisis.closed_at or at, months)


# The hold


def test_members_hold_and_lift_with_a_reason() -> None:
    history = with_room()
    assert refused(history.do(keeping_commands.SetHold("x"), GUEST)) == "guest"
    assert (
        refused(history.do(keeping_commands.SetHold("x"), Person(id="U1", unsure=True))) == "unsure"
    )
    assert refused(history.do(keeping_commands.SetHold("  "))) == "empty"
    assert refused(history.do(keeping_commands.LiftHold("x"))) == "not_held"
    assert history.do(keeping_commands.SetHold(" A lawsuit ")) == (
        events.LegalHoldSet(reason="A lawsuit"),
    )
    assert history.do(keeping_commands.SetHold("A lawsuit")) == (), "the same click again"
    assert refused(history.do(keeping_commands.SetHold("Mine"), "U2")) == "held_already"
    assert refused(history.do(keeping_commands.LiftHold("x"), GUEST)) == "guest"
    assert refused(history.do(keeping_commands.LiftHold(""))) == "empty"
    assert history.do(keeping_commands.LiftHold("Settled"), "U2") == (
        events.LegalHoldLifted(reason="Settled"),
    )
    assert history.at_last.hold is None


def test_the_hold_shows_as_long_as_it_lasts() -> None:
    for history in (with_room(), closed()):
        places = [name for name in names(history.at_last) if name in ("card", "review")]
        history.do(keeping_commands.SetHold("A <b> lawsuit"))
        line = hold_line(words("en"), history.at_last)
        assert line is not None
        assert "A &lt;b&gt; lawsuit" in line
        for name in places:
            assert line in str(render(history.at_last, name).blocks).replace("\\n", "\n")
        history.do(keeping_commands.LiftHold("Settled"))
        for name in places:
            assert "Legal hold*" not in str(render(history.at_last, name).blocks)


def test_the_room_is_told_of_a_hold_unless_it_is_put_away() -> None:
    history = closed()
    held = one(history.do(keeping_commands.SetHold("A lawsuit")))
    assert [delivery.kind for delivery in deliveries(held, history.at_last)] == ["say"]
    archived = closed()
    archived.append(events.RoomArchived(channel="C0ROOM"))
    held = one(archived.do(keeping_commands.SetHold("A lawsuit")))
    assert deliveries(held, archived.at_last) == ()


def test_whoever_is_told_of_a_deletion_is_not_told_once_it_is_stopped() -> None:
    history = closed()
    wait(history, history.now + timedelta(days=365))
    told = one(announce(history, "U1"))
    (delivery,) = deliveries(told, history.at_last)
    assert (delivery.kind, delivery.data) == ("remind", {"user": "U1"})
    message = reminder(history.at_last, told)
    assert message is not None
    assert "open_hold" in str(message.blocks)
    history.do(keeping_commands.SetHold("A lawsuit"))
    assert reminder(history.at_last, told) is None


# What is left


def erased() -> list[Entry]:
    """The entries of a crisis whose content was deleted."""
    history = closed()
    wait(history, history.now + timedelta(days=365))
    announce(history)
    wait(history, history.now + timedelta(days=365))
    erase(history)
    *before, last = history.entries
    return [*(without(entry) for entry in before), last]


def without(entry: Entry) -> Entry:
    return Entry(
        **{name: getattr(entry, name) for name in Entry.__slots__} | {"data": None, "salt": None}
    )


def test_the_chain_still_holds_without_the_words() -> None:
    left = erased()
    assert first_fault(left) is None
    assert left[-1].data is not None
    assert left[-1].data["months"] == 6


def test_words_that_went_without_an_entry_are_a_fault() -> None:
    left = erased()
    assert first_fault(left[:-1]) == "entry 1: its data was taken out"
    assert first_fault([*left[:-1], without(left[-1])]) == "entry 1: its data was taken out"


def test_nothing_more_happens_to_a_crisis_that_was_deleted() -> None:
    history = closed()
    wait(history, history.now + timedelta(days=365))
    announce(history)
    wait(history, history.now + timedelta(days=365))
    erase(history)
    note = room_commands.AddNote(events.NoteAdded(text="x", via="command"))
    for command in (note, keeping_commands.SetHold("x"), keeping_commands.EraseRecord(6)):
        assert refused(history.do(command)) == "no_crisis"


def test_nothing_is_redacted_under_a_hold() -> None:
    history = with_room()
    history.do(room_commands.AddNote(events.NoteAdded(text="a name", via="command")))
    note = history.at_last.seq
    history.do(record_commands.AskRedaction(note, "note_added", "personal"))
    history.do(keeping_commands.SetHold("A lawsuit"))
    assert refused(history.do(record_commands.AgreeToRedaction(note), "U2")) == "under_hold"
    history.do(keeping_commands.LiftHold("Settled"))
    assert not isinstance(history.do(record_commands.AgreeToRedaction(note), "U2"), Refused)
