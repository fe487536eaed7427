"""What the entries about critics change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import events
from bot.parts import Critic
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
CHANGES: Registry[Callable[..., Changes]] = Registry()


@CHANGES.of(events.CriticsAdded)
def _(crisis: Crisis, event: events.CriticsAdded, at: datetime, actor: str, seq: int) -> Changes:
    new = {
        one.id: Critic(
            id=one.id,
            added_at=at,
            link=one.link,
            platform=one.platform,
            handle=one.handle,
            said=one.said,
            reach=one.reach,
            tone=one.tone,
            wrote_at=one.wrote_at,
            changed=seq,
        )
        for one in event.critics
        # A scenario chooses its own names: whoever is on the board stays who they are.
        if one.id not in crisis.critics
    }
    return {"critics": {**crisis.critics, **new}}


@CHANGES.of(events.CriticsAssigned)
def _(crisis: Crisis, event: events.CriticsAssigned, at: datetime, actor: str, seq: int) -> Changes:
    given = {
        key: replace(crisis.critics[key], owner=event.person, changed=seq)
        for key in event.critics
        # Some of them may have come in an entry that was redacted.
        if key in crisis.critics
    }
    return {"critics": {**crisis.critics, **given}}


def _put(crisis: Crisis, key: str, **changes: Any) -> Changes:
    return {"critics": {**crisis.critics, key: replace(crisis.critics[key], **changes)}}


@CHANGES.of(events.ReplyDrafted)
def _(crisis: Crisis, event: events.ReplyDrafted, at: datetime, actor: str, seq: int) -> Changes:
    # Whoever writes to somebody nobody had has them.
    owner = crisis.critics[event.critic].owner or actor
    return _put(crisis, event.critic, draft=event.text, drafted_by=actor, owner=owner, changed=seq)


@CHANGES.of(events.ReplySent)
def _(crisis: Crisis, event: events.ReplySent, at: datetime, actor: str, seq: int) -> Changes:
    return _put(
        crisis,
        event.critic,
        state="answered",
        owner=crisis.critics[event.critic].owner or actor,
        answer=event.text,
        answer_link=event.link,
        answered_at=event.sent_at,
        answered_by=actor,
        reason=event.reason,
        changed=seq,
    )


@CHANGES.of(events.CriticSetAside)
def _(crisis: Crisis, event: events.CriticSetAside, at: datetime, actor: str, seq: int) -> Changes:
    return _put(
        crisis,
        event.critic,
        state="set_aside",
        answered_by=actor,
        reason=event.reason,
        changed=seq,
    )


@CHANGES.of(events.CriticReopened)
def _(crisis: Crisis, event: events.CriticReopened, at: datetime, actor: str, seq: int) -> Changes:
    critic = crisis.critics[event.critic]
    if critic.state == "open":
        return _put(crisis, event.critic, owner=None, changed=seq)
    return _put(
        crisis,
        event.critic,
        state="open",
        # The words stay, to be sent again or mended.
        draft=critic.answer or critic.draft,
        answer=None,
        answer_link=None,
        answered_at=None,
        answered_by=None,
        reason=None,
        changed=seq,
    )
