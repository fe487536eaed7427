"""Escaping and cutting."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.surfaces.blocks import (
    LINK,
    SECTION_TEXT,
    clip,
    clip_markup,
    escape,
    exact,
    fields,
    link,
    mention,
    quoted,
    section,
    weight,
    when,
)
from tests.strategies import texts
from tests.surfaces.everything import disobeyed


def units(text: str) -> int:
    """Length as JavaScript counts."""
    return len(text.encode("utf-16-le")) // 2


@settings(max_examples=150)
@given(texts())
def test_escaped_text_reads_as_it_was_typed(text: str) -> None:
    assert disobeyed(escape(text)) is None
    back = escape(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert back == text


@settings(max_examples=150)
@given(texts(), st.sampled_from([1, 2, 24, 75, 150, 3000]))
@example("😀" * 5, 2)
@example("😀" * 5, 3)
def test_a_cut_is_the_beginning_and_within_the_limit(text: str, limit: int) -> None:
    cut = clip(text, limit)
    assert units(cut) <= limit
    if units(text) <= limit:
        assert cut == text
    else:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert units(cut) >= limit - 1


@settings(max_examples=150)
@given(texts(), st.integers(1, 400))
def test_markup_is_never_cut_in_the_middle(text: str, limit: int) -> None:
    markup = f"<@U1> {escape(text)} {link('https://x.com/' + 'a' * 30, 'see it')} {escape(text)}"
    cut = clip_markup(markup, limit)
    assert units(cut) <= limit
    assert disobeyed(cut) is None


@settings(max_examples=100)
@given(texts())
def test_a_quote_is_one_line(text: str) -> None:
    line = quoted(text, 120)
    assert len(line.splitlines()) <= 1
    assert disobeyed(line) is None


@settings(max_examples=60)
@given(texts())
def test_exact_words_stay_exact(text: str) -> None:
    blocks = exact(text)
    assert "".join(block["text"]["text"] for block in blocks) == text
    for block in blocks:
        assert block["text"]["type"] == "plain_text"
        assert block["text"].get("emoji") is False, "a colon stays a colon"
        assert 0 < units(block["text"]["text"]) <= SECTION_TEXT


@settings(max_examples=100)
@given(texts(500))
def test_an_address_cannot_break_out_of_its_link(text: str) -> None:
    made = link("https://x.com/" + "".join(text.split()), "see it")
    assert disobeyed(made) is None
    assert made.endswith("|see it>") or made == "see it"


def test_a_link_leads_where_it_says() -> None:
    assert link("https://x.com/a?b=1&c=2", "see it") == "<https://x.com/a?b=1&amp;c=2|see it>"
    assert link("https://x.com/|<>", "l") == "<https://x.com/%7C%3C%3E|l>"
    assert link("https://x.com/" + "a" * LINK, "see it") == "see it"


def test_a_time_is_slacks_to_show() -> None:
    at = datetime(2026, 3, 14, 23, 40, 30, tzinfo=timezone(timedelta(hours=1)))
    assert when(at, "{time}") == f"<!date^{int(at.timestamp())}^{{time}}|2026-03-14 22:40 UTC>"


def test_people_are_mentioned_and_the_app_is_named() -> None:
    assert mention("U1") == "<@U1>"
    assert mention("cellule") == "Cellule"
    assert mention(None) == "Cellule"


def test_weight_counts_all_text() -> None:
    assert weight([section("abc"), fields(["d", "ef"])]) == 6
