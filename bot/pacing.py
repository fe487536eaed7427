"""Keeps calls to Slack within its published rates, so that it need not say 429.

Rates: https://docs.slack.dev/apis/web-api/rate-limits. Each method has a tier, a
number of calls a minute for each workspace with some burst; posting has a rate of
its own, one message a second in a channel.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from aiolimiter import AsyncLimiter

PER_MINUTE = {2: 20, 3: 50, 4: 100}
"""Calls a minute that each tier of methods allows."""

BURST = 20
"""Calls at once that are safe after a pause; Slack promises "occasional bursts" and no number."""

TIERS = {
    "bookmarks.add": 2,
    "bookmarks.edit": 2,
    "bookmarks.list": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.create": 2,
    "conversations.history": 3,
    "conversations.invite": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.open": 3,
    "conversations.replies": 3,
    "conversations.setPurpose": 2,
    "conversations.setTopic": 2,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "pins.add": 2,
    "users.info": 4,
    "views.open": 4,
    "views.publish": 4,
    "views.update": 4,
}
"""The tier of each method that the app paces, from the method's own page."""

POSTS_PER_SECOND = 1
POST_BURST = 4
CHANNELS_KEPT = 1024


class Pacer:
    """Waits until a call may be made. One for each workspace."""

    def __init__(self) -> None:
        self._methods: dict[str, AsyncLimiter] = {}
        self._channels: OrderedDict[str, AsyncLimiter] = OrderedDict()
        self._held: dict[str, float] = {}

    async def wait(self, method: str, channel: str | None = None) -> None:
        """Returns when `method` may be called (in `channel`, where it posts there)."""
        held = self._held.get(method, 0) - asyncio.get_running_loop().time()
        if held > 0:
            await asyncio.sleep(held)
        if method == "chat.postMessage" and channel is not None:
            await self._channel(channel).acquire()
        elif method in TIERS:
            await self._method(method).acquire()

    def hold(self, method: str, seconds: float) -> None:
        """Slack said `Retry-After: seconds`: nobody calls `method` before that."""
        until = asyncio.get_running_loop().time() + seconds
        self._held[method] = max(self._held.get(method, 0), until)

    def _method(self, method: str) -> AsyncLimiter:
        if method not in self._methods:
            per_second = PER_MINUTE[TIERS[method]] / 60
            self._methods[method] = AsyncLimiter(BURST, BURST / per_second)
        return self._methods[method]

    def _channel(self, channel: str) -> AsyncLimiter:
        limiter = self._channels.get(channel)
        if limiter is None:
            limiter = self._channels[channel] = AsyncLimiter(
                POST_BURST, POST_BURST / POSTS_PER_SECOND
            )
            if len(self._channels) > CHANNELS_KEPT:
                self._channels.popitem(last=False)
        return limiter
