"""The review of a crisis's statements: their words, held against what the crisis knows."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot import evidence, replies
from bot.crisis import Crisis
from bot.events import Language, Platform
from bot.parts import Critic, Fact, Statement
from statements import claims, platforms, review
from statements.review import Context, Finding
from statements.tongue import tongue

KEPT = 512
"""Reviews that stay in memory: a card is rendered far more often than its words change."""


def findings(crisis: Crisis, statement: Statement) -> tuple[Finding, ...]:
    """What the review says of a statement as it stands."""
    return of_text(crisis, statement, statement.text, thread=statement.thread)


def of_text(
    crisis: Crisis, statement: Statement, text: str, *, thread: bool
) -> tuple[Finding, ...]:
    """What the review would say if `text` were the statement's."""
    closest = alike(crisis, statement, text) if statement.kind == "reply" else None
    context = _context(crisis, statement, text, thread=thread, closest=closest)
    return _review(text, statement, context)


def errors(crisis: Crisis, statement: Statement) -> tuple[Finding, ...]:
    """The findings that keep a statement from being approved: errors that nobody let stand."""
    found = tuple(f for f in findings(crisis, statement) if f.weight == "error")
    override = statement.override
    if override is None or override.digest != statement.digest:
        return found
    # A fact may have been withdrawn since: that was not what the approver let stand.
    return tuple(f for f in found if f.code not in override.codes)


def reply(crisis: Crisis, critic: Critic, text: str) -> tuple[Crisis, Statement]:
    """A reply to a critic as a statement, in a crisis on that critic's platform alone: what the
    review and its surfaces take."""
    where = (critic.platform,) if critic.platform is not None else ()
    statement = Statement(
        id=f"critic:{critic.id}",
        kind="reply",
        language=tongue(text, crisis.language),
        text=text,
        version=1,
        state="draft",
        authors=frozenset(),
        changed_at=critic.added_at,
    )
    return replace(crisis, platforms=where), statement


def reply_errors(crisis: Crisis, critic: Critic, text: str) -> tuple[Finding, ...]:
    """The errors in a reply to a critic. That it is like another is none, and is not looked at."""
    crisis, statement = reply(crisis, critic, text)
    context = _context(crisis, statement, text, thread=False, closest=None)
    return tuple(f for f in _review(text, statement, context) if f.weight == "error")


def alike(crisis: Crisis, statement: Statement, text: str) -> replies.Alike | None:
    """The reply of the crisis that a text is most like; `statement` is the text's own."""
    own = statement.id if statement.id.startswith("critic:") else f"statement:{statement.id}"
    return replies.closest(crisis, text, statement.language, own)


def cited(crisis: Crisis, statement: Statement) -> tuple[Fact, ...]:
    """The confirmed facts that support what a statement says."""
    used = _used(statement.text, statement.language, _facts(crisis.confirmed))
    return tuple(crisis.facts[key] for key in used)


def uses(statement: Statement, fact: Fact) -> bool:
    """Whether a statement's words rest on `fact`."""
    return bool(_used(statement.text, statement.language, _facts((fact,))))


def places(crisis: Crisis, statement: Statement) -> tuple[Platform, ...]:
    """The platforms on which a statement can go out, the one of the bad post first."""
    return () if statement.kind in ("internal", "press") else crisis.platforms


def too_long_for(
    crisis: Crisis, statement: Statement, text: str, *, thread: bool
) -> tuple[Platform, ...]:
    """The platforms whose length a text is over."""
    return _over(text, places(crisis, statement), thread)


@lru_cache(maxsize=KEPT)
def _over(text: str, where: tuple[Platform, ...], thread: bool) -> tuple[Platform, ...]:
    return tuple(
        platform
        for platform in where
        if not platforms.fits(text, platform) and not (thread and platforms.thread(text, platform))
    )


def _facts(facts: tuple[Fact, ...]) -> tuple[review.Fact, ...]:
    return tuple(review.Fact(fact.id, fact.claim) for fact in facts)


def _context(
    crisis: Crisis,
    statement: Statement,
    text: str,
    *,
    thread: bool,
    closest: replies.Alike | None,
) -> Context:
    too_long = too_long_for(crisis, statement, text, thread=thread)
    return Context(
        platform=too_long[0] if too_long else None,
        cause=crisis.cause,
        severity=crisis.severity,
        facts=_facts(crisis.confirmed),
        withdrawn=_facts(tuple(f for f in crisis.facts.values() if f.state == "withdrawn")),
        evidence=evidence.shown(crisis, statement.language),
        # The closest stands for all: a board may hold thousands.
        replies=(closest.text,) if closest is not None else (),
        names=crisis.names,
        next_update=statement.next_update,
        post_at=crisis.post_at,
        timezone=crisis.timezone,
    )


def _review(text: str, statement: Statement, context: Context) -> tuple[Finding, ...]:
    return _cached(text, statement.language, statement.kind, context)


@lru_cache(maxsize=KEPT)
def _cached(text: str, language: Language, kind: str, context: Context) -> tuple[Finding, ...]:
    return review.review(text, language, kind, context)


@lru_cache(maxsize=KEPT)
def _used(text: str, language: Language, facts: tuple[review.Fact, ...]) -> tuple[str, ...]:
    return claims.facts_used(text, language, facts)
