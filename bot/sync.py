"""Brings Slack in line with the crises.

For each crisis that changed there is one worker, for as long as there is something
to do. It runs two kinds of lane side by side:

- a delivery is done once, retried until it is done or until Slack says no;
- a surface is rendered from the crisis, compared with what Slack was last given,
  and posted or updated. While changes pour in, updates of one message are spaced
  out (`Pace`), so that fifty clicks in a second are one call; the last state is
  always delivered.

Nothing here is needed to survive: what is left undone by a crash is in the database,
and `start` takes it up again.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import structlog

from bot import canvases, events, surfaces
from bot.chain import APP
from bot.commands import Command
from bot.commands.room import RecordFailure, RecordRecovery, RecordRoomLost
from bot.courier import Courier, find_message, metadata, ready, room_gone
from bot.crisis import Crisis
from bot.deliveries import IN_ROOM
from bot.pacing import Stop, Stopped
from bot.people import Person
from bot.slack import Slack, SlackRefused, SlackUnsure
from bot.store import Log, Outbox, Shown, ShownSurfaces, Waiting
from bot.surfaces import Content

log = structlog.get_logger(__name__)

THE_APP = Person(id=APP)

ROOM_GONE = {"channel_not_found", "is_archived", "is_inactive", "not_in_channel"}
"""Errors that say that the incident channel can no longer be used."""

ROOMS = 3
"""Rooms that one crisis may lose: what fails in the next one too is no matter of the room."""

ELSEWHERE = {
    "announce",
    "stamp",
    "open_room",
    "tell_opener",
    "remind",
    "hash_file",
    "update",
    "archive",
}
"""Deliveries that do not go into the room."""

IN_VAIN = IN_ROOM - {"upload_export"}
"""Deliveries that nobody misses once the crisis is over and its room is gone."""

GONE = Shown(channel="", ts=None, digest=None, seq=0)
"""A surface whose message somebody deleted."""

SHOW_AFTER = 3
"""Tries after which a passing failure is shown on the card."""


def backoff(attempt: int) -> float:
    """Seconds to wait after failed try number `attempt`: doubling, a minute at most, spread."""
    return float(min(60.0, 2.0 ** (attempt - 1)) * random.uniform(0.8, 1.2))  # noqa: S311


@dataclass(slots=True)
class Pace:
    """When a surface may be looked at, and its message updated, again.

    One update a second while changes are few; up to `SLOWEST` between updates while they
    pour in, since a workspace allows about 50 `chat.update`s a minute for all its messages.
    """

    SHORTEST: ClassVar = 1.0
    SLOWEST: ClassVar = 3.0
    LOOK: ClassVar = 0.5
    FEW: ClassVar = 5

    interval: float = 1.0
    sent_at: float = float("-inf")
    looked_at: float = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds until it may be looked at again."""
        return max(0.0, self.sent_at + self.interval - now, self.looked_at + self.LOOK - now)

    def looked(self, now: float) -> None:
        self.looked_at = now

    def sent(self, now: float, changes: int) -> None:
        """An update went out that carried so many entries."""
        busy = changes > self.FEW
        self.interval = min(self.SLOWEST, self.interval * 1.5) if busy else self.SHORTEST
        self.sent_at = now


@dataclass(slots=True)
class CanvasPace(Pace):
    """A canvas is written anew as a whole, and nobody waits for it: twice a minute at most."""

    SHORTEST: ClassVar = 30.0
    SLOWEST: ClassVar = 30.0

    interval: float = 30.0


