"""The record for print, as data: what is printed of it, and what a long one says it leaves out."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.events import LANGUAGES, RECORD_FILTERS, Language, RecordFilter
from bot.record import Reader
from bot.record.typeset import PRINTED, Printed, picture
from tests.record.readable import view_of
from tests.strategies import History, drill_plan, histories, opened, with_room


def printed(history: History, reader: Reader | None = None) -> dict[str, Any]:
    pages = Printed(view_of(history, reader))
    for entry in history.entries:
        pages.add(entry)
    return pages.data()


def noted(n: int) -> History:
    """So many entries, nearly all notes, with a statement submitted at the end."""
    history = with_room()
    for number in range(n - len(history.entries) - 1):
        history.append(events.NoteAdded(text=f"note {number}", via="command"), "U1")
    history.do(statement_commands.SubmitStatement("holding", 1))
    assert len(history.entries) == n
    return history


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(LANGUAGES), st.sampled_from(RECORD_FILTERS))
def test_it_is_plain_data_with_every_row(
    history: History, language: Language, chosen: RecordFilter
) -> None:
    reader = Reader(chosen, language)
    view, data = view_of(history, reader), printed(history, reader)
    assert json.loads(json.dumps(data)) == json.loads(json.dumps(data, ensure_ascii=False))
    told = [row for entry in history.entries if (row := view.row(entry)) is not None]
    assert [row["seq"] for row in data["rows"]] == [row.seq for row in told]
    assert [row["said"] for row in data["rows"]] == [row.said for row in told]
    assert data["left_out"] == ""
    for one in (data, picture(view)):
        # The drawing goes to typst as XML: it has to be whole.
        drawn = ElementTree.fromstring(one["drawing"])
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
        assert float(drawn.attrib["width"]) > 0
        assert one["title"] == view.title
        assert len(one["statements"]) == len(view.statements())


def test_the_longest_that_is_printed_whole() -> None:
    data = printed(noted(PRINTED))
    assert len(data["rows"]) == PRINTED
    assert data["left_out"] == ""


def test_a_longer_record_leaves_inside_work_out_and_says_so() -> None:
    history = noted(PRINTED + 100)
    data = printed(history)
    assert [row["lane"] for row in data["rows"]] == ["approvals"]
    assert data["left_out"] == (
        f"{PRINTED + 99} entries of inside work are not printed here. The HTML, CSV and JSON "
        "exports have all."
    )


@pytest.mark.parametrize("chosen", RECORD_FILTERS)
def test_a_drill_says_so(chosen: RecordFilter) -> None:
    history = opened(planned=drill_plan())
    reader = Reader(chosen)
    data, view = printed(history, reader), view_of(history, reader)
    assert data["warning"] == picture(view)["warning"] == view.warning
    assert data["title"].startswith("EXERCISE · ")


def test_remarks_stand_with_their_entry() -> None:
    history = with_room()
    history.do(room_commands.AddNote(events.NoteAdded(text="It was Tuesday", via="command")))
    seq = len(history.entries)
    history.do(record_commands.CorrectEntry(seq, "It was Monday"))
    (row,) = [row for row in printed(history)["rows"] if row["seq"] == seq]
    assert row["remarks"] == f"corrected by entry {seq + 1}"
