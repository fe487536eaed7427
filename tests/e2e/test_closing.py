"""The end of a crisis in Slack: what is still open, the archive, the review and its actions."""

from __future__ import annotations

from bot.commands import Command
from bot.commands.room import AdoptSettings
from bot.commands.statements import (
    ApproveStatement,
    EditStatement,
    MarkPosted,
    SubmitStatement,
)
from bot.commands.steps import SkipStep
from bot.crisis import Crisis
from bot.events import SettingsAdopted
from bot.locale import words
from bot.people import Person
from bot.store import Appended
from tests.conftest import World, buttons, why, why_in_form, words_in

LEAD = "executive"
WHY = "It blew over"


async def adopt(world: World, crisis: Crisis, **settings: object) -> None:
    """What the workspace's settings would have the crisis do."""
    adopted = AdoptSettings(SettingsAdopted(**settings))
    outcome = await world.running.log.append(crisis.id, adopted, Person(id="cellule"))
    assert isinstance(outcome, Appended)


async def close(world: World, crisis: Crisis, **fields: str) -> Crisis:
    await world.click(LEAD, crisis, "card", "open_close")
    sent = await world.fill(LEAD, **({"reason": WHY} | fields))
    assert sent.closed, sent
    return await world.crisis()


async def closed(world: World, hours: int | None = 24, **fields: object) -> Crisis:
    crisis = await world.open(LEAD, **fields)
    await adopt(world, crisis, archive_after=hours)
    return await close(world, crisis, summary="Quiet again")


async def learn(world: World, crisis: Crisis, text: str, owner: str, due_on: str) -> str:
    """Adds an action by the form; its ID."""
    await world.click(LEAD, crisis, "review", "open_add_action")
    sent = await world.fill(LEAD, text=text, owner=world.person(owner).user_id, due_on=due_on)
    assert sent.closed, sent
    return list((await world.crisis()).actions)[-1]


async def tick(world: World) -> Crisis:
    await world.running.ticker.tick()
    return await world.crisis()


# The close


async def test_the_form_lists_what_is_open_and_asks_why(world: World) -> None:
    crisis = await world.open(LEAD)
    await world.click(LEAD, crisis, "card", "open_close")
    person = world.person(LEAD)
    asked = words_in(person.views[-1])
    assert "Holding post (Draft)" in asked
    assert "Step: " in asked
    refused = await world.fill(LEAD, summary="Quiet again", reason="  \n ")
    assert list(refused.errors) == ["reason"]
    # What was typed is still there.
    state = person.views[-1]["state"]["values"]["summary"]["value"]["value"]
    assert state == "Quiet again"
    sent = await world.fill(LEAD, reason=WHY)
    assert sent.closed, sent
    crisis = await world.crisis()
    assert crisis.closed
    assert crisis.left_because == WHY
    assert "Holding post (Draft)" in crisis.left_open
    (told,) = [
        words_in(message)
        for message in world.room(crisis).messages.values()
        if message.text.endswith("closed the crisis.\n>Quiet again")
    ]
    assert WHY in told
    assert "Holding post (Draft)" in told


async def settle(world: World, crisis: Crisis) -> None:
    """Leaves nothing open."""
    text = "We published a post that was wrong. We have taken it down."
    now = world.clock()
    commands: list[tuple[str, Command]] = [
        *((LEAD, SkipStep(step, "not needed")) for step in crisis.steps),
        (LEAD, EditStatement("holding", 1, text, None)),
        (LEAD, SubmitStatement("holding", 2)),
        ("legal_counsel", ApproveStatement("holding", 2, "the end is the end")),
        (LEAD, MarkPosted("holding", 2, "https://x.com/acme/status/2", now)),
    ]
    for who, command in commands:
        by = Person(id=world.person(who).user_id)
        outcome = await world.running.log.append(crisis.id, command, by)
        assert isinstance(outcome, Appended), outcome
    await world.idle()


async def test_nothing_open_takes_no_reason(world: World) -> None:
    crisis = await world.open(LEAD)
    await settle(world, crisis)
    await world.click(LEAD, crisis, "card", "open_close")
    assert "Still open" not in words_in(world.person(LEAD).views[-1])
    assert (await world.fill(LEAD, summary="Quiet again")).closed
    assert (await world.crisis()).left_open == ()


