"""The log: whole, in order, durable, whoever appends and whatever fails."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound

from bot import commands, events
from bot.chain import APP, first_fault
from bot.commands import closing as closing_commands
from bot.commands import decide
from bot.commands import facts as fact_commands
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.commands import steps as step_commands
from bot.crisis import apply, fold
from bot.deliveries import Delivery
from bot.events import parse
from bot.people import Person
from bot.refused import Refused
from bot.signing import head_claim, holds
from bot.store import Appended, Conflict, Log, Outbox, connect, migrate
from bot.store.tables import deliveries, entries, metadata, requests
from tests.store.processes import U1, U2, U3, Clock, Processes, commits, note, open_crisis
from tests.strategies import CRISIS, KINDS, NASTY, ROOM, Intent, intents, opened, opening, plan

Outcomes = list[Any]


def notes(log_entries: list[Any]) -> list[str]:
    return [entry.data["text"] for entry in log_entries if entry.kind == "note_added"]


async def whole(log: Log, crisis_id: str = CRISIS) -> list[Any]:
    """The entries of a crisis, after a look that nothing is wrong with them."""
    found = await log.entries(crisis_id)
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))
    assert first_fault(found) is None
    return found


# One process


async def test_what_is_appended_is_what_is_read(processes: Processes) -> None:
    log = processes.log()
    opened_ = await open_crisis(log)
    for text in NASTY:
        await log.append(CRISIS, note(f"{text}x"), U2)
    found = await whole(processes.log())
    assert found[:3] == list(opened_.entries)
    assert notes(found) == [f"{text}x" for text in NASTY]
    crisis = await log.crisis(CRISIS)
    assert fold(None, found) == crisis == await processes.log().crisis(CRISIS)
    assert await log.entry(CRISIS, 2) == found[1]
    assert await log.entries(CRISIS, after=4) == found[4:]


async def test_what_is_not_there(log: Log) -> None:
    assert await log.crisis("none") is None
    assert await log.entries("none") == []
    assert await log.in_channel("T1", "C1") is None
    with pytest.raises(NoResultFound):
        await log.entry("none", 1)
    refused = await log.append("none", note("x"), U1)
    assert isinstance(refused, Refused)
    assert refused.reason == "no_crisis"


async def test_a_refusal_and_an_empty_decision_leave_no_trace(log: Log) -> None:
    await open_crisis(log)
    first = await log.append(CRISIS, step_commands.ClaimStep("s0"), U1)
    again = await log.append(CRISIS, step_commands.ClaimStep("s0"), U1)
    taken = await log.append(CRISIS, step_commands.ClaimStep("s0"), U2)
    assert isinstance(first, Appended)
    assert again == Appended(first.crisis, ())
    assert isinstance(taken, Refused)
    assert len(await whole(log)) == 4


async def test_crises_are_found_by_channel_and_state(log: Log) -> None:
    for name in ("a", "b", "c"):
        await open_crisis(log, name)
    await log.append("d", opening(team="T2"), U1)
    room = events.RoomOpened(channel=ROOM, name="x", private=False)
    await log.append("b", room_commands.RecordRoom(room), U1)
    await log.append("c", closing_commands.CloseCrisis(None, "It is over"), U1)

    async def ids(*args: Any, **kwargs: Any) -> list[str]:
        return [crisis.id for crisis in await log.crises(*args, **kwargs)]

    assert await ids() == ["d", "c", "b", "a"]
    assert await ids("T1") == ["c", "b", "a"]
    assert await ids("T1", closed=False) == ["b", "a"]
    assert await ids(closed=True) == ["c"]
    found = await log.in_channel("T1", ROOM)
    assert found is not None
    assert found.id == "b"
    assert await log.in_channel("T2", ROOM) is None
    await log.append("b", room_commands.RecordRoomLost(ROOM, "is_archived"), U1)
    assert await log.in_channel("T1", ROOM) is None


async def test_a_look_at_all_crises_asks_once_and_sees_what_others_did(
    processes: Processes,
) -> None:
    here, there = processes.log(), processes.log()
    for number in range(30):
        await open_crisis(here, f"c{number}")
    await here.crises()
    asked: list[str] = []
    for engine in processes.engines:

        @sa.event.listens_for(engine.sync_engine, "before_cursor_execute")
        def execute(_n: object, _c: object, sql: str, *_: object) -> None:
            asked.append(sql)

    assert len(await here.crises(watched=True)) == 30
    assert len(asked) == 1
    await there.append("c7", note("from elsewhere"), U1)
    newest = {crisis.id: crisis.seq for crisis in await here.crises()}
    assert (newest["c7"], newest["c8"]) == (4, 3)


async def test_deliveries_stand_in_the_same_transaction(processes: Processes) -> None:
    log, outbox = processes.log(), Outbox(processes.engine())
    told = Delivery("tell_opener", CRISIS, 1, {"user": "U1"})
    await log.append(CRISIS, opening(), U1, also=[told])
    waiting = await outbox.waiting(CRISIS)
    assert [(w.delivery.kind, w.delivery.seq) for w in waiting] == [
        ("open_room", 1),
        ("tell_opener", 1),
    ]
    assert waiting[1].delivery == told
    await log.append(CRISIS, opening(), U2, also=[replace(told, seq=2)])
    assert len(await outbox.waiting(CRISIS)) == 2, "a refusal writes nothing"


async def test_the_app_hears_of_each_change(processes: Processes) -> None:
    log = processes.log()
    await open_crisis(log)
    await log.append(CRISIS, step_commands.ClaimStep("s0"), U1)
    await log.append(CRISIS, step_commands.ClaimStep("s0"), U1)
    await log.append(CRISIS, note("x"), U1)
    assert processes.heard == [(CRISIS, 3, True), (CRISIS, 4, False), (CRISIS, 5, True)]


# Appends that come together


async def test_appends_that_come_together_share_a_commit(processes: Processes) -> None:
    engine = processes.engine()
    log, reader = Log(engine, processes.now), processes.log()
    await open_crisis(log)
    made = commits(engine)

    async def one(number: int) -> None:
        outcome = await log.append(CRISIS, note(str(number)), U1)
        assert isinstance(outcome, Appended)
        (entry,) = outcome.entries
        # Durable: another connection reads it the moment that the append returns.
        assert await reader.entry(CRISIS, entry.seq) == entry

    await asyncio.gather(*(one(number) for number in range(150)))
    found = await whole(log)
    assert notes(found) == [str(number) for number in range(150)]
    assert 1 <= len(made) <= 15
    await log.close()


async def test_each_decides_on_what_the_one_before_leaves(log: Log) -> None:
    await open_crisis(log)
    people = [Person(id=f"U{number}") for number in range(30)]
    outcomes = await asyncio.gather(
        *(log.append(CRISIS, step_commands.ClaimStep("s0"), person) for person in people)
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Appended)]
    assert len(won) == 1
    lost = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert {outcome.reason for outcome in lost} == {"step_taken"}
    assert {outcome.about["who"] for outcome in lost} == {won[0].crisis.steps["s0"].owner}
    assert len(await whole(log)) == 4


async def test_crises_that_open_together_are_all_there(log: Log) -> None:
    await asyncio.gather(*(open_crisis(log, f"c{number}") for number in range(40)))
    assert len(await log.crises()) == 40
    for number in range(40):
        assert len(await whole(log, f"c{number}")) == 3


async def test_a_command_that_breaks_does_not_take_its_neighbours_with_it(log: Log) -> None:
    await open_crisis(log)
    broken: Any = object()
    outcomes = await asyncio.gather(
        log.append(CRISIS, note("1"), U1),
        log.append(CRISIS, broken, U1),
        log.append(CRISIS, note("2"), U2),
        log.append(CRISIS, note("x" * 5), Person(id="\ud800")),
        log.append(CRISIS, note("3"), U3),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes[::2]] == [Appended] * 3
    assert isinstance(outcomes[1], KeyError)
    assert isinstance(outcomes[3], Exception)
    assert notes(await whole(log)) == ["1", "2", "3"]


async def test_what_was_asked_for_is_done_though_nobody_waits_for_the_answer(log: Log) -> None:
    await open_crisis(log)
    gone = asyncio.create_task(log.append(CRISIS, note("gone"), U1))
    stays = asyncio.create_task(log.append(CRISIS, note("stays"), U1))
    await asyncio.sleep(0)
    gone.cancel()
    assert isinstance(await stays, Appended)
    assert notes(await whole(log)) == ["gone", "stays"]


async def test_a_caller_who_gave_up_does_not_take_the_others_along(log: Log) -> None:
    await open_crisis(log)
    broken: Any = object()
    stays = asyncio.create_task(log.append(CRISIS, note("stays"), U1))
    gone = asyncio.create_task(log.append(CRISIS, broken, U1))
    await asyncio.sleep(0)
    gone.cancel()
    assert isinstance(await stays, Appended)
    assert notes(await whole(log)) == ["stays"]


async def test_a_database_error_reaches_the_callers_and_the_writer_goes_on(
    processes: Processes,
) -> None:
    log, engine = processes.log(), processes.engine()
    await open_crisis(log)

    async def run(sql: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(sa.text(sql))

    await run("ALTER TABLE entries RENAME TO gone")
    outcomes = await asyncio.gather(
        *(log.append(CRISIS, note(str(number)), U1) for number in range(3)), return_exceptions=True
    )
    assert [isinstance(outcome, DBAPIError) for outcome in outcomes] == [True] * 3
    await run("ALTER TABLE gone RENAME TO entries")
    outcome = await log.append(CRISIS, note("after"), U1)
    assert isinstance(outcome, Appended)
    assert notes(await whole(log)) == ["after"]
    assert (await processes.log().crisis(CRISIS)) == outcome.crisis


async def test_half_a_batch_is_never_written(processes: Processes) -> None:
    """The outbox fails after the entries were inserted: neither is there."""
    log, engine = processes.log(), processes.engine()
    await open_crisis(log)
    async with engine.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE deliveries RENAME TO gone"))
    with pytest.raises(DBAPIError):
        await log.append(CRISIS, note("lost"), U1)
    async with engine.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE gone RENAME TO deliveries"))
    assert notes(await whole(log)) == []
    crisis = await log.crisis(CRISIS)
    assert crisis is not None
    assert crisis.seq == 3


async def test_closing_waits_for_what_was_asked(processes: Processes) -> None:
    log = processes.log()
    await open_crisis(log)
    tasks = [asyncio.create_task(log.append(CRISIS, note(str(n)), U1)) for n in range(20)]
    await asyncio.sleep(0)
    await log.close()
    assert all(task.done() for task in tasks) or await asyncio.wait_for(asyncio.gather(*tasks), 5)
    assert len(notes(await whole(processes.log()))) == 20
    again = await log.append(CRISIS, note("later"), U1)
    assert isinstance(again, Appended)


# Requests


async def test_a_request_has_its_effect_once(processes: Processes) -> None:
    log, other = processes.log(), processes.log()
    await open_crisis(log)
    first = await log.append(CRISIS, note("x"), U1, request="view:V1")
    assert isinstance(first, Appended)
    for process in (log, other, processes.log()):
        again = await process.append(CRISIS, note("x"), U1, request="view:V1")
        assert again == Appended(first.crisis, ())
    different = await log.append(CRISIS, note("x"), U1, request="view:V2")
    assert isinstance(different, Appended)
    assert notes(await whole(log)) == ["x", "x"]


async def test_one_request_that_comes_many_times_at_once(processes: Processes) -> None:
    log, other = processes.log(), processes.log()
    await open_crisis(log)
    outcomes = await asyncio.gather(
        *(
            process.append(CRISIS, note(f"{number % 3}"), U1, request=f"view:{number % 3}")
            for number in range(30)
            for process in (log, other)
        )
    )
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    assert sorted(notes(await whole(log))) == ["0", "1", "2"]
    assert sum(len(outcome.entries) for outcome in outcomes) == 3


async def test_a_request_that_was_refused_may_come_again(log: Log) -> None:
    await open_crisis(log)
    refused = await log.append(CRISIS, note(" "), U1, request="view:V1")
    assert isinstance(refused, Refused)
    assert not await log.handled("view:V1")
    assert isinstance(await log.append(CRISIS, note("x"), U1, request="view:V1"), Appended)
    assert await log.handled("view:V1")
    assert notes(await whole(log)) == ["x"]


@pytest.mark.parametrize("same_process", [True, False])
async def test_a_form_sent_twice_is_no_refusal_the_second_time(
    processes: Processes, same_process: bool
) -> None:
    """What was asked for is done: whoever sent it need not hear that it cannot be done again."""
    log = processes.log()
    other = log if same_process else processes.log()
    await open_crisis(log)
    command = room_commands.ChangeSeverity("major", "the press", plan(2, name="major"))
    first = await log.append(CRISIS, command, U1, request="view:V1")
    assert isinstance(first, Appended)
    second = await other.append(CRISIS, command, U1, request="view:V1")
    assert second == Appended(first.crisis, ())


# Two processes


async def test_two_processes_lose_and_double_nothing(processes: Processes) -> None:
    logs = [processes.log(), processes.log()]
    await open_crisis(logs[0])
    outcomes = await asyncio.gather(
        *(
            log.append(CRISIS, note(f"{which}-{number}"), U1)
            for number in range(25)
            for which, log in enumerate(logs)
        )
    )
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    found = await whole(logs[0])
    assert sorted(notes(found)) == sorted(f"{w}-{n}" for w in range(2) for n in range(25))
    answered = sorted(entry.seq for outcome in outcomes for entry in outcome.entries)
    assert answered == list(range(4, 54))
    waiting = await Outbox(processes.engine()).waiting(CRISIS)
    assert len(waiting) == len({w.delivery.key for w in waiting}) == 51


async def test_two_who_claim_one_step_in_two_processes_one_wins(processes: Processes) -> None:
    logs = [processes.log(), processes.log()]
    await open_crisis(logs[0])
    for number in range(12):
        claim = step_commands.ClaimStep(f"s{number}")
        outcomes = await asyncio.gather(
            logs[0].append(CRISIS, claim, U1), logs[1].append(CRISIS, claim, U2)
        )
        (won,) = [outcome for outcome in outcomes if isinstance(outcome, Appended)]
        (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        assert lost.reason == "step_taken"
        assert lost.about["who"] == won.crisis.steps[f"s{number}"].owner
        assert len(won.entries) == 1
    claims = [entry for entry in await whole(logs[0]) if entry.kind == "step_claimed"]
    assert [entry.data["step"] for entry in claims] == [f"s{number}" for number in range(12)]


async def test_a_crisis_that_two_processes_open_is_one(processes: Processes) -> None:
    logs = [processes.log(), processes.log()]
    outcomes = await asyncio.gather(
        *(log.append(CRISIS, opening(what=f"by {n}"), U1) for n, log in enumerate(logs))
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Appended)]
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert lost.reason == "already_open"
    assert len(await whole(logs[0])) == 3
    assert [crisis.what for crisis in await logs[1].crises()] == [won.crisis.what]


async def test_a_refusal_is_of_what_stands_now(processes: Processes) -> None:
    """One process has not heard what another did: it looks before it refuses."""
    one, other = processes.log(), processes.log()
    await open_crisis(one)
    await one.append(CRISIS, step_commands.ClaimStep("s0"), U1)
    assert await other.crisis(CRISIS) is not None
    claimed = await one.crisis(CRISIS)
    assert claimed is not None
    await one.append(CRISIS, step_commands.UndoStep("s0", claimed.steps["s0"].changed), U1)
    outcome = await other.append(CRISIS, step_commands.ClaimStep("s0"), U2)
    assert isinstance(outcome, Appended)
    assert len(outcome.entries) == 1


async def test_doing_nothing_is_right_by_what_stands_now(processes: Processes) -> None:
    """One process still thinks that the step is open: the undo must not be lost."""
    one, other = processes.log(), processes.log()
    await open_crisis(one)
    assert await other.crisis(CRISIS) is not None
    claimed = await one.append(CRISIS, step_commands.ClaimStep("s0"), U1)
    assert isinstance(claimed, Appended)
    undo = step_commands.UndoStep("s0", claimed.crisis.steps["s0"].changed)
    outcome = await other.append(CRISIS, undo, U1)
    assert isinstance(outcome, Appended)
    assert [entry.kind for entry in outcome.entries] == ["step_reopened"]


async def test_after_too_many_conflicts_the_caller_is_told(processes: Processes) -> None:
    engine = processes.engine()
    log = Log(engine, processes.now)
    await open_crisis(log)

    @sa.event.listens_for(engine.sync_engine, "before_cursor_execute")
    def execute(_conn: object, _c: object, sql: str, params: Any, *_: object) -> None:
        if "INTO entries" in sql and "unlucky" in str(params):
            raise IntegrityError(sql, {}, Exception("somebody was first"))

    outcomes = await asyncio.gather(
        log.append(CRISIS, note("1"), U1),
        log.append(CRISIS, note("unlucky"), U1),
        log.append(CRISIS, note("2"), U1),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, Conflict, Appended]
    assert notes(await whole(log)) == ["1", "2"]
    await log.close()


async def test_a_row_cannot_be_written_twice(processes: Processes) -> None:
    """Whatever the code does: the tables themselves refuse a second entry of one number."""
    log, engine = processes.log(), processes.engine()
    await open_crisis(log)
    async with engine.connect() as connection:
        rows = (await connection.execute(sa.select(entries))).mappings().all()
    for row in rows:
        with pytest.raises(IntegrityError):
            async with engine.begin() as connection:
                await connection.execute(sa.insert(entries), [dict(row)])


async def test_requests_and_deliveries_are_counted_once(processes: Processes) -> None:
    log, engine = processes.log(), processes.engine()
    await open_crisis(log)
    await log.append(CRISIS, note("x"), U1, request="r")
    async with engine.connect() as connection:
        assert len((await connection.execute(sa.select(requests))).all()) == 1
        keys = (await connection.execute(sa.select(deliveries.c.key))).scalars().all()
    assert sorted(keys) == [f"{CRISIS}/1/open_room", f"{CRISIS}/4/say"]


# Signatures


async def test_the_head_is_signed_after_an_export_and_after_the_close(processes: Processes) -> None:
    log, other = processes.log(), processes.log()
    await open_crisis(log)
    first = await log.append(CRISIS, record_commands.MakeExport(), U1)
    await other.append(CRISIS, note("x"), U2)
    await log.keys.rotate()
    close = closing_commands.CloseCrisis(None, "It is over")
    second = await other.append(CRISIS, close, U2)
    found = await whole(log)
    signer = await other.keys.signer()
    for outcome, seq, key in ((first, 4, signer.keys[0]), (second, 7, signer.keys[1])):
        assert isinstance(outcome, Appended)
        made, signed = outcome.entries[-2:]
        assert (made.seq, signed.seq, signed.actor) == (seq, seq + 1, APP)
        assert found[seq - 1 : seq + 1] == [made, signed]
        assert signed.data is not None
        event = events.HeadSigned.model_validate(signed.data)
        assert (event.entry, event.head, event.key) == (seq, made.hash, key.id)
        assert holds(key.public, event.signature, head_claim(CRISIS, seq, made.hash))
        assert outcome.crisis.seq == seq + 1
    assert [entry.kind for entry in found].count("head_signed") == 2


async def test_many_exports_at_once_sign_each_its_own_head(processes: Processes) -> None:
    logs = [processes.log(), processes.log()]
    await open_crisis(logs[0])
    await asyncio.gather(
        *(log.append(CRISIS, record_commands.MakeExport(), U1) for log in logs for _ in range(6))
    )
    found = await whole(logs[0])
    assert len(found) == 3 + 2 * 12
    for made, signed in itertools.pairwise(found[3:]):
        if signed.kind == "head_signed":
            assert (signed.data["entry"], signed.data["head"]) == (made.seq, made.hash)


# Redactions

SECRET = "Zanzibar Quagmire"


async def redact(log: Log, entry: int, agrees: Log | None = None) -> Appended:
    kind = (await log.entry(CRISIS, entry)).kind
    asked = await log.append(CRISIS, record_commands.AskRedaction(entry, kind, "a name"), U1)
    assert isinstance(asked, Appended)
    agree = record_commands.AgreeToRedaction(entry)
    outcome = await (agrees or log).append(CRISIS, agree, U2)
    assert isinstance(outcome, Appended)
    return outcome


def propose(claim: str) -> fact_commands.ProposeFact:
    return fact_commands.ProposeFact(claim, events.Proof(link="https://acme.example/1"))


async def test_a_redaction_takes_the_words_out_of_the_database(processes: Processes) -> None:
    log, engine = processes.log(), processes.engine()
    await open_crisis(log)
    before = await log.append(CRISIS, note(SECRET), U1)
    assert isinstance(before, Appended)
    outcome = await redact(log, 4)
    async with engine.connect() as connection:
        query = sa.select(entries.c.data, entries.c.salt).where(entries.c.seq == 4)
        assert (await connection.execute(query)).one() == (None, None)
        raw = sa.text("SELECT count(*) FROM entries WHERE data IS NULL")
        assert (await connection.execute(raw)).scalar() == 1, "null, not the JSON of it"
        for table in metadata.tables.values():
            rows = (await connection.execute(sa.select(table))).all()
            assert SECRET not in repr(rows), table
    found = await whole(log)
    assert found[3] == replace(before.entries[0], data=None, salt=None)
    assert [entry.kind for entry in found[3:]] == [
        "note_added",
        "redaction_asked",
        "entry_redacted",
    ]
    assert outcome.entries == tuple(found[5:])
    assert SECRET not in repr(outcome.crisis)
    assert outcome.crisis.redacted == {4}
    assert outcome.crisis.asked_out == {}
    assert processes.heard[-1] == (CRISIS, 6, True)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_nothing_of_what_was_redacted_is_left_in_the_files(
    processes: Processes, tmp_path: Path
) -> None:
    log = processes.log()
    await open_crisis(log)
    await log.append(CRISIS, note(SECRET), U1)

    def held() -> list[str]:
        return [file.name for file in tmp_path.iterdir() if SECRET.encode() in file.read_bytes()]

    assert held() != []
    await redact(log, 4)
    assert held() == []


async def test_the_crisis_is_without_it_here_and_where_it_was_in_memory(
    processes: Processes,
) -> None:
    here, there = processes.log(), processes.log()
    await open_crisis(here)
    for claim in (SECRET, "The post was deleted"):
        await here.append(CRISIS, propose(claim), U1)
    await here.append(CRISIS, fact_commands.ConfirmFact("f1"), U2)
    cached = await there.crisis(CRISIS)
    assert cached is not None
    assert set(cached.facts) == {"f1", "f2"}
    outcome = await redact(here, 4)
    fresh = await processes.log().crisis(CRISIS)
    for crisis in (outcome.crisis, await here.crisis(CRISIS), fresh):
        assert crisis == fresh
    # Where it was in memory, the next thing that is done, or looked at, does without it.
    refused = await there.append(CRISIS, fact_commands.WithdrawFact("f1", "wrong"), U3)
    assert isinstance(refused, Refused)
    assert refused.reason == "fact_unknown"
    (seen,) = await there.crises()
    assert seen == fresh
    assert set(seen.facts) == {"f2"}
    assert SECRET not in repr(seen)


async def test_the_second_process_may_take_it_out(processes: Processes) -> None:
    here, there = processes.log(), processes.log()
    await open_crisis(here)
    await here.append(CRISIS, note(SECRET), U1)
    await redact(here, 4, agrees=there)
    outcome = await here.append(CRISIS, note("after"), U1)
    assert isinstance(outcome, Appended)
    assert SECRET not in repr(outcome.crisis)
    assert outcome.crisis == fold(None, await whole(there)) == (await there.crises())[0]


async def test_what_comes_at_the_same_time_as_a_redaction(processes: Processes) -> None:
    """Others work on what is just taken out, in this process and in another."""
    logs = [processes.log(), processes.log()]
    await open_crisis(logs[0])
    await logs[0].append(CRISIS, propose(SECRET), U1)
    await logs[0].append(CRISIS, record_commands.AskRedaction(4, "fact_proposed", "a name"), U1)
    assert await logs[1].crisis(CRISIS) is not None
    outcomes = await asyncio.gather(
        logs[0].append(CRISIS, record_commands.AgreeToRedaction(4), U2),
        logs[0].append(CRISIS, fact_commands.ConfirmFact("f1"), U3),
        logs[0].append(CRISIS, propose("one"), U1),
        logs[0].append(CRISIS, record_commands.AgreeToRedaction(4), U3),
        logs[1].append(CRISIS, fact_commands.WithdrawFact("f1", "no"), U2),
        logs[1].append(CRISIS, propose("two"), U1),
        logs[1].append(CRISIS, record_commands.AgreeToRedaction(4), U3),
    )
    found = await whole(logs[0])
    assert [entry.kind for entry in found].count("entry_redacted") == 1
    agreed = [outcomes[0], outcomes[3], outcomes[6]]
    reasons = [outcome.reason for outcome in agreed if isinstance(outcome, Refused)]
    assert len(reasons) == 2
    assert set(reasons) <= {"entry_redacted", "redaction_settled"}
    fresh = await processes.log().crisis(CRISIS)
    assert fresh is not None
    for log in logs:
        await log.append(CRISIS, note("x"), U1)
        assert SECRET not in repr(await log.crisis(CRISIS))
    assert sorted(fact.claim for fact in fresh.facts.values()) == ["one", "two"]
    assert len({e.data["fact"] for e in found if e.kind == "fact_proposed" and e.data}) == 2


async def test_no_name_is_given_twice_after_a_redaction(log: Log) -> None:
    await open_crisis(log)
    given: list[str] = []
    taken_out = 0
    for number in range(6):
        outcome = await log.append(CRISIS, propose(f"Fact {number}"), U1)
        assert isinstance(outcome, Appended)
        (entry,) = outcome.entries
        assert entry.data is not None
        given.append(entry.data["fact"])
        if number % 2:
            await redact(log, entry.seq)
            taken_out += 1
            await log.append(CRISIS, note("between"), U1)
    assert len(set(given)) == len(given)
    crisis = await log.crisis(CRISIS)
    assert crisis is not None
    assert set(crisis.facts) == set(given[::2])
    assert len(crisis.redacted) == taken_out


async def test_what_could_not_be_decided_leaves_nothing_behind(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export whose signature fails: its neighbours go on, and it may be asked for again."""
    log = processes.log()
    await open_crisis(log)

    async def fails() -> None:
        raise RuntimeError("no key")

    with monkeypatch.context() as patch:
        patch.setattr(log.keys, "signer", fails)
        outcomes = await asyncio.gather(
            log.append(CRISIS, note("1"), U1),
            log.append(CRISIS, closing_commands.CloseCrisis(None, "Over"), U1, request="view:V1"),
            log.append(CRISIS, note("2"), U1),
            return_exceptions=True,
        )
    assert [type(outcome) for outcome in outcomes] == [Appended, RuntimeError, Appended]
    assert not await log.handled("view:V1")
    waiting = await Outbox(processes.engine()).waiting(CRISIS)
    assert {w.delivery.seq for w in waiting} == {1, 4, 5}
    assert notes(await whole(log)) == ["1", "2"]
    again = await log.append(
        CRISIS, closing_commands.CloseCrisis(None, "Over"), U1, request="view:V1"
    )
    assert isinstance(again, Appended)
    assert again.crisis.closed


