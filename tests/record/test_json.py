"""The JSON record: one canonical line an entry, the same bytes each time."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings

from bot.chain import Entry
from bot.crisis import fold
from bot.record import FORMATS, export, verify
from bot.record.json_format import FORMAT, dump
from tests.strategies import CRISIS, History, histories, opened, with_room


@settings(max_examples=40, deadline=None)
@given(histories())
def test_the_record_is_json_and_holds_the_whole_timeline(history: History) -> None:
    written = dump(history.entries)
    assert dump(history.entries) == written
    record = json.loads(written)
    assert list(record) == ["format", "crisis", "head", "entries"]
    assert (record["format"], record["crisis"]) == (FORMAT, CRISIS)
    assert record["head"] == history.entries[-1].hash
    entries = [Entry(**values) for values in record["entries"]]
    assert entries == history.entries
    assert fold(None, entries) == history.crisis


def test_each_entry_is_a_canonical_line() -> None:
    history = opened(what="Élan\u2028\r\n\x00")
    lines = dump(history.entries).split(b"\n")
    assert len(lines) == len(history.entries) + 3
    for entry, line in zip(history.entries, lines[1:], strict=False):
        assert line.removesuffix(b",") == rfc8785.dumps(asdict(entry))


@settings(max_examples=40, deadline=None)
@given(history=histories())
def test_an_untouched_export_verifies(
    history: History, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "untouched.json"
    path.write_bytes(export(history.entries, "json", "en").content)
    assert verify(path) == len(history.entries)


def test_a_file_is_named_by_its_room_and_its_length() -> None:
    history = with_room()
    assert export(history.entries, "json", "fr").name == "crisis-x-timeline-4.json"
    without_room = export(history.entries[:3], "md", "fr")
    assert without_room.name == f"crisis-{CRISIS}-timeline-3.md"


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_entries_give_the_same_file(form: str, tmp_path: Path) -> None:
    entries = with_room().entries
    for language in ("fr", "en"):
        assert export(entries, form, language) == export(entries, form, language)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMATS)
def test_a_record_of_nothing_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        export([], form, "en")  # type: ignore[arg-type]
