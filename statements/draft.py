"""The first words of a statement, for the situation as it is.

A template knows the cause, the severity, the platforms, the promised time and the confirmed facts,
and nothing else, so a draft cannot claim what nobody has confirmed. What only the team can know
stands in the text as a gap in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfoNotFoundError

from statements import platforms, times
from statements.templates import OURS, Broken, Templates
from statements.times import LOCALES, Language

Kind = Literal["holding", "apology", "press", "internal", "reply", "correction"]

KINDS: tuple[Kind, ...] = ("holding", "apology", "press", "internal", "reply", "correction")
CAUSES: tuple[str, ...] = (
    "mistake",
    "compromised_account",
    "insider",
    "scheduled_post",
    "offensive_content",
    "product_or_service",
    "misinformation",
)
SEVERITIES: tuple[str, ...] = ("minor", "major")
LANGUAGES: tuple[Language, ...] = ("fr", "en")

PLATFORM_NAMES: dict[str, dict[str, str]] = {
    **{
        platform: {"fr": name, "en": name}
        for platform, name in (
            ("x", "X"),
            ("bluesky", "Bluesky"),
            ("mastodon", "Mastodon"),
            ("threads", "Threads"),
            ("facebook", "Facebook"),
            ("instagram", "Instagram"),
            ("linkedin", "LinkedIn"),
            ("tiktok", "TikTok"),
            ("youtube", "YouTube"),
        )
    },
    "web": {"fr": "notre site", "en": "our website"},
}
"""Platform to language to how it is written in a text."""

GAP = re.compile(r"\[[^\[\]\n]*[^\W\d_][^\[\]\n]*\](?!\()")
"""A place that the team has to fill: words in brackets, but no `[1]` and no Markdown link."""


class DraftError(Exception):
    """A text cannot be drafted; the message says which word or template is at fault."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction puts right: the words, what is right instead, the link of the statement."""

    said: str | None
    right: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What a template may know.

    `platforms` begins with the one where the bad post was. `next_update` (aware) is the
    promised time of the next public word, written in `timezone` (IANA). With `now` (aware),
    a promise for another day names the day. `facts` are the confirmed claims of the crisis.
    """

    cause: str
    severity: str
    language: Language
    platforms: tuple[str, ...]
    next_update: datetime | None
    timezone: str
    now: datetime | None = None
    facts: tuple[str, ...] = ()
    organisation: str | None = None
    corrects: Corrected | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A first version, as plain text; paragraphs stand a blank line apart.

    `template` is the file it came from, `ours` whether no file of the team is in it, `trouble` why
    the team's own could not be used: one line in the language of the statement.
    """

    text: str
    template: str
    ours: bool
    trouble: str | None = None


def draft(
    kind: str, situation: Situation, *, short: bool = False, templates: Templates = OURS
) -> Draft:
    """The first version of a statement; `short` fits X beside a link, where the kind has that.

    Raises:
        DraftError: the kind or a value of the situation is unknown, or our template is broken.
    """
    language = situation.language
    given = values(kind, situation, short=short)
    name = f"{language}/{kind}.txt.j2"
    try:
        rendered = templates.render(name, given)
    except Broken as broken:
        raise DraftError(f"template {broken}") from broken
    trouble = rendered.problem.say(language) if rendered.problem else None
    return Draft(rendered.text, name, rendered.ours, trouble)


def fitting(kind: str, situation: Situation, platform: str, templates: Templates = OURS) -> Draft:
    """The full text where the platform takes it, else the short one.

    Raises:
        DraftError: as `draft` does.
    """
    full = draft(kind, situation, templates=templates)
    if platforms.fits(full.text, platform):
        return full
    return draft(kind, situation, short=True, templates=templates)


def gaps(text: str) -> list[str]:
    """The unfilled places of a text, brackets included, in order."""
    return GAP.findall(text)


def values(kind: str, situation: Situation, *, short: bool) -> Mapping[str, Any]:
    """What a template is given, by name.

    Raises:
        DraftError: the kind or a value of the situation is unknown.
    """
    _check(kind, situation)
    language = situation.language
    corrects = situation.corrects or Corrected(None)
    return {
        "cause": situation.cause,
        "severity": situation.severity,
        "platform": situation.platforms[0],
        "platforms": situation.platforms,
        "names": {platform: texts[language] for platform, texts in PLATFORM_NAMES.items()},
        "time": _time(situation),
        "facts": tuple(filter(None, map(_sentence, situation.facts))),
        "organisation": _line(situation.organisation or "") or None,
        "said": _line(corrects.said or "").rstrip(".") or None,
        "right": _sentence(corrects.right or "") or None,
        "link": _line(corrects.where or "") or None,
        "short": short,
        "locale": LOCALES[language],
    }


def _check(kind: str, situation: Situation) -> None:
    known = (
        ("kind", kind, KINDS),
        ("cause", situation.cause, CAUSES),
        ("severity", situation.severity, SEVERITIES),
        ("language", situation.language, LANGUAGES),
        *(("platform", platform, PLATFORM_NAMES) for platform in situation.platforms),
    )
    for what, value, values in known:
        if value not in values:
            raise DraftError(f"unknown {what}: {value}")
    if not situation.platforms:
        raise DraftError("no platform: a statement says where the post was")
    for what, moment in (("next_update", situation.next_update), ("now", situation.now)):
        if moment is not None and moment.utcoffset() is None:
            raise DraftError(f"{what} has no time zone")


def _time(situation: Situation) -> str | None:
    if situation.next_update is None:
        return None
    try:
        return times.spoken(
            situation.next_update, situation.timezone, situation.now, situation.language
        )
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DraftError(f"unknown time zone: {situation.timezone}") from error


def _line(words: str) -> str:
    """Words on one line; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", words).strip()


def _sentence(claim: str) -> str:
    """A claim as a sentence of its own, in the words it was confirmed in."""
    line = _line(claim)
    if not line or re.match(r"https?://", line):
        return line
    ended = line if re.search(r"[.!?…][»”’\"')\]]*$", line) else f"{line}."
    return ended[0].upper() + ended[1:]
