"""What a statement claims and nothing confirms, and what it denies though it is confirmed.

Figures are compared by value, denials by what they deny. Without a register nothing is confirmed:
each figure is a finding, but names and the day of the post are not.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from statements import figures, names, said
from statements.confirmed import (
    REPEATED,
    Confirmed,
    figures_of,
    is_at,
    read,
    repeats,
    same_count,
    supports,
)
from statements.figures import Figure
from statements.findings import Code, Context, Fact, Finding, Language, Weight
from statements.plain import Plain, plain
from statements.tense import Tenses
from statements.text import Document
from statements.wordlists import wordlists

_RULE_FACTS, _RULE_DENIAL = 3, 4
# A dateline stands at the very beginning: "Paris, 3 May 2026 —"
_DATELINE = regex.compile(r"\A[^.!?;:\n]{0,50}\Z")
_DATELINE_ENDS = regex.compile(r" ?(?:[,.]? ?(?:—|-|\n)|\n)|\s*\Z")
_NAME_BEFORE = regex.compile(r"[\p{L}\p{N},'] \p{Lu}[\p{L}]+ \Z")
# "It never left our office" also denies that it was published or sent.
_MEANS = {"leave": frozenset({"publish", "send", "breach", "see"})}
_MOMENTS = ("date", "weekday", "day", "ago", "time")
# How far before it words may change what a claim says, in characters.
_NEAR = 200


def findings(document: Document, language: Language, kind: str, context: Context) -> list[Finding]:
    """The findings unsupported_fact and contradiction, in the order of the text."""
    return _Review(document, language, kind, context).findings()


def facts_used(text: str, language: Language, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """The ids of the facts that support something that the text says, in the order given."""
    lower = said.lower(plain(text).text)
    found = figures.find(lower, language)
    clauses = list(said.pieces(lower, language))
    denied = said.denials(lower, language)
    used = []
    for fact in facts:
        content = said.claimed(fact.claim)
        if (
            any(supports(f, other, language) for f in found for other in figures_of(fact.claim))
            or any(repeats(piece, content) for piece in clauses)
            or any(content.denies(denial.act) and denial.things & content.keys for denial in denied)
        ):
            used.append(fact.id)
    return tuple(used)


class _Review:
    """One text held against one context."""

    def __init__(self, document: Document, language: Language, kind: str, context: Context) -> None:
        self._plain: Plain = plain(document.text)
        self._document = document
        self._language: Language = language
        self._kind = kind
        self._context = context
        self._text = said.lower(self._plain.text)
        self._words = _words(language)
        self._tenses = Tenses(self._text, language)
        self._confirmed = [
            *(read(fact.claim, fact.id) for fact in context.facts),
            *(read(shown, None) for shown in context.evidence),
        ]
        self._pieces = list(said.pieces(self._text, language)) if self._confirmed else []
        self._quoted = _quoted(document)

    def findings(self) -> list[Finding]:
        found = _apart([*self._denials(), *self._affirmations()])
        for more in (self._figures(), self._causes(), self._scopes(), self._withdrawn()):
            found = _apart([*found, *_clear_of(found, list(more))])
        if self._context.facts:
            found += _clear_of(found, list(self._names()))
        return sorted(found, key=lambda f: (f.start, f.end, f.code))

    # Figures

    def _figures(self) -> Iterator[Finding]:
        for figure in figures.find(self._text, self._language):
            if self._needs_no_fact(figure) or self._is_supported(figure):
                continue
            against = self._contradicted(figure)
            code: Code = "contradiction" if against else "unsupported_fact"
            reason = "other-figure" if against else "unsupported-figure"
            yield self._finding(code, figure.start, figure.end, reason, facts=against)

    def _needs_no_fact(self, figure: Figure) -> bool:
        start, end = figure.start, figure.end
        if self._is_quoted(start, end):
            return True
        if figure.kind == "count" and figure.most < 100 and self._is_label(start):
            return True
        if figure.kind == "day":
            # "yesterday": the day of the post, as any reader sees it
            return True
        if figure.kind == "date" and self._is_dateline(start, end):
            return True
        told = None if figure.past else self._tenses.told(start, end)
        if figure.kind in ("time", "date", "weekday", "duration") and told == "promise":
            return True
        if figure.kind in ("time", "weekday") and told is None:
            # With no verb that tells of the past, a time is one to come.
            return self._kind != "correction"
        if figure.kind == "money" and self._context.facts:
            # What is paid is for the register to say, even when it is promised.
            return False
        if figure.kind in ("money", "percent", "count", "duration"):
            counted_before = self._words.the_whole.search(self._text, max(0, start - 12), start)
            return not figure.past and not counted_before and self._tenses.promised_remedy(start)
        return False

    def _is_label(self, start: int) -> bool:
        """Whether a number belongs to the name before it: "the Winter 25 line"."""
        return _NAME_BEFORE.search(self._plain.text, max(0, start - 40), start) is not None

    def _is_dateline(self, start: int, end: int) -> bool:
        return bool(
            start < 60
            and _DATELINE.match(self._text[:start])
            and _DATELINE_ENDS.match(self._text, end)
        )

    def _is_supported(self, figure: Figure) -> bool:
        if any(
            supports(figure, other, self._language) for c in self._confirmed for other in c.figures
        ):
            return True
        context = self._context
        if figure.kind == "ago":
            # Held against no clock: a known date or time is taken to bear it out.
            return context.post_at is not None or any(
                other.kind in _MOMENTS for c in self._confirmed for other, _ in c.figures
            )
        return any(
            is_at(figure, at, context.timezone) for at in (context.post_at, context.next_update)
        )

    def _contradicted(self, figure: Figure) -> tuple[str, ...]:
        """The facts that give another value of the same, in a clause about the same act."""
        noun = said.counted(figure.after, self._language)
        against: list[str] = []
        if not self._confirmed:
            return ()
        clause = self._piece(figure.start)
        for confirmed in self._confirmed:
            for other, counted in confirmed.figures:
                if (
                    confirmed.id
                    and other.kind == figure.kind
                    and other.kind not in ("day", "date", "weekday")
                    and not figure.same_value(other)
                    and same_count(noun, counted)
                    and clause.acts & confirmed.content.acts
                    and (figure.kind != "count" or noun)
                ):
                    against.append(confirmed.id)
                    break
        return tuple(against)

    # Denials

    def _denials(self) -> Iterator[Finding]:
        excused = (
            self._context.cause in ("compromised_account", "misinformation")
            or said.excused(self._text, self._language)
            or any(c.excuses for c in self._confirmed)
        )
        for denial in said.denials(self._text, self._language):
            if self._is_quoted(denial.start, denial.end):
                continue
            if self._confirmed_denial(denial):
                continue
            against = [c for c in self._confirmed if self._affirms(c, denial)]
            ids = tuple(c.id for c in against if c.id)
            if against or (not excused and said.flat(self._text, denial, self._language)):
                reason = "denies-confirmed" if against else "denies-post"
                yield self._finding("contradiction", denial.start, denial.end, reason, facts=ids)

    def _affirms(self, confirmed: Confirmed, denial: said.Denial) -> bool:
        content = confirmed.content
        about = denial.things & content.keys
        if denial.forgery:
            own = denial.things & {"post", "email", "offer"}
            return (
                confirmed.published
                and not any(d.forgery for d in content.denials)
                and not content.denies("publish")
                and bool(own & content.things or (not own and content.things & {"post"}))
            )
        acts = content.acts | content.things
        if confirmed.published:
            acts = acts | {"publish"}
        if not acts & ({denial.act} | _MEANS.get(denial.act, frozenset())):
            return False
        if content.denies(denial.act):
            return False
        quantified = self._words.nothing.search(self._text, denial.start, denial.end)
        return bool(about or not denial.things or quantified)

    def _confirmed_denial(self, denial: said.Denial) -> bool:
        return any(c.content.denies(denial.act) for c in self._confirmed)

    def _affirmations(self) -> Iterator[Finding]:
        """What a fact says did not happen, said to have happened."""
        refuted = [(c, d) for c in self._confirmed for d in c.content.denials if not d.forgery]
        if not refuted:
            return
        denied = {d.act for d in said.denials(self._text, self._language)}
        for piece in said.pieces(self._text, self._language):
            if self._words.open.search(self._text, piece.start, piece.end):
                continue
            ids = tuple(
                c.id or ""
                for c, d in refuted
                if d.act in piece.acts and d.act not in denied and d.things & piece.things
            )
            if ids and self._tenses.told(piece.start, piece.end) != "promise":
                start, end = self._trimmed(piece.start, piece.end)
                known = tuple(filter(None, ids))
                yield self._finding("contradiction", start, end, "affirms-denied", facts=known)

    # Causes, scope, what was withdrawn, names

    def _causes(self) -> Iterator[Finding]:
        for pattern in self._words.causes:
            for m in pattern.finditer(self._text):
                start = max(self._tenses.sentence(m.start())[0], m.start() - _NEAR)
                if self._words.cause_unless.search(self._text, start, m.end()):
                    continue
                if self._is_quoted(*m.span()) or self._has_cause(m[0]):
                    continue
                yield self._finding("unsupported_fact", *m.span(), "unsupported-cause")

    def _has_cause(self, words: str) -> bool:
        known = self._words.supported_cause.get(self._context.cause or "")
        if known and known.search(words):
            return True
        _, things = said.content(words, self._language)
        return any(things & c.content.keys for c in self._confirmed)

    def _scopes(self) -> Iterator[Finding]:
        for m in self._words.scope.finditer(self._text):
            start = max(self._tenses.sentence(m.start())[0], m.start() - _NEAR)
            if self._words.scope_unless.search(self._text, start, m.start()):
                continue
            if self._is_quoted(*m.span()) or self._repeated(*m.span()):
                continue
            yield self._finding("unsupported_fact", *m.span(), "unsupported-scope", "warning")

    def _repeated(self, start: int, end: int) -> bool:
        """Whether one confirmed fact says nearly all that these words say."""
        acts, things = said.content(self._text[start:end], self._language)
        keys = acts | things
        return any(len(keys & c.content.keys) >= REPEATED * len(keys) for c in self._confirmed)

    def _withdrawn(self) -> Iterator[Finding]:
        for fact in self._context.withdrawn:
            gone = said.claimed(fact.claim)
            for piece in said.pieces(self._text, self._language):
                if not repeats(piece, gone) or self._words.open.search(
                    self._text, piece.start, piece.end
                ):
                    continue
                if any(repeats(piece, c.content) for c in self._confirmed):
                    continue
                start, end = self._trimmed(piece.start, piece.end)
                yield self._finding("unsupported_fact", start, end, "withdrawn-fact")

    def _names(self) -> Iterator[Finding]:
        known = names.words(*self._context.names, *(c.text for c in self._confirmed))
        for start, end in names.find(
            self._plain.text, self._language, known, reply=self._kind == "reply"
        ):
            if not self._is_quoted(start, end):
                yield self._finding("unsupported_fact", start, end, "unsupported-name", "warning")

    # Places

    def _piece(self, at: int) -> said.Piece:
        return self._pieces[
            min(bisect_right(self._pieces, at, key=lambda p: p.end), len(self._pieces) - 1)
        ]

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        words = self._text[start:end]
        return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())

    def _is_quoted(self, start: int, end: int) -> bool:
        if not self._quoted:
            return False
        first, last = self._plain.span(start, end)
        at = bisect_right(self._quoted, (first, len(self._document.text))) - 1
        return at >= 0 and last <= self._quoted[at][1]

    def _finding(
        self,
        code: Code,
        start: int,
        end: int,
        reason: str,
        weight: Weight = "error",
        facts: tuple[str, ...] = (),
    ) -> Finding:
        first, last = self._plain.span(start, end)
        rule = _RULE_DENIAL if code == "contradiction" else _RULE_FACTS
        quote = self._document.text[first:last]
        return Finding(code, weight, first, last, quote, rule, reason, facts=tuple(facts))


def _apart(found: list[Finding]) -> list[Finding]:
    """Without those that begin inside another one."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def _clear_of(taken: list[Finding], more: list[Finding]) -> list[Finding]:
    """Those of `more` that share no words with `taken` (sorted, apart)."""
    ends = [f.end for f in taken]

    def is_clear(finding: Finding) -> bool:
        at = bisect_right(ends, finding.start)
        return at == len(taken) or taken[at].start >= finding.end

    return [f for f in more if is_clear(f)]


