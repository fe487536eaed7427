"""A text over several fields of a form."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.surfaces.modals.form import INPUT_TEXT
from bot.surfaces.modals.pieces import FILLED, join, split, width
from tests.strategies import said

PARAGRAPH = "We are looking into it. " * 30


@given(said(200), st.integers(1, 80), st.sampled_from(["", " ", "\n", "\n\n", "\n\n\n", "x"]))
@example("😀", 80, "")
def test_nothing_is_lost_between_the_fields(text: str, times: int, between: str) -> None:
    whole = between.join([text] * times)
    pieces, joints = split(whole)
    assert join(pieces, joints) == whole
    assert len(joints) == len(pieces) - 1
    assert all(width(piece) <= INPUT_TEXT for piece in pieces)


def test_a_text_that_fits_stands_in_one_field() -> None:
    assert split("We are sorry.") == (("We are sorry.",), ())
    assert split("") == (("",), ())


def test_a_nearly_full_field_is_followed_by_an_empty_one() -> None:
    text = "a" * (FILLED + 1)
    assert split(text) == ((text, ""), ("\n\n",))
    assert join((text, "More."), ("\n\n",)) == f"{text}\n\nMore."


def test_paragraphs_stay_whole() -> None:
    pieces, joints = split("\n\n".join([PARAGRAPH.strip()] * 9))
    assert set(joints) == {"\n\n"}
    assert all(piece.endswith("it.") for piece in pieces)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("a", "", "c"), "a\n\nc"),
        (("", "b", "c"), "b c"),
        (("", "", ""), ""),
        (("a", "b", ""), "a\n\nb"),
    ],
)
def test_an_emptied_field_leaves_nothing_behind(pieces: tuple[str, ...], text: str) -> None:
    joints = ("\n\n", " " if text == "b c" else "\n\n")
    assert join(pieces, joints) == text
