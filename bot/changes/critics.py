"""What the entries about critics change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.registry import Registry

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()