class Sync:
    """Keeps every workspace's Slack in line. `slack_of` gives the Slack of a team ID."""

    def __init__(
        self,
        store: Log,
        outbox: Outbox,
        shown: ShownSurfaces,
        slack_of: Callable[[str], Slack],
        courier: Courier,
        backoff: Callable[[int], float] = backoff,
    ) -> None:
        self.log = store
        self.outbox = outbox
        self.shown = shown
        self.slack_of = slack_of
        self.courier = courier
        self.backoff = backoff
        self.stopping = Stop()
        self._workers: dict[str, _Worker] = {}
        self._paces: dict[tuple[str, str], Pace] = {}
        self._hurry = asyncio.Event()
        """Set while somebody waits for all to be done: what only saves calls is cut short."""

    async def start(self) -> None:
        """Takes up what an earlier process left undone."""
        behind = await self.shown.crises_behind()
        for crisis_id in {*behind, *await self.outbox.crises_waiting()}:
            self._worker(crisis_id).wake(deliver=True)

    def wake(self, crisis: Crisis, deliver: bool) -> None:
        """Hears from the log that `crisis` changed, and whether deliveries came with it."""
        if not self.stopping:
            self._worker(crisis.id).wake(deliver)

    async def message_deleted(self, crisis: Crisis, ts: str) -> None:
        """Somebody deleted a message in a room: if it was a surface, it comes back."""
        shown = await self.shown.of(crisis.id)
        if any(surface.ts == ts for surface in shown.values()) and not self.stopping:
            await self._worker(crisis.id).forget(ts)

    async def idle(self) -> None:
        """Returns when nothing is left to do."""
        while self._workers:
            self._hurry.set()
            await asyncio.gather(*(worker.task for worker in self._workers.values()))
        self._hurry.clear()

    async def stop(self, grace: float = 0.0) -> None:
        """Stops after at most `grace` seconds; what is undone stays in the database.

        Nothing is cancelled, since that could cut a database call short: lanes end where they
        wait, and the caller closes their Slack so that no call holds them up.
        """
        if grace and self._workers:
            self._hurry.set()
            await asyncio.wait([w.task for w in self._workers.values()], timeout=grace)
        self.stopping.set()
        for worker in self._workers.values():
            worker.wake(deliver=False)

    async def stopped(self) -> None:
        """Returns once every lane has ended."""
        while self._workers:
            await asyncio.gather(*(worker.task for worker in self._workers.values()))

    def pace(self, crisis_id: str, surface: str) -> Pace:
        if len(self._paces) > 4096:
            now = asyncio.get_running_loop().time()
            self._paces = {k: p for k, p in self._paces.items() if p.wait(now) > 0}
        key = (crisis_id, surface)
        if key not in self._paces:
            self._paces[key] = CanvasPace() if surface == "canvas" else Pace()
        return self._paces[key]

    async def pause(self, pace: Pace) -> None:
        """Waits until a surface of this pace may be looked at again.

        Raises:
            Stopped: the app is stopping.
        """
        seconds = pace.wait(_now())
        if isinstance(pace, CanvasPace):
            await self.stopping.unless(self._unless_hurried(seconds))
        else:
            await self.stopping.sleep(seconds)

    async def _unless_hurried(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)

    def wake_worker(self, crisis_id: str) -> None:
        """Has a crisis looked at, by its worker or by a new one."""
        self._worker(crisis_id).wake(deliver=False)

    def _worker(self, crisis_id: str) -> _Worker:
        worker = self._workers.get(crisis_id)
        if worker is None:
            worker = self._workers[crisis_id] = _Worker(self, crisis_id)
            worker.task.add_done_callback(lambda task: self._ended(crisis_id, task))
        return worker

    def _ended(self, crisis_id: str, task: asyncio.Task[None]) -> None:
        worker = self._workers.pop(crisis_id)
        if worker.woken and not task.cancelled() and not self.stopping:
            self._worker(crisis_id).wake(deliver=True)


class _Gone(Exception):
    """There is no such crisis any more: its content was deleted."""


