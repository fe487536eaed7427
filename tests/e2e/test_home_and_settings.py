"""The home tab, and what an admin sets there."""

from __future__ import annotations

from bot.locale import words
from tests.conftest import World, buttons, words_in

ADMIN = "communications_lead"


async def test_home_lists_what_is_open_and_what_was(world: World) -> None:
    person = world.person("executive")
    await person.open_home()
    await world.running.services.drain()
    assert "<#" not in words_in(person.home or {})
    first = await world.open("executive", text="First joke")
    world.clock.forward(minutes=3)
    second = await world.open("executive", text="Second <joke>", post_link="https://x.com/a/2")
    await world.click("executive", first, "card", "open_close")
    assert (await world.fill("executive")).closed
    await world.idle()
    await person.open_home()
    await world.running.services.drain()
    shown = words_in(person.home or {})
    opened, closed = shown.split(f"*{words('en')('Closed lately')}*")
    assert f"<#{second.channel}>" in opened
    assert "Second &lt;joke&gt;" in opened
    assert f"<#{first.channel}>" not in opened
    assert f"<#{first.channel}>" in closed


async def test_a_crisis_opens_from_home(world: World) -> None:
    person = world.person("executive")
    await person.open_home()
    await world.running.services.drain()
    home = person.home
    assert home is not None
    await person.click_in_view(home["id"], "open_crisis_form")
    sent = await person.submit(person.views[-1]["id"], world.form(what="Opened from home"))
    assert sent.closed
    crisis = await world.crisis()
    assert crisis.what == "Opened from home"
    direct = world.slack.workspace.channels[person.dm_channel_id].messages.values()
    assert any(f"<#{crisis.channel}>" in message.text for message in direct)


async def test_the_messages_tab_publishes_no_home(world: World) -> None:
    person = world.person("executive")
    event = {
        "type": "app_home_opened",
        "user": person.user_id,
        "channel": person.dm_channel_id,
        "tab": "messages",
        "event_ts": "1.0",
    }
    world.slack.events.send("app_home_opened", event)
    await world.idle()
    assert person.home is None


async def test_only_admins_have_settings(world: World) -> None:
    for who, has in ((ADMIN, True), ("executive", False), ("social_agency", False)):
        await world.person(who).open_home()
        await world.running.services.drain()
        home = world.person(who).home or {"blocks": []}
        assert (("open_settings", "home") in buttons(home)) is has


async def test_an_admin_no_longer_one(world: World) -> None:
    admin = world.person(ADMIN)
    await admin.open_home()
    await world.running.services.drain()
    await admin.click_in_view((admin.home or {})["id"], "open_settings")
    admin.user.is_admin = False
    # The app remembers who somebody is for ten minutes; a new one asks.
    await world.stop()
    await world.start()
    sent = await world.fill(ADMIN, announce_in=world.slack.workspace.channel("general").id)
    assert set(sent.errors) == {"invite"}
    assert not sent.client_side


async def test_settings_are_kept_and_can_be_cleared(world: World) -> None:
    admin, legal = world.person(ADMIN), world.person("legal_counsel").user_id
    place = world.slack.workspace.channel("general").id

    async def reopened() -> dict[str, dict[str, object]]:
        await admin.open_home()
        await world.running.services.drain()
        await admin.click_in_view((admin.home or {})["id"], "open_settings")
        values = admin.views[-1]["state"]["values"]
        return {block: next(iter(actions.values())) for block, actions in values.items()}

    await reopened()
    assert (await world.fill(ADMIN, announce_in=place, invite=[legal])).closed
    await world.stop()
    await world.start()
    values = await reopened()
    assert values["announce_in"]["selected_conversation"] == place
    assert values["invite"]["selected_users"] == [legal]
    assert (await world.fill(ADMIN, announce_in=None, invite=[])).closed
    values = await reopened()
    assert values["announce_in"]["selected_conversation"] is None
    assert values["invite"]["selected_users"] == []


async def test_the_app_joins_a_public_announcement_channel(world: World) -> None:
    admin = world.person(ADMIN)
    place = await admin.create_channel("press-room")
    await admin.open_home()
    await world.running.services.drain()
    await admin.click_in_view((admin.home or {})["id"], "open_settings")
    assert (await world.fill(ADMIN, announce_in=place)).closed
    assert world.slack.bot_user_id in world.slack.workspace.channels[place].members


async def test_a_private_channel_that_the_app_is_not_in(world: World) -> None:
    admin = world.person(ADMIN)
    place = world.slack.workspace.channel("executive-committee").id
    await admin.open_home()
    await world.running.services.drain()
    await admin.click_in_view((admin.home or {})["id"], "open_settings")
    sent = await world.fill(ADMIN, announce_in=place)
    assert set(sent.errors) == {"announce_in"}
    assert "/invite @Cellule" in sent.errors["announce_in"]
    await admin.invite(place, world.slack.bot_user_id)
    assert (await world.fill(ADMIN, announce_in=place)).closed
    await world.open("executive")
    said = [m.text for m in world.slack.workspace.channels[place].messages.values() if m.bot_id]
    assert len(said) == 1
