"""What a person can do to keep evidence, and what follows."""

from __future__ import annotations

from collections.abc import Callable

from bot.refused import Decision
from bot.registry import Registry

EvidenceCommand = None
DECISIONS: Registry[Callable[..., Decision]] = Registry()
