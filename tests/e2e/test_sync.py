"""Slack is kept in line with few calls, and put back in line after what people do to it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot import surfaces
from bot.crisis import Crisis
from bot.sandbox.web_api import Call
from tests.conftest import World, key_of, shows

SURFACES = ("card", "playbook", "statement:holding")
STEPS = (
    "capture-evidence",
    "pause-publishing",
    "call-approvers",
    "pause-ads",
    "brief-staff",
    "watch-replies",
    "data-protection",
    "sweep-schedulers",
)


async def _opening(world: World, latency: float = 0.0) -> Sequence[Call]:
    """The calls of an opening, from the click on "Open" on."""
    await world.configure("general")
    view = await world.form_for("executive", "A joke about a rival")
    first = len(world.slack.calls)
    world.slack.faults.latency = latency
    assert (await world.person("executive").submit(view["id"], world.form())).closed
    await world.idle()
    return list(world.slack.calls)[first:]


async def test_opening_takes_at_most_twelve_calls(idle_world: World) -> None:
    world = idle_world
    await world.start(paced=True)
    calls = await _opening(world)
    assert len(calls) <= 12, [call.method for call in calls]
    assert {call.error for call in calls} == {None}
    for name in SURFACES:
        crisis = await world.crisis()
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))


async def test_at_most_four_calls_wait_for_one_another(idle_world: World) -> None:
    world = idle_world
    await world.start(paced=True)
    # Each call takes the same while, so that one which waited for another began after it.
    calls = await _opening(world, latency=0.2)
    ready = next(c for c in calls if "holding" in str(c.args.get("metadata")))
    way = [c for c in calls if c.at <= ready.at]
    chain, ends = 0, float("-inf")
    for call in sorted(way, key=lambda c: c.at + (c.took or 0)):
        if call.at >= ends:
            chain, ends = chain + 1, call.at + (call.took or 0)
    assert way[0].method == "conversations.create"
    assert chain <= 4, [(c.method, round(c.at, 2)) for c in way]


async def test_two_hundred_clicks_by_twenty_people(idle_world: World) -> None:
    world = idle_world
    await world.start(paced=True)
    crowd = [f"user_{n}" for n in range(20)]
    for key in crowd:
        world.slack.add_person(key)
    crisis = await world.open("executive", severity="major")
    playbook, first = world.copy(crisis, "playbook"), len(world.slack.calls)
    replies = []

    async def one(number: int) -> None:
        """Takes a step, does it, takes that back…: what the buttons of the moment are."""
        who, step = crowd[number], STEPS[number % len(STEPS)]
        for _ in range(10):
            now = await world.running.log.crisis(crisis.id)
            assert now is not None
            progress = now.steps[step]
            action = {"open": "claim_step", "claimed": "complete_step"}.get(
                progress.state, "undo_step"
            )
            value = f"{crisis.id}:{step}"
            if action == "undo_step":
                value += f":{progress.changed}"
            replies.append(await world.send_click(who, playbook, action, value))

    await asyncio.gather(*(one(number) for number in range(len(crowd))))
    await world.idle()
    assert len(replies) == 200
    assert all(reply.ok for reply in replies)
    calls = list(world.slack.calls)[first:]
    assert sum(call.method == "chat.update" for call in calls) <= 15
    assert not [call for call in calls if call.error is not None]
    crisis = await world.crisis()
    assert crisis.seq > 80
    await world.entries(crisis)
    for name in SURFACES:
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))


async def test_clicks_that_trickle_in_are_all_shown(idle_world: World) -> None:
    """Slower than the pace, each click shows by itself; the last state is always delivered."""
    world = idle_world
    await world.start(paced=True)
    crisis = await world.open("executive", severity="major")
    for step in STEPS[:3]:
        await world.press("executive", world.copy(crisis, "playbook"), "claim_step", f":{step}")
        await world.idle()
        crisis = await world.crisis()
        assert shows(world.surface(crisis, "playbook"), surfaces.render(crisis, "playbook"))
    assert len(world.calls("chat.update")) <= 8


async def test_what_is_in_line_takes_no_call(world: World) -> None:
    crisis = await world.open("executive")
    await world.stop()
    first = len(world.slack.calls)
    await world.start()
    await world.idle()
    new = {call.method for call in list(world.slack.calls)[first:]}
    assert new == {"auth.test", "apps.connections.open"}
    assert shows(world.surface(crisis, "card"), surfaces.render(crisis, "card"))


@pytest.mark.parametrize("name", SURFACES)
async def test_a_deleted_message_comes_back(world: World, name: str) -> None:
    crisis = await world.open("executive")
    gone = world.surface(crisis, name)
    await world.person("communications_lead").delete_message(gone.channel, gone.ts)
    crisis = await world.crisis()
    back = world.surface(crisis, name)
    assert back.ts != gone.ts
    assert shows(back, surfaces.render(crisis, name))
    # And it works: it is the one that is kept up to date from now on.
    await world.click("executive", crisis, "card", "claim_step")
    crisis = await world.crisis()
    assert shows(world.surface(crisis, name), surfaces.render(crisis, name))


async def test_a_card_that_comes_back_is_pinned_again(world: World) -> None:
    crisis = await world.open("executive")
    gone = world.surface(crisis, "card")
    await world.person("communications_lead").delete_message(gone.channel, gone.ts)
    crisis = await world.crisis()
    room, card = world.room(crisis), world.surface(crisis, "card")
    assert list(room.pins) == [card.ts]
    # The bookmark leads to it, and not to where it was.
    links = {bookmark.link for bookmark in room.bookmarks.values()}
    assert world.running.slack.permalink(room.id, card.ts) in links
    assert len(links) == 2


async def test_a_message_deleted_while_the_app_was_away(world: World) -> None:
    crisis = await world.open("executive")
    await world.stop()
    gone = world.surface(crisis, "playbook")
    await world.person("communications_lead").delete_message(gone.channel, gone.ts)
    world.slack.events.retry_seconds = ()
    await world.slack.settled()
    await world.start()
    # Nobody told the app; it learns it by the next change.
    await world.click("executive", crisis, "card", "claim_step")
    crisis = await world.crisis()
    assert shows(world.surface(crisis, "playbook"), surfaces.render(crisis, "playbook"))


async def test_other_deleted_messages_stay_deleted(world: World) -> None:
    crisis = await world.open("executive")
    room = world.room(crisis)
    await world.person("executive").command("/crisis", "note Said in haste", room.id)
    await world.idle()
    note = list(room.messages.values())[-1]
    said = await world.person("executive").say(room.id, "Something of mine")
    await world.idle()
    for ts in (note.ts, said):
        await world.person("executive").delete_message(room.id, ts)
    crisis = await world.crisis()
    assert world.said(crisis) == []
    assert "note_added" in await world.kinds(crisis)


@pytest.mark.parametrize("how", ["archived", "deleted", "kicked"])
async def test_a_lost_room_is_followed_by_a_new_one(world: World, how: str) -> None:
    await world.configure("general")
    crisis = await world.open("executive")
    lost, person = world.room(crisis), world.person("executive")
    await world.join("it_security", lost.id)
    await world.click("it_security", crisis, "playbook", "claim_step", ":delete-post")
    crisis = await world.crisis()
    old = world.copy(crisis, "playbook")
    if how == "archived":
        await person.archive(lost.id)
    elif how == "deleted":
        await person.delete_channel(lost.id)
    else:
        await person.remove(lost.id, world.slack.bot_user_id)
    await world.idle()
    await _note_from_elsewhere(world, crisis)
    crisis = await world.crisis()
    room = world.room(crisis)
    assert room.id != lost.id
    assert crisis.rooms_lost == 1
    await _whole(world, crisis)
    assert world.person("it_security").user_id in room.members
    assert any("What to do now" in text for text in world.said(crisis))
    assert crisis.troubles == {}
    # The announcement is not made twice.
    general = world.slack.workspace.channel("general").messages.values()
    assert sum((key_of(m) or "").endswith("/announce") for m in general) == 1
    kinds = await world.kinds(crisis)
    assert (kinds.count("room_lost"), kinds.count("room_opened")) == (1, 2)
    if how == "kicked":
        # A click in the old room still counts.
        await world.press("executive", old, "claim_step", ":capture-evidence")
        assert (await world.crisis()).steps["capture-evidence"].owner == person.user_id


async def test_a_room_that_is_archived_after_close_stays_so(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_close")
    assert (await world.fill("executive", summary="Over", reason="It is over")).closed
    crisis = await world.crisis()
    await world.person("executive").archive(str(crisis.channel))
    # A note would have to be told in a room that is no more.
    await world.idle()
    assert len(world.rooms()) == 1
    await world.stop()
    await world.start()
    crisis = await world.crisis()
    assert len(world.rooms()) == 1
    assert crisis.rooms_lost == 0


async def _note_from_elsewhere(world: World, crisis: Crisis) -> None:
    """Something that the room would be told: the app finds that it is gone."""
    agency = world.person("social_agency")
    ts = await agency.say("communications", "What to do now?")
    place = world.slack.workspace.channel("communications").id
    await world.person("executive").message_shortcut("note_from_message", place, ts)
    assert (await world.fill("executive", crisis=crisis.id)).closed


async def _whole(world: World, crisis: Crisis) -> None:
    room = world.room(crisis)
    for name in SURFACES:
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))
    assert room.topic.value == surfaces.render(crisis, "topic").text
    assert room.purpose.value == surfaces.purpose(crisis)
    assert list(room.pins) == [world.surface(crisis, "card").ts]
    assert len(room.bookmarks) == 2
    assert world.person("executive").user_id in room.members


async def test_two_processes_share_one_crisis(world: World) -> None:
    """Clicks come to either of them; the log decides, and the room shows what it decided."""
    crisis = await world.open("executive", severity="major")
    first = world.running
    second = await world.start()
    old = world.copy(crisis, "playbook")
    people = ("executive", "it_security", "legal_counsel", "communications_lead")
    await asyncio.gather(
        *(world.press(who, old, "claim_step", f":{step}") for step in STEPS for who in people)
    )
    for app in (first, second):
        await app.services.drain()
        await app.sync.idle()
    stored = await second.log.crisis(crisis.id)
    assert stored is not None
    assert (await world.kinds(stored)).count("step_claimed") == len(STEPS)
    told = sum(len(world.person(who).ephemerals) for who in people)
    assert told == 1 + len(STEPS) * (len(people) - 1)
    await first.stop()
    await world.stop()
    # Whoever wrote last, the next look puts right.
    await world.start()
    await world.idle()
    assert shows(world.surface(stored, "playbook"), surfaces.render(stored, "playbook"))
