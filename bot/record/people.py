"""Who is in a record beside those who made its entries."""

from __future__ import annotations

from collections.abc import Iterator

from bot import roles
from bot.crisis import Crisis
from bot.events import ROLES


def mentioned(crisis: Crisis) -> set[str]:
    """The people (Slack user IDs) whom a crisis's entries speak of, as far as it still knows."""
    return set(_all(crisis))


def _all(crisis: Crisis) -> Iterator[str]:
    yield crisis.lead
    yield from crisis.invite
    yield from crisis.joined
    for role in ROLES:
        yield from roles.people(crisis, role)
    for action in crisis.actions.values():
        yield action.owner
    for statement in crisis.statements.values():
        yield from statement.asked_of
    for critic in crisis.critics.values():
        if critic.owner is not None:
            yield critic.owner
    for fact in crisis.facts.values():
        if fact.proof.person is not None:
            yield fact.proof.person
    for deletion in crisis.deletions:
        yield deletion.by
