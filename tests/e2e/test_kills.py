"""The app is killed at each call: the next process finishes the work, and doubles nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot import surfaces
from bot.crisis import Crisis
from tests.conftest import World, key_of, shows, why

SURFACES = ("card", "playbook", "statement:holding")
MOMENTS = ("before", "after")
OPENING_CALLS = 12

Act = Callable[[], Awaitable[Any]]


def _kill_at(world: World, number: int, moment: str) -> asyncio.Event:
    """Kills the app at call `number` from now, before or after Slack performs it."""
    killed, seen = asyncio.Event(), Counter[str]()

    def at_call(method: str, when: str, count: int) -> None:
        seen[when] += 1
        if when == moment and seen[when] == number and not killed.is_set():
            world.kill()
            killed.set()
            raise world.slack.faults.Drop

    world.slack.faults.on_call = at_call
    return killed


async def _killed_while(world: World, number: int, moment: str, act: Act) -> None:
    """Kills the app at a call of `act`, and starts it again."""
    killed = _kill_at(world, number, moment)
    await act()
    await asyncio.wait_for(killed.wait(), 10)
    world.slack.faults.on_call = None
    await world.bury()
    await world.start()


async def _whole(world: World, crisis: Crisis, but: tuple[str, ...] = ()) -> None:
    """One room with one of everything, as the timeline says; nothing failed `but` what may."""
    (room,) = world.rooms()
    assert room.id == crisis.channel
    keys = Counter(key_of(message) for message in room.messages.values() if message.bot_id)
    for name in SURFACES:
        assert keys[f"surface/{name}"] == 1, keys
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))
    assert max(n for key, n in keys.items() if key) == 1, keys
    assert room.topic.value == surfaces.render(crisis, "topic").text
    canvases = world.slack.workspace.canvases
    assert list(canvases) == ([crisis.canvas] if crisis.begun else [])
    assert all(c.markdown == surfaces.render(crisis, "canvas").text for c in canvases.values())
    assert room.purpose.value == surfaces.purpose(crisis)
    assert len(room.bookmarks) == 2
    assert list(room.pins) == [world.surface(crisis, "card").ts]
    assert world.person("executive").user_id in room.members
    assert {trouble.what for trouble in crisis.troubles.values()} <= set(but)
    kinds = Counter(await world.kinds(crisis))
    for kind in ("crisis_opened", "playbook_adopted", "statement_drafted", "room_opened"):
        assert kinds[kind] == 1, kinds


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", range(1, OPENING_CALLS + 1))
async def test_killed_while_a_crisis_opens(world: World, number: int, moment: str) -> None:
    place = await world.configure("general")
    person = world.person("executive")
    view = await world.form_for("executive", "A joke about a rival")

    async def submit() -> None:
        await person.submit(view["id"], world.form())

    await _killed_while(world, number, moment, submit)
    if person.views:
        # No answer came: the person sends the form again.
        assert (await person.submit(view["id"], world.form())).closed
    crisis = await world.crisis()
    assert len(await world.running.log.crises()) == 1
    await _whole(world, crisis)
    messages = world.slack.workspace.channels[place].messages.values()
    assert sum((key_of(m) or "").endswith("/announce") for m in messages) == 1
    told = [e.text for e in person.ephemerals if f"<#{crisis.channel}>" in e.text]
    # Nobody can ask a response URL what it was given: twice is better than never.
    assert 1 <= len(told) <= 2


@pytest.mark.parametrize("number", range(1, OPENING_CALLS + 1))
async def test_stopped_while_a_crisis_opens(world: World, number: int) -> None:
    """SIGTERM without time to finish: all that runs ends, and the next process goes on."""
    await world.configure("general")
    stopping: list[asyncio.Task[None]] = []
    first = len(world.slack.calls)

    def at_call(method: str, moment: str, count: int) -> None:
        if moment == "after" and len(world.slack.calls) - first == number and not stopping:
            stopping.append(asyncio.ensure_future(world.running.stop(grace=0.0)))

    view = await world.form_for("executive", "A joke about a rival")
    first = len(world.slack.calls)
    world.slack.faults.on_call = at_call
    sent = await world.person("executive").submit(view["id"], world.form())
    await world.slack.until(lambda: stopping)
    await asyncio.wait_for(stopping[0], 10)
    world.slack.faults.on_call = None
    # Nothing is left over that the end of the process would wait for.
    left = {task for task in world.tasks if not task.done()}
    if left:
        _, left = await asyncio.wait(left, timeout=0.5)
    await world.start()
    if not sent.closed:
        assert (await world.person("executive").submit(view["id"], world.form())).closed
    await _whole(world, await world.crisis())
    assert not left


async def test_the_opening_has_that_many_calls(world: World) -> None:
    """So that the kills above fall on every one of them."""
    await world.configure("general")
    view = await world.form_for("executive", "A joke about a rival")
    before = len(world.slack.calls)
    assert (await world.person("executive").submit(view["id"], world.form())).closed
    await world.idle()
    assert len(world.slack.calls) - before == OPENING_CALLS


async def test_killed_again_and_again(world: World) -> None:
    """No process lives for more than twelve calls, of which it needs some to see who is there."""
    await world.configure("general")
    view = await world.form_for("executive", "A joke about a rival")
    killed = _kill_at(world, 3, "after")
    await world.person("executive").submit(view["id"], world.form())
    lives = 0
    while True:
        idle = asyncio.ensure_future(world.running.sync.idle())
        dead = asyncio.ensure_future(killed.wait())
        await asyncio.wait({idle, dead}, return_when=asyncio.FIRST_COMPLETED)
        dead.cancel()
        if not killed.is_set():
            break
        await asyncio.gather(idle, return_exceptions=True)
        lives += 1
        assert lives < 40
        await world.bury()
        world.slack.faults.on_call = None
        start = asyncio.ensure_future(world.start())
        killed = _kill_at(world, 12, "after")
        await start
    world.slack.faults.on_call = None
    assert lives > 1
    # A response URL can be used five times, and each life may have used it.
    await _whole(world, await world.crisis(), but=("tell_opener",))


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", [1, 2])
async def test_killed_while_a_note_is_told(world: World, number: int, moment: str) -> None:
    crisis = await world.open("executive")

    async def note() -> None:
        await world.person("executive").command("/crisis", "note Kept once", str(crisis.channel))

    await _killed_while(world, number, moment, note)
    crisis = await world.crisis()
    await _whole(world, crisis)
    assert (await world.kinds(crisis)).count("note_added") == 1
    assert sum("Kept once" in text for text in world.said(crisis)) == 1


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_killed_while_the_export_goes_up(world: World, number: int, moment: str) -> None:
    crisis = await world.open("executive")

    async def export() -> None:
        await world.fill("executive", formats=["json", "md"])

    await world.person("executive").command("/crisis", "export", str(crisis.channel))
    await _killed_while(world, number, moment, export)
    crisis = await world.crisis()
    await _whole(world, crisis)
    assert (await world.kinds(crisis)).count("export_made") == 1
    assert [len(m.files) for m in world.room(crisis).messages.values() if m.files] == [2]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", [1, 2, 3])
async def test_killed_while_an_approval_is_shown(world: World, number: int, moment: str) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    # So that the approval asks Slack nothing before it is decided.
    await world.person("it_security").command("/crisis", "help", channel="general")

    async def approve() -> None:
        await world.click("it_security", crisis, "statement:holding", "approve_statement")

    await _killed_while(world, number, moment, approve)
    crisis = await world.crisis()
    await _whole(world, crisis)
    (approval,) = crisis.statements["holding"].approvals
    assert approval.by == world.person("it_security").user_id
    # That it was asked for, and that it was given.
    assert len(world.said(crisis)) == 2


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_before_anything_was_decided(world: World, moment: str) -> None:
    """The person gets no answer, nothing was changed, and the same click works again."""
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    killed = _kill_at(world, 1, moment)
    # Who the guest is has to be asked first.
    click = asyncio.create_task(
        world.click("social_agency", crisis, "statement:holding", "approve_statement")
    )
    await asyncio.wait_for(killed.wait(), 10)
    world.slack.faults.on_call = None
    await world.bury()
    assert not (await click).ok
    assert world.slack.calls[-1].method == "users.info"
    await world.start()
    crisis = await world.crisis()
    assert crisis.statements["holding"].approvals == ()
    reply = await world.click("social_agency", crisis, "statement:holding", "approve_statement")
    assert reply.ok
    await world.idle()
    assert world.told("social_agency") == why("guest")


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_while_a_lost_room_is_replaced(world: World, moment: str) -> None:
    crisis = await world.open("executive")
    lost = world.room(crisis)
    await world.person("executive").archive(lost.id)
    # Where Slack says that the room is gone, then the new one.
    killed = asyncio.Event()

    def at_call(method: str, when: str, count: int) -> None:
        if (method, when) == ("conversations.create", moment) and not killed.is_set():
            world.kill()
            killed.set()
            raise world.slack.faults.Drop

    world.slack.faults.on_call = at_call
    await world.send_click(
        "executive",
        world.surface(crisis, "playbook"),
        "claim_step",
        f"{crisis.id}:capture-evidence",
    )
    await asyncio.wait_for(killed.wait(), 10)
    world.slack.faults.on_call = None
    await world.bury()
    await world.start()
    crisis = await world.crisis()
    assert crisis.channel != lost.id
    assert len(world.rooms()) == 2
    for name in SURFACES:
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))
    assert (await world.kinds(crisis)).count("room_opened") == 2
    assert crisis.troubles == {}
