"""Whatever is done to a record, verify finds it and names an entry."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import canonical, events
from bot.chain import APP, Entry
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.events import RECORD_FILTERS
from bot.record import BadRecord, Reader, Verified, verify
from bot.record.json_format import END, dump, fields, file_claim, key_fields, opening_line
from bot.record.proof import about, pinned
from bot.signing import PublicKey, Signer, head_claim
from tests.record.records import sealed_anew
from tests.strategies import SIGNER, History, histories, opened, with_room

NAMED = re.compile(r"^(entry \d+|before entry 1): ")
SINCE = "2026-05-01T00:00:00.000000Z"
STRANGER = Signer.first(SINCE)
NEXT = SIGNER.next(SINCE)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records") / "record.json"


def verified(path: Path, content: bytes) -> Verified:
    path.write_bytes(content)
    return verify(path)


def fault(path: Path, content: bytes) -> str:
    """What verify says of a bad record."""
    path.write_bytes(content)
    with pytest.raises(BadRecord) as caught:
        verify(path)
    said = str(caught.value)
    assert NAMED.search(said), said
    return said


def written(
    entries: Sequence[Entry], signer: Signer = SIGNER, chosen: str = "full", **changed: Any
) -> bytes:
    """A file as somebody with the key can write it, whatever the entries are."""
    frame = {
        "format": "cellule-timeline/2",
        "crisis": entries[0].crisis,
        "filter": chosen,
        "seq": len(entries),
        "head": entries[-1].hash,
        "keys": [key_fields(key) for key in signer.keys],
    } | changed
    frame.setdefault("signature", signer.sign(file_claim(frame)))
    return opening_line(frame) + b",\n".join(map(_line, entries)) + b"\n" + END


def _line(entry: Entry) -> bytes:
    return canonical.dumps(fields(entry))


small = histories(most=6, steps=3)


def test_what_these_tests_write_is_what_is_exported(path: Path) -> None:
    entries = with_room().entries
    assert written(entries) == dump(entries, SIGNER)
    assert verified(path, written(sealed_anew(entries))).entries == 4


# Bytes and lines


@settings(max_examples=80, deadline=None)
@given(history=small, data=st.data())
def test_any_changed_byte(path: Path, history: History, data: st.DataObject) -> None:
    content = bytearray(dump(history.entries, SIGNER))
    place = data.draw(st.integers(0, len(content) - 1), label="place")
    content[place] ^= data.draw(st.integers(1, 255), label="bits")
    fault(path, bytes(content))


def test_each_byte_of_a_record(path: Path) -> None:
    content = dump(opened(holding="x").entries, SIGNER)
    first = content.index(b"\n") + 1
    # Every 25th place, and each of the first line, of the beginning of an entry, and of the end.
    places = {*range(first + 60), *range(0, len(content), 25)}
    for place in places | {*range(len(content) - 10, len(content))}:
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        said = fault(path, bytes(changed))
        assert said.startswith("before entry 1") == (place < first), said


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
    lines = dump(history.entries, SIGNER).splitlines(keepends=True)
    i = data.draw(st.integers(0, len(lines) - 1), label="i")
    j = data.draw(st.integers(0, len(lines) - 1), label="j")
    changed = LINES[how](lines, i, j)
    if changed != lines:
        fault(path, b"".join(changed))


@settings(max_examples=60, deadline=None)
@given(history=small, data=st.data())
def test_any_end_cut_off(path: Path, history: History, data: st.DataObject) -> None:
    content = dump(history.entries, SIGNER)
    fault(path, content[: data.draw(st.integers(0, len(content) - 1))])


def test_an_export_cut_in_half_names_where_it_ends(path: Path) -> None:
    content = dump(with_room().entries, SIGNER)
    lines = content.splitlines(keepends=True)
    ends = [0]
    for line in lines:
        ends.append(ends[-1] + len(line))
    # Near the end of each line, and in the middle of it.
    for number, (begin, end) in enumerate(itertools.pairwise(ends)):
        for place in (begin, begin + 1, (begin + end) // 2, end - 2, end - 1):
            said = fault(path, content[:place])
            if number == 0:
                assert said.startswith("before entry 1: ")
            else:
                # What is missing is an entry, or the end after the last.
                assert int(said.split()[1].rstrip(":")) in (number - 1, number), said


@settings(max_examples=40, deadline=None)
@given(history=small, data=st.data())
def test_a_record_made_again_without_some_entries(
    path: Path, history: History, data: st.DataObject
) -> None:
    """Written as the app itself would write them, but for what is missing."""
    gone = data.draw(st.integers(0, len(history.entries) - 2))
    fault(path, written([e for number, e in enumerate(history.entries) if number != gone]))


@settings(max_examples=30, deadline=None)
@given(one=small, other=small, data=st.data())
def test_an_entry_of_another_crisis(
    path: Path, one: History, other: History, data: st.DataObject
) -> None:
    shared = min(len(one.entries), len(other.entries))
    place = data.draw(st.integers(0, shared - 1))
    mixed = list(one.entries)
    mixed[place] = replace(other.entries[place], crisis="another")
    fault(path, written(mixed, crisis=one.id))
    mixed[place] = other.entries[place]
    fault(path, written(mixed))


def test_a_whole_record_under_the_name_of_another(path: Path) -> None:
    entries = opened().entries
    assert fault(path, written(entries, crisis="decaf0")) == (
        "entry 1: belongs to another crisis than the file"
    )


def test_entries_taken_from_the_end(path: Path) -> None:
    """Cut to whole entries and closed again, with the first line left as it was."""
    history = with_room()
    lines = dump(history.entries, SIGNER).splitlines(keepends=True)
    shorter = [*lines[:-3], lines[-3].replace(b",\n", b"\n"), lines[-1]]
    assert fault(path, b"".join(shorter)) == "entry 3: is not the last that the file was made with"
    for changed in ({"seq": 4}, {"seq": 2}, {"head": history.entries[1].hash}):
        said = fault(path, written(history.entries[:3], **changed))
        assert said == "entry 3: is not the last that the file was made with"


def test_the_first_bad_entry_is_named(path: Path) -> None:
    content = dump(opened(what="A joke about a rival").entries, SIGNER)
    changed = content.replace(b"A joke about a rival", b"A hint about a rival", 1)
    assert fault(path, changed) == "entry 1: its data was changed"
    holding = content.replace(b"are looking into it", b"are hiding from it ", 1)
    assert fault(path, holding) == "entry 3: its data was changed"


@pytest.mark.parametrize("name", ["crisis", "seq", "at", "actor", "kind", "data", "salt", "prev"])
@pytest.mark.parametrize("value", [None, 5, -1.5, True, [], {}, "", "\ud800", "é", [[{}]], 10**15])
def test_any_field_of_any_type(path: Path, name: str, value: Any) -> None:
    lines = dump(opened().entries, SIGNER).splitlines(keepends=True)
    entry = json.loads(lines[2].removesuffix(b",\n"))
    entry[name] = value
    ascii_only = value == "\ud800"
    changed = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=ascii_only)
    lines[2] = changed.encode() + b",\n"
    said = fault(path, b"".join(lines))
    assert said.startswith("entry 2: "), said


FIRST = dump(opened().entries, SIGNER).splitlines(keepends=True)[0]


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
        b'{"format":"cellule-timeline/3","crisis":"c","head":"h","entries":[\n{}\n]}\n',
        FIRST,
        FIRST + b"]}\n",
        FIRST + b"{}\n]}\n",
        FIRST + b"\n]}\n",
        b"PK\x03\x04",
        b"[" * 100_000,
        b'{"keys":' + b"[" * 100_000,
    ],
)
def test_what_is_no_record(path: Path, content: bytes) -> None:
    fault(path, content)


@pytest.mark.parametrize(
    "write",
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
    path: Path, write: Callable[[dict[str, Any]], str]
) -> None:
    """Each byte counts: nobody can hide anything in how a line is written."""
    lines = dump(opened().entries, SIGNER).splitlines(keepends=True)
    entry = json.loads(lines[2].removesuffix(b",\n"))
    lines[2] = write(entry).encode() + b",\n"
    assert fault(path, b"".join(lines)).startswith("entry 2: ")


@pytest.mark.parametrize("write", [b'{"data":', b'{"data":['])
def test_an_entry_that_nests_without_end(path: Path, write: bytes) -> None:
    lines = dump(opened().entries, SIGNER).splitlines(keepends=True)
    lines[2] = write * 50_000 + b"1" + b"}" * 50_000 + b",\n"
    assert fault(path, b"".join(lines)).startswith("entry 2: ")


def test_more_after_the_end(path: Path) -> None:
    content = dump(opened().entries, SIGNER)
    for more in (b"\n", b" ", b"{}\n", content):
        fault(path, content + more)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        verify(tmp_path / "nowhere.json")


# The first line


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "00" * 64},
        {"signature": ""},
        {"signature": "zz" * 64},
        {"signature": STRANGER.sign({})},
        {"keys": []},
        {"keys": [key_fields(key) for key in STRANGER.keys]},
        {"keys": [key_fields(key) for key in (*SIGNER.keys, *STRANGER.keys)]},
        {"keys": [key_fields(key) for key in NEXT.keys[1:]]},
        {"keys": [key_fields(key) for key in reversed(NEXT.keys)]},
        {"keys": [key_fields(key) for key in NEXT.keys]},
        {"keys": [key_fields(replace(NEXT.keys[1], endorsed_by=None, endorsement=None))]},
        {"keys": [key_fields(SIGNER.keys[0]) | {"since": SINCE, "endorsement": "00" * 64}]},
        {"keys": [key_fields(SIGNER.keys[0]) | {"public": "not hex"}]},
        {"keys": [key_fields(SIGNER.keys[0]) | {"more": 1}]},
        {"keys": [{"public": SIGNER.keys[0].public}]},
        {"keys": [5]},
        {"keys": 5},
        {"keys": {}},
        {"keys": "keys"},
        {"signature": None},
        {"format": "cellule-timeline/1"},
        {"more": "x"},
    ],
)
def test_keys_and_signature_of_the_first_line(path: Path, changed: dict[str, Any]) -> None:
    assert fault(path, written(opened().entries, **changed)).startswith("before entry 1: ")


@pytest.mark.parametrize(
    "changed",
    [
        {"filter": "legal"},
        {"filter": "public"},
        {"filter": "none of them"},
        {"filter": None},
        {"seq": 4},
        {"seq": 3.0},
        {"seq": True},
        {"seq": "3"},
        {"head": "0" * 64},
        {"crisis": "decaf0"},
        {"crisis": None},
    ],
)
def test_what_the_first_line_says_was_signed(path: Path, changed: dict[str, Any]) -> None:
    """Each of its parts changed, and the signature left."""
    signature = json.loads(dump(opened().entries, SIGNER))["signature"]
    content = written(opened().entries, signature=signature)
    frame = json.loads(content.splitlines()[0] + b"]}")
    del frame["entries"]
    line = opening_line(frame | changed)
    said = fault(path, line + content[content.index(b"\n") + 1 :])
    assert said.startswith("before entry 1: ")


@pytest.mark.parametrize("order", [["crisis", "format"], ["format", "filter"], ["signature"]])
def test_the_parts_of_the_first_line_in_another_order(path: Path, order: list[str]) -> None:
    content = dump(opened().entries, SIGNER)
    frame = json.loads(content.splitlines()[0] + b"]}")
    del frame["entries"]
    moved = {name: frame[name] for name in (*order, *(n for n in frame if n not in order))}
    said = fault(path, opening_line(moved) + content[content.index(b"\n") + 1 :])
    assert said.startswith("before entry 1: ")


def test_a_key_after_the_first_is_trusted_by_the_one_before(path: Path) -> None:
    found = verified(path, dump(opened().entries, NEXT))
    assert (found.key, found.first_key) == (NEXT.key, SIGNER.key)
    forged = replace(NEXT.keys[1], endorsement=STRANGER.sign({}))
    by_nobody = Signer((SIGNER.keys[0], forged), NEXT.secret)
    assert fault(path, written(opened().entries, by_nobody)) == (
        "before entry 1: its keys do not hold"
    )


# Rewritten by somebody who knows how


def rewritten(entries: Sequence[Entry], number: int) -> list[Entry]:
    """Another person made entry `number`, and all after it is sealed so that it fits."""
    changed = list(entries)
    changed[number] = replace(changed[number], actor="U666")
    return sealed_anew(changed)


def exported_twice() -> History:
    history = with_room()
    history.do(record_commands.MakeExport())
    history.do(room_commands.AddNote(events.NoteAdded(text="seen", via="command")))
    history.do(record_commands.MakeExport())
    return history


def test_rewritten_without_the_key(path: Path) -> None:
    """The first line is that of the true record, or says the new hash under the old signature."""
    entries = with_room().entries
    first = dump(entries, SIGNER).splitlines(keepends=True)[0]
    signature = json.loads(first + b"]}")["signature"]
    for number in range(len(entries)):
        changed = rewritten(entries, number)
        body = written(changed).split(b"\n", 1)[1]
        said = fault(path, first + body)
        assert said == "entry 4: is not the last that the file was made with"
        said = fault(path, written(changed, signature=signature))
        assert said == "before entry 1: the file's signature does not hold"


def test_rewritten_by_somebody_with_another_key(path: Path) -> None:
    """The file holds by itself; who knows the key, or a hash from elsewhere, is not deceived."""
    true = with_room().entries
    forged = rewritten(true, 1)
    found = verified(path, written(forged, STRANGER))
    assert (found.key, found.first_key) == (STRANGER.key, STRANGER.key)
    pinned(found, None, None)
    pinned(found, STRANGER.key, None)
    pinned(found, None, true[0].hash)
    for key, stamp in ((SIGNER.key, None), (None, true[1].hash), (None, true[-1].hash)):
        with pytest.raises(BadRecord, match=NAMED):
            pinned(found, key, stamp)


def test_the_signature_inside_is_rewritten_too_or_found(path: Path) -> None:
    """A chain that was signed as the crisis went on, changed before the first of its signatures."""
    entries = exported_twice().entries
    assert [e.seq for e in entries if e.kind == "head_signed"] == [6, 9]
    for number in range(5):
        said = fault(path, written(rewritten(entries, number)))
        assert said == "entry 6: signs another record than this"
    for number in (6, 7):
        said = fault(path, written(rewritten(entries, number)))
        assert said == "entry 9: signs another record than this"
    assert verified(path, written(rewritten(entries, 8))).signed == (5, 8), "nothing came after it"


def test_a_record_holds_under_the_first_and_the_newest_key(path: Path) -> None:
    history = exported_twice()
    history.sign(NEXT)
    found = verified(path, dump(history.entries, NEXT))
    assert found.signed == (5, 8, 9)
    for key in (SIGNER.key, NEXT.key, NEXT.key.upper()):
        pinned(found, key, None)
    for stamp in (found.hashes[0], found.hashes[-1], found.hashes[4].upper()):
        pinned(found, None, stamp)
    with pytest.raises(BadRecord, match=r"^before entry 1: was signed with"):
        pinned(found, STRANGER.key, None)
    with pytest.raises(BadRecord, match=r"^entry 10: no entry up to here has the hash"):
        pinned(found, None, "0" * 64)
    assert list(about(found))[:2] == [
        f"signed with {NEXT.key}, which goes back to {SIGNER.key}",
        "the chain was signed as of entries 5, 8 to 9",
    ]


CLAIM_OF = {"entry": 4, "key": SIGNER.key}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, None),
        ({"entry": 3}, "signs another record than this"),
        ({"entry": 5}, "signs another record than this"),
        ({"entry": 50}, "signs another record than this"),
        ({"entry": 0}, "signs another record than this"),
        ({"entry": -1}, "signs another record than this"),
        ({"head": "0" * 64}, "signs another record than this"),
        ({"head": ""}, "signs another record than this"),
        ({"key": STRANGER.key}, "its signature does not hold"),
        ({"key": ""}, "its signature does not hold"),
        ({"signature": "00" * 64}, "its signature does not hold"),
        ({"signature": "é"}, "its signature does not hold"),
        ({"entry": "four"}, "is no signature"),
        ({"more": 1}, "is no signature"),
        ({"signature": None}, "is no signature"),
    ],
)
def test_an_entry_that_signs(path: Path, changed: dict[str, Any], said: str | None) -> None:
    history = with_room()
    history.sign()
    signed = history.entries[-1]
    entries = sealed_anew(
        [*history.entries[:-1], replace(signed, data={**(signed.data or {}), **changed})]
    )
    if said is None:
        assert verified(path, written(entries)).signed == (4,)
    else:
        assert fault(path, written(entries)) == f"entry 5: {said}"


def test_a_signature_by_another_s_key_under_the_name_of_ours(path: Path) -> None:
    history = with_room()
    head = history.entries[-1].hash
    claim = head_claim(history.id, 4, head)
    history.append(
        events.HeadSigned(entry=4, head=head, key=SIGNER.key, signature=STRANGER.sign(claim)), APP
    )
    assert fault(path, written(history.entries)) == "entry 5: its signature does not hold"


# Redactions


def redacted(history: History, entry: int, *, ask: bool = True) -> History:
    kind = history.entries[entry - 1].kind
    history.do(record_commands.AskRedaction(entry, kind, "personal"), "U1")
    if ask:
        history.do(record_commands.AgreeToRedaction(entry), "U2")
    return history


def with_note() -> History:
    history = with_room()
    history.do(room_commands.AddNote(events.NoteAdded(text="Zebra crossing", via="command")))
    return history


def test_what_was_redacted_is_counted_and_the_rest_holds(path: Path) -> None:
    history = redacted(with_note(), 5)
    history.do(record_commands.MakeExport())
    content = dump(history.entries, SIGNER)
    found = verified(path, content)
    assert (found.redacted, found.withheld) == ((5,), 0)
    assert "redacted: entry 5" in about(found)
    assert b"Zebra" not in content


@pytest.mark.parametrize("gone", [{"data": None, "salt": None}, {"data": None}, {"salt": None}])
def test_data_that_was_taken_out_without_a_redaction(path: Path, gone: dict[str, Any]) -> None:
    for number in range(4):
        entries = with_room().entries
        entries[number] = replace(entries[number], **gone)
        assert fault(path, written(entries)) == f"entry {number + 1}: its data was taken out"


def test_that_somebody_asked_is_not_enough(path: Path) -> None:
    entries = redacted(with_note(), 5, ask=False).entries
    entries[4] = replace(entries[4], data=None, salt=None)
    assert fault(path, written(entries)) == "entry 5: its data was taken out"


def test_a_redaction_takes_out_no_other_entry_than_the_one_it_names(path: Path) -> None:
    entries = redacted(with_note(), 5).entries
    entries[3] = replace(entries[3], data=None, salt=None)
    assert fault(path, written(entries)) == "entry 4: its data was taken out"


def test_a_redaction_whose_words_were_taken_out_takes_out_nothing(path: Path) -> None:
    entries = redacted(with_note(), 5).entries
    entries[6] = replace(entries[6], data=None, salt=None)
    assert fault(path, written(entries)) == "entry 5: its data was taken out"


@pytest.mark.parametrize("named", [7, 8, 0, -1, 2**40, None, "5", True, 5.5, [5]])
def test_a_redaction_that_names_no_entry_before_it(path: Path, named: Any) -> None:
    entries = redacted(with_note(), 5).entries
    data = {**(entries[6].data or {}), "entry": named}
    entries = sealed_anew([*entries[:6], replace(entries[6], data=data)])
    assert fault(path, written(entries)) == "entry 7: takes out no entry before it"


# For a reader


@settings(max_examples=30, deadline=None)
@given(history=small, data=st.data())
def test_a_shorter_record_is_signed_as_such(
    path: Path, history: History, data: st.DataObject
) -> None:
    """What was made for a reader cannot be passed off as the whole, nor the other way about."""
    chosen, other = data.draw(st.permutations(RECORD_FILTERS))[:2]
    content = dump(history.entries, SIGNER, Reader(chosen))
    found = verified(path, content)
    assert found.filter == chosen
    if found.withheld:
        said = next(line for line in about(found) if line.startswith("made for"))
        assert chosen in said
        assert str(found.withheld) in said
    line = content.replace(f'"filter":"{chosen}"'.encode(), f'"filter":"{other}"'.encode(), 1)
    assert fault(path, line) == "before entry 1: the file's signature does not hold"


# A clock that ran backwards


def test_the_order_is_the_chain_s_though_the_clock_ran_backwards(path: Path) -> None:
    """Times are what the clock said: a clock that was put right is no tampering."""
    history = with_room()
    history.now -= timedelta(hours=2)
    history.do(room_commands.AddNote(events.NoteAdded(text="before?", via="command")))
    assert history.entries[-1].at < history.entries[0].at
    found = verified(path, dump(history.entries, SIGNER))
    assert found.entries == 5
    assert found.backwards == (5,)
    assert (
        "the clock ran backwards before entry 5: the order is the chain's, the times are the clock's"
        in about(found)
    )
    assert verified(path, dump(with_room().entries, SIGNER)).backwards == ()


# The first version


def first_version(entries: Sequence[Entry]) -> bytes:
    """A file as it was before files were signed."""
    frame = (
        f'{{"format":"cellule-timeline/1","crisis":"{entries[0].crisis}",'
        f'"head":"{entries[-1].hash}","entries":[\n'
    )
    return frame.encode() + b",\n".join(map(_line, entries)) + b"\n]}\n"


def test_files_of_the_first_version_still_verify(path: Path) -> None:
    entries = with_room().entries
    found = verified(path, first_version(entries))
    assert (found.entries, found.filter, found.key, found.first_key) == (4, "full", None, None)
    assert list(about(found)) == ["not signed: made by a version that did not sign files"]
    with pytest.raises(BadRecord, match=r"^before entry 1: was signed with no key"):
        pinned(found, SIGNER.key, None)
    pinned(found, None, entries[2].hash)
    assert fault(path, first_version(entries).replace(b'"crisis-x"', b'"crisis-y"')) == (
        "entry 4: its data was changed"
    )


@settings(max_examples=40, deadline=None)
@given(history=small, data=st.data())
def test_any_changed_byte_of_the_first_version(
    path: Path, history: History, data: st.DataObject
) -> None:
    content = bytearray(first_version(history.entries))
    place = data.draw(st.integers(0, len(content) - 1), label="place")
    content[place] ^= data.draw(st.integers(1, 255), label="bits")
    fault(path, bytes(content))


def test_the_first_version_has_no_parts_of_the_second(path: Path) -> None:
    for form in ("cellule-timeline/1", "cellule-timeline/0"):
        assert fault(path, written(opened().entries, format=form)).startswith("before entry 1: ")


@pytest.mark.parametrize("write", [str.upper, lambda text: f"{text[:2]} {text[2:]}", str.title])
def test_hex_is_written_in_one_way(path: Path, write: Callable[[str], str]) -> None:
    """Capitals and spaces would be the same number, and another file."""
    entries = opened().entries
    first, second = NEXT.keys
    for keys in (
        (PublicKey(write(first.public), first.since),),
        (first, replace(second, public=write(second.public))),
        (first, replace(second, endorsed_by=write(second.endorsed_by or ""))),
        (first, replace(second, endorsement=write(second.endorsement or ""))),
    ):
        secret = SIGNER.secret if len(keys) == 1 else NEXT.secret
        said = fault(path, written(entries, Signer(keys, secret)))
        assert said == "before entry 1: this is not a timeline of Cellule"
    signature = json.loads(dump(entries, SIGNER))["signature"]
    fault(path, written(entries, signature=write(signature)))


def test_since_when_a_key_signs_is_signed_too(path: Path) -> None:
    content = dump(opened().entries, SIGNER)
    said = fault(path, content.replace(b'"since":"2026', b'"since":"2025', 1))
    assert said == "before entry 1: the file's signature does not hold"
