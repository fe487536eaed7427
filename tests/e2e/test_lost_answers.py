"""Slack answers 500, 429, late or not at all: one room, one card, one message each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bot import surfaces
from bot.crisis import Crisis
from tests.conftest import World, key_of, shows, why, words_in

SURFACES = ("surface/card", "surface/playbook", "surface/statement:holding")


def _post_of(world: World, key: str) -> Callable[[str], bool]:
    """Whether the last call was the one that posts the message `key`."""

    def is_it(method: str) -> bool:
        args = world.slack.calls[-1].args
        payload = (args.get("metadata") or {}).get("event_payload") or {}
        return method == "chat.postMessage" and str(payload.get("key", "")).endswith(key)

    return is_it


def _lose(world: World, lost: Callable[[str], bool], times: int = 1) -> list[str]:
    """Drops the connection after a call was performed; the methods that it happened to."""
    dropped: list[str] = []

    def drop(method: str, moment: str, count: int) -> None:
        if moment == "after" and len(dropped) < times and lost(method):
            dropped.append(method)
            raise world.slack.faults.Drop

    world.slack.faults.on_call = drop
    return dropped


async def _whole(world: World, crisis: Crisis, announced_in: str | None = None) -> None:
    """One of everything, and nothing twice."""
    (room,) = world.rooms()
    assert room.id == crisis.channel
    keys = Counter(key_of(message) for message in room.messages.values() if message.bot_id)
    for surface in SURFACES:
        assert keys[surface] == 1, keys
    assert max(keys.values()) == 1, keys
    assert len(room.bookmarks) == 2
    assert list(room.pins) == [world.surface(crisis, "card").ts]
    assert world.person("executive").user_id in room.members
    assert room.topic.value
    assert room.purpose.value
    assert list(world.slack.workspace.canvases) == [one for one in (crisis.canvas,) if one]
    assert crisis.troubles == {}
    assert (await world.kinds(crisis)).count("room_opened") == 1
    if announced_in is not None:
        messages = world.slack.workspace.channels[announced_in].messages.values()
        assert sum((key_of(m) or "").endswith("/announce") for m in messages) == 1


METHODS = (
    "conversations.create",
    "conversations.setTopic",
    "conversations.setPurpose",
    "conversations.invite",
    "bookmarks.add",
    "pins.add",
)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("method", METHODS)
async def test_a_call_whose_answer_is_lost(world: World, method: str, times: int) -> None:
    world.slack.faults.lose_answer(method, times)
    crisis = await world.open("executive")
    await _whole(world, await world.crisis())
    assert world.slack.faults.as_json()["lose_answer"] == {}
    assert crisis.channel_name == "crisis-20260314-a-joke-about-a-rival"


@pytest.mark.parametrize("key", [*SURFACES, "/announce"])
async def test_a_message_whose_answer_is_lost(world: World, key: str) -> None:
    place = await world.configure("general")
    dropped = _lose(world, _post_of(world, key), times=2)
    await world.open("executive")
    assert dropped == ["chat.postMessage"]
    await _whole(world, await world.crisis(), place)


@pytest.mark.parametrize("key", ["/say", "/upload_export", "chat.update"])
async def test_what_follows_later_and_loses_its_answer(world: World, key: str) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    losses = {
        "/say": _post_of(world, "/say"),
        "/upload_export": lambda method: method == "files.completeUploadExternal",
        "chat.update": lambda method: method == "chat.update",
    }
    dropped = _lose(world, losses[key])
    await world.person("executive").command("/crisis", "note Kept once", channel=room)
    crisis = await world.export("executive", crisis)
    assert len(dropped) == 1
    await _whole(world, crisis)
    assert sum("Kept once" in text for text in world.said(crisis)) == 1
    assert [len(m.files) for m in world.room(crisis).messages.values() if m.files] == [2]
    assert (await world.kinds(crisis)).count("export_made") == 1


async def test_a_note_in_a_thread_whose_answer_is_lost(world: World) -> None:
    crisis = await world.open("executive")
    dropped = _lose(world, _post_of(world, "/say"))
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    assert dropped == ["chat.postMessage"]
    assert len(world.said(crisis)) == 1
    await _whole(world, crisis)


async def test_the_opener_is_told_once_although_the_answer_is_lost(world: World) -> None:
    """A response URL cannot be asked what it was given: telling twice beats not telling."""
    world.slack.faults.lose_answer("response_url")
    crisis = await world.open("executive")
    told = [e.text for e in world.person("executive").ephemerals]
    assert 1 <= len(told) <= 2
    assert all(f"<#{crisis.channel}>" in text for text in told)
    await _whole(world, await world.crisis())


@pytest.mark.parametrize("method", [*METHODS, "chat.postMessage", "response_url"])
async def test_a_connection_that_breaks_before_the_call(world: World, method: str) -> None:
    world.slack.faults.refuse_connection(method, 2)
    await world.open("executive")
    await _whole(world, await world.crisis())
    assert len(world.person("executive").ephemerals) == 1


@pytest.mark.parametrize("method", [*METHODS, "chat.postMessage", "response_url"])
async def test_slack_answers_500(world: World, method: str) -> None:
    world.slack.faults.fail(method, "internal_error", status=500, times=2)
    await world.open("executive")
    await _whole(world, await world.crisis())
    assert len(world.person("executive").ephemerals) == 1


async def test_slack_answers_500_for_long(world: World) -> None:
    """The card says what is late, until it is done."""
    world.slack.faults.fail("pins.add", "internal_error", status=500)
    view = await world.form_for("executive", "A joke about a rival")
    assert (await world.person("executive").submit(view["id"], world.form())).closed
    line = ":hourglass_flowing_sand:"
    await world.slack.until(
        lambda: any(line in words_in(m) for room in world.rooms() for m in room.messages.values())
    )
    world.slack.faults.clear()
    crisis = await world.crisis()
    await _whole(world, crisis)
    assert line not in world.card(crisis)


@pytest.mark.parametrize("method", ["chat.postMessage", "bookmarks.add", "conversations.create"])
async def test_retry_after_is_honoured(world: World, method: str) -> None:
    world.slack.faults.fail(method, "ratelimited", times=1, retry_after=1)
    await world.open("executive")
    await _whole(world, await world.crisis())
    refused = next(c for c in world.slack.calls if c.error == "ratelimited")
    later = [c.at - refused.at for c in world.calls(method) if c.seq > refused.seq]
    # Those that were under way when Slack said so had left already.
    waited = [seconds for seconds in later if seconds > 0.1]
    assert waited
    assert min(waited) >= 1.0


async def test_retry_after_holds_all_callers_of_a_method(world: World) -> None:
    crises = [
        await world.open("executive", text=f"Post {n}", post_link=f"https://x.com/acme/{n}")
        for n in range(3)
    ]
    world.slack.faults.fail("chat.update", "ratelimited", times=1, retry_after=1)
    before = len(world.slack.calls)
    await world.click("executive", crises[0], "playbook", "claim_step", ":capture-evidence")
    await world.slack.until(lambda: any(c.error for c in list(world.slack.calls)[before:]))
    refused = next(c for c in list(world.slack.calls)[before:] if c.error == "ratelimited")
    for crisis in crises[1:]:
        await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.idle()
    later = [
        c.at - refused.at
        for c in world.calls("chat.update")
        if c.seq > refused.seq and c.at - refused.at > 0.05
    ]
    assert len(later) >= 5
    assert min(later) >= 1.0
    for crisis in await world.running.log.crises():
        assert shows(world.surface(crisis, "playbook"), surfaces.render(crisis, "playbook"))


@pytest.mark.parametrize(
    "method",
    ["conversations.create", "chat.postMessage", "conversations.invite", "bookmarks.add"],
)
async def test_slack_does_not_answer_at_all(idle_world: World, method: str) -> None:
    world = idle_world
    await world.start(call_timeout=1)
    world.slack.faults.hang(method)
    await world.open("executive")
    await _whole(world, await world.crisis())


async def test_slack_is_slow(world: World) -> None:
    """A click is answered in time although each call takes its while."""
    crisis = await world.open("executive")
    world.slack.faults.latency = 1.2
    reply = await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    assert reply.ok
    assert reply.took < 0.5
    reply = await world.click("it_security", crisis, "card", "open_note")
    assert reply.ok
    assert [view["callback_id"] for view in world.person("it_security").views] == ["add_note"]
    world.slack.faults.clear()
    crisis = await world.crisis()
    assert crisis.steps["capture-evidence"].state == "claimed"
    assert shows(world.surface(crisis, "playbook"), surfaces.render(crisis, "playbook"))


async def test_slack_does_not_say_who_somebody_is(world: World) -> None:
    """Who might be a guest approves nothing; all else goes on."""
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    world.slack.faults.fail("users.info", "internal_error", status=500)
    await world.click("social_agency", crisis, "statement:holding", "approve_statement")
    await world.click("social_agency", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.idle()
    assert world.told("social_agency") == why("unsure")
    crisis = await world.crisis()
    assert crisis.statements["holding"].approvals == ()
    assert crisis.steps["capture-evidence"].state == "claimed"
    world.slack.faults.clear()
    await world.click("it_security", crisis, "statement:holding", "approve_statement")
    assert (await world.crisis()).statements["holding"].state == "approved"


async def test_slack_is_down_when_the_app_starts(idle_world: World) -> None:
    world = idle_world
    world.slack.faults.fail("auth.test", "internal_error", status=500, times=2)
    world.slack.faults.refuse_connection("auth.test")
    await world.start()
    await _whole(world, await world.open("executive"))


async def test_socket_mode_reconnects(world: World) -> None:
    crisis = await world.open("executive")
    await world.slack.disconnect_socket("refresh_requested")
    await world.slack.connected()
    reply: Any = await world.click("executive", crisis, "playbook", "claim_step", ":capture")
    assert reply.ok
    assert (await world.crisis()).steps["capture-evidence"].state == "claimed"
