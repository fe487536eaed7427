"""What a person can do with the critics to answer, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice
from typing import Literal

from bot import critics, events, reviewing
from bot.crisis import Crisis
from bot.events import ListedCritic
from bot.parts import Critic
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry

IN_ONE_ENTRY = 500
"""Critics that one timeline entry adds at most."""


@dataclass(frozen=True, slots=True)
class AddCritics:
    """Puts critics on the board; those that are there already are left out. The board gives them
    their IDs."""

    critics: tuple[ListedCritic, ...]
    via: Literal["form", "shortcut", "csv"] = "form"


@dataclass(frozen=True, slots=True)
class AssignCritics:
    """Shares out those whom nobody has, the `most` most urgent or all, evenly."""

    people: tuple[str, ...]
    most: int | None = None


@dataclass(frozen=True, slots=True)
class TakeCritic:
    critic: str


@dataclass(frozen=True, slots=True)
class DraftReply:
    """`seen` is the entry of the critic that whoever wrote the text has seen."""

    critic: str
    text: str
    seen: int


@dataclass(frozen=True, slots=True)
class SendReply:
    """A reply went out. `reason` is why despite the errors that the review finds in it."""

    critic: str
    text: str
    link: str | None
    sent_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetAsideCritic:
    critic: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenCritic:
    """Gives a critic back, or takes back an answer or a setting aside."""

    critic: str
    seen: int


CriticCommand = (
    AddCritics | AssignCritics | TakeCritic | DraftReply | SendReply | SetAsideCritic | ReopenCritic
)
DECISIONS: Registry[Callable[..., Decision]] = Registry()


@DECISIONS.of(AddCritics)
def _(crisis: Crisis, command: AddCritics, by: Person, at: datetime) -> Decision:
    said = [one for one in command.critics if _says_something(one)]
    if not said:
        return Refused("empty")
    known = {critics.key_of(critic): critic for critic in crisis.critics.values()}
    new: dict[str, ListedCritic] = {}
    for one in said:
        key = critics.key_of(one)
        if key not in known:
            new.setdefault(key, one)
    if not new:
        if command.via == "csv":
            return ()
        there = known[critics.key_of(said[0])]
        return Refused("critic_exists", {"at": there.added_at})
    named = zip(_names(crisis), new.values(), strict=False)
    listed = tuple(one.model_copy(update={"id": name}) for name, one in named)
    return tuple(
        events.CriticsAdded(critics=listed[first : first + IN_ONE_ENTRY], via=command.via)
        for first in range(0, len(listed), IN_ONE_ENTRY)
    )


@DECISIONS.of(AssignCritics)
def _(crisis: Crisis, command: AssignCritics, by: Person, at: datetime) -> Decision:
    if not may_approve(by):
        return not_a_member(by)
    load = critics.load(crisis)
    here = [person for person in dict.fromkeys(command.people) if person not in crisis.gone]
    # Who has least gets what is left over.
    people = sorted(here, key=lambda person: load.get(person, 0))
    if not people:
        return Refused("nobody")
    keys = [critic.id for critic in islice(critics.free(crisis), command.most)]
    if not keys:
        return Refused("nobody_free")
    return tuple(
        events.CriticsAssigned(critics=hand, person=person)
        for person, hand in critics.shared_out(keys, people).items()
    )


@DECISIONS.of(TakeCritic)
def _(crisis: Crisis, command: TakeCritic, by: Person, at: datetime) -> Decision:
    critic = _open(crisis, command.critic)
    if isinstance(critic, Refused):
        return critic
    if critic.owner is not None:
        return () if critic.owner == by.id else Refused("critic_taken", {"who": critic.owner})
    return (events.CriticsAssigned(critics=(critic.id,), person=by.id),)


@DECISIONS.of(DraftReply)
def _(crisis: Crisis, command: DraftReply, by: Person, at: datetime) -> Decision:
    critic, text = _open(crisis, command.critic), command.text.strip()
    if isinstance(critic, Refused):
        return critic
    if not text:
        return Refused("empty")
    if critic.draft == text:
        return ()
    if critic.changed != command.seen and critic.draft and critic.drafted_by != by.id:
        return Refused("critic_moved", {"who": critic.drafted_by})
    return (events.ReplyDrafted(critic=critic.id, text=text),)


@DECISIONS.of(SendReply)
def _(crisis: Crisis, command: SendReply, by: Person, at: datetime) -> Decision:
    known, text = crisis.critics.get(command.critic), command.text.strip()
    if known is not None and known.answer == text and known.answered_by == by.id:
        return ()
    critic = _open(crisis, command.critic)
    if isinstance(critic, Refused):
        return critic
    if not text:
        return Refused("empty")
    if command.sent_at > at:
        return Refused("future")
    found, reason = reviewing.reply_errors(crisis, critic, text), command.reason.strip()
    if found and not reason:
        return Refused("reply_review", {"quotes": tuple(f.quote for f in found if f.quote)})
    if found and not may_approve(by):
        return not_a_member(by)
    return (
        events.ReplySent(
            critic=critic.id,
            text=text,
            link=command.link,
            sent_at=command.sent_at,
            reason=reason if found else None,
        ),
    )


@DECISIONS.of(SetAsideCritic)
def _(crisis: Crisis, command: SetAsideCritic, by: Person, at: datetime) -> Decision:
    critic, reason = _open(crisis, command.critic), command.reason.strip()
    if isinstance(critic, Refused):
        return critic
    if not reason:
        return Refused("empty")
    return (events.CriticSetAside(critic=critic.id, reason=reason),)


@DECISIONS.of(ReopenCritic)
def _(crisis: Crisis, command: ReopenCritic, by: Person, at: datetime) -> Decision:
    critic = crisis.critics.get(command.critic)
    if critic is None:
        return Refused("critic_unknown")
    if critic.state == "open" and critic.owner is None:
        return ()
    who = critic.owner if critic.state == "open" else critic.answered_by
    if critic.changed != command.seen:
        return Refused("critic_moved", {"who": who})
    if by.id != who and not may_approve(by):
        return not_a_member(by)
    return (events.CriticReopened(critic=critic.id),)


def _says_something(critic: ListedCritic) -> bool:
    return any((text or "").strip() for text in (critic.link, critic.handle, critic.said))


def _names(crisis: Crisis) -> Iterator[str]:
    """IDs that nobody on the board has."""
    # Those that were redacted keep their numbers.
    redacted = len(crisis.redacted) * IN_ONE_ENTRY
    for number in count(len(crisis.critics) + redacted + 1):
        if f"k{number}" not in crisis.critics:
            yield f"k{number}"


def _open(crisis: Crisis, key: str) -> Critic | Refused:
    """A critic who is still to be answered."""
    critic = crisis.critics.get(key)
    if critic is None:
        return Refused("critic_unknown")
    if critic.state != "open":
        return Refused("critic_settled", {"who": critic.answered_by, "state": critic.state})
    return critic
