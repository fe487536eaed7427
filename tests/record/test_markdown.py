"""The Markdown record, read back by an independent parser (markdown-it, CommonMark)."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import events
from bot.commands import room as room_commands
from bot.events import LANGUAGES, Language
from bot.locale import words
from bot.record import export
from bot.surfaces.exercise import named
from bot.surfaces.sentences import bare
from tests.strategies import NASTY, History, histories, opened, said, texts, with_room

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def written(history: History, language: Language = "en") -> str:
    return export(history.entries, "md", language).content.decode()


def flat(text: str) -> str:
    return " ".join(text.split())


def shown(text: str) -> list[str]:
    """Each paragraph, heading and cell of a Markdown text, as its reader sees it."""
    found = []
    for token in READER.parse(text):
        assert token.type != "html_block", token.content
        if token.type == "inline":
            kinds = {child.type for child in token.children or ()}
            assert kinds <= {"text", "softbreak", "code_inline", "hardbreak"}, kinds
            found.append(
                "".join(
                    " " if child.type.endswith("break") else child.content
                    for child in token.children or ()
                )
            )
    return found


def rows(text: str) -> int:
    return sum(token.type == "tr_open" for token in READER.parse(text))


@settings(max_examples=60, deadline=None)
@given(histories(), st.sampled_from(LANGUAGES))
def test_people_s_words_are_shown_and_not_obeyed(history: History, language: Language) -> None:
    crisis, text = history.at_last, written(history, language)
    seen = shown(text)
    heads = [token.tag for token in READER.parse(text) if token.type == "heading_open"]
    assert heads == ["h1"] + ["h2"] * (len(crisis.statements) + 2)
    title = named(words(language), crisis, visible(crisis.what))
    assert seen[0].split() == title.split()
    # A row for each entry, each line of the summary, and each table's head.
    assert rows(text) == len(history.entries) + 9 + 2


def visible(text: str) -> str:
    """A text without what CommonMark itself replaces: NUL."""
    return text.replace("\x00", "\ufffd")


@settings(max_examples=150, deadline=None)
@given(said(300))
def test_any_title_reads_as_it_was_typed(what: str) -> None:
    assert shown(written(opened(what=what)))[0].split() == visible(what).split()


@settings(max_examples=150, deadline=None)
@given(said(300))
def test_any_statement_reads_as_it_was_typed(words: str) -> None:
    text = written(opened(holding=words))
    quote = text[text.index("\n> ") : text.index("\n\nSHA-256")]
    assert " ".join(shown(quote)).split() == visible(words).split()
    assert {token.type for token in READER.parse(quote)} <= {
        "blockquote_open",
        "paragraph_open",
        "inline",
        "paragraph_close",
        "blockquote_close",
    }


@settings(max_examples=100, deadline=None)
@given(said(300))
def test_any_note_reads_as_it_was_typed(words: str) -> None:
    history = opened()
    history.do(room_commands.AddNote(events.NoteAdded(text=words, via="command")))
    text = written(history)
    cells = [cell for cell in shown(text) if cell.startswith("@U1 noted: “")]
    assert [cell.split() for cell in cells] == [f"@U1 noted: “{flat(visible(words))}”".split()]


@settings(max_examples=60, deadline=None)
@given(texts(200))
def test_an_error_of_slacks_is_only_text(error: str) -> None:
    history = with_room()
    failed = events.DeliveryFailed(delivery="d", what="invite", error=error, final=True)
    history.do(room_commands.RecordFailure(failed))
    history.do(room_commands.RecordRoomLost("C0ROOM", error))
    assert rows(written(history)) == len(history.entries) + 11
    shown(written(history))


def test_a_statement_s_lines_stay_lines() -> None:
    text = written(opened(holding="One.\n\nTwo.\n- three"))
    body = READER.render(text[text.index("\n> ") : text.index("\n\nSHA-256")])
    assert re.sub(r"\s+", " ", html.unescape(body)) == (
        "<blockquote> <p>One.</p> <p>Two.<br /> - three</p> </blockquote> "
    )


def test_times_are_local_and_utc() -> None:
    text = written(with_room(), "fr")
    assert "| 1 | 14 mars 2026, 23:40:01 | 2026-03-14 22:40:01 |" in text
    assert "2026-03-14 22:34 UTC" in text


def test_the_head_and_the_number_of_entries_stand_at_the_end() -> None:
    history = with_room()
    text = written(history)
    assert f"`{history.entries[-1].hash}`" in text
    assert "has 4 entries" in text


def test_a_redacted_entry_says_so() -> None:
    history = with_room()
    history.do(room_commands.AddNote(events.NoteAdded(text="her address", via="command")))
    entries = [*history.entries[:-1], replace(history.entries[-1], data=None, salt=None)]
    text = export(entries, "md", "en").content.decode()
    assert "her address" not in text
    assert "This entry was redacted." in text


def test_the_sample_texts_are_nasty_enough() -> None:
    """Without escaping, the parser would see mark-up in them."""
    kinds = {
        child.type
        for text in NASTY
        for token in READER.parse(text)
        for child in (*(token.children or ()), token)
    }
    assert {"link_open", "image", "html_block", "heading_open", "em_open"} <= kinds


def test_people_are_written_as_ids() -> None:
    assert bare("U1") == "@U1"
    assert bare("cellule") == "Cellule"
