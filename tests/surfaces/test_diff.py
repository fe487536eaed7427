"""What changed between two texts, word by word."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.locale import words
from bot.surfaces.diff import diff_blocks, parts
from tests.strategies import said

EN = words("en")
TEXTS = st.lists(st.sampled_from(["we", "sorry", " ", ". ", "\n\n", "l’", "post", "😀"])).map(
    "".join
)


def rich(blocks: list[dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    """The texts of a comparison and their styles."""
    return [
        (element["text"], tuple(element.get("style", ())))
        for block in blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        for element in part["elements"]
    ]


@given(TEXTS | said(300), TEXTS | said(300))
def test_the_parts_give_both_texts(old: str, new: str) -> None:
    found = parts(old, new)
    assert "".join(text for kind, text in found if kind != "in") == old
    assert "".join(text for kind, text in found if kind != "out") == new
    assert all(text for _, text in found)


def test_words_change_whole() -> None:
    old, new = "We have seen the post.", "We have deleted the posts."
    assert parts(old, new) == [
        ("same", "We have "),
        ("out", "seen"),
        ("in", "deleted"),
        ("same", " the "),
        ("out", "post"),
        ("in", "posts"),
        ("same", "."),
    ]


def test_neighbouring_changes_are_one() -> None:
    found = parts("We regret that some were upset.", "We are sorry.")
    assert [part for part in found if part[0] != "same"] == [
        ("out", "regret that some were upset"),
        ("in", "are sorry"),
    ]


def test_a_change_is_struck_bold_and_told() -> None:
    blocks = diff_blocks(EN, "We have seen it.", "We have deleted it.")
    assert ("seen", ("strike",)) in rich(blocks)
    assert ("deleted", ("bold",)) in rich(blocks)
    (told,) = [block for block in blocks if block["type"] == "context"]
    assert told["elements"][0]["text"] == "Taken out: “seen”\nPut in: “deleted”"


def test_equal_texts_say_so() -> None:
    (block,) = diff_blocks(EN, "We are sorry.", "We are sorry.")
    assert block["text"]["text"] == "The words are the same."


def test_of_what_stayed_only_the_surroundings_are_shown() -> None:
    stayed = "We are looking into it. " * 200
    blocks = diff_blocks(EN, f"{stayed}Soon.", f"{stayed}Tonight.")
    shown = "".join(text for text, _ in rich(blocks))
    assert len(shown) < 300
    assert "[…]" in shown
    assert shown.endswith("Soon" + "Tonight.")


def test_a_rewritten_text_of_any_length_is_within_limits() -> None:
    old, new = "aa bb cc. " * 6_300, "dd ee ff! " * 6_300
    blocks = diff_blocks(EN, old, new)
    assert len(blocks) < 90
    assert "More has changed than a form can show." in str(blocks)
    assert sum(len(text) for text, _ in rich(blocks)) < 15_000
