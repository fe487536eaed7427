"""What people do, brought to the app: over Socket Mode (WebSocket) or as signed HTTP.

https://docs.slack.dev/apis/events-api/using-socket-mode
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, WSMsgType, web

from .records import App, Json

# Slack waits so long for an answer.
ACK_SECONDS = 3.0

# How often the server pings a WebSocket.
PING_SECONDS = 10.0

# How long a connection that was told to go may stay open.
GRACE_SECONDS = 0.5

COMMANDS = "slash_commands"
INTERACTIVE = "interactive"
EVENTS = "events_api"


@dataclass(frozen=True, slots=True)
class Reply:
    """The app's answer: an HTTP status (Socket Mode: 200 once acknowledged, 503 without a
    connection, 504 after three seconds), its body, and how many seconds it took.

    `error` is what the person is told went wrong, None if nothing did.
    """

    status: int
    body: Json | str | None
    took: float
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the app answered in time and with success."""
        return self.error is None


def _failed(status: int, started: float, body: Json | str | None = None) -> Reply:
    error = "operation_timeout" if status == 504 else "dispatch_failed"
    return Reply(status, body, time.monotonic() - started, error)


@dataclass(slots=True, eq=False)
class _Socket:
    """One connection of the app, and the envelopes it has not acknowledged."""

    ws: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Delivery:
    """Sends to the app. `changed` is called when a connection comes or goes."""

    def __init__(self, app: App, signing_secret: str, ack_seconds: float = ACK_SECONDS) -> None:
        self.app = app
        self.signing_secret = signing_secret
        self.ack_seconds = ack_seconds
        self.url: str | None = None
        self.changed: Callable[[], None] = lambda: None
        self._sockets: list[_Socket] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._up = asyncio.Event()
        self._session: ClientSession | None = None

    @property
    def connected(self) -> bool:
        """Whether there is somewhere to send to."""
        return self.url is not None or bool(self._sockets)

    async def wait_connected(self) -> None:
        """Returns once there is somewhere to send to."""
        await self._up.wait()

    def use_http(self, url: str | None) -> None:
        """Sends to a URL from now on; None goes back to Socket Mode."""
        self.url = url
        self._mark()

    def _mark(self) -> None:
        if self.connected:
            self._up.set()
        else:
            self._up.clear()
        self.changed()

    async def stop(self) -> None:
        """Closes all connections."""
        for closing in set(self._closing):
            closing.cancel()
        for socket in list(self._sockets):
            await socket.ws.close()
        if self._session is not None:
            await self._session.close()

    async def send(
        self, kind: str, payload: Json, retry_num: int = 0, retry_reason: str = ""
    ) -> Reply:
        """Delivers one envelope or request, and waits for the answer."""
        if self.url is not None:
            return await self._send_http(self.url, kind, payload, retry_num, retry_reason)
        return await self._send_socket(kind, payload, retry_num, retry_reason)

    # Socket Mode

    async def serve_socket(self, request: web.Request) -> web.WebSocketResponse:
        """The WebSocket of one connection, until it closes."""
        ws = web.WebSocketResponse(heartbeat=PING_SECONDS, max_msg_size=0)
        await ws.prepare(request)
        socket = _Socket(ws, request)
        self._sockets.append(socket)
        try:
            await ws.send_json(
                {
                    "type": "hello",
                    "num_connections": len(self._sockets),
                    "debug_info": {
                        "host": "sandbox",
                        "build_number": 1,
                        "approximate_connection_time": 3600,
                    },
                    "connection_info": {"app_id": self.app.app_id},
                }
            )
            self._mark()
            async for message in ws:
                if message.type == WSMsgType.TEXT:
                    self._acknowledge(socket, message.data)
        except ConnectionError:
            pass  # The app went away while the hello was sent.
        finally:
            self._forget(socket)
        return ws

    def _forget(self, socket: _Socket) -> None:
        if socket not in self._sockets:
            return
        self._sockets.remove(socket)
        for future in socket.waiting.values():
            if not future.done():
                future.set_exception(ConnectionResetError("the app's connection closed"))
        self._mark()

    @staticmethod
    def _acknowledge(socket: _Socket, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if isinstance(answer, dict):
            future = socket.waiting.pop(str(answer.get("envelope_id")), None)
            if future is not None and not future.done():
                future.set_result(answer)

    async def _send_socket(
        self, kind: str, payload: Json, retry_num: int, retry_reason: str
    ) -> Reply:
        started = time.monotonic()
        if not self._sockets:
            return _failed(503, started)
        self._turn += 1
        socket = self._sockets[self._turn % len(self._sockets)]
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != EVENTS,
        }
        if kind == EVENTS:
            envelope["retry_attempt"] = retry_num
            envelope["retry_reason"] = retry_reason
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope_id] = future
        try:
            await socket.ws.send_str(json.dumps(envelope))
            answer = await asyncio.wait_for(future, self.ack_seconds)
        except TimeoutError:
            return _failed(504, started)
        except ConnectionError:
            return _failed(503, started)
        finally:
            socket.waiting.pop(envelope_id, None)
        return Reply(200, answer.get("payload"), time.monotonic() - started)

    async def disconnect(self, reason: str) -> None:
        """Tells every connection to go, as Slack does to renew one; nothing more is sent to it.

        The app closes it once it has another; the sandbox does if it is still open then.
        """
        for socket in list(self._sockets):
            self._forget(socket)
            message = {
                "type": "disconnect",
                "reason": reason,
                "debug_info": {"host": "sandbox"},
            }
            try:
                await socket.ws.send_json(message)
            except ConnectionError:
                continue  # It closed by itself.
            closing = asyncio.create_task(self._close_later(socket))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    def cut(self) -> None:
        """Breaks every connection off."""
        for socket in list(self._sockets):
            self._forget(socket)
            if socket.request.transport is not None:
                socket.request.transport.abort()

    @staticmethod
    async def _close_later(socket: _Socket) -> None:
        await asyncio.sleep(GRACE_SECONDS)
        await socket.ws.close()

    # Signed HTTP

    def sign(self, body: str, timestamp: str) -> str:
        """The x-slack-signature of a request."""
        base = f"v0:{timestamp}:{body}".encode()
        digest = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return f"v0={digest}"

    async def _send_http(
        self, url: str, kind: str, payload: Json, retry_num: int, retry_reason: str
    ) -> Reply:
        started = time.monotonic()
        if kind == EVENTS:
            body, content_type = json.dumps(payload), "application/json"
        else:
            content_type = "application/x-www-form-urlencoded"
            form = payload if kind == COMMANDS else {"payload": json.dumps(payload)}
            body = urlencode(form)
        # The real clock: the app compares with its own.
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": self.sign(body, timestamp),
        }
        if retry_num:
            headers["X-Slack-Retry-Num"] = str(retry_num)
            headers["X-Slack-Retry-Reason"] = retry_reason
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=0))
        timeout = ClientTimeout(total=self.ack_seconds)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=timeout
            ) as response:
                text = await response.text()
                status, answered = response.status, response.content_type
        except TimeoutError:
            return _failed(504, started)
        except (ClientError, ConnectionError):
            return _failed(503, started)
        answer = _read_body(text, answered)
        if status >= 300:
            return _failed(status, started, answer)
        return Reply(status, answer, time.monotonic() - started)


def _read_body(text: str, content_type: str) -> Json | str | None:
    if not text:
        return None
    if content_type == "application/json":
        value: Any = json.loads(text)
        return value if isinstance(value, dict) else text
    return text
