"""The close, the archive, and the actions that are followed up until they are done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events, figures
from bot.clocks import due
from bot.commands import closing
from bot.commands import facts as fact_commands
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.crisis import Crisis
from bot.deliveries import deliveries
from bot.open_items import open_items
from bot.people import Person
from bot.refused import Decision, Refused
from bot.surfaces.still_open import on_record
from tests.strategies import (
    ROOM,
    START,
    History,
    histories,
    intents,
    opened,
    plan,
    with_room,
)

GUEST = Person(id="U5", guest=True)
PARIS = ZoneInfo("Europe/Paris")
WHY = "Nobody talks of it any more"


def refused(decision: Decision) -> str:
    assert isinstance(decision, Refused), decision
    return decision.reason


def quiet(**changed: object) -> History:
    """A crisis in which nothing is open."""
    history = with_room(playbook=plan(1), **changed)
    history.do(step_commands.SkipStep("s0", "not needed"))
    history.do(
        statement_commands.EditStatement("holding", 1, "We have seen it, and that was all.", None),
    )
    history.do(statement_commands.SubmitStatement("holding", 2), "U3")
    history.do(statement_commands.ApproveStatement("holding", 2, "the end is the end"), "U4")
    history.do(statement_commands.MarkPosted("holding", 2, "https://x.com/1", history.now), "U4")
    return history


def closed(hours: int | None = 48, **changed: object) -> History:
    history = with_room(playbook=plan(2), **changed)
    adopted = events.SettingsAdopted(archive_after=hours)
    history.do(room_commands.AdoptSettings(adopted))
    history.do(closing.CloseCrisis("Over", WHY))
    assert history.at_last.closed
    return history


def kinds(decision: Decision) -> list[str]:
    assert not isinstance(decision, Refused), decision
    return [event.kind for event in decision]


# What is still open


def test_all_that_is_open_is_named_the_promised_update_first() -> None:
    history = with_room(playbook=plan(2))
    history.do(fact_commands.ProposeFact("40 people saw it"))
    listed = tuple(
        events.ListedCritic(id=f"c{n}", platform="x", handle=f"@{n}", said=str(n)) for n in (1, 2)
    )
    history.append(events.CriticsAdded(critics=listed, via="form"))
    history.do(step_commands.CompleteStep("s0"))
    items = open_items(history.at_last)
    assert [(i.kind, i.about, i.count) for i in items] == [
        ("statement", "holding", 1),
        ("critics", "", 2),
        ("fact", "f1", 1),
        ("step", "s1", 1),
    ]
    assert [on_record(history.at_last, item) for item in items] == [
        "Holding post (Draft)",
        "2 critics without an answer",
        "Not confirmed: 40 people saw it",
        "Step: 1 x",
    ]


def test_a_promised_update_is_open_and_a_kept_promise_is_not() -> None:
    history = with_room(playbook=plan(1))
    history.do(step_commands.CompleteStep("s0"))
    history.do(statement_commands.SubmitStatement("holding", 1), "U3")
    history.do(statement_commands.ApproveStatement("holding", 1))
    history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/1", history.now))
    assert history.at_last.next_update is not None
    assert [item.kind for item in open_items(history.at_last)] == ["update"]
    assert open_items(quiet().at_last) == ()


def test_closing_what_is_open_takes_a_reason_which_is_on_record() -> None:
    history = with_room(playbook=plan(2))
    assert refused(history.do(closing.CloseCrisis("Over"))) == "still_open"
    assert refused(history.do(closing.CloseCrisis("Over", " \n"))) == "still_open"
    history.do(closing.CloseCrisis("Over", f" {WHY} ", on_record))
    crisis = history.at_last
    assert crisis.left_open == ("Holding post (Draft)", "Step: 0 x", "Step: 1 x")
    assert crisis.left_because == WHY


def test_nothing_open_takes_no_reason() -> None:
    history = quiet()
    history.do(closing.CloseCrisis("Over", WHY))
    crisis = history.at_last
    assert crisis.closed
    assert (crisis.left_open, crisis.left_because) == ((), None)


def test_guests_do_not_close() -> None:
    assert refused(with_room().do(closing.CloseCrisis("Over", WHY), GUEST)) == "guest"


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_close_names_just_what_is_open(history: History) -> None:
    before = history.at_last
    if before.closed:
        return
    history.do(closing.CloseCrisis(None, WHY))
    after = history.at_last
    assert len(after.left_open) == len(open_items(before))
    assert (after.left_because is None) == (not after.left_open)


# The archive


def test_the_room_is_archived_after_the_delay_and_once() -> None:
    history = closed(48)
    crisis = history.at_last
    at = history.now + timedelta(hours=48)
    assert crisis.archive_at == at
    assert due(crisis, at - timedelta(seconds=1)) == ()
    (event,) = due(crisis, at)
    assert event == events.RoomArchived(channel=ROOM)
    history.now = at
    assert kinds(history.do(room_commands.RecordMissed(event), later=0)) == ["room_archived"]
    assert kinds(history.do(room_commands.RecordMissed(event), later=0)) == []
    assert due(history.at_last, at + timedelta(days=9)) == ()
    made = deliveries(event, history.at_last)
    assert [delivery.kind for delivery in made] == ["archive"]
    assert not history.at_last.watched


def test_anybody_of_the_company_keeps_the_room() -> None:
    history = closed(48)
    assert refused(history.do(closing.StopArchive(), GUEST)) == "guest"
    assert kinds(history.do(closing.StopArchive(), "U4")) == ["archive_stopped"]
    assert kinds(history.do(closing.StopArchive(), "U3")) == [], "the second of two clicks"
    assert due(history.at_last, history.now + timedelta(days=99)) == ()
    assert not history.at_last.watched


def test_too_late_to_keep_it() -> None:
    history = closed(0)
    history.do(room_commands.RecordMissed(events.RoomArchived(channel=ROOM)))
    assert refused(history.do(closing.StopArchive())) == "archived_already"


def test_without_a_delay_or_a_room_nothing_is_archived() -> None:
    assert due(closed(None).at_last, START + timedelta(days=400)) == ()
    history = opened(playbook=plan(1))
    history.do(room_commands.AdoptSettings(events.SettingsAdopted(archive_after=1)))
    history.do(closing.CloseCrisis(None, WHY))
    assert due(history.at_last, START + timedelta(days=400)) == ()


def test_nothing_is_said_in_an_archived_room_and_exports_go_to_whoever_asked() -> None:
    history = closed(0)
    note = room_commands.AddNote(events.NoteAdded(text="x", via="command"))
    history.do(note)
    assert [d.kind for d in _caused(history)] == ["say"]
    history.do(room_commands.RecordMissed(events.RoomArchived(channel=ROOM)))
    history.do(note)
    assert _caused(history) == []
    history.do(record_commands.MakeExport(), "U4")
    (export,) = _caused(history)
    assert (export.kind, export.data) == ("upload_export", {"user": "U4"})


def _caused(history: History) -> list[object]:
    recent = history.at_last.recent[-1]
    return list(deliveries(recent.event, history.at_last))


# The review


def test_lessons_and_actions_come_after_the_close_from_members() -> None:
    history = with_room(playbook=plan(1))
    day = START.date().isoformat()
    commands = (
        closing.AddLesson("well", "The room was there at once"),
        closing.AddAction("Two people hold the password", "U2", day),
    )
    for command in commands:
        assert refused(history.do(command)) == "not_closed"
    history.do(closing.CloseCrisis(None, WHY))
    for command in commands:
        assert refused(history.do(command, GUEST)) == "guest"
        assert len(kinds(history.do(command))) == 1
    assert kinds(history.do(commands[0])) == [], "the same lesson twice"
    crisis = history.at_last
    assert [(lesson.side, lesson.text) for lesson in crisis.lessons] == [
        ("well", "The room was there at once")
    ]
    assert crisis.actions["a1"].owner == "U2"
    assert crisis.watched


def with_action(due_on: str, owner: str = "U2", *, lead: str = "U1") -> History:
    history = closed(None, lead=lead)
    history.do(closing.AddAction("Two people hold the password", owner, due_on), "U1")
    assert history.at_last.actions
    return history


def test_a_day_that_is_over_where_the_crisis_was_is_refused() -> None:
    # In Paris it is a quarter to midnight.
    history = closed(None)
    assert refused(history.do(closing.AddAction("x", "U2", "2026-03-13"))) == "day_passed"
    assert kinds(history.do(closing.AddAction("x", "U2", "2026-03-14"))) == ["action_added"]
    moved = closing.MoveAction("a1", "U2", "2026-03-13")
    assert refused(history.do(moved)) == "day_passed"


def test_an_action_is_changed_done_or_dropped() -> None:
    history = with_action("2026-04-01")
    assert kinds(history.do(closing.MoveAction("a1", "U2", "2026-04-01"))) == []
    assert kinds(history.do(closing.MoveAction("a1", "U3", "2026-04-02"))) == ["action_moved"]
    assert refused(history.do(closing.DropAction("a1", " "))) == "empty"
    assert kinds(history.do(closing.FinishAction("a1"), "U3")) == ["action_done"]
    assert kinds(history.do(closing.FinishAction("a1"), "U3")) == [], "the second of two clicks"
    assert refused(history.do(closing.FinishAction("a1"), "U4")) == "action_settled"
    assert refused(history.do(closing.DropAction("a1", "no"), "U4")) == "action_settled"
    assert refused(history.do(closing.MoveAction("a1", "U3", "2026-04-09"))) == "action_settled"
    assert refused(history.do(closing.FinishAction("a9"))) == "action_unknown"
    assert not history.at_last.watched


def test_a_guest_finishes_their_own_action_and_no_other() -> None:
    history = with_action("2026-04-01", owner="U5")
    assert kinds(history.do(closing.MoveAction("a1", "U5", "2026-04-02"), GUEST))
    assert refused(history.do(closing.DropAction("a1", "no"), GUEST)) == "guest"
    assert kinds(history.do(closing.FinishAction("a1"), GUEST)) == ["action_done"]
    other = with_action("2026-04-01")
    assert refused(other.do(closing.FinishAction("a1"), GUEST)) == "guest"


def test_whoever_is_given_an_action_hears_of_it_themselves() -> None:
    history = with_action("2026-04-01")
    (told,) = _caused(history)
    assert (told.kind, told.data) == ("remind", {"user": "U2"})
    history.do(closing.AddAction("Mine", "U3", "2026-04-01"), "U3")
    assert _caused(history) == []


# Reminders of actions


def nudges(history: History, until: date) -> list[tuple[str, str, tuple[str, ...]]]:
    """All reminders up to a day, as a ticker gives them that looks every hour."""
    found = []
    end = datetime.combine(until, datetime.min.time(), UTC) + timedelta(days=1)
    while history.now < end:
        history.now += timedelta(hours=1)
        for each in due(history.at_last, history.now):
            assert isinstance(each, events.Nudged)
            assert history.do(room_commands.RecordMissed(each), later=0) == (each,)
            there = history.now.astimezone(PARIS)
            assert there.weekday() < 5
            found.append((there.strftime("%a %d %H"), each.level, each.people))
    return found


def test_the_owner_on_the_morning_then_the_lead_then_weekly() -> None:
    history = with_action("2026-03-17")
    assert nudges(history, date(2026, 3, 31)) == [
        ("Tue 17 09", "owner", ("U2",)),
        ("Thu 19 09", "lead", ("U1",)),
        ("Tue 24 09", "owner", ("U2",)),
        ("Tue 31 09", "owner", ("U2",)),
    ]
    history.do(closing.FinishAction("a1"), "U2")
    assert nudges(history, date(2026, 4, 30)) == []


def test_a_weekend_waits_for_monday() -> None:
    # Saturday; two days after the Monday is the Wednesday.
    assert nudges(with_action("2026-03-21"), date(2026, 3, 30)) == [
        ("Mon 23 09", "owner", ("U2",)),
        ("Wed 25 09", "lead", ("U1",)),
        ("Mon 30 09", "owner", ("U2",)),
    ]
    # Thursday: the lead would hear of it on Saturday.
    assert nudges(with_action("2026-03-19"), date(2026, 3, 24))[1] == ("Mon 23 09", "lead", ("U1",))


def test_a_lead_who_has_the_action_hears_of_it_once() -> None:
    history = with_action("2026-03-17", owner="U1")
    assert [level for _, level, _ in nudges(history, date(2026, 3, 23))] == ["owner"]


def test_another_day_begins_anew() -> None:
    history = with_action("2026-03-17")
    assert len(nudges(history, date(2026, 3, 17))) == 1
    history.do(closing.MoveAction("a1", "U3", "2026-03-25"))
    assert nudges(history, date(2026, 3, 27)) == [
        ("Wed 25 09", "owner", ("U3",)),
        ("Fri 27 09", "lead", ("U1",)),
    ]


def test_whoever_was_away_for_weeks_is_reminded_once() -> None:
    history = with_action("2026-03-17")
    history.now = datetime(2026, 4, 29, 12, tzinfo=UTC)
    assert [(n.level, n.due_at.date()) for n in due(history.at_last, history.now)] == [
        ("owner", date(2026, 4, 28)),
        ("lead", date(2026, 3, 19)),
    ]
    # Nobody on a Sunday, however long they have waited.
    assert due(history.at_last, datetime(2026, 4, 26, 12, tzinfo=UTC)) == ()


def test_snoozed_and_quiet_hours_hold_it_back() -> None:
    history = with_action("2026-03-17")
    morning = datetime(2026, 3, 17, 9, tzinfo=PARIS)
    history.append(
        events.Snoozed(what="action:a1", until=morning + timedelta(days=1), reason="away")
    )
    assert due(history.at_last, morning) == ()
    assert len(due(history.at_last, morning + timedelta(days=1))) == 1
    late = events.SettingsAdopted(quiet=events.QuietHours(start=20 * 60, end=10 * 60))
    other = with_room(playbook=plan(1))
    other.do(room_commands.AdoptSettings(late))
    other.do(closing.CloseCrisis(None, WHY))
    other.do(closing.AddAction("x", "U2", "2026-03-17"))
    assert due(other.at_last, morning) == ()
    assert len(due(other.at_last, morning + timedelta(hours=1))) == 1


REVIEWING = (
    "keep_room",
    "lesson",
    "action",
    "move_action",
    "finish_action",
    "drop_action",
    "missed",
    "note",
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([None, 0, 1, 500]),
    st.lists(intents(REVIEWING), max_size=20),
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_what_is_due_after_the_close_is_done_once_and_only_while_watched(
    hours: int | None, acts: list[object], later: timedelta
) -> None:
    history = closed(hours)
    for act in acts:
        history.do(act.command(history.at_last), act.by, later=act.later)  # type: ignore[attr-defined]
    history.now += later
    found = due(history.at_last, history.now)
    assert not found or history.at_last.watched
    for each in found:
        assert history.do(room_commands.RecordMissed(each), later=0) == (each,)
        assert history.do(room_commands.RecordMissed(each), later=0) == ()
    assert due(history.at_last, history.now) == ()


# Figures


def test_the_figures_of_a_crisis() -> None:
    history = opened(playbook=plan(4), post_at=START - timedelta(minutes=10))
    history.now = START + timedelta(seconds=40)
    room = events.RoomOpened(channel=ROOM, name="crisis-x", private=False)
    history.do(room_commands.RecordRoom(room))
    history.do(statement_commands.SubmitStatement("holding", 1), "U3")
    history.do(statement_commands.ApproveStatement("holding", 1), later=300)
    at = history.now
    history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/1", at), "U3")
    # Due 1, 2 and 3 minutes after the opening; the first has no time.
    history.do(step_commands.CompleteStep("s0"))
    history.do(step_commands.CompleteStep("s1"))
    history.do(step_commands.SkipStep("s2", "no"))
    history.do(fact_commands.ProposeFact("a"))
    history.do(fact_commands.ConfirmFact("f1"), "U2")
    history.do(fact_commands.ProposeFact("b"))
    history.do(closing.CloseCrisis(None, WHY), later=3600)
    found = figures.of(history.at_last)
    assert found.room is not None
    assert timedelta(seconds=40) <= found.room <= timedelta(seconds=42)
    assert found.first_word == at - (START - timedelta(minutes=10))
    assert (found.approval, found.approvals) == (timedelta(seconds=300), 1)
    assert (found.steps, found.done, found.skipped, found.late) == (4, 2, 1, 2)
    assert (found.confirmed, found.unconfirmed, found.withdrawn) == (1, 1, 0)
    assert found.lasted == history.now - history.at_last.opened_at


def test_the_figures_of_a_crisis_in_which_nothing_happened() -> None:
    history = opened(playbook=plan(1))
    history.do(closing.CloseCrisis(None, WHY))
    found = figures.of(history.at_last)
    assert (found.room, found.first_word, found.approval) == (None, None, None)
    assert found.critics.share is None


@settings(max_examples=60, deadline=None)
@given(histories())
def test_figures_are_never_below_nought(history: History) -> None:
    crisis: Crisis = history.at_last
    found = figures.of(crisis)
    for took in (found.lasted, found.room, found.first_word, found.approval):
        assert took is None or took >= timedelta()
    assert 0 <= found.late <= found.steps
    assert found.done + found.skipped <= found.steps


def test_the_work_itself_is_over() -> None:
    history = closed()
    assert refused(history.do(fact_commands.ProposeFact("too late"))) == "closed"
    assert refused(history.do(step_commands.CompleteStep("s0"))) == "closed"
