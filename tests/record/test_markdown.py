"""The Markdown record, read back by an independent parser (markdown-it, CommonMark)."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import events
from bot.commands import closing as closing_commands
from bot.commands import room as room_commands
from bot.events import LANGUAGES, RECORD_FILTERS, Language, RecordFilter
from bot.record import Reader, export
from bot.surfaces.still_open import on_record
from tests.record.readable import made, typed, view_of, words_of
from tests.strategies import NASTY, SIGNER, History, histories, opened, said, texts, with_room

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


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
@given(histories(), st.sampled_from(LANGUAGES), st.sampled_from(RECORD_FILTERS))
def test_people_s_words_are_shown_and_not_obeyed(
    history: History, language: Language, chosen: RecordFilter
) -> None:
    reader = Reader(chosen, language)
    view, text = view_of(history, reader), made(history, "md", reader)
    assert words_of(shown(text)[0]) == words_of(view.title)
    heads = [token.tag for token in READER.parse(text) if token.type == "heading_open"]
    statements, sections = view.statements(), view.sections()
    # The statements and the timeline have no section of their own.
    assert heads.count("h1") == 1
    assert heads.count("h2") == len(sections) + 2
    assert heads.count("h3") == len(statements)
    assert heads.count("h4") == sum(len(one.versions) for one in statements)
    # A row for each entry and each line of a section or a story, and each table's head.
    told = [row for entry in history.entries if (row := view.row(entry)) is not None]
    tables = [len(one.rows) for one in sections if one.rows]
    tables += [len(one.deeds) for one in statements if one.deeds]
    assert rows(text) == len(told) + 1 + sum(tables) + len(tables)


@settings(max_examples=150, deadline=None)
@given(said(300))
def test_any_title_reads_as_it_was_typed(what: str) -> None:
    assert words_of(shown(made(opened(what=what), "md"))[0]) == typed(what)


def quotation(text: str) -> str:
    """The first statement's words, as they stand in the file."""
    lines = text[text.index("\n> ") + 1 :].split("\n")
    return "\n".join(lines[: next(n for n, line in enumerate(lines) if not line.startswith(">"))])


@settings(max_examples=150, deadline=None)
@given(said(300))
def test_any_statement_reads_as_it_was_typed(words: str) -> None:
    quote = quotation(made(opened(holding=words), "md"))
    assert " ".join(shown(quote)).split() == typed(words)
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
    cells = [cell for cell in shown(made(history, "md")) if cell.startswith("@U1 noted: “")]
    told = f"@U1 noted: “{' '.join(typed(words))}”"
    assert [words_of(cell) for cell in cells] == [told.split()]


@settings(max_examples=60, deadline=None)
@given(texts(200))
def test_an_error_of_slacks_is_only_text(error: str) -> None:
    history = with_room()
    before = rows(made(history, "md"))
    failed = events.DeliveryFailed(delivery="d", what="invite", error=error, final=True)
    history.do(room_commands.RecordFailure(failed))
    history.do(room_commands.RecordRoomLost("C0ROOM", error))
    assert rows(made(history, "md")) == before + 2
    shown(made(history, "md"))


def test_a_statement_s_lines_stay_lines() -> None:
    body = READER.render(quotation(made(opened(holding="One.\n\nTwo.\n- three"), "md")))
    assert re.sub(r"\s+", " ", html.unescape(body)) == (
        "<blockquote> <p>One.</p> <p>Two.<br /> - three</p> </blockquote> "
    )


def test_what_was_left_open_stands_in_one_cell() -> None:
    history = with_room()
    history.do(closing_commands.CloseCrisis("Enough.", "No time.", on_record))
    left = history.at_last.left_open
    assert len(left) > 1
    assert "; ".join(" ".join(one.split()) for one in left) in shown(made(history, "md"))


def test_times_are_local_and_utc() -> None:
    text = made(with_room(), "md", Reader(language="fr"))
    assert "| 1 | 2026-03-14 23:40:01 | 2026-03-14 22:40:01 |" in text
    assert "14 mars 2026, 23:34:00 (2026-03-14 22:34:00 UTC)" in text
    assert "| # | Europe/Paris | UTC |" in text


def test_the_head_and_the_number_of_entries_stand_at_the_end() -> None:
    history = with_room()
    end = made(history, "md").rpartition("\n## ")[2]
    assert f"`{history.entries[-1].hash}`" in end
    assert f"| Entries | {len(history.entries)} |" in end


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_redacted_entry_says_so(language: Language) -> None:
    history = with_room(language=language)
    history.do(room_commands.AddNote(events.NoteAdded(text="her address", via="command")))
    entries = [*history.entries[:-1], replace(history.entries[-1], data=None, salt=None)]
    text = export(entries, "md", SIGNER).content.decode()
    assert "her address" not in text
    if language == "en":
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
