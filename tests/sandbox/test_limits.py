"""Rate limits, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.limits import Limit, RateLimits

from .conftest import Clock


@pytest.fixture
async def limited(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(now=clock) as running:
        yield running


def test_bursts_are_half_a_minute_and_five_at_least() -> None:
    assert [Limit.tier(n).burst for n in (1, 20, 50, 100)] == [5, 10, 25, 50]


def test_a_bucket_fills_with_time(clock: Clock) -> None:
    limits = RateLimits(clock)
    assert [limits.take("chat.update") for _ in range(26)] == [0] * 25 + [2]
    clock.move(1.3)
    assert [limits.take("chat.update"), limits.take("chat.update")] == [0, 2]
    clock.move(3600)
    assert [limits.take("chat.update") for _ in range(26)] == [0] * 25 + [2]
    assert limits.take("not.limited") == 0


async def test_posting_is_limited_by_channel(limited: Sandbox, clock: Clock) -> None:
    client = AsyncWebClient(token=limited.bot_token, base_url=limited.api_url)
    for _ in range(5):
        await client.chat_postMessage(channel="general", text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="general", text="x")
    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "1"
    assert limited.calls[-1].error == "ratelimited"
    await client.chat_postMessage(channel="communications", text="x")
    same = limited.workspace.channel("general").id
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=same, text="x")
    clock.move(1)
    await client.chat_postMessage(channel="general", text="x")


async def test_the_client_waits_as_long_as_it_is_told(limited: Sandbox, clock: Clock) -> None:
    class Waiting(AsyncRateLimitErrorRetryHandler):
        async def prepare_for_next_attempt_async(
            self,
            *,
            state: RetryState,
            request: HttpRequest,
            response: HttpResponse | None = None,
            error: Exception | None = None,
        ) -> None:
            assert response is not None
            (seconds,) = response.headers["Retry-After"]
            clock.move(float(seconds))
            state.next_attempt_requested = True
            state.increment_current_attempt()

    client = AsyncWebClient(
        token=limited.bot_token, base_url=limited.api_url, retry_handlers=[Waiting()]
    )
    for _ in range(7):
        await client.chat_postMessage(channel="general", text="x")
    assert [call.error for call in limited.calls].count("ratelimited") == 2
