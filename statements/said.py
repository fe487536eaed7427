"""What a text says happened or did not, so that it can be held against what is confirmed.

No grammar of the whole: acts (publish, delete, leak…) and things (post, data…) as concepts that
French and English share, the beginnings of all other words, and the denials.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import regex

from statements.findings import LANGUAGES, Language
from statements.plain import plain
from statements.wordlists import wordlists

# The beginning of a word that stands for it, where no concept does: « refusé », « refuser ».
_STEM = 6
_PIECE = regex.compile(r"[.!?;\n]+(?!\d)|,(?!\d)|:(?!\d)|—| - |\b(?:but|mais|while|tandis)\b")
_WORD = regex.compile(r"\p{L}[\p{L}-]*")
_ENDING = regex.compile(r"(?:ing|ed|es|s|ees|ee|e)\Z")


@dataclass(frozen=True, slots=True)
class Denial:
    """`act` is what is denied; `things` what else its clause names; offsets of the words."""

    act: str
    things: frozenset[str]
    start: int
    end: int
    # The thing itself is denied: it does not exist, is a fake, is not of our origin
    forgery: Literal["", "exist", "fake", "origin"] = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause: what it says, and where."""

    start: int
    end: int
    acts: frozenset[str]
    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a fact or a piece of evidence affirms and denies."""

    acts: frozenset[str]
    things: frozenset[str]
    denials: tuple[Denial, ...]

    @property
    def keys(self) -> frozenset[str]:
        return self.acts | self.things

    def denies(self, act: str) -> bool:
        return any(denial.act == act for denial in self.denials)


def bare(text: str) -> str:
    """`text` without accents, of the same length."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text)


