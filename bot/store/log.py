"""The append-only log: the one way in which a crisis changes.

Appends that arrive together share a transaction (group commit): one writer takes
all that wait, decides each on the state that the one before leaves, and commits
them at once. Each is durable before its `append` returns. Another process may
append to the same crisis meanwhile; `(crisis_id, seq)` is unique, so one of the two
fails, reads what is new, decides again and appends again.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.chain import APP, GENESIS, Entry, seal
from bot.commands import Command, decide
from bot.crisis import Crisis, apply, fold
from bot.deliveries import OF_ONE_ROOM, Delivery, deliveries
from bot.events import (
    CrisisClosed,
    DeliveryRetried,
    EntryRedacted,
    Event,
    ExportMade,
    HeadSigned,
    RecordErased,
    RoomLost,
    timestamp,
)
from bot.people import Person
from bot.refused import Refused
from bot.signing import head_claim
from bot.store import tables
from bot.store.keeping import Kept, erase
from bot.store.keys import Keys

log = structlog.get_logger(__name__)

MAX_BATCH = 256
"""Appends that share one commit at most."""
MAX_TRIES = 20
"""How often an append decides again after another process was first."""
CACHED = 2_000
"""Crises that stay folded in memory: more than are ever open, so that looking at all of them for
what is due reads none anew."""
AT_ONCE = 1_000
"""Entries that are read at a time where all of them need not be in memory together."""
SIGNED: tuple[type[Event], ...] = (ExportMade, CrisisClosed)
"""What is followed by a signature of the chain as it then stands."""
FOUND_BY = ("channel", "closed", "watched")
"""Columns of the table of crises that follow the crisis."""


@dataclass(frozen=True, slots=True)
class Appended:
    """`crisis` as it stands now, and the entries that the command added (none for a repeat)."""

    crisis: Crisis
    entries: tuple[Entry, ...]


Outcome = Appended | Refused


class Conflict(Exception):
    """Other processes kept being first, `MAX_TRIES` times over."""


@dataclass(frozen=True, slots=True)
class _Head:
    crisis: Crisis
    hash: str


@dataclass(slots=True, eq=False)
class _Append:
    crisis_id: str
    command: Command
    by: Person
    request: str | None
    also: tuple[Delivery, ...]
    done: asyncio.Future[Outcome]

    # Whoever asked may have gone meanwhile.

    def succeed(self, outcome: Outcome) -> None:
        if not self.done.done():
            self.done.set_result(outcome)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


@dataclass(slots=True)
class _Plan:
    """What a batch of appends comes to, before it is committed."""

    heads: dict[str, _Head] = field(default_factory=dict)
    outcomes: list[tuple[_Append, Outcome]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    redacted: list[tuple[str, int]] = field(default_factory=list)
    erased: list[Entry] = field(default_factory=list)
    opened: list[Crisis] = field(default_factory=list)
    moved: dict[str, Crisis] = field(default_factory=dict)

    def follow(self, event: Event, entry: Entry, crisis: Crisis) -> None:
        """Notes what `event` brings with it in the tables; `crisis` is as of its entry."""
        self.deliveries.extend(deliveries(event, crisis))
        if isinstance(event, DeliveryRetried):
            self.retried.extend(event.deliveries)
        elif isinstance(event, RoomLost):
            self.superseded.append(crisis.id)
        elif isinstance(event, EntryRedacted):
            self.redacted.append((crisis.id, event.entry))
        elif isinstance(event, RecordErased):
            self.erased.append(entry)


class Log:
    """Reads and appends timelines.

    `on_append` hears of each crisis that changed, and whether deliveries came with it.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        now: Callable[[], datetime],
        on_append: Callable[[Crisis, bool], None] = lambda crisis, deliver: None,
    ) -> None:
        self._engine = engine
        self._now = now
        self.on_append = on_append
        self.keys = Keys(engine, now)
        self._heads: OrderedDict[str, _Head] = OrderedDict()
        self._queue: asyncio.Queue[_Append] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    # Appending

    async def append(
        self,
        crisis_id: str,
        command: Command,
        by: Person,
        *,
        request: str | None = None,
        also: Sequence[Delivery] = (),
    ) -> Outcome:
        """Decides `command` and appends the events that follow.

        Args:
            request: what Slack calls this very request (a view or event ID). The
                same request never has its effect twice.
            also: deliveries to write in the same transaction, if events follow.

        Returns:
            `Appended`, durable; or `Refused`.

        Raises:
            Conflict: other processes kept being first.
        """
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="log-writer")
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Append(crisis_id, command, by, request, tuple(also), done))
        return await done

    async def close(self) -> None:
        """Waits until all that was asked for is durable, then stops the writer."""
        await self._queue.join()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while not self._queue.empty() and len(batch) < MAX_BATCH:
                batch.append(self._queue.get_nowait())
            try:
                await self._commit(batch)
            except Exception as error:
                for append in batch:
                    append.fail(error)
            finally:
                for _ in batch:
                    self._queue.task_done()

    async def _commit(self, batch: list[_Append]) -> None:
        plan = await self._plan(batch)
        if plan.entries:
            try:
                async with self._engine.begin() as connection:
                    await _insert(connection, plan)
            except DBAPIError:
                await self._commit_one_by_one(batch)
                return
        await self._settle(plan)

    async def _commit_one_by_one(self, batch: list[_Append]) -> None:
        """After a conflict or a failure: each append alone, so that only its own is its own."""
        for append in batch:
            for _ in range(MAX_TRIES):
                await self._refresh(append.crisis_id)
                if append.request and await self.handled(append.request):
                    plan = _Plan(outcomes=[(append, await self._repeat(append))])
                else:
                    plan = await self._plan([append])
                try:
                    if plan.entries:
                        async with self._engine.begin() as connection:
                            await _insert(connection, plan)
                except IntegrityError:
                    continue
                except DBAPIError as error:
                    append.fail(error)
                    break
                await self._settle(plan)
                break
            else:
                append.fail(Conflict(append.crisis_id))

    async def _plan(self, batch: list[_Append]) -> _Plan:
        plan = _Plan()
        for append in batch:
            try:
                outcome = await self._decide(plan, append)
            except Exception as error:
                # A command that cannot be decided must not take its neighbours with it.
                append.fail(error)
                continue
            plan.outcomes.append((append, outcome))
        return plan

    async def _decide(self, plan: _Plan, append: _Append) -> Outcome:
        at = self._now()
        head = plan.heads.get(append.crisis_id) or await self._head(append.crisis_id)
        crisis = head.crisis if head else None
        decision = decide(crisis, append.command, append.by, at)
        nothing = isinstance(decision, Refused) or not decision
        if nothing and append.crisis_id not in plan.heads:
            # What leaves nothing to do here may have been overtaken in another process.
            fresh = await self._refresh(append.crisis_id)
            if fresh is not head:
                head, crisis = fresh, fresh.crisis if fresh else None
                decision = decide(crisis, append.command, append.by, at)
        if isinstance(decision, Refused):
            # A request that had its effect is not told that it cannot have it again.
            if crisis and append.request and await self.handled(append.request):
                return Appended(crisis, ())
            return decision
        if crisis and decision and any(row["id"] == append.request for row in plan.requests):
            return Appended(crisis, ())
        was, prev = crisis, head.hash if head else GENESIS
        added: list[Entry] = []
        happened: list[tuple[Event, Entry, Crisis]] = []
        follow = [(event, append.by.id) for event in decision]
        for event, actor in follow:
            seq = crisis.seq + 1 if crisis else 1
            entry = seal(
                crisis=append.crisis_id, seq=seq, prev=prev, at=at, actor=actor, event=event
            )
            crisis = apply(
                crisis, crisis_id=append.crisis_id, seq=seq, at=at, actor=actor, event=event
            )
            prev = entry.hash
            added.append(entry)
            happened.append((event, entry, crisis))
            if isinstance(event, EntryRedacted):
                # What was taken out must be gone from the crisis, and from what comes after.
                crisis = await self._without(event.entry, crisis, plan, added)
            if len(added) == len(decision) and any(isinstance(e, SIGNED) for e in decision):
                follow.append((await self._signed(crisis, prev), APP))
        if crisis is None:
            raise ValueError("a decision on nothing opened nothing")
        if added:
            plan.entries.extend(added)
            for event, entry, then in happened:
                plan.follow(event, entry, then)
            plan.deliveries.extend(append.also)
            if append.request:
                plan.requests.append({"id": append.request, "crisis_id": append.crisis_id})
            plan.heads[crisis.id] = _Head(crisis, prev)
            if was is None:
                plan.opened.append(crisis)
            elif _found_by(was) != _found_by(crisis):
                plan.moved[crisis.id] = crisis
        return Appended(crisis, tuple(added))

    async def _without(
        self, number: int, crisis: Crisis, plan: _Plan, added: list[Entry]
    ) -> Crisis:
        """The crisis, folded anew without the data of entry `number`."""
        ours = [entry for entry in plan.entries if entry.crisis == crisis.id] + added
        gone = {seq for crisis_id, seq in plan.redacted if crisis_id == crisis.id} | {number}
        anew: Crisis | None = None

        def kept(entry: Entry) -> Entry:
            return replace(entry, data=None, salt=None) if entry.seq in gone else entry

        async for stored in self.stream(crisis.id, ours[0].seq - 1):
            if anew is None and stored[0].data is None:
                # Its content was deleted in another process: what is added here conflicts.
                return crisis
            anew = fold(anew, map(kept, stored))
        return fold(anew, map(kept, ours)) or crisis

    async def _signed(self, crisis: Crisis, head: str) -> HeadSigned:
        signer = await self.keys.signer()
        signature = signer.sign(head_claim(crisis.id, crisis.seq, head))
        return HeadSigned(entry=crisis.seq, head=head, key=signer.key, signature=signature)

    async def _settle(self, plan: _Plan) -> None:
        if plan.redacted:
            try:
                await Kept(self._engine).overwrite()
            except DBAPIError:
                # It is gone from the tables; the file forgets it at the next occasion.
                log.warning("not_overwritten", exc_info=True)
        for entry in plan.erased:
            # Nothing is left to fold, or to be shown.
            self._heads.pop(entry.crisis, None)
            plan.heads.pop(entry.crisis, None)
        for crisis_id, head in plan.heads.items():
            self._remember(crisis_id, head)
        for append, outcome in plan.outcomes:
            append.succeed(outcome)
        deliver = {delivery.crisis for delivery in plan.deliveries}
        for crisis_id, head in plan.heads.items():
            self.on_append(head.crisis, crisis_id in deliver or bool(plan.retried))

    async def handled(self, request: str) -> bool:
        """Whether a request has had its effect."""
        async with self._engine.connect() as connection:
            query = sa.select(tables.requests.c.id).where(tables.requests.c.id == request)
            return (await connection.execute(query)).first() is not None

    async def _repeat(self, append: _Append) -> Outcome:
        crisis = await self.crisis(append.crisis_id)
        return Appended(crisis, ()) if crisis else Refused("no_crisis")

    # Reading

    async def crisis(self, crisis_id: str) -> Crisis | None:
        """The crisis as it stands, or `None` if there is none of that ID."""
        # Several processes only ever share PostgreSQL: there, another one may have appended.
        shared = self._engine.dialect.name != "sqlite"
        head = await (self._refresh(crisis_id) if shared else self._head(crisis_id))
        return head.crisis if head else None

    async def entries(self, crisis_id: str, after: int = 0) -> list[Entry]:
        """The entries of a crisis in order, those after number `after`."""
        query = (
            sa.select(tables.entries)
            .where(tables.entries.c.crisis_id == crisis_id, tables.entries.c.seq > after)
            .order_by(tables.entries.c.seq)
        )
        async with self._engine.connect() as connection:
            return [_entry(row) for row in await connection.execute(query)]

    async def stream(
        self, crisis_id: str, until: int, after: int = 0
    ) -> AsyncIterator[list[Entry]]:
        """The entries of a crisis from number `after` up to `until`, in order, `AT_ONCE` at a
        time."""
        columns = tables.entries.c
        for first in range(after, until, AT_ONCE):
            query = (
                sa.select(tables.entries)
                .where(
                    columns.crisis_id == crisis_id,
                    columns.seq > first,
                    columns.seq <= min(first + AT_ONCE, until),
                )
                .order_by(columns.seq)
            )
            async with self._engine.connect() as connection:
                rows = (await connection.execute(query)).all()
            yield [_entry(row) for row in rows]

    async def actors(self, crisis_id: str) -> list[str]:
        """Whoever made an entry of a crisis."""
        actor = tables.entries.c.actor
        query = sa.select(actor).where(tables.entries.c.crisis_id == crisis_id).distinct()
        return await self._ids(query)

    async def last_redaction(self, crisis_id: str) -> int:
        """The number of the last entry that took words out; 0 where there is none."""
        columns = tables.entries.c
        query = sa.select(sa.func.max(columns.seq)).where(
            columns.crisis_id == crisis_id, columns.kind == EntryRedacted.kind
        )
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalar() or 0

    async def entry(self, crisis_id: str, seq: int) -> Entry:
        """One entry.

        Raises:
            sqlalchemy.exc.NoResultFound: there is no such entry.
        """
        query = sa.select(tables.entries).where(
            tables.entries.c.crisis_id == crisis_id, tables.entries.c.seq == seq
        )
        async with self._engine.connect() as connection:
            return _entry((await connection.execute(query)).one())

    async def in_channel(self, team: str, channel: str) -> Crisis | None:
        """The crisis whose room `channel` is."""
        query = sa.select(tables.crises.c.id).where(
            tables.crises.c.team == team,
            tables.crises.c.channel == channel,
            tables.crises.c.erased.is_(None),
        )
        found = await self._ids(query)
        return await self.crisis(found[0]) if found else None

    async def crises(
        self,
        team: str | None = None,
        *,
        closed: bool | None = None,
        watched: bool | None = None,
    ) -> list[Crisis]:
        """The crises of a workspace (or of all), newest first; `watched`: `Crisis.watched`."""
        newest = sa.select(sa.func.max(tables.entries.c.seq))
        newest = newest.where(tables.entries.c.crisis_id == tables.crises.c.id)
        query = (
            sa.select(tables.crises.c.id, newest.scalar_subquery())
            .where(tables.crises.c.erased.is_(None))
            .order_by(tables.crises.c.opened_at.desc(), tables.crises.c.id)
        )
        if team is not None:
            query = query.where(tables.crises.c.team == team)
        if closed is not None:
            query = query.where(tables.crises.c.closed == closed)
        if watched is not None:
            query = query.where(tables.crises.c.watched == watched)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        # One question for all of them: only what has changed elsewhere is read.
        found = [await self._as_of(crisis_id, seq) for crisis_id, seq in rows]
        return [head.crisis for head in found if head is not None]

    async def _as_of(self, crisis_id: str, seq: int) -> _Head | None:
        """The head, which has entry `seq` at least."""
        head = await self._head(crisis_id)
        return head if head and head.crisis.seq >= seq else await self._refresh(crisis_id)

    async def _ids(self, query: sa.Select[Any]) -> list[str]:
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())

    async def _head(self, crisis_id: str) -> _Head | None:
        head = self._heads.get(crisis_id)
        if head is None:
            return await self._refresh(crisis_id)
        self._heads.move_to_end(crisis_id)
        return head

    async def _refresh(self, crisis_id: str) -> _Head | None:
        """The head with what other processes added since."""
        head = self._heads.get(crisis_id)
        after = head.crisis.seq if head else 0
        newest, kind = await self._newest(crisis_id)
        if newest <= after:
            return head
        if kind == RecordErased.kind:
            # Its content is gone, and nothing follows.
            self._heads.pop(crisis_id, None)
            return None
        crisis, hash = (head.crisis, head.hash) if head else (None, GENESIS)
        async for newer in self.stream(crisis_id, newest, after):
            if head is not None and any(entry.kind == EntryRedacted.kind for entry in newer):
                # Another process took something out: what was folded of it must go.
                self._heads.pop(crisis_id, None)
                return await self._refresh(crisis_id)
            if crisis is None and newer[0].data is None:
                # Its content was deleted since the look at its last entry.
                return None
            crisis, hash = fold(crisis, newer), newer[-1].hash
        assert crisis is not None  # noqa: S101  fold of one entry or more
        return self._remember(crisis_id, _Head(crisis, hash))

    async def _newest(self, crisis_id: str) -> tuple[int, str]:
        """The number and the kind of a crisis's last entry; 0 where there is none."""
        columns = tables.entries.c
        query = (
            sa.select(columns.seq, columns.kind)
            .where(columns.crisis_id == crisis_id)
            .order_by(columns.seq.desc())
            .limit(1)
        )
        async with self._engine.connect() as connection:
            found = (await connection.execute(query)).first()
        return (found.seq, found.kind) if found else (0, "")

    def _remember(self, crisis_id: str, head: _Head) -> _Head:
        known = self._heads.get(crisis_id)
        if known is not None and known.crisis.seq > head.crisis.seq:
            return known
        self._heads[crisis_id] = head
        self._heads.move_to_end(crisis_id)
        while len(self._heads) > CACHED:
            self._heads.popitem(last=False)
        return head


