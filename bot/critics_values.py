"""What people write into a table about a critic: counts, dates, tones, platforms; fr and en."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, tzinfo

from bot.events import PLATFORMS, Platform, Tone

MOST = 10_000_000_000
"""More followers than there are people is a mistake."""

_COUNT = re.compile(
    r"(?P<digits>\d[\d\s.,'’]*)(?P<unit>k|m|b|md|mille|thousand|millions?|milliards?|billions?)?"
    r"\s*(?:followers?|abonnes?|fans?|personnes|people|vues|views)?",
    re.ASCII,
)
_UNITS = {"k": 1e3, "mille": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "millions": 1e6}
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+", re.ASCII)
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)

_TONES: dict[Tone, str] = {
    "hurt": "hurt, sad, blesse, blessee, touche, touchee, triste, victime, victim",
    "angry": "angry, anger, furious, negative, colere, en colere, fache, fachee, furieux, furieuse, "
    "negatif",
    "question": "question, asks, asking, asks a question, demande, interrogation, pose une question",
    "neutral": "neutral, neutre, mixed, mitige, none, aucun, n/a",
    "supportive": "supportive, support, positive, kind, soutien, positif, bienveillant, "
    "bienveillante",
    "bait": "bait, insult, bait or insult, troll, spam, provocation, insulte",
}
_TONE_OF = {name: tone for tone, names in _TONES.items() for name in names.split(", ")}

_PLATFORM_NAMES: dict[str, Platform] = {
    "twitter": "x",
    "x (twitter)": "x",
    "x/twitter": "x",
    "x.com": "x",
    "bsky": "bluesky",
    "fb": "facebook",
    "insta": "instagram",
    "ig": "instagram",
    "yt": "youtube",
    "site": "web",
    "site web": "web",
    "website": "web",
}


def folded(text: str) -> str:
    """Lower case, without accents, single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def count(text: str) -> int | None:
    """`1 234`, `12.3k`, `1,234`, `1,2 M`, `900 abonnés`; `None` if it is no count."""
    found = _COUNT.fullmatch(folded(text))
    if found is None:
        return None
    digits = re.sub(r"[\s'’]", "", found["digits"]).rstrip(".,")
    unit = found["unit"]
    if unit is None and _GROUPED.fullmatch(digits):
        number = float(re.sub(r"[.,]", "", digits))
    elif _DECIMAL.fullmatch(digits):
        number = float(digits.replace(",", "."))
    elif "." in digits and "," in digits:
        # Thousands set apart by one mark, decimals by the other.
        last = max(digits.rfind("."), digits.rfind(","))
        number = float(re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :])
    else:
        return None
    number = round(number * (_UNITS.get(unit, 1e9) if unit else 1), 3)
    return int(number) if number <= MOST else None


def tone(text: str) -> Tone | None:
    return _TONE_OF.get(folded(text))


def platform(text: str) -> Platform | None:
    name = folded(text)
    return next((p for p in PLATFORMS if p == name), _PLATFORM_NAMES.get(name))


_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", re.ASCII)
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:h](\d{2})?)(?::(\d{2})(?:\.\d+)?)?\s*(am|pm)?", re.IGNORECASE | re.ASCII
)
_HOUR = re.compile(r"(\d{1,2})()()\s*(am|pm)", re.IGNORECASE | re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def moment(text: str, zone: tzinfo, *, day_first: bool) -> datetime | None:
    """A date, with or without a time, in UTC; `zone` is where one without an offset is meant.

    ISO 8601, `14/03/2026 22:40`, `14.03.26 22h40`, `3/14/2026 10:40 PM`; which of day and month
    comes first is only asked where either could.
    """
    text = text.strip()
    at = _iso(text) or _of_x(text) or _local(text, day_first)
    if at is None or not _FIRST_YEAR <= at.year < _LAST_YEAR:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    text = re.sub(r"\s+(UTC|GMT|Z)$", "+00:00", text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _of_x(text: str) -> datetime | None:
    """As X exports it: `Sat Mar 14 22:40:00 +0000 2026`."""
    try:
        return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None


def _local(text: str, day_first: bool) -> datetime | None:
    day, _, clock = re.sub(r",|\s+(?:à|at)\s+", " ", text).partition(" ")
    time = _time(clock.strip())
    found = _YEAR_FIRST.fullmatch(day)
    if found is not None:
        year, month, number = (int(part) for part in found.groups())
        orders = [(year, month, number)]
    else:
        found = _DAY.fullmatch(day)
        if found is None:
            return None
        first, second, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
        orders = [(year, second, first), (year, first, second)]
        if not day_first:
            orders.reverse()
    if time is None:
        return None
    for year, month, number in orders:
        try:
            return datetime(year, month, number, *time)  # noqa: DTZ001  the zone is put on later
        except ValueError:
            continue
    return None


def _time(text: str) -> tuple[int, int, int] | None:
    if not text:
        return (0, 0, 0)
    found = _CLOCK.fullmatch(text) or _HOUR.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    half = (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return (hour, minute, second)