class _Worker:
    """The lanes of one crisis."""

    def __init__(self, sync: Sync, crisis_id: str) -> None:
        self.sync = sync
        self.crisis_id = crisis_id
        self._wake = asyncio.Event()
        self._deliver = True
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._shown: dict[str, Shown] = {}
        self._looked: dict[str, int] = {}
        self._loaded = asyncio.Event()
        self._put_away: set[str] = set()
        self._archiving = False
        self.task = asyncio.create_task(self._run(), name=f"sync-{crisis_id}")

    @property
    def woken(self) -> bool:
        return self._wake.is_set()

    def wake(self, deliver: bool) -> None:
        self._deliver = self._deliver or deliver
        self._wake.set()

    async def forget(self, ts: str) -> None:
        """The message `ts` is gone from Slack."""
        await self._loaded.wait()
        for name, shown in list(self._shown.items()):
            if shown.ts == ts:
                await self._gone(name)
        # Not this worker for sure: it may have ended meanwhile.
        self.sync.wake_worker(self.crisis_id)

    async def _gone(self, name: str) -> None:
        """Somebody deleted the message of a surface: it comes back."""
        self._looked.pop(name, None)
        await self._save(name, GONE)

    async def _run(self) -> None:
        for attempt in itertools.count(1):
            try:
                await self._work()
                break
            except _Gone:
                break
            except Exception:
                # Most often the database, for a moment: what is to be done stays to be done.
                log.exception("sync_failed", crisis=self.crisis_id)
                self._deliver = True
                with suppress(Stopped):
                    await self.sync.stopping.sleep(self.sync.backoff(attempt))
        await asyncio.gather(*self._lanes.values())

    async def _work(self) -> None:
        if not self._loaded.is_set():
            self._shown = await self.sync.shown.of(self.crisis_id)
            self._loaded.set()
        while not self.sync.stopping:
            self._wake.clear()
            await self._start_lanes()
            if not self._lanes and not self._wake.is_set():
                await self._note_seen()
                if not self._wake.is_set():
                    return
                continue
            await self._wake.wait()

    async def _note_seen(self) -> None:
        """So that the next start does not render again what is right as it is."""
        seen = {
            name: seq
            for name, seq in self._looked.items()
            if name in self._shown and 0 < self._shown[name].seq < seq
        }
        if seen:
            await self.sync.shown.seen(self.crisis_id, seen)
            for name, seq in seen.items():
                self._shown[name] = replace(self._shown[name], seq=seq)

    async def _start_lanes(self) -> None:
        pending: list[Waiting] = []
        if self._deliver:
            self._deliver = False
            pending = await self.sync.outbox.waiting(self.crisis_id)
            self._archiving = any(w.delivery.kind == "archive" for w in pending)
        crisis = await self._crisis()
        if crisis.channel is not None:
            self._start_surfaces(crisis)
        kinds = {waiting.delivery.kind for waiting in pending}
        for waiting in pending:
            if waiting.delivery.kind == "archive" and self._showing():
                # What stands in the room when it is archived stands there for good.
                continue
            if ready(waiting.delivery, crisis, self._shown, kinds):
                self._lane(waiting.delivery.key, partial(self._deliver_one, waiting))

    def _showing(self) -> bool:
        """Whether a surface is being posted or updated just now."""
        return any(key == "post" or key.startswith(("post/", "surface/")) for key in self._lanes)

    def _archived(self, crisis: Crisis) -> bool:
        """Whether the room takes nothing any more. Where Slack would not archive it, it does."""
        failed = any(trouble.what == "archive" for trouble in crisis.troubles.values())
        return crisis.archived and not self._archiving and not failed

    def _start_surfaces(self, crisis: Crisis) -> None:
        names = [
            name
            for name in surfaces.names(crisis)
            if name not in self._put_away and not _given_up(crisis, f"surface/{name}")
        ]
        if self._archived(crisis):
            # Looked at for good: the next start need not look again.
            away = [name for name in names if surfaces.place(crisis, name) == crisis.channel]
            self._looked.update(dict.fromkeys(away, crisis.seq))
            names = [name for name in names if name not in away]
        # Messages are posted one after another, so that they stand in the room in that order.
        missing = [
            name
            for name in names
            if surfaces.is_message(name) and self._ts(name, surfaces.place(crisis, name)) is None
        ]
        in_room = [name for name in missing if surfaces.place(crisis, name) == crisis.channel]
        if in_room:
            self._lane("post", partial(self._post_all, in_room))
        for name in missing:
            if name not in in_room:
                self._lane(f"post/{name}", partial(self._try, name, self._post))
        for name in names:
            if name not in missing and self._looked.get(name, 0) < crisis.seq:
                self._lane(f"surface/{name}", partial(self._try, name, self._look))

    def _lane(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        if key in self._lanes:
            return

        async def run() -> None:
            try:
                await work()
            except (Stopped, _Gone):
                return
            except Exception:
                log.exception("lane_failed", crisis=self.crisis_id, lane=key)
                self._looked.pop(key.removeprefix("surface/"), None)
                with suppress(Stopped):
                    await self.sync.stopping.sleep(self.sync.backoff(SHOW_AFTER))

        def ended(_: asyncio.Task[None]) -> None:
            self._lanes.pop(key, None)
            # What this lane did may be what a delivery waited for.
            self.wake(deliver=self._archiving or not key.startswith("surface/"))

        lane = self._lanes[key] = asyncio.create_task(run(), name=f"{self.crisis_id} {key}")
        lane.add_done_callback(ended)

    # Deliveries

    async def _deliver_one(self, waiting: Waiting) -> None:
        key, kind = waiting.delivery.key, waiting.delivery.kind
        attempt, progress = waiting.attempts, dict(waiting.progress)
        while True:
            crisis = await self._crisis()
            if not await self.sync.outbox.attempt(key):
                # It was read just before another lane was through with it.
                return
            attempt += 1
            try:
                await self.sync.courier.deliver(
                    waiting.delivery,
                    crisis,
                    self._shown,
                    progress,
                    again=attempt > 1,
                    show=self._save,
                )
            except SlackRefused as refused:
                if crisis.closed and kind in IN_VAIN and refused.error in ROOM_GONE:
                    await self.sync.outbox.give_up(key)
                    return
                if kind not in ELSEWHERE and await self._lost(crisis, refused):
                    # It stays in the outbox, and is done in the room that follows.
                    return
                await self._failed(key, kind, refused.error, refused.needed, final=True)
                await self.sync.outbox.give_up(key)
                return
            except SlackUnsure as unsure:
                if attempt >= SHOW_AFTER:
                    await self._failed(key, kind, unsure.error, None, final=False)
                await self.sync.stopping.sleep(self.sync.backoff(attempt))
            else:
                await self.sync.outbox.done(key)
                await self._recovered(key)
                return

    # Surfaces

    async def _post_all(self, names: Sequence[str]) -> None:
        for name in names:
            await self._try(name, self._post)

    async def _try(self, name: str, bring: Callable[[str], Awaitable[None]]) -> None:
        """Runs `bring` until Slack has answered, and notes on the timeline what Slack refuses."""
        key = f"surface/{name}"
        for attempt in itertools.count(1):
            try:
                await bring(name)
                break
            except SlackRefused as refused:
                crisis = await self._crisis()
                if crisis.closed and refused.error in ROOM_GONE:
                    # The room of what is over was put away: nothing to add to its record.
                    self._put_away.add(name)
                    return
                if not await self._lost(crisis, refused):
                    await self._failed(key, name, refused.error, refused.needed, final=True)
                return
            except SlackUnsure as unsure:
                if attempt >= SHOW_AFTER:
                    await self._failed(key, name, unsure.error, None, final=False)
                await self.sync.stopping.sleep(self.sync.backoff(attempt))
        await self._recovered(key)

    # A lane may wait long, and there may be one for each of a thousand crises: it holds neither
    # the crisis nor what was rendered from it meanwhile.

    async def _post(self, name: str) -> None:
        slack, place = await self._place(name)
        if place is None:
            return
        channel = await _channel(slack, place)
        before = self._shown.get(name)
        if before is not None and before.channel == place and before.ts is None:
            # An earlier call may have posted it although its answer never came.
            crisis = await self._crisis()
            found = await find_message(slack, channel, crisis, f"surface/{name}")
            if found is not None:
                await self._save(name, Shown(place, found, None, 0))
                return
        await self._save(name, Shown(place, None, None, 0))
        await slack.pacer.wait("chat.postMessage", channel)
        seq, content = await self._render(name)
        answer = await slack.call_now(
            "chat.postMessage",
            channel=channel,
            text=content.text,
            blocks=list(content.blocks),
            metadata=metadata(self.crisis_id, f"surface/{name}"),
            unfurl_links=False,
            unfurl_media=False,
        )
        self.sync.pace(self.crisis_id, name).sent(_now(), 1)
        await self._save(name, Shown(place, answer["ts"], content.digest, seq))
        if name == "card" and before == GONE:
            await self.sync.outbox.again(self.crisis_id, ("pin_card", "bookmark_timeline"))

    async def _look(self, name: str) -> None:
        """Compares a surface with what Slack was last given, and makes the call that it needs."""
        pace = self.sync.pace(self.crisis_id, name)
        await self.sync.pause(pace)
        if not await self._differs(name):
            pace.looked(_now())
            return
        slack, place = await self._place(name)
        method = surfaces.update_method(name)
        await slack.pacer.wait(method)
        # What came in while waiting goes out with this call.
        seq, content = await self._render(name)
        before = self._shown.get(name)
        pace.sent(_now(), seq - (before.seq if before else 0))
        if method == "conversations.setTopic":
            await slack.call_now(method, channel=place, topic=content.text)
            await self._save(name, Shown(str(place), None, content.digest, seq))
            return
        if name == "canvas":
            await self._write_canvas(slack, seq, content)
            return
        if before is None or before.ts is None or before.channel != place:
            return
        channel = await _channel(slack, before.channel)
        try:
            await slack.call_now(
                method,
                channel=channel,
                ts=before.ts,
                text=content.text,
                blocks=list(content.blocks),
                metadata=metadata(self.crisis_id, f"surface/{name}"),
            )
        except SlackRefused as refused:
            if refused.error != "message_not_found":
                raise
            await self._gone(name)
        else:
            await self._save(name, Shown(before.channel, before.ts, content.digest, seq))

    async def _write_canvas(self, slack: Slack, seq: int, content: Content) -> None:
        crisis = await self._crisis()
        if crisis.channel is None or crisis.canvas is None:
            return
        try:
            await canvases.write(slack, crisis.canvas, content.text)
        except SlackRefused as refused:
            if refused.error in canvases.GONE:
                # Another one follows, and has its ID put on record.
                await self.sync.outbox.again(self.crisis_id, ("open_canvas",))
                self.wake(deliver=True)
                return
            if refused.error not in canvases.NONE_HERE:
                raise
            # Since it was opened, canvases were switched off: as if it were written.
        await self._save("canvas", Shown(crisis.channel, crisis.canvas, content.digest, seq))

    async def _differs(self, name: str) -> bool:
        """Whether Slack should show something else than it was last given."""
        _, place = await self._place(name)
        if place is None:
            return False
        _, content = await self._render(name)
        before = self._shown.get(name)
        return before is None or before.channel != place or before.digest != content.digest

    async def _render(self, name: str) -> tuple[int, Content]:
        """What a surface shows now, and the number of the entry that it goes up to."""
        crisis = await self._crisis()
        self._looked[name] = crisis.seq
        return crisis.seq, surfaces.render(crisis, name)

    async def _place(self, name: str) -> tuple[Slack, str | None]:
        """Where a surface stands: `surfaces.place`."""
        crisis = await self._crisis()
        return self.sync.slack_of(crisis.team), surfaces.place(crisis, name)

    def _ts(self, name: str, place: str | None) -> str | None:
        """The `ts` of a surface's message, if it stands in `place`."""
        shown = self._shown.get(name)
        return shown.ts if shown is not None and shown.channel == place else None

    # The log

    async def _crisis(self) -> Crisis:
        crisis = await self.sync.log.crisis(self.crisis_id)
        if crisis is None:
            raise _Gone(self.crisis_id)
        return crisis

    async def _save(self, name: str, shown: Shown) -> None:
        self._shown[name] = shown
        await self.sync.shown.save(self.crisis_id, name, shown)

    async def _lost(self, crisis: Crisis, refused: SlackRefused) -> bool:
        """Whether Slack refused because the room is gone; if so a new one follows."""
        if refused.error not in ROOM_GONE or crisis.channel is None or crisis.closed:
            return False
        slack = self.sync.slack_of(crisis.team)
        if crisis.rooms_lost >= ROOMS or not await room_gone(slack, crisis.channel):
            return False
        await self._append(RecordRoomLost(crisis.channel, refused.error))
        return True

    async def _append(self, command: Command) -> None:
        await self.sync.log.append(self.crisis_id, command, THE_APP)

    async def _failed(
        self, key: str, what: str, error: str, needed: str | None, *, final: bool
    ) -> None:
        log.warning("delivery_failed", crisis=self.crisis_id, what=what, error=error, final=final)
        failure = events.DeliveryFailed(
            delivery=key, what=what, error=error, needed=needed, final=final
        )
        await self._append(RecordFailure(failure))
        # The opener may have waited for just this.
        self.wake(deliver=True)

    async def _recovered(self, key: str) -> None:
        if key in (await self._crisis()).troubles:
            await self._append(RecordRecovery(key))


async def _channel(slack: Slack, place: str) -> str:
    """The ID of the channel that a place is."""
    return await slack.direct(place) if surfaces.is_person(place) else place


def _now() -> float:
    return asyncio.get_running_loop().time()


def _given_up(crisis: Crisis, key: str) -> bool:
    trouble = crisis.troubles.get(key)
    return trouble is not None and trouble.final
