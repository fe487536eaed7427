"""What the entries about statements and facts change in the crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot import approval, events
from bot.events import Event
from bot.parts import Approval, Fact, Override, Post, Statement
from bot.registry import Registry

if TYPE_CHECKING:
    from bot.crisis import Crisis

Changes = dict[str, Any]
Change = Callable[..., Changes]
CHANGES: Registry[Change] = Registry()


def _put(crisis: Crisis, *statements: Statement) -> Changes:
    return {"statements": {**crisis.statements, **{s.id: s for s in statements}}}


def _pair_of(crisis: Crisis, statement: Statement) -> Statement | None:
    """The statement that says the same in the other language."""
    if statement.pair is not None:
        return crisis.statements.get(statement.pair)
    return next((s for s in crisis.statements.values() if s.pair == statement.id), None)


def asked(crisis: Crisis, statement: Statement, at: datetime) -> Statement:
    """`statement` as it waits since `at` for whoever is next on its path."""
    people = dict.fromkeys((*statement.asked_of, *approval.to_ask(crisis, statement)))
    return replace(statement, state="submitted", waiting_since=at, asked_of=tuple(people))


def settled(crisis: Crisis, statement: Statement, at: datetime) -> Statement:
    """`statement`, approved once all approvals are there, else waiting for the next ones."""
    if statement.cleared or statement.waived is not None or approval.complete(crisis, statement):
        since = statement.approved_at if statement.state == "approved" else None
        return replace(statement, state="approved", waiting_since=None, approved_at=since or at)
    return asked(crisis, statement, at)


@CHANGES.of(events.StatementDrafted)
def _(
    crisis: Crisis, event: events.StatementDrafted, at: datetime, actor: str, seq: int
) -> Changes:
    return _put(
        crisis,
        Statement(
            id=event.statement,
            kind=event.statement_kind,
            language=event.language,
            text=event.text,
            version=1,
            state="approved" if event.cleared else "draft",
            # The words of an unaltered template are the app's; who submits them stands for them.
            authors=frozenset(),
            changed_at=at,
            drafted_at=at,
            next_update=event.next_update,
            thread=event.thread,
            template=event.template,
            trouble=event.trouble,
            pair=event.pair,
            corrects=event.corrects,
            fact=event.fact,
            cleared=event.cleared,
        ),
    )


@CHANGES.of(events.StatementEdited)
def _(crisis: Crisis, event: events.StatementEdited, at: datetime, actor: str, seq: int) -> Changes:
    before = crisis.statements[event.statement]
    edited = replace(
        before,
        text=event.text,
        next_update=event.next_update,
        thread=event.thread,
        version=event.version,
        state="draft",
        # Whoever wrote a part of it in an earlier version is still an author.
        authors=before.authors | {actor},
        changed_at=at,
        behind=False,
        submitted_by=None,
        waiting_since=None,
        reminded=(),
        approvals=(),
        override=None,
        cleared=False,
        waived=None,
        waived_by=None,
        asked_by=None,
        asked=None,
        voided=bool(before.approvals) or before.state == "approved",
        rests_on=(),
    )
    pair = _pair_of(crisis, edited)
    behind = [replace(pair, behind=True)] if pair is not None and event.text != before.text else []
    return _put(crisis, edited, *behind)


@CHANGES.of(events.PairMatched)
def _(crisis: Crisis, event: events.PairMatched, at: datetime, actor: str, seq: int) -> Changes:
    return _put(crisis, replace(crisis.statements[event.statement], behind=False))


@CHANGES.of(events.StatementSubmitted)
def _(
    crisis: Crisis, event: events.StatementSubmitted, at: datetime, actor: str, seq: int
) -> Changes:
    statement = crisis.statements[event.statement]
    submitted = replace(
        statement,
        authors=statement.authors | {actor},
        changed_at=at,
        submitted_by=actor,
        submitted_at=at,
        asked_of=(),
        asked_by=None,
        asked=None,
        voided=False,
    )
    return _put(crisis, asked(crisis, submitted, at))


@CHANGES.of(events.StatementApproved)
def _(
    crisis: Crisis, event: events.StatementApproved, at: datetime, actor: str, seq: int
) -> Changes:
    statement = crisis.statements[event.statement]
    keys = approval.keys_of(crisis, actor)
    new = Approval(by=actor, at=at, digest=event.digest, keys=keys)
    approved = replace(statement, approvals=(*statement.approvals, new), changed_at=at)
    return _put(crisis, settled(crisis, approved, at))


@CHANGES.of(events.ReviewOverridden)
def _(
    crisis: Crisis, event: events.ReviewOverridden, at: datetime, actor: str, seq: int
) -> Changes:
    override = Override(
        by=actor,
        reason=event.reason,
        digest=event.digest,
        codes=frozenset(finding.code for finding in event.findings),
    )
    return _put(crisis, replace(crisis.statements[event.statement], override=override))


@CHANGES.of(events.ApprovalWithdrawn)
def _(
    crisis: Crisis, event: events.ApprovalWithdrawn, at: datetime, actor: str, seq: int
) -> Changes:
    statement = crisis.statements[event.statement]
    left = tuple(approval for approval in statement.approvals if approval.by != actor)
    override = statement.override
    if override is not None and override.by == actor:
        override = None
    withdrawn = replace(statement, approvals=left, override=override, changed_at=at)
    return _put(crisis, asked(crisis, withdrawn, at))


def _back_to_draft(statement: Statement, at: datetime, **changes: Any) -> Statement:
    return replace(
        statement,
        state="draft",
        changed_at=at,
        submitted_by=None,
        waiting_since=None,
        reminded=(),
        approvals=(),
        override=None,
        cleared=False,
        waived=None,
        waived_by=None,
        **changes,
    )


@CHANGES.of(events.SubmissionWithdrawn)
def _(
    crisis: Crisis, event: events.SubmissionWithdrawn, at: datetime, actor: str, seq: int
) -> Changes:
    return _put(crisis, _back_to_draft(crisis.statements[event.statement], at))


@CHANGES.of(events.ChangesAsked)
def _(crisis: Crisis, event: events.ChangesAsked, at: datetime, actor: str, seq: int) -> Changes:
    statement = crisis.statements[event.statement]
    return _put(
        crisis, _back_to_draft(statement, at, asked_by=actor, asked=event.reason, voided=False)
    )


@CHANGES.of(events.ApprovalWaived)
def _(crisis: Crisis, event: events.ApprovalWaived, at: datetime, actor: str, seq: int) -> Changes:
    waived = replace(
        crisis.statements[event.statement],
        waived_by=actor,
        waived=event.reason,
        changed_at=at,
    )
    return _put(crisis, settled(crisis, waived, at))


@CHANGES.of(events.ApproversReminded)
def _(
    crisis: Crisis, event: events.ApproversReminded, at: datetime, actor: str, seq: int
) -> Changes:
    statement = crisis.statements[event.statement]
    return _put(
        crisis,
        replace(
            statement,
            reminded=(*statement.reminded, (event.since, event.stand_ins)),
            asked_of=tuple(dict.fromkeys((*statement.asked_of, *event.people))),
        ),
    )


@CHANGES.of(events.StatementCommented)
def _(crisis: Crisis, event: Event, at: datetime, actor: str, seq: int) -> Changes:
    return {}


@CHANGES.of(events.StatementPosted)
def _(crisis: Crisis, event: events.StatementPosted, at: datetime, actor: str, seq: int) -> Changes:
    statement = crisis.statements[event.statement]
    post = Post(link=event.link, at=event.posted_at, by=actor, platform=event.platform)
    return _put(
        crisis,
        replace(
            statement,
            state="posted",
            posts=(*statement.posts, post),
            changed_at=at,
        ),
    )


@CHANGES.of(events.PathsAdopted)
def _(crisis: Crisis, event: events.PathsAdopted, at: datetime, actor: str, seq: int) -> Changes:
    changes: Changes = {
        "paths": event.paths,
        "people": event.people,
        "gone": frozenset(event.gone),
        "names": event.names,
    }
    return changes | with_paths(replace(crisis, **changes), at)


def with_paths(crisis: Crisis, at: datetime) -> Changes:
    """The statements under way, once their paths have changed: what was approved may need more
    eyes. What waits may be approved by now; a path alone approves nothing that nobody read."""
    under_way = [s for s in crisis.statements.values() if s.state in ("submitted", "approved")]
    return _put(crisis, *(_on_new_path(crisis, s, at) for s in under_way))


def asked_again(crisis: Crisis, at: datetime) -> Changes:
    """The statements that wait, once other people are behind the roles: what was approved by
    those who had them stays so."""
    return _put(crisis, *(_on_new_path(crisis, s, at) for s in crisis.waiting))


def _on_new_path(crisis: Crisis, statement: Statement, at: datetime) -> Statement:
    if statement.state == "approved":
        return settled(crisis, statement, at)
    if statement.approvals and approval.complete(crisis, statement):
        # A shorter path approves nothing by itself: the last word is a person's.
        return statement
    return asked(crisis, statement, statement.waiting_since or at)


@CHANGES.of(events.FactProposed)
def _(crisis: Crisis, event: events.FactProposed, at: datetime, actor: str, seq: int) -> Changes:
    fact = Fact(
        id=event.fact, claim=event.claim, proof=event.proof, proposed_by=actor, proposed_at=at
    )
    return {"facts": {**crisis.facts, fact.id: fact}}


@CHANGES.of(events.FactConfirmed)
def _(crisis: Crisis, event: events.FactConfirmed, at: datetime, actor: str, seq: int) -> Changes:
    fact = replace(crisis.facts[event.fact], state="confirmed", confirmed_by=actor, confirmed_at=at)
    return {"facts": {**crisis.facts, fact.id: fact}}


@CHANGES.of(events.FactWithdrawn)
def _(crisis: Crisis, event: events.FactWithdrawn, at: datetime, actor: str, seq: int) -> Changes:
    facts = dict(crisis.facts)
    if event.fact in facts:
        facts[event.fact] = replace(
            facts[event.fact],
            state="withdrawn",
            withdrawn_by=actor,
            withdrawn_at=at,
            reason=event.reason,
        )
    # Though the fact itself may have been redacted, what rests on it is wrong.
    marked = []
    for key in event.statements:
        statement = crisis.statements[key]
        statement = replace(statement, rests_on=(*statement.rests_on, event.fact))
        if statement.state in ("submitted", "approved"):
            # Whoever approved these words did so on a fact that no longer holds.
            statement = _back_to_draft(statement, at, voided=bool(statement.approvals))
        marked.append(statement)
    return {"facts": facts} | _put(crisis, *marked)
