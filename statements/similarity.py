"""How alike two replies are, and which earlier reply is closest to a new one.

The same pasted answer for all looks false. What every reply may share is set aside: greeting,
name, signature, links, mentions and the usual courtesies.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import regex
from rapidfuzz.fuzz import ratio

from statements.findings import Language
from statements.plain import plain
from statements.wordlists import wordlists

TOO_ALIKE = 0.7
"""From here on two replies read as one that was pasted. The figure parts the pasted from the
paraphrased in the tests: pasted with a few words changed stays over 0.75, the same promise in
other words under 0.6."""

# Below this many words, what is left beside the courtesies says too little to compare alone.
_CORE_WORDS = 4
_GRAM = 4
# What is longer is compared by its beginning.
_LONGEST = 4000
# A query looks at its rarest pairs of words, then compares the replies that share most of them.
_RAREST = 24
_CANDIDATES = 32

_LINK = regex.compile(r"<[@#!][^>]*>|<?(?:https?://|www\.)[^\s>|]+(?:\|[^>]*)?>?", regex.I)
_MENTION = regex.compile(r"(?<![\p{L}\p{N}])[@#][\p{L}\p{N}_][\p{L}\p{N}_.-]*")
_DASHED = regex.compile(r"(?:^|(?<=[\s.!?]))[-–—^/~*]+\s?\p{Lu}[^.!?\n]{0,60}[.!]?\s*\Z")
_LAST_LINE = regex.compile(r"(?:\n|(?<=[.!?…])\s)\s?(\p{Lu}[^.!?\n]*)\Z")
_NAME_FIRST = regex.compile(r"\A\W*\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?\s*[,:!]\s+")
_NAME_INSIDE = regex.compile(r"(?<=[\p{Ll}\p{N},;)'] )(?!I\b)\p{Lu}\p{Ll}[\p{L}\p{N}'-]*")
_SHORT = (("n't", " not"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'m ", " am "))
_WORD = regex.compile(r"[\p{L}\p{N}]+")


def likeness(a: str, b: str, language: Language) -> float:
    """0 (nothing in common) to 1 (the same but for greeting, names and signature)."""
    return _compare(_body(a, language), _body(b, language))


@dataclass(frozen=True, slots=True)
class _Body:
    """What a reply says, as plain words; `core` is without the courtesies."""

    full: str
    core: str

    @property
    def pairs(self) -> frozenset[str]:
        """Each two words in a row."""
        return frozenset(map(" ".join, pairwise(self.full.split())))


class Replies:
    """The replies of one crisis, to be asked for the closest. An id added again is replaced."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._bodies: dict[str, _Body] = {}
        self._by_pair: dict[str, set[str]] = {}

    def add(self, id: str, text: str) -> None:
        self.remove(id)
        body = _body(text, self._language)
        self._bodies[id] = body
        for pair in body.pairs:
            self._by_pair.setdefault(pair, set()).add(id)

    def remove(self, id: str) -> None:
        """Forget a reply; one that is not there is no error."""
        body = self._bodies.pop(id, None)
        if body is None:
            return
        for pair in body.pairs:
            ids = self._by_pair[pair]
            ids.discard(id)
            if not ids:
                del self._by_pair[pair]

    def closest(self, text: str, but: str | None = None) -> tuple[str, float] | None:
        """The id and likeness of the closest reply; None when none shares two words in a row.

        `but` is the id of one that does not count: the text's own earlier version.
        """
        body = _body(text, self._language)
        found = sorted((self._by_pair[p] for p in body.pairs if p in self._by_pair), key=len)
        shared: Counter[str] = Counter()
        for ids in found[:_RAREST]:
            shared.update(ids)
        if but is not None:
            shared.pop(but, None)
        best = max(
            ((_compare(body, self._bodies[id]), id) for id, _ in shared.most_common(_CANDIDATES)),
            default=None,
        )
        return None if best is None else (best[1], best[0])


def _compare(a: _Body, b: _Body) -> float:
    if min(a.core.count(" "), b.core.count(" ")) >= _CORE_WORDS - 1:
        return _score(a.core, b.core)
    return _score(a.full, b.full)


def _score(a: str, b: str) -> float:
    """The mean of two views: letters in their order, and pieces in any order."""
    if not a or not b:
        return float(a == b and bool(a))
    in_order = ratio(a, b) / 100
    a_grams, b_grams = _grams(a), _grams(b)
    pieces = 2 * len(a_grams & b_grams) / (len(a_grams) + len(b_grams))
    return (in_order + pieces) / 2


@lru_cache(maxsize=256)
def _body(text: str, language: Language) -> _Body:
    words = _WORD.findall(_plain(_own_words(text, _lists(language))))
    full = " ".join(words)
    core = " ".join(_lists(language).courtesy.sub(" ", full).split())
    return _Body(full, core)


# Kept for the few that are compared just now: those of five thousand replies take 300 MB.
@lru_cache(maxsize=128)
def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + _GRAM] for i in range(max(1, len(text) - _GRAM + 1)))


def _own_words(text: str, lists: "_Lists") -> str:
    """The text without links, mentions, greeting, names and signature, case kept."""
    text = plain(text[:_LONGEST]).text
    text = _MENTION.sub(" ", _LINK.sub(" ", text)).strip()
    text = regex.sub(r"[^\S\n]+", " ", text)
    text = lists.greeting.sub("", text, count=1)
    text = _NAME_FIRST.sub("", text, count=1)
    # A signature may have two parts: the closing words, then who signs.
    for _ in range(2):
        text = _DASHED.sub("", text).rstrip()
        last = _LAST_LINE.search(text)
        if last and len(last[1].split()) <= 5:
            text = text[: last.start()].rstrip()
        text = lists.closing.sub("", text).rstrip()
    return _NAME_INSIDE.sub("", text)


def _plain(text: str) -> str:
    """Lower case without accents, English contractions opened."""
    text = text.lower()
    for short, long in _SHORT:
        text = text.replace(short, long)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class _Lists:
    greeting: "regex.Pattern[str]"
    closing: "regex.Pattern[str]"
    courtesy: "regex.Pattern[str]"


@lru_cache(maxsize=2)
def _lists(language: Language) -> _Lists:
    data: dict[str, Any] = wordlists(language)["replies"]
    hello, address = "|".join(data["greetings"]), "|".join(data["address"])
    return _Lists(
        # Followed by names (capital letters), words of address, or two words and a comma.
        greeting=regex.compile(
            rf"\A\W*(?i:{hello})\b(?:(?:,? (?:\p{{Lu}}[\p{{L}}'.-]*|(?i:{address})\b)){{1,4}}"
            rf"|(?: [\p{{L}}'-]+){{0,2}}(?=\s*[,!:\n]))?[\s,!.:;–—-]*"
        ),
        closing=regex.compile(
            rf"(?:\A|(?<=[\n.!?…,;–—-])\s*)(?i:{'|'.join(data['closings'])})\b[^.!?…]{{0,60}}[.!]?\Z"
        ),
        courtesy=regex.compile(rf"\b(?:{'|'.join(map(_plain, data['courtesy']))})\b"),
    )
