"""A text laid out for the patterns: for each word of the rules, the places where it stands.

A set of places is an integer with a bit for each, so a step of a pattern moves all places at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from statements.findings import Language
from statements.text import Document, lemmas, read

if TYPE_CHECKING:
    from statements.patterns import Match


class BadPattern(ValueError):
    """Says what is wrong with a pattern."""


Phrase = tuple[str, ...]


class Vocabulary:
    """The words of one language's rules: which families and phrases a token may begin."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.families: dict[str, frozenset[Phrase]] = {}
        self._prefixes: set[str] = set()
        self._phrases: dict[str, set[Phrase]] = {}
        self._members: dict[Phrase, list[str]] = {}
        self.keys = lru_cache(maxsize=16_384)(self._keys)

    def family(self, name: str, entries: Iterable[str]) -> None:
        """Adds a family of words and phrases. Raises BadPattern."""
        phrases = frozenset(self.phrase(entry) for entry in entries)
        self.families[name] = phrases
        for phrase in phrases:
            self._members.setdefault(phrase, []).append(name)

    def phrase(self, entry: str) -> Phrase:
        """An entry as keys, one for each of its tokens: `=exact`, `prefix~`, or a lemma."""
        if entry == "#":
            return ("#",)
        exact, prefix = entry.startswith("="), entry.endswith("~")
        words = [
            t.text for t in read(entry.removeprefix("=").removesuffix("~"), self.language).tokens
        ]
        if not words:
            raise BadPattern(f"“{entry}” is no word (nor are quotation marks and full stops)")
        keys = [f"={word}" if exact or prefix else word for word in words]
        if prefix:
            keys[-1] = f"{words[-1]}~"
            self._prefixes.add(keys[-1])
        phrase = tuple(keys)
        if len(phrase) > 1:
            self._phrases.setdefault(phrase[0], set()).add(phrase)
        return phrase

    def _keys(
        self, word: str, number: bool
    ) -> tuple[frozenset[str], tuple[str, ...], tuple[Phrase, ...]]:
        """A token's keys, the families that it is in, and the phrases that it may begin."""
        also = _SHORT_FORMS.get(word)
        keys = {word, f"={word}", *lemmas(word, self.language)}
        if also:
            keys.add(f"={also}")
        if number:
            keys.add("#")
        keys.update(
            key
            for end in range(2, min(len(word), 24) + 1)
            if (key := f"{word[:end]}~") in self._prefixes
        )
        families = {name for key in keys for name in self._members.get((key,), ())}
        phrases = [phrase for key in keys for phrase in self._phrases.get(key, ())]
        return frozenset(keys), tuple(families), tuple(phrases)

    def members(self, phrase: Phrase) -> Sequence[str]:
        """The families that a phrase is in."""
        return self._members.get(phrase, ())


# "won't" is asked for as `=will not`.
_SHORT_FORMS = {"wo": "will", "ca": "can", "sha": "shall", "n't": "not", "'ll": "will"}

Steps = tuple[tuple[int, int], ...]
"""How far a step goes, and from which places."""


class Tape:
    """Some sentences of a document, laid out for matching.

    A gap between sentences keeps matches from crossing. `slots[n]` is the document's token at
    bit n; in a gap, the one that follows.
    """

    def __init__(
        self, document: Document, sentences: Sequence[tuple[int, int]], vocabulary: Vocabulary
    ) -> None:
        self._first = [first for first, _ in sentences]
        self._sentences: list[int] = []
        self.starts = self.ends = self.words = self.any = 0
        self.memo: dict[int, Steps] = {}
        self.found: dict[int, tuple[Match, ...]] = {}
        self.edges: dict[int, tuple[int, int]] = {}
        self.slots: list[int] = []
        masks: dict[str, int] = {}
        lengths: dict[str, dict[int, int]] = {}
        phrases: dict[Phrase, int] = {}
        slot = 0
        for first, last in sentences:
            tokens = document.tokens[first:last]
            looked = [vocabulary.keys(t.text, t.kind == "number") for t in tokens]
            self._sentences.append(((1 << len(tokens) + 1) - 1) << slot)
            self.starts |= 1 << slot
            for number, (token, (keys, families, begins)) in enumerate(
                zip(tokens, looked, strict=True)
            ):
                bit = 1 << slot
                self.any |= bit
                if token.kind != "mark":
                    self.words |= bit
                for key in keys:
                    masks[key] = masks.get(key, 0) | bit
                for name in families:
                    by_length = lengths.setdefault(name, {})
                    by_length[1] = by_length.get(1, 0) | bit
                for phrase in begins:
                    size = len(phrase)
                    if number + size <= len(tokens) and all(
                        phrase[i] in looked[number + i][0] for i in range(1, size)
                    ):
                        phrases[phrase] = phrases.get(phrase, 0) | bit
                        for name in vocabulary.members(phrase):
                            by_length = lengths.setdefault(name, {})
                            by_length[size] = by_length.get(size, 0) | bit
                self.slots.append(first + number)
                slot += 1
            self.ends |= 1 << slot
            self.slots.append(last)
            slot += 1
        self.masks, self.lengths, self.phrases = masks, lengths, phrases

    def sentence(self, token: int) -> int:
        """The places of the sentence that one of the document's tokens is in, its end too."""
        return self._sentences[bisect_right(self._first, token) - 1]

    def place(self, token: int) -> int:
        """The place of one of the document's tokens."""
        return token - self._first[0] + bisect_right(self._first, token) - 1


def bits(places: int) -> Iterator[int]:
    """The places of a set, in order."""
    while places:
        low = places & -places
        yield low.bit_length() - 1
        places ^= low


def tapes(document: Document, vocabulary: Vocabulary, size: int = 512) -> list[Tape]:
    """The document in pieces of whole sentences, each of about `size` tokens."""
    pieces: list[list[tuple[int, int]]] = [[]]
    for first, last in document.sentences:
        if pieces[-1] and last - pieces[-1][0][0] > size:
            pieces.append([])
        pieces[-1].append((first, last))
    return [Tape(document, piece, vocabulary) for piece in pieces if piece]
