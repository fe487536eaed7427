"""Which crises a report and a home tab count, read from a real database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.commands.closing import AddLesson, CloseCrisis
from bot.people import Person
from bot.report import reading
from bot.report.reading import ClosedCases, cases
from bot.store import Appended, Log
from bot.store.tables import crises
from bot.surfaces.still_open import on_record
from tests.store.processes import U1, U2, Processes
from tests.strategies import START, drill_plan, opening

DAY = date(2026, 3, 14)
YEAR = timedelta(days=365)


async def opened(log: Log, key: str, *, close: bool = True, **changed: object) -> None:
    assert isinstance(await log.append(key, opening(**changed), U1), Appended)
    if close:
        assert isinstance(await log.append(key, CloseCrisis(None, "over", on_record), U1), Appended)


async def test_real_crises_of_the_days_named(processes: Processes) -> None:
    log = processes.log()
    await opened(log, "first")
    await opened(log, "open", close=False, private=True)
    await opened(log, "drill", planned=drill_plan())
    processes.now.at = datetime.fromisoformat("2026-03-16T00:00:00+00:00")
    await opened(log, "later")

    async def ids(first: date, last: date) -> list[str]:
        found, erased = await cases(log, processes.engine(), first, last)
        assert erased == 0
        return [each.id for each in found]

    assert await ids(DAY, DAY) == ["first", "open"]
    assert await ids(DAY, date(2026, 3, 16)) == ["first", "open", "later"]
    assert await ids(date(2026, 3, 15), date(2026, 3, 15)) == []
    assert await ids(date.min, date.max) == ["first", "open", "later"]


async def test_what_was_deleted_is_said_and_not_counted(processes: Processes) -> None:
    log = processes.log()
    await opened(log, "first")
    await opened(log, "gone")
    async with processes.engine().begin() as connection:
        gone = sa.update(crises).where(crises.c.id == "gone").values(erased="2027-01-01")
        await connection.execute(gone)
    found, erased = await cases(log, processes.engine(), DAY, DAY)
    assert ([each.id for each in found], erased) == (["first"], 1)
    closed = ClosedCases(processes.engine(), log.crisis)
    counted = await closed.at_once("T1", START - YEAR, "U1")
    assert counted is not None
    assert [each.id for each in counted] == ["first"]


async def test_closed_real_crises_that_one_may_count(processes: Processes) -> None:
    log = processes.log()
    await opened(log, "first")
    await opened(log, "open", close=False)
    await opened(log, "drill", planned=drill_plan())
    await opened(log, "secret", private=True, lead="U2")
    closed = ClosedCases(processes.engine(), log.crisis)

    async def ids(person: str, team: str = "T1", since: datetime = START - YEAR) -> list[str]:
        found = await closed.at_once(team, since, person)
        assert found is not None
        return sorted(each.id for each in found)

    assert await ids("U2") == ["first", "secret"]
    assert await ids("U5") == ["first"]
    assert await ids("U2", team="T2") == []
    assert await ids("U2", since=START + YEAR) == []


async def test_each_is_read_once_until_something_is_added(processes: Processes) -> None:
    log = processes.log()
    for number in range(3):
        await opened(log, f"c{number}")
    read: list[str] = []

    async def reads(crisis_id: str) -> object:
        read.append(crisis_id)
        return await log.crisis(crisis_id)

    closed = ClosedCases(processes.engine(), reads)  # type: ignore[arg-type]
    for _ in range(3):
        assert len(await closed.at_once("T1", START - YEAR, "U1") or ()) == 3
    assert sorted(read) == ["c0", "c1", "c2"]
    await log.append("c1", AddLesson("well", "The room was there at once"), U2)
    assert len(await closed.at_once("T1", START - YEAR, "U1") or ()) == 3
    assert read[3:] == ["c1"]


async def test_many_are_read_beside_the_home_tab(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = processes.log()
    for number in range(3):
        await opened(log, f"c{number}")
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    closed = ClosedCases(processes.engine(), log.crisis)
    me = Person(id="U1").id
    assert await closed.at_once("T1", START - YEAR, me) is None
    assert await closed.every("T1", START - YEAR)
    assert len(await closed.at_once("T1", START - YEAR, me) or ()) == 3
