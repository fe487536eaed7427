"""Slack refuses something: the room still works, the card says what is missing, and how to mend."""

from __future__ import annotations

import pytest

from bot import surfaces
from bot.crisis import Crisis
from bot.events import DeliveryFailed
from bot.locale import words
from bot.surfaces.troubles import what_failed
from tests.conftest import World, buttons, key_of, shows

REFUSALS = ("unknown_method", "missing_scope", "not_allowed_token_type")
OPTIONAL = {
    "bookmarks.add": "bookmark_post",
    "pins.add": "pin_card",
    "conversations.setTopic": "topic",
    "conversations.setPurpose": "set_purpose",
    "conversations.invite": "invite",
}


@pytest.mark.parametrize("error", REFUSALS)
@pytest.mark.parametrize("method", OPTIONAL)
async def test_an_optional_call_that_slack_refuses(world: World, method: str, error: str) -> None:
    world.slack.faults.fail(method, error)
    crisis = await world.open("executive")
    what = what_failed(words("en"), OPTIONAL[method])
    await _room_works(world, crisis)
    crisis = await world.crisis()
    lines = _warnings(world, crisis)
    assert any(what in line for line in lines)
    # In plain words, not in Slack's.
    assert not any(error in line for line in lines)
    assert f"<#{crisis.channel}>" in world.told("executive")
    # "Try again" while Slack still refuses changes nothing.
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert any(what in line for line in _warnings(world, crisis))
    # Once the cause is mended it is done, and the line goes.
    world.slack.faults.clear(method)
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert _warnings(world, crisis) == []
    assert "retry_deliveries" not in dict(buttons(world.surface(crisis, "card")))
    _complete(world, crisis)


async def test_a_missing_scope_is_named(world: World) -> None:
    world.slack.scopes.discard("pins:write")
    crisis = await world.open("executive")
    (line,) = _warnings(world, crisis)
    assert "(pins:write)" in line
    world.slack.scopes.add("pins:write")
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    _complete(world, crisis)


@pytest.mark.parametrize("error", REFUSALS)
async def test_an_upload_that_slack_refuses(world: World, error: str) -> None:
    crisis = await world.open("executive")
    world.slack.faults.fail("files.getUploadURLExternal", error)
    crisis = await world.export("executive", crisis)
    await _room_works(world, crisis)
    crisis = await world.crisis()
    (line,) = _warnings(world, crisis)
    assert "python app.py export" in line
    world.slack.faults.clear()
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert [len(m.files) for m in world.room(crisis).messages.values() if m.files] == [2]


@pytest.mark.parametrize("error", REFUSALS)
async def test_a_workspace_that_does_not_say_who_people_are(world: World, error: str) -> None:
    world.slack.faults.fail("users.info", error)
    crisis = await world.open("executive")
    await _room_works(world, crisis)
    _complete(world, await world.crisis())


@pytest.mark.parametrize("status", [404, 500])
async def test_the_opener_cannot_be_told(world: World, status: int) -> None:
    world.slack.faults.fail("response_url", "used_url", status=status)
    view = await world.form_for("executive", "A joke about a rival")
    assert (await world.person("executive").submit(view["id"], world.form())).closed
    line = what_failed(words("en"), "tell_opener")
    await world.slack.until(
        lambda: world.rooms() and any(line in str(m.blocks) for m in _messages(world))
    )
    crisis = (await world.running.log.crises())[0]
    await world.slack.until(lambda: len(world.room(crisis).pins) == 1)
    world.slack.faults.clear()
    if status == 404:
        crisis = await world.crisis()
        await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert _warnings(world, crisis) == []
    told = [e for e in world.person("executive").ephemerals if f"<#{crisis.channel}>" in e.text]
    assert len(told) == 1


async def test_an_announcement_channel_that_the_app_was_taken_out_of(world: World) -> None:
    admin = world.person("communications_lead")
    place = await world.configure("communications")
    await admin.remove(place, world.slack.bot_user_id)
    crisis = await world.open("executive")
    (line,) = _warnings(world, crisis)
    assert what_failed(words("en"), "announce") in line
    await _room_works(world, crisis)
    crisis = await world.crisis()
    await admin.invite(place, world.slack.bot_user_id)
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    announced = [
        m
        for m in world.slack.workspace.channels[place].messages.values()
        if (key_of(m) or "").endswith("/announce")
    ]
    assert len(announced) == 1


