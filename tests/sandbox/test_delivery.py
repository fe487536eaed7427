"""Socket Mode and signed HTTP, with real Bolt apps and raw connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

from .conftest import Connect
from .samples import actions, button, modal

Json = dict[str, Any]


class Socket:
    """A raw Socket Mode connection."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, hello: Json) -> None:
        self.ws, self.hello = ws, hello

    async def take(self) -> Json:
        """The next envelope."""
        envelope: Json = await asyncio.wait_for(self.ws.receive_json(), 2)
        return envelope

    async def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        answer: Json = {"envelope_id": envelope["envelope_id"]}
        if payload is not None:
            answer["payload"] = payload
        await self.ws.send_json(answer)


@pytest.fixture
async def sockets(sandbox: Sandbox) -> Any:
    """Opens raw connections."""
    client = AsyncWebClient(base_url=sandbox.api_url)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def open_one() -> Socket:
            url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
            ws = await stack.enter_async_context(session.ws_connect(url))
            socket = Socket(ws, await ws.receive_json())
            await sandbox.connected(2)
            return socket

        yield open_one


OpenSocket = Callable[[], Awaitable[Socket]]


async def test_hello(sandbox: Sandbox, sockets: OpenSocket) -> None:
    one, two = await sockets(), await sockets()
    assert one.hello["type"] == "hello"
    assert (one.hello["num_connections"], two.hello["num_connections"]) == (1, 2)
    assert one.hello["connection_info"] == {"app_id": sandbox.app_id}
    assert one.hello["debug_info"]["host"]


async def test_envelopes_go_round(sandbox: Sandbox, sockets: OpenSocket) -> None:
    connections = [await sockets(), await sockets()]
    lead = sandbox.person("communications_lead")
    tasks = [asyncio.ensure_future(lead.command("/crisis", str(n))) for n in range(4)]
    texts = []
    for connection in connections:
        for _ in range(2):
            envelope = await connection.take()
            assert envelope["type"] == "slash_commands"
            assert envelope["accepts_response_payload"] is True
            texts.append(envelope["payload"]["text"])
            await connection.acknowledge(envelope, {"text": "done"})
    replies = await asyncio.gather(*tasks)
    assert sorted(texts) == ["0", "1", "2", "3"]
    assert {reply.status for reply in replies} == {200}
    assert [seen.text for seen in lead.ephemerals] == ["done"] * 4


async def test_silence_times_out(sandbox: Sandbox, sockets: OpenSocket) -> None:
    socket = await sockets()
    reply = await sandbox.person("executive").command("/crisis")
    assert (reply.status, reply.error, reply.body) == (504, "operation_timeout", None)
    assert reply.took >= 0.3
    # A late acknowledgement, or nonsense, does no harm.
    await socket.acknowledge(await socket.take())
    await socket.ws.send_str("nonsense")
    task = asyncio.ensure_future(sandbox.person("executive").command("/crisis"))
    await socket.acknowledge(await socket.take())
    assert (await task).ok


async def test_nobody_is_connected(sandbox: Sandbox) -> None:
    reply = await sandbox.person("executive").command("/crisis")
    assert (reply.status, reply.error) == (503, "dispatch_failed")
    with pytest.raises(TimeoutError):
        await sandbox.connected(0.01)


async def test_a_connection_that_dies_fails_at_once(sandbox: Sandbox, sockets: OpenSocket) -> None:
    socket = await sockets()
    task = asyncio.ensure_future(sandbox.person("executive").command("/crisis"))
    await socket.take()
    await socket.ws.close()
    reply = await task
    assert (reply.status, reply.error) == (503, "dispatch_failed")
    assert reply.took < 0.3


