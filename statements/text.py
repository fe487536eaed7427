"""A text as sentences of tokens, each with its place in the original; and lemmas."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

import regex
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy

from statements.findings import Language
from statements.plain import plain

Kind = Literal["word", "number", "link", "mark"]

LONGEST = 240
"""Tokens of a sentence; a longer one is cut, so that work stays linear in the text's length."""


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is lowercase; start and end are offsets in the original text."""

    text: str
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text, read. Quotation marks are no tokens."""

    text: str
    language: Language
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]
    """The tokens of each: from the first up to the last (excluded)."""
    quotes: tuple[tuple[int, int], ...]
    """What stands in quotation marks, in order: from the first token up to the last (excluded)."""


_SHORTENED = {
    "en": r"mrs?|ms|dr|prof|st|jr|sr|inc|ltd|co|corp|vs|etc|approx|dept|(?:no|fig|p|pp|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?=\.\s*\d)",
    "fr": r"mm?|mmes?|mlles?|dr|pr|me|ste?|etc|env|cf|tél|réf|janv|févr|avr|juil|sept|oct|nov|déc|(?:art|fig|n|p|pp|av|bd)(?=\.\s*\d)",
}
# After these a capital begins a new sentence; a title goes on with a name.
_MAY_END = frozenset({"etc", "inc", "ltd", "co", "corp", "am", "pm"})
_WORDS = {
    "en": r"can(?=not(?!\w))|(?<=\bcan)not(?!\w)|[^\W\d_]\w*?(?=n't(?!\w))|n't(?!\w)"
    r"|[^\W\d_]\w*(?:-\w+)*(?:'(?!(?:s|re|ve|ll|d|m)(?!\w))\w+)*|'(?:s|re|ve|ll|d|m)(?!\w)",
    # « paraît-il », « laissez-nous »: the pronoun is a word of its own.
    "fr": r"aujourd'hui|quelqu'une?(?!\w)|prud'hom\w+"
    r"|(?:jusqu|lorsqu|puisqu|quoiqu|[cdjlmnstç]|qu)'(?=[\w\s]|$)"
    r"|[^\W\d_]\w*?(?=-(?:t-)?(?:PRONOUN)(?![\w'-]))|[^\W\d_]\w*(?:-\w+)*",
}
_PRONOUN = "je|tu|ils?|elles?|on|nous|vous|ce|moi|toi|le|la|les|lui|leur|en|y"
_ENDINGS = {"en": "st|nd|rd|th|hrs?|[ap]m|k|m|bn", "fr": r"er|ère|e|ème|h\d{0,2}|k|m"}
_SITES = "com|org|net|io|fr|eu|uk|be|ch|ca|de|app|social|info|gov|edu|example"


@cache
def _scanner(language: Language) -> regex.Pattern[str]:
    words = _WORDS[language].replace("PRONOUN", _PRONOUN)
    return regex.compile(
        rf"""
        (?P<slack><(?:[@\#!][^<>\s|]*|(?:https?://|mailto:)[^<>\s|]*)(?:\|(?=[^<>\n]*>)|>))
        |(?P<link>https?://[^\s<>"»|]*[\w/]|www\.[^\s<>"»|]*[\w/]
            |[@\#][\w](?:[\w.-]*\w)?
            |(?<![\w.@-])[\w.+-]{{1,64}}@\w[\w-]*(?:\.[\w-]+)+
            |(?<![\w.@-])[a-z\d][a-z\d-]{{0,62}}(?:\.[a-z\d-]{{1,63}}){{0,4}}\.(?:{_SITES})(?!\w)(?:/[^\s<>"»|]*[\w/])?)
        |(?P<short>(?<!\w)(?:(?:[^\W\d_]\.){{2,8}}(?!\w)|(?:{_SHORTENED[language]})\.(?![.\w])))
        |(?P<number>\d+(?:[.,:]\d+|[ '](?=\d{{3}}(?!\d))\d{{3}})*(?:(?:{_ENDINGS[language]})(?!\w)|(?!\w))
            |v\d+(?:\.\d+)*(?!\w))
        |(?P<word>{words}|\d\w*(?:-\w+)*)
        |(?<=\w)-(?:t-)?(?P<pronoun>{_PRONOUN})(?![\w'-])
        |(?P<line>\n\s*)
        |(?P<stop>[.!?…]+)
        |(?P<mark>[,;:()\[\]—/%€£$&+=]|(?<=\s)-(?=\s))
        |(?P<quote>[«»“”„‹›"‘']+)
        """,
        regex.X | regex.I,
    )