async def test_what_was_opened_while_the_form_was_asks_again(world: World) -> None:
    crisis = await world.open(LEAD)
    await settle(world, crisis)
    await world.click(LEAD, crisis, "card", "open_close")
    room = str(crisis.channel)
    await world.person("legal_counsel").command("/crisis", "fact 40 people saw it", channel=room)
    sent = await world.fill(LEAD, summary="Quiet again")
    assert not sent.closed
    view = world.person(LEAD).views[-1]
    assert "Not confirmed: 40 people saw it" in words_in(view)
    assert view["state"]["values"]["summary"]["value"]["value"] == "Quiet again"
    assert (await world.fill(LEAD, reason=WHY)).closed
    crisis = await world.crisis()
    assert (crisis.summary, crisis.left_because) == ("Quiet again", WHY)
    assert crisis.left_open == ("Not confirmed: 40 people saw it",)


async def test_guests_do_not_close(world: World) -> None:
    crisis = await world.open(LEAD)
    await world.click("social_agency", crisis, "card", "open_close")
    await world.idle()
    assert world.told("social_agency") == why("guest")
    assert world.person("social_agency").views == []


# The archive


async def test_the_room_is_archived_after_the_delay_showing_how_it_ended(world: World) -> None:
    crisis = await closed(world)
    world.clock.forward(hours=23, minutes=59)
    crisis = await tick(world)
    assert not world.room(crisis).is_archived
    world.clock.forward(minutes=1)
    crisis = await tick(world)
    assert world.room(crisis).is_archived
    assert crisis.archived
    assert crisis.troubles == {}
    assert "The room was archived." in world.card(crisis)
    # The last word into the room came before it was closed to all.
    methods = [call.method for call in world.slack.calls if call.error is None]
    assert methods[-1] == "conversations.archive"
    assert not [call for call in world.slack.calls if call.error == "is_archived"]


async def test_the_button_keeps_the_room(world: World) -> None:
    crisis = await closed(world)
    notice = next(
        m for m in world.room(crisis).messages.values() if "stop_archive" in dict(buttons(m))
    )
    await world.press("social_agency", notice, "stop_archive")
    await world.idle()
    assert world.told("social_agency") == why("guest")
    await world.press("legal_counsel", notice, "stop_archive")
    await world.idle()
    assert world.told("legal_counsel") == words("fr")("The room stays.")
    assert "stop_archive" not in dict(buttons(world.surface(crisis, "review")))
    world.clock.forward(days=30)
    crisis = await tick(world)
    assert not world.room(crisis).is_archived
    assert f"<@{world.person('legal_counsel').user_id}>" in world.said(crisis)[-1]


async def test_after_the_archive_the_record_goes_on_without_troubles(world: World) -> None:
    crisis = await closed(world)
    old = world.copy(crisis, "card")
    action = await learn(world, crisis, "Two keys", LEAD, "2026-04-01")
    world.clock.forward(days=1)
    crisis = await tick(world)
    assert world.room(crisis).is_archived
    first = len(world.slack.calls)
    await world.press(LEAD, old, "open_note")
    assert (await world.fill(LEAD, text="One more thing")).closed
    review = world.copy(crisis, "review")
    await world.press(LEAD, review, "finish_action", action)
    crisis = await world.crisis()
    assert crisis.actions[action].state == "done"
    assert (await world.kinds(crisis))[-2:] == ["note_added", "action_done"]
    assert crisis.troubles == {}
    # Slack is not even asked.
    assert [c.method for c in list(world.slack.calls)[first:] if c.error] == []
    await world.stop()
    await world.start()
    await world.idle()
    assert (await world.crisis()).seq == crisis.seq
    assert len(world.rooms()) == 1


