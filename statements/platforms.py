"""What each platform counts, how much it takes, and whose links are its own.

Limits were checked on 2026-11-25, each at its `source`. They are those of an ordinary account: a
paid X account or another Mastodon server may allow more, and a text within them fits there too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import SplitResult, unquote, urlsplit

from statements import counting


@dataclass(frozen=True, slots=True)
class Platform:
    """`limit` in the units of `count`; `max_bytes` (UTF-8) is a second limit beside it."""

    limit: int | None
    count: Callable[[str], int]
    source: str | None
    hosts: tuple[str, ...] = ()
    """Its own host, then those of its older name and its short links."""
    threads: bool = False
    max_bytes: int | None = None


PLATFORMS: dict[str, Platform] = {
    "x": Platform(
        280,
        counting.weighted,
        "https://docs.x.com/fundamentals/counting-characters",
        ("x.com", "twitter.com", "t.co"),
        threads=True,
    ),
    # A link counts as it is written: the app shortens what is shown, the record keeps the rest.
    "bluesky": Platform(
        300,
        counting.graphemes,
        "https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json",
        ("bsky.app",),
        threads=True,
        max_bytes=3000,
    ),
    "mastodon": Platform(
        500,
        counting.mastodon,
        "https://docs.joinmastodon.org/user/posting/#text",
        threads=True,
    ),
    "threads": Platform(
        500,
        counting.threads,
        "https://developers.facebook.com/documentation/threads/posts",
        ("threads.com", "threads.net"),
        threads=True,
    ),
    # Meta publishes no figure for posts; this one is what its composer takes. Where a platform
    # does not say what a character is, UTF-16 is the strictest of the usual readings.
    "facebook": Platform(
        63_206,
        counting.utf16,
        "https://ferryman.io/character-limits/facebook",
        ("facebook.com", "fb.com", "fb.me", "fb.watch"),
    ),
    "instagram": Platform(
        2200,
        counting.utf16,
        "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media",
        ("instagram.com", "instagr.am"),
    ),
    # As its API answers: "exceeded the maximum allowed (3000 characters)".
    "linkedin": Platform(
        3000,
        counting.utf16,
        "https://github.com/n8n-io/n8n/issues/22899",
        ("linkedin.com", "lnkd.in"),
    ),
    "tiktok": Platform(
        2200,
        counting.utf16,
        "https://developers.tiktok.com/doc/content-posting-api-reference-direct-post",
        ("tiktok.com",),
    ),
    # A company speaks there in a post on its channel, for which YouTube publishes no limit. What
    # the description of a video takes (in bytes) also fits a post and a pinned comment.
    "youtube": Platform(
        5000,
        counting.utf8,
        "https://developers.google.com/youtube/v3/docs/videos#snippet.description",
        ("youtube.com", "youtu.be"),
    ),
    "web": Platform(None, counting.graphemes, None),
}

_ANY_HOST = ("mastodon", "web")


def limit(platform: str) -> int | None:
    """The longest text that the platform takes, in its own units; `None`: any length."""
    return PLATFORMS[platform].limit


def length(text: str, platform: str) -> int:
    """The length of a text as the platform counts it."""
    return PLATFORMS[platform].count(text)


def over(text: str, platform: str) -> int:
    """By how much a text is too long, in the platform's units (bytes past a limit in bytes)."""
    known = PLATFORMS[platform]
    if known.limit is None:
        return 0
    too_many = known.count(text) - known.limit
    if known.max_bytes is not None:
        too_many = max(too_many, counting.utf8(text) - known.max_bytes)
    return max(0, too_many)


def fits(text: str, platform: str) -> bool:
    """Whether the platform takes the text as one post."""
    return over(text, platform) == 0


# A sentence ends at its mark (and the quotation mark or bracket after it), or with its line.
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++(?:[\u00a0\u202f]?[»”’)\]])*+[ \t\n]++|\n[ \t\n]*+")
# A no-break space does not part words.
_WORD_END = re.compile(r"[ \t\n]++")
# No sentence or word of a post reaches further; a link may be as long as 4,096 characters.
_FAR = 4200


