"""The figures of a text, by value: counts, percentages, amounts, dates, clock times, durations.

Works on text that plain.py has read, in lower case; offsets are those of that text.
"12,000", "12 000", "twelve thousand" and « douze mille » are one value, and so are "9:12 am" and
« 9 h 12 ». An approximate figure is the range of values that it may stand for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from statements.figure_words import Grammar, grammar
from statements.findings import Language

Kind = Literal["count", "percent", "money", "date", "weekday", "day", "ago", "time", "duration"]

_HALF_DAY = 720
# What takes the place of words already read: no letter, so that it ends every pattern.
_BLANK = "¤"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `least` to `most`: the values it may stand for (minutes for times and durations,
    0 to 6 for weekdays); `date`: year, month, day, 0 where unknown; `unit`: a currency, or ""."""

    kind: Kind
    start: int
    end: int
    least: float = 0
    most: float = 0
    date: tuple[int, int, int] = (0, 0, 0)
    unit: str = ""
    # A clock time that may be morning or evening
    half_day: bool = False
    # "ago", "for": cannot be a promise
    past: bool = False
    # Up to four words after it, of which one says what is counted
    after: tuple[str, ...] = ()

    def same_value(self, other: "Figure") -> bool:
        """Whether both may stand for one value; what is counted is not compared."""
        if self.kind != other.kind or (self.kind == "money" and self.unit != other.unit):
            return False
        if self.kind == "date":
            return all(
                0 in pair or pair[0] == pair[1] for pair in zip(self.date, other.date, strict=True)
            )
        if self.kind == "time" and (self.half_day or other.half_day):
            return any(
                self.least + turn <= other.most and other.least <= self.most + turn
                for turn in (-_HALF_DAY, 0, _HALF_DAY)
            )
        return self.least <= other.most and other.least <= self.most


def find(text: str, language: Language) -> list[Figure]:
    """The figures of `text`, in order. One that is an idiom, a name or a number to call is none."""
    if not regex.search(r"\d", text) and not grammar(language).hint.search(text):
        return []
    return sorted(_Reader(text, grammar(language)).read(), key=lambda f: f.start)


