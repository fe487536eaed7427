"""A crisis opens: one room, with all that belongs in it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot import surfaces
from bot.surfaces import labels
from bot.surfaces.notices import announcement, bookmark_titles, opened, purpose
from tests.conftest import World, key_of, shows, words_in


async def test_a_crisis_opens_from_the_command(world: World) -> None:
    crisis = await world.open("executive", text="We posted a joke about a rival")
    room = world.room(crisis)
    assert room.name == "crisis-20260314-we-posted-a-joke-about-a-rival"
    assert set(room.members) == {world.slack.bot_user_id, world.person("executive").user_id}
    card = world.surface(crisis, "card")
    titles = bookmark_titles(crisis)
    assert {b.title: b.link for b in room.bookmarks.values()} == {
        titles["post"]: "https://x.com/acme/status/1",
        titles["timeline"]: world.running.slack.permalink(room.id, card.ts),
    }
    assert list(room.pins) == [card.ts]
    assert "We posted a joke about a rival" in room.topic.value
    assert room.purpose.value == purpose(crisis)
    surfaces_in_order = [key_of(m) for m in room.messages.values() if m.bot_id]
    assert surfaces_in_order == ["surface/card", "surface/playbook", "surface/statement:holding"]
    for name in ("card", "playbook", "statement:holding"):
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))
    told = world.person("executive").ephemerals
    assert len(told) == 1
    assert f"<#{crisis.channel}>" in told[0].text
    assert not crisis.troubles
    assert await world.kinds(crisis) == [
        "crisis_opened",
        "playbook_adopted",
        "settings_adopted",
        "statement_drafted",
        "room_opened",
    ]


async def test_the_card_says_what_one_needs_to_know(world: World) -> None:
    lead = world.person("communications_lead").user_id
    crisis = await world.open(
        "executive",
        text="The account was hacked",
        severity="major",
        cause="compromised_account",
        platforms=["x", "linkedin"],
        lead=lead,
    )
    card = world.card(crisis)
    posted = int(crisis.post_at.timestamp())
    for said in (
        ":red_circle:",
        "The account was hacked",
        labels.SEVERITY["major"],
        f"<@{lead}>",
        labels.CAUSE["compromised_account"],
        "X, LinkedIn",
        f"<!date^{posted}^{{ago}}|",
        labels.STAGE["address"],
        next(iter(crisis.steps.values())).step.title,
        ":ballot_box_with_check:",
        "<https://x.com/acme/status/1|",
    ):
        assert said in card
    assert set(world.room(crisis).members) >= {lead, world.person("executive").user_id}


async def test_the_form_is_prefilled_with_what_was_typed(world: World) -> None:
    view = await world.form_for("executive", "Our intern's joke & <no> mark-up")
    values = view["state"]["values"]
    assert values["what"]["value"]["value"] == "Our intern's joke & <no> mark-up"
    assert values["lead"]["value"]["selected_user"] == world.person("executive").user_id
    assert values["language"]["value"]["selected_option"]["value"] == "en"
    assert values["severity"]["value"]["selected_option"]["value"] == "major"
    assert values["private"]["value"]["selected_options"] == []
    assert values["post_at"]["value"]["selected_date_time"] == int(world.clock().timestamp())
    severities = next(b for b in view["blocks"] if b["block_id"] == "severity")
    assert all(o["description"]["text"] for o in severities["element"]["options"])


async def test_the_form_opens_empty_without_words(world: World) -> None:
    view = await world.form_for("executive")
    assert view["state"]["values"]["what"]["value"]["value"] is None


async def test_the_form_opens_from_the_global_shortcut(world: World) -> None:
    person = world.person("executive")
    assert (await person.global_shortcut("open_crisis")).ok
    sent = await person.submit(person.views[-1]["id"], world.form(what="From anywhere"))
    assert sent.closed
    crisis = await world.crisis()
    assert crisis.what == "From anywhere"
    # There is no place for an ephemeral message: a direct message tells where the room is.
    direct = world.slack.workspace.channels[person.dm_channel_id].messages.values()
    assert [f"<#{crisis.channel}>" in message.text for message in direct] == [True]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("post_link", "https://nothing"),
        ("post_link", "https://[x.com/1"),
        ("post_at", "in an hour"),
        ("what", "   "),
        ("lead", "social_agency"),
        ("lead", "a_bot"),
        ("lead", "gone"),
    ],
)
async def test_wrong_input_is_answered_beside_its_field(
    world: World, field: str, wrong: Any
) -> None:
    world.slack.add_person("a_bot", bot=True)
    world.slack.add_person("gone", deleted=True)
    if field == "post_at":
        wrong = int(world.clock().timestamp()) + 3600
    if field == "lead":
        wrong = world.person(wrong).user_id
    person = world.person("executive")
    view = await world.form_for("executive", "A joke about a rival")
    sent = await person.submit(view["id"], world.form(**{field: wrong}))
    assert set(sent.errors) == {field}
    assert len(sent.errors[field].split()) >= 4
    assert not sent.client_side
    # What was typed stays: sending it again with that one field put right opens the crisis.
    kept = person.views[-1]["state"]["values"]
    assert kept["cause"]["value"]["selected_option"]["value"] == "mistake"
    assert await world.running.log.crises() == []
    right: dict[str, Any] = {
        "post_link": "https://x.com/acme/status/2",
        "post_at": int(world.clock().timestamp()),
        "what": "A joke",
        "lead": person.user_id,
    }
    assert (await person.submit(view["id"], {field: {"value": right[field]}})).closed
    assert (await world.crisis()).what in ("A joke about a rival", "A joke")


async def test_several_wrong_fields_are_all_answered(world: World) -> None:
    view = await world.form_for("executive")
    wrong = world.form(
        what=" \n ", post_link="http://x", post_at=int(world.clock().timestamp()) + 9999
    )
    sent = await world.person("executive").submit(view["id"], wrong)
    assert set(sent.errors) == {"what", "post_link", "post_at"}


async def test_a_clock_that_is_a_little_fast_is_not_the_future(world: World) -> None:
    crisis = await world.open(post_at=int(world.clock().timestamp()) + 60)
    assert crisis.channel


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("🔥🔥🔥", "crisis-20260314-fire-fire-fire"),
        ("منشور سيئ على حسابنا", None),
        ("<!channel> help", "crisis-20260314-channel-help"),
        ("Пост, которого не должно было быть", None),
        ("—", "crisis-20260314"),
    ],
)
async def test_any_title_opens_a_room(world: World, title: str, name: str | None) -> None:
    crisis = await world.open("executive", text=title)
    room = world.room(crisis)
    assert crisis.what == title
    assert room.name.startswith("crisis-20260314")
    assert name is None or room.name == name
    assert room.name.isascii()
    shown = world.card(crisis) + words_in(world.surface(crisis, "playbook")) + room.topic.value
    # It is shown, and Slack obeys nothing in it.
    assert "<!channel>" not in "".join(m.text for m in room.messages.values())
    assert "<!channel>" not in shown.replace(f": {title}", "")
    assert title.replace("<", "&lt;").replace(">", "&gt;") in room.topic.value


async def test_ten_thousand_characters_are_kept_and_told(world: World) -> None:
    person, text = world.person("executive"), "word " * 2000
    await person.command("/crisis", text, channel="general")
    assert "3000" in world.told("executive").replace(",", "")
    assert text.strip() in world.told("executive")
    assert (await person.submit(person.views[-1]["id"], world.form())).closed
    crisis = await world.crisis()
    room = world.room(crisis)
    assert len(crisis.what) > 2900
    assert len(room.name) <= 80
    assert len(room.topic.value) <= 250
    assert shows(world.surface(crisis, "card"), surfaces.render(crisis, "card"))


async def test_a_private_room_is_not_announced_and_not_listed_to_others(world: World) -> None:
    await world.configure("communications")
    before = len(world.slack.workspace.channel("communications").messages)
    lead = world.person("legal_counsel").user_id
    crisis = await world.open("executive", text="A matter of staff", private=["private"], lead=lead)
    assert world.room(crisis).is_private
    assert len(world.slack.workspace.channel("communications").messages) == before
    for insider in ("executive", "legal_counsel"):
        await world.person(insider).command("/crisis", "list", channel="general")
        assert "A matter of staff" in words_in(world.person(insider).ephemerals[-1])
        await world.person(insider).open_home()
        await world.running.services.drain()
        assert "A matter of staff" in words_in(world.person(insider).home or {"blocks": []})
    await world.person("it_security").command("/crisis", "list", channel="general")
    assert "staff" not in words_in(world.person("it_security").ephemerals[-1])
    await world.person("it_security").open_home()
    await world.running.services.drain()
    assert "staff" not in words_in(world.person("it_security").home or {"blocks": []})
    # The same post: nobody learns of the private room by trying.
    view = await world.form_for("it_security", "What is this?")
    assert (await world.person("it_security").submit(view["id"], world.form())).closed


async def test_a_crisis_is_announced_where_the_settings_say(world: World) -> None:
    await world.configure("general")
    crisis = await world.open("executive", text="A joke about a rival")
    messages = world.slack.workspace.channel("general").messages.values()
    announced = [m for m in messages if (key_of(m) or "").endswith("/announce")]
    assert len(announced) == 1
    assert shows(announced[0], announcement(crisis))
    assert f"<#{crisis.channel}>" in announced[0].text


async def test_people_from_the_settings_are_invited(world: World) -> None:
    admin, legal = world.person("communications_lead"), world.person("legal_counsel").user_id
    await world.configure(invite=[legal, admin.user_id])
    crisis = await world.open("executive")
    assert {legal, admin.user_id} <= set(world.room(crisis).members)


async def test_a_taken_name_gets_a_suffix(world: World) -> None:
    stranger = world.person("it_security")
    await stranger.create_channel("crisis-20260314-a-joke-about-a-rival")
    archived = await stranger.create_channel("crisis-20260314-a-joke-about-a-rival-2")
    await stranger.archive(archived)
    crisis = await world.open("executive")
    assert crisis.channel_name == "crisis-20260314-a-joke-about-a-rival-3"
    assert not crisis.troubles


async def test_the_same_post_has_one_crisis(world: World) -> None:
    crisis = await world.open("executive")
    view = await world.form_for("it_security", "Have you seen this?")
    sent = await world.person("it_security").submit(view["id"], world.form())
    assert set(sent.errors) == {"post_link"}
    assert f"#{crisis.channel_name}" in sent.errors["post_link"]
    assert len(world.rooms()) == 1


async def test_a_form_sent_twice_opens_one_crisis(world: World) -> None:
    person = world.person("executive")
    view = await world.form_for("executive", "A joke about a rival")
    # Two clicks on the button, before Slack could close the form.
    both = await asyncio.gather(
        person.submit(view["id"], world.form()), person.submit(view["id"], world.form())
    )
    assert [sent.closed for sent in both] == [True, True]
    await world.idle()
    assert len(await world.running.log.crises()) == 1
    assert len(world.rooms()) == 1
    assert len(person.ephemerals) == 1


async def test_a_form_whose_answer_was_lost_can_be_sent_again(world: World) -> None:
    """The crisis is open, yet the person saw an error and sends the form once more."""
    person = world.person("executive")
    view = await world.form_for("executive", "A joke about a rival")
    held = world.slack.workspace.views[view["id"]]
    assert (await person.submit(view["id"], world.form())).closed
    crisis = await world.crisis()
    world.slack.workspace.open_view(held)
    again = await person.submit(view["id"], world.form())
    assert again.closed, again
    assert await world.crisis() == crisis
    assert len(world.rooms()) == 1


async def test_a_message_becomes_a_crisis(world: World) -> None:
    agency, person = world.person("social_agency"), world.person("executive")
    ts = await agency.say("communications", "Look: https://x.com/acme/status/77 is not ours")
    await person.message_shortcut("crisis_from_message", channel="communications", ts=ts)
    view = person.views[-1]
    values = view["state"]["values"]
    assert values["what"]["value"]["value"] == "Look: https://x.com/acme/status/77 is not ours"
    assert values["post_link"]["value"]["value"] == "https://x.com/acme/status/77"
    assert "“Look: https://x.com/acme/status/77 is not ours”" in words_in(view)
    assert (await person.submit(view["id"], world.form(post_link=None))).closed
    crisis = await world.crisis()
    assert crisis.source is not None
    assert (crisis.source.ts, crisis.source.author) == (ts, agency.user_id)
    assert crisis.post_link == "https://x.com/acme/status/77"
    assert f"<#{crisis.channel}>" in world.told("executive")


async def test_the_form_of_a_message_sent_twice(world: World) -> None:
    """At once, and again after its answer was lost."""
    person = world.person("executive")
    ts = await world.person("social_agency").say("communications", "Is this joke ours?")
    await person.message_shortcut("crisis_from_message", channel="communications", ts=ts)
    view = person.views[-1]
    held, form = world.slack.workspace.views[view["id"]], world.form(post_link=None)
    both = await asyncio.gather(*(person.submit(view["id"], form) for _ in range(2)))
    await world.idle()
    world.slack.workspace.open_view(held)
    again = await person.submit(view["id"], form)
    assert [sent.closed for sent in (*both, again)] == [True, True, True]
    await world.idle()
    assert len(world.rooms()) == 1
    assert len(person.ephemerals) == 1


async def test_one_message_opened_by_two_people_at_once(world: World) -> None:
    ts = await world.person("social_agency").say("communications", "Is this joke ours?")
    pair = [world.person("executive"), world.person("it_security")]
    for person in pair:
        await person.message_shortcut("crisis_from_message", channel="communications", ts=ts)
    both = await asyncio.gather(
        *(p.submit(p.views[-1]["id"], world.form(post_link=None)) for p in pair)
    )
    await world.idle()
    assert sorted(sent.closed for sent in both) == [False, True]
    (refused,) = (sent.errors for sent in both if not sent.closed)
    assert set(refused) == {"what"}
    assert "/crisis list" in refused["what"]
    assert len(await world.running.log.crises()) == 1
    assert len(world.rooms()) == 1


async def test_one_message_opened_again_while_open_and_after(world: World) -> None:
    ts = await world.person("social_agency").say("communications", "Is this joke ours?")
    first, second = world.person("executive"), world.person("it_security")

    async def open_by(person: Any) -> Any:
        await person.message_shortcut("crisis_from_message", channel="communications", ts=ts)
        return await person.submit(person.views[-1]["id"], world.form(post_link=None))

    assert (await open_by(first)).closed
    crisis = await world.crisis()
    again = await open_by(second)
    assert set(again.errors) == {"post_link"}
    assert f"#{crisis.channel_name}" in again.errors["post_link"]
    await second.close(second.views[-1]["id"])
    await world.click("executive", crisis, "card", "open_close")
    assert (await world.fill("executive", summary="Over", reason="It is over")).closed
    await world.idle()
    world.clock.forward(minutes=1)
    assert (await open_by(second)).closed
    await world.idle()
    assert len(world.rooms()) == 2
    assert len(await world.running.log.crises(closed=False)) == 1


async def test_a_form_that_slack_will_not_open_is_told(world: World) -> None:
    world.slack.faults.fail("views.open", "expired_trigger_id", times=1)
    await world.person("executive").command("/crisis", "A joke we made", channel="general")
    assert "expired_trigger_id" in world.told("executive")
    assert "A joke we made" in world.told("executive")


async def test_the_room_is_where_the_opener_is_told_in_their_words(world: World) -> None:
    crisis = await world.open("community_manager")
    assert crisis.language == "en"
    assert world.told("community_manager") == opened(crisis, "fr").text
