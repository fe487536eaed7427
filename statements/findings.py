"""What a review takes and gives: findings, and the context they are held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Language = Literal["fr", "en"]
Code = Literal[
    "excuse",
    "blame_shift",
    "conditional_apology",
    "passive_evasion",
    "opinion_on_criticism",
    "speculation",
    "needless_detail",
    "missing_apology",
    "missing_responsibility",
    "missing_remedy",
    "no_next_update",
    "unsupported_fact",
    "contradiction",
    "too_long",
    "copy_paste",
]
Weight = Literal["error", "warning"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
CODES: tuple[Code, ...] = get_args(Code)
KINDS = ("holding", "apology", "press", "reply", "internal", "correction")


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim of the fact register."""

    id: str
    claim: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the review may hold a text against. Empty: nothing is confirmed."""

    platform: str | None = None
    cause: str | None = None
    severity: str | None = None
    facts: tuple[Fact, ...] = ()
    """Confirmed."""
    withdrawn: tuple[Fact, ...] = ()
    evidence: tuple[str, ...] = ()
    """What the evidence shows, in words."""
    replies: tuple[str, ...] = ()
    """Other replies of the same crisis."""
    names: tuple[str, ...] = ()
    """Names that need no fact: the company, its accounts, platforms."""
    next_update: datetime | None = None
    """The promised time, aware."""
    post_at: datetime | None = None
    """When the bad post went out, aware."""
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and where it is: offsets in characters of the text that was reviewed.

    What is missing has start == end. `better` stands for the quote ("" deletes it); for what is
    missing, or if None, see `mend`.
    """

    code: Code
    weight: Weight
    start: int
    end: int
    quote: str
    rule: int
    """1 to 5, of the five rules."""
    reason: str
    """A key of rules/reasons.yml."""
    better: str | None = None
    facts: tuple[str, ...] = ()
    """IDs of the facts that it contradicts."""
