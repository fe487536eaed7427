"""The Web API endpoint: reads a call, checks token, limits and faults, performs and answers."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from .errors import SlackError
from .faults import Drop, Faults
from .limits import RateLimits
from .methods import METHODS, Args, Context, Method
from .records import Json
from .responses import respond
from .workspace import Workspace

# Arguments that are JSON, also when they come as strings in a form.
_JSON_ARGUMENTS = ("blocks", "view", "metadata", "attachments", "files")


@dataclass(slots=True)
class Call:
    """A call, once it was performed or refused. `at` and `took` are in seconds.

    `error` is what it was answered with, "connection_dropped" if it was dropped before it was
    performed, None if it was performed. `seq` counts from 1.
    """

    method: str
    args: Json
    at: float
    error: str | None = None
    seq: int = 0
    took: float | None = None


class WebApi:
    """Answers /api/METHOD and /response/KEY."""

    def __init__(
        self,
        ws: Workspace,
        faults: Faults,
        tokens: dict[str, str],
        scopes: Callable[[], set[str]],
        limits: RateLimits | None,
    ) -> None:
        self.ws = ws
        self.faults = faults
        self.limits = limits
        self.calls: list[Call] | deque[Call] = []
        self.count = 0
        self._recorded = 0
        self.on_call: Callable[[Call], None] = lambda call: None
        self.stopping = asyncio.Event()
        self._tokens = tokens
        self._scopes = scopes

    def keep_calls(self, limit: int | None) -> None:
        """Keeps only so many calls; None keeps all."""
        self.calls = list(self.calls) if limit is None else deque(self.calls, maxlen=limit)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call of a Web API method."""
        name = request.match_info["method"]
        try:
            values, token = await _read(request)
        except SlackError as error:
            return self._answer(error.body())
        answer = await self._take(request, name, values, lambda: self._perform(name, values, token))
        scopes = self._scopes_of(token)
        if scopes is not None:
            answer.headers["x-oauth-scopes"] = ",".join(sorted(scopes))
        return answer

    def _scopes_of(self, token: str) -> set[str] | None:
        """What a token may do, as each answer tells; one that Slack does not know may do nothing."""
        kind = self._tokens.get(token)
        return self._scopes() if kind == "bot" else {"connections:write"} if kind else None

    async def handle_response_url(self, request: web.Request) -> web.StreamResponse:
        """One post to a response URL; recorded as the method "response_url"."""
        try:
            body = json.loads(await request.text())
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        key = request.match_info["key"]

        def perform() -> Json:
            respond(self.ws, key, body)
            return {}

        args = body if isinstance(body, dict) else {}
        return await self._take(request, "response_url", args, perform)

    async def _take(
        self, request: web.Request, name: str, values: Json, perform: Callable[[], Json]
    ) -> web.StreamResponse:
        """Performs, records and answers a call, with the faults that are switched on."""
        started = time.monotonic()
        self.count += 1
        count = self.count
        call = Call(name, values, self.ws.now())
        try:
            answer = await self._refusal(call, count)
            if answer is not None:
                self._record(call, started)
                return answer
            answer = self._performed(call, perform)
            self._record(call, started)
            self.faults.called(name, "after", count)
            if self.faults.loses(name):
                raise Drop
            if self.faults.hangs(name):
                await self.stopping.wait()
                raise Drop
        except Drop:
            if call.took is None:
                call.error = "connection_dropped"
                self._record(call, started)
            return self._drop(request)
        return answer

    async def _refusal(self, call: Call, count: int) -> web.Response | None:
        """The answer of a fault that keeps the call from being performed."""
        faults = self.faults
        if faults.refuses(call.method):
            raise Drop
        delay = faults.delay(call.method)
        if delay:
            await asyncio.sleep(delay)
        failure = faults.failure(call.method)
        if failure is not None:
            call.error = failure.error
            body = {"ok": False, "error": failure.error}
            return self._answer(body, failure.status, failure.retry_after)
        faults.called(call.method, "before", count)
        return None

    def _performed(self, call: Call, perform: Callable[[], Json]) -> web.Response:
        try:
            return self._answer({"ok": True, **perform()})
        except _Limited as limited:
            call.error = "ratelimited"
            return self._answer({"ok": False, "error": "ratelimited"}, 429, limited.seconds)
        except SlackError as error:
            call.error = error.code
            return self._answer(error.body(), _refusal_status(call.method, error))

    def note(self, method: str, args: Json) -> None:
        """Records what was asked for by another way than a Web API method."""
        self._record(Call(method, args, self.ws.now()), time.monotonic())

    def _record(self, call: Call, started: float) -> None:
        call.took = time.monotonic() - started
        self._recorded += 1
        call.seq = self._recorded
        self.calls.append(call)
        self.on_call(call)

    def _perform(self, name: str, values: Json, token: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._authorise(method, token)
        if self.limits is not None:
            channel = str(values.get("channel", ""))
            channel = self.ws.channel_names.get(channel.removeprefix("#"), channel)
            seconds = self.limits.take(name, channel)
            if seconds:
                raise _Limited(seconds)
        scopes = self._scopes()
        context = Context(name, Args(values), self.ws, scopes, self.ws.base_url)
        context.need(*method.scopes)
        return method.handler(context)

    def _authorise(self, method: Method, token: str) -> None:
        if method.caller == "anyone":
            return
        if not token:
            raise SlackError("not_authed")
        kind = self._tokens.get(token)
        if kind is None:
            raise SlackError("invalid_auth")
        if kind != method.caller:
            raise SlackError("not_allowed_token_type")

    def _answer(self, body: Json, status: int = 200, retry_after: int = 1) -> web.Response:
        headers = {
            "Date": formatdate(self.ws.now(), usegmt=True),
            "x-slack-req-id": secrets.token_hex(16),
        }
        if status == 429:
            headers["Retry-After"] = str(retry_after)
        return web.json_response(body, status=status, headers=headers)

    @staticmethod
    def _drop(request: web.Request) -> web.StreamResponse:
        """Closes the connection without an answer."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


class _Limited(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _refusal_status(name: str, error: SlackError) -> int:
    """Web API methods refuse with HTTP 200; a response URL does not."""
    if name != "response_url":
        return 200
    return 404 if error.code in ("used_url", "expired_url") else 400


async def _read(request: web.Request) -> tuple[Json, str]:
    """The arguments of a call, from query and body, and its token."""
    values: Json = dict(request.query)
    if request.can_read_body:
        if request.content_type == "application/json":
            values.update(_parse_object(await request.text()))
        else:
            form = await request.post()
            values.update({name: _form_value(value) for name, value in form.items()})
    token = str(values.pop("token", ""))
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith("Bearer "):
        token = authorization.removeprefix("Bearer ")
    for name in _JSON_ARGUMENTS:
        value = values.get(name)
        if isinstance(value, str) and value[:1] in ("{", "["):
            try:
                values[name] = json.loads(value)
            except ValueError:
                continue  # The method says which error that is.
    return values, token


def _parse_object(text: str) -> Json:
    try:
        value: Any = json.loads(text)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


def _form_value(value: str | bytes | bytearray | FileField) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, FileField):
        return value.filename
    return value.decode(errors="replace")