def thread(text: str, platform: str) -> tuple[str, ...]:
    """The posts of a thread, counted ("… 1/2", "… 2/2"), each within the limit.

    Cut after sentences where they fit, else between words, else inside a word. A text that fits is
    one post without a counter. Empty where the platform has no threads.
    """
    if not PLATFORMS[platform].threads:
        return ()
    text = text.strip()
    if fits(text, platform):
        return (text,)
    digits = 1
    while True:
        widest = "9" * digits
        parts = list(_parts(text, platform, f" {widest}/{widest}"))
        if len(str(len(parts))) <= digits:
            return tuple(f"{part} {n}/{len(parts)}" for n, part in enumerate(parts, 1))
        digits += 1


def _parts(text: str, platform: str, counter: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = _cut(text, start, platform, counter)
        part = text[start:end].strip()
        if part:
            yield part
        start = end


def _cut(text: str, start: int, platform: str, counter: str) -> int:
    """Where the post that begins at `start` ends."""

    def fit(end: int) -> bool:
        return fits(text[start:end].strip() + counter, platform)

    for boundary in (_SENTENCE_END, _WORD_END):
        best = start
        for end in _ends(boundary, text, start):
            if not fit(end):
                break
            best = end
        if best > start:
            return best
    # One word is too long: as many of its characters as fit. Where not even one does (a letter
    # under a thousand accents), its code points part.
    found = counting.GRAPHEME.finditer(text, start, start + _FAR)
    ends = [match.end() for match in islice(found, PLATFORMS[platform].limit)]
    return _last(ends, fit) or _last(list(range(start + 1, ends[0] + 1)), fit) or start + 1


def _ends(boundary: re.Pattern[str], text: str, start: int) -> Iterator[int]:
    for match in boundary.finditer(text, start, start + _FAR):
        yield match.end()
    if len(text) <= start + _FAR:
        yield len(text)


def _last(ends: list[int], fit: Callable[[int], bool]) -> int | None:
    """The last of `ends` that fits, by halving."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if fit(ends[middle]):
            low = middle + 1
        else:
            high = middle
    return ends[low - 1] if low else None


def host_of(platform: str) -> str | None:
    """The host of the platform's links; `None` where it may be any."""
    hosts = PLATFORMS[platform].hosts
    return hosts[0] if hosts else None


def belongs(link: str, platform: str) -> bool:
    """Whether a web link leads to the platform: its host, a part of it, or its short links."""
    split = _split(link)
    if split is None:
        return False
    if platform in _ANY_HOST:
        return True
    host = _host(split)
    return any(host == own or host.endswith(f".{own}") for own in PLATFORMS[platform].hosts)


def account(link: str) -> str | None:
    """The handle that a post's link names, without "@"; on Mastodon `name@server`.

    `None` where the platform's links name no account, or the link is of another form.
    """
    split = _split(link)
    if split is None:
        return None
    host, path = _host(split), unquote(split.path)
    for platform, pattern in _HANDLES.items():
        if belongs(link, platform):
            found = pattern.match(path)
            return found["name"] if found and found["name"] not in _NO_NAMES else None
    if any(belongs(link, platform) for platform in PLATFORMS if platform not in _ANY_HOST):
        return None
    remote = _MASTODON.match(path)
    if remote is None:
        return None
    return f"{remote['name']}@{remote['server'] or host}"


_HANDLES = {
    "x": re.compile(r"/(?P<name>\w{1,15})/status(?:es)?/\d+", re.ASCII),
    "bluesky": re.compile(r"/profile/(?P<name>[a-z0-9.-]+)/post/", re.IGNORECASE),
    "threads": re.compile(r"/@(?P<name>[\w.]+)/post/", re.ASCII),
    "tiktok": re.compile(r"/@(?P<name>[\w.]+)/", re.ASCII),
    "youtube": re.compile(r"/@(?P<name>[^/]+)"),
    "facebook": re.compile(r"/(?P<name>[\w.-]+)/(?:posts|videos|photos)/"),
}
_MASTODON = re.compile(r"/@(?P<name>\w+)(?:@(?P<server>[\w.-]+))?/\d+", re.ASCII)
_NO_NAMES = ("i", "groups", "watch", "events")


def _split(link: str) -> SplitResult | None:
    """The parts of a web link as a browser reads them, or `None`."""
    # Browsers take a backslash for a slash and drop controls: no honest link has either.
    if re.search(r"[\s\\\x00-\x1f\x7f]", link):
        return None
    try:
        split = urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return None
    # "mailto:a@b.example" is no host with a name and a password before it.
    web = split.scheme in ("http", "https") and "@" not in split.netloc
    return split if web and "." in _host(split).strip(".") else None


def _host(split: SplitResult) -> str:
    return (split.hostname or "").removesuffix(".").lower()
