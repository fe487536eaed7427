"""Templates to text: the first words of a statement, for the situation as it is.

A template knows the cause, the severity, the platforms and the promised time, and
nothing else, so a draft cannot claim what nobody has confirmed. What only the team
can know stands in the text as a gap in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, get_timezone_location
from babel.lists import format_list
from jinja2 import BaseLoader, DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

Language = Literal["fr", "en"]
Kind = Literal["holding", "apology"]

KINDS: tuple[Kind, ...] = ("holding", "apology")
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

# The clock that readers of a language take for granted; any other is named.
_HOME = {"fr": ZoneInfo("Europe/Paris"), "en": ZoneInfo("Europe/London")}
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


class DraftError(Exception):
    """A text cannot be drafted; the message says which word or template is at fault."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a template may know.

    `platforms` begins with the one where the bad post was. `next_update` (aware) is the
    promised time of the next public word, written in `timezone` (IANA). With `now` (aware),
    a promise for another day names the day.
    """

    cause: str
    severity: str
    language: Language
    platforms: tuple[str, ...]
    next_update: datetime | None
    timezone: str
    now: datetime | None = None


def _listed(platforms: Sequence[str], language: Language, preposition: str) -> str:
    """Platforms as a sentence lists them, the website last: `on X and on our website`."""
    ordered = sorted(platforms, key=lambda platform: platform == "web")
    names = [f"{preposition} {PLATFORM_NAMES[platform][language]}" for platform in ordered]
    return format_list(names, locale=_LOCALES[language])


def environment(loader: BaseLoader) -> SandboxedEnvironment:
    """Jinja as templates get it: sandboxed, strict, plain text."""
    jinja = SandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    jinja.filters["listed"] = _listed
    return jinja


_TEMPLATES = Path(__file__).parent / "templates"
_ENVIRONMENT = environment(
    DictLoader(
        {
            path.relative_to(_TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
            for path in _TEMPLATES.glob("*/*.j2")
        }
    )
)


def draft(kind: Kind, situation: Situation) -> str:
    """The first version of a statement, as plain text; paragraphs stand a blank line apart.

    Raises:
        DraftError: the kind or a value of the situation is unknown, or the template is broken.
    """
    _check(kind, situation)
    language = situation.language
    name = f"{language}/{kind}.txt.j2"
    try:
        text = _ENVIRONMENT.get_template(name).render(
            cause=situation.cause,
            severity=situation.severity,
            platform=situation.platforms[0],
            platforms=situation.platforms,
            names={platform: texts[language] for platform, texts in PLATFORM_NAMES.items()},
            time=_time(situation),
        )
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise DraftError(f"template {name}: {error}") from error
    text = _reflow(text)
    if not text:
        raise DraftError(f"template {name} says nothing for the cause {situation.cause}")
    return text


def gaps(text: str) -> list[str]:
    """The unfilled places of a text, brackets included, in order."""
    return GAP.findall(text)


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
    """The promised time as people say it, such as `6:30 pm` or `18 h 30`; no preposition."""
    if situation.next_update is None:
        return None
    try:
        zone = ZoneInfo(situation.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DraftError(f"unknown time zone: {situation.timezone}") from error
    local = situation.next_update.astimezone(zone)
    day = _day(local, situation.now, situation.language)
    place = _zone_name(local, situation.timezone, situation.language)
    if situation.language == "fr":
        return f"{day} {_clock_fr(local)}".strip() + (f" ({place})" if place else "")
    return _clock_en(local) + (f" on {day}" if day else "") + (f" ({place})" if place else "")


def _clock_en(local: datetime) -> str:
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}\u00a0{'pm' if local.hour >= 12 else 'am'}"


def _clock_fr(local: datetime) -> str:
    if local.minute == 0 and local.hour in (0, 12):
        return "midi" if local.hour else "minuit"
    minutes = f"\u00a0{local.minute:02}" if local.minute else ""
    return f"{local.hour}\u00a0h{minutes}"


def _day(local: datetime, now: datetime | None, language: Language) -> str:
    """The day of `local` where it is not that of `now`, else nothing."""
    if now is None:
        return ""
    # Midnight belongs to the day that it ends: "Tuesday midnight" is the night after Tuesday.
    day = (local - timedelta(seconds=1)).date()
    away = (day - now.astimezone(local.tzinfo).date()).days
    if away == 0:
        return ""
    if 0 < away < 7:
        return format_date(day, "EEEE", locale=_LOCALES[language])
    date = format_date(day, "d MMMM", locale=_LOCALES[language]).replace(" ", "\u00a0")
    return f"le {date} à" if language == "fr" else date


def _zone_name(local: datetime, timezone: str, language: Language) -> str:
    """Whose clock it is, where a reader of `language` would take it for another."""
    if local.utcoffset() == local.astimezone(_HOME[language]).utcoffset():
        return ""
    if "/" not in timezone or timezone.startswith("Etc/"):
        return f"UTC{local.isoformat()[-6:]}".removesuffix("+00:00")
    city = get_timezone_location(timezone, locale=_LOCALES[language], return_city=True)
    # Babel adds a region to some cities: "Argentina/Córdoba", "Marengo [Indiana]".
    city = re.split(r"[\[(,]", city.rpartition("/")[2])[0].strip()
    return f"{city} time" if language == "en" else f"heure {_of(city)}"


def _of(place: str) -> str:
    """`place` after the French "de"."""
    for article, contracted in (("Le ", "du "), ("Îles ", "des Îles "), ("Île ", "de l’Île ")):
        if place.startswith(article):
            return contracted + place.removeprefix(article)
    if place in ("Açores", "Bermudes", "Comores", "Maldives"):
        return f"des {place}"
    return f"d’{place}" if place[0] in "AEIOUÉÎ" else f"de {place}"


def _reflow(text: str) -> str:
    """Paragraphs on a line each. Only plain spaces fold: no-break ones are part of the text."""
    paragraphs = (
        " ".join(filter(None, (line.strip(" \t\r") for line in paragraph.split("\n"))))
        for paragraph in re.split(r"\n[ \t\r]*\n", text)
    )
    return "\n\n".join(re.sub(" {2,}", " ", paragraph) for paragraph in paragraphs if paragraph)