class _Reader:
    """Reads one text; each kind of figure blanks its words, so that no later kind sees them."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._left = text
        self._g = grammar

    def read(self) -> Iterator[Figure]:
        for _ in self._take(self._g.none):
            pass
        yield from self._dates()
        yield from self._times()
        yield from self._amounts()

    def _take(self, pattern: "regex.Pattern[str]") -> Iterator["regex.Match[str]"]:
        """The matches of `pattern`, blanked once they have been looked at and not refused."""
        matches = list(pattern.finditer(self._left))
        if not matches:
            return
        kept: list[regex.Match[str]] = []
        for match in matches:
            self._refused = False
            yield match
            if not self._refused:
                kept.append(match)
        pieces, last = [], 0
        for match in kept:
            pieces += [self._left[last : match.start()], _BLANK * len(match[0])]
            last = match.end()
        self._left = "".join([*pieces, self._left[last:]])

    def _dates(self) -> Iterator[Figure]:
        g = self._g
        for m in self._take(g.date):
            found = _date(m, g)
            if found is None:
                self._refused = True
            else:
                yield Figure("date", *m.span(), date=found)
        for m in self._take(g.ago):
            yield Figure("ago", *m.span(), past=True)
        for m in self._take(g.past_day):
            yield Figure("day", *m.span(), past=True)
        for m in self._take(g.near_day):
            yield Figure("day", *m.span())
        for m in self._take(g.weekday):
            day = g.weekdays.index(m["w"])
            yield Figure("weekday", *m.span(), least=day, most=day)
        for m in self._take(g.year):
            if m["y"]:
                yield Figure("date", *m.span("y"), date=(int(m["y"]), 0, 0))

    def _times(self) -> Iterator[Figure]:
        g = self._g
        for m in self._take(g.clock):
            groups = m.capturesdict()
            minutes = g.minutes(groups)
            # « pendant 1 h 30 » lasts; it is no time of the day.
            if minutes is None or g.lasts.search(self._left, max(0, m.start() - 20), m.start()):
                self._refused = True
                continue
            half_day = bool(g.half_hours and not groups.get("half") and 60 <= minutes < 780)
            half_day = half_day and not groups.get("fixed")
            about = 30 if self._lead(m.start()) else 0
            yield Figure("time", *m.span(), minutes - about, minutes + about, half_day=half_day)

    def _amounts(self) -> Iterator[Figure]:
        g = self._g
        for m in self._take(g.percent):
            yield self._ranged("percent", m)
        for m in self._take(g.money):
            unit = _SIGNS.get(m["sign"] or "") or g.currency(m["unit"] or m["sign"])
            yield self._ranged("money", m, unit=unit)
        for m in self._take(g.duration):
            factor = g.minutes_of(m["unit"])
            during = bool(g.during.search(self._left, max(0, m.start() - 30), m.start()))
            if (m["n"] in g.ones and not during) or (m["n"] == "0"):
                self._refused = True
                continue
            yield self._ranged("duration", m, factor=factor, past=during)
        for m in self._take(g.fraction):
            value = g.fraction_value(m.lastgroup, m[0])
            yield Figure("percent", *m.span(), value - 3, value + 3, after=self._after(m.end()))
        for m in self._take(g.vague):
            least, most = g.vague_ranges[m.lastgroup or ""]
            yield Figure("count", *m.span(), least, most, after=self._after(m.end()))
        for m in self._take(g.count):
            words = self._after(m.end())
            figure = self._ranged("count", m, after=words)
            in_words = not m["n"][0].isdigit()
            if (
                figure.most <= (2 if in_words else 1)
                # "Windows 11", "line 3": a name, not a count
                or (figure.most < (10 if in_words else 100) and not words and not m["n2"])
                or (figure.most <= 12 and any(_singular(w) in g.own_counts for w in words[:2]))
            ):
                self._refused = True
                continue
            yield figure

    def _ranged(
        self,
        kind: Kind,
        m: "regex.Match[str]",
        *,
        unit: str = "",
        factor: float = 1,
        past: bool = False,
        after: tuple[str, ...] = (),
    ) -> Figure:
        values = [self._g.value(n) * factor for n in (m["n"], m["n2"]) if n]
        if kind == "duration" and m["rest"]:
            values = [values[0] + int(m["rest"])]
        least, most = min(values), max(values)
        lead = self._lead(m.start())
        if lead == "about":
            least, most = least * 0.9, most * 1.1
        elif lead == "over":
            most *= 1.25
        elif lead == "under":
            least *= 0.75
        after = after or self._after(m.end())
        return Figure(kind, *m.span(), least, most, unit=unit, past=past, after=after)

    def _lead(self, start: int) -> str | None:
        found = self._g.lead.search(self._text, max(0, start - 24), start)
        return found.lastgroup if found else None

    def _after(self, end: int) -> tuple[str, ...]:
        """Up to four words that follow in the same clause, small ones left out."""
        found = _FOLLOWING.match(self._left, end)
        return tuple(w for w in found.captures(1) if w not in self._g.small)[:4] if found else ()


_FOLLOWING = regex.compile(r"(?:[ -](?:[dl]')?(\p{L}[\p{L}-]*)){1,6}")
_SIGNS = {"€": "eur", "$": "usd", "£": "gbp", "¥": "jpy"}


def _singular(word: str) -> str:
    return word[:-1] if word.endswith(("s", "x")) else word


def _date(m: "regex.Match[str]", g: Grammar) -> tuple[int, int, int] | None:
    groups = m.capturesdict()

    def number(name: str) -> int:
        return int(groups[name][0]) if groups.get(name) else 0

    year, day = number("y"), number("d")
    if groups["iso"]:
        year, month, day = (int(part) for part in groups["iso"][0].split("-"))
    elif groups["num"]:
        parts = [int(part) for part in regex.split(r"[/.]", groups["num"][0])]
        day, month = parts[0], parts[1]
        year = parts[2] if len(parts) > 2 else 0
        year += 2000 if 0 < year < 100 else 0
        if month > 12:
            day, month = month, day
    else:
        month = g.month(groups["m"][0])
    return (year, month, day) if 0 < month <= 12 and day <= 31 else None
