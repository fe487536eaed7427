"""What the ways to another playbook share."""

from __future__ import annotations

from typing import Any

from bot.crisis import Crisis
from bot.locale import Words
from bot.services import Services
from bot.surfaces import modals


def playbook_form(services: Services, t: Words, crisis: Crisis) -> dict[str, Any]:
    """The form to choose another playbook."""
    shelf = services.playbooks
    named = (shelf.named(name) for name in shelf.names())
    return modals.playbooks(t, crisis, [one for one in named if one is not None], shelf.problems)
