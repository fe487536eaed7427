"""A record beside an earlier export of the same crisis: what was added, redacted, tampered with.

Whoever tampers here has the key: the chain and the file hold, and only the earlier export tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.chain import Entry
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.events import RECORD_FILTERS, RecordFilter
from bot.record import BadRecord, Differences, Reader, compare
from bot.record.json_format import dump
from bot.record.proof import differences
from tests.record.records import sealed_anew
from tests.record.test_verify import written
from tests.strategies import SIGNER, History, histories, intents, with_room

NOTHING = Differences((), (), (), (), (), ())
small = histories(most=8, steps=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records")


def compared(folder: Path, now: bytes, then: bytes) -> Differences:
    later, earlier = folder / "later.json", folder / "earlier.json"
    later.write_bytes(now)
    earlier.write_bytes(then)
    return compare(later, earlier)[1]


def unsigned(history: History) -> list[Entry]:
    """The entries without what would tell by itself: signatures in the chain, and redactions."""
    told = (events.HeadSigned.kind, events.EntryRedacted.kind)
    return sealed_anew(e for e in history.entries if e.data is not None and e.kind not in told)


def notes(count: int) -> History:
    history = with_room()
    for number in range(count):
        text = f"note {number}"
        history.do(room_commands.AddNote(events.NoteAdded(text=text, via="command")))
    return history


# Honest


@settings(max_examples=40, deadline=None)
@given(history=small, more=st.lists(intents(), max_size=6))
def test_what_came_since_was_added(folder: Path, history: History, more: list) -> None:  # type: ignore[type-arg]
    before = dump(history.entries, SIGNER)
    count, without = len(history.entries), gone(history.entries)
    for intent in more:
        history.act(intent)
    found = compared(folder, dump(history.entries, SIGNER), before)
    assert found.honest
    assert found.added == tuple(range(count + 1, len(history.entries) + 1))
    lost = [n for n in gone(history.entries) if n not in without and n <= count]
    assert [entry for entry, _ in found.redacted] == lost
    assert found.held_back == ()
    assert (found == NOTHING) == (count == len(history.entries))


def gone(entries: Sequence[Entry]) -> list[int]:
    return [entry.seq for entry in entries if entry.data is None]


def test_a_redaction_is_named_with_the_entry_that_says_so(folder: Path) -> None:
    history = notes(2)
    before = dump(history.entries, SIGNER)
    history.do(record_commands.AskRedaction(5, "note_added", "a name"), "U1")
    history.do(record_commands.AgreeToRedaction(5), "U2")
    after = dump(history.entries, SIGNER)
    found = compared(folder, after, before)
    assert found == replace(NOTHING, added=(7, 8), redacted=((5, 8),))
    assert list(differences(found)) == ["redacted: entry 5, by entry 8", "added: entries 7 to 8"]
    again = compared(folder, after, after)
    assert again == NOTHING
    assert list(differences(again)) == ["nothing has changed since"]


def test_an_earlier_export_is_not_a_later_one(folder: Path) -> None:
    """Held the wrong way round, the entries at the end are missing."""
    history = notes(3)
    found = compared(folder, dump(history.entries[:-2], SIGNER), dump(history.entries, SIGNER))
    assert not found.honest
    assert found == replace(NOTHING, left_out=(6, 7))


# Tampered with


TAMPERED = ("data", "actor", "at", "kind")


@settings(max_examples=60, deadline=None)
@given(history=small, how=st.sampled_from(TAMPERED), data=st.data())
def test_a_changed_entry_is_named_and_no_other(
    folder: Path, history: History, how: str, data: st.DataObject
) -> None:
    entries = unsigned(history)
    before = written(entries)
    number = data.draw(st.integers(0, len(entries) - 1), label="entry")
    entry = entries[number]
    values = {"data": {"x": 1}, "actor": "U666", "at": "2026-03-14T00:00:00.000000Z", "kind": "no"}
    if how == "data" and entry.data is None:
        return
    entries[number] = replace(entry, **{how: values[how]})  # type: ignore[arg-type]
    found = compared(folder, written(sealed_anew(entries)), before)
    assert found == replace(NOTHING, changed=(number + 1,))
    assert not found.honest
    assert list(differences(found)) == [f"changed: entry {number + 1}"]


@settings(max_examples=40, deadline=None)
@given(history=small, data=st.data())
def test_a_removed_entry_is_named(folder: Path, history: History, data: st.DataObject) -> None:
    entries = unsigned(history)
    number = data.draw(st.integers(0, len(entries) - 1), label="entry")
    removed = sealed_anew([*entries[:number], *entries[number + 1 :]])
    found = compared(folder, written(removed), written(entries))
    assert found == replace(NOTHING, left_out=(number + 1,))


@settings(max_examples=40, deadline=None)
@given(history=small, data=st.data())
def test_an_entry_put_in_is_named(folder: Path, history: History, data: st.DataObject) -> None:
    entries = unsigned(history)
    number = data.draw(st.integers(0, len(entries) - 1), label="before")
    put = replace(entries[number], actor="U666", data={"x": 1}, salt="ab" * 16)
    more = sealed_anew([*entries[:number], put, *entries[number:]])
    found = compared(folder, written(more), written(entries))
    assert found == replace(NOTHING, put_in=(number + 1,))


@settings(max_examples=40, deadline=None)
@given(history=small, data=st.data())
def test_swapped_entries_are_no_honest_change(
    folder: Path, history: History, data: st.DataObject
) -> None:
    entries = unsigned(history)
    i = data.draw(st.integers(0, len(entries) - 2), label="i")
    j = data.draw(st.integers(i + 1, len(entries) - 1), label="j")
    swapped = list(entries)
    swapped[i], swapped[j] = swapped[j], swapped[i]
    found = compared(folder, written(sealed_anew(swapped)), written(entries))
    assert not found.honest
    named = {*found.changed, *found.put_in, *found.left_out}
    # Moved by one place: either of the two may be the one that moved.
    assert named & {i + 1, j + 1}
    assert named <= set(range(i + 1, j + 2))


@settings(max_examples=30, deadline=None)
@given(history=small, data=st.data())
def test_a_change_is_named_though_more_was_added_since(
    folder: Path, history: History, data: st.DataObject
) -> None:
    entries = unsigned(history)
    keep = data.draw(st.integers(1, len(entries) - 1), label="earlier")
    number = data.draw(st.integers(0, keep - 1), label="entry")
    before = written(entries[:keep])
    entries[number] = replace(entries[number], actor="U666")
    found = compared(folder, written(sealed_anew(entries)), before)
    assert found.changed == (number + 1,)
    assert found.added == tuple(range(keep + 1, len(entries) + 1))
    assert found == replace(NOTHING, changed=found.changed, added=found.added)


def test_words_taken_out_under_a_redaction_that_was_put_in(folder: Path) -> None:
    """Whoever hides an entry so has to put the redaction somewhere: it is seen to be new there."""
    history = notes(2)
    before = dump(history.entries, SIGNER)
    hidden = list(history.entries)
    reason = events.EntryRedacted(entry=5, asked_by="U1", reason="x")
    forged = replace(hidden[5], kind=reason.kind, data=reason.data())
    hidden[4] = replace(hidden[4], data=None, salt=None)
    found = compared(folder, written(sealed_anew([*hidden[:5], forged, hidden[5]])), before)
    assert not found.honest
    assert (found.put_in, found.redacted) == ((6,), ((5, 6),))


# What cannot be compared


def test_another_crisis_is_refused(folder: Path) -> None:
    other = History(id="decaf0")
    for entry in with_room().entries:
        other.append(events.parse(entry.kind, entry.data or {}), entry.actor)
    with pytest.raises(BadRecord, match=r"^entry 1: the earlier export is of another crisis$"):
        compared(folder, dump(with_room().entries, SIGNER), dump(other.entries, SIGNER))


def test_a_broken_one_is_refused_and_said_to_be_the_one(folder: Path) -> None:
    content = dump(with_room().entries, SIGNER)
    broken = content.replace(b"A joke about", b"A hint about", 1)
    with pytest.raises(BadRecord, match=r"^entry 1: its data was changed$"):
        compared(folder, broken, content)
    with pytest.raises(BadRecord, match=r"^the earlier export does not hold: entry 1: "):
        compared(folder, content, broken)
    with pytest.raises(OSError, match="nowhere"):
        compare(folder / "later.json", folder / "nowhere.json")


# For different readers


@pytest.mark.parametrize("now", RECORD_FILTERS)
@pytest.mark.parametrize("then", RECORD_FILTERS)
@settings(max_examples=15, deadline=None)
@given(history=small, more=st.lists(intents(), max_size=3))
def test_records_for_different_readers_are_of_the_same_entries(
    folder: Path,
    now: RecordFilter,
    then: RecordFilter,
    history: History,
    more: list,  # type: ignore[type-arg]
) -> None:
    before = dump(history.entries, SIGNER, Reader(then))
    count = len(history.entries)
    for intent in more:
        history.act(intent)
    found = compared(folder, dump(history.entries, SIGNER, Reader(now)), before)
    assert found.honest
    assert found.added == tuple(range(count + 1, len(history.entries) + 1))
    if now == "full":
        assert found.held_back == ()


def test_what_a_reader_is_not_shown_is_not_called_redacted(folder: Path) -> None:
    history = notes(1)
    history.do(record_commands.AskRedaction(5, "note_added", "a name"), "U1")
    full = dump(history.entries, SIGNER)
    history.do(record_commands.AgreeToRedaction(5), "U2")
    found = compared(folder, dump(history.entries, SIGNER, Reader("public")), full)
    assert found.redacted == ()
    assert found.held_back == (1, 2, 3, 4, 5, 6)
    assert next(differences(found)) == "left out for this reader: the words of entries 1 to 6"
    legal = compared(folder, dump(history.entries, SIGNER, Reader("legal")), full)
    assert (legal.redacted, legal.held_back) == (((5, 7),), ())
