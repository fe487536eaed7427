"""What a deletion leaves in the database, whichever process did it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot import keeping
from bot.chain import APP, first_fault
from bot.commands.closing import CloseCrisis
from bot.commands.keeping import AnnounceErasure, EraseRecord, SetHold
from bot.people import Person
from bot.refused import Refused
from bot.store import Appended, Kept, Log, PastCrises, ShownSurfaces
from bot.store.shown import Shown
from bot.store.tables import crises, deliveries, entries, requests, surfaces
from tests.store.processes import U1, U2, Processes, note, open_crisis
from tests.strategies import CRISIS

THE_APP = Person(id=APP)
ERASE = EraseRecord(6)


async def at_its_end(processes: Processes, log: Log, crisis_id: str = CRISIS) -> None:
    """A closed crisis whose time is over, of which somebody was told; shown in Slack."""
    await open_crisis(log, crisis_id)
    await log.append(crisis_id, note("secret"), U1, request=f"V-{crisis_id}")
    await log.append(crisis_id, CloseCrisis(None, "It is over"), U1)
    await ShownSurfaces(processes.engines[0]).save(crisis_id, "card", Shown("C1", "1.0", "d", 1))
    processes.now.at = keeping.add_months(processes.now.at, 6)
    await log.append(crisis_id, AnnounceErasure(6, ("U1",)), THE_APP)
    processes.now.at += timedelta(days=8)


async def rows(processes: Processes, table: sa.Table, column: str = "crisis_id") -> set[str]:
    async with processes.engines[0].connect() as connection:
        return set((await connection.execute(sa.select(table.c[column]))).scalars())


async def test_the_words_go_and_the_chain_stays(processes: Processes) -> None:
    log = processes.log()
    await open_crisis(log, "other")
    await log.append("other", note("stays"), U1, request="V-stays")
    await at_its_end(processes, log)
    before = await log.entries(CRISIS)
    outcome = await log.append(CRISIS, ERASE, THE_APP)
    assert isinstance(outcome, Appended)
    assert outcome.crisis.erased_at is not None
    after = await log.entries(CRISIS)
    assert [entry.hash for entry in after[:-1]] == [entry.hash for entry in before]
    assert {(entry.data, entry.salt) for entry in after[:-1]} == {(None, None)}
    assert (after[-1].kind, after[-1].actor) == ("record_erased", APP)
    assert first_fault(after) is None
    for table in (deliveries, requests):
        assert await rows(processes, table) == {"other"}
    assert await rows(processes, surfaces) == set()
    async with processes.engines[0].connect() as connection:
        query = sa.select(crises.c.erased).where(crises.c.id == CRISIS)
        assert (await connection.execute(query)).scalar() == after[-1].at
    assert [entry.data for entry in await log.entries("other") if entry.data is None] == []


async def test_no_process_gives_it_any_more(processes: Processes) -> None:
    here, there = processes.log(), processes.log()
    await at_its_end(processes, here)
    assert await there.crisis(CRISIS) is not None, "it is in the memory of the other one"
    await here.append(CRISIS, ERASE, THE_APP)
    heard = len(processes.heard)
    for log in (here, there, processes.log()):
        if log is not there or log._engine.dialect.name != "sqlite":
            # Only on PostgreSQL do several processes share a database.
            assert await log.crisis(CRISIS) is None
        assert await log.crises() == []
        assert await log.in_channel("T1", "C1") is None
        for command in (note("more"), SetHold("late"), ERASE, AnnounceErasure(6, ())):
            outcome = await log.append(CRISIS, command, U2)
            assert isinstance(outcome, Refused)
            assert outcome.reason == "no_crisis"
    assert len(processes.heard) == heard, "and nothing is brought in line with it"
    engine = processes.engines[0]
    assert await ShownSurfaces(engine).crises_behind() == []
    assert await PastCrises(engine).all("T1") == []
    assert await PastCrises(engine).newest("T1", 5) == []
    assert await Kept(engine).opened_before("T1", "9999") == []
    assert await Kept(engine).teams() == []


async def test_several_at_once_delete_it_once(processes: Processes) -> None:
    logs = [processes.log() for _ in range(3)]
    await at_its_end(processes, logs[0])
    outcomes = await asyncio.gather(
        *(log.append(CRISIS, ERASE, THE_APP) for log in logs for _ in range(2))
    )
    made = [outcome for outcome in outcomes if isinstance(outcome, Appended)]
    assert len(made) == 1
    kinds = [entry.kind for entry in await logs[0].entries(CRISIS)]
    assert kinds.count("record_erased") == 1
    assert kinds[-1] == "record_erased"


async def test_a_hold_that_comes_first_wins_over_a_deletion_decided_before(
    processes: Processes,
) -> None:
    here, there = processes.log(), processes.log()
    await at_its_end(processes, here)
    await there.crisis(CRISIS)
    await here.append(CRISIS, SetHold("A lawsuit"), U1)
    outcome = await there.append(CRISIS, ERASE, THE_APP)
    assert isinstance(outcome, Appended)
    assert outcome.entries == ()
    assert all(entry.data is not None for entry in await here.entries(CRISIS))


async def test_what_is_asked_for_in_the_same_commit_comes_too_late(processes: Processes) -> None:
    log = processes.log()
    await at_its_end(processes, log)
    outcomes = await asyncio.gather(
        log.append(CRISIS, note("just before"), U1),
        log.append(CRISIS, ERASE, THE_APP),
        log.append(CRISIS, note("just after"), U1),
        open_crisis(log, "new"),
    )
    assert isinstance(outcomes[0], Appended)
    assert isinstance(outcomes[1], Appended)
    assert isinstance(outcomes[2], Refused)
    found = await log.entries(CRISIS)
    assert first_fault(found) is None
    assert [entry.kind for entry in found if entry.data is not None] == ["record_erased"]
    assert [crisis.id for crisis in await log.crises()] == ["new"]


async def test_a_deletion_that_fails_deletes_nothing(processes: Processes) -> None:
    log = processes.log()
    await at_its_end(processes, log)
    before = await log.entries(CRISIS)

    async def run(sql: str) -> None:
        async with processes.engines[0].begin() as connection:
            await connection.execute(sa.text(sql))

    await run("ALTER TABLE surfaces RENAME TO gone")
    with pytest.raises(DBAPIError):
        await log.append(CRISIS, ERASE, THE_APP)
    await run("ALTER TABLE gone RENAME TO surfaces")
    assert await log.entries(CRISIS) == before
    assert await log.crisis(CRISIS) is not None
    assert isinstance(await log.append(CRISIS, ERASE, THE_APP), Appended)


async def test_crises_whose_time_may_be_over(processes: Processes) -> None:
    log, kept = processes.log(), Kept(processes.engine())
    for name in ("first", "second", "open"):
        await open_crisis(log, name)
    for name in ("first", "second"):
        await log.append(name, CloseCrisis(None, "It is over"), U1)
    assert await kept.teams() == ["T1"]
    assert await kept.opened_before("T1", "9999") == ["first", "second"]
    assert await kept.opened_before("T1", "2026-03-14T22") == []
    assert await kept.opened_before("T2", "9999") == []
    assert await kept.erased_at("first") is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_sqlite_overwrites_what_is_deleted(processes: Processes) -> None:
    async with processes.engines[0].connect() as connection:
        assert (await connection.execute(sa.text("PRAGMA secure_delete"))).scalar() == 1
        query = sa.select(sa.func.count()).select_from(entries)
        assert (await connection.execute(query)).scalar() == 0
