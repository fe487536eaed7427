"""The patterns by which figures.py reads figures, and what digits and number words are worth."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import regex

from statements.findings import Language
from statements.wordlists import wordlists

_BARE_DIGITS = r"(?:\d{1,3}(?:[ .,']\d{3}){1,4}(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
_DIGITS = rf"(?<![\p{{L}}\p{{N}}_#&§@])(?<![\p{{L}}\p{{N}}][-.,:/']){_BARE_DIGITS}"
_NOT_FIGURES = (
    r"<?(?:https?://|www\.)\S+",
    r"<[@#!][^>\n]{0,200}>",
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.\w+",
    r"(?<![\p{L}\p{N}])[@#][\p{L}\p{N}_][\p{L}\p{N}_.-]*",
    r"\[[^\]\n]{0,200}\]",
    r"\d️?⃣",
    # 1/2 of a thread, the numbers of a list
    r"(?m)^[ \t]*\(?\d{1,2}/\d{0,2}n?\)?(?=\s|$)|(?<=\s)\(?\d{1,2}/\d{1,2}\)? ?(?:🧵 ?)?$",
    r"(?m)^[ \t]*\(?\d{1,2}[.)][ \t]",
    # telephone numbers
    r"(?:\+|\b00)\d[\d .()/-]{6,16}\d|\b0\d(?:[ .-]?\d{2}){4}\b|\b0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}\b",
    r"\b\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b",
    r"\b(?:call|dial|text|phone|appelez|composez|joindre)(?: (?:us|the|le|on|au)){0,2} \d[\d -]{1,14}",
    r"\b\d\.0\b",
)


class Grammar:
    """The patterns of one language, built from rules/claims.<language>.yml."""

    def __init__(self, language: Language) -> None:
        d: dict[str, Any] = wordlists(language)["figures"]
        self.numbers: dict[str, int] = d["numbers"]
        self.scales: dict[str, int] = d["scales"]
        self.short_scales: dict[str, int] = d["short_scales"]
        self.half_hours: bool = d["half_hours"]
        self.own_counts = frozenset(d["own_counts"])
        self.small = frozenset(d["small"])
        self.ones = frozenset(w for w, v in self.numbers.items() if v == 1)
        self.weekdays: list[str] = d["weekdays"]
        self._months = [regex.compile(m) for m in d["months"]]
        self._currencies = {k: regex.compile(v) for k, v in d["money"].items()}
        self._units = {k: regex.compile(rf"(?:{v})s?") for k, v in d["units"].items()}
        self._spoken_parts: dict[str, int] = d["spoken_parts"]
        self._clock_words: list[tuple[regex.Pattern[str], int]] = [
            (regex.compile(w), minutes) for w, minutes in d["clock_words"].items()
        ]
        self.fractions: dict[str, float] = {}
        self.vague_ranges: dict[str, tuple[float, float]] = {}
        self._patterns(d)

    def _patterns(self, d: dict[str, Any]) -> None:
        words = _any([*self.numbers, *self.scales])
        spoken = rf"(?<![\p{{L}}\p{{N}}-])(?:{d['article']} (?={_any(self.scales)}\b))?(?:{words})(?:(?:{d['joiner']})(?:{words})){{0,12}}\b"
        scale = rf"(?: ?(?:{_any(self.short_scales)})(?![\p{{L}}\p{{N}}]))?"
        number = rf"(?:{_DIGITS}{scale}|{spoken})"
        second = number.replace(_DIGITS, _BARE_DIGITS)
        amount = rf"(?P<n>{number})(?: ?(?:{d['range']}) ?(?P<n2>{second}))?"
        units = _any(f"(?:{u}){d['plural']}?" for u in d["units"].values())
        month, weekday = _any(d["months"]), _any(d["weekdays"])
        slots = {"month": month, "weekday": weekday, "number": _any(self.numbers)}

        def fill(pattern: str, **more: str) -> str:
            for name, value in (slots | more).items():
                pattern = pattern.replace(f"{{{name}}}", f"(?:{value})")
            return pattern

        unnamed = regex.sub(r"\?P<\w+>", "?:", d["clock"])
        self.none = regex.compile(
            _any([*_NOT_FIGURES, *(rf"\b(?:{fill(p, clock=unnamed)})" for p in d["none"])])
        )
        self.date = regex.compile(
            rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)|(?P<num>\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d))(?!\d)"
            rf"|(?<=\b(?:on|le|du|au|since|until) )(?P<num>\d{{1,2}}/\d{{1,2}})(?!\d)|{fill(d['date'])}"
            rf"|(?<=\b(?:{d['in_month']}) )(?P<m>{month})\b(?! \p{{L}}+ (?:have|be)\b))"
        )
        plain_amount = regex.sub(r"\?P<\w+>", "?:", amount)
        self.ago = regex.compile(
            rf"\b(?:{fill(d['ago'], amount=f'{plain_amount}[ -]?(?:{units})')})\b"
        )
        self.past_day = regex.compile(rf"\b(?:{d['past_days']})\b")
        self.near_day = regex.compile(rf"\b(?:{d['near_days']})\b")
        self.weekday = regex.compile(
            rf"\b(?:{d['weekday_lead']})?(?P<w>{weekday})(?:{d['day_part']})?\b(?!s)"
        )
        self.year = regex.compile(
            rf"(?<=\b(?:{d['in_year']}) )(?P<y>(?:19|20)\d\d)\b(?! ?[%€$£])|\b(?:19|20)\d\d\b(?! ?[%€$£])"
        )
        clock_words = "|".join(rf"(?P<fixed>(?:{w})(?!\p{{L}}))" for w in d["clock_words"])
        at_hour = fill(d["at_hour"]) or r"(?!)"
        self.clock = regex.compile(
            rf"(?<![\p{{L}}\p{{N}}.,:/])(?:{fill(d['spoken_clock'])}|{d['clock']}|{at_hour}|{clock_words})"
            rf"(?:{d['zone']})?"
        )
        self.lasts = regex.compile(rf"\b(?:{d['lasts']}) ?\Z")
        self.percent = regex.compile(rf"{amount} ?(?:{d['percent']})(?!\p{{L}})")
        money = _any(d["money"].values())
        self.money = regex.compile(
            rf"(?P<sign>[€$£¥]|\b(?:eur|usd|gbp|chf)) ?{amount}"
            rf"|{amount}(?: de | d'| of |[ -]?)(?:(?P<sign>[€$£¥])|(?P<unit>{money})\b)"
        )
        self.duration = regex.compile(
            rf"{amount}[ -]?(?P<unit>{units})(?:(?<=\d ?h) ?(?P<rest>[0-5]\d)(?!\d)|(?![\p{{L}}\p{{N}}]))"
            rf"|(?<![\p{{L}}-])(?P<n>(?:an|half an|une|(?:une )?demi))[ -](?P<unit>hour|heure)\b"
        )
        self.during = regex.compile(
            rf"\b(?:{_any(d['during'])}) ?(?:(?:{_any([*d['about'], *d['over'], *d['under']])}) ?)?\Z"
        )
        fractions = list(d["fractions"].items())
        # The longest first: two thirds before a third
        self._fraction_words = sorted(
            ((regex.compile(p), v) for p, v in fractions), key=lambda pair: -len(pair[0].pattern)
        )
        self.fractions = {f"f{i}": value for i, (_, value) in enumerate(fractions)}
        self.fraction = regex.compile(
            rf"\b(?:{'|'.join(f'(?P<f{i}>{p})' for i, (p, _) in enumerate(fractions))}) (?:{d['fraction_of']})"
            rf"|\b(?:{d['by_fraction']})"
        )
        vague = list(d["vague"].items())
        self.vague_ranges = {f"v{i}": tuple(value) for i, (_, value) in enumerate(vague)}
        self.vague = regex.compile(
            rf"\b(?:{'|'.join(f'(?P<v{i}>{p})' for i, (p, _) in enumerate(vague))})(?= (?:of|de|d'|\p{{L}})|[.,;]|\Z)"
        )
        self.count = regex.compile(rf"{amount}(?![\p{{L}}\p{{N}}_])(?!-\p{{L}}|[:/]\d)")
        self.lead = regex.compile(
            "|".join(rf"(?P<{k}>\b(?:{_any(d[k])}) ?\Z)" for k in ("about", "over", "under"))
        )
        self.hint = regex.compile(
            rf"\b(?:{words}|{weekday}|{month}|{d['past_days']}|{d['near_days']}|{d['ago']}|{_any(d['vague'])}"
            rf"|{_any(d['fractions'])}|{_any(d['clock_words'])}|(?:half )?an hour|demi-heure)\b".replace(
                "{amount}", "(?!)"
            )
        )

    def month(self, word: str) -> int:
        return next(i for i, m in enumerate(self._months, 1) if m.fullmatch(word))

    def currency(self, word: str) -> str:
        return next((k for k, p in self._currencies.items() if p.fullmatch(word)), word)

    def fraction_value(self, group: str | None, words: str) -> float:
        """The percentage of a match of `fraction`."""
        if group:
            return self.fractions[group]
        found = (v for p, v in self._fraction_words if p.search(words))
        return next(found, 50)

    def minutes_of(self, word: str) -> float:
        unit = next((k for k, p in self._units.items() if p.fullmatch(word)), "hour")
        return _MINUTES[unit]

    def minutes(self, groups: dict[str, list[str]]) -> float | None:
        """Minutes since midnight of a clock time's groups; None if there is no such time."""
        if groups.get("fixed"):
            word = groups["fixed"][0]
            return next(v for w, v in self._clock_words if w.search(word))
        hours = self.value((groups.get("h") or groups["hour"])[0])
        part = 0.0
        if groups.get("min"):
            part = int(groups["min"][0])
        elif groups.get("minutes"):
            part = self.value(groups["minutes"][0])
        elif groups.get("part"):
            word = groups["part"][0]
            part = self._spoken_parts.get(word) or self.value(word)
        elif groups.get("less"):
            part = -self._spoken_parts[groups["less"][0]]
        if groups.get("side") == ["to"]:
            part = -part
        if groups.get("half"):
            hours = hours % 12 + (12 if groups["half"][0].startswith("p") else 0)
        return hours * 60 + part if hours < 24 and part < 60 else None

    def value(self, text: str) -> float:
        """The value of digits or number words."""
        if text[0].isdigit():
            return self._digits(text)
        total, current = 0.0, 0.0
        for word in regex.findall(r"\p{L}+", text):
            if word in self.scales:
                scale = self.scales[word]
                if scale == 100:
                    current = max(current, 1) * 100
                else:
                    total, current = total + max(current, 1) * scale, 0
            elif word in self.numbers:
                n = self.numbers[word]
                # quatre-vingt(s)
                current = current + 76 if n == 20 and current % 100 == 4 else current + n
            elif word == "an":
                current += 1
        # « une demi-heure », "half an hour": the half of the one
        return 0.5 if _HALVES.search(text) else total + current

    def _digits(self, text: str) -> float:
        found = _IN_DIGITS.match(text)
        number, scale = (found[1], found[2]) if found else (text, "")
        number = number.replace(" ", "").replace("'", "")
        # Three digits after each mark are thousands, in either language; else it is a decimal.
        if thousands := _THOUSANDS.fullmatch(number):
            number = regex.sub(r"[.,]", "", thousands[1]) + (thousands[2] or "")
        return float(number.replace(",", ".")) * self.short_scales.get(scale, 1)


_IN_DIGITS = regex.compile(r"([\d .,']*\d) ?(\p{L}*)")
_THOUSANDS = regex.compile(r"([1-9]\d{0,2}(?:[.,]\d{3})+)([.,]\d{1,2})?")
_HALVES = regex.compile(r"\b(?:half|demi)")
_MINUTES = {
    "second": 1 / 60,
    "minute": 1,
    "hour": 60,
    "day": 1440,
    "week": 10080,
    "month": 43800,
    "year": 525600,
}


def _any(patterns: Iterable[str]) -> str:
    """An alternation, longest first, so that « soixante-dix » is not read as « soixante »."""
    return "|".join(sorted(patterns, key=len, reverse=True))


@lru_cache(maxsize=2)
def grammar(language: Language) -> Grammar:
    return Grammar(language)
