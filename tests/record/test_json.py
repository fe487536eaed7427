"""The JSON record: one canonical line an entry, the same bytes each time."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot import events
from bot.chain import Entry
from bot.commands import evidence as evidence_commands
from bot.commands import room as room_commands
from bot.crisis import fold
from bot.events import EVENTS, RECORD_FILTERS, RecordFilter
from bot.record import TEXT_FORMATS, Gatherer, Reader, TextFormat, export, verify
from bot.record.filters import AMONG_US, PUBLIC, shows
from bot.record.json_format import FORMAT, dump
from bot.record.schema import PATH, text
from bot.record.typeset import picture
from bot.signing import holds
from tests.record.records import SCHEMA, VALIDATOR, fits
from tests.strategies import (
    CRISIS,
    NASTY,
    SIGNER,
    START,
    History,
    histories,
    opened,
    with_room,
)

FRAME = ["format", "crisis", "filter", "seq", "head", "keys", "signature", "entries"]


@settings(max_examples=40, deadline=None)
@given(histories())
def test_the_record_is_json_and_holds_the_whole_timeline(history: History) -> None:
    written = dump(history.entries, SIGNER)
    assert dump(history.entries, SIGNER) == written
    record = fits(written)
    assert list(record) == FRAME
    assert (record["format"], record["crisis"]) == (FORMAT, CRISIS)
    assert (record["filter"], record["seq"]) == ("full", len(history.entries))
    assert record["head"] == history.entries[-1].hash
    assert record["keys"] == [asdict(key) for key in SIGNER.keys]
    claim = {name: record[name] for name in FRAME[:-2]}
    assert holds(record["keys"][-1]["public"], record["signature"], claim)
    entries = [Entry(**values) for values in record["entries"]]
    assert entries == history.entries
    assert fold(None, entries) == history.crisis


def test_each_entry_is_a_canonical_line() -> None:
    history = opened(what="Élan\u2028\r\n\x00")
    lines = dump(history.entries, SIGNER).split(b"\n")
    assert len(lines) == len(history.entries) + 3
    for entry, line in zip(history.entries, lines[1:], strict=False):
        assert line.removesuffix(b",") == rfc8785.dumps(asdict(entry))


@settings(max_examples=40, deadline=None)
@given(history=histories(), chosen=st.sampled_from(RECORD_FILTERS))
def test_an_untouched_export_verifies(
    history: History, chosen: RecordFilter, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "untouched.json"
    content = export(history.entries, "json", SIGNER, Reader(chosen)).content
    record = fits(content)
    path.write_bytes(content)
    found = verify(path)
    gone = {entry.seq for entry in history.entries if entry.data is None}
    hidden = {e["seq"] for e in record["entries"] if e["data"] is None} - gone
    assert found.crisis == CRISIS
    assert found.entries == len(found.hashes) == len(history.entries)
    assert (found.filter, found.key, found.first_key) == (chosen, SIGNER.key, SIGNER.key)
    if chosen != "public":
        # Of who redacted what, the public is told nothing.
        assert found.redacted == tuple(sorted(gone))
        assert found.withheld == len(hidden)
        signed = [e.seq - 1 for e in history.entries if e.kind == "head_signed"]
        assert list(found.signed) == signed
    assert len(found.redacted) + found.withheld == len(gone | hidden)


def test_a_file_is_named_by_its_room_and_its_length() -> None:
    history = with_room()
    assert export(history.entries, "json", SIGNER).name == "crisis-x-timeline-4.json"
    without_room = export(history.entries[:3], "md", SIGNER)
    assert without_room.name == f"crisis-{CRISIS}-timeline-3.md"
    legal = export(history.entries, "html", SIGNER, Reader("legal", "fr"))
    assert legal.name == "crisis-x-timeline-4-legal-fr.html"


def test_a_file_s_name_has_no_folders_in_it() -> None:
    history = opened()
    room = events.RoomOpened(channel="C1", name="../../etc/passwd\\..\x00", private=False)
    history.do(room_commands.RecordRoom(room), "cellule")
    name = export(history.entries, "json", SIGNER).name
    assert not set(name) & set("/\\\x00")
    assert not name.startswith(".")


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_the_same_entries_give_the_same_file(form: TextFormat) -> None:
    entries = with_room().entries
    for language in ("fr", "en"):
        reader = Reader("full", language)
        assert export(entries, form, SIGNER, reader) == export(entries, form, SIGNER, reader)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_a_record_of_nothing_is_refused(form: TextFormat) -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        export([], form, SIGNER)


@pytest.mark.parametrize(
    "text", [*NASTY, "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a/b/../c", "😀" * 300]
)
def test_any_text_in_every_field_comes_back_to_the_letter(text: str, tmp_path: Path) -> None:
    said = f"{text}x"
    history = with_room(what=said, post_link=f"https://x.example/{said}", holding=said)
    history.do(room_commands.AddNote(events.NoteAdded(text=said, via="command")))
    file = events.EvidenceFile(id="F1", name=said, size=1, link=said)
    history.do(
        evidence_commands.KeepEvidence(
            "other", START, link="https://x.example", account=said, note=said, files=(file,)
        )
    )
    content = dump(history.entries, SIGNER)
    assert [Entry(**values) for values in fits(content)["entries"]] == history.entries
    path = tmp_path / "record.json"
    path.write_bytes(content)
    assert verify(path).entries == len(history.entries)


@pytest.mark.parametrize("form", TEXT_FORMATS)
def test_a_clock_that_ran_backwards_is_shown_as_it_ran(form: TextFormat) -> None:
    """By far, and in the middle of things: the entries stay in the order of the chain."""
    history = with_room()
    for hours, word in ((-30, "first"), (50, "second"), (-10_000, "third")):
        history.now += timedelta(hours=hours)
        history.do(room_commands.AddNote(events.NoteAdded(text=f"the {word} note", via="command")))
    for chosen in RECORD_FILTERS:
        content = export(history.entries, form, SIGNER, Reader(chosen)).content
        places = [
            content.find(f"the {word} note".encode()) for word in ("first", "second", "third")
        ]
        assert places == sorted(places)
        assert (-1 in places) == (chosen == "public")
    picture(gathered(history).view(SIGNER))


def gathered(history: History) -> Gatherer:
    gatherer = Gatherer(Reader())
    for entry in history.entries:
        gatherer.add(entry)
    return gatherer


# For whom


SECRET = "Zebra crossing"


@pytest.mark.parametrize("chosen", RECORD_FILTERS)
@settings(max_examples=40, deadline=None)
@given(history=histories())
def test_what_is_withheld_is_not_in_the_file(chosen: RecordFilter, history: History) -> None:
    record = fits(dump(history.entries, SIGNER, Reader(chosen)))
    for entry, written in zip(history.entries, record["entries"], strict=True):
        seals = {"crisis", "seq", "at", "actor", "kind", "data_digest", "prev", "hash"}
        assert {name: written[name] for name in seals} == {
            name: getattr(entry, name) for name in seals
        }
        if written["data"] is not None:
            assert written["data"] == entry.data
            assert shows(chosen, entry.kind)
        assert (written["data"] is None) == (written["salt"] is None)


def test_the_words_of_what_a_reader_is_not_to_see_are_nowhere_in_the_bytes() -> None:
    history = with_room()
    kept = events.MessageKept(
        message=events.MessageRef(channel="C1", ts="1.0", author="U2"),
        text=SECRET,
        sha256="0" * 64,
    )
    history.append(kept, "U2")
    history.do(room_commands.AddNote(events.NoteAdded(text=f"{SECRET} too", via="command")))
    assert {kept.kind} <= AMONG_US
    assert "note_added" not in AMONG_US | PUBLIC
    times = {
        chosen: dump(history.entries, SIGNER, Reader(chosen)).count(SECRET.encode())
        for chosen in RECORD_FILTERS
    }
    assert times == {"full": 2, "legal": 1, "public": 0}


# The schema


def test_the_schema_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "run: make schema"


def test_the_schema_is_one_and_describes_every_kind() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["format"] == {"const": FORMAT}
    assert list(SCHEMA["properties"]) == FRAME
    assert SCHEMA["$defs"]["entry"]["properties"]["kind"]["enum"] == sorted(EVENTS)
    assert {kind.__name__ for kind in EVENTS.values()} <= set(SCHEMA["$defs"])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("format", "cellule-timeline/3"),
        ("filter", "some"),
        ("seq", 0),
        ("head", "0" * 63),
        ("keys", []),
        ("signature", None),
        ("entries", []),
        ("more", 1),
        ("entries/0/at", "2026-03-14T22:40:01Z"),
        ("entries/0/kind", "crisis_ended"),
        ("entries/0/salt", None),
        ("entries/0/data", None),
        ("entries/0/data", {"text": "x"}),
        ("entries/0/data/severity", "huge"),
        ("entries/0/data/drill", None),
        ("entries/0/data/more", 1),
        ("entries/0/data/post_at", "yesterday"),
        ("entries/1/data/steps/0/rule", "1"),
        ("entries/2/data/next_update", "2026-03-14T22:40:01+00:00"),
        ("entries/2/more", 1),
        ("keys/0/public", "x"),
    ],
)
def test_what_does_not_fit_the_schema(place: str, value: object) -> None:
    record = fits(dump(with_room().entries, SIGNER))
    *way, last = place.split("/")
    at = record
    for step in way:
        at = at[int(step) if isinstance(at, list) else step]
    at[last] = value
    assert not VALIDATOR.is_valid(record)
    assert json.dumps(record)
