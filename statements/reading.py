"""What the rules of a language find in a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from statements.findings import Finding
from statements.negation import Negation
from statements.patterns import Match, Pattern
from statements.rulebook import Missing, Rule, Rulebook, rulebook
from statements.stance import reported, supposed
from statements.tape import Tape, tapes
from statements.text import Document

_BEFORE = 3
"""Tokens between `unless_before` and the match."""
_AFTER = 6
"""Tokens after the match in which `unless_after` begins."""
_CLAUSE_ENDS = frozenset(",;:—()[]")


@dataclass(frozen=True, slots=True)
class _Found:
    tape: Tape
    match: Match


class Reading:
    """One document and the rules of its language."""

    def __init__(self, document: Document, kind: str, book: Rulebook | None = None) -> None:
        self._document = document
        self._kind = kind
        self._book = book or rulebook(document.language)
        self._tapes = tapes(document, self._book.vocabulary)
        self._negation = Negation(document)
        self._reported = reported(document)
        self._supposed = supposed(document)

    def findings(self) -> Iterator[Finding]:
        """What the rules find, in no order, overlapping or not; and what is missing."""
        for rule in self._book.rules:
            if self._kind in rule.kinds:
                yield from self.by(rule)
        for missing in self._book.missing:
            if self._kind in missing.kinds and not self._has(missing):
                end = len(self._document.text.rstrip())
                yield Finding(
                    missing.code,
                    "error",
                    end,
                    end,
                    "",
                    missing.rule,
                    missing.reason,
                    missing.better,
                )

    def by(self, rule: Rule) -> Iterator[Finding]:
        """What one rule finds, overlapping or not."""
        found = [match for match in self._matches(rule.match) if self._counts(rule, match)]
        if not found or self._anywhere(rule.unless_text):
            return
        if rule.only_if_text and not self._anywhere(rule.only_if_text):
            return
        tokens, text = self._document.tokens, self._document.text
        for match in found:
            first, last = match.match.quoted
            start, end = tokens[first].start, tokens[last - 1].end
            yield Finding(
                rule.code,
                rule.weight,
                start,
                end,
                text[start:end],
                rule.rule,
                rule.reason,
                rule.better,
            )

    def _has(self, missing: Missing) -> bool:
        """Whether the text says it, or needs not."""
        return self._anywhere(missing.unless_text) or any(
            not self._denied(found.match)
            and not self._is_reported(found.match)
            and not (found.match.named and found.match.named[-1] in self._supposed)
            for found in self._matches(missing.present)
        )

    def _matches(self, patterns: Sequence[Pattern]) -> Iterator[_Found]:
        for tape in self._tapes:
            for pattern in patterns:
                for match in pattern.find(tape):
                    yield _Found(tape, match)

    def _anywhere(self, patterns: Iterable[Pattern]) -> bool:
        return any(pattern.edges(tape)[0] for pattern in patterns for tape in self._tapes)

    def _counts(self, rule: Rule, found: _Found) -> bool:
        tape, match = found.tape, found.match
        if rule.negated != "any" and self._denied(match) != (rule.negated == "only"):
            return False
        if rule.quoted == "skip" and self._is_reported(match):
            return False
        sentence = tape.sentence(match.first)
        if any(pattern.edges(tape)[0] & sentence for pattern in rule.unless):
            return False
        if rule.only_if and not any(p.edges(tape)[0] & sentence for p in rule.only_if):
            return False
        return not self._is_before(rule, found) and not self._is_after(rule, found)

    def _is_before(self, rule: Rule, found: _Found) -> bool:
        if not rule.unless_before:
            return False
        tape, first = found.tape, found.match.first
        place, sentence = tape.place(first), tape.sentence(first)
        near = 1 << place
        for back in range(1, _BEFORE + 1):
            if place < back or not sentence >> (place - back) & 1:
                break
            if self._document.tokens[first - back].text in _CLAUSE_ENDS:
                break
            near |= 1 << (place - back)
        return any(pattern.edges(tape)[1] & near for pattern in rule.unless_before)

    def _is_after(self, rule: Rule, found: _Found) -> bool:
        if not rule.unless_after:
            return False
        tape, last = found.tape, found.match.last
        begin = tape.place(last - 1) + 1
        near = (((1 << _AFTER + 1) - 1) << begin) & tape.sentence(last - 1)
        return any(pattern.edges(tape)[0] & near for pattern in rule.unless_after)

    def _denied(self, match: Match) -> bool:
        """Whether a negation that the pattern does not ask for itself clears the match."""
        named = match.named or (match.first,)
        return self._negation.denies(named[0], named) or self._negation.denies(named[-1], named)

    def _is_reported(self, match: Match) -> bool:
        first, last = match.quoted
        return first in self._reported and last - 1 in self._reported
