"""First drafts of the statements of a crisis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.crisis import Crisis
from bot.events import CrisisOpened, Language, StatementDrafted, StatementKind
from bot.parts import Statement
from statements import platforms
from statements.draft import Corrected, Draft, Situation, draft, gaps
from statements.review import Context, review
from statements.templates import Templates

NEXT_UPDATE_IN = timedelta(hours=1)
QUARTER = 15 * 60

PROMISES = {"holding"}
"""Kinds whose first draft promises when more will be said."""


def next_update(now: datetime) -> datetime:
    """What a first holding post promises: an hour from now, on the next quarter of an hour."""
    late = now + NEXT_UPDATE_IN
    seconds = -(-late.timestamp() // QUARTER) * QUARTER
    return datetime.fromtimestamp(seconds, tz=now.tzinfo)


def holding(
    opened: CrisisOpened,
    now: datetime,
    templates: Templates,
    *,
    organisation: str | None,
    precleared: bool,
) -> StatementDrafted:
    """The holding post, drafted the moment a crisis opens.

    Where the workspace has cleared its templates in advance, the text waits for nobody, unless
    it has gaps or the review finds an error in it.
    """
    promised = next_update(now)
    situation = Situation(
        cause=opened.cause,
        severity=opened.severity,
        language=opened.language,
        platforms=opened.platforms,
        next_update=promised,
        timezone=opened.timezone,
        now=now,
        organisation=organisation,
    )
    drafted, thread = _for_platforms("holding", situation, templates)
    return StatementDrafted(
        statement="holding",
        statement_kind="holding",
        language=opened.language,
        text=drafted.text,
        next_update=promised,
        template=drafted.template,
        ours=drafted.ours,
        trouble=drafted.trouble,
        thread=thread,
        cleared=precleared and _ready(drafted.text, situation),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Which statement somebody wants drafted.

    `pair` is the statement that it says in the other language; `corrects` the posted one that it
    puts right, `fact` the withdrawn fact that made that one wrong.
    """

    kind: StatementKind
    language: Language
    pair: str | None = None
    corrects: str | None = None
    fact: str | None = None


def statement(
    crisis: Crisis, asked: Asked, now: datetime, templates: Templates
) -> StatementDrafted:
    """The first version of a statement, for the crisis as it stands."""
    pair = crisis.statements.get(asked.pair or "")
    promised = pair.next_update if pair is not None else None
    if promised is None and asked.kind in PROMISES:
        promised = next_update(now)
    situation = _situation(crisis, asked, now, promised)
    drafted, thread = _for_platforms(asked.kind, situation, templates)
    return StatementDrafted(
        statement=_name(crisis, asked),
        statement_kind=asked.kind,
        language=asked.language,
        text=drafted.text,
        next_update=promised,
        template=drafted.template,
        ours=drafted.ours,
        trouble=drafted.trouble,
        thread=thread,
        pair=asked.pair,
        corrects=asked.corrects,
        fact=asked.fact,
    )


def shorter(crisis: Crisis, current: Statement, now: datetime, templates: Templates) -> str | None:
    """The template's shorter words for a statement, or `None` where it has none that fit."""
    asked = Asked(current.kind, current.language, current.pair, current.corrects, current.fact)
    situation = _situation(crisis, asked, now, current.next_update)
    drafted = draft(current.kind, situation, short=True, templates=templates)
    fits = all(platforms.fits(drafted.text, platform) for platform in crisis.platforms)
    return drafted.text if fits else None


def _situation(crisis: Crisis, asked: Asked, now: datetime, promised: datetime | None) -> Situation:
    return Situation(
        cause=crisis.cause,
        severity=crisis.severity,
        language=asked.language,
        platforms=crisis.platforms,
        next_update=promised,
        timezone=crisis.timezone,
        now=now,
        facts=tuple(fact.claim for fact in crisis.confirmed),
        organisation=crisis.names[0] if crisis.names else None,
        corrects=_corrected(crisis, asked),
    )


def _corrected(crisis: Crisis, asked: Asked) -> Corrected | None:
    wrong = crisis.statements.get(asked.corrects or "")
    if wrong is None:
        return None
    fact = crisis.facts.get(asked.fact or "")
    return Corrected(
        said=fact.claim if fact is not None else None,
        right=None,
        where=wrong.link,
    )


def _name(crisis: Crisis, asked: Asked) -> str:
    if asked.pair is not None:
        return f"{asked.pair}.{asked.language}"
    earlier = sum(s.kind == asked.kind and s.pair is None for s in crisis.statements.values())
    return f"{asked.kind}-{earlier + 1}" if earlier else asked.kind


def _for_platforms(
    kind: StatementKind, situation: Situation, templates: Templates
) -> tuple[Draft, bool]:
    """The draft that suits the platforms, and whether it goes out as a thread.

    A full apology keeps its words; anything else becomes shorter first.
    """
    full = draft(kind, situation, templates=templates)
    if kind in ("press", "internal"):
        return full, False
    over = [platform for platform in situation.platforms if not platforms.fits(full.text, platform)]
    if not over:
        return full, False
    if not (kind == "apology" and situation.severity == "major"):
        short = draft(kind, situation, short=True, templates=templates)
        if all(platforms.fits(short.text, platform) for platform in situation.platforms):
            return short, False
    return full, any(platforms.thread(full.text, platform) for platform in over)


def _ready(text: str, situation: Situation) -> bool:
    context = Context(
        cause=situation.cause,
        severity=situation.severity,
        names=(situation.organisation,) if situation.organisation else (),
        next_update=situation.next_update,
        timezone=situation.timezone,
    )
    found = review(text, situation.language, "holding", context)
    return not gaps(text) and not any(finding.weight == "error" for finding in found)
