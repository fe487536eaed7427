"""Keeps calls to Slack within its published rates, so that it need not say 429.

Rates: https://docs.slack.dev/apis/web-api/rate-limits. Each method has a tier, a
number of calls a minute for each workspace with some burst; posting has a rate of
its own, one message a second in a channel.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any

from aiolimiter import AsyncLimiter

PER_MINUTE = {2: 20, 3: 50, 4: 100}
"""Calls a minute that each tier of methods allows."""

BURST = 20
"""Calls at once that are safe after a pause; Slack promises "occasional bursts" and no number."""

TIERS = {
    "bookmarks.add": 2,
    "bookmarks.edit": 2,
    "bookmarks.list": 3,
    "canvases.edit": 3,
    "chat.update": 3,
    "conversations.canvases.create": 2,
    "conversations.create": 2,
    "conversations.history": 3,
    "conversations.info": 3,
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
    "views.update": 4,
}
"""The tier of each method that the app paces, from the method's own page."""

POSTS_PER_SECOND = 1
POST_BURST = 4
CHANNELS_KEPT = 1024


class Stopped(Exception):
    """The app is stopping: what was about to be done is left to the next process."""


class Stop:
    """Ends waits when the app stops, and nothing else: a database call is never cut short."""

    def __init__(self) -> None:
        self._stopped = False
        self._waits: set[asyncio.Future[None]] = set()

    def __bool__(self) -> bool:
        return self._stopped

    def set(self) -> None:
        self._stopped = True
        for wait in list(self._waits):
            wait.cancel()

    async def sleep(self, seconds: float) -> None:
        """Sleeps so long.

        Raises:
            Stopped: the app stopped meanwhile, or had before.
        """
        await self.unless(asyncio.sleep(seconds))

    async def unless(self, waiting: Coroutine[Any, Any, None]) -> None:
        """Awaits something that may be given up at any time.

        Raises:
            Stopped: as `sleep`.
        """
        if self._stopped:
            waiting.close()
            raise Stopped
        wait = asyncio.ensure_future(waiting)
        self._waits.add(wait)
        try:
            await wait
        except asyncio.CancelledError:
            if self._stopped:
                raise Stopped from None
            raise
        finally:
            self._waits.discard(wait)


class Pacer:
    """Waits until a call may be made. One for each workspace."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._methods: dict[str, AsyncLimiter] = {}
        self._channels: OrderedDict[str, AsyncLimiter] = OrderedDict()
        self._held: dict[str, float] = {}

    async def wait(self, method: str, channel: str | None = None) -> None:
        """Returns when `method` may be called (in `channel`, where it posts there).

        Raises:
            Stopped: the app is stopping.
        """
        clock = asyncio.get_running_loop().time
        while (held := self._held.get(method, 0) - clock()) > 0:
            await self._stop.sleep(held)
        limiter = self._limiter(method, channel)
        if limiter is not None:
            await self._stop.unless(limiter.acquire())

    def _limiter(self, method: str, channel: str | None) -> AsyncLimiter | None:
        if method == "chat.postMessage" and channel is not None:
            return self._channel(channel)
        return self._method(method) if method in TIERS else None

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
