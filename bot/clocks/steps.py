"""Steps of the playbook that are late."""

from __future__ import annotations

from datetime import datetime

from bot.crisis import Crisis
from bot.events import Nudged


def due(crisis: Crisis, now: datetime) -> tuple[Nudged, ...]:
    return ()
