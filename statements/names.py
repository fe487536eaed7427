"""Proper names in a text: words with a capital letter that no sentence's beginning explains."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from statements.findings import Language
from statements.plain import plain
from statements.said import bare
from statements.wordlists import wordlists

_NAME = regex.compile(
    r"(?<![\p{L}\p{N}@#_/.<-])(?:[ldLD]')?(?P<n>\p{Lu}[\p{L}\p{N}'&-]*"
    r"(?: (?:(?:de|du|la|le|of|and|&|von|van|da) )?\p{Lu}[\p{L}\p{N}'&-]*){0,5})"
)
_STARTS = regex.compile(r"(?:\A|[.!?…:\n—•«\"“(-])\s*(?:[ldLDcCjJnN]')?\Z")
_GREETED = regex.compile(r"\A[^.!?\n,:]{0,60}[,:!\n]")
_MENTIONS = regex.compile(r"(?:\s*@\S+)*\s*")
# A short last line, or what follows a dash at the end
_SIGNED = regex.compile(
    r"(?:\s[—-]\s?\p{Lu}[^.!?\n]{0,60}|(?:\n|(?<=[.!?])\s)\s?\p{Lu}[^.!?\n]{0,40})\s*\Z"
)
# ", Kim:" calls somebody
_CALLED = regex.compile(r", \Z")
_ENDS_CALL = regex.compile(r"[.!?:,]")
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_LINE_WORD = regex.compile(r"\p{L}[\p{L}'-]*")


def words(*texts: str) -> frozenset[str]:
    """The words of the texts, as `find` compares them."""
    return frozenset(w for text in texts for w in _WORD.findall(bare(plain(text).text.lower())))


def find(
    text: str, language: Language, known: frozenset[str], *, reply: bool = False
) -> Iterator[tuple[int, int]]:
    """Where `text` (read by plain.py, case kept) has names of which a word is not `known`.

    The first word of a sentence counts only with a second name after it; who is greeted, thanked
    or signs, what stands in [brackets] and lines in capitals or title case never do; nor, in a
    reply, who is called by name inside a sentence.
    """
    lists = _lists(language)
    begin = _begin(text, lists)
    shouted = [
        m.span() for m in regex.finditer(r"[^\n]+", text) if _shouts(_LINE_WORD.findall(m[0]))
    ]
    for m in _NAME.finditer(text, begin, _signature(text, lists)):
        start, end = m.span("n")
        line = bisect_right(shouted, (start, len(text))) - 1
        if _in_brackets(text, start) or (line >= 0 and start < shouted[line][1]):
            continue
        if _is_called(text, start, end, lists, reply) or lists.peoples.search(
            text, max(0, start - 8), end
        ):
            continue
        parts = m["n"].split()
        opens = start == begin or _STARTS.search(text[max(0, start - 6) : start])
        # "Marie Dupont said": a sentence's first word is a name only before another one
        if opens and (len(parts) < 2 or bare(parts[0].lower()) in lists.openers):
            start += len(parts[0]) + 1
            parts = parts[1:]
        names = _WORD.findall(bare(" ".join(p for p in parts if p[0].isupper()).lower()))
        if any(len(w) > 1 and not w.isdigit() and w not in known | lists.common for w in names):
            yield start, end


def _begin(text: str, lists: "_Lists") -> int:
    """Where the text begins after whom it greets and the @mentions before all."""
    greeted = _GREETED.match(text)
    greets = greeted and lists.greeting.match(greeted[0].strip())
    mentions = _MENTIONS.match(text)
    return max(greeted.end() if greeted and greets else 0, mentions.end() if mentions else 0)


def _signature(text: str, lists: "_Lists") -> int:
    """Where a signature begins."""
    tail = max(0, len(text) - 120)
    found = [m.start() for p in (_SIGNED, lists.closing) if (m := p.search(text, tail))]
    return min(filter(None, found), default=len(text))


def _is_called(text: str, start: int, end: int, lists: "_Lists", reply: bool) -> bool:
    if not _ENDS_CALL.match(text, end):
        return False
    called = lists.called.search(text, max(0, start - 24), start)
    return bool(called or (reply and _CALLED.search(text, max(0, start - 3), start)))


def _in_brackets(text: str, at: int) -> bool:
    return text.rfind("[", max(0, at - 200), at) > text.rfind("]", max(0, at - 200), at)


def _shouts(line: list[str]) -> bool:
    """Whether a line is in capitals or title case, so that capitals say nothing."""
    return len(line) > 3 and sum(w[0].isupper() for w in line) > 0.7 * len(line)


@dataclass(frozen=True, slots=True)
class _Lists:
    common: frozenset[str]
    openers: frozenset[str]
    greeting: "regex.Pattern[str]"
    closing: "regex.Pattern[str]"
    called: "regex.Pattern[str]"
    peoples: "regex.Pattern[str]"


@lru_cache(maxsize=2)
def _lists(language: Language) -> _Lists:
    d: dict[str, Any] = wordlists(language)
    replies = d["replies"]
    return _Lists(
        common=frozenset(w for n in d["common_names"] for w in _WORD.findall(bare(str(n).lower()))),
        openers=frozenset(bare(str(word)) for word in d["openers"]),
        greeting=regex.compile(rf"\W*(?i:{'|'.join(replies['greetings'])})\b"),
        closing=regex.compile(
            rf"(?:\A|[\n.!?—]\s*)(?i:{'|'.join(replies['closings'])})\b[^.!?]{{0,60}}[.!]?\s*\Z"
        ),
        called=regex.compile(d["called"], regex.I),
        peoples=regex.compile(d["peoples"]),
    )
