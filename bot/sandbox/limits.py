"""Rate limits by Slack's published tiers, per method and workspace, as token buckets.

Tiers: https://docs.slack.dev/apis/web-api/rate-limits; each method's is on its own page,
https://docs.slack.dev/reference/methods/NAME. Slack promises "occasional bursts" without a
figure; here a bucket holds half of a minute's allowance, and 5 calls at least.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

SMALLEST_BURST = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """Calls a minute, and how many may come at once."""

    per_minute: float
    burst: int

    @classmethod
    def tier(cls, per_minute: float) -> Limit:
        """A tier's limit with the burst stated above."""
        return cls(per_minute, max(SMALLEST_BURST, math.ceil(per_minute / 2)))


TIER_1 = Limit.tier(1)
TIER_2 = Limit.tier(20)
TIER_3 = Limit.tier(50)
TIER_4 = Limit.tier(100)

# "Hundreds of requests per minute" (auth.test, chat.getPermalink).
HUNDREDS = Limit(300, 150)

# "One message per second per channel", short bursts allowed.
POSTING = Limit(60, SMALLEST_BURST)

# Tier 1, but an app may hold ten connections and renews each when told to: reconnecting is
# never refused in practice.
CONNECTING = Limit(1, 60)

LIMITS: dict[str, Limit] = {
    "api.test": TIER_4,
    "apps.connections.open": CONNECTING,
    "auth.test": HUNDREDS,
    "bookmarks.add": TIER_2,
    "bookmarks.edit": TIER_2,
    "bookmarks.list": TIER_3,
    "bookmarks.remove": TIER_2,
    "canvases.edit": TIER_3,
    "canvases.sections.lookup": TIER_3,
    "chat.delete": TIER_3,
    "chat.getPermalink": HUNDREDS,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": POSTING,
    "chat.update": TIER_3,
    "conversations.archive": TIER_2,
    "conversations.canvases.create": TIER_2,
    "conversations.create": TIER_2,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.invite": TIER_3,
    "conversations.join": TIER_3,
    "conversations.kick": TIER_3,
    "conversations.leave": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.rename": TIER_2,
    "conversations.replies": TIER_3,
    "conversations.setPurpose": TIER_2,
    "conversations.setTopic": TIER_2,
    "conversations.unarchive": TIER_2,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "pins.add": TIER_2,
    "pins.list": TIER_2,
    "pins.remove": TIER_2,
    "reactions.add": TIER_3,
    "reactions.get": TIER_3,
    "reactions.remove": TIER_2,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}

_PER_CHANNEL = {"chat.postMessage"}


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class RateLimits:
    """The buckets of one app in one workspace."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def take(self, method: str, channel: str = "") -> int:
        """Counts a call. 0 if it may pass, else after how many seconds to try again."""
        limit = LIMITS.get(method)
        if limit is None:
            return 0
        now = self._now()
        key = (method, channel if method in _PER_CHANNEL else "")
        bucket = self._buckets.setdefault(key, _Bucket(limit.burst, now))
        rate = limit.per_minute / 60
        bucket.tokens = min(limit.burst, bucket.tokens + max(0, now - bucket.filled) * rate)
        bucket.filled = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return max(1, math.ceil((1 - bucket.tokens) / rate))
