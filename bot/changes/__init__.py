"""What each kind of entry changes in the crisis, by what it is about.

A change is given the crisis, the event, its time, its actor and its number, and returns the
fields that are different from there on.
"""

from collections.abc import Callable
from typing import Any

from bot.changes import (
    closing,
    critics,
    drills,
    evidence,
    keeping,
    messages,
    nudges,
    record,
    roles,
    room,
    statements,
    steps,
    updates,
)

CHANGES: dict[type, Callable[..., dict[str, Any]]] = {
    **closing.CHANGES,
    **critics.CHANGES,
    **drills.CHANGES,
    **evidence.CHANGES,
    **keeping.CHANGES,
    **messages.CHANGES,
    **nudges.CHANGES,
    **record.CHANGES,
    **roles.CHANGES,
    **room.CHANGES,
    **statements.CHANGES,
    **steps.CHANGES,
    **updates.CHANGES,
}
