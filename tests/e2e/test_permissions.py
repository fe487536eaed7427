"""Who may open a crisis, how the others ask, and what a private crisis tells to nobody."""

from __future__ import annotations

import pytest

from bot.crisis import Crisis
from bot.locale import words
from bot.sandbox.records import Message
from tests.conftest import World, buttons, why, words_in

SECRET = "Zebra"


async def only(world: World, *people: str) -> str:
    """Has only a user group of these people open crises; its ID."""
    group = world.slack.add_usergroup("crisis-team", "Crisis team", people)
    await limit(world, group.id)
    return group.id


async def limit(world: World, openers: str) -> None:
    team, store = world.running.slack.me.team, world.running.services.settings
    current = await store.of(team)
    await store.save(team, current.model_copy(update={"openers": openers}))


def request_to(world: World, who: str) -> Message:
    """The request that a person got."""
    (found,) = [
        message for message in world.messages(who) if "open_asked_crisis" in dict(buttons(message))
    ]
    return found


async def ask(world: World, who: str, text: str, **fields: str) -> None:
    view = await world.form_for(who, text)
    assert view["callback_id"] == "ask_for_crisis"
    sent = await world.fill(who, **fields)
    assert sent.closed, sent
    await world.idle()


async def test_whoever_may_not_asks_those_who_may(world: World) -> None:
    await only(world, "executive", "legal_counsel")
    link = "https://x.com/acme/status/1"
    await ask(world, "community_manager", "A joke about a rival", post_link=link)
    manager, executive, legal = (
        world.person(who).user_id for who in ("community_manager", "executive", "legal_counsel")
    )
    told = world.told("community_manager")
    assert f"<@{executive}>" in told
    assert f"<@{legal}>" in told
    message = request_to(world, "executive")
    assert f"<@{manager}> asks you to open a crisis" in message.text
    assert ">A joke about a rival" in message.text
    # Each in their own language.
    french = words("fr")(":rotating_light: *{who} asks you to open a crisis:*", who=f"<@{manager}>")
    assert french in request_to(world, "legal_counsel").text
    assert await world.running.log.crises() == []

    await world.press("executive", message, "open_asked_crisis")
    view = world.person("executive").views[-1]
    assert view["callback_id"] == "open_crisis"
    sent = await world.person("executive").submit(view["id"], world.form(post_link=None))
    assert sent.closed, sent
    crisis = await world.crisis()
    assert (crisis.what, crisis.post_link) == ("A joke about a rival", link)
    assert crisis.opener == executive


async def test_of_one_request_comes_one_crisis(world: World) -> None:
    await only(world, "executive", "legal_counsel")
    await ask(world, "community_manager", "A joke about a rival")
    for who in ("executive", "legal_counsel"):
        await world.press(who, request_to(world, who), "open_asked_crisis")
    form = world.form(post_link=None)
    sent = await world.person("executive").submit(world.person("executive").views[-1]["id"], form)
    assert sent.closed, sent
    late = world.person("legal_counsel")
    sent = await late.submit(late.views[-1]["id"], form)
    assert "what" in sent.errors
    await world.idle()
    assert len(await world.running.log.crises()) == 1


@pytest.mark.parametrize("way", ["command", "home", "shortcut", "message"])
async def test_every_way_in_is_limited(world: World, way: str) -> None:
    await only(world, "executive")
    for who, opened in (("executive", "open_crisis"), ("it_security", "ask_for_crisis")):
        person = world.person(who)
        if way == "command":
            await person.command("/crisis", "Something", channel="communications")
        elif way == "home":
            await person.open_home()
            await world.running.services.drain()
            assert person.home is not None
            await person.click_in_view(person.home["id"], "open_crisis_form")
        elif way == "shortcut":
            await person.global_shortcut("open_crisis")
        else:
            ts = await person.say("communications", "Look at <https://x.com/acme/status/1>")
            await person.message_shortcut("crisis_from_message", "communications", ts)
        assert person.views[-1]["callback_id"] == opened


async def test_a_form_that_was_open_before_the_limit_is_refused(world: World) -> None:
    view = await world.form_for("it_security", "Something")
    await only(world, "executive")
    sent = await world.person("it_security").submit(view["id"], world.form())
    assert "you are not among those who may" in sent.errors["what"]
    assert await world.running.log.crises() == []


async def test_the_members_of_a_channel_may_and_are_asked_there(world: World) -> None:
    committee = world.slack.workspace.channel("executive-committee")
    committee.members[world.slack.bot_user_id] = None
    await limit(world, committee.id)
    view = await world.form_for("executive", "Something")
    assert view["callback_id"] == "open_crisis"
    await ask(world, "it_security", "A <!channel> joke", post_link="https://x.com/acme/status/1")
    assert f"<#{committee.id}>" in world.told("it_security")
    (message,) = [m for m in committee.messages.values() if m.bot_id]
    assert "<!channel>" not in words_in(message)
    assert "&lt;!channel&gt;" in words_in(message)
    await world.press("communications_lead", message, "open_asked_crisis")
    assert world.person("communications_lead").views[-1]["callback_id"] == "open_crisis"


