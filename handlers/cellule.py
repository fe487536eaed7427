"""The whole app: the log, Slack, and what keeps the two in line, started and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.config import Config
from bot.courier import Courier
from bot.crisis import Crisis
from bot.directory import Directory
from bot.keeper import Keeper
from bot.playbook_shelf import OURS as PLANS
from bot.playbook_shelf import Playbooks
from bot.report.reading import ClosedCases
from bot.services import Services
from bot.slack import Slack, SlackUnsure
from bot.store import (
    Kept,
    Log,
    Outbox,
    PastCrises,
    SettingsStore,
    ShownSurfaces,
    connect,
    migrate,
)
from bot.sync import Sync, backoff
from bot.ticker import Ticker
from handlers.asking import ephemeral, words_of
from handlers.coming import Lookout
from handlers.home_tab import room_opened
from statements.templates import OURS, Templates

log = structlog.get_logger(__name__)

CALL_TIMEOUT = 15
"""Seconds after which a call to Slack counts as unanswered."""
FIRST_TRIES = 8
ACK_WITHIN = 3.0
"""Seconds after which Slack takes a request for unanswered."""


def now() -> datetime:
    return datetime.now(UTC)


class Cellule:
    """One running app.

    `clock` gives the time, `backoff` the pause after a failed try, `call_timeout` the seconds
    after which a call to Slack counts as unanswered.
    """

    def __init__(
        self,
        config: Config,
        *,
        clock: Callable[[], datetime] = now,
        backoff: Callable[[int], float] = backoff,
        call_timeout: int = CALL_TIMEOUT,
    ) -> None:
        self.config = config
        self.engine = connect(config.database_url)
        self.client = AsyncWebClient(
            token=config.slack_bot_token.get_secret_value(),
            base_url=config.slack_api_url,
            timeout=call_timeout,
        )
        self.slack = Slack(self.client)
        self.log = Log(self.engine, clock)
        self.outbox = Outbox(self.engine)
        directory = Directory(self.slack_of)
        courier = Courier(self.log, self.outbox, self.slack_of, directory)
        self.sync = Sync(
            self.log, self.outbox, ShownSurfaces(self.engine), self.slack_of, courier, backoff
        )
        self.log.on_append = self._appended
        self.services = Services(
            log=self.log,
            sync=self.sync,
            directory=directory,
            settings=SettingsStore(self.engine),
            past=PastCrises(self.engine),
            closed_cases=ClosedCases(self.engine, self.log.crisis),
            slack_of=self.slack_of,
            now=clock,
            templates=Templates(config.templates_dir) if config.templates_dir else OURS,
            playbooks=Playbooks(config.playbooks_dir) if config.playbooks_dir else PLANS,
            drills_dir=config.drills_dir,
        )
        lookout, keeper = Lookout(self.services), Keeper(self.services, Kept(self.engine))
        self.ticker = Ticker(self.log, clock, lookout.look, keeper.look)
        self.bolt = self._bolt()
        self._ticking: asyncio.Task[None] | None = None
        self._socket: _Socket | None = None
        self._server: web.AppRunner | None = None

    def _appended(self, crisis: Crisis, deliver: bool) -> None:
        self.sync.wake(crisis, deliver)
        room_opened(self.services, crisis)

    def slack_of(self, team: str) -> Slack:
        """The Slack of a workspace. This installation serves one."""
        return self.slack

    def _bolt(self) -> AsyncApp:
        secret = self.config.slack_signing_secret

        async def authorize() -> AuthorizeResult:
            me = self.slack.me
            return AuthorizeResult(
                enterprise_id=None,
                team_id=me.team,
                bot_token=self.client.token,
                bot_id=me.bot_id,
                bot_user_id=me.user,
            )

        app = AsyncApp(
            signing_secret=secret.get_secret_value() if secret else None,
            # Without a token of its own: `authorize` gives it with each request.
            client=AsyncWebClient(base_url=self.config.slack_api_url),
            authorize=authorize,
            # The ack is the answer, sent when the handler is through: after the commit.
            process_before_response=True,
            # To Bolt, a message of ours that somebody deletes is an event of our own.
            ignoring_self_events_enabled=False,
            request_verification_enabled=secret is not None,
        )
        handlers.register(app, self.services)
        app.error(self._explain)
        return app

    async def _explain(self, error: Exception, body: dict[str, Any], respond: Any) -> None:
        """A failure that no handler foresaw: logged, and told to the person."""
        log.error("handler_failed", exc_info=error)
        if body.get("response_url") or body.get("response_urls"):
            t = await words_of(self.services, body)
            text = t("That did not work as it should. Look at the room before you try again.")
            ephemeral(self.services, respond, text)

    async def start(self) -> None:
        """Migrates, connects, and takes up what an earlier process left undone.

        Raises:
            SlackRefused: the token is not accepted.
            SlackUnsure: Slack did not answer.
        """
        await migrate(self.engine)
        await self.log.keys.signer()
        for attempt in range(1, FIRST_TRIES + 1):
            try:
                await self.slack.sign_in()
                break
            except SlackUnsure as unsure:
                if attempt == FIRST_TRIES:
                    raise
                log.warning("slack_does_not_answer", error=unsure.error, attempt=attempt)
                await asyncio.sleep(self.sync.backoff(attempt))
        if self.config.slack_app_token is not None:
            await self.slack.check_app_token(self.config.slack_app_token.get_secret_value())
            self._socket = _Socket(self.bolt, self.config.slack_app_token.get_secret_value())
            await self._socket.connect_async()  # type: ignore[no-untyped-call]
        else:
            await self._serve()
        await self.sync.start()
        self._ticking = asyncio.create_task(self.ticker.run(), name="ticker")
        log.info("connected", team=self.slack.me.team, socket_mode=self._socket is not None)

    async def _serve(self) -> None:
        server = self.bolt.web_app(path="/slack/events")
        server.router.add_get("/health", _health)
        self._server = web.AppRunner(server, access_log=None, shutdown_timeout=ACK_WITHIN)
        await self._server.setup()
        site = web.TCPSite(self._server, port=self.config.port)
        await site.start()

    async def stop(self, grace: float = 5.0) -> None:
        """Takes nothing new, finishes what was taken, leaves the rest in the database."""
        if self._socket is not None:
            await self._socket.finish()
        if self._server is not None:
            await self._server.cleanup()
        if self._ticking is not None:
            self.ticker.stop()
            await self._ticking
        await self.services.drain(grace)
        await self.sync.stop(grace)
        await self.slack.close()
        await self.sync.stopped()
        await self.log.close()
        await self.engine.dispose()


class _Socket(AsyncSocketModeHandler):
    """Socket Mode that can finish what it was handed before it closes."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token)
        self._idle = asyncio.Event()
        self._idle.set()
        self._taken = 0

    async def handle(self, client: Any, req: Any) -> None:
        self._taken += 1
        self._idle.clear()
        try:
            await super().handle(client, req)
        finally:
            self._taken -= 1
            if self._taken == 0:
                self._idle.set()

    async def finish(self) -> None:
        """Closes once what was handed over is answered, or too late to be."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), ACK_WITHIN)
        await self.close_async()  # type: ignore[no-untyped-call]


async def _health(_: web.Request) -> web.Response:
    return web.Response(text="ok")
