"""The home tab, and what an admin sets there."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands.closing import CloseCrisis
from bot.commands.steps import ClaimStep
from bot.crisis import Crisis
from bot.events import QuietHours, Targets
from bot.locale import words
from bot.parts import StepProgress
from bot.people import Person as Reader
from bot.sandbox.delivery import Reply
from bot.store import Appended, WorkspaceSettings
from tests.conftest import World, buttons, words_in

ADMIN = "communications_lead"


async def at_home(world: World, who: str) -> dict[str, Any]:
    """A person's home tab, once they opened it."""
    await world.person(who).open_home()
    await world.idle()
    return world.person(who).home or {"blocks": []}


async def press(
    world: World, who: str, view: dict[str, Any], action: str, about: str = ""
) -> Reply:
    """Clicks a button of a view; `about` is a part of its value."""
    for block in view["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if element.get("action_id") == action and about in element.get("value", ""):
                where = block["block_id"]
                reply = await world.person(who).click_in_view(
                    view["id"], action, where, value=element.get("value")
                )
                await world.idle()
                return reply
    raise AssertionError(f"no button {action} {about} among {buttons(view)}")


def values_of(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the fields of a form."""
    return {block: next(iter(each.values())) for block, each in view["state"]["values"].items()}


async def test_home_lists_what_is_open_and_what_was(world: World) -> None:
    person = world.person("executive")
    await person.open_home()
    await world.running.services.drain()
    assert "<#" not in words_in(person.home or {})
    first = await world.open("executive", text="First joke")
    world.clock.forward(minutes=3)
    second = await world.open("executive", text="Second <joke>", post_link="https://x.com/a/2")
    await world.click("executive", first, "card", "open_close")
    assert (await world.fill("executive", reason="It was nothing.")).closed
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


# What a person does at home


async def test_home_follows_what_a_person_does_there(world: World) -> None:
    legal = world.person("legal_counsel")
    await world.configure(**{"role-legal": [legal.user_id]})
    crisis = await world.open("executive", severity="major", cause="insider")
    mine = [key for key, p in crisis.steps.items() if p.step.role == "legal" and not p.step.after]
    home = await at_home(world, "legal_counsel")
    assert ("claim_step", f"{crisis.id}:{mine[0]}") in buttons(home)
    await press(world, "legal_counsel", home, "claim_step", f":{mine[0]}")
    home = legal.home or {}
    assert ("claim_step", f"{crisis.id}:{mine[0]}") not in buttons(home)
    assert ("complete_step", f"{crisis.id}:{mine[0]}") in buttons(home)
    assert words("fr")("you have it") in words_in(home)
    assert (await world.crisis()).steps[mine[0]].owner == legal.user_id


async def test_home_follows_where_somebody_else_was_first(world: World) -> None:
    legal = world.person("legal_counsel")
    await world.configure(**{"role-legal": [legal.user_id]})
    crisis = await world.open("executive", severity="major", cause="insider")
    mine = next(k for k, p in crisis.steps.items() if p.step.role == "legal" and not p.step.after)
    home = await at_home(world, "legal_counsel")
    await world.click("it_security", crisis, "playbook", "claim_step", f":{mine}")
    await world.idle()
    await press(world, "legal_counsel", home, "claim_step", f":{mine}")
    (told,) = [m.text for m in world.messages("legal_counsel") if not m.metadata]
    assert f"<@{world.person('it_security').user_id}>" in told
    assert f"{crisis.id}:{mine}" not in [value for _, value in buttons(legal.home)]


async def test_home_follows_a_form_that_was_opened_from_it(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "open_edit")
    assert (await world.fill("executive", text="We are on it. More shortly.")).closed
    await world.idle()
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    await world.idle()
    home = await at_home(world, "it_security")
    assert "We are on it" in words_in(home)
    await press(world, "it_security", home, "open_changes")
    assert (await world.fill("it_security", reason="Say when.")).closed
    await world.idle()
    assert "We are on it" not in words_in(world.person("it_security").home)


async def test_the_way_into_a_room_that_was_opened_from_home(world: World) -> None:
    home = await at_home(world, "executive")
    await press(world, "executive", home, "open_crisis_form")
    assert (await world.fill("executive", **{**flat(world), "what": "From home"})).closed
    crisis = await world.crisis()
    assert f"<#{crisis.channel}>" in words_in(world.person("executive").home)


def flat(world: World) -> dict[str, Any]:
    return {name: field["value"] for name, field in world.form().items()}


async def test_many_steps_are_a_list_away(world: World) -> None:
    executive = world.person("executive")
    crises = [await world.open("executive", post_link=f"https://x.com/a/{n}") for n in range(3)]
    steps = [(crisis, key) for crisis in crises for key in crisis.steps]
    assert 20 < len(steps) <= 40
    for crisis, key in steps:
        await press_step(world, crisis.id, key)
    home = await at_home(world, "executive")
    assert words("en").plural("and {n} more", "and {n} more", len(steps) - 8) in words_in(home)
    await press(world, "executive", home, "open_list", "steps")
    first = executive.views[-1]
    claimed = [value for name, value in buttons(first) if name == "complete_step"]
    assert len(claimed) == 20
    await press(world, "executive", first, "list_next")
    rest = [value for name, value in buttons(executive.views[-1]) if name == "complete_step"]
    assert len(set(claimed + rest)) == len(steps)
    # What is done there is gone from there, and from the tab behind it.
    doable = next(value for value in rest if not crises_by(crises, value).step.needs)
    await press(world, "executive", executive.views[-1], "complete_step", doable)
    assert doable not in [value for _, value in buttons(executive.views[-1])]
    left = words("en").plural("and {n} more", "and {n} more", len(steps) - 9)
    assert left in words_in(executive.home)


async def press_step(world: World, crisis_id: str, key: str) -> None:
    """The executive takes a step of which the message may show no button."""
    command = ClaimStep(key)
    by = Reader(id=world.person("executive").user_id)
    assert isinstance(await world.running.log.append(crisis_id, command, by), Appended)


def crises_by(crises: list[Crisis], value: str) -> StepProgress:
    crisis_id, step = value.split(":")
    return next(crisis for crisis in crises if crisis.id == crisis_id).steps[step]


# Past crises


async def close(world: World, what: str, summary: str, **fields: Any) -> Crisis:
    """A crisis that is over."""
    world.clock.forward(minutes=1)
    link = f"https://x.com/acme/{what.replace(' ', '-')}"
    crisis = await world.open("executive", text=what, **{"post_link": link, **fields})
    close = CloseCrisis(summary, "It was a test.")
    by = Reader(id=world.person("executive").user_id)
    assert isinstance(await world.running.log.append(crisis.id, close, by), Appended)
    await world.idle()
    return crisis


async def look_for(world: World, who: str, **wanted: Any) -> dict[str, Any]:
    home = await at_home(world, who)
    await press(world, who, home, "open_search")
    sent = await world.fill(who, **wanted)
    assert sent.view is not None
    return sent.view


async def test_past_crises_are_found_by_words_cause_severity_and_year(world: World) -> None:
    joke = await close(world, "A joke about a rival", "Apologised within the hour.")
    hack = await close(
        world, "Le compte piraté", "Repris en main", cause="compromised_account", severity="major"
    )
    world.clock.forward(days=365)
    late = await close(world, "A joke again", "All is well")
    await world.open("executive", text="A joke still open", post_link="https://x.com/acme/9")
    found = {
        "words": ({"words": "JOKE"}, [late, joke]),
        "accents": ({"words": "pirate"}, [hack]),
        "the summary": ({"words": "hour apologised"}, [joke]),
        "no such words": ({"words": "joke hour nobody"}, []),
        "cause": ({"cause": "compromised_account"}, [hack]),
        "severity": ({"severity": "major"}, [hack]),
        "year": ({"year": "2027", "words": "joke"}, [late]),
        "everything": ({}, [late, hack, joke]),
    }
    for name, (wanted, expected) in found.items():
        view = await look_for(world, "executive", **wanted)
        shown = [value for action, value in buttons(view) if action == "export"]
        assert shown == [crisis.id for crisis in expected], name
        await world.person("executive").close(view["id"])


async def test_a_private_past_crisis_is_only_found_by_its_people(world: World) -> None:
    private = await close(world, "A matter of staff", "Over", private=["private"])
    for who, expected in (("executive", [private.id]), ("it_security", [])):
        home = await at_home(world, who)
        assert ("A matter of staff" in words_in(home)) is bool(expected)
        if ("open_search", "home") not in buttons(home):
            assert not expected
            continue
        view = await look_for(world, who, words="staff")
        assert [value for action, value in buttons(view) if action == "export"] == expected


async def test_pages_of_past_crises_and_the_export_of_one(world: World) -> None:
    executive = world.person("executive")
    crises = [await close(world, f"Crisis number {n}", "Over") for n in range(12)]
    first = await look_for(world, "executive", words="crisis")
    shown = [value for action, value in buttons(first) if action == "export"]
    assert shown == [crisis.id for crisis in reversed(crises[2:])]
    await press(world, "executive", first, "search_next")
    second = executive.views[-1]
    assert [v for a, v in buttons(second) if a == "export"] == [crises[1].id, crises[0].id]
    await press(world, "executive", second, "open_after_action", crises[1].id)
    assert executive.views[-1]["callback_id"] == "review"
    await executive.close(executive.views[-1]["id"])
    await press(world, "executive", second, "export", crises[0].id)
    assert (await world.fill("executive", formats=["csv"])).closed
    await world.idle()
    assert any(message.files for message in world.room(crises[0]).messages.values())
    await press(world, "executive", executive.views[-1], "search_again")
    assert values_of(executive.views[-1])["words"]["value"] == "crisis"


# Settings


async def sub_form(world: World, action: str) -> dict[str, Any]:
    """A part of the settings, on top of the first page."""
    await press(world, ADMIN, world.person(ADMIN).views[-1], action)
    return world.person(ADMIN).views[-1]


async def kept(world: World) -> WorkspaceSettings:
    return await world.running.services.settings.of(world.slack.team_id)


async def test_every_setting_is_kept(world: World) -> None:
    place = world.slack.workspace.channel("general").id
    people = {
        role: [world.person("executive").user_id]
        for role in ("communications", "legal", "executive", "community", "technical", "scribe")
    }
    await world.settings()
    await sub_form(world, "open_running")
    hours = {"quiet-from": "22:00", "quiet-to": "07:30"}
    chosen = {"update_in": place, "update_every": "120", "archive_after": "None"}
    wanted = {"first_word": 20, "approval": 10, "evidence": 5, "facts": 45, "critics": 0}
    targets = {f"target-{name}": str(number) for name, number in wanted.items()}
    chosen |= {"keep_messages": "always", "keep_months": "60"}
    assert (await world.fill(ADMIN, **hours, **chosen, **targets)).closed
    await sub_form(world, "open_openers")
    assert (await world.fill(ADMIN, **{"openers-channel": place})).closed
    roles = {f"role-{role}": users for role, users in people.items()}
    assert (await world.fill(ADMIN, language="fr", organisation="Acme", **roles)).closed
    await world.stop()
    await world.start()
    assert await kept(world) == WorkspaceSettings(
        organisation="Acme",
        roles={role: tuple(users) for role, users in people.items()},
        openers=place,
        language="fr",
        quiet=QuietHours(start=1320, end=450),
        update_in=place,
        update_every=120,
        archive_after=None,
        targets=Targets(**wanted),
        keep_messages="always",
        keep_months=60,
    )
    # All of it stands in the forms, and none of it is lost by saving the first page again.
    await world.settings()
    values = values_of(await sub_form(world, "open_running"))
    assert values["quiet-to"]["selected_time"] == "07:30"
    assert values["update_every"]["selected_option"]["value"] == "120"
    assert values["archive_after"]["selected_option"]["value"] == "None"
    assert values["keep_messages"]["selected_option"]["value"] == "always"
    assert values["target-critics"]["value"] == "0"
    before = await kept(world)
    assert (await world.fill(ADMIN)).closed
    assert (await world.fill(ADMIN)).closed
    assert await kept(world) == before


async def test_what_was_typed_on_the_first_page_outlives_the_others(world: World) -> None:
    await world.settings()
    admin = world.person(ADMIN)
    first = admin.views[-1]
    assert words("en")("Quiet hours: none.") in words_in(first)
    admin.fill(first["id"], {"organisation": {"value": "Half typed"}})
    await sub_form(world, "open_running")
    assert (await world.fill(ADMIN, **{"quiet-from": "23:00", "quiet-to": "06:00"})).closed
    await world.idle()
    first = admin.views[-1]
    assert values_of(first)["organisation"]["value"] == "Half typed"
    said = words("en")("Quiet hours: {start} to {end}.", start="23:00", end="06:00")
    assert said in words_in(first)
    assert (await world.fill(ADMIN)).closed
    assert (await kept(world)).organisation == "Half typed"


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"quiet-from": "22:00"}, {"quiet-to"}),
        ({"quiet-to": "07:00"}, {"quiet-from"}),
        ({"quiet-from": "07:00", "quiet-to": "07:00"}, {"quiet-to"}),
        ({"update_in": "executive-committee"}, {"update_in"}),
        ({"target-critics": "101"}, {"target-critics"}),
        ({"target-approval": "0"}, {"target-approval"}),
        ({"target-facts": "1.5", "quiet-from": "22:00"}, {"target-facts", "quiet-to"}),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    world: World, typed: dict[str, str], beside: set[str]
) -> None:
    if "update_in" in typed:
        typed = {"update_in": world.slack.workspace.channel(typed["update_in"]).id}
    await world.settings()
    form = await sub_form(world, "open_running")
    sent = await world.fill(ADMIN, **typed)
    # Slack's own client stops numbers that are none; the app answers for the rest.
    assert set(sent.errors) == beside or (sent.client_side and set(sent.errors) <= beside)
    assert form["id"] == world.person(ADMIN).views[-1]["id"]
    assert await kept(world) == WorkspaceSettings()


async def test_a_user_group_and_a_channel_cannot_both_say_who_opens(world: World) -> None:
    group = world.slack.add_usergroup("spokespeople", "Spokespeople", ["executive"])
    place = world.slack.workspace.channel("general").id
    await world.settings()
    await sub_form(world, "open_openers")
    both = {"openers-group": group.id, "openers-channel": place}
    sent = await world.fill(ADMIN, **both)
    assert set(sent.errors) == {"openers-channel"}
    assert (await world.fill(ADMIN, **{"openers-channel": None})).closed
    await world.idle()
    assert (await kept(world)).openers == group.id
    assert words("en")("The members of a user group.") in words_in(world.person(ADMIN).views[-1])


async def test_open_crises_follow_the_settings(world: World) -> None:
    crisis = await world.open("executive")
    assert crisis.settings.quiet is None
    await world.settings()
    await sub_form(world, "open_running")
    assert (await world.fill(ADMIN, **{"quiet-from": "22:00", "quiet-to": "07:00"})).closed
    crisis = await world.crisis()
    assert crisis.settings.quiet == QuietHours(start=1320, end=420)
    assert (await world.kinds(crisis)).count("settings_adopted") == 2


async def test_the_language_of_new_crises(world: World) -> None:
    form = await world.form_for("executive")
    assert values_of(form)["language"]["selected_option"]["value"] == "en"
    await world.person("executive").close(form["id"])
    await world.settings()
    assert (await world.fill(ADMIN, language="fr")).closed
    form = await world.form_for("executive")
    assert values_of(form)["language"]["selected_option"]["value"] == "fr"


async def test_somebody_who_is_no_longer_an_admin_changes_nothing(world: World) -> None:
    await world.settings()
    await sub_form(world, "open_running")
    world.person(ADMIN).user.is_admin = False
    await world.stop()
    await world.start()
    sent = await world.fill(ADMIN, **{"quiet-from": "22:00", "quiet-to": "07:00"})
    assert set(sent.errors) == {"quiet-from"}
    assert await kept(world) == WorkspaceSettings()


# Health


async def test_an_admin_sees_what_is_missing(world: World) -> None:
    title = words("en")("Health of the installation")
    home = await at_home(world, ADMIN)
    assert words("en")(
        ":white_check_mark: Permissions: the app has all that it needs."
    ) in words_in(home)
    assert title not in words_in(await at_home(world, "executive"))
    world.slack.scopes -= {"pins:write"}
    # Each answer of Slack tells what the token may do.
    home = await at_home(world, ADMIN)
    home = await at_home(world, ADMIN)
    assert "`pins:write`" in words_in(home)


async def test_what_failed_is_tried_again_from_home(world: World) -> None:
    world.slack.faults.fail("pins.add", "too_many_pins")
    crisis = await world.open("executive")
    home = await at_home(world, ADMIN)
    assert ("retry_deliveries", crisis.id) in buttons(home)
    world.slack.faults.clear("pins.add")
    await press(world, ADMIN, home, "retry_deliveries")
    assert world.room(crisis).pins
    home = await at_home(world, ADMIN)
    assert ("retry_deliveries", crisis.id) not in buttons(home)


async def test_when_slack_was_heard_of_last(world: World) -> None:
    home = await at_home(world, ADMIN)
    assert f"{int(world.clock.at.timestamp())}" in words_in(home)
    crisis = await world.open("executive")
    world.clock.forward(minutes=5)
    await world.person("executive").say(str(crisis.channel), "Hello")
    await world.idle()
    assert world.running.services.heard == world.clock.at
    heard = world.running.services.heard
    world.clock.forward(minutes=5)
    assert f"<!date^{int(heard.timestamp())}" in words_in(await at_home(world, ADMIN))