async def test_a_connection_that_is_cut(sandbox: Sandbox, sockets: OpenSocket) -> None:
    socket = await sockets()
    task = asyncio.ensure_future(sandbox.person("executive").command("/crisis"))
    await socket.take()
    sandbox.cut_socket()
    assert (await task).status == 503
    assert (await socket.ws.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


async def test_events_are_sent_again_until_acknowledged(
    sandbox: Sandbox, sockets: OpenSocket
) -> None:
    socket = await sockets()
    await sandbox.person("executive").say("general", "hello")
    attempts = []
    for _ in range(3):
        envelope = await socket.take()
        attempts.append(
            (envelope["retry_attempt"], envelope["retry_reason"], envelope["payload"]["event_id"])
        )
    await socket.acknowledge(envelope)
    await sandbox.settled()
    event_id = attempts[0][2]
    assert attempts == [
        (0, "", event_id),
        (1, "http_timeout", event_id),
        (2, "http_timeout", event_id),
    ]
    assert envelope["accepts_response_payload"] is False


async def test_events_are_given_up_after_three_retries(
    sandbox: Sandbox, sockets: OpenSocket
) -> None:
    socket = await sockets()
    await sandbox.person("executive").say("general", "hello")
    await sandbox.settled()
    attempts = [(await socket.take())["retry_attempt"] for _ in range(4)]
    assert attempts == [0, 1, 2, 3]


async def test_disconnect_message(sandbox: Sandbox, sockets: OpenSocket) -> None:
    socket = await sockets()
    await sandbox.disconnect_socket("link_disabled")
    message = await socket.take()
    assert (message["type"], message["reason"]) == ("disconnect", "link_disabled")
    assert (await socket.ws.receive()).type == aiohttp.WSMsgType.CLOSE
    assert not sandbox.delivery.connected


async def test_ping_is_answered(sockets: OpenSocket) -> None:
    socket = await sockets()
    async with aiohttp.ClientSession() as session:
        url = str(socket.ws._response.url)
        async with session.ws_connect(url, autoping=False) as ws:
            await ws.receive_json()
            await ws.ping(b"sdk-ping-pong:1")
            answer = await ws.receive()
            assert (answer.type, answer.data) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


async def test_bolt_reconnects_when_told_to(
    sandbox: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    @app.command("/crisis")
    async def crisis(ack: Any) -> None:
        await ack("here")

    await connect()
    await sandbox.disconnect_socket()
    await sandbox.connected(5)
    reply = await sandbox.person("executive").command("/crisis")
    assert reply.body == {"text": "here"}
    opened = [call for call in sandbox.calls if call.method == "apps.connections.open"]
    assert len(opened) == 2


async def test_a_new_app_finds_the_old_state(
    sandbox: Sandbox, client: AsyncWebClient, connect: Connect
) -> None:
    first = await connect()
    ts = (await client.chat_postMessage(channel="general", text="x"))["ts"]
    await first.close_async()
    await sandbox.until(lambda: True)
    await connect()
    history = await client.conversations_history(channel=sandbox.workspace.channel("general").id)
    assert [message["ts"] for message in history["messages"]] == [ts]


# Signed HTTP


async def test_bolt_over_http(
    sandbox: Sandbox, app: AsyncApp, serve: Callable[[], Awaitable[str]]
) -> None:
    seen: list[Any] = []

    @app.command("/crisis")
    async def crisis(ack: Any, command: Json, client: AsyncWebClient) -> None:
        seen.append(command["text"])
        await client.views_open(trigger_id=command["trigger_id"], view=modal())
        await ack("opening")

    @app.view("m")
    async def submitted(ack: Any) -> None:
        await ack()

    @app.action("go")
    async def go(ack: Any, action: Json) -> None:
        seen.append(action["value"])
        await ack()

    @app.event("message")
    async def message(event: Json) -> None:
        seen.append(event["text"])

    await serve()
    await sandbox.connected(1)
    lead = sandbox.person("communications_lead")
    reply = await lead.command("/crisis", "a & b")
    assert (reply.status, reply.body) == (200, "opening")
    assert [each.text for each in lead.ephemerals] == ["opening"]
    assert (await lead.submit(lead.views[-1]["id"])).closed
    ts = await lead.say("general", "hello")
    await sandbox.settled()
    posted = await app.client.chat_postMessage(
        channel="general", text="x", blocks=[actions(button(value="1"))]
    )
    assert (await lead.click("general", posted["ts"], "go")).status == 200
    await sandbox.settled()
    assert ts in sandbox.workspace.channel("general").messages
    assert seen == ["a &amp; b", "hello", "1"]


async def test_bolt_refuses_a_wrong_signature(
    sandbox: Sandbox, serve: Callable[[], Awaitable[str]]
) -> None:
    await serve()
    sandbox.delivery.signing_secret = "another"
    reply = await sandbox.person("executive").command("/crisis")
    assert (reply.status, reply.error) == (401, "dispatch_failed")


async def test_requests_as_slack_sends_them(sandbox: Sandbox) -> None:
    requests: list[tuple[str, str, dict[str, str]]] = []
    statuses = iter([200, 200, 500, 500, 200])

    async def handle(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        requests.append((request.content_type, await request.text(), headers))
        return web.Response(status=next(statuses))

    receiver = web.Application()
    receiver.router.add_post("/", handle)
    async with TestServer(receiver) as server:
        sandbox.deliver_over_http(str(server.make_url("/")))
        lead = sandbox.person("communications_lead")
        await lead.command("/crisis", "x y")
        await lead.global_shortcut("open")
        await lead.say("general", "hello")
        await sandbox.settled()
    command, shortcut, *events = requests
    verifier = SignatureVerifier(sandbox.signing_secret)
    for _, body, headers in requests:
        assert verifier.is_valid_request(body, headers)
    assert command[0] == shortcut[0] == "application/x-www-form-urlencoded"
    assert parse_qs(command[1])["text"] == ["x y"]
    assert json.loads(parse_qs(shortcut[1])["payload"][0])["callback_id"] == "open"
    assert {kind for kind, _, _ in events} == {"application/json"}
    assert [headers.get("x-slack-retry-num") for _, _, headers in events] == [None, "1", "2"]
    assert events[1][2]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body, _ in events}) == 1


async def test_an_app_that_is_down_or_slow(sandbox: Sandbox) -> None:
    lead = sandbox.person("communications_lead")
    release = asyncio.Event()

    async def handle(request: web.Request) -> web.Response:
        await release.wait()
        return web.Response()

    receiver = web.Application()
    receiver.router.add_post("/", handle)
    async with TestServer(receiver) as server:
        url = str(server.make_url("/"))
        sandbox.deliver_over_http(url)
        reply = await lead.command("/crisis")
        assert (reply.status, reply.error) == (504, "operation_timeout")
        release.set()
    reply = await lead.command("/crisis")
    assert (reply.status, reply.error) == (503, "dispatch_failed")
    sandbox.deliver_over_http(None)
    assert not sandbox.delivery.connected
