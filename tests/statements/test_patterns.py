"""The pattern language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.findings import Language
from statements.patterns import Compiler, Match
from statements.tape import BadPattern, Vocabulary, tapes
from statements.text import Document, read

FAMILIES = {
    "we": ["=we", "=us", "=our"],
    "fault": ["mistake", "error", "slip of the pen"],
    "staff": ["intern", "=one of our team"],
}
PARTS = {
    "made": ["be *1 made", "<happened>"],
    "happened": ["happen", "take place"],
}


def compiler(language: Language = "en", parts: dict[str, list[str]] | None = None) -> Compiler:
    vocabulary = Vocabulary(language)
    for name, entries in FAMILIES.items():
        vocabulary.family(name, entries)
    return Compiler(vocabulary, PARTS if parts is None else parts)


def matches(pattern: str, text: str, language: Language = "en") -> list[Match]:
    made = compiler(language)
    compiled = made.pattern(pattern)
    return [m for tape in tapes(read(text, language), made.vocabulary) for m in compiled.find(tape)]


def found(pattern: str, text: str, language: Language = "en") -> list[str]:
    """The words of each match, from the text as it was typed."""
    document = read(text, language)
    return [words(document, *match.quoted) for match in matches(pattern, text, language)]


def words(document: Document, first: int, last: int) -> str:
    return document.text[document.tokens[first].start : document.tokens[last - 1].end]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        # words, forms, exact words, beginnings
        ("mistake", "Mistakes and a mistake", ["Mistakes", "mistake"]),
        ("=mistake", "Mistakes and a mistake", ["mistake"]),
        ("regrett~", "Regrettably a regrettable regret", ["Regrettably", "regrettable"]),
        ("do not", "We don't and do not", ["don't", "do not"]),
        ("=will not", "We won't", ["won't"]),
        ("don't", "We don't", ["don't"]),
        # families, phrases in them, parts
        ("{fault}", "an error, a slip of the pen", ["error", "slip of the pen"]),
        (
            "{staff} posted",
            "One of our team posted; interns posted",
            ["One of our team posted", "interns posted"],
        ),
        ("{fault} <made>", "Mistakes were sadly made", ["Mistakes were sadly made"]),
        ("{fault} <made>", "A mistake took place", ["A mistake took place"[2:]]),
        ("a|<happened>|{fault}", "it happened", ["happened"]),
        # alternatives, not, optional
        ("we|they posted", "we posted, they posted, it posted", ["we posted", "they posted"]),
        ("!we|they posted", "we posted; it posted", ["it posted"]),
        ("we really? posted", "we posted; we really posted", ["we posted", "we really posted"]),
        ("{we}? mistake", "our mistake", ["our mistake", "mistake"]),
        ("so|very? sorry", "sorry, very sorry", ["sorry", "very sorry", "sorry"]),
        # gaps
        ("we * posted", "we posted; we then posted", ["we then posted"]),
        (
            "we *2 posted",
            "we a b posted. we a b c posted. we posted",
            ["we a b posted", "we posted"],
        ),
        ("we *2 posted", "we, then posted", []),
        ("we ** posted", "we, then (sadly) posted", ["we, then (sadly) posted"]),
        ("we ** posted", "we " + "x " * 12 + "posted", ["we " + "x " * 12 + "posted"]),
        ("we ** posted", "we " + "x " * 13 + "posted", []),
        ("we *2", "we are all here", ["we are all"]),
        ("we *2", "we", ["we"]),
        # the sentence's ends, numbers, punctuation
        ("^ sorry", "Sorry. We are sorry", ["Sorry"]),
        ("sorry $", "Sorry, we. We are sorry", ["sorry"]),
        ("^ *2 sorry $", "We are sorry. Sorry again", ["We are sorry"]),
        ("# people", "1,900 people, some people", ["1,900 people"]),
        ("sorry , but", "sorry, but", ["sorry, but"]),
        ("sorry ,? but", "sorry but", ["sorry but"]),
        # what is quoted
        ("we [made a] mistake", "we made a mistake", ["made a"]),
        ("[we *1] posted", "we then posted", ["we then"]),
        ("{we} [{fault}]", "our slip of the pen", ["slip of the pen"]),
        # never across a sentence
        ("we *2 posted", "It was we. Who posted?", []),
        ("a b", "a. b", []),
        # as read, not as typed
        ("sorry if", "*ѕo\u200brry*  if", ["ѕo\u200brry*  if"]),
        ("a joke", 'a "joke"', ['a "joke']),
    ],
)
def test_english_patterns(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("=n' être *1 pas", "Ce n’était vraiment pas", ["n’était vraiment pas"]),
        ("=l' équipe", "L'équipe", ["L'équipe"]),
        ("de erreur", "d'erreurs", ["d'erreurs"]),
        ("aujourd'hui", "Aujourd’hui", ["Aujourd’hui"]),
        ("excusez-nous", "Excusez-nous", ["Excusez-nous"]),
        ("=l'un d'entre vous", "l’un d’entre vous", ["l’un d’entre vous"]),
        ("bless~", "Blessées, blessant", ["Blessées", "blessant"]),
    ],
)
def test_french_patterns(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text, "fr") == expected


def test_what_a_match_names() -> None:
    (match,) = matches("we *2 posted|wrote *3", "Today we never once posted it all")
    assert match == Match(1, 7, (1, 7), (1, 4))


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("{nobody}", "no family {nobody}"),
        ("<nothing>", "no part <nothing>"),
        ("we *13 posted", "*13: a gap is *, ** or *1 to *12"),
        ("we *x posted", "*x: a gap is *, ** or *1 to *12"),
        ("we|", "“” is no word"),
        ("we|*2", "“*2” is no word"),
        ("we « x", "“«” is no word"),
        ("[we", "brackets do not pair"),
        ("we] [x", "brackets do not pair"),
        ("[we] [x]", "brackets do not pair"),
        ("[] we", "brackets do not pair"),
        ("*3", "nothing in it must be there"),
        ("we? ^ $", "nothing in it must be there"),
        ("", "nothing in it must be there"),
        ("!<made>", "! takes words and families"),
    ],
)
def test_bad_patterns(pattern: str, complaint: str) -> None:
    with pytest.raises(BadPattern, match=re.escape(complaint)):
        compiler().pattern(pattern)


def test_a_part_that_contains_itself() -> None:
    with pytest.raises(BadPattern, match="part <a> contains itself"):
        compiler(parts={"a": ["we <b>"], "b": ["<a>"]}).pattern("<a>")


PATTERNS = (
    "{we} *3 {fault}",
    "^ ** we|our? [a *2] b $",
    "a|b|<made> !a *1 b",
    "{staff}? a",
    "we *2",
)
pieces = st.lists(
    st.sampled_from(
        ["we", "our", "a", "b", "error", "slip of the pen", "were made", ",", ".", "\n\n"]
    ),
    max_size=60,
)


@given(pieces, st.sampled_from(PATTERNS))
def test_matches_lie_in_one_sentence(parts: list[str], pattern: str) -> None:
    text = " ".join(parts)
    document = read(text, "en")
    for match in matches(pattern, text):
        assert any(a <= match.first < match.last <= b for a, b in document.sentences)
        first, last = match.quoted
        assert match.first <= first < last <= match.last
        assert all(match.first <= token < match.last for token in match.named)


@given(pieces, st.sampled_from(PATTERNS), st.integers(4, 40))
def test_pieces_do_not_change_what_is_found(parts: list[str], pattern: str, size: int) -> None:
    made = compiler()
    document, compiled = read(" ".join(parts), "en"), made.pattern(pattern)

    def all_of(size: int) -> list[Match]:
        return [m for tape in tapes(document, made.vocabulary, size) for m in compiled.find(tape)]

    assert all_of(size) == all_of(10_000)


@pytest.mark.timeout(60)
def test_gaps_in_a_row_are_no_trap() -> None:
    """A text that nearly matches everywhere ends as any other."""
    made = compiler()
    compiled = [made.pattern("we " + "** we " * 8 + "never"), made.pattern("we *12 *12 *12 b")]
    document = read("we " * 21_000, "en")
    for tape in tapes(document, made.vocabulary):
        assert [pattern.find(tape) for pattern in compiled] == [(), ()]
