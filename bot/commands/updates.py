"""Updates to the stakeholder channel, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class SendUpdate:
    """An update now, with a person's own words before the rest if there are any."""

    text: str | None = None


@dataclass(frozen=True, slots=True)
class MuteUpdates:
    """Whether updates go out by themselves."""

    muted: bool


UpdateCommand = SendUpdate | MuteUpdates
DECISIONS: Registry[Callable[..., Decision]] = Registry()


@DECISIONS.of(SendUpdate)
def _(crisis: Crisis, command: SendUpdate, by: Person, at: datetime) -> Decision:
    refused = refusal(crisis, by)
    if refused is not None:
        return refused
    channel = crisis.settings.update_in or ""
    text = (command.text or "").strip() or None
    return (events.UpdateSent(channel=channel, until=crisis.seq, text=text),)


@DECISIONS.of(MuteUpdates)
def _(crisis: Crisis, command: MuteUpdates, by: Person, at: datetime) -> Decision:
    refused = refusal(crisis, by)
    if refused is not None:
        return refused
    if crisis.updates_muted == command.muted:
        return ()
    return (events.UpdatesMuted(muted=command.muted),)


def refusal(crisis: Crisis, by: Person) -> Refused | None:
    """Why somebody cannot tell the stakeholders anything, if so."""
    if not may_approve(by):
        return not_a_member(by)
    if crisis.exercise:
        return Refused("update_of_drill")
    if crisis.private:
        return Refused("update_private")
    if crisis.settings.update_in is None:
        return Refused("update_nowhere")
    return None
