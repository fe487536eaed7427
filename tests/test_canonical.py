"""Canonical JSON: the quick way writes what the exact one does, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import canonical
from tests.strategies import History, histories, texts

SURROGATES = st.text(st.characters(categories=("Cs", "Lu")), min_size=1, max_size=3)
WORDS = st.one_of(st.text(max_size=20), texts(200), SURROGATES)
KEYS = st.one_of(st.text(st.characters(max_codepoint=127), max_size=8), WORDS)
NUMBERS = st.one_of(
    st.integers(),
    st.integers(-(2**53) - 2, -(2**53) + 2),
    st.integers(2**53 - 2, 2**53 + 2),
    st.floats(),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=12,
)


def outcome(write: Any, value: Any) -> bytes | type[Exception]:
    try:
        written: bytes = write(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        return type(error)
    return written


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_both_write_the_same_or_refuse_alike(value: Any) -> None:
    assert outcome(canonical.dumps, value) == outcome(rfc8785.dumps, value)


@settings(max_examples=20, deadline=None)
@given(histories(most=8))
def test_every_entry_of_a_crisis(history: History) -> None:
    for entry in history.entries:
        if entry.data is not None:
            written = canonical.dumps(entry.data)
            assert written == rfc8785.dumps(entry.data)
            assert json.loads(written) == entry.data


@pytest.mark.parametrize(
    "value",
    [
        canonical.EXACT,
        -canonical.EXACT,
        canonical.EXACT + 1,
        -canonical.EXACT - 1,
        0.0,
        -0.0,
        1e21,
        333333333.33333329,
        5e-324,
        float("nan"),
        float("inf"),
        True,
        {"\U0001f600": 1, "\ufb33": 2, "\uffff": 3},
        {"é": 1, "z": 2, "\x80": 3, "": 4},
        {"a": {"\U00010000": [], "\ue000": {}}},
        {1: "a key that is no text"},
        {"half": "\ud83d"},
        {"\ud83d": "half"},
        '\x00\x1f\x7f\x80\u2028\u2029"\\/',
        [[[[[]]]], {}, (), ""],
        {1, 2},
        b"bytes",
        object,
    ],
    ids=repr,
)
def test_where_they_might_differ(value: Any) -> None:
    assert outcome(canonical.dumps, value) == outcome(rfc8785.dumps, value)


def test_a_kind_of_its_own_is_left_to_the_library() -> None:
    """A subclass may say another thing of itself than the plain type does."""

    class Loud(str):
        __slots__ = ()

        def __str__(self) -> str:
            return self.upper()

    class Whole(int):
        pass

    for value in (Loud("a"), {"k": Loud("a")}, [Whole(3)], {Loud("k"): 1}):
        assert outcome(canonical.dumps, value) == outcome(rfc8785.dumps, value)


def test_what_nests_without_end_is_no_crash() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(RecursionError):
        canonical.dumps(value)
