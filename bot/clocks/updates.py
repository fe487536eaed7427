"""Updates that the stakeholder channel waits for."""

from __future__ import annotations

from datetime import datetime

from bot.crisis import Crisis
from bot.events import UpdateSent


def due(crisis: Crisis, now: datetime) -> tuple[UpdateSent, ...]:
    return ()