def lower(text: str) -> str:
    """`text` in lower case, of the same length (İ has two letters then, and stays)."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def pieces(text: str, language: Language) -> Iterator[Piece]:
    """The clauses of a text (read by plain.py, in lower case)."""
    lexicon, without = _lexicon(language), bare(text)
    start = 0
    for m in [*_PIECE.finditer(text), None]:
        end = m.start() if m else len(text)
        if end > start:
            yield Piece(start, end, *lexicon.keys(without, start, end))
        start = m.end() if m else end


def denials(text: str, language: Language) -> list[Denial]:
    """What a text (read by plain.py, in lower case) denies."""
    lexicon, without = _lexicon(language), bare(text)
    found: list[Denial] = []
    for forgery, pattern in lexicon.forgeries.items():
        for m in pattern.finditer(text):
            if lexicon.denies(text, m, m.end()):
                _, things = lexicon.keys(without, *_clause(text, m.start(), m.end()))
                found.append(Denial("publish", things, *m.span(), forgery))
    for pattern in lexicon.denials:
        for m in pattern.finditer(text):
            act = lexicon.act(without, *m.span("v"))
            if act and lexicon.denies(text, m, m.end("v")):
                acts, things = lexicon.keys(without, *_clause(text, m.start(), m.end()))
                found.append(Denial(act, (things | acts) - {act}, *m.span()))
    # Of those that overlap the first stays, and what denies the thing itself before the rest.
    found.sort(key=lambda d: (d.start, not d.forgery, -d.end))
    kept: list[Denial] = []
    for denial in found:
        if not kept or denial.start >= kept[-1].end:
            kept.append(denial)
    return kept


def content(words: str, language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """The acts and the things that words (read by plain.py, in lower case) name."""
    return _lexicon(language).keys(bare(words), 0, len(words))


@lru_cache(maxsize=512)
def claimed(claim: str) -> Claimed:
    """What a fact says, in whichever language it is written."""
    text = lower(plain(claim).text)
    words = _WORD.findall(bare(text))
    told = {language: _lexicon(language).tells(words) for language in LANGUAGES}
    acts: set[str] = set()
    things: set[str] = set()
    denied: list[Denial] = []
    for language in (x for x in LANGUAGES if told[x] == max(told.values())):
        some_acts, some_things = _lexicon(language).keys(bare(text), 0, len(text))
        acts |= some_acts
        things |= some_things
        denied += denials(text, language)
    return Claimed(frozenset(acts), frozenset(things), tuple(denied))


def excused(text: str, language: Language) -> bool:
    """Whether the text says that the account was not ours at the time, or that it is a hoax."""
    return _lexicon(language).excused.search(text) is not None


def flat(text: str, denial: Denial, language: Language) -> bool:
    """Whether it denies, of a text, the very post or its deletion."""
    lexicon = _lexicon(language)
    start, end = _clause(text, denial.start, denial.end)
    if denial.forgery:
        # That it is a fake makes it a hoax; only a post can be known not to be ours.
        return denial.forgery == "exist" or (
            denial.forgery == "origin"
            and lexicon.flat_origin.search(text, start, denial.end) is not None
        )
    if denial.act in ("delete", "edit") and not (
        "post" in denial.things or lexicon.nothing.search(text, start, end)
    ):
        # "We did not take it down" owns up to it
        return False
    about = denial.things & lexicon.known
    if lexicon.yours.search(text, denial.start, end):
        # "We have not deleted your replies"
        return False
    return (
        denial.act in lexicon.flat
        and about <= _ABOUT_A_POST
        and ("post" in about or lexicon.flat_object.search(text, start, end) is not None)
    )


# What the clause of a flat denial may name: "nothing was deleted from our page by our team".
_ABOUT_A_POST = frozenset(
    {"post", "publish", "send", "delete", "exist", "email", "account", "staff", "see", "shop"}
)


def counted(words: tuple[str, ...], language: Language) -> frozenset[str]:
    """What a figure counts, by the words after it."""
    lexicon = _lexicon(language)
    return frozenset(key for word in words if (key := lexicon.key(bare(word))))


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    before = [m.end() for m in _PIECE.finditer(text, max(0, start - 200), start)]
    after = _PIECE.search(text, end, end + 200)
    return (
        before[-1] if before else max(0, start - 200),
        after.start() if after else min(len(text), end + 200),
    )


class _Lexicon:
    """The words of one language, from rules/claims.<language>.yml."""

    def __init__(self, language: Language) -> None:
        d: dict[str, Any] = wordlists(language)
        self.acts, self.things = frozenset(d["acts"]), frozenset(d["things"])
        self.known = self.acts | self.things
        self.flat = frozenset(d["flat"])
        self.excused = regex.compile(d["excused"])
        self.denials = [regex.compile(rf"(?<!\p{{L}}){p}") for p in d["denials"]]
        kinds: tuple[Literal["exist", "fake", "origin"], ...] = ("exist", "fake", "origin")
        self.forgeries = {
            kind: regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(d['forgeries'][kind])})(?!\p{{L}})")
            for kind in kinds
        }
        self._after = regex.compile(rf"(?: [\p{{L}}'-]+){{0,3}}? {d['not_denials']['after']}")
        self._before = regex.compile(d["not_denials"]["before"])
        self._tells = frozenset(d["tells"])
        self._stop = frozenset(d["stop"])
        # Words come again and again
        self.key = lru_cache(maxsize=8192)(self._key)
        self.yours = regex.compile(d["yours"])
        self.nothing = regex.compile(d["nothing"])
        self.flat_origin = regex.compile(d["flat_origin"])
        self.flat_object = regex.compile(d["flat_object"])
        self._inside = regex.compile(d["not_denials"]["inside"])
        self._whole: dict[str, str] = {}
        self._phrases: list[tuple[str, str]] = []
        self._beginnings: dict[str, str] = {}
        for name, words in (d["things"] | d["acts"]).items():
            for word in words:
                if " " in word:
                    self._phrases.append((word, name))
                elif word.endswith("~"):
                    self._beginnings[word[:-1]] = name
                else:
                    self._whole[word] = name

    def denies(self, text: str, m: "regex.Match[str]", end: int) -> bool:
        """False for "not soon enough", "you said that we never", questions."""
        start = max(0, m.start() - 120)
        if self._before.search(text[start : m.start()]) or self._after.match(text, end):
            return False
        if self._inside.search(m[0]):
            return False
        stop = regex.search(r"[.!?;\n]", text[end : end + 200])
        return not (stop and stop[0] == "?")

    def tells(self, words: list[str]) -> int:
        """How many of the words show that a text is in this language."""
        return sum(word in self._tells for word in words)

    def keys(self, text: str, start: int, end: int) -> tuple[frozenset[str], frozenset[str]]:
        """The acts and the things (and other words) of a part of a text without accents."""
        acts, things = set(), set()
        for m in _WORD.finditer(text, start, end):
            key = self.key(m[0])
            if key in self.acts:
                acts.add(key)
            elif key:
                things.add(key)
        part = text[start:end]
        for phrase, name in self._phrases:
            if phrase in part:
                (acts if name in self.acts else things).add(name)
        return frozenset(acts), frozenset(things)

    def _key(self, word: str) -> str:
        """The concept or the beginning that stands for a word; "" for small words."""
        if word in self._whole:
            return self._whole[word]
        for length in range(len(word), 2, -1):
            if found := self._beginnings.get(word[:length]):
                return found
        if len(word) < 4 or word in self._stop:
            return ""
        return _ENDING.sub("", word)[:_STEM] or word

    def act(self, text: str, start: int, end: int) -> str:
        """What the verb at `start` to `end` says was done: with its particle, if it has one."""
        for phrase, name in self._phrases:
            if text.startswith(phrase, start):
                return name
        key = self.key(text[start:end])
        # "did not post": the act, not the thing
        return "publish" if key == "post" else key


@lru_cache(maxsize=2)
def _lexicon(language: Language) -> _Lexicon:
    return _Lexicon(language)
