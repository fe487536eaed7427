"""Which crises keep what is written in their room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.crisis import Crisis


def keeps_messages(crisis: Crisis) -> bool:
    """Whether what is written in the room now is kept in the record."""
    if crisis.closed:
        return False
    wish = crisis.settings.keep_messages
    return wish == "always" or (wish == "major" and crisis.severity == "major")
