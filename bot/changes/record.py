"""What the entries about the record itself change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.parts import Asked
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.ExportMade)
@CHANGES.of(events.HeadSigned)
@CHANGES.of(events.EntryCorrected)
def _(crisis: Crisis, event: events.Event, at: datetime, actor: str, seq: int) -> Changes:
    return {}


@CHANGES.of(events.PeopleNamed)
def _(crisis: Crisis, event: events.PeopleNamed, at: datetime, actor: str, seq: int) -> Changes:
    return {"called": crisis.called | event.names}


@CHANGES.of(events.RedactionAsked)
def _(crisis: Crisis, event: events.RedactionAsked, at: datetime, actor: str, seq: int) -> Changes:
    return {"asked_out": {**crisis.asked_out, event.entry: Asked(actor, event.reason, at)}}


@CHANGES.of(events.RedactionRefused)
@CHANGES.of(events.EntryRedacted)
def _(
    crisis: Crisis,
    event: events.RedactionRefused | events.EntryRedacted,
    at: datetime,
    actor: str,
    seq: int,
) -> Changes:
    return {"asked_out": {n: one for n, one in crisis.asked_out.items() if n != event.entry}}