async def test_a_batch_that_fails_takes_nothing_out(processes: Processes) -> None:
    """The redaction and what it takes out stand in one transaction."""
    log, engine = processes.log(), processes.engine()
    await open_crisis(log)
    await log.append(CRISIS, note(SECRET), U1)
    await log.append(CRISIS, record_commands.AskRedaction(4, "note_added", "a name"), U1)
    async with engine.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE deliveries RENAME TO gone"))
    with pytest.raises(DBAPIError):
        await log.append(CRISIS, record_commands.AgreeToRedaction(4), U2)
    async with engine.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE gone RENAME TO deliveries"))
    assert notes(await whole(log)) == [SECRET]
    assert isinstance(await log.append(CRISIS, record_commands.AgreeToRedaction(4), U2), Appended)
    found = await whole(log)
    assert found[3].data is None


# Any interleaving


def replay(found: list[Any], done: dict[int, tuple[commands.Command, Person]]) -> Any:
    """The crisis that the same commands give, one after another in the log's order."""
    crisis, position = None, 0
    while position < len(found):
        entry = found[position]
        at = parse_at(entry)
        if entry.kind == events.HeadSigned.kind:
            # The log's own, after an export or a close.
            crisis = fold(crisis, [entry])
            position += 1
            continue
        command, by = done[entry.seq]
        decision = decide(crisis, command, by, at)
        assert isinstance(decision, tuple)
        assert decision
        for event in decision:
            entry = found[position]
            assert parse(entry.kind, entry.data) == event
            assert (entry.actor, parse_at(entry)) == (by.id, at)
            crisis = apply(crisis, crisis_id=CRISIS, seq=entry.seq, at=at, actor=by.id, event=event)
            position += 1
    return crisis