async def test_one_who_cannot_be_invited_keeps_nobody_out(world: World) -> None:
    world.slack.add_person("gone_since", deleted=True)
    invited = [world.person("gone_since").user_id, world.person("legal_counsel").user_id]
    await world.configure(invite=invited)
    crisis = await world.open("executive")
    assert {world.person("executive").user_id, invited[1]} <= set(world.room(crisis).members)
    (line,) = _warnings(world, crisis)
    assert what_failed(words("en"), "invite") in line
    await _room_works(world, crisis)


async def test_a_workspace_where_apps_open_no_public_channel(world: World) -> None:
    """A closed room is better than none."""
    world.slack.faults.fail("conversations.create", "restricted_action", times=1)
    crisis = await world.open("executive")
    assert world.room(crisis).is_private
    assert crisis.private
    _complete(world, crisis)


@pytest.mark.parametrize("error", REFUSALS)
async def test_no_room_at_all_is_told_to_the_opener(world: World, error: str) -> None:
    world.slack.faults.fail("conversations.create", error)
    person = world.person("executive")
    view = await world.form_for("executive", "A joke about a rival")
    assert (await person.submit(view["id"], world.form())).closed
    await world.idle()
    told = world.told("executive")
    assert what_failed(words("en"), "open_room") in told
    assert error not in told
    (crisis,) = await world.running.log.crises()
    assert crisis.channel is None
    # The list says so too, and breaks nothing.
    await person.command("/crisis", "list", channel="general")
    assert "A joke about a rival" in str(person.ephemerals[-1].blocks)


async def test_a_room_that_could_not_be_opened_is_tried_again(world: World) -> None:
    """Without a room there is no card: the opener's own message has the button."""
    world.slack.faults.fail("conversations.create", "missing_scope")
    person = world.person("executive")
    view = await world.form_for("executive", "A joke about a rival")
    assert (await person.submit(view["id"], world.form())).closed
    await world.idle()
    told = person.ephemerals[-1]
    world.slack.faults.clear()
    await person.click(channel=told.channel, ts=told.ts, action_id="retry_deliveries")
    crisis = await world.crisis()
    assert crisis.channel is not None
    assert crisis.troubles == {}
    _complete(world, crisis)


async def test_a_surface_that_slack_refuses(world: World) -> None:
    crisis = await world.open("executive")
    world.slack.faults.fail("chat.update", "cant_update_message")
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.idle()
    crisis = (await world.running.log.crises())[0]
    assert {t.what for t in crisis.troubles.values()} >= {"playbook"}
    world.slack.faults.clear()
    await world.send_click(
        "executive", world.surface(crisis, "card"), "retry_deliveries", crisis.id
    )
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert shows(world.surface(crisis, "playbook"), surfaces.render(crisis, "playbook"))


async def test_what_failed_stays_on_the_timeline(world: World) -> None:
    world.slack.faults.fail("pins.add", "missing_scope", times=1)
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert [f.what for f in await _failures(world, crisis)] == ["pin_card"]
    told = [kind for kind in await world.kinds(crisis) if kind.startswith("delivery")]
    assert told[-2:] == ["delivery_retried", "delivery_recovered"]


def _warnings(world: World, crisis: Crisis) -> list[str]:
    """The lines of the card that say what Slack would not do."""
    return [line for line in world.card(crisis).splitlines() if line.startswith(":warning:")]


async def _failures(world: World, crisis: Crisis) -> list[DeliveryFailed]:
    return [
        DeliveryFailed.model_validate(entry.data)
        for entry in await world.entries(crisis)
        if entry.kind == "delivery_failed"
    ]


async def _room_works(world: World, crisis: Crisis) -> None:
    """People can do there what a room is for."""
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    now = await world.crisis()
    assert now.steps["capture-evidence"].state == "claimed"
    for name in ("card", "playbook", "statement:holding"):
        assert shows(world.surface(now, name), surfaces.render(now, name))


def _complete(world: World, crisis: Crisis) -> None:
    """Everything that belongs in a room is there, once."""
    room = world.room(crisis)
    assert list(room.pins) == [world.surface(crisis, "card").ts]
    assert len(room.bookmarks) == 2
    assert crisis.what in room.topic.value
    assert room.purpose.value
    assert world.person("executive").user_id in room.members
    for name in ("playbook", "statement:holding"):
        assert world.surface(crisis, name).blocks


def _messages(world: World) -> list[object]:
    return [message for room in world.rooms() for message in room.messages.values()]
