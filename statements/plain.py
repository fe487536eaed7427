"""Text as it reads, with the place of every character in the text as it was typed.

Gone are characters that show nothing, Slack's marks and combining accents; look-alikes are the
letters that they look like.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

# One character for one: offsets stay.
_SAME_LENGTH = {
    **dict.fromkeys(map(ord, "’ʼ＇´ʹ′"), "'"),
    **dict.fromkeys(map(ord, "‐‑⁃﹣－"), "-"),
    **dict.fromkeys(map(ord, "‒–—―−"), "—"),
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2000\u2001\u2002\u2003\u2004\u2005"), " "),
    **dict.fromkeys(map(ord, "\u2006\u2007\u2008\u2009\u200a\u205f\u3000\t\v\f"), " "),
    ord("İ"): "I",  # the one letter whose lower case is two
    **dict.fromkeys(map(ord, "\u2028\u2029\u0085\r"), "\n"),
    **dict(
        zip(
            # Cyrillic and Greek letters that cannot be told from Latin ones
            map(ord, "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονραιτκ"),
            "ABESIJKMHOPCTYXaesijopcyxhdqwABEZHIKMNOPTYXovpaitk",
            strict=True,
        )
    ),
}
# What shows nothing (soft hyphens, zero-width and direction marks), accents on their own, and
# Slack's marks around words; an underscore inside a word stays.
_GONE = regex.compile(r"[\p{Cf}\p{M}*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])")
_CLUSTER = regex.compile(r"[^\p{M}]?\p{M}+|.", regex.S)
_KEPT = frozenset("…")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is what is read; `starts[i]` and `ends[i]` bound its character i in the original.

    Where nothing was dropped both are None: the offsets are the same.
    """

    text: str
    starts: list[int] | None
    ends: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets of a part that is not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=64)
def plain(original: str) -> Plain:
    """Linear in the text's length; never fails."""
    text = original.translate(_SAME_LENGTH)
    # Most texts have nothing to drop or to fold.
    if unicodedata.is_normalized("NFKC", text.replace("…", ".")) and not _GONE.search(text):
        return Plain(text, None, None)
    read: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _CLUSTER.finditer(text):
        cluster = found.group()
        if len(cluster) == 1 and (cluster.isascii() or cluster in _KEPT):
            folded = "" if _GONE.match(text, found.start()) else cluster
        else:
            folded = _fold(cluster)
        for character in folded:
            read.append(character)
            starts.append(found.start())
            ends.append(found.end())
    return Plain("".join(read), starts, ends)


def _fold(cluster: str) -> str:
    """Compatible forms composed (`ﬁ` is fi, e and its accent are é); marks that stay are dropped."""
    composed = unicodedata.normalize("NFKC", cluster).translate(_SAME_LENGTH)
    return regex.sub(r"[\p{M}\p{Cf}\p{Cc}]", "", composed) if composed != "\n" else composed
