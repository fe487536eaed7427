"""What a text denies rather than says: the reach of every "not"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from statements.negators import CLAUSE_MARKS, NEGATORS
from statements.text import Document

_ASIDE = 7
"""Tokens of an aside between commas ("we will not, whatever is said, blame …")."""
_LIST = 10
"""Tokens in which a list that goes on after a comma shows its "or"."""
_NE = 6
"""Tokens between « ne » and the word that goes with it."""
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Reach:
    """A negator, and the tokens that it governs: from `first` up to `last` (excluded).

    Negators of one group say one no together ("not … nor", « ne … ni … ni »); those of different
    groups cancel each other ("we do not refuse").
    """

    place: int
    first: int
    last: int
    group: str


class Negation:
    """The negators of a document."""

    def __init__(self, document: Document) -> None:
        self._words = NEGATORS[document.language]
        self._french = document.language == "fr"
        self._texts = [token.text for token in document.tokens]
        self._document = document

    @cached_property
    def reaches(self) -> tuple[Reach, ...]:
        """In the order of their places."""
        return tuple(
            reach
            for first, last in self._document.sentences
            for place in range(first, last)
            if (reach := self._reach(place, first, last)) is not None
        )

    def denies(self, token: int, but: Collection[int] = ()) -> bool:
        """Whether a token is denied, by negators that are not among the tokens `but`."""
        groups = {r.group for r in self._by_token.get(token, ()) if r.place not in but}
        return len(groups) % 2 == 1

    @cached_property
    def _by_token(self) -> dict[int, list[Reach]]:
        governed: dict[int, list[Reach]] = {}
        for reach in self.reaches:
            for token in range(reach.first, reach.last):
                governed.setdefault(token, []).append(reach)
        return governed

    def _reach(self, place: int, first: int, last: int) -> Reach | None:
        group, end = self._negator(place, first, last)
        if not group or self._phrase(self._words.harmless, place, last):
            return None
        begin = end
        if group == "not":
            if self._never_enough(place, first, last):
                return None
            focused = self._texts[end : end + 1]
            if focused and focused[0] in self._words.focus and not self._counts(end + 1, last):
                # "Not only did we …": that much is said.
                return Reach(place, end, min(end + 1, last), group)
            if self._verdict(place, last):
                begin = self._clause_start(place, first)
        return Reach(place, begin, self._clause_end(group, end, last), group)

    def _negator(self, place: int, first: int, last: int) -> tuple[str, int]:
        """The group of a negator that stands here, and where its words end."""
        words, text = self._words, self._texts[place]
        if text in words.plain:
            needs_ne = self._french and text in words.with_ne
            return ("" if needs_ne and not self._has_ne(place, first) else "not"), place + 1
        if text in words.without:
            return "without", place + 1
        if self._leaves_open(place, first):
            return "whether", place + 1
        if text in words.refusing:
            return "refuse", place + 1
        length = self._phrase(words.refusing_phrases, place, last)
        return ("refuse" if length else ""), place + length

    def _leaves_open(self, place: int, first: int) -> bool:
        words, before = self._words, self._texts[max(first, place - 3) : place]
        return self._texts[place] in words.whether and (
            not words.asking or not words.asking.isdisjoint(before)
        )

    def _phrase(
        self, phrases: dict[str, tuple[tuple[str, ...], ...]], place: int, last: int
    ) -> int:
        """The length of the longest phrase that stands here, or 0."""
        return max(
            (
                len(phrase)
                for phrase in phrases.get(self._texts[place], ())
                if tuple(self._texts[place : min(last, place + len(phrase))]) == phrase
            ),
            default=0,
        )

    def _has_ne(self, place: int, first: int) -> bool:
        near = self._texts[max(first, place - _NE) : place] + self._texts[place + 1 : place + 2]
        return "ne" in near or "n'" in near

    def _never_enough(self, place: int, first: int, last: int) -> bool:
        """ "We cannot apologise enough", « nous ne saurions assez »: much is said, not nothing."""
        after = self._texts[place + 1 : min(last, place + _NEAR + 1)]
        before = self._texts[max(first, place - 2) : place]
        return bool(self._words.enough & set(after) and self._words.able & set(before))

    def _counts(self, place: int, last: int) -> bool:
        """Whether "not only" goes on as "not only a few": that is denied."""
        return place < last and (
            self._texts[place] in self._words.counting
            or self._document.tokens[place].kind == "number"
        )

    def _verdict(self, place: int, last: int) -> bool:
        """Whether a subject is cleared: "haste is no excuse", « cela n'excuse rien »."""
        begin = place - 1 if self._french else place
        near = self._texts[begin : min(last, place + _NEAR + 1)]
        return bool(self._words.verdicts.intersection(near))

    def _clause_start(self, place: int, first: int) -> int:
        words, texts = self._words, self._texts
        for token in range(place - 1, first - 1, -1):
            text, following = texts[token], texts[token + 1]
            if text in CLAUSE_MARKS or text in words.contrast:
                return token + 1
            if (text in words.joins or text == ",") and following in words.pronouns:
                return token + 1
        return first

    def _clause_end(self, group: str, begin: int, last: int) -> int:
        texts = self._texts
        knew = False
        token = begin
        while token < last:
            text = texts[token]
            if text in CLAUSE_MARKS or (knew and text in self._words.that):
                return token
            if self._leaves_open(token, max(0, begin - 3)):
                return token
            if text in self._words.breaks and token > begin:
                return token
            if text in self._words.joins and self._begins_clause(group, token, last):
                return token
            if text == ",":
                aside = self._aside(token, last) if token - begin <= 1 else 0
                if not aside and not self._goes_on(token, last):
                    return token
                token = aside or token
            knew = knew or (text in self._words.knowing and token - begin < _NEAR)
            token += 1
        return last

    def _begins_clause(self, group: str, join: int, last: int) -> bool:
        """Whether another clause follows "and", rather than one more of what is denied."""
        if join + 1 >= last:
            return False
        following = self._texts[join + 1]
        if self._texts[join] in self._words.or_:
            return following in self._words.pronouns
        return (
            group == "without"
            or following in self._words.pronouns
            or following in self._words.verbs
            or (not self._french and following.endswith("ed"))
        )

    def _aside(self, comma: int, last: int) -> int:
        """Where an aside that begins at a comma ends, or 0."""
        for token in range(comma + 1, min(last, comma + _ASIDE + 2)):
            if self._texts[token] == ",":
                return token
        return 0

    def _goes_on(self, comma: int, last: int) -> bool:
        """Whether the comma stands in a list of what is denied ("no intern, agency or tool")."""
        words = self._words
        following = self._texts[comma + 1 : min(last, comma + 1 + _LIST)]
        for text in following:
            if text in words.or_:
                return True
            if text in CLAUSE_MARKS or text in words.pronouns or text in words.breaks:
                return False
        return False
