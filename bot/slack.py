"""Calls to Slack: paced, their failures sorted into what to do about them."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.pacing import Pacer, Stop, Stopped

PASSING = {
    "fatal_error",
    "internal_error",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
}
"""Errors that say nothing about the call itself: it may have been done, and may work next time."""


FILES = URL("https://files.slack.com")
"""Where Slack serves files: https://docs.slack.dev/reference/objects/file-object"""
PIECE = 64 * 1024
"""Bytes of a file that are in memory at once."""
NO_FILE = {404: "file_not_found", 410: "file_deleted"}


class SlackRefused(Exception):
    """Slack said no, and will say so again until something else changes."""

    def __init__(self, method: str, error: str, needed: str | None = None) -> None:
        super().__init__(f"{method}: {error}")
        self.method = method
        self.error = error
        self.needed = needed


class SlackUnsure(Exception):
    """No answer that counts: Slack may or may not have done it."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(f"{method}: {error}")
        self.method = method
        self.error = error


@dataclass(frozen=True, slots=True)
class Me:
    """Who the app is in a workspace. `url` is such as `https://acme.slack.com/`."""

    team: str
    url: str
    user: str
    bot_id: str


class Slack:
    """One workspace's Slack. Of use once it has signed in."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.stop = Stop()
        self.pacer = Pacer(self.stop)
        client.retry_handlers = [_HoldOn429(self.pacer, self.stop, max_retry_count=5)]
        self.scopes: frozenset[str] | None = None
        """What the token may do, as Slack's last answer said; `None` where it did not."""
        self._date = ""
        self._me: Me | None = None
        self._direct: dict[str, str] = {}
        self._http: aiohttp.ClientSession | None = None

    @property
    def me(self) -> Me:
        if self._me is None:
            raise RuntimeError("not signed in")
        return self._me

    async def sign_in(self) -> None:
        """Asks Slack who the app is.

        Raises:
            SlackRefused, SlackUnsure: as `call`.
        """
        if self._http is None:
            # One session for all calls: connections stay open between them.
            self._http = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self.client.timeout)
            )
            self.client.session = self._http
        answer = await self.call_now("auth.test")
        self._me = Me(
            team=answer["team_id"],
            url=answer["url"],
            user=answer["user_id"],
            bot_id=answer.get("bot_id", ""),
        )

    async def check_app_token(self, token: str) -> None:
        """Asks for a Socket Mode address once, since the SDK would ask for ever.

        Raises:
            SlackRefused, SlackUnsure: as `call`.
        """
        scopes = self.scopes
        await self._answer(
            "apps.connections.open", self.client.apps_connections_open(app_token=token)
        )
        # The answer told those of the other token.
        self.scopes = scopes

    async def close(self) -> None:
        """Breaks off what is under way; later calls raise `Stopped`."""
        self.stop.set()
        if self._http is not None:
            await self._http.close()

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Calls a Web API method and returns its answer.

        Raises:
            SlackRefused: Slack said no.
            SlackUnsure: no answer, or one that says nothing about the call.
            Stopped: the app is stopping.
        """
        await self.pacer.wait(method, arguments.get("channel"))
        return await self.call_now(method, **arguments)

    async def call_now(self, method: str, **arguments: Any) -> dict[str, Any]:
        """`call` without waiting for the pace: for what a person waits for, and after a wait."""
        return await self._answer(method, self.client.api_call(method, json=arguments))

    async def call_form(self, method: str, **arguments: Any) -> dict[str, Any]:
        """`call` for the methods that read forms only, such as those that list or look up."""
        await self.pacer.wait(method, arguments.get("channel"))
        return await self._answer(method, self.client.api_call(method, data=arguments))

    async def direct(self, user: str) -> str:
        """The channel ID of the direct messages with a user.

        Raises:
            SlackRefused, SlackUnsure: as `call`.
        """
        if user not in self._direct:
            answer = await self.call("conversations.open", users=user)
            self._direct[user] = answer["channel"]["id"]
        return self._direct[user]

    async def upload(self, url: str, content: bytes | Path) -> None:
        """Sends a file's bytes, or a file on the disk, to the address that Slack gave for it."""
        if isinstance(content, bytes):
            await self._send("upload", url, data=content)
            return
        with content.open("rb") as file:
            await self._send("upload", url, data=file)

    async def download(self, url: str) -> AsyncGenerator[bytes, None]:
        """A file's bytes as they come, from its `url_private_download`.

        However large it is, it may take its time; a silence of `client.timeout` seconds ends it.

        Raises:
            SlackRefused: Slack will not give it, or it lies elsewhere than at Slack.
            SlackUnsure: no answer, or it broke off.
            Stopped: the app is stopping.
        """
        if not self._at_slack(url):
            # The token goes to nobody else; a file from another service has an address there.
            raise SlackRefused("download", "not_at_slack")
        if self.stop or self._http is None:
            raise Stopped
        patience = aiohttp.ClientTimeout(
            sock_connect=self.client.timeout, sock_read=self.client.timeout
        )
        try:
            async with self._http.get(
                url,
                headers={"Authorization": f"Bearer {self.client.token}"},
                # To whom it does not let in, Slack shows the page to sign in.
                allow_redirects=False,
                timeout=patience,
            ) as response:
                if response.status >= 500 or response.status == 429:
                    raise SlackUnsure("download", f"http_{response.status}")
                if response.status != 200:
                    raise SlackRefused("download", NO_FILE.get(response.status, "file_denied"))
                async for piece in response.content.iter_chunked(PIECE):
                    if self.stop:
                        raise Stopped
                    yield piece
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackUnsure("download", type(error).__name__) from error

    def _at_slack(self, url: str) -> bool:
        """Whether the token may go there: to Slack's files, or to where its API is."""
        try:
            return URL(url).origin() in (FILES, URL(self.client.base_url).origin())
        except ValueError:
            return False

    async def respond(self, response_url: str, message: Mapping[str, Any]) -> None:
        """Answers an interaction through its `response_url`."""
        await self._send("response_url", response_url, json=message)

    async def _send(self, what: str, url: str, **body: Any) -> None:
        try:
            if self.stop or self._http is None:
                raise Stopped
            async with self._http.post(url, **body) as response:
                if response.status >= 500 or response.status == 429:
                    raise SlackUnsure(what, f"http_{response.status}")
                if response.status >= 400:
                    raise SlackRefused(what, f"http_{response.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackUnsure(what, type(error).__name__) from error

    async def _answer(self, method: str, call: Coroutine[Any, Any, Any]) -> dict[str, Any]:
        if self.stop:
            call.close()
            raise Stopped
        try:
            response = await call
        except Stopped:
            raise
        except SlackApiError as error:
            data = getattr(error.response, "data", None)
            answer: dict[str, Any] = data if isinstance(data, dict) else {}
            code = answer.get("error")
            if code is None or code in PASSING:
                status = getattr(error.response, "status_code", 0)
                raise SlackUnsure(method, str(code or f"http_{status}")) from error
            raise SlackRefused(method, str(code), answer.get("needed")) from error
        except Exception as error:
            # No answer, or one that is not Slack's: a gateway's page, half a body.
            raise SlackUnsure(method, type(error).__name__) from error
        self._note(response.headers)
        return dict(response.data)

    def _note(self, headers: Mapping[str, Any]) -> None:
        """Keeps what each answer tells beside the answer."""
        scopes, date = headers.get("x-oauth-scopes"), headers.get("date")
        if scopes is not None:
            self.scopes = frozenset(scope.strip() for scope in str(scopes).split(","))
        if date is not None:
            self._date = str(date)

    @property
    def clock(self) -> datetime | None:
        """Slack's own time at its last answer, to the second."""
        try:
            return parsedate_to_datetime(self._date)
        except ValueError:
            return None

    def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, as Slack itself forms it."""
        return f"{self.me.url}archives/{channel}/p{ts.replace('.', '')}"


def at(url: str, token: str, timeout: int) -> Slack:
    """A workspace's Slack at this address."""
    return Slack(AsyncWebClient(token=token, base_url=url, timeout=timeout))


class _HoldOn429(AsyncRateLimitErrorRetryHandler):
    """Waits out Retry-After, with all other callers of the method, unless the app stops."""

    def __init__(self, pacer: Pacer, stop: Stop, max_retry_count: int) -> None:
        super().__init__(max_retry_count=max_retry_count)
        self._pacer = pacer
        self._stop = stop

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        headers = {k.lower(): v for k, v in (response.headers if response else {}).items()}
        after = headers.get("retry-after", ["1"])
        seconds = float(after[0] if isinstance(after, list) else after)
        self._pacer.hold(request.url.rsplit("/", 1)[-1], seconds)
        state.next_attempt_requested = True
        await self._stop.sleep(seconds + random.random())  # noqa: S311
        state.increment_current_attempt()
