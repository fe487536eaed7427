"""Several logs on one database, as several processes of the app have them."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import events
from bot.commands import room as room_commands
from bot.people import Person
from bot.store import Appended, Log, connect
from tests.strategies import CRISIS, START, opening, plan

U1, U2, U3 = (Person(id=user) for user in ("U1", "U2", "U3"))


class Clock:
    """A clock that goes on by a millisecond each time that it is read."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


class Processes:
    def __init__(self, url: str) -> None:
        self.url = url
        self.now = Clock()
        self.heard: list[tuple[str, int, bool]] = []
        self.engines: list[AsyncEngine] = []
        self._logs: list[Log] = []

    def engine(self) -> AsyncEngine:
        engine = connect(self.url)
        self.engines.append(engine)
        return engine

    def log(self) -> Log:
        """The log of one more process."""
        log = Log(
            self.engine(),
            self.now,
            lambda crisis, deliver: self.heard.append((crisis.id, crisis.seq, deliver)),
        )
        self._logs.append(log)
        return log

    async def close(self) -> None:
        for log in self._logs:
            await log.close()
        for engine in self.engines:
            await engine.dispose()


async def open_crisis(log: Log, crisis_id: str = CRISIS, steps: int = 20) -> Appended:
    outcome = await log.append(crisis_id, opening(playbook=plan(steps)), U1)
    assert isinstance(outcome, Appended)
    return outcome


def note(text: str) -> room_commands.AddNote:
    return room_commands.AddNote(events.NoteAdded(text=text, via="command"))


def commits(engine: AsyncEngine) -> list[int]:
    """A list that grows by one with each commit that wrote something."""
    made: list[int] = []
    wrote: set[int] = set()

    @sa.event.listens_for(engine.sync_engine, "before_cursor_execute")
    def execute(conn: sa.Connection, _c: object, sql: str, *_: object) -> None:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            wrote.add(id(conn))

    @sa.event.listens_for(engine.sync_engine, "commit")
    def commit(conn: sa.Connection) -> None:
        if id(conn) in wrote:
            wrote.discard(id(conn))
            made.append(1)

    return made