@lru_cache(maxsize=64)
def read(text: str, language: Language) -> Document:
    """Linear in the text's length. Any text can be read."""
    clean = plain(text)
    source = clean.text
    tokens: list[Token] = []
    starts = [0]
    """Where sentences begin, as token numbers."""
    marks: list[tuple[int, str, int]] = []
    paragraph = 0

    def end_sentence() -> None:
        if starts[-1] != len(tokens):
            starts.append(len(tokens))

    for found in _scanner(language).finditer(source):
        group, value = str(found.lastgroup), found.group()
        if group == "line":
            after = source[found.end() : found.end() + 1]
            blank = value.count("\n") > 1
            if blank:
                paragraph += 1
            if blank or not after.islower():
                end_sentence()
            continue
        if group == "quote":
            marks.extend(
                (paragraph, mark, len(tokens)) for mark in _quotation(source, found.start(), value)
            )
            continue
        if group == "stop":
            if _stops(source, found.end(), value):
                end_sentence()
            elif "…" in value or ".." in value:
                tokens.append(Token("…", "mark", *clean.span(*found.span())))
            continue
        start, end = found.span("pronoun") if group == "pronoun" else found.span()
        lower = source[start:end].lower()
        kind: Kind = "word"
        if group in ("slack", "link"):
            kind = "link"
        elif group == "number" or (group == "mark" and lower in "%€£$&+="):
            kind = "number" if group == "number" else "word"
        elif group == "mark":
            kind, lower = "mark", "—" if lower == "-" else lower
        elif group == "short":
            lower = lower.replace(".", "")
        tokens.append(Token(lower, kind, *clean.span(start, end)))
        ends = group == "short" and lower in _MAY_END and _capital_next(source, end)
        if ends or len(tokens) - starts[-1] >= LONGEST:
            end_sentence()
    bounds = [*(start for start in starts if start < len(tokens)), len(tokens)]
    sentences = tuple((a, b) for a, b in pairwise(bounds) if a < b)
    return Document(text, language, tuple(tokens), sentences, _quotes(marks, len(tokens)))


_CLOSED = regex.compile(r"[\s\"'»”)\]]*")


def _stops(source: str, end: int, value: str) -> bool:
    """Whether full stops end a sentence, and are not inside a name or a quotation that goes on."""
    closing = _CLOSED.match(source, end, min(len(source), end + 8))
    between = closing.group() if closing else ""
    after = source[end + len(between) : end + len(between) + 1]
    if after == "":
        return True
    if between == "":
        return after not in ",;:" and not (value == "." and after.islower())
    if not between.isspace():
        return not after.islower() and after not in ",;:—-"
    return not (value in ("…", "...", "..") and after.islower())


def _capital_next(source: str, end: int) -> bool:
    after = source[end : end + 3].lstrip()
    return after == "" or (source[end : end + 1].isspace() and after[0].isupper())


def _quotation(source: str, start: int, run: str) -> list[str]:
    """Each mark as an opening one, a closing one, or one that may be either."""
    kinds = []
    for place, mark in enumerate(run, start):
        before = source[place - 1 : place] if place else ""
        after = source[place + 1 : place + 2]
        if mark == "'":
            # An apostrophe, unless it stands at a word's edge.
            if after.isalpha() and not before.isalnum():
                kinds.append("‘")
            elif not after.isalnum() and before != "" and not before.isspace():
                kinds.append("'")
        else:
            kinds.append(mark)
    return kinds


_CLOSES = {"«": "»", "“": '”"', "„": "“”", "‹": "›", '"': '"”', "‘": "'"}


def _quotes(marks: list[tuple[int, str, int]], count: int) -> tuple[tuple[int, int], ...]:
    """Pairs within one paragraph, the outermost. What never closes quotes nothing."""
    places: dict[tuple[int, str], list[int]] = {}
    for number, (paragraph, mark, _) in enumerate(marks):
        places.setdefault((paragraph, mark), []).append(number)
    quotes: list[tuple[int, int]] = []
    number = 0
    while number < len(marks):
        paragraph, mark, first = marks[number]
        closing = len(marks)
        for closer in _CLOSES.get(mark, ""):
            found = places.get((paragraph, closer), [])
            position = bisect_right(found, number)
            if position < len(found):
                closing = found[position]
                break
        if closing < len(marks):
            if marks[closing][2] > first:
                quotes.append((first, marks[closing][2]))
            number = closing
        number += 1
    return tuple(quotes)


# Forms that the lemmatiser takes for another word, or for one only of the words that they may be.
_LEMMAS: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": {
        "n't": ("not",),
        "'re": ("be",),
        "'m": ("be",),
        "'ve": ("have",),
        "'ll": ("will",),
        "'s": ("be", "have"),
        "'d": ("would", "have"),
        "wo": ("will",),
        "ca": ("can",),
        "sha": ("shall",),
        "us": ("us",),
        "left": ("leave", "left"),
        "felt": ("feel",),
        "found": ("find", "found"),
        "saw": ("see",),
        "people": ("people", "person"),
    },
    "fr": {
        "sommes": ("être", "somme"),
        "suis": ("être",),
        "es": ("être",),
        "avions": ("avoir",),
        "pourrions": ("pouvoir",),
        "des": ("de", "un"),
        "du": ("de", "du"),
        "d'": ("de",),
        "aux": ("à", "aux"),
        "au": ("à", "au"),
        "nos": ("notre",),
        "vos": ("votre",),
        "s'": ("se", "si"),
        "c'": ("ce",),
        "ç'": ("ce",),
        "j'": ("je",),
        "m'": ("me",),
        "t'": ("te",),
        "jusqu'": ("jusque",),
        "lorsqu'": ("lorsque",),
        "puisqu'": ("puisque",),
        "quoiqu'": ("quoique",),
    },
}


@cache
def _lemmatizer() -> Lemmatizer:
    # Lemmas are cached here with what is made of them; the compact dictionary spares 40 MB.
    return Lemmatizer(
        cache_max_size=1, lemmatization_strategy=DefaultStrategy(greedy=False, low_memory=True)
    )


@lru_cache(maxsize=16_384)
def lemmas(word: str, language: Language) -> tuple[str, ...]:
    """What a lowercase word may be a form of; at least itself."""
    known = _LEMMAS[language].get(word)
    if known is not None:
        return known
    if len(word) > 40:
        return (word,)
    return (_lemmatizer().lemmatize(word, language).lower(),)
