"""The hash chain."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chain import GENESIS, first_fault
from tests.strategies import START, History, histories, opened


def test_an_entry_is_hashed_as_the_design_says() -> None:
    first, second, _ = opened(what="É").entries
    assert first.prev == GENESIS
    assert second.prev == first.hash
    assert first.data is not None
    assert first.salt is not None
    salted = bytes.fromhex(first.salt) + rfc8785.dumps(first.data)
    assert first.data_digest == hashlib.sha256(salted).hexdigest()
    rest = {
        "crisis": first.crisis,
        "seq": 1,
        "at": "2026-03-14T22:40:01.123456Z",
        "actor": "U1",
        "kind": "crisis_opened",
        "data_digest": first.data_digest,
        "prev": "0" * 64,
    }
    assert first.hash == hashlib.sha256(rfc8785.dumps(rest)).hexdigest()


@settings(max_examples=40, deadline=None)
@given(histories())
def test_what_was_sealed_holds(history: History) -> None:
    assert first_fault(history.entries) is None
    assert [e.seq for e in history.entries] == list(range(1, len(history.entries) + 1))


def test_nothing_has_no_fault() -> None:
    assert first_fault([]) is None


@settings(max_examples=60, deadline=None)
@given(histories(most=8), st.data())
def test_any_changed_field_is_found(history: History, data: st.DataObject) -> None:
    entries = list(history.entries)
    number = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(
        st.sampled_from(
            ["crisis", "seq", "at", "actor", "kind", "data", "salt", "data_digest", "prev", "hash"]
        )
    )
    old = getattr(entries[number], name)
    new = {"seq": 99, "data": {"x": 1}, "salt": "00" * 16}.get(name, f"{old}0")
    entries[number] = replace(entries[number], **{name: new})
    fault = first_fault(entries)
    assert fault is not None
    # A hash is first missed by the entry itself; every other field too.
    assert fault.startswith(f"entry {number + 1}: ") or (name == "crisis" and number == 0)


@pytest.mark.parametrize("salt", ["", "xyz", "0", None, "é"])
def test_a_salt_that_is_none_is_a_fault(salt: str | None) -> None:
    entries = opened().entries
    entries[1] = replace(entries[1], salt=salt)
    fault = first_fault(entries)
    assert fault is not None
    assert fault.startswith("entry 2: ")


def test_data_that_was_taken_out_is_a_fault() -> None:
    """The hashes hold without it, so that only this check sees it."""
    entries = opened().entries
    entries[1] = replace(entries[1], data=None, salt=None)
    assert first_fault(entries) == "entry 2: its data was taken out"
    entries[0] = replace(entries[0], data=None)
    assert first_fault(entries) == "entry 1: its data was taken out"


def test_the_same_words_have_another_digest_each_time() -> None:
    one, other = opened(), opened()
    assert one.entries[0].data == other.entries[0].data
    assert one.entries[0].data_digest != other.entries[0].data_digest
    assert one.entries[0].at == other.entries[0].at == START.strftime("2026-03-14T22:40:01.%fZ")
