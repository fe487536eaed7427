"""The whole app beside a local Slack: how most tests reach it."""

from __future__ import annotations

import asyncio
import contextvars
import copy
import gc
import os
import socket
import time
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from bot.chain import Entry, first_fault
from bot.config import Config
from bot.crisis import Crisis
from bot.events import Language
from bot.locale import words
from bot.people import Person as Reader
from bot.refused import Reason, Refused
from bot.sandbox import Person, Sandbox, payloads
from bot.sandbox.delivery import INTERACTIVE, Reply
from bot.sandbox.records import Channel, Message
from bot.sandbox.web_api import Call
from bot.surfaces.content import Content
from bot.surfaces.refusals import refusal, refusal_in_form
from bot.sync import Pace
from handlers.cellule import Cellule
from tests.record.records import fits

# Where nobody watches, the same code gives the same verdict; at a desk, each run looks elsewhere.
# How long an example takes is no matter of a test.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

# Tracebacks with every local variable take minutes to draw, which looks like a hang.
structlog.configure(
    processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
)

MANIFEST = Path(__file__).parent.parent / "manifest.yml"


@dataclass
class Clock:
    """The app's clock: it stands still until a test moves it."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 14, 22, 40, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def quickly(attempt: int) -> float:
    """The pause after a failed try, in tests."""
    return 0.01


class Brisk(Pace):
    """Updates of a message without the pauses that spare Slack."""

    def wait(self, now: float) -> float:
        return 0.0


_process: contextvars.ContextVar[set[asyncio.Task[Any]] | None] = contextvars.ContextVar(
    "process", default=None
)
"""The tasks of the app that runs in this context, so that a test can kill the app."""


def _make_task(
    loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **options: Any
) -> asyncio.Task[Any]:
    task = asyncio.Task(work, loop=loop, **options)
    tasks = _process.get()
    if tasks is not None:
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    return task


@dataclass
class World:
    """A Slack, the app in it, and what tests do over and over."""

    slack: Sandbox
    database: str
    clock: Clock
    app: Cellule | None = None
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    dead: list[asyncio.Task[Any]] = field(default_factory=list)

    # The app's process

    async def start(
        self, *, paced: bool = False, http: bool = False, call_timeout: int = 15
    ) -> Cellule:
        """A new process of the app, on the same database.

        Args:
            paced: whether it spaces its updates out, as it does outside tests.
            http: whether it serves signed HTTP, instead of Socket Mode.
            call_timeout: seconds after which a call to Slack counts as unanswered.
        """
        asyncio.get_running_loop().set_task_factory(_make_task)
        config = Config(
            slack_bot_token=self.slack.bot_token,
            slack_app_token=None if http else self.slack.app_token,
            slack_signing_secret=self.slack.signing_secret,
            slack_api_url=self.slack.api_url,
            database_url=self.database,
            port=free_port() if http else 3000,
        )
        self.tasks, self.dead = set(), []
        context = contextvars.copy_context()
        context.run(_process.set, self.tasks)
        self.app = app = context.run(
            Cellule, config, clock=self.clock, backoff=quickly, call_timeout=call_timeout
        )
        if not paced:
            app.sync.pace = lambda crisis_id, surface: Brisk()  # type: ignore[method-assign]
            # Nor the second between two messages in a channel: neither side counts.
            app.slack.pacer._limiter = lambda method, channel: None  # type: ignore[method-assign]
            self.slack._api.limits = None
        await asyncio.get_running_loop().create_task(app.start(), context=context)
        if http:
            self.slack.deliver_over_http(f"http://127.0.0.1:{config.port}/slack/events")
        await self.slack.connected()
        return app

    def kill(self) -> None:
        """Ends the app as SIGKILL does: from here on it does nothing, neither drains nor saves."""
        self.dead = list(self.tasks)
        for task in self.dead:
            task.cancel()

    async def bury(self) -> None:
        """Waits until a killed app is gone, and closes what the system closes for the dead."""
        app, self.app = self.running, None
        await asyncio.gather(*self.dead, return_exceptions=True)
        # What SQLAlchemy starts to tidy up after them: a killed process tidies nothing.
        while left := [task for task in self.tasks if not task.done()]:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=0.01)
        if app._socket is not None:
            await app._socket.client.aiohttp_client_session.close()
        if app._server is not None:
            await app._server.cleanup()
        await app.slack.close()
        await app.engine.dispose()
        with warnings.catch_warnings():
            # That the dead gave no connection back is just what is tested.
            warnings.simplefilter("ignore")
            gc.collect()
        await self._disconnected()

    async def _disconnected(self) -> None:
        """Returns once Slack knows that the app is gone."""
        delivery, changed = self.slack.delivery, asyncio.Event()
        before, delivery.changed = delivery.changed, changed.set
        self.slack.deliver_over_http(None)
        while delivery.connected:
            changed.clear()
            await changed.wait()
        delivery.changed = before

    async def stop(self) -> None:
        """Ends the app in good order."""
        app, self.app = self.running, None
        await app.stop()

    @property
    def running(self) -> Cellule:
        assert self.app is not None
        return self.app

    async def idle(self) -> None:
        """Returns once Slack's events were taken, people were told, and Slack is in line."""
        await self.slack.settled()
        await self.running.services.drain()
        await self.running.sync.idle()

    # People

    def person(self, key: str) -> Person:
        return self.slack.person(key)

    async def join(self, who: str, room: str) -> None:
        """A person joins a room, and the record has it before anything else happens."""
        await self.person(who).join(room)
        await self.idle()

    def told(self, who: str) -> str:
        """What a person was told last, by a message that only they see."""
        seen = self.person(who).ephemerals
        return seen[-1].text if seen else ""

    async def form_for(self, who: str, text: str = "") -> dict[str, Any]:
        """The form that `/crisis <text>` opens."""
        person = self.person(who)
        reply = await person.command("/crisis", text, channel="communications")
        assert reply.ok, reply
        return person.views[-1]

    async def open(
        self, who: str = "community_manager", *, text: str = "A joke about a rival", **fields: Any
    ) -> Crisis:
        """Opens a crisis as a person does, and waits for its room."""
        view = await self.form_for(who, text)
        sent = await self.person(who).submit(view["id"], self.form(**fields))
        assert sent.closed, sent
        await self.idle()
        return (await self.running.log.crises())[0]

    def form(self, **fields: Any) -> dict[str, Any]:
        """The opening form's fields; `None` leaves one as it is."""
        values: dict[str, Any] = {
            "platforms": ["x"],
            "cause": "mistake",
            "severity": "minor",
            "language": "en",
            "post_at": int(self.clock().timestamp()) - 360,
            "post_link": "https://x.com/acme/status/1",
        }
        values |= fields
        return {name: {"value": v} for name, v in values.items() if v is not None}

    async def settings(self) -> None:
        """An admin opens the workspace's settings."""
        admin = self.person("communications_lead")
        await admin.open_home()
        await self.running.services.drain()
        assert admin.home is not None
        await admin.click_in_view(admin.home["id"], "open_settings")

    async def configure(
        self, announce_in: str | None = None, invite: Sequence[str] = (), **fields: Any
    ) -> str:
        """An admin says where crises are announced and who is invited; the channel's ID."""
        await self.settings()
        place = self.slack.workspace.channel(announce_in).id if announce_in else None
        sent = await self.fill(
            "communications_lead", announce_in=place, invite=list(invite), **fields
        )
        assert sent.closed, sent
        await self.idle()
        return place or ""

    async def fill(self, who: str, **fields: Any) -> Any:
        """Fills in and sends the form that a person has open."""
        view = self.person(who).views[-1]
        values = {_block(view, name): {"value": value} for name, value in fields.items()}
        return await self.person(who).submit(view["id"], values)

    async def export(
        self, who: str, crisis: Crisis, formats: Sequence[str] = ("json", "md"), **fields: Any
    ) -> Crisis:
        """Exports the record as a person does, and waits for the files."""
        await self.person(who).command("/crisis", "export", channel=str(crisis.channel))
        sent = await self.fill(who, formats=list(formats), **fields)
        assert sent.closed, sent
        return await self.crisis()

    def exported(self, crisis: Crisis) -> dict[str, bytes]:
        """The files of the newest export in the room, by name; those of JSON fit its schema."""
        shared = [message for message in self.room(crisis).messages.values() if message.files]
        files = [self.slack.workspace.files[file] for file in shared[-1].files]
        found = {file.name: file.content or b"" for file in files}
        for name, content in found.items():
            if name.endswith(".json"):
                fits(content)
        return found

    async def click(
        self, who: str, crisis: Crisis, surface: str, action: str, about: str = ""
    ) -> Reply:
        """Clicks a button of a surface; `about` is a part of its value."""
        return await self.press(who, self.surface(crisis, surface), action, about)

    async def press(self, who: str, message: Message, action: str, about: str = "") -> Reply:
        """Clicks a button of a message, or of a copy of what it once was."""
        return await self.send_click(who, message, action, _value(message, action, about))

    async def send_click(self, who: str, message: Message, action: str, value: str) -> Reply:
        """The click itself, with any value."""
        ws, person = self.slack.workspace, self.person(who)
        pressed = {"type": "button", "action_id": action, "block_id": "b", "value": value}
        pressed["text"] = {"type": "plain_text", "text": action}
        place = ws.channels[message.channel]
        payload = payloads.message_click(ws, person.user, place, message, pressed, {})
        return await self.slack.delivery.send(INTERACTIVE, payload)

    # What Slack shows

    async def crisis(self) -> Crisis:
        """The newest crisis as it stands, once Slack shows it."""
        await self.idle()
        return (await self.running.log.crises())[0]

    def room(self, crisis: Crisis) -> Channel:
        return self.slack.workspace.channels[str(crisis.channel)]

    def rooms(self) -> list[Channel]:
        """All incident channels."""
        channels = self.slack.workspace.channels.values()
        return [channel for channel in channels if channel.name.startswith("crisis-")]

    def surface(self, crisis: Crisis, name: str) -> Message:
        """The message that shows a surface of a crisis."""
        found = [m for m in self.room(crisis).messages.values() if key_of(m) == f"surface/{name}"]
        assert len(found) == 1, f"{len(found)} messages show {name}"
        return found[0]

    def messages(self, who: str) -> list[Message]:
        """What the app wrote to a person in direct messages, oldest first."""
        direct = self.slack.workspace.channels[self.person(who).dm_channel_id]
        return list(direct.messages.values())

    def ask(self, who: str, statement: str) -> Message:
        """The message that asks a person for approval of a statement."""
        key = f"surface/ask:{statement}:{self.person(who).user_id}"
        (found,) = [message for message in self.messages(who) if key_of(message) == key]
        return found

    def copy(self, crisis: Crisis, name: str) -> Message:
        """A surface as it stands now, in the window of somebody whose Slack lags behind."""
        return copy.deepcopy(self.surface(crisis, name))

    def said(self, crisis: Crisis) -> list[str]:
        """What the app told the room, beside its surfaces, oldest first."""
        return [
            message.text
            for message in self.room(crisis).messages.values()
            if message.bot_id and not (key_of(message) or "surface/").startswith("surface/")
        ]

    def card(self, crisis: Crisis) -> str:
        """All the text of the status card."""
        return words_in(self.surface(crisis, "card"))

    async def entries(self, crisis: Crisis) -> list[Entry]:
        """The timeline, once its chain was proved."""
        entries = await self.running.log.entries(crisis.id)
        assert first_fault(entries) is None
        return entries

    async def newest(self, crisis: Crisis, kind: str) -> Entry:
        """The last entry of a kind."""
        return [entry for entry in await self.entries(crisis) if entry.kind == kind][-1]

    async def kinds(self, crisis: Crisis) -> list[str]:
        """What happened, in order; but for the canvas, which Slack makes in its own time."""
        kinds = [entry.kind for entry in await self.entries(crisis)]
        return [kind for kind in kinds if kind != "canvas_opened"]

    def calls(self, *methods: str) -> list[Call]:
        return [call for call in self.slack.calls if call.method in methods]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def key_of(message: Message) -> str | None:
    """What the app calls one of its messages, by the metadata that it gave it."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return payload.get("key")


def words_in(message: Any) -> str:
    """All the text of a message or a view."""
    blocks = message["blocks"] if isinstance(message, dict) else message.blocks
    found: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            found.extend(part[k] for k in ("text", "alt_text") if isinstance(part.get(k), str))
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(blocks)
    return "\n".join(found)


def shows(message: Message, content: Content) -> bool:
    """Whether a message shows just this; Slack adds block IDs of its own."""
    shown = [{k: v for k, v in block.items() if k != "block_id"} for block in message.blocks]
    wanted = [{k: v for k, v in block.items() if k != "block_id"} for block in content.blocks]
    return message.text == content.text and shown == wanted


def why(reason: Reason, language: Language = "en", **about: Any) -> str:
    """What a person is told whose act was refused."""
    return refusal(words(language), Refused(reason, about))


def why_in_form(reason: Reason, reader: Person, actor: Person, **about: Any) -> str:
    """The same beside a form's field: plain text, with the name of who was first."""
    language: Language = "fr" if reader.locale.startswith("fr") else "en"
    return refusal_in_form(
        words(language),
        Refused(reason, about),
        Reader(id=reader.user_id, locale=reader.locale, timezone=reader.tz),
        Reader(id=actor.user_id, name=actor.user.real_name),
    )


