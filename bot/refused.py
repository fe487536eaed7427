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
    "step_before",
    "step_needs",
    "nothing_late",
    "snooze_passed",
    "guest_snooze",
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
    "critic_unknown",
    "critic_exists",
    "critic_taken",
    "critic_settled",
    "critic_moved",
    "reply_review",
    "nobody",
    "nobody_free",
    "evidence_empty",
    "evidence_exists",
    "evidence_unknown",
    "deletion_of_what",
    "deleted_already",
    "deleted_too_early",
    "guest_deletion",
    "not_yet",
    "not_submitted",
    "not_approved",
    "own_words",
    "approved_already",
    "guest",
    "unsure",
    "gaps",
    "noted",
    "same_severity",
    "same_playbook",
    "empty",
    "still_open",
    "not_closed",
    "archived_already",
    "action_unknown",
    "action_settled",
    "day_passed",
    "update_of_drill",
    "update_private",
    "update_nowhere",
    "future",
    "before_post",
    "role_held",
    "role_for_lead",
    "role_nobody",
    "role_not_yours",
    "cannot_hold",
    "lead_stays",
    "entry_unknown",
    "entry_kept",
    "entry_redacted",
    "redaction_asked",
    "redaction_settled",
    "own_redaction",
    "held_already",
    "not_held",
    "under_hold",
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
