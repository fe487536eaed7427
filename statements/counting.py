"""How platforms count the length of a text. Each function is linear in the text's length."""

from __future__ import annotations

import re
import unicodedata
import warnings
from functools import lru_cache

import regex

with warnings.catch_warnings():
    # It imports pkg_resources, which announces at every start that it is going away.
    warnings.simplefilter("ignore")
    from twitter_text import parse_tweet
    from twitter_text.regexp.valid_cctld import valid_cctld
    from twitter_text.regexp.valid_gtld import valid_gtld

LINK = 23
"""Characters that a link weighs on X and on Mastodon, however long it is."""

GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\uFE0F|\u20E3")
_WEB_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,:;!?'’”»)\]]", re.IGNORECASE)
_REMOTE_MENTION = re.compile(r"(?<![/\w])(@\w{1,64})@[\w.-]{1,253}\w", re.ASCII)
_TOP_LEVEL = frozenset(
    name
    for known in (valid_gtld, valid_cctld)
    for name in known.pattern.removeprefix("(?:(?:").partition(")")[0].split("|")
)
# After a full stop, what may be a top-level domain: all of it, or the first letter of one that is
# not ASCII. "xn--" begins those that are written in ASCII all the same.
_LAST_LABEL = re.compile(r"\.(?:([a-z]{2,24})(?![a-z0-9@+-])|(xn)--|([^\x00-\x7f]))", re.IGNORECASE)
_LAST_LABELS = _TOP_LEVEL | {"xn"} | {name[0] for name in _TOP_LEVEL if not name.isascii()}
# What weighs two on X (twitter-text, config v3), emoji aside.
_HEAVY = re.compile(r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_MAYBE_EMOJI = re.compile(r"[©®\u200d\u203c-\u3299\ufe0f\U0001f000-\U0010ffff]")

# The library's pattern for links takes cubic time in a word such as "a.fr.a.fr": a word that is
# longer than this is not given to it.
_LONGEST_WORD = 100
# No link on X is longer (twitter-text); a longer run of characters is counted as it stands.
_LONGEST_LINK = 4096


def weighted(text: str) -> int:
    """X's count: most characters 1, emoji and CJK 2, a link 23. No link or emoji spans a space."""
    words = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    spaces = words.count(" ") + words.count("\n") + words.count("\t")
    return spaces + sum(
        _short_word_weight(word) if len(word) <= 64 else _word_weight(word)
        for word in words.replace("\n", " ").replace("\t", " ").split(" ")
    )


@lru_cache(maxsize=4096)
def _short_word_weight(word: str) -> int:
    return _word_weight(word)


def _word_weight(word: str) -> int:
    labels = ("".join(label).lower() for label in _LAST_LABEL.findall(word))
    if not any(label in _LAST_LABELS for label in labels):
        return _weight_without_links(word)
    if len(word) <= _LONGEST_WORD:
        return int(parse_tweet(word).weightedLength)
    start = re.search(r"https?://", word, re.IGNORECASE)
    if start is not None and word.isascii() and len(word) - start.start() <= _LONGEST_LINK:
        return start.start() + LINK
    return _weight_without_links(word)


def _weight_without_links(word: str) -> int:
    if word.isascii():
        return len(word)
    if not _MAYBE_EMOJI.search(word):
        return len(word) + len(_HEAVY.findall(word))
    return sum(map(_grapheme_weight, GRAPHEME.findall(word)))


@lru_cache(maxsize=4096)
def _grapheme_weight(grapheme: str) -> int:
    # Without a full stop the library looks for no link; "!" weighs the same.
    return int(parse_tweet(grapheme.replace(".", "!")).weightedLength)


def graphemes(text: str) -> int:
    """Characters as a reader sees them: an emoji of seven code points is one."""
    return len(text) if text.isascii() and "\r" not in text else len(GRAPHEME.findall(text))


def mastodon(text: str) -> int:
    """Graphemes; a link is 23 and `@name@server` counts as `@name`."""
    text = _WEB_LINK.sub("x" * LINK, text)
    return graphemes(_REMOTE_MENTION.sub(r"\1", text))


def threads(text: str) -> int:
    """Code points, but an emoji counts its UTF-8 bytes."""
    if text.isascii():
        return len(text)
    return sum(
        len(grapheme.encode(errors="replace")) if _EMOJI.search(grapheme) else len(grapheme)
        for grapheme in GRAPHEME.findall(text)
    )


def utf16(text: str) -> int:
    """UTF-16 code units: most characters 1, emoji 2 or more."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def utf8(text: str) -> int:
    """Bytes of the text in UTF-8."""
    return len(text.encode(errors="replace"))
