"""The sandbox itself: a Slack workspace on a port of the loopback interface."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import TracebackType

from aiohttp import web
from aiohttp.web_request import FileField

from . import downloads
from .control import Control
from .delivery import ACK_SECONDS, Delivery
from .events import RETRY_SECONDS, Events
from .faults import Faults
from .limits import RateLimits
from .live import Live
from .manifest import Manifest
from .people import Person
from .records import App, Change, File, User, UserGroup
from .seed import seed
from .web_api import Call, WebApi
from .workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_PAGE = Path(__file__).parent / "page"
_LARGEST_BODY = 64 * 1024 * 1024

_COLORS = ("4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "9f69e7", "2b6836", "db3150")


@web.middleware
async def _own_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuses requests that another web page makes, also one that reaches us by its own name:
    anything in the developer's browser could act for the people here otherwise."""
    origin = request.headers.get("Origin")
    if request.url.host not in LOOPBACK or origin not in (None, f"http://{request.host}"):
        raise web.HTTPForbidden(text="only from the sandbox's own page")
    return await handler(request)


class Sandbox:
    """A local Slack. It binds the loopback interface only and keeps all in memory.

    Its state outlives the app, which may stop and connect again. `now` gives seconds since
    1970 and rules timestamps, triggers and rate limits; `ack_seconds` and
    `event_retry_seconds` are real time.
    """

    team_id = "T0SANDBOX"
    bot_token = "xoxb-sandbox"  # noqa: S105 (opens nothing but this sandbox)
    app_token = "xapp-sandbox"  # noqa: S105
    signing_secret = "sandbox-signing-secret"  # noqa: S105

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        enforce_rate_limits: bool = True,
        now: Callable[[], float] = time.time,
        manifest: Path | None = None,
        record_calls_limit: int | None = None,
        ack_seconds: float = ACK_SECONDS,
        event_retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"the sandbox binds loopback only, not {host}")
        self.host, self.port = host, port
        self.manifest = Manifest.read(manifest) if manifest is not None else Manifest()
        self.scopes: set[str] = set(self.manifest.scopes)
        self.bot_user_id, self.bot_id, self.app_id = "U0SANDBOXBOT", "B0SANDBOX", "A0SANDBOX"
        app = App(
            app_id=self.app_id,
            bot_id=self.bot_id,
            bot_user_id=self.bot_user_id,
            name=self.manifest.name,
            team_id=self.team_id,
            team_name="Sandbox",
            team_domain="sandbox",
            home_tab=self.manifest.home_tab,
        )
        self.workspace = Workspace(app, now)
        self.faults = Faults()
        self.delivery = Delivery(app, self.signing_secret, ack_seconds)
        self.delivery.changed = lambda: self.live.tell({"type": "app"})
        self.events = Events(
            self.workspace, self.delivery, self.manifest.events, event_retry_seconds
        )
        self.live = Live(self.workspace)
        self.people: dict[str, Person] = {}
        self._api = WebApi(
            self.workspace,
            self.faults,
            {self.bot_token: "bot", self.app_token: "app"},
            lambda: self.scopes,
            RateLimits(now) if enforce_rate_limits else None,
        )
        self._api.keep_calls(record_calls_limit)
        self._api.on_call = self._called
        self._runner: web.AppRunner | None = None
        self._waiting: set[asyncio.Event] = set()
        seed(self)

    # Running

    async def start(self) -> None:
        """Opens the port; `url` is known afterwards."""
        app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[_own_only])
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._api.handle),
                web.post("/response/{key}", self._api.handle_response_url),
                web.get("/socket", self.delivery.serve_socket),
                web.route("*", "/upload/{file_id}", self._upload),
                web.get("/files/{file_id}/{name}", self._download),
                web.get("/", self._index),
                web.get("/archives/{channel}/{message}", self._index),
                *Control(self).routes(),
            ]
        )
        if _PAGE.is_dir():
            app.router.add_static("/page", _PAGE)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.workspace.base_url = self.url
        self.workspace.listeners += [self.live.listen, self.events.listen, self._changed]

    async def stop(self) -> None:
        """Closes every connection and the port."""
        self._api.stopping.set()
        self.live.stop()
        await self.events.stop()
        await self.delivery.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        self.workspace.listeners.clear()

    async def __aenter__(self) -> Sandbox:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Such as http://127.0.0.1:8765."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def api_url(self) -> str:
        """The base URL for a Slack client, and SLACK_API_URL of the app."""
        return self.url + "/api/"

    # The app's side

    def deliver_over_http(self, url: str | None) -> None:
        """Sends what people do to this URL, signed; None goes back to Socket Mode."""
        self.delivery.use_http(url)

    async def connected(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Returns once the app can be reached. TimeoutError after so many seconds."""
        await asyncio.wait_for(self.delivery.wait_connected(), timeout)

    async def disconnect_socket(self, reason: str = "refresh_requested") -> None:
        """Tells the app's connections to go, and closes them."""
        await self.delivery.disconnect(reason)

    def cut_socket(self) -> None:
        """Breaks the app's connections off without a word, as when its process dies."""
        self.delivery.cut()

    @property
    def calls(self) -> list[Call] | deque[Call]:
        """Every Web API call received, posts to response URLs as "response_url", and what the app
        read of files as "download"."""
        return self._api.calls

    @property
    def record_calls_limit(self) -> int | None:
        """How many calls are kept, None for all."""
        calls = self._api.calls
        return calls.maxlen if isinstance(calls, deque) else None

    @record_calls_limit.setter
    def record_calls_limit(self, limit: int | None) -> None:
        self._api.keep_calls(limit)

    # Waiting, without polling

    async def until(
        self,
        condition: Callable[[], object],
        timeout: float = 10.0,  # noqa: ASYNC109
    ) -> None:
        """Returns once `condition` holds; it is tried after each change and each call.

        TimeoutError after so many seconds.
        """
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    await woken.wait()
                    woken.clear()
        finally:
            self._waiting.discard(woken)

    async def settled(self) -> None:
        """Returns once every event was acknowledged by the app, or given up."""
        await self.events.settled()

    def _changed(self, change: Change) -> None:
        for woken in self._waiting:
            woken.set()

    def _called(self, call: Call) -> None:
        for woken in self._waiting:
            woken.set()
        self.live.tell({"type": "call", "method": call.method, "seq": call.seq})

    # People and groups

    def person(self, key: str) -> Person:
        """A person by key, such as "community_manager"."""
        return self.people[key]

    def add_person(
        self,
        key: str,
        name: str | None = None,
        locale: str = "en-US",
        bot: bool = False,
        deleted: bool = False,
        guest: bool = False,
        admin: bool = False,
        tz: str | None = None,
        team: str = "",
    ) -> Person:
        """A new member, in #general unless a guest, a bot, deleted or of another company, whose
        workspace is `team`."""
        ws = self.workspace
        french = locale.startswith("fr")
        user = User(
            id=ws.new_id("U"),
            key=key,
            name=key,
            real_name=name or key.replace("_", " ").capitalize(),
            locale=locale,
            tz=tz or ("Europe/Paris" if french else "Europe/London"),
            color=_COLORS[len(ws.users) % len(_COLORS)],
            is_bot=bot,
            deleted=deleted,
            is_restricted=guest,
            is_admin=admin,
            updated=ws.seconds(),
            team=team,
        )
        ws.add_user(user)
        person = Person(user, ws, self.delivery, self.events, self.manifest)
        self.people[key] = person
        if not bot and not deleted:
            ws.open_im(user.id)
        if "general" in ws.channel_names and not (guest or bot or deleted or team):
            ws.join(ws.channel("general"), user.id)
        return person

    def add_usergroup(self, handle: str, name: str, people: Sequence[str]) -> UserGroup:
        """A user group of people given by key."""
        ws = self.workspace
        users = [self.people[key].user_id for key in people]
        group = UserGroup(ws.new_id("S"), handle, name, users, ws.seconds())
        ws.usergroups[group.id] = group
        return group

    # Files and the page

    def may_read(self, user_id: str, file: File) -> bool:
        """Whether a person may read a file: their own, or in a channel they see. The app also
        reads what it was given in a form."""
        return self.workspace.reads(user_id, file)

    async def _upload(self, request: web.Request) -> web.Response:
        file = self.workspace.files.get(request.match_info["file_id"])
        if file is None or file.completed or request.method not in ("POST", "PUT"):
            return web.Response(status=404, text="file_not_found")
        content = b""
        if request.content_type == "multipart/form-data":
            for field in (await request.post()).values():
                if isinstance(field, FileField):
                    content = field.file.read()
        else:
            content = await request.read()
        if len(content) != file.size:
            return web.Response(status=400, text="length does not match")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes: for the app with its token, for the page with a person's key."""
        file = self.workspace.files.get(request.match_info["file_id"])
        if file is None or (file.content is None and file.stream is None and not file.deleted):
            return web.Response(status=404)
        person = self.people.get(request.query.get("user", ""))
        if person is not None and not self.may_read(person.user_id, file):
            return web.Response(status=403)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        by_app = token == self.bot_token and "files:read" in self.scopes
        readable = person is not None or (by_app and self.may_read(self.bot_user_id, file))
        if person is None:
            self._api.note(downloads.METHOD, {"file": file.id})
        return await downloads.serve(request, file, readable, self.faults, self._api.stopping)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        index = _PAGE / "index.html"
        if not index.is_file():
            return web.Response(status=404, text="the page is not installed")
        return web.FileResponse(index)
