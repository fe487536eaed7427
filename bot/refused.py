"""Why a command has no effect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.events import Event
from bot.people import Person

Reason = Literal[
    "no_crisis",
    "already_open",
    "closed",
    "step_unknown",
    "step_taken",
    "step_settled",
    "step_moved",
    "statement_unknown",
    "statement_exists",
    "statement_moved",
    "statement_posted",
    "pair_exists",
    "nothing_to_correct",
    "not_your_turn",
    "too_early",
    "not_the_lead",
    "not_yours",
    "review",
    "fact_unknown",
    "fact_exists",
    "fact_settled",
    "own_fact",
    "not_submitted",
    "not_approved",
    "own_words",
    "approved_already",
    "guest",
    "unsure",
    "gaps",
    "noted",
    "same_severity",
    "empty",
    "future",
    "before_post",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a command has no effect. `about` fills the sentence that the person reads."""

    reason: Reason
    about: dict[str, Any] = field(default_factory=dict)


Decision = tuple[Event, ...] | Refused


def not_a_member(by: Person) -> Refused:
    """Why somebody may not do what only members may."""
    return Refused("unsure" if by.unsure else "guest")
