"""What people ask for, and what follows from it.

`decide` is pure: given the crisis as it stands, a command, who gives it and when,
it returns the events that follow, none if there is nothing left to do (the second
of two equal clicks), or why it is refused. The commands stand in a module for each thing that
they are about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import events
from bot.commands import (
    closing,
    critics,
    evidence,
    facts,
    keeping,
    messages,
    nudges,
    playbooks,
    record,
    roles,
    room,
    statements,
    steps,
    updates,
)
from bot.commands.closing import ClosingCommand
from bot.commands.critics import CriticCommand
from bot.commands.evidence import EvidenceCommand
from bot.commands.facts import FactCommand
from bot.commands.keeping import KeepingCommand
from bot.commands.messages import MessageCommand
from bot.commands.nudges import NudgeCommand
from bot.commands.playbooks import PlaybookCommand
from bot.commands.record import RecordCommand
from bot.commands.roles import RoleCommand
from bot.commands.room import RoomCommand
from bot.commands.statements import StatementCommand
from bot.commands.steps import StepCommand
from bot.commands.updates import UpdateCommand
from bot.crisis import Crisis
from bot.people import Person
from bot.refused import Decision, Refused


@dataclass(frozen=True, slots=True)
class OpenCrisis:
    opened: events.CrisisOpened
    playbook: events.PlaybookAdopted
    holding: events.StatementDrafted
    paths: events.PathsAdopted | None = None
    settings: events.SettingsAdopted | None = None
    away: events.PeopleAway | None = None
    drill: events.DrillPlanned | None = None


Command = (
    OpenCrisis
    | RoomCommand
    | StepCommand
    | PlaybookCommand
    | NudgeCommand
    | RoleCommand
    | StatementCommand
    | FactCommand
    | EvidenceCommand
    | MessageCommand
    | CriticCommand
    | UpdateCommand
    | ClosingCommand
    | RecordCommand
    | KeepingCommand
)

_AFTER_CLOSE = (
    *room.AFTER_CLOSE,
    *closing.AFTER_CLOSE,
    *nudges.AFTER_CLOSE,
    *roles.AFTER_CLOSE,
    *evidence.AFTER_CLOSE,
    *messages.AFTER_CLOSE,
    *record.AFTER_CLOSE,
    *keeping.AFTER_CLOSE,
)
"""What still makes sense once a crisis is closed: the record goes on, the work does not."""

_DECISIONS: dict[type, Callable[[Crisis, Any, Person, datetime], Decision]] = {
    **room.DECISIONS,
    **steps.DECISIONS,
    **playbooks.DECISIONS,
    **nudges.DECISIONS,
    **roles.DECISIONS,
    **statements.DECISIONS,
    **facts.DECISIONS,
    **evidence.DECISIONS,
    **messages.DECISIONS,
    **critics.DECISIONS,
    **updates.DECISIONS,
    **closing.DECISIONS,
    **record.DECISIONS,
    **keeping.DECISIONS,
}


def decide(crisis: Crisis | None, command: Command, by: Person, at: datetime) -> Decision:
    """The events that follow from `command`, or why it is refused."""
    if isinstance(command, OpenCrisis):
        if crisis is not None:
            return Refused("already_open", {"channel": crisis.channel, "crisis": crisis.id})
        also = (command.paths, command.settings, command.away, command.drill)
        return (
            command.opened,
            command.playbook,
            *(event for event in also if event is not None),
            command.holding,
        )
    if crisis is None or crisis.erased_at is not None:
        return Refused("no_crisis")
    if crisis.closed and not isinstance(command, _AFTER_CLOSE):
        if isinstance(command, closing.CloseCrisis) and crisis.closed_by == by.id:
            return ()
        return Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
    return _DECISIONS[type(command)](crisis, command, by, at)
