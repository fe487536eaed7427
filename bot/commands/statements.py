"""What a person can ask of a statement, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import approval, events, reviewing
from bot.crisis import Crisis
from bot.events import Platform
from bot.parts import Statement
from bot.people import Person, may_approve, wrote
from bot.refused import Decision, Refused, not_a_member
from bot.registry import Registry
from statements.draft import gaps

ALONE_AFTER = timedelta(minutes=5)
"""How long a holding text waits before the lead may stand for it alone (rule 1)."""

ONE_OF_A_KIND = {"holding", "apology", "press", "internal"}
"""Kinds of which only one at a time is under way in a language."""


@dataclass(frozen=True, slots=True)
class DraftStatement:
    draft: events.StatementDrafted


@dataclass(frozen=True, slots=True)
class EditStatement:
    """`base` is the version that the editor had in front of them."""

    statement: str
    base: int
    text: str
    next_update: datetime | None
    thread: bool = False


@dataclass(frozen=True, slots=True)
class MatchPair:
    """`by` read both languages: this version still says the same as the other."""

    statement: str
    version: int


@dataclass(frozen=True, slots=True)
class SubmitStatement:
    statement: str
    version: int


@dataclass(frozen=True, slots=True)
class ApproveStatement:
    """With a `reason`, errors of the review stand."""

    statement: str
    version: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawStatement:
    """Takes back what `by` did: an approval, or the request for approval."""

    statement: str
    version: int


@dataclass(frozen=True, slots=True)
class WaiveApproval:
    """The lead stands for a holding text alone."""

    statement: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class AskForChanges:
    statement: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class CommentStatement:
    statement: str
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class MarkPosted:
    statement: str
    version: int
    link: str
    posted_at: datetime
    platform: Platform | None = None


StatementCommand = (
    DraftStatement
    | EditStatement
    | MatchPair
    | SubmitStatement
    | ApproveStatement
    | WithdrawStatement
    | WaiveApproval
    | AskForChanges
    | CommentStatement
    | MarkPosted
)
DECISIONS: Registry[Callable[..., Decision]] = Registry()


@DECISIONS.of(DraftStatement)
def _(crisis: Crisis, command: DraftStatement, by: Person, at: datetime) -> Decision:
    draft = command.draft
    under_way = any(
        s.kind == draft.statement_kind and s.language == draft.language and s.state != "posted"
        for s in crisis.statements.values()
    )
    if draft.pair is not None:
        if draft.pair not in crisis.statements:
            return Refused("statement_unknown")
        if any(s.pair == draft.pair for s in crisis.statements.values()):
            return Refused("pair_exists")
    if draft.statement_kind == "correction":
        wrong = crisis.statements.get(draft.corrects or "")
        if wrong is None or wrong.state != "posted":
            return Refused("nothing_to_correct")
        under_way = any(
            s.corrects == draft.corrects and s.language == draft.language and s.state != "posted"
            for s in crisis.statements.values()
        )
        if under_way:
            return Refused("statement_exists", {"kind": draft.statement_kind})
    # Drafted from a crisis seen long ago, it may have the name of one that is posted by now.
    taken = draft.statement in crisis.statements
    if taken or (under_way and draft.statement_kind in ONE_OF_A_KIND):
        return Refused("statement_exists", {"kind": draft.statement_kind})
    return (draft,)


def _current(crisis: Crisis, statement: str, version: int) -> Statement | Refused:
    current = crisis.statements.get(statement)
    if current is None:
        return Refused("statement_unknown")
    if current.state == "posted":
        return Refused("statement_posted", {"who": current.posted_by, "at": current.posted_at})
    if current.version != version:
        who = next(iter(sorted(current.authors)), None)
        return Refused("statement_moved", {"who": who, "at": current.changed_at})
    return current


@DECISIONS.of(EditStatement)
def _(crisis: Crisis, command: EditStatement, by: Person, at: datetime) -> Decision:
    new = (command.text, command.next_update, command.thread)
    current = _current(crisis, command.statement, command.base)
    if isinstance(current, Refused):
        edited = crisis.statements.get(command.statement)
        same = edited is not None and new == (edited.text, edited.next_update, edited.thread)
        return () if same else current
    if not command.text.strip():
        return Refused("empty")
    if new == (current.text, current.next_update, current.thread):
        return ()
    return (
        events.StatementEdited(
            statement=current.id,
            version=current.version + 1,
            text=command.text,
            next_update=command.next_update,
            thread=command.thread,
        ),
    )


@DECISIONS.of(MatchPair)
def _(crisis: Crisis, command: MatchPair, by: Person, at: datetime) -> Decision:
    current = crisis.statements.get(command.statement)
    if current is None:
        return Refused("statement_unknown")
    if not current.behind:
        return ()
    if current.version != command.version:
        return Refused("statement_moved", {"at": current.changed_at})
    return (events.PairMatched(statement=current.id, version=current.version),)


@DECISIONS.of(SubmitStatement)
def _(crisis: Crisis, command: SubmitStatement, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if current.state != "draft":
        return ()
    unfilled = gaps(current.text)
    if unfilled:
        return Refused("gaps", {"gaps": tuple(unfilled)})
    return (events.StatementSubmitted(statement=current.id, version=current.version),)


@DECISIONS.of(ApproveStatement)
def _(crisis: Crisis, command: ApproveStatement, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if not may_approve(by):
        return not_a_member(by)
    if any(given.by == by.id for given in current.approvals):
        return ()
    if current.state == "approved":
        who = current.approvals[-1].by if current.approvals else current.waived_by
        return Refused("approved_already", {"who": who})
    if current.state != "submitted":
        return Refused("not_submitted")
    if wrote(by, current):
        return Refused("own_words")
    if not approval.counts(crisis, current, by.id):
        return Refused("not_your_turn", {"people": approval.to_ask(crisis, current)})
    unfilled = gaps(current.text)
    if unfilled:
        return Refused("gaps", {"gaps": tuple(unfilled)})
    approved = events.StatementApproved(
        statement=current.id, version=current.version, digest=current.digest
    )
    overridden = _overridden(crisis, current, command.reason)
    return overridden if isinstance(overridden, Refused) else (*overridden, approved)


def _overridden(crisis: Crisis, current: Statement, reason: str | None) -> Decision:
    """What lets the errors of the review stand: nothing, if there are none."""
    errors = reviewing.errors(crisis, current)
    if not errors:
        return ()
    if reason is None or not reason.strip():
        quotes = tuple(finding.quote for finding in errors if finding.quote)
        return Refused("review", {"n": len(errors), "quotes": quotes})
    return (
        events.ReviewOverridden(
            statement=current.id,
            version=current.version,
            digest=current.digest,
            findings=tuple(events.Overridden(code=f.code, quote=f.quote) for f in errors),
            reason=reason.strip(),
        ),
    )


@DECISIONS.of(WithdrawStatement)
def _(crisis: Crisis, command: WithdrawStatement, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if current.state == "draft":
        return ()
    what = {"statement": current.id, "version": current.version}
    if any(given.by == by.id for given in current.approvals):
        return (events.ApprovalWithdrawn(**what),)
    if wrote(by, current) or by.id in (crisis.lead, current.waived_by):
        return (events.SubmissionWithdrawn(**what),)
    return Refused("not_yours")


@DECISIONS.of(WaiveApproval)
def _(crisis: Crisis, command: WaiveApproval, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if not may_approve(by):
        return not_a_member(by)
    if by.id != crisis.lead or current.kind != "holding":
        return Refused("not_the_lead", {"who": crisis.lead})
    if current.state == "approved":
        return () if current.waived_by == by.id else Refused("approved_already")
    if current.state != "submitted" or current.waiting_since is None:
        return Refused("not_submitted")
    if at < current.waiting_since + ALONE_AFTER:
        return Refused("too_early", {"at": current.waiting_since + ALONE_AFTER})
    if not command.reason.strip():
        return Refused("empty")
    unfilled = gaps(current.text)
    if unfilled:
        return Refused("gaps", {"gaps": tuple(unfilled)})
    overridden = _overridden(crisis, current, command.reason)
    if isinstance(overridden, Refused):
        return overridden
    waived = events.ApprovalWaived(
        statement=current.id,
        version=current.version,
        digest=current.digest,
        reason=command.reason.strip(),
    )
    return (*overridden, waived)


@DECISIONS.of(AskForChanges)
def _(crisis: Crisis, command: AskForChanges, by: Person, at: datetime) -> Decision:
    current = _current(crisis, command.statement, command.version)
    if isinstance(current, Refused):
        return current
    if not may_approve(by):
        return not_a_member(by)
    if current.state == "draft":
        return () if current.asked_by == by.id else Refused("not_submitted")
    if not command.reason.strip():
        return Refused("empty")
    return (
        events.ChangesAsked(statement=current.id, version=current.version, reason=command.reason),
    )


@DECISIONS.of(CommentStatement)
def _(crisis: Crisis, command: CommentStatement, by: Person, at: datetime) -> Decision:
    current = crisis.statements.get(command.statement)
    if current is None:
        return Refused("statement_unknown")
    if not command.text.strip():
        return Refused("empty")
    return (
        events.StatementCommented(
            statement=current.id, version=command.version, text=command.text.strip()
        ),
    )


@DECISIONS.of(MarkPosted)
def _(crisis: Crisis, command: MarkPosted, by: Person, at: datetime) -> Decision:
    current = crisis.statements.get(command.statement)
    if current is None:
        return Refused("statement_unknown")
    if any(post.link == command.link for post in current.posts):
        return ()
    if current.state == "posted":
        same = [post for post in current.posts if post.platform == command.platform]
        if same or current.version != command.version:
            post = (same or current.posts)[0]
            return Refused("statement_posted", {"who": post.by, "at": post.at})
    else:
        newest = _current(crisis, command.statement, command.version)
        if isinstance(newest, Refused):
            return newest
        if newest.state != "approved":
            return Refused("not_approved")
    if command.posted_at > at:
        return Refused("future")
    if command.posted_at < crisis.post_at:
        return Refused("before_post", {"at": crisis.post_at})
    return (
        events.StatementPosted(
            statement=command.statement,
            version=command.version,
            link=command.link,
            posted_at=command.posted_at,
            platform=command.platform,
        ),
        *_fulfilled(crisis, current.kind),
    )


def _fulfilled(crisis: Crisis, kind: events.StatementKind) -> tuple[events.StepDone, ...]:
    """The steps that ask for nothing but the holding post to be out."""
    return tuple(
        events.StepDone(step=progress.step.id)
        for progress in crisis.steps.values()
        if kind == "holding"
        and not progress.settled
        and progress.step.needs is not None
        and progress.step.needs.statement == kind
    )