def _quoted(document: Document) -> list[tuple[int, int]]:
    tokens = document.tokens
    return [(tokens[a].start, tokens[b - 1].end) for a, b in document.quotes]


@dataclass(frozen=True, slots=True)
class _Words:
    scope: "regex.Pattern[str]"
    scope_unless: "regex.Pattern[str]"
    causes: "tuple[regex.Pattern[str], ...]"
    cause_unless: "regex.Pattern[str]"
    supported_cause: "dict[str, regex.Pattern[str]]"
    nothing: "regex.Pattern[str]"
    open: "regex.Pattern[str]"
    the_whole: "regex.Pattern[str]"


@lru_cache(maxsize=2)
def _words(language: Language) -> _Words:
    d: dict[str, Any] = wordlists(language)
    cause = d["cause"]
    return _Words(
        scope=regex.compile("|".join(f"(?:{p})" for p in d["scope"])),
        scope_unless=regex.compile(d["scope_unless"]),
        causes=tuple(
            regex.compile(cause[k].replace("{technical}", cause["technical"]))
            for k in ("strong", "weak")
        ),
        cause_unless=regex.compile(cause["unless"]),
        supported_cause={k: regex.compile(v) for k, v in d["supported_cause"].items()},
        nothing=regex.compile(d["nothing"]),
        open=regex.compile(d["open"]),
        the_whole=regex.compile(d["the_whole"]),
    )
