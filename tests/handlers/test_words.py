"""What may follow /crisis."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings

from handlers.words import TAKES_A_LINK, TAKES_TEXT, parse
from tests.strategies import said, texts


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("", None, ""),
        ("   ", None, ""),
        ("help", "help", ""),
        ("  AIDE ", "help", ""),
        ("liste", "list", ""),
        ("statut", "status", ""),
        ("gravité", "severity", ""),
        ("GRAVITÉ", "severity", ""),
        ("gravite", "severity", ""),
        ("clore", "close", ""),
        ("exporter", "export", ""),
        ("note", "note", ""),
        ("note  we called the host ", "note", "we called the host"),
        ("Note deux\nlignes", "note", "deux\nlignes"),
        ("note\nla suite", "note", "la suite"),
        ("note\tla suite", "note", "la suite"),
        ("note\u00a0la suite", "note", "la suite"),
        ("We posted a joke", None, "We posted a joke"),
        ("list of clients leaked", None, "list of clients leaked"),
        ("close call on X", None, "close call on X"),
        ("status\nof our account", None, "status\nof our account"),
        ("evidence https://x.com/acme/1", "evidence", "https://x.com/acme/1"),
        ("evidence of a leak", None, "evidence of a leak"),
        ("point", "brief", ""),
        ("plan B went public", None, "plan B went public"),
        ("helpless", None, "helpless"),
        ("note:", None, "note:"),
    ],
)
def test_a_verb_or_what_happened(text: str, verb: str | None, rest: str) -> None:
    assert parse(text) == (verb, rest)


def test_an_accent_may_be_typed_in_two_ways() -> None:
    for form in ("NFC", "NFD"):
        assert parse(unicodedata.normalize(form, "gravité")) == ("severity", "")


@settings(max_examples=150)
@given(texts())
def test_no_word_is_lost(text: str) -> None:
    verb, rest = parse(text)
    if verb is None:
        assert rest == text.strip()
    else:
        assert text.strip().endswith(rest)
        assert rest == "" or verb in TAKES_TEXT | TAKES_A_LINK


@settings(max_examples=100)
@given(said())
def test_a_note_is_kept_whole(text: str) -> None:
    assert parse(f"note {text}") == ("note", text.strip())
