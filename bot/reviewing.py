"""The review of a crisis's statements: their words, held against what the crisis knows."""

from __future__ import annotations

from functools import lru_cache

from bot.crisis import Crisis
from bot.events import Language, Platform
from bot.parts import Fact, Statement
from statements import claims, platforms, review
from statements.review import Context, Finding

KEPT = 512
"""Reviews that stay in memory: a card is rendered far more often than its words change."""


def findings(crisis: Crisis, statement: Statement) -> tuple[Finding, ...]:
    """What the review says of a statement as it stands."""
    return of_text(crisis, statement, statement.text, thread=statement.thread)


def of_text(
    crisis: Crisis, statement: Statement, text: str, *, thread: bool
) -> tuple[Finding, ...]:
    """What the review would say if `text` were the statement's."""
    return _review(text, statement, _context(crisis, statement, text, thread=thread))


def errors(crisis: Crisis, statement: Statement) -> tuple[Finding, ...]:
    """The findings that keep a statement from being approved: errors that nobody let stand."""
    found = tuple(f for f in findings(crisis, statement) if f.weight == "error")
    override = statement.override
    if override is None or override.digest != statement.digest:
        return found
    # A fact may have been withdrawn since: that was not what the approver let stand.
    return tuple(f for f in found if f.code not in override.codes)


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


def _context(crisis: Crisis, statement: Statement, text: str, *, thread: bool) -> Context:
    too_long = too_long_for(crisis, statement, text, thread=thread)
    return Context(
        platform=too_long[0] if too_long else None,
        cause=crisis.cause,
        severity=crisis.severity,
        facts=_facts(crisis.confirmed),
        withdrawn=_facts(tuple(f for f in crisis.facts.values() if f.state == "withdrawn")),
        evidence=_evidence(crisis, statement),
        replies=tuple(
            other.text
            for other in crisis.statements.values()
            if other.kind == "reply" and other.id != statement.id
        )
        if statement.kind == "reply"
        else (),
        names=crisis.names,
        next_update=statement.next_update,
        post_at=crisis.post_at,
        timezone=crisis.timezone,
    )


def _evidence(crisis: Crisis, statement: Statement) -> tuple[str, ...]:
    """That the bad post was there, in the words of the statement's language."""
    if crisis.cause == "misinformation" or crisis.post_link is None:
        return ()
    if statement.language == "fr":
        return (f"Un message a été publié sur notre compte : {crisis.post_link}",)
    return (f"A post was published on our account: {crisis.post_link}",)


def _review(text: str, statement: Statement, context: Context) -> tuple[Finding, ...]:
    return _cached(text, statement.language, statement.kind, context)


@lru_cache(maxsize=KEPT)
def _cached(text: str, language: Language, kind: str, context: Context) -> tuple[Finding, ...]:
    return review.review(text, language, kind, context)


@lru_cache(maxsize=KEPT)
def _used(text: str, language: Language, facts: tuple[review.Fact, ...]) -> tuple[str, ...]:
    return claims.facts_used(text, language, facts)
