"""What is still to come once a crisis is closed."""

from __future__ import annotations

from datetime import datetime

from bot.crisis import Crisis
from bot.events import Nudged, RoomArchived


def due(crisis: Crisis, now: datetime) -> tuple[RoomArchived | Nudged, ...]:
    return ()
