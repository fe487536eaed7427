"""A text held against the five rules: what is wrong in it, why, and better words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from statements import claims, platforms, similarity
from statements.findings import (
    CODES,
    KINDS,
    LANGUAGES,
    Code,
    Context,
    Fact,
    Finding,
    Language,
    Weight,
)
from statements.mending import mend
from statements.reading import Reading
from statements.rulebook import reasons
from statements.text import read

__all__ = [
    "CODES",
    "KINDS",
    "LANGUAGES",
    "Code",
    "Context",
    "Fact",
    "Finding",
    "Language",
    "Weight",
    "mend",
    "review",
    "why",
]


_SURROGATE = re.compile("[\ud800-\udfff]")


def review(
    text: str, language: Language, kind: str, context: Context | None = None
) -> tuple[Finding, ...]:
    """All findings, by place. Pure and deterministic; no text makes it fail.

    Raises ValueError for a kind, language or platform that does not exist.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind {kind}")
    if language not in LANGUAGES:
        raise ValueError(f"no language {language}")
    context = context or Context()
    if context.platform is not None and context.platform not in platforms.PLATFORMS:
        raise ValueError(f"no platform {context.platform}")
    document = read(text, language)
    found = [
        *Reading(document, kind).findings(),
        *claims.findings(document, language, kind, context),
        *_too_long(text, context),
        *_copy_paste(text, language, kind, context),
    ]
    return tuple(sorted(_longest(found), key=lambda f: (f.start, f.end, f.code)))


def why(finding: Finding, language: Language) -> str:
    """Why it is a fault, in one sentence of the reader's language."""
    return reasons()[finding.reason][language]


def _longest(found: Iterable[Finding]) -> Iterator[Finding]:
    """Of findings with one code over the same words, the longest."""
    taken: dict[Code, list[tuple[int, int]]] = {}
    order = sorted(
        found, key=lambda f: (f.start - f.end, f.better is None, f.start, f.code, f.reason)
    )
    for finding in order:
        others, span = taken.setdefault(finding.code, []), (finding.start, finding.end)
        # None of those overlap, so only the neighbours can overlap this one.
        place = bisect_left(others, span)
        if not any(_overlap(span, other) for other in others[max(0, place - 1) : place + 1]):
            others.insert(place, span)
            yield finding


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a == b or (a[0] < b[1] and b[0] < a[1])


def _too_long(text: str, context: Context) -> Iterator[Finding]:
    """What the platform has no room for."""
    platform = context.platform
    # Half a surrogate pair is no character that anything could count.
    whole = _SURROGATE.sub("\ufffd", text)
    if platform is None or platforms.fits(whole, platform):
        return
    least, most = 0, len(text) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if platforms.fits(whole[:middle], platform):
            least = middle
        else:
            most = middle - 1
    yield Finding("too_long", "error", least, len(text), text[least:], 1, "too-long")


def _copy_paste(text: str, language: Language, kind: str, context: Context) -> Iterator[Finding]:
    if kind != "reply" or not context.replies:
        return
    replies = similarity.Replies(language)
    for number, reply in enumerate(context.replies):
        replies.add(str(number), reply)
    closest = replies.closest(text)
    if closest is not None and closest[1] >= similarity.TOO_ALIKE:
        yield Finding("copy_paste", "warning", 0, len(text), text, 5, "too-alike")
