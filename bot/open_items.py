"""What is still open in a crisis that somebody wants to close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bot.crisis import Crisis

OpenKind = Literal["step", "statement", "fact", "critics", "update"]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that a close leaves undone.

    `about` is the step, statement or fact; `count` says how many critics have no answer yet.
    """

    kind: OpenKind
    about: str = ""
    count: int = 1


Naming = Callable[["Crisis", OpenItem], str]
"""What an open item is called on the record."""


def open_items(crisis: Crisis) -> tuple[OpenItem, ...]:
    """All that is open: what the public is owed first, the plan's own steps last."""
    critics = sum(critic.state == "open" for critic in crisis.critics.values())
    return (
        *((OpenItem("update"),) if crisis.next_update is not None else ()),
        *(OpenItem("statement", s.id) for s in crisis.statements.values() if s.state != "posted"),
        *((OpenItem("critics", count=critics),) if critics else ()),
        *(OpenItem("fact", f.id) for f in crisis.facts.values() if f.state == "proposed"),
        *(OpenItem("step", p.step.id) for p in crisis.steps.values() if not p.settled),
    )


def by_id(crisis: Crisis, item: OpenItem) -> str:
    """An open item by its kind and ID, for want of words."""
    return f"{item.kind}:{item.about}" if item.about else item.kind
