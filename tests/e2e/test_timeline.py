"""What people put on the timeline themselves, and how it is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.conftest import MANIFEST, Clock, World, slack_at, why, words_in


async def test_a_note_from_the_card(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("it_security", crisis, "card", "open_note")
    assert (await world.fill("it_security", text="Second factor renewed")).closed
    crisis = await world.crisis()
    entry = await world.newest(crisis, "note_added")
    assert entry.data == {"text": "Second factor renewed", "via": "button"}
    assert entry.actor == world.person("it_security").user_id
    assert world.said(crisis)[-1].endswith(">Second factor renewed")
    assert "Second factor renewed" in world.card(crisis)


async def test_a_note_form_sent_twice(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_note")
    person = world.person("executive")
    view, values = person.views[-1]["id"], {"text": {"value": "Once"}}
    both = await asyncio.gather(person.submit(view, values), person.submit(view, values))
    assert [sent.closed for sent in both] == [True, True]
    crisis = await world.crisis()
    assert (await world.kinds(crisis)).count("note_added") == 1
    assert len(world.said(crisis)) == 1


async def test_a_note_form_sent_again_after_its_answer_was_lost(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_note")
    person = world.person("executive")
    view = world.slack.workspace.views[person.views[-1]["id"]]
    assert (await world.fill("executive", text="Once")).closed
    world.slack.workspace.open_view(view)
    assert (await world.fill("executive", text="Once")).closed
    assert (await world.kinds(await world.crisis())).count("note_added") == 1


async def test_the_same_words_twice_are_two_notes(world: World) -> None:
    crisis = await world.open("executive")
    for _ in range(2):
        await world.person("executive").command("/crisis", "note Nothing new", str(crisis.channel))
    assert (await world.kinds(await world.crisis())).count("note_added") == 2


async def test_a_message_in_the_room_goes_on_the_timeline(world: World) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    await world.join("it_security", room)
    ts = await world.person("it_security").say(room, "Key <revoked> by @executive")
    await world.person("executive").message_shortcut("note_from_message", channel=room, ts=ts)
    crisis = await world.crisis()
    entry = await world.newest(crisis, "note_added")
    executive, it = world.person("executive").user_id, world.person("it_security").user_id
    assert entry.actor == executive
    assert entry.data == {
        "text": f"Key <revoked> by @{executive}",
        "via": "shortcut",
        "message": {
            "channel": room,
            "ts": ts,
            "author": it,
            "link": world.running.slack.permalink(room, ts),
        },
    }
    assert world.person("executive").views == []
    assert f"<@{it}>" in words_in(list(world.room(crisis).messages.values())[-1])
    # Once is enough, by whichever way.
    await world.person("it_security").message_shortcut("note_from_message", channel=room, ts=ts)
    await world.person("it_security").react(room, ts, "pushpin")
    await world.idle()
    assert world.told("it_security") == why("noted")
    assert (await world.kinds(crisis)).count("note_added") == 1


async def test_a_message_from_elsewhere_goes_on_the_timeline_of_ones_choice(world: World) -> None:
    person = world.person("executive")
    ts = await world.person("social_agency").say("communications", "They answer us on TV")
    place = world.slack.workspace.channel("communications").id
    await person.message_shortcut("note_from_message", channel=place, ts=ts)
    await world.idle()
    assert "/crisis" in world.told("executive")
    assert person.views == []
    first = await world.open("executive", text="First")
    second = await world.open("executive", text="Second", post_link="https://x.com/acme/2")
    await person.message_shortcut("note_from_message", channel=place, ts=ts)
    assert (await world.fill("executive", crisis=first.id)).closed
    await world.idle()
    assert "note_added" in await world.kinds(first)
    assert "note_added" not in await world.kinds(second)
    stored = await world.running.log.crisis(first.id)
    assert stored is not None
    assert ">They answer us on TV" in world.said(stored)[-1]
    # The same message again, on the same timeline.
    await person.message_shortcut("note_from_message", channel=place, ts=ts)
    again = await world.fill("executive", crisis=first.id)
    assert again.errors == {"text": why("noted")}


async def test_a_pushpin_keeps_a_message(world: World) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    for who in ("it_security", "legal_counsel"):
        await world.join(who, room)
    ts = await world.person("it_security").say(room, "Sessions closed at 23:52")
    await world.person("legal_counsel").react(room, ts, "pushpin")
    crisis = await world.crisis()
    (entry,) = [each for each in await world.entries(crisis) if each.kind == "note_added"]
    assert entry.actor == world.person("legal_counsel").user_id
    assert entry.data is not None
    assert (entry.data["text"], entry.data["via"]) == ("Sessions closed at 23:52", "pushpin")
    reply = list(world.room(crisis).messages.values())[-1]
    assert reply.thread_ts == ts
    assert f"<@{entry.actor}>" in reply.text
    # A second pin changes nothing: the record keeps what it has.
    await world.person("executive").react(room, ts, "pushpin")
    await world.idle()
    assert (await world.kinds(crisis)).count("note_added") == 1


async def test_other_reactions_and_other_channels_keep_nothing(world: World) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    ts = await world.person("executive").say(room, "An idea")
    await world.person("executive").react(room, ts, "eyes")
    elsewhere = await world.person("executive").say("general", "Lunch?")
    await world.person("executive").react("general", elsewhere, "pushpin")
    await world.idle()
    assert len(await world.entries(crisis)) == crisis.seq


async def test_a_pushpin_on_a_message_that_slack_does_not_give(world: World) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    ts = await world.person("executive").say(room, "Unreadable")
    world.slack.faults.fail("conversations.replies", "missing_scope")
    await world.person("executive").react(room, ts, "pushpin")
    crisis = await world.crisis()
    entry = await world.newest(crisis, "note_added")
    assert entry.data is not None
    assert entry.data["text"] == world.running.slack.permalink(room, ts)


async def test_the_timeline_is_read_page_by_page(world: World) -> None:
    crisis = await world.open("executive")
    for number in range(40):
        await world.person("executive").command(
            "/crisis", f"note Number {number}", channel=str(crisis.channel)
        )
    await world.click("executive", crisis, "card", "open_timeline")
    person = world.person("executive")
    view = person.views[-1]
    assert "44" in words_in(view)
    assert "“Number 39”" in words_in(view)
    assert "“Number 9”" not in words_in(view)
    await person.click_in_view(view["id"], "timeline_older")
    await world.running.services.drain()
    view = person.views[-1]
    assert "“Number 9”" in words_in(view)
    assert "“A joke about a rival”" in words_in(view)
    await person.click_in_view(view["id"], "timeline_newer")
    await world.running.services.drain()
    assert "“Number 39”" in words_in(person.views[-1])
    # Forty notes are told to the room one a second; nobody here waits for that.
    world.kill()
    await world.bury()


@pytest.fixture
async def hasty_slack(clock: Clock) -> AsyncIterator[Sandbox]:
    """A Slack that waits for an answer only briefly, then sends an event again."""
    async with Sandbox(
        manifest=MANIFEST,
        now=slack_at(clock),
        ack_seconds=0.3,
        event_retry_seconds=(0.02, 0.6, 0.6),
    ) as sandbox:
        yield sandbox


async def test_a_pushpin_that_slack_sends_again(
    hasty_slack: Sandbox, tmp_path: Path, clock: Clock
) -> None:
    """The answer comes too late: the same event, with the same ID, comes again."""
    world = World(hasty_slack, f"sqlite+aiosqlite:///{tmp_path}/c.db", clock)
    await world.start()
    try:
        crisis = await world.open("executive")
        room = str(crisis.channel)
        ts = await world.person("executive").say(room, "Kept once")
        await world.idle()
        hasty_slack.faults.latency_for["conversations.replies"] = 0.5
        await world.person("executive").react(room, ts, "pushpin")
        await world.idle()
        assert len(world.calls("conversations.replies")) > 1
        crisis = await world.crisis()
        assert (await world.kinds(crisis)).count("note_added") == 1
        assert len(world.said(crisis)) == 1
    finally:
        await world.stop()


async def test_a_pushpin_whose_connection_was_lost(world: World) -> None:
    """The app took the event, but the connection broke before it could say so."""
    crisis = await world.open("executive")
    room = str(crisis.channel)
    ts = await world.person("executive").say(room, "Kept once")
    await world.idle()
    cuts: list[asyncio.Task[None]] = []

    def cut(method: str, moment: str, count: int) -> None:
        if (method, moment) == ("conversations.replies", "before") and not cuts:
            cuts.append(asyncio.ensure_future(world.slack.disconnect_socket("warning")))

    world.slack.faults.on_call = cut
    world.slack.events.retry_seconds = (0.3, 0.5, 1.0)
    await world.person("executive").react(room, ts, "pushpin")
    await world.idle()
    await asyncio.gather(*cuts)
    assert len(world.calls("conversations.replies")) == 2
    crisis = await world.crisis()
    assert (await world.kinds(crisis)).count("note_added") == 1
    assert len(world.said(crisis)) == 1
