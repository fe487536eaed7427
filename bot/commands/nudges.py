"""What is done about something late, and what follows."""

from __future__ import annotations

from collections.abc import Callable

from bot.refused import Decision
from bot.registry import Registry

NudgeCommand = None
DECISIONS: Registry[Callable[..., Decision]] = Registry()
AFTER_CLOSE: tuple[type, ...] = ()
