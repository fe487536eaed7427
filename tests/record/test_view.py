"""What a record tells a reader: times, names, and what later entries did to earlier ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import events
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.events import RECORD_FILTERS, RecordFilter
from bot.record import Gatherer, Reader, Row
from tests.record.readable import view_of
from tests.strategies import SIGNER, START, History, drill_plan, opened, with_room


def rows(history: History, reader: Reader | None = None) -> dict[int, Row]:
    view = view_of(history, reader)
    told = [row for entry in history.entries if (row := view.row(entry)) is not None]
    return {row.seq: row for row in told}


def noted(text: str = "The hotline rang", ago: timedelta | None = None) -> tuple[History, int]:
    history = with_room()
    at = None if ago is None else START - ago
    note = events.NoteAdded(text=text, via="command", happened_at=at)
    history.do(room_commands.AddNote(note))
    return history, len(history.entries)


def test_what_was_written_down_late_carries_both_times() -> None:
    history, seq = noted(ago=timedelta(hours=2))
    row = rows(history)[seq]
    assert row.late
    assert row.happened == START - timedelta(hours=2)
    assert row.at == history.now
    (remark,) = row.remarks
    assert remark == "recorded 2026-03-14 23:40:03"


def test_what_was_written_down_at_once_has_no_remark() -> None:
    history, seq = noted()
    row = rows(history)[seq]
    assert (row.late, row.happened, row.remarks) == (False, row.at, ())


def test_a_correction_stands_with_what_it_corrects() -> None:
    history, seq = noted()
    history.do(record_commands.CorrectEntry(seq, "It rang twice"), "U2")
    history.do(record_commands.CorrectEntry(seq, "It rang three times"), "U2")
    assert rows(history)[seq].remarks == (
        f"corrected by entry {seq + 1}",
        f"corrected by entry {seq + 2}",
    )


def test_what_was_taken_out_is_told_as_such() -> None:
    history, seq = noted("her address")
    history.do(record_commands.AskRedaction(seq, "note_added", "personal"), "U1")
    history.do(record_commands.AgreeToRedaction(seq), "U2")
    row = rows(history)[seq]
    assert row.said == "This entry was redacted."
    assert row.remarks[-1].startswith("redacted by entry ")


def test_people_are_called_as_slack_calls_them() -> None:
    history, seq = noted()
    assert rows(history)[seq].who == "@U1"
    history.do(record_commands.NamePeople({"U1": "Ana Pérez"}), "cellule")
    assert rows(history)[seq].who == "Ana Pérez"
    assert "Ana Pérez" in rows(history)[seq].said
    assert {row.who for row in rows(history, Reader("public")).values()} <= {"the team", "Cellule"}


def test_times_are_the_reader_s() -> None:
    view = view_of(with_room(), Reader(timezone="Asia/Kathmandu"))
    assert view.clock.stamp(START) == "2026-03-15 04:25:00"
    assert view.clock.utc(START) == "2026-03-14 22:40:00"
    assert view_of(with_room()).clock.stamp(START) == "2026-03-14 23:40:00"


@pytest.mark.parametrize("chosen", RECORD_FILTERS)
def test_only_a_drill_says_that_it_is_one(chosen: RecordFilter) -> None:
    drill = view_of(opened(planned=drill_plan()), Reader(chosen))
    assert drill.title.startswith("EXERCISE · ")
    assert drill.warning
    real = view_of(opened(), Reader(chosen))
    assert "EXERCISE" not in real.title
    assert real.warning is None


def test_a_record_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        Gatherer(Reader()).view(SIGNER)
