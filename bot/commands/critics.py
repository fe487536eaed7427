"""What a person can do with the critics to answer, and what follows."""

from __future__ import annotations

from collections.abc import Callable

from bot.refused import Decision
from bot.registry import Registry

CriticCommand = None
DECISIONS: Registry[Callable[..., Decision]] = Registry()
