"""Whether a time or amount in a text is told of the past or promised.

"We deleted it at 9:12 and will say more by noon": 9:12 is a claim, noon a promise.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import regex

from statements.findings import Language
from statements.wordlists import wordlists

Told = Literal["past", "promise"]


# Letters that may stand before a time that opens its clause
_FRONTED = 12
# How far away from an amount a remedy is named, in characters
_NEAR = 200
# How many clauses away a verb still governs
_NEAREST = 6


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    # Ends the sentence too
    stops: bool
    # Where something is promised, where something is told
    promises: tuple[int, ...]
    pasts: tuple[int, ...]


class Tenses:
    """The clauses of one text (read by plain.py, in lower case), read once and asked for each figure."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._words = _words(language)
        self._clauses: list[_Clause] | None = None

    def told(self, start: int, end: int) -> Told | None:
        """How the words at `start` to `end` are told; None if nothing says so."""
        at = self._at(start)
        clauses = self._read()
        own = _within(clauses[at], start, end)
        if self._words.deadline.search(self._text, max(0, start - 24), start):
            # "by 6 pm" promises, unless its own clause tells of the past
            return own or "promise"
        if own:
            return own
        # Neighbours in the same sentence: what was said before governs first.
        first, last = self._around(at)
        for clause in reversed(clauses[first:at]):
            if found := _last(clause):
                return found
        if start - clauses[at].start <= _FRONTED:
            # "At 9:12, we deleted it": what stands first is told by what comes next.
            for clause in clauses[at + 1 : last + 1]:
                if found := _within(clause, start, end):
                    return found
        return None

    def promised_remedy(self, start: int) -> bool:
        """Whether the words at `start` are part of a remedy that is promised."""
        at = self._at(start)
        begin = max(self._read()[self._around(at)[0]].start, start - _NEAR)
        end = min(self._read()[at].end, start + _NEAR)
        if not self._words.remedy.search(self._text, begin, end):
            return False
        return self.told(start, start) == "promise"

    def sentence(self, start: int) -> tuple[int, int]:
        """Where the sentence around `start` begins and ends (its nearest clauses, if it is long)."""
        first, last = self._around(self._at(start))
        return self._read()[first].start, self._read()[last].end

    def _at(self, start: int) -> int:
        """Which clause `start` is in."""
        clauses = self._read()
        return min(bisect_right(clauses, start, key=lambda c: c.end), len(clauses) - 1)

    def _around(self, at: int) -> tuple[int, int]:
        """The first and last clause of the sentence that clause `at` is in."""
        clauses = self._read()
        first, last = at, at
        while first > max(0, at - _NEAREST) and not clauses[first - 1].stops:
            first -= 1
        while last < min(len(clauses) - 1, at + _NEAREST) and not clauses[last].stops:
            last += 1
        return first, last

    def _read(self) -> list[_Clause]:
        if self._clauses is None:
            text, words = self._text, self._words
            promises = [m.start() for m in words.promise.finditer(text)]
            pasts = [m.start() for m in words.past.finditer(text)]
            bounds = [m for m in words.clause.finditer(text) if not _between_digits(text, m)]
            self._clauses, start = [], 0
            for m in [*bounds, None]:
                end = m.end() if m else len(text) + 1
                stops = m is None or m[0][0] in ".!?;\n"
                self._clauses.append(
                    _Clause(
                        start, end, stops, _part(promises, start, end), _part(pasts, start, end)
                    )
                )
                start = end
        return self._clauses


def _between_digits(text: str, m: "regex.Match[str]") -> bool:
    """A mark inside a figure ends nothing."""
    return text[m.start() - 1 : m.start()].isdigit() and text[m.end() : m.end() + 1].isdigit()


def _part(positions: list[int], start: int, end: int) -> tuple[int, ...]:
    return tuple(positions[bisect_left(positions, start) : bisect_left(positions, end)])


def _within(clause: _Clause, start: int, end: int) -> Told | None:
    """A promise before the words governs, then the past before them, then what comes after."""
    promises, pasts = clause.promises, clause.pasts
    if promises and promises[0] < start:
        return "promise"
    if pasts and pasts[0] < start:
        return "past"
    if promises:
        return "promise"
    return "past" if pasts and pasts[-1] >= end else None


def _last(clause: _Clause) -> Told | None:
    if clause.promises:
        return "promise"
    return "past" if clause.pasts else None


@dataclass(frozen=True, slots=True)
class _Words:
    promise: "regex.Pattern[str]"
    past: "regex.Pattern[str]"
    deadline: "regex.Pattern[str]"
    clause: "regex.Pattern[str]"
    remedy: "regex.Pattern[str]"


@lru_cache(maxsize=2)
def _words(language: Language) -> _Words:
    data: dict[str, Any] = wordlists(language)["tense"]

    def words(patterns: list[str]) -> "regex.Pattern[str]":
        return regex.compile(rf"(?<![\p{{L}}-])(?:{'|'.join(patterns)})(?!\p{{L}})")

    return _Words(
        promise=words(data["promise"]),
        past=words(data["past"]),
        deadline=regex.compile(rf"(?<!\p{{L}})(?:{data['deadline']}) ?\Z"),
        clause=regex.compile(data["clause"]),
        remedy=regex.compile(rf"\b(?:{data['remedy']})"),
    )
