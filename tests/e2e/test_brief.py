"""The brief: for whoever asks, and for whoever joins; nobody else sees it."""

from __future__ import annotations

from bot.locale import words
from bot.sandbox.records import Ephemeral
from bot.surfaces.brief import brief
from tests.conftest import World, why, words_in

WELCOME = ":wave: Welcome."


def seen(world: World, who: str) -> list[Ephemeral]:
    return world.person(who).ephemerals


def shown(message: Ephemeral) -> str:
    return words_in({"blocks": message.blocks})


async def test_it_tells_all_that_one_needs_on_one_screen(world: World) -> None:
    crisis = await world.open("executive", text="A joke about a rival")
    await world.click("executive", crisis, "card", "open_fact")
    await world.fill("executive", claim="12,000 people saw the post")
    crisis = await world.crisis()
    await world.click("communications_lead", crisis, "facts", "confirm_fact")
    await world.click("community_manager", crisis, "statement:holding", "submit_statement")
    await world.click("executive", await world.crisis(), "statement:holding", "approve_statement")
    crisis = await world.crisis()
    await world.click("executive", crisis, "statement:holding", "open_posted")
    await world.fill("executive", link="https://x.com/acme/status/2")
    crisis = await world.crisis()
    await world.click("it_security", crisis, "playbook", "claim_step")
    await world.click("legal_counsel", crisis, "card", "open_brief")
    await world.idle()
    said = shown(seen(world, "legal_counsel")[-1])
    t = words("fr")
    text, blocks = brief(t, await world.crisis(), world.clock())
    assert seen(world, "legal_counsel")[-1].text == text
    assert said == words_in({"blocks": blocks})
    english = words_in({"blocks": brief(words("en"), await world.crisis(), world.clock())[1]})
    for part in (
        "The brief: A joke about a rival",
        "The bad post went out",
        "Minor · Honest mistake · X",
        f"Crisis lead: <@{world.person('executive').user_id}>",
        "• 12,000 people saw the post",
        "• Holding post · X · <!date^",
        "<https://x.com/acme/status/2|see it>",
        "First public word: after 6 minutes",
        "Promised next update:",
        f":arrow_right: Capture the post before anyone deletes it · <@{world.person('it_security').user_id}>",
        "more steps",
    ):
        assert part in english, part
    assert len(english) < 2_500


async def test_the_command_answers_in_the_persons_language_and_to_nobody_else(
    world: World,
) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    before = len(world.room(crisis).messages)
    for who, typed, language in (
        ("executive", "brief", "en"),
        ("community_manager", "point", "fr"),
    ):
        if who not in world.room(crisis).members:
            await world.join(who, room)
            await world.idle()
        await world.person(who).command("/crisis", typed, channel=room)
        assert words_in({"blocks": seen(world, who)[-1].blocks}).startswith(
            words(language)("The brief: {what}", what="")
        )
    # The line that somebody joined is Slack's own.
    assert len(world.room(crisis).messages) == before + 1
    for who in ("it_security", "legal_counsel"):
        assert seen(world, who) == []


async def test_whoever_joins_is_greeted_with_it_in_their_language(world: World) -> None:
    crisis = await world.open("executive", text="A joke about a rival")
    await world.join("legal_counsel", str(crisis.channel))
    await world.join("it_security", str(crisis.channel))
    crisis = await world.crisis()
    french, english = shown(seen(world, "legal_counsel")[-1]), shown(seen(world, "it_security")[-1])
    assert WELCOME in english
    assert (
        words("fr")(":wave: Welcome. This is where it stands; only you see this message.") in french
    )
    assert "A joke about a rival" in french
    assert (await world.kinds(crisis))[-2:] == ["member_joined", "member_joined"]
    legal = world.person("legal_counsel").user_id
    joined = {e.actor: e.data for e in await world.entries(crisis) if e.kind == "member_joined"}
    assert joined[legal] == {"person": legal}
    # Nothing of it stands in the room, and nobody else was shown it.
    assert not [text for text in world.said(crisis) if "Welcome" in text]
    assert not [m for m in seen(world, "executive") if WELCOME in shown(m)]


async def test_those_whom_the_opening_invites_are_not(world: World) -> None:
    await world.configure(invite=[world.person("legal_counsel").user_id])
    crisis = await world.open("executive", lead=world.person("communications_lead").user_id)
    assert "member_joined" not in await world.kinds(crisis)
    for who in ("legal_counsel", "communications_lead"):
        assert world.person(who).user_id in world.room(crisis).members
        assert not [m for m in seen(world, who) if WELCOME in shown(m)]
    # One of them who comes back later finds a crisis that went on.
    world.clock.forward(minutes=30)
    await world.person("communications_lead").leave(str(crisis.channel))
    await world.idle()
    await world.join("communications_lead", str(crisis.channel))
    crisis = await world.crisis()
    assert WELCOME in shown(seen(world, "communications_lead")[-1])
    assert crisis.left == frozenset()


async def test_somebody_who_is_brought_in_by_another_is_greeted_too(world: World) -> None:
    crisis = await world.open("executive", private=["private"])
    guest = world.person("social_agency").user_id
    await world.person("executive").invite(str(crisis.channel), guest)
    crisis = await world.crisis()
    entry = await world.newest(crisis, "member_joined")
    assert (entry.kind, entry.actor) == ("member_joined", world.person("executive").user_id)
    assert WELCOME in shown(seen(world, "social_agency")[-1])


async def test_an_app_that_joins_is_on_record_and_not_greeted(world: World) -> None:
    robot = world.slack.add_person("robot", bot=True)
    crisis = await world.open("executive")
    await world.person("executive").invite(str(crisis.channel), robot.user_id)
    crisis = await world.crisis()
    assert (await world.kinds(crisis))[-1] == "member_joined"
    assert seen(world, "robot") == []
    assert crisis.troubles == {}


async def test_somebody_who_left_again_at_once_is_no_trouble(world: World) -> None:
    crisis = await world.open("executive")
    world.slack.faults.fail("chat.postEphemeral", "user_not_in_channel", 1)
    await world.join("it_security", str(crisis.channel))
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert seen(world, "it_security") == []


async def test_a_greeting_that_slack_will_not_show_says_what_to_do(world: World) -> None:
    crisis = await world.open("executive")
    world.slack.faults.fail("chat.postEphemeral", "missing_scope", 1)
    await world.join("it_security", str(crisis.channel))
    crisis = await world.crisis()
    assert "They can type /crisis brief in the room." in world.card(crisis)


async def test_it_still_stands_once_the_crisis_is_closed(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_close")
    sent = await world.fill("executive", summary="It blew over.", reason="Nobody wrote to us.")
    assert sent.closed, sent
    crisis = await world.crisis()
    await world.click("it_security", crisis, "card", "open_brief")
    await world.idle()
    assert ">It blew over." in shown(seen(world, "it_security")[-1])
    # Roles are none to give any more.
    await world.send_click("it_security", world.surface(crisis, "card"), "open_roles", crisis.id)
    await world.idle()
    about = {"who": crisis.closed_by, "at": crisis.closed_at}
    assert world.told("it_security") == why("closed", **about)
