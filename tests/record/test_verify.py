"""Whatever is done to a record, verify finds it and names an entry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.record import BadRecord, verify
from bot.record.json_format import dump
from tests.strategies import History, histories, opened, with_room

NAMED = re.compile(r"entry \d+")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records") / "record.json"


def fault(path: Path, content: bytes) -> str:
    """What verify says of a bad record."""
    path.write_bytes(content)
    with pytest.raises(BadRecord) as caught:
        verify(path)
    said = str(caught.value)
    assert NAMED.search(said), said
    return said


small = histories(most=6, steps=3)


@settings(max_examples=80, deadline=None)
@given(history=small, data=st.data())
def test_any_changed_byte(path: Path, history: History, data: st.DataObject) -> None:
    content = bytearray(dump(history.entries))
    place = data.draw(st.integers(0, len(content) - 1), label="place")
    content[place] ^= data.draw(st.integers(1, 255), label="bits")
    fault(path, bytes(content))


def test_each_byte_of_a_record(path: Path) -> None:
    content = dump(opened(holding="x").entries)
    # Every 25th place, and each of the first and last line.
    places = {*range(160), *range(0, len(content), 25), *range(len(content) - 10, len(content))}
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        fault(path, bytes(changed))


LINES: dict[str, Callable[[list[bytes], int, int], list[bytes]]] = {
    "dropped": lambda lines, i, j: lines[:i] + lines[i + 1 :],
    "doubled": lambda lines, i, j: lines[: i + 1] + lines[i:],
    "swapped": lambda lines, i, j: [
        lines[j if n == i else i if n == j else n] for n in range(len(lines))
    ],
    "cut": lambda lines, i, j: lines[:i],
    "moved": lambda lines, i, j: [*lines[:i], *lines[i + 1 :], lines[i]],
    "repeated": lambda lines, i, j: [*lines[:i], lines[j], *lines[i + 1 :]],
}


@settings(max_examples=80, deadline=None)
@given(history=small, how=st.sampled_from(sorted(LINES)), data=st.data())
def test_any_moved_line(path: Path, history: History, how: str, data: st.DataObject) -> None:
    lines = dump(history.entries).splitlines(keepends=True)
    i = data.draw(st.integers(0, len(lines) - 1), label="i")
    j = data.draw(st.integers(0, len(lines) - 1), label="j")
    changed = LINES[how](lines, i, j)
    if changed != lines:
        fault(path, b"".join(changed))


@settings(max_examples=60, deadline=None)
@given(history=small, data=st.data())
def test_any_end_cut_off(path: Path, history: History, data: st.DataObject) -> None:
    content = dump(history.entries)
    fault(path, content[: data.draw(st.integers(0, len(content) - 1))])


@settings(max_examples=40, deadline=None)
@given(history=small, data=st.data())
def test_a_record_made_again_without_some_entries(
    path: Path, history: History, data: st.DataObject
) -> None:
    """Written as the app itself would write them, but for what is missing."""
    gone = data.draw(st.integers(0, len(history.entries) - 2))
    fault(path, dump([e for number, e in enumerate(history.entries) if number != gone]))


@settings(max_examples=30, deadline=None)
@given(one=small, other=small, data=st.data())
def test_an_entry_of_another_crisis(
    path: Path, one: History, other: History, data: st.DataObject
) -> None:
    shared = min(len(one.entries), len(other.entries))
    place = data.draw(st.integers(0, shared - 1))
    mixed = list(one.entries)
    mixed[place] = replace(other.entries[place], crisis="another")
    fault(path, dump(mixed))
    mixed[place] = other.entries[place]
    fault(path, dump(mixed))


def test_a_whole_record_under_the_name_of_another(path: Path) -> None:
    content = dump(opened().entries)
    assert content.startswith(b'{"format":"cellule-timeline/1","crisis":"c0ffee"')
    said = fault(path, content.replace(b'"crisis":"c0ffee"', b'"crisis":"decaf0"', 1))
    assert said == "entry 1: belongs to another crisis than the file"


def test_entries_taken_from_the_end(path: Path) -> None:
    """Cut to whole entries and closed again, with the head left as it was."""
    history = with_room()
    lines = dump(history.entries).splitlines(keepends=True)
    shorter = [*lines[:-3], lines[-3].replace(b",\n", b"\n"), lines[-1]]
    assert fault(path, b"".join(shorter)) == "entry 3: is not the last that the file was made with"


def test_the_first_bad_entry_is_named(path: Path) -> None:
    history = opened(what="A joke about a rival")
    content = dump(history.entries)
    changed = content.replace(b"A joke about a rival", b"A hint about a rival", 1)
    assert fault(path, changed) == "entry 1: its data was changed"
    holding = content.replace(b"are looking into it", b"are hiding from it ", 1)
    assert fault(path, holding) == "entry 3: its data was changed"


@pytest.mark.parametrize("name", ["crisis", "seq", "at", "actor", "kind", "data", "salt", "prev"])
@pytest.mark.parametrize("value", [None, 5, -1.5, True, [], {}, "", "\ud800", "é", [[{}]], 10**15])
def test_any_field_of_any_type(path: Path, name: str, value: Any) -> None:
    lines = dump(opened().entries).splitlines(keepends=True)
    entry = json.loads(lines[2].removesuffix(b",\n"))
    entry[name] = value
    ascii_only = value == "\ud800"
    changed = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=ascii_only)
    lines[2] = changed.encode() + b",\n"
    said = fault(path, b"".join(lines))
    assert said.startswith("entry 2: "), said


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}",
        b"[]\n",
        b"null",
        b"\xff\xfe",
        b'{"format":"cellule-timeline/1","crisis":"c","head":"h","entries":[\n]}\n',
        b'{"format":"cellule-timeline/1","crisis":"\\ud800","head":"h","entries":[\n]}\n',
        b'{"format":"cellule-timeline/2","crisis":"c","head":"h","entries":[\n{}\n]}\n',
        b"PK\x03\x04",
        b"[" * 100_000,
    ],
)
def test_what_is_no_record(path: Path, content: bytes) -> None:
    fault(path, content)


@pytest.mark.parametrize(
    "written",
    [
        lambda entry: json.dumps(entry, sort_keys=True),
        lambda entry: json.dumps(dict(reversed(entry.items())), separators=(",", ":")),
        lambda entry: json.dumps(entry, separators=(",", ":")).replace("c0ffee", "c0ffe\\u0065"),
        lambda entry: '{"actor":"U9",' + json.dumps(entry, separators=(",", ":"))[1:],
        lambda entry: json.dumps({**entry, "seq": 2.0}, separators=(",", ":")),
    ],
    ids=["spaces", "order", "escape", "key twice", "float"],
)
def test_the_same_values_written_in_another_way(
    path: Path, written: Callable[[dict[str, Any]], str]
) -> None:
    """Each byte counts: nobody can hide anything in how a line is written."""
    lines = dump(opened().entries).splitlines(keepends=True)
    entry = json.loads(lines[2].removesuffix(b",\n"))
    lines[2] = written(entry).encode() + b",\n"
    assert fault(path, b"".join(lines)).startswith("entry 2: ")


def test_an_entry_that_nests_without_end(path: Path) -> None:
    lines = dump(opened().entries).splitlines(keepends=True)
    lines[2] = b'{"data":' * 50_000 + b"1" + b"}" * 50_000 + b",\n"
    assert fault(path, b"".join(lines)).startswith("entry 2: ")


def test_more_after_the_end(path: Path) -> None:
    content = dump(opened().entries)
    for more in (b"\n", b" ", b"{}\n", content):
        fault(path, content + more)


def test_data_that_was_taken_out_is_named(path: Path) -> None:
    entries = with_room().entries
    entries[2] = replace(entries[2], data=None, salt=None)
    path.write_bytes(dump(entries))
    with pytest.raises(BadRecord, match=r"^entry 3: its data was taken out$"):
        verify(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        verify(tmp_path / "nowhere.json")