def parse_at(entry: Any) -> datetime:
    return datetime.fromisoformat(entry.at)


BASE = opened(playbook=plan(6)).at_last


@settings(max_examples=20, deadline=None)
@given(
    clicks=st.lists(
        st.tuples(st.booleans(), intents((*KINDS, "claim", "complete", "undo", "note", "close"))),
        min_size=2,
        max_size=40,
    ),
    steps=st.just(6),
)
def test_any_interleaving_is_some_serial_order(
    clicks: list[tuple[bool, Intent]], steps: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """People click at once, in two processes: the log is an order in which they might have
    clicked one after another, and nothing is lost, doubled or out of turn."""
    path = tmp_path_factory.getbasetemp() / "interleaving.db"
    asyncio.run(interleave(path, clicks, steps))


async def interleave(path: Path, clicks: list[tuple[bool, Intent]], steps: int) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    engines = [connect(url), connect(url)]
    await migrate(engines[0])
    async with engines[0].begin() as connection:
        for table in (entries, requests, deliveries, sa.table("crises")):
            await connection.execute(sa.delete(table))
    logs = [Log(engine, Clock()) for engine in engines]
    start = opening(playbook=plan(steps))
    first = await logs[0].append(CRISIS, start, U1)
    assert isinstance(first, Appended)
    acts = [(second, intent.command(BASE), intent.by) for second, intent in clicks]
    outcomes = await asyncio.gather(
        *(logs[second].append(CRISIS, command, by) for second, command, by in acts)
    )
    done: dict[int, tuple[commands.Command, Person]] = {1: (start, U1)}
    for (_, command, by), outcome in zip(acts, outcomes, strict=True):
        if isinstance(outcome, Appended) and outcome.entries:
            done[outcome.entries[0].seq] = (command, by)
    found = await whole(logs[0])
    fresh = Log(engines[1], Clock())
    assert replay(found, done) == fold(None, found) == await fresh.crisis(CRISIS)
    for log in logs:
        await log.close()
    for engine in engines:
        await engine.dispose()