async def test_an_export_from_an_archived_room_comes_by_direct_message(world: World) -> None:
    crisis = await closed(world)
    old = world.copy(crisis, "card")
    world.clock.forward(days=1)
    crisis = await tick(world)
    await world.press("legal_counsel", old, "export")
    assert (await world.fill("legal_counsel", formats=["json", "md"])).closed
    crisis = await world.crisis()
    assert crisis.troubles == {}
    files = [file for message in world.messages("legal_counsel") for file in message.files]
    assert len(files) == 2


async def test_a_room_that_somebody_archived_by_hand_is_archived(world: World) -> None:
    crisis = await closed(world)
    await world.person(LEAD).archive(str(crisis.channel))
    await world.idle()
    world.clock.forward(days=1)
    crisis = await tick(world)
    assert crisis.archived
    assert crisis.troubles == {}
    assert len(world.rooms()) == 1


async def test_slack_will_not_archive_it(world: World) -> None:
    world.slack.faults.fail("conversations.archive", "restricted_action")
    crisis = await closed(world)
    world.clock.forward(days=1)
    crisis = await tick(world)
    assert not world.room(crisis).is_archived
    assert "archiving the room" in world.card(crisis)
    world.slack.faults.clear("conversations.archive")
    await world.click(LEAD, crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert world.room(crisis).is_archived
    assert crisis.troubles == {}


async def test_a_lost_answer_to_the_archive_is_no_trouble(world: World) -> None:
    crisis = await closed(world)
    world.slack.faults.lose_answer("conversations.archive")
    world.clock.forward(days=1)
    crisis = await tick(world)
    assert world.room(crisis).is_archived
    assert crisis.troubles == {}


async def test_two_processes_archive_once(world: World) -> None:
    crisis = await closed(world)
    first = world.running
    await world.start()
    world.clock.forward(days=1)
    await first.ticker.tick()
    await world.running.ticker.tick()
    await first.sync.idle()
    await world.running.sync.idle()
    stored = await world.running.log.crisis(crisis.id)
    assert stored is not None
    assert (await world.kinds(stored)).count("room_archived") == 1
    await first.stop()


# The review


async def test_the_review_opens_with_the_close(world: World) -> None:
    crisis = await closed(world)
    shown = words_in(world.surface(crisis, "review"))
    assert "After-action review" in shown
    assert "Until the room was there" in shown
    assert WHY in shown
    await world.click(LEAD, crisis, "review", "open_lesson_badly")
    assert (await world.fill(LEAD, text="Nobody had the <!channel> password")).closed
    await world.click(LEAD, crisis, "review", "open_lesson_well")
    assert (await world.fill(LEAD, text="The holding post was out in time")).closed
    action = await learn(world, crisis, "Two people hold it", "it_security", "2026-04-01")
    crisis = await world.crisis()
    shown = words_in(world.surface(crisis, "review"))
    assert "&lt;!channel&gt;" in shown
    assert "Two people hold it" in shown
    assert "Wed 1 Apr 2026" in shown
    assert [lesson.side for lesson in crisis.lessons] == ["badly", "well"]
    # Whoever has it hears of it themselves.
    told = world.messages("it_security")[-1]
    assert "Two people hold it" in told.text
    await world.press("it_security", told, "finish_action", action)
    crisis = await world.crisis()
    assert world.told("it_security") == "Done, and on the record."
    assert crisis.actions[action].by == world.person("it_security").user_id


async def test_guests_read_the_review_and_change_nothing(world: World) -> None:
    crisis = await closed(world)
    for action in ("open_lesson_well", "open_add_action"):
        await world.click("social_agency", crisis, "review", action)
        await world.idle()
        assert world.told("social_agency") == why("guest")
    assert world.person("social_agency").views == []


async def test_what_is_wrong_with_an_action_stands_beside_its_field(world: World) -> None:
    crisis = await closed(world)
    await world.click(LEAD, crisis, "review", "open_add_action")
    owner = world.person(LEAD).user_id
    sent = await world.fill(LEAD, text="Two keys", owner=owner, due_on="2026-03-01")
    reader = world.person(LEAD)
    assert sent.errors == {"due_on": why_in_form("day_passed", reader, reader)}
    sent = await world.fill(
        LEAD, text="Two keys", owner=world.slack.workspace.app.bot_user_id, due_on="2026-04-01"
    )
    assert list(sent.errors) == ["owner"]
    assert (await world.crisis()).actions == {}


async def test_an_action_is_moved_and_dropped(world: World) -> None:
    crisis = await closed(world)
    action = await learn(world, crisis, "Two keys", "it_security", "2026-04-01")
    told = world.messages("it_security")[-1]
    await world.press("it_security", told, "open_move_action", action)
    legal = world.person("legal_counsel").user_id
    assert (await world.fill("it_security", owner=legal, due_on="2026-04-08")).closed
    crisis = await world.crisis()
    assert (crisis.actions[action].owner, crisis.actions[action].due_on) == (legal, "2026-04-08")
    assert "Wed 8 Apr 2026" in world.messages("legal_counsel")[-1].text
    await world.click(LEAD, crisis, "review", "open_drop_action", action)
    assert (await world.fill(LEAD, reason="The tool is gone")).closed
    crisis = await world.crisis()
    assert crisis.actions[action].state == "dropped"
    assert "The tool is gone" in words_in(world.surface(crisis, "review"))
    # The buttons of an older message say so.
    await world.press("legal_counsel", world.messages("legal_counsel")[-1], "open_move_action")
    await world.idle()
    done = crisis.actions[action]
    assert world.told("legal_counsel") == why(
        "action_settled", "fr", state="dropped", who=done.by, at=done.at
    )


async def test_from_the_home_tab_once_the_room_is_archived(world: World) -> None:
    crisis = await closed(world)
    world.clock.forward(days=1)
    crisis = await tick(world)
    person = world.person(LEAD)
    await person.open_home()
    await world.idle()
    assert person.home is not None
    await person.click_in_view(person.home["id"], "open_search")
    await world.fill(LEAD)
    await world.idle()
    found = person.views[-1]
    await person.click_in_view(found["id"], "open_after_action")
    await world.idle()
    review = person.views[-1]
    assert review["callback_id"] == "review"
    await person.click_in_view(review["id"], "open_add_action")
    sent = await world.fill(LEAD, text="Two keys", owner=person.user_id, due_on="2026-04-01")
    assert sent.errors == {}
    await world.idle()
    assert "Two keys" in words_in(person.views[-1])
    await person.click_in_view(person.views[-1]["id"], "finish_action")
    await world.idle()
    assert ":white_check_mark:" in words_in(person.views[-1])
    crisis = await world.crisis()
    assert [action.state for action in crisis.actions.values()] == ["done"]
    assert crisis.troubles == {}


# Reminders of actions


async def test_an_action_is_followed_up_until_it_is_done(world: World) -> None:
    crisis = await closed(world, None, lead=world.person("communications_lead").user_id)
    action = await learn(world, crisis, "Two keys", "it_security", "2026-03-17")
    before = len(world.messages("it_security"))
    for _ in range(24 * 10):
        world.clock.forward(hours=1)
        await world.running.ticker.tick()
    crisis = await world.crisis()
    reminded = world.messages("it_security")[before:]
    assert len(reminded) == 2
    assert "Two keys" in reminded[0].text
    lead = [m for m in world.messages("communications_lead") if "Two keys" in m.text]
    assert len(lead) == 1
    assert (await world.kinds(crisis)).count("nudged") == 3
    await world.press("it_security", reminded[-1], "finish_action", action)
    await world.idle()
    world.clock.forward(days=30)
    crisis = await tick(world)
    assert (await world.kinds(crisis)).count("nudged") == 3
    assert not crisis.watched


async def test_only_what_is_still_to_come_is_looked_at(world: World) -> None:
    crisis = await closed(world)
    log = world.running.log
    assert [c.id for c in await log.crises(watched=True)] == [crisis.id]
    world.clock.forward(days=1)
    await tick(world)
    assert await log.crises(watched=True) == []
    review = world.copy(crisis, "review")
    await world.press(LEAD, review, "open_add_action")
    owner = world.person(LEAD).user_id
    assert (await world.fill(LEAD, text="x", owner=owner, due_on="2026-04-01")).closed
    assert [c.id for c in await log.crises(watched=True)] == [crisis.id]
