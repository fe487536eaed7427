"""Deliveries: once each, in order, however often they are tried."""

from __future__ import annotations

import pytest

from bot import events
from bot.commands import room as room_commands
from bot.store import Outbox
from tests.store.processes import U1, Processes, note, open_crisis
from tests.strategies import CRISIS, ROOM


@pytest.fixture
async def outbox(processes: Processes) -> Outbox:
    log = processes.log()
    await open_crisis(log)
    await log.append(CRISIS, note("x"), U1)
    room = events.RoomOpened(channel=ROOM, name="x", private=False)
    await log.append(CRISIS, room_commands.RecordRoom(room), U1)
    return Outbox(processes.engine())


async def kinds(outbox: Outbox) -> list[str]:
    return [waiting.delivery.kind for waiting in await outbox.waiting(CRISIS)]


async def test_in_the_order_in_which_they_were_caused(outbox: Outbox) -> None:
    assert await kinds(outbox) == [
        "open_room",
        "say",
        "bookmark_post",
        "bookmark_timeline",
        "invite",
        "pin_card",
        "set_purpose",
    ]
    assert await outbox.waiting("another") == []


async def test_what_is_done_is_not_done_again(outbox: Outbox) -> None:
    await outbox.done(f"{CRISIS}/1/open_room")
    assert (await kinds(outbox))[0] == "say"
    assert await outbox.crises_waiting() == [CRISIS]
    for waiting in await outbox.waiting(CRISIS):
        await outbox.done(waiting.delivery.key)
    assert await kinds(outbox) == []
    assert await outbox.crises_waiting() == []


async def test_a_try_is_noted_before_it_is_made(outbox: Outbox, processes: Processes) -> None:
    key = f"{CRISIS}/1/open_room"
    first = (await outbox.waiting(CRISIS))[0]
    assert (first.attempts, first.progress) == (0, {})
    assert await outbox.attempt(key)
    assert await outbox.attempt(key)
    await outbox.progress(key, {"name": "crisis-é", "made": ["C1"]})
    after = (await Outbox(processes.engine()).waiting(CRISIS))[0]
    assert (after.attempts, after.progress) == (2, {"name": "crisis-é", "made": ["C1"]})


async def test_what_was_given_up_waits_for_a_person(outbox: Outbox) -> None:
    for waiting in await outbox.waiting(CRISIS):
        await outbox.give_up(waiting.delivery.key)
    assert await outbox.waiting(CRISIS) == []
    assert await outbox.crises_waiting() == [], "a restart does not try it again by itself"
    assert not await outbox.attempt(f"{CRISIS}/1/open_room"), "nor does a lane that is late"


async def test_what_a_person_asks_for_again_waits_again(
    outbox: Outbox, processes: Processes
) -> None:
    key = f"{CRISIS}/1/open_room"
    await outbox.give_up(key)
    log = processes.log()
    failure = events.DeliveryFailed(
        delivery=key, what="open_room", error="missing_scope", final=True
    )
    await log.append(CRISIS, room_commands.RecordFailure(failure), U1)
    processes.heard.clear()
    await log.append(CRISIS, room_commands.RetryDeliveries(), U1)
    first = (await outbox.waiting(CRISIS))[0]
    assert (first.delivery.key, first.attempts) == (key, 0)
    assert [deliver for _, _, deliver in processes.heard] == [True]


async def test_what_a_lost_room_waited_for_is_left_to_the_next(
    outbox: Outbox, processes: Processes
) -> None:
    log = processes.log()
    crisis = await log.crisis(CRISIS)
    assert crisis is not None
    await log.append(CRISIS, room_commands.RecordRoomLost(str(crisis.channel), "is_archived"), U1)
    assert [w.delivery.kind for w in await outbox.waiting(CRISIS) if w.delivery.kind != "say"] == [
        "open_room"
    ]


async def test_what_was_done_can_be_asked_for_again(outbox: Outbox) -> None:
    pin = next(w.delivery.key for w in await outbox.waiting(CRISIS) if "pin" in w.delivery.key)
    await outbox.done(pin)
    await outbox.again(CRISIS, ["invite"])
    assert "pin_card" not in await kinds(outbox)
    await outbox.again(CRISIS, ["pin_card", "invite"])
    assert (await kinds(outbox)).count("pin_card") == 1