async def test_where_slack_does_not_say_who_may_members_may(world: World) -> None:
    await limit(world, "S0GONE")
    assert (await world.form_for("it_security"))["callback_id"] == "open_crisis"
    view = await world.form_for("social_agency")
    assert view["callback_id"] == "ask_for_crisis"


async def test_an_empty_group_keeps_nobody_out(world: World) -> None:
    await only(world)
    assert (await world.form_for("it_security"))["callback_id"] == "open_crisis"


async def test_a_request_that_reaches_nobody_says_so(world: World) -> None:
    await only(world, "executive")
    world.slack.faults.fail("chat.postMessage", "channel_not_found", 1)
    await ask(world, "it_security", "A joke <!here>")
    assert "did not deliver your request to anybody" in world.told("it_security")
    assert "A joke &lt;!here&gt;" in world.told("it_security")


async def test_at_most_ten_are_asked_and_nobody_without_an_account(world: World) -> None:
    keys = [f"member_{number}" for number in range(14)]
    for number, key in enumerate(keys):
        world.slack.add_person(key, deleted=number < 2)
    await only(world, *keys)
    await ask(world, "it_security", "x" * 2900, post_link="https://x.com/" + "a" * 1500)
    asked = [key for key in keys[2:] if world.messages(key)]
    assert len(asked) == 10
    await world.press(asked[0], request_to(world, asked[0]), "open_asked_crisis")
    assert world.person(asked[0]).views[-1]["callback_id"] == "open_crisis"


async def test_a_bad_request_stays_in_the_form(world: World) -> None:
    await only(world, "executive")
    view = await world.form_for("it_security", "Something")
    sent = await world.fill("it_security", what="   ", post_link="https://nonsense")
    assert set(sent.errors) == {"what", "post_link"}
    assert world.person("it_security").views[-1]["id"] == view["id"]


# What a private crisis tells


async def private(world: World) -> Crisis:
    crisis = await world.open(
        "executive", text=SECRET, private=["private"], post_link="https://x.com/acme/status/7"
    )
    assert crisis.private
    return crisis


async def test_a_private_crisis_is_named_to_nobody_outside(world: World) -> None:
    await world.configure("general")
    crisis = await private(world)
    outsider = world.person("it_security")
    await outsider.command("/crisis", "list", channel="communications")
    await outsider.command("/crisis", "status", channel="communications")
    ts = await outsider.say("communications", "a word")
    for shortcut in ("note_from_message", "critic_from_message", "evidence_from_message"):
        await outsider.message_shortcut(shortcut, "communications", ts)
        await world.idle()
    view = await world.form_for("it_security", "The same post")
    link = "https://x.com/acme/status/7"
    sent = await outsider.submit(view["id"], world.form(post_link=link))
    assert sent.closed, sent
    await world.idle()
    await outsider.open_home()
    await world.running.services.drain()
    assert outsider.home is not None
    told = [m.text + words_in({"blocks": m.blocks}) for m in outsider.ephemerals]
    said = [m.text for m in world.slack.workspace.channel("general").messages.values()]
    for seen in (*told, words_in(outsider.home), *said, *(map(words_in, outsider.views))):
        assert SECRET not in seen
        assert str(crisis.channel) not in seen
        assert str(crisis.channel_name) not in seen


async def test_whoever_is_in_its_room_sees_it_and_no_more_once_out(world: World) -> None:
    crisis = await private(world)
    security = world.person("it_security")
    await world.person("executive").invite(str(crisis.channel), security.user_id)
    await world.idle()
    await security.command("/crisis", "list", channel="communications")
    assert SECRET in words_in({"blocks": security.ephemerals[-1].blocks})
    await security.leave(str(crisis.channel))
    await world.idle()
    await security.command("/crisis", "list", channel="communications")
    assert SECRET not in words_in({"blocks": security.ephemerals[-1].blocks})


async def test_whoever_has_a_role_sees_it(world: World) -> None:
    await world.settings()
    legal = world.person("legal_counsel")
    await world.fill("communications_lead", **{"role-legal": [legal.user_id]})
    await private(world)
    await legal.command("/crisis", "list", channel="communications")
    assert SECRET in words_in({"blocks": legal.ephemerals[-1].blocks})


# Who is not of the company


@pytest.mark.parametrize("who", ["social_agency", "partner"])
async def test_guests_and_other_companies_approve_close_and_hand_over_nothing(
    world: World, who: str
) -> None:
    world.slack.add_person("partner", team="T0OTHER")
    crisis = await world.open("executive")
    await world.person("executive").invite(str(crisis.channel), world.person(who).user_id)
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    before = crisis.statements, crisis.roles, crisis.lead
    await world.click(who, crisis, "statement:holding", "approve_statement")
    await world.idle()
    assert world.told(who) == why("guest")
    await world.click(who, crisis, "card", "open_close")
    await world.idle()
    assert world.told(who) == why("guest")
    await world.click(who, crisis, "card", "open_roles")
    offered = [
        (block["block_id"].split(":")[1], element["action_id"])
        for block in world.person(who).views[-1]["blocks"]
        for element in block.get("elements", ())
        if block["type"] == "actions"
    ]
    assert {action for _, action in offered} <= {"take_role"}
    assert not {role for role, _ in offered} & {"lead", "legal", "executive", "communications"}
    crisis = await world.crisis()
    assert (crisis.statements, crisis.roles, crisis.lead) == before
