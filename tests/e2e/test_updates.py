"""Updates to stakeholders in Slack: by themselves, by a person, muted, refused by Slack."""

from __future__ import annotations

import pytest

from bot.commands.facts import ConfirmFact, ProposeFact
from bot.commands.room import AdoptSettings
from bot.crisis import Crisis
from bot.events import SettingsAdopted
from bot.people import Person
from bot.sandbox.records import Message
from bot.store import Appended
from tests.conftest import World, buttons, why, words_in

LEAD = "executive"
CHANNEL = "communications"
FACT = "40 people saw the <!channel> post"


async def heard(world: World, channel: str = CHANNEL, **fields: object) -> Crisis:
    """A crisis of which a channel hears every hour."""
    crisis = await world.open(LEAD, **fields)
    place = world.slack.workspace.channel(channel).id
    adopted = AdoptSettings(SettingsAdopted(update_in=place, update_every=60))
    outcome = await world.running.log.append(crisis.id, adopted, Person(id="cellule"))
    assert isinstance(outcome, Appended)
    return await world.crisis()


def updates(world: World, channel: str = CHANNEL) -> list[Message]:
    """What the app wrote there."""
    messages = world.slack.workspace.channel(channel).messages.values()
    return [message for message in messages if message.bot_id]


async def hours(world: World, count: int = 1) -> Crisis:
    """So many hours, at each of which the ticker looks twice."""
    for _ in range(count):
        world.clock.forward(hours=1)
        await world.running.ticker.tick()
        await world.running.ticker.tick()
    return await world.crisis()


async def confirm(world: World, crisis: Crisis, claim: str = FACT) -> None:
    log = world.running.log
    key = f"f{len((await world.crisis()).facts) + 1}"
    proposer, other = (Person(id=world.person(w).user_id) for w in (LEAD, "legal_counsel"))
    assert isinstance(await log.append(crisis.id, ProposeFact(claim), proposer), Appended)
    assert isinstance(await log.append(crisis.id, ConfirmFact(key), other), Appended)


async def test_a_channel_hears_what_has_changed_and_nothing_else(world: World) -> None:
    crisis = await heard(world)
    crisis = await hours(world)
    (first,) = updates(world)
    assert "A joke about a rival" in first.text
    assert "The crisis was opened" in words_in(first)
    await hours(world, 3)
    assert len(updates(world)) == 1, "nothing has changed"
    await confirm(world, crisis)
    await world.running.ticker.tick()
    await world.running.ticker.tick()
    crisis = await world.crisis()
    _, second = updates(world)
    shown = words_in(second)
    assert "Confirmed: 40 people saw the &lt;!channel&gt; post" in shown
    assert "The crisis was opened" not in shown
    sent = [e for e in await world.entries(crisis) if e.kind == "update_sent"]
    assert len(sent) == 2
    await hours(world, 3)
    assert len(updates(world)) == 2


async def test_the_form_shows_what_would_go_out_and_sends_it_with_ones_own_words(
    world: World,
) -> None:
    crisis = await heard(world)
    await confirm(world, crisis)
    room = str(crisis.channel)
    await world.person(LEAD).command("/crisis", "update", channel=room)
    view = world.person(LEAD).views[-1]
    assert view["callback_id"] == "send_update"
    assert "Confirmed: 40 people" in words_in(view)
    assert (await world.fill(LEAD, text="Thank you <!here> for your patience.")).closed
    crisis = await world.crisis()
    (message,) = updates(world)
    assert "Thank you &lt;!here&gt; for your patience." in message.text
    assert any(
        block.get("text", {}).get("text") == "Thank you <!here> for your patience."
        and block["text"]["type"] == "plain_text"
        for block in message.blocks
    )
    # It counts as the update of this hour.
    world.clock.forward(minutes=59)
    await world.running.ticker.tick()
    assert len(updates(world)) == 1


async def test_muted_in_the_form_and_taken_up_again(world: World) -> None:
    crisis = await heard(world)
    room, person = str(crisis.channel), world.person(LEAD)
    await person.command("/crisis", "maj", channel=room)
    view = person.views[-1]
    await person.click_in_view(view["id"], "mute_updates")
    await world.idle()
    assert "unmute_updates" in dict(buttons(person.views[-1]))
    crisis = await hours(world, 2)
    assert crisis.updates_muted
    assert updates(world) == []
    assert "/crisis update" in world.said(crisis)[0]
    await person.click_in_view(person.views[-1]["id"], "unmute_updates")
    await world.idle()
    await hours(world)
    assert len(updates(world)) == 1


async def test_whoever_heard_of_it_hears_that_it_is_over(world: World) -> None:
    crisis = await heard(world)
    crisis = await hours(world)
    await world.click(LEAD, crisis, "card", "open_close")
    assert (await world.fill(LEAD, summary="Quiet again", reason="over")).closed
    crisis = await world.crisis()
    last = words_in(updates(world)[-1])
    assert "Quiet again" in last
    assert "no further update" in last
    await hours(world, 3)
    assert len(updates(world)) == 2


async def test_no_word_of_a_private_crisis(world: World) -> None:
    crisis = await heard(world, private=["private"])
    assert crisis.private
    await confirm(world, crisis)
    crisis = await hours(world, 3)
    assert updates(world) == []
    await world.person(LEAD).command("/crisis", "update", channel=str(crisis.channel))
    assert world.told(LEAD) == why("update_private")
    assert world.person(LEAD).views == []


async def test_without_a_channel_it_says_where_to_choose_one(world: World) -> None:
    crisis = await world.open(LEAD)
    await world.person(LEAD).command("/crisis", "update", channel=str(crisis.channel))
    assert world.told(LEAD) == why("update_nowhere")


async def test_guests_send_none(world: World) -> None:
    crisis = await heard(world)
    await world.person("social_agency").command("/crisis", "update", channel=str(crisis.channel))
    assert world.told("social_agency") == why("guest")


async def test_a_channel_that_the_app_is_not_in_is_shown_on_the_card(world: World) -> None:
    world.slack.workspace.create_channel("news", world.person(LEAD).user_id)
    await heard(world, "news")
    crisis = await hours(world)
    card = world.card(crisis)
    assert "sending stakeholders an update" in card
    assert "/invite" in card
    place = world.slack.workspace.channel("news").id
    await world.running.slack.call("conversations.join", channel=place)
    await world.click(LEAD, crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    (update,) = updates(world, "news")
    # However late it goes out, it says what was known then.
    assert "The crisis was opened" in words_in(update)


@pytest.mark.parametrize("times", [1, 3])
async def test_a_lost_answer_sends_no_second_update(world: World, times: int) -> None:
    await heard(world)
    world.slack.faults.lose_answer("chat.postMessage", times)
    await hours(world)
    assert len(updates(world)) == 1


async def test_two_processes_send_one(world: World) -> None:
    await heard(world)
    first = world.running
    await world.start()
    world.clock.forward(hours=1)
    for process in (first, world.running):
        await process.ticker.tick()
        await process.ticker.tick()
    await first.sync.idle()
    await world.running.sync.idle()
    assert len(updates(world)) == 1
    await first.stop()
