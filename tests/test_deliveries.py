"""What each event makes the app do once."""

from __future__ import annotations

from hypothesis import given, settings

from bot import events
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.crisis import fold
from bot.deliveries import SAID, deliveries
from bot.surfaces.notices import _NOTICES
from tests.strategies import ROOM, START, History, histories, opened, with_room


def kinds(history: History) -> list[str]:
    """The deliveries of the newest entry."""
    recent = history.at_last.recent[-1]
    return [delivery.kind for delivery in deliveries(recent.event, history.at_last)]


def test_an_opening_asks_for_a_room() -> None:
    history = opened()
    made = deliveries(history.at_last.recent[0].event, history.at_last)
    assert [delivery.kind for delivery in made] == ["open_room"]


def test_a_room_is_furnished() -> None:
    assert kinds(with_room(post_link=None)) == [
        "invite",
        "set_purpose",
        "pin_card",
        "bookmark_timeline",
    ]
    assert "bookmark_post" in kinds(with_room())


def test_the_canvas_comes_once_somebody_works_in_the_room() -> None:
    history = with_room()
    assert history.at_last.begun == 0
    for text in ("one", "two"):
        history.do(room_commands.AddNote(events.NoteAdded(text=text, via="command")), "U2")
    first, second = history.entries[-2:]
    asked = [
        [d.kind for d in deliveries(events.parse(e.kind, e.data or {}), crisis)]
        for e, crisis in ((first, fold(None, history.entries[:-1])), (second, history.at_last))
        if crisis is not None
    ]
    assert asked == [["say", "open_canvas"], ["say"]]


def test_only_a_public_crisis_is_announced_and_once() -> None:
    assert "announce" in kinds(with_room(announce_in="C9"))
    assert "announce" not in kinds(with_room())
    assert "announce" not in kinds(with_room(announce_in="C9", private=True))
    history = with_room(announce_in="C9")
    history.do(room_commands.RecordRoomLost(ROOM, "is_archived"))
    assert kinds(history) == ["open_room"]
    again = events.RoomOpened(channel="C2", name="crisis-x-2", private=False)
    history.do(room_commands.RecordRoom(again))
    assert "announce" not in kinds(history)


def test_a_room_that_slack_made_private_is_not_announced() -> None:
    history = opened(announce_in="C9")
    history.do(room_commands.RecordRoom(events.RoomOpened(channel=ROOM, name="x", private=True)))
    assert "announce" not in kinds(history)


def test_what_is_said_has_words_for_it() -> None:
    # An edit is told only where it took approvals away, evidence only where a message became it,
    # critics where another gave them or their answer went out despite errors, a role where it is
    # the lead or another gave it, somebody's going where it is the lead's, new settings where they
    # change whether messages are kept.
    at_times = {
        events.CriticsAssigned,
        events.EvidenceKept,
        events.MemberLeft,
        events.Nudged,
        events.PlaybookAdopted,
        events.ReplySent,
        events.RoleAssigned,
        events.SettingsAdopted,
        events.StatementEdited,
    }
    assert {*SAID} | at_times == set(_NOTICES)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_keys_are_unique_and_the_same_again(history: History) -> None:
    def keys() -> list[str]:
        crisis, found = None, []
        for entry in history.entries:
            crisis = fold(crisis, [entry])
            assert crisis is not None
            event = events.parse(entry.kind, entry.data or {})
            found += [d.key for d in deliveries(event, crisis)]
        return found

    assert len(keys()) == len(set(keys()))
    assert keys() == keys()


def test_steps_ring_no_bell_and_words_do() -> None:
    history = with_room()
    first, second = list(history.at_last.steps)[:2]
    history.do(step_commands.ClaimStep(first))
    history.do(step_commands.ClaimStep(second))
    assert kinds(history) == []
    history.do(statement_commands.SubmitStatement("holding", 1))
    assert kinds(history) == ["say"]
    history.do(statement_commands.ApproveStatement("holding", 1), "U2")
    assert kinds(history) == ["say"]
    posted, *ticked = history.do(
        statement_commands.MarkPosted("holding", 1, "https://x.com/1", START)
    )
    assert [d.kind for d in deliveries(posted, history.at_last)] == ["say"]
    assert [event.kind for event in ticked] == ["step_done"]
    assert kinds(history) == []
    history.do(record_commands.MakeExport())
    assert kinds(history) == ["upload_export"]
