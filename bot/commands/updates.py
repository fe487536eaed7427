"""Updates to the stakeholder channel, and what follows."""

from __future__ import annotations

from collections.abc import Callable

from bot.refused import Decision
from bot.registry import Registry

UpdateCommand = None
DECISIONS: Registry[Callable[..., Decision]] = Registry()