def buttons(message: Any) -> list[tuple[str, str]]:
    """The buttons of a message or a view: action and value."""
    blocks = message["blocks"] if isinstance(message, dict) else message.blocks
    return [
        (element["action_id"], element.get("value", ""))
        for block in blocks
        for element in (*block.get("elements", ()), block.get("accessory") or {})
        if element.get("type") == "button"
    ]


def _value(message: Message, action: str, about: str) -> str:
    for name, value in buttons(message):
        if name == action and about in value:
            return value
    raise AssertionError(f"no button {action} {about} among {buttons(message)}")


def _block(view: dict[str, Any], name: str) -> str:
    """A field's block; that of a text carries the version which it edits."""
    blocks = [str(block["block_id"]) for block in view["blocks"]]
    return next(b for b in blocks if b == name or b.startswith(f"{name}-"))


def slack_at(clock: Clock) -> Callable[[], float]:
    """Slack's clock: the app's, and it runs."""
    began = time.monotonic()
    return lambda: clock().timestamp() + time.monotonic() - began


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Sandbox]:
    retries = (0.05, 0.1, 0.2)
    now = slack_at(clock)
    async with Sandbox(manifest=MANIFEST, now=now, event_retry_seconds=retries) as sandbox:
        yield sandbox


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def idle_world(slack: Sandbox, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    """A Slack and an app that is not started yet."""
    world = World(slack, f"sqlite+aiosqlite:///{tmp_path}/cellule.db", clock)
    yield world
    if world.app is not None:
        # A test that failed with a killed app must not take those after it along.
        await (world.bury() if world.dead else world.stop())


@pytest.fixture
async def world(idle_world: World) -> World:
    """A Slack with the app connected."""
    await idle_world.start()
    return idle_world
