"""A promised time as people say it, in French and in English."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

Language = Literal["fr", "en"]

LOCALES: dict[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
# The clock that readers of a language take for granted; any other is named.
_HOME: dict[Language, ZoneInfo] = {"fr": ZoneInfo("Europe/Paris"), "en": ZoneInfo("Europe/London")}


def spoken(moment: datetime, timezone: str, now: datetime | None, language: Language) -> str:
    """`moment` (aware) on the clock of `timezone`, such as `6:30 pm` or `18 h 30`; no preposition.

    With `now` (aware), another day is named.

    Raises:
        ZoneInfoNotFoundError, ValueError, OSError: the time zone is unknown.
    """
    local = moment.astimezone(ZoneInfo(timezone))
    day = _day(local, now, language)
    place = zone_name(local, timezone, language)
    if language == "fr":
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
        return format_date(day, "EEEE", locale=LOCALES[language])
    date = format_date(day, "d MMMM", locale=LOCALES[language]).replace(" ", "\u00a0")
    return f"le {date} à" if language == "fr" else date


def zone_name(local: datetime, timezone: str, language: Language) -> str:
    """Whose clock it is, where a reader of `language` would take it for another; else nothing."""
    if local.utcoffset() == local.astimezone(_HOME[language]).utcoffset():
        return ""
    if "/" not in timezone or timezone.startswith("Etc/"):
        return f"UTC{local.isoformat()[-6:]}".removesuffix("+00:00")
    city = get_timezone_location(timezone, locale=LOCALES[language], return_city=True)
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
