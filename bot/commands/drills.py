"""What happens in a drill, and what follows.

Nobody asks for it: the ticker sends the injects (`bot.clocks.drills`). What comes with one is
decided here.
"""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis


def with_inject(crisis: Crisis, sent: events.InjectSent) -> tuple[events.Event, ...]:
    """An inject, and the critics who appear on the board with it."""
    planned = crisis.drill.injects if crisis.drill is not None else ()
    critics = tuple(
        critic
        for inject in planned
        if inject.id == sent.inject
        for critic in inject.critics
        if critic.id not in crisis.critics
    )
    if not critics:
        return (sent,)
    return (sent, events.CriticsAdded(critics=critics, via="drill"))
