"""The critics to answer: whose turn it is, how far the team is, and who takes whom.

A board may hold thousands: what is worked out from it is kept until it changes.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.events import ListedCritic, Platform, Tone
from bot.parts import Critic
from statements import platforms

if TYPE_CHECKING:
    from bot.crisis import Crisis

LINK = 2_000
"""Characters of an address at most."""
BOARDS = 64
"""Boards that stay worked out in memory."""

_RANK: dict[Tone, int] = {
    "hurt": 0,
    "question": 0,
    "angry": 1,
    "neutral": 2,
    "supportive": 3,
    "bait": 4,
}
"""Whoever was hurt or asks goes first; bait is what it wants to be least: last."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How far the team is. `share` is in percent of those who are owed an answer: whoever was
    set aside is not; `None` while nobody is. `longest` has waited longest of those still open."""

    total: int
    open: int
    free: int
    answered: int
    set_aside: int
    share: int | None
    median: timedelta | None
    longest: Critic | None


@dataclass(frozen=True, slots=True)
class _Board:
    critics: dict[str, Critic]
    figures: Figures
    in_turn: tuple[Critic, ...]
    load: Mapping[str, int]


_boards: OrderedDict[str, _Board] = OrderedDict()


def figures(crisis: Crisis) -> Figures:
    """How many were answered, how soon, and who still waits."""
    return _board(crisis).figures


def in_turn(crisis: Crisis) -> tuple[Critic, ...]:
    """Those still to be answered, the most urgent first."""
    return _board(crisis).in_turn


def free(crisis: Crisis) -> tuple[Critic, ...]:
    """Those whom nobody has taken, the most urgent first."""
    return tuple(critic for critic in in_turn(crisis) if critic.owner is None)


def load(crisis: Crisis) -> Mapping[str, int]:
    """How many each person still has to answer."""
    return _board(crisis).load


def priority(critic: Critic) -> tuple[int, int, float]:
    """The smaller, the sooner: by tone, then reach, then waiting time."""
    return (_RANK[critic.tone], -(critic.reach or 0), critic.since.timestamp())


def shared_out(critics: Sequence[str], people: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Dealt like cards: nobody gets two more than another, and all get urgent ones. Whoever
    would get none is left out."""
    dealt = {person: tuple(critics[n :: len(people)]) for n, person in enumerate(people)}
    return {person: hand for person, hand in dealt.items() if hand}


def _board(crisis: Crisis) -> _Board:
    known = _boards.get(crisis.id)
    if known is None or known.critics is not crisis.critics:
        known = _boards[crisis.id] = _worked_out(crisis.critics)
        while len(_boards) > BOARDS:
            _boards.popitem(last=False)
    _boards.move_to_end(crisis.id)
    return known


def _worked_out(critics: dict[str, Critic]) -> _Board:
    waiting: list[Critic] = []
    took: list[float] = []
    for critic in critics.values():
        if critic.state == "open":
            waiting.append(critic)
        elif critic.state == "answered" and critic.answered_at is not None:
            took.append(max(0.0, (critic.answered_at - critic.since).total_seconds()))
    waiting.sort(key=priority)
    owed = len(waiting) + len(took)
    found = Figures(
        total=len(critics),
        open=len(waiting),
        free=sum(critic.owner is None for critic in waiting),
        answered=len(took),
        set_aside=len(critics) - owed,
        share=100 * len(took) // owed if owed else None,
        median=timedelta(seconds=median(took)) if took else None,
        longest=min(waiting, key=lambda critic: critic.since, default=None),
    )
    owners = Counter(critic.owner for critic in waiting if critic.owner is not None)
    return _Board(critics, found, tuple(waiting), owners)


# Who is who

_MOBILE = ("www.", "mobile.", "m.", "old.", "web.")
_SAME_HOST = {"twitter.com": "x.com", "threads.net": "threads.com", "fb.com": "facebook.com"}
_TRACKING = re.compile(r"utm_\w+|fbclid|igsh|igshid|ref_src|ref_url|si|mibextid|share_id|trk\w*")


def key_of(critic: ListedCritic | Critic) -> str:
    """The same for two entries of one post: its address, else who said what."""
    if critic.link:
        return _canonical(critic.link)
    said = " ".join((critic.said or "").casefold().split())
    return "\n".join((critic.platform or "", (critic.handle or "").casefold(), said))


@lru_cache(maxsize=20_000)
def _canonical(link: str) -> str:
    """An address without what differs from one copy to the next."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return link
    for prefix in _MOBILE:
        if host.startswith(prefix) and host.count(".") > 1:
            host = host.removeprefix(prefix)
            break
    host = _SAME_HOST.get(host, host)
    path = parts.path.rstrip("/")
    if host == "x.com":
        # Its handles have no case, and the number alone says which post it is.
        return host + path.lower()
    kept = [p for p in parts.query.split("&") if p and not _TRACKING.fullmatch(p.split("=")[0])]
    return f"{host}{path}?{'&'.join(kept)}#{parts.fragment}"


def address(text: str) -> str | None:
    """What somebody entered as a link, if it is one; `https://` may be left out."""
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].partition("|")[0]
    link = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    if len(link) > LINK or not platforms.belongs(link, "web"):
        return None
    return link


def platform_of(link: str) -> Platform | None:
    """The platform that an address is of, as far as it tells."""
    for platform in platforms.PLATFORMS:
        if platforms.host_of(platform) is not None and platforms.belongs(link, platform):
            return platform  # type: ignore[return-value]
    account = platforms.account(link)
    return "mastodon" if account is not None and "@" in account else None


def account_of(link: str) -> str | None:
    """Who wrote what is at an address, as far as it tells."""
    return platforms.account(link)
