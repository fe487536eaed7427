"""A team's templates, tried in every situation before a crisis does it, and their texts reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import NamedTuple

from statements.draft import (
    CAUSES,
    KINDS,
    LANGUAGES,
    SEVERITIES,
    Corrected,
    Kind,
    Situation,
    values,
)
from statements.review import Context, Fact, review, why
from statements.templates import OUR_SOURCES, Broken, Templates
from statements.times import Language

_PLATFORMS = (("x",), ("web",), ("facebook", "web"))
_AT = datetime(2026, 1, 15, 17, 30, tzinfo=UTC)
_FACTS: dict[Language, tuple[str, ...]] = {
    "en": ("The post was online for 40 minutes.",),
    "fr": ("Nous avons laissé ce message en ligne 40 minutes.",),
}
_WRONG: dict[Language, Corrected] = {
    "en": Corrected("It was online for 20 minutes", "It was online for 40 minutes."),
    "fr": Corrected("Il est resté en ligne 20 minutes", "Il est resté en ligne 40 minutes."),
}


class Checked(NamedTuple):
    """What is wrong, in words; `line` where it can be told."""

    file: str
    line: int | None
    problem: str


def check(folder: Path | None, language: Language = "en") -> list[Checked]:
    """Everything that is wrong with the templates of a folder; `None` stands for ours.

    Each is rendered for every kind, cause and severity, with and without facts and a promised
    time, and each text is reviewed. The answer is in `language`.
    """
    templates = Templates(folder)
    found = [Checked(p.file, p.line, p.why(language)) for p in templates.problems.values()]
    for kind, spoken in product(KINDS, LANGUAGES):
        name = f"{spoken}/{kind}.txt.j2"
        if folder is None or templates.theirs.keys() & templates.files_of(name):
            found += _tried(templates, name, kind, spoken, language)
    return sorted(set(found), key=lambda one: (one.file, one.line or 0, one.problem))


def _tried(
    templates: Templates, name: str, kind: Kind, spoken: Language, language: Language
) -> Iterator[Checked]:
    read: set[str] = set()
    told: set[tuple[str, str]] = set()
    for situation, short in _situations(kind, spoken):
        try:
            text = templates.text(name, values(kind, situation, short=short))
        except Broken as broken:
            problem = broken.problem
            reason = problem.why(language)
            if problem.what == "empty":
                reason += f" ({situation.cause}, {situation.severity})"
            yield Checked(problem.file, problem.line, reason)
            continue
        if text in read:
            continue
        read.add(text)
        for finding in review(text, spoken, kind, _context(kind, situation)):
            # Once, with the first situation that it shows in.
            if (finding.code, finding.quote) in told:
                continue
            told.add((finding.code, finding.quote))
            where = f"{situation.cause}, {situation.severity}"
            quote = f" “{finding.quote}”" if finding.quote else ""
            reason = f"{finding.code}{quote} ({where}): {why(finding, language)}"
            yield Checked(name, _line(templates, name, finding.quote), reason)


def _situations(kind: Kind, language: Language) -> Iterator[tuple[Situation, bool]]:
    corrections = (None, _WRONG[language]) if kind == "correction" else (None,)
    for cause, severity, platforms, promised, facts, corrects, short in product(
        CAUSES,
        SEVERITIES,
        _PLATFORMS,
        (None, _AT),
        ((), _FACTS[language]),
        corrections,
        (False, True),
    ):
        zone = "Europe/Paris" if language == "fr" else "Europe/London"
        yield (
            Situation(
                cause,
                severity,
                language,
                platforms,
                promised,
                zone,
                facts=facts,
                corrects=corrects,
            ),
            short,
        )


def _context(kind: Kind, situation: Situation) -> Context:
    claims = [*situation.facts]
    if situation.corrects and situation.corrects.right:
        claims.append(situation.corrects.right)
    return Context(
        # Only a holding post has to be one post: it goes out at once, and everywhere.
        platform="x" if kind == "holding" else None,
        cause=situation.cause,
        severity=situation.severity,
        facts=tuple(Fact(claim, claim) for claim in claims),
        next_update=situation.next_update,
        timezone=situation.timezone,
    )


def _line(templates: Templates, name: str, quote: str) -> int | None:
    """The line of the file that holds the words, where they stand on one line of it."""
    source = templates.theirs.get(name, OUR_SOURCES[name])
    at = source.find(quote) if quote else -1
    return source.count("\n", 0, at) + 1 if at >= 0 else None
