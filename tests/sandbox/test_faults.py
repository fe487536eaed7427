"""Latency and faults, seen through the real client."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Faults, Sandbox

from .samples import error_of


@pytest.fixture
def general(sandbox: Sandbox) -> str:
    return sandbox.workspace.channel("general").id


def posted(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.workspace.channel("general").messages.values()]


async def test_fail_so_many_times(client: AsyncWebClient, sandbox: Sandbox, general: str) -> None:
    sandbox.faults.fail("chat.postMessage", "missing_scope", times=2)
    for text in ("1", "2"):
        assert (
            await error_of(client.chat_postMessage(channel=general, text=text)) == "missing_scope"
        )
    await client.chat_postMessage(channel=general, text="3")
    assert posted(sandbox) == ["3"]
    assert [call.error for call in sandbox.calls] == ["missing_scope", "missing_scope", None]


async def test_fail_until_cleared(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.faults.fail("auth.test")
    for _ in range(3):
        assert await error_of(client.auth_test()) == "internal_error"
    sandbox.faults.clear("auth.test")
    await client.auth_test()


async def test_http_status_and_rate_limits(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.faults.fail("auth.test", "fatal_error", times=1, status=500)
    sandbox.faults.fail("auth.test", "ratelimited", times=1, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 500
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    await client.auth_test()


async def test_a_lost_answer_was_performed(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    sandbox.faults.lose_answer("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=general, text="1")
    await client.chat_postMessage(channel=general, text="2")
    assert posted(sandbox) == ["1", "2"]
    assert sandbox.calls[0].error is None


async def test_a_refused_connection_was_not_performed(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    sandbox.faults.refuse_connection("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=general, text="1")
    await client.chat_postMessage(channel=general, text="2")
    assert posted(sandbox) == ["2"]
    assert sandbox.calls[0].error == "connection_dropped"


async def test_a_hanging_answer(sandbox: Sandbox, general: str) -> None:
    hasty = AsyncWebClient(
        token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[], timeout=1
    )
    hasty.timeout = 0.05  # type: ignore[assignment]
    sandbox.faults.hang("chat.postMessage")
    with pytest.raises(TimeoutError):
        await hasty.chat_postMessage(channel=general, text="1")
    assert posted(sandbox) == ["1"]


async def test_the_default_client_tries_a_lost_call_again(sandbox: Sandbox, general: str) -> None:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    sandbox.faults.lose_answer("chat.postMessage")
    await client.chat_postMessage(channel=general, text="twice")
    assert posted(sandbox) == ["twice", "twice"]


async def test_latency(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.faults.latency = 0.05
    sandbox.faults.latency_for["api.test"] = 0.0
    started = time.monotonic()
    await client.auth_test()
    slow = time.monotonic() - started
    await client.api_test()
    assert slow >= 0.05
    took = {call.method: call.took for call in sandbox.calls}
    assert took["auth.test"] >= 0.05 > took["api.test"]  # type: ignore[operator]


async def test_the_hook_sees_each_moment(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    seen: list[tuple[str, str, int]] = []

    def hook(method: str, moment: str, count: int) -> None:
        seen.append((method, moment, count))
        if count == 2 and moment == "before":
            raise Faults.Drop
        if count == 3 and moment == "after":
            raise Faults.Drop

    sandbox.faults.on_call = hook
    await client.auth_test()
    for text in ("2", "3"):
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=general, text=text)
    assert posted(sandbox) == ["3"]
    assert seen == [
        ("auth.test", "before", 1),
        ("auth.test", "after", 1),
        ("chat.postMessage", "before", 2),
        ("chat.postMessage", "before", 3),
        ("chat.postMessage", "after", 3),
    ]


async def test_a_hook_may_kill_the_app_in_the_middle_of_a_call(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    tasks: list[asyncio.Task[object]] = []

    def kill(method: str, moment: str, count: int) -> None:
        for task in tasks:
            task.cancel()

    sandbox.faults.on_call = kill
    tasks.append(asyncio.ensure_future(client.chat_postMessage(channel=general, text="1")))
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    sandbox.faults.clear()
    await client.chat_postMessage(channel=general, text="2")
    assert "2" in posted(sandbox)


async def test_a_client_that_goes_away_does_no_harm(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    sandbox.faults.latency = 0.05
    task = asyncio.ensure_future(client.chat_postMessage(channel=general, text="1"))
    await asyncio.wait({task}, timeout=0.02)
    task.cancel()
    await sandbox.until(lambda: len(sandbox.calls) == 1)
    sandbox.faults.clear()
    await client.chat_postMessage(channel=general, text="2")
    assert posted(sandbox)[-1] == "2"
