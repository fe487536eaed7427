"""Plays a scripted crisis: people act in the sandbox, and what they should see is checked.

A scenario is data, `scenarios/<name>.yml`: a list of acts. An act says who does what, and
what must show afterwards:

    - forward: {minutes: 10}                     # the clocks move on
    - who: community_manager
      say: "Our account posts things that are not ours."   # or command, click, fill, …
      in: general                                # a channel; `room` is the crisis's own
      shows: "text"                              # in the room, within ten seconds
      file: "text"                               # in the name of a file in the room
      gone: "text"                               # no longer in the room
      messages: "text"                           # in that person's messages from the app
      form: "text"                               # in the form that is open
      mark: opened                               # a moment, by name
      within: {opened: 60}                       # at most so many seconds after that moment
      told: "text"                               # in an ephemeral message to that person
      error: {field: "text"}                     # beside a field of the form

`click` names a button's action; `about` is a part of its value, to tell two such buttons
apart; with `in: messages` it is one in that person's messages from the app, with `in: form` one in
the form that is open. `fill` gives a form's fields and sends it; times are minutes from now.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.people import Person
from bot.sandbox.records import Channel, File, Message
from bot.sandbox.server import Sandbox

FOLDER = Path(__file__).parent / "scenarios"
PATIENCE = 10.0
"""Seconds for which an act waits to see what it expects."""

VERBS = ("forward", "join", "say", "command", "click", "fill", "react", "shortcut")
Act = dict[str, Any]


class Failed(Exception):
    """An act did not show what it should have."""


def names() -> list[str]:
    """The scenarios that can be played."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def read(name: str) -> dict[str, Any]:
    """A scenario's data: `title` and `acts`.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


class Player:
    """Plays acts in a sandbox that an app is connected to.

    `forward` moves the clocks on by so many seconds, and returns once all has happened that was
    to happen meanwhile.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        pause: float = 0.0,
        forward: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        self.sandbox = sandbox
        self.pause = pause
        self.forward = forward
        self.room: Channel | None = None
        self.marks: dict[str, float] = {}

    async def play(self, acts: list[Act], told: Callable[[int, Act], None]) -> None:
        """Plays all acts; `told` hears of each before it is played.

        Raises:
            Failed: naming the act, and what did not show.
        """
        for number, act in enumerate(acts, start=1):
            told(number, act)
            await asyncio.sleep(self.pause)
            try:
                await self._play(act)
            except (Failed, TimeoutError, LookupError, PermissionError) as failure:
                raise Failed(f"act {number} ({_summary(act)}): {failure}") from failure

    async def _play(self, act: Act) -> None:
        if "forward" in act:
            await self._forward(act)
        if "who" not in act:
            await self._shows(act)
            return
        person = self.sandbox.person(act["who"])
        seen = len(person.ephemerals)
        for verb in VERBS:
            if verb in act and verb != "forward":
                await getattr(self, f"_{verb}")(person, act)
        if "told" in act:
            await self._until(
                lambda: any(act["told"] in _all_text(e) for e in person.ephemerals[seen:]),
                f"{act['who']} was not told “{act['told']}”",
            )
        await self._shows(act)
        for text in _listed(act.get("messages")):
            own = self._messages(person).messages
            await self._until(
                lambda text=text, own=own: any(text in _all_text(m) for m in own.values()),  # type: ignore[misc]
                f"{act['who']} has no message with “{text}”",
            )
        for text in _listed(act.get("form")):
            await self._until(
                lambda text=text: (  # type: ignore[misc]
                    person.views and text in json.dumps(person.views[-1], ensure_ascii=False)
                ),
                f"the form lacks “{text}”",
            )
        self._clock(act)

    async def _shows(self, act: Act) -> None:
        for text in _listed(act.get("shows")):
            await self._until(lambda text=text: self._shown(text), f"the room lacks “{text}”")  # type: ignore[misc]
        for text in _listed(act.get("gone")):
            await self._until(
                lambda text=text: not self._shown(text),  # type: ignore[misc]
                f"the room still shows “{text}”",
            )
        for name in _listed(act.get("file")):
            await self._until(
                lambda name=name: any(name in file.name for file in self.files()),  # type: ignore[misc]
                f"the room has no file “{name}”",
            )

    async def _forward(self, act: Act) -> None:
        if self.forward is None:
            raise Failed("these clocks cannot be moved")
        await self.forward(60.0 * float(act["forward"]["minutes"]))

    def _clock(self, act: Act) -> None:
        now = self.sandbox.workspace.now()
        if "mark" in act:
            self.marks[act["mark"]] = now
        for mark, seconds in act.get("within", {}).items():
            took = now - self.marks[mark]
            if took > seconds:
                raise Failed(f"{took:.0f} s after {mark}, not within {seconds} s")

    def _shown(self, text: str) -> bool:
        return self.room is not None and any(
            text in _all_text(message) for message in self.room.messages.values()
        )

    async def _say(self, person: Person, act: Act) -> None:
        await person.say(self._channel(act).id, act["say"])

    async def _join(self, person: Person, act: Act) -> None:
        await person.join(self._channel(act).id)

    async def _command(self, person: Person, act: Act) -> None:
        name, _, text = act["command"].partition(" ")
        reply = await person.command(name, text, channel=self._channel(act).id)
        if reply.status != 200:
            raise Failed(f"the command was not answered: {reply.error or reply.status}")

    async def _click(self, person: Person, act: Act) -> None:
        wanted, about = act["click"], act.get("about", "")
        if act.get("in") == "form":
            await self._until(lambda: bool(person.views), "no form is open")
            reply = await person.click_in_view(person.views[-1]["id"], wanted)
            if reply.status != 200:
                raise Failed(f"the click was not answered: {reply.error or reply.status}")
            return
        room = self._messages(person) if act.get("in") == "messages" else self._room()
        await self._until(
            lambda: _button(room, wanted, about) is not None, f"there is no button {wanted} {about}"
        )
        found = _button(room, wanted, about)
        if found is None:
            raise Failed(f"the button {wanted} {about} is gone")
        message, block = found
        reply = await person.click(channel=room.id, ts=message.ts, action_id=wanted, block_id=block)
        if reply.status != 200:
            raise Failed(f"the click was not answered: {reply.error or reply.status}")

    async def _fill(self, person: Person, act: Act) -> None:
        await self._until(lambda: bool(person.views), "no form is open")
        view = person.views[-1]
        values = {
            self._field(view, block): {"value": self._value(value)}
            for block, value in act["fill"].items()
        }
        before = set(self.sandbox.workspace.channels)
        sent = await person.submit(view["id"], values)
        expected = act.get("error") or {}
        if sent.failure:
            raise Failed(f"the form was not answered: {sent.failure}")
        for block, text in expected.items():
            if text not in sent.errors.get(block, ""):
                raise Failed(f"beside {block}: {sent.errors.get(block)!r}, not “{text}”")
        if sent.errors and not expected:
            raise Failed(f"the form was refused: {sent.errors}")
        if act.get("opens_room"):
            await self._until(lambda: self._new_room(before), "no room was opened")

    async def _react(self, person: Person, act: Act) -> None:
        room = self._room()
        message = next(
            (m for m in reversed(room.messages.values()) if act["about"] in m.text), None
        )
        if message is None:
            raise Failed(f"no message says “{act['about']}”")
        await person.react(room.id, message.ts, act["react"])

    async def _shortcut(self, person: Person, act: Act) -> None:
        channel = self._channel(act)
        message = next(m for m in reversed(channel.messages.values()) if act["about"] in m.text)
        await person.message_shortcut(act["shortcut"], channel=channel.id, ts=message.ts)

    def _new_room(self, before: set[str]) -> bool:
        for key, channel in self.sandbox.workspace.channels.items():
            if key not in before and channel.kind in ("public", "private"):
                self.room = channel
                return True
        return False

    def _room(self) -> Channel:
        if self.room is None:
            raise Failed("no crisis was opened yet")
        return self.room

    def _channel(self, act: Act) -> Channel:
        name = act.get("in", "room")
        return self._room() if name == "room" else self.sandbox.workspace.channel(name)

    def _messages(self, person: Person) -> Channel:
        """A person's direct messages with the app."""
        return self.sandbox.workspace.channels[person.dm_channel_id]

    def _field(self, view: dict[str, Any], block: str) -> str:
        """The full name of a field: some carry the version of what they edit."""
        ids = [str(b.get("block_id", "")) for b in view["blocks"]]
        return next((i for i in ids if i == block or i.startswith(f"{block}-")), block)

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict) and "minutes" in value:
            return int(self.sandbox.workspace.now() + 60 * value["minutes"])
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if isinstance(value, str) and value in self.sandbox.people:
            return self.sandbox.person(value).user_id
        return value

    async def _until(self, condition: Callable[[], object], otherwise: str) -> None:
        try:
            await self.sandbox.until(condition, PATIENCE)
        except TimeoutError:
            raise Failed(otherwise) from None

    def uploaded(self) -> dict[str, bytes]:
        """What the app itself uploaded to the room, by name."""
        app = self.sandbox.workspace.app.bot_user_id
        files = [file for file in self.files() if file.user == app]
        return {file.name: file.content for file in files if file.content is not None}

    def files(self) -> list[File]:
        """What was uploaded to the room."""
        room = self._room()
        ids = [file for message in room.messages.values() for file in message.files]
        return [self.sandbox.workspace.files[file] for file in ids]


def _button(room: Channel, action: str, about: str) -> tuple[Message, str] | None:
    """The newest message with the button, and the button's block."""
    for message in reversed(room.messages.values()):
        for block in message.blocks:
            for element in (*block.get("elements", ()), block.get("accessory") or {}):
                if element.get("action_id") == action and about in element.get("value", ""):
                    return message, block["block_id"]
    return None


def _all_text(message: Any) -> str:
    return f"{message.text} {json.dumps(message.blocks, ensure_ascii=False)}"


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _summary(act: Act) -> str:
    verb = next(v for v in VERBS if v in act)
    return f"{act.get('who', 'the clocks')}: {verb} {act[verb] if isinstance(act[verb], str) else ''}".strip()
