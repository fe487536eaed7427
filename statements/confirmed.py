"""What is confirmed, read once, and whether it supports what a text says."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from statements import figures, said
from statements.figures import Figure
from statements.findings import LANGUAGES, Language
from statements.plain import plain

# How much of what is confirmed a clause must repeat, to be supported by it.
REPEATED = 0.6


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A fact or a piece of evidence, read."""

    id: str | None
    text: str
    content: said.Claimed
    figures: tuple[tuple[Figure, frozenset[str]], ...]
    # It says that the account was hacked, or that the thing is a hoax
    excuses: bool

    @property
    def published(self) -> bool:
        """Evidence of a post is proof that it was published."""
        return bool(self.content.acts & {"publish", "send"}) or (
            self.id is None and bool(self.content.things & {"post", "email", "offer"})
        )


@lru_cache(maxsize=512)
def read(claim: str, id: str | None) -> Confirmed:
    text = plain(claim).text
    excuses = any(said.excused(said.lower(text), language) for language in LANGUAGES)
    return Confirmed(id, text, said.claimed(claim), figures_of(claim), excuses)


@lru_cache(maxsize=512)
def figures_of(claim: str) -> tuple[tuple[Figure, frozenset[str]], ...]:
    """The figures of a fact, in either language, each with what it counts."""
    text = said.lower(plain(claim).text)
    return tuple(
        (figure, said.counted(figure.after, language))
        for language in LANGUAGES
        for figure in figures.find(text, language)
    )


def supports(figure: Figure, confirmed: tuple[Figure, frozenset[str]], language: Language) -> bool:
    other, counted = confirmed
    if not figure.same_value(other):
        return False
    return figure.kind != "count" or same_count(said.counted(figure.after, language), counted)


def same_count(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two figures count the same: customers are people; what has no name fits all."""
    return not a or not b or bool(a & b) or bool(a & _PEOPLE and b & _PEOPLE)


_PEOPLE = frozenset({"person", "customer", "subscriber", "staff"})


def repeats(piece: said.Piece, content: said.Claimed) -> bool:
    """Whether a clause says what a fact says: an act of it, and most of its words."""
    shared = (piece.acts | piece.things) & content.keys
    return (
        bool(piece.acts & content.acts)
        and len(shared) >= 2
        and len(shared) >= REPEATED * len(content.keys)
    )


def is_at(figure: Figure, at: datetime | None, timezone: str) -> bool:
    """Whether a figure is the date or time of a known moment."""
    if at is None:
        return False
    local = at.astimezone(ZoneInfo(timezone))
    minutes = local.hour * 60 + local.minute
    moments = {
        "date": Figure("date", 0, 0, date=(local.year, local.month, local.day)),
        "weekday": Figure("weekday", 0, 0, local.weekday(), local.weekday()),
        "time": Figure("time", 0, 0, minutes, minutes),
    }
    known = moments.get(figure.kind)
    return known is not None and figure.same_value(known)
