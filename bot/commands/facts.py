"""What a person can ask of the fact register, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import events, reviewing
from bot.crisis import Crisis
from bot.parts import Fact
from bot.people import Person, may_approve
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry

NO_PROOF = events.Proof()


@dataclass(frozen=True, slots=True)
class ProposeFact:
    claim: str
    proof: events.Proof = NO_PROOF


@dataclass(frozen=True, slots=True)
class ConfirmFact:
    fact: str


@dataclass(frozen=True, slots=True)
class WithdrawFact:
    fact: str
    reason: str


FactCommand = ProposeFact | ConfirmFact | WithdrawFact
DECISIONS: Registry[Callable[..., Decision]] = Registry()


@DECISIONS.of(ProposeFact)
def _(crisis: Crisis, command: ProposeFact, by: Person, at: datetime) -> Decision:
    claim = command.claim.strip()
    if not claim:
        return Refused("empty")
    for fact in crisis.facts.values():
        if fact.state != "withdrawn" and fact.claim.casefold() == claim.casefold():
            return Refused("fact_exists", _about(fact))
    # What was redacted keeps its number.
    key = f"f{len(crisis.facts) + len(crisis.redacted) + 1}"
    return (events.FactProposed(fact=key, claim=claim, proof=command.proof),)


@DECISIONS.of(ConfirmFact)
def _(crisis: Crisis, command: ConfirmFact, by: Person, at: datetime) -> Decision:
    fact = crisis.facts.get(command.fact)
    if fact is None:
        return Refused("fact_unknown")
    if not may_approve(by):
        return not_a_member(by)
    if fact.state == "confirmed":
        return () if fact.confirmed_by == by.id else Refused("fact_settled", _about(fact))
    if fact.state == "withdrawn":
        return Refused("fact_settled", _about(fact))
    if fact.proposed_by == by.id:
        return Refused("own_fact")
    return (events.FactConfirmed(fact=fact.id),)


@DECISIONS.of(WithdrawFact)
def _(crisis: Crisis, command: WithdrawFact, by: Person, at: datetime) -> Decision:
    fact = crisis.facts.get(command.fact)
    if fact is None:
        return Refused("fact_unknown")
    # Whoever proposed it can always say that it was wrong, a guest too.
    if not may_approve(by) and fact.proposed_by != by.id:
        return not_a_member(by)
    if fact.state == "withdrawn":
        return () if fact.withdrawn_by == by.id else Refused("fact_settled", _about(fact))
    if not command.reason.strip():
        return Refused("empty")
    resting = (
        tuple(s.id for s in crisis.statements.values() if reviewing.uses(s, fact))
        if fact.state == "confirmed"
        else ()
    )
    return (events.FactWithdrawn(fact=fact.id, reason=command.reason, statements=resting),)


def _about(fact: Fact) -> dict[str, object]:
    who = {"proposed": fact.proposed_by, "confirmed": fact.confirmed_by}
    return {
        "state": fact.state,
        "claim": fact.claim,
        "who": who.get(fact.state, fact.withdrawn_by),
    }
