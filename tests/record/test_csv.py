"""The CSV record, read back by Python's own reader."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.events import LANGUAGES, RECORD_FILTERS, Language, RecordFilter
from bot.people import Person
from bot.record import Reader
from bot.record.csv_format import BOM
from tests.record.readable import made, view_of
from tests.strategies import (
    KINDS,
    NASTY,
    START,
    History,
    Intent,
    drill_plan,
    histories,
    opened,
    said,
    with_room,
)

DELIMITER: dict[Language, str] = {"fr": ";", "en": ","}
HIDING = (
    "",
    " ",
    "\u00a0",
    "\u2003",
    "\u200b",
    "\u200e",
    "\u200f",
    "\u202e",
    "\u2066",
    "\u2068",
    "\u3000",
    "\ufeff",
    "\u061c",
    "\u00ad",
)
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠", "｜", "％")
HOSTILE = st.builds(
    lambda hidden, sign, rest: "".join(hidden) + sign + rest,
    st.lists(st.sampled_from(HIDING), max_size=3),
    st.sampled_from(RUN),
    st.sampled_from(["cmd|' /C calc'!A0", 'HYPERLINK("https://evil.example";"x")', "1+1", ""]),
)


def table(text: str, language: Language = "en") -> list[list[str]]:
    """The rows of a file, as a spreadsheet splits them."""
    assert text.encode().startswith(BOM)
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=DELIMITER[language]))


def runs(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula; what does not show counts for nothing."""
    bare = cell.lstrip(
        "".join(one for one in set(cell) if unicodedata.category(one) in {"Cf", "Zs", "Zl", "Zp"})
    )
    return bare.startswith(RUN)


@settings(max_examples=60, deadline=None)
@given(histories(), st.sampled_from(LANGUAGES), st.sampled_from(RECORD_FILTERS))
def test_each_entry_is_a_row_of_as_many_cells(
    history: History, language: Language, chosen: RecordFilter
) -> None:
    reader = Reader(chosen, language)
    view = view_of(history, reader)
    lines = table(made(history, "csv", reader), language)
    if history.at_last.exercise:
        assert lines.pop(0)[0] == view.warning
    head, *rest = lines
    told = [row for entry in history.entries if (row := view.row(entry)) is not None]
    assert [row[0] for row in rest] == [str(row.seq) for row in told]
    assert {len(row) for row in lines} == {len(head)}
    assert [row[-1] for row in rest] == [row.hash for row in told]
    for line in lines:
        assert not any(map(runs, line)), line


@settings(max_examples=80, deadline=None)
@given(
    HOSTILE,
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 40)), max_size=12),
    st.sampled_from(LANGUAGES),
)
def test_no_cell_is_run(hostile: str, acts: list[tuple[str, int]], language: Language) -> None:
    history = with_room(what=hostile or "x", holding=hostile, planned=None)
    history.do(record_commands.NamePeople({"U1": hostile, "U2": hostile}))
    for kind, pick in acts:
        text = hostile if hostile.strip() else f"x{hostile}"
        link = "https://acme.example/" + "".join(hostile.split())
        history.act(Intent(kind, Person(id="U2"), pick, text, link, pick))
    for line in table(made(history, "csv", Reader(language=language)), language):
        assert not any(map(runs, line)), line


@pytest.mark.parametrize("hostile", [*RUN, *(f"{hidden}=1+1" for hidden in HIDING)])
def test_a_name_is_not_run(hostile: str) -> None:
    history = with_room()
    history.do(record_commands.NamePeople({"U1": f"{hostile}1"}))
    assert not any(runs(cell) for line in table(made(history, "csv")) for cell in line)


@settings(max_examples=60, deadline=None)
@given(said(2_000) | st.sampled_from(NASTY))
def test_a_note_of_any_words_is_one_cell(words: str) -> None:
    history = opened()
    note = words if words.strip() else f"x{words}"
    history.do(room_commands.AddNote(events.NoteAdded(text=note, via="command")))
    for language in LANGUAGES:
        lines = table(made(history, "csv", Reader(language=language)), language)
        assert len(lines) == len(history.entries) + 1
        assert {len(line) for line in lines} == {10}


def test_the_heads_name_the_zone() -> None:
    (english, *_) = table(made(opened(), "csv", Reader(timezone="Asia/Kathmandu")))
    assert english == [
        "Entry",
        "Happened (Asia/Kathmandu)",
        "Happened (UTC)",
        "Recorded (UTC)",
        "Lane",
        "Who",
        "What happened",
        "Remarks",
        "Kind",
        "Hash",
    ]


def test_what_was_written_down_late_has_both_its_times() -> None:
    history, happened = opened(), START - timedelta(hours=1)
    history.do(
        room_commands.AddNote(
            events.NoteAdded(text="The hotline rang", via="command", happened_at=happened)
        ),
        later=60,
    )
    *_, last = table(made(history, "csv"))
    recorded = datetime.fromisoformat(history.entries[-1].at)
    assert last[1:4] == [
        "2026-03-14 22:40:00",
        "2026-03-14 21:40:00",
        recorded.strftime("%Y-%m-%d %H:%M:%S"),
    ]
    assert last[7] == f"recorded {view_of(history).clock.stamp(recorded)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drill_says_so_first(language: Language) -> None:
    history = opened(planned=drill_plan(), language=language)
    lines = table(made(history, "csv"), language)
    assert lines[0][0] == view_of(history).warning
    assert lines[1][0] == view_of(history).t("Entry")
