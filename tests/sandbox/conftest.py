"""A sandbox, the real client of slack_sdk, and small real Bolt apps against it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp.test_utils import TestServer
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox


class Clock:
    """A clock that a test moves."""

    def __init__(self, at: float = 1_700_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def move(self, seconds: float) -> None:
        """Lets time pass."""
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    """A sandbox without an app, with short waits."""
    async with Sandbox(
        now=clock, ack_seconds=0.3, event_retry_seconds=(0.0, 0.0, 0.0), enforce_rate_limits=False
    ) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    """The client of an app, which does not try again by itself."""
    return AsyncWebClient(
        token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[], timeout=5
    )


@pytest.fixture
def app(sandbox: Sandbox, client: AsyncWebClient) -> AsyncApp:
    """An app without listeners."""
    return AsyncApp(client=client, signing_secret=sandbox.signing_secret)


Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def connect(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[Connect]:
    """Connects the app over Socket Mode, as often as it is called."""
    handlers: list[AsyncSocketModeHandler] = []

    async def start() -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(app, sandbox.app_token, ping_interval=60)
        handlers.append(handler)
        await handler.connect_async()
        await sandbox.connected(5)
        return handler

    yield start
    for handler in handlers:
        await handler.close_async()


@pytest.fixture
async def serve(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """Serves the app over HTTP; the sandbox delivers there."""
    servers: list[TestServer] = []

    async def start() -> str:
        server = TestServer(app.web_app(path="/slack/events"))
        servers.append(server)
        await server.start_server()
        url = str(server.make_url("/slack/events"))
        sandbox.deliver_over_http(url)
        return url

    yield start
    for server in servers:
        await server.close()