async def _insert(connection: AsyncConnection, plan: _Plan) -> None:
    await connection.execute(sa.insert(tables.entries), [_row(entry) for entry in plan.entries])
    if plan.requests:
        await connection.execute(sa.insert(tables.requests), plan.requests)
    if plan.superseded:
        # What the lost room still waited for is done in the new one, by its own deliveries.
        old = tables.deliveries.c
        await connection.execute(
            sa.update(tables.deliveries)
            .where(old.crisis_id.in_(plan.superseded), old.kind.in_(OF_ONE_ROOM))
            .values(status="done")
        )
    if plan.retried:
        await connection.execute(
            sa.update(tables.deliveries)
            .where(tables.deliveries.c.key.in_(plan.retried))
            .values(status="pending")
        )
    for crisis_id, seq in plan.redacted:
        columns = tables.entries.c
        await connection.execute(
            sa.update(tables.entries)
            .where(columns.crisis_id == crisis_id, columns.seq == seq)
            .values(data=sa.null(), salt=sa.null())
        )
    if plan.deliveries:
        await connection.execute(
            sa.insert(tables.deliveries), [_delivery_row(d) for d in plan.deliveries]
        )
    if plan.opened:
        await connection.execute(sa.insert(tables.crises), [_crisis_row(c) for c in plan.opened])
    moved = [
        {"to_id": crisis.id} | {f"to_{name}": value for name, value in _found_by(crisis).items()}
        for crisis in plan.moved.values()
    ]
    if moved:
        await connection.execute(
            sa.update(tables.crises)
            .where(tables.crises.c.id == sa.bindparam("to_id"))
            .values({name: sa.bindparam(f"to_{name}") for name in FOUND_BY}),
            moved,
        )
    for entry in plan.erased:
        await erase(connection, entry.crisis, entry.seq, entry.at)


def _row(entry: Entry) -> dict[str, Any]:
    row = asdict(entry)
    row["crisis_id"] = row.pop("crisis")
    return row


def _entry(row: sa.Row[Any]) -> Entry:
    values = dict(row._mapping)
    return Entry(crisis=values.pop("crisis_id"), **values)


def _delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "key": delivery.key,
        "crisis_id": delivery.crisis,
        "seq": delivery.seq,
        "kind": delivery.kind,
        "data": delivery.data,
        "status": "pending",
        "attempts": 0,
        "progress": {},
    }


def _crisis_row(crisis: Crisis) -> dict[str, Any]:
    return {
        "id": crisis.id,
        "team": crisis.team,
        "opened_at": timestamp(crisis.opened_at),
    } | _found_by(crisis)


def _found_by(crisis: Crisis) -> dict[str, Any]:
    """What of a crisis it is found by, and changes."""
    return {name: getattr(crisis, name) for name in FOUND_BY}
