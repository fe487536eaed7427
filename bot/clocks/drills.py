"""What a drill has in store."""

from __future__ import annotations

from datetime import datetime

from bot.crisis import Crisis
from bot.events import InjectSent


def due(crisis: Crisis, now: datetime) -> tuple[InjectSent, ...]:
    return ()
