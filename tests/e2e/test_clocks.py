"""What is due: the lead is reminded once, by whichever process is there."""

from __future__ import annotations

from tests.conftest import World


async def test_the_lead_is_reminded_of_the_first_word(world: World) -> None:
    lead = world.person("communications_lead").user_id
    crisis = await world.open("executive", lead=lead)
    world.clock.forward(minutes=14)
    await world.running.ticker.tick()
    assert "deadline_missed" not in await world.kinds(await world.crisis())
    world.clock.forward(minutes=1)
    await world.running.ticker.tick()
    crisis = await world.crisis()
    said = [text for text in world.said(crisis) if "nothing is public yet" in text]
    assert len(said) == 1
    assert said[0].startswith(f":alarm_clock: <@{lead}>")
    missed = [e.data for e in await world.entries(crisis) if e.kind == "deadline_missed"]
    assert missed == [
        {
            "deadline": "holding",
            "due_at": "2026-03-14T22:55:00.000000Z",
            "owner": lead,
        }
    ]
    # In a message of the lead's own, too.
    assert any(
        "Nothing is public yet" in message.text for message in world.messages("communications_lead")
    )
    # Once, however often the clock is looked at, and after a restart too.
    await world.running.ticker.tick()
    await world.stop()
    await world.start()
    await world.running.ticker.tick()
    assert (await world.kinds(await world.crisis())).count("deadline_missed") == 1


async def test_a_restart_after_the_deadline_reminds(world: World) -> None:
    await world.open("executive")
    await world.stop()
    world.clock.forward(hours=2)
    await world.start()
    await world.slack.until(lambda: ":alarm_clock:" in str(_last(world)))
    assert (await world.kinds(await world.crisis())).count("deadline_missed") == 1


async def test_the_promised_update_is_called_in(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    await world.click("legal_counsel", crisis, "statement:holding", "approve_statement")
    crisis = await world.crisis()
    await world.click("executive", crisis, "statement:holding", "open_posted")
    assert (await world.fill("executive", link="https://x.com/acme/status/9")).closed
    crisis = await world.crisis()
    assert crisis.next_update is not None
    # In time: nobody is reminded of the first word.
    world.clock.forward(minutes=30)
    await world.running.ticker.tick()
    assert "deadline_missed" not in await world.kinds(await world.crisis())
    world.clock.at = crisis.next_update
    await world.running.ticker.tick()
    crisis = await world.crisis()
    assert world.said(crisis)[-1].startswith(f":alarm_clock: <@{crisis.lead}>")
    assert (await world.kinds(crisis)).count("deadline_missed") == 1


async def test_a_closed_crisis_reminds_nobody(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_close")
    assert (await world.fill("executive", reason="It is over")).closed
    crisis = await world.crisis()
    world.clock.forward(days=1)
    await world.running.ticker.tick()
    assert len(await world.entries(await world.crisis())) == crisis.seq


async def test_two_processes_remind_once(world: World) -> None:
    crisis = await world.open("executive")
    first = world.running
    await world.start()
    second = world.running
    world.clock.forward(minutes=20)
    await first.ticker.tick()
    await second.ticker.tick()
    await first.sync.idle()
    await second.sync.idle()
    stored = await second.log.crisis(crisis.id)
    assert stored is not None
    assert (await world.kinds(stored)).count("deadline_missed") == 1
    assert len(world.said(stored)) == 1
    await first.stop()


def _last(world: World) -> object:
    (room,) = world.rooms()
    return [message.text for message in room.messages.values()]
