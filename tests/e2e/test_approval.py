"""Approval paths: who is asked, in which order, by what message, and who stands in."""

from __future__ import annotations

from typing import Any

import pytest

from bot.crisis import Crisis
from bot.locale import words
from tests.conftest import World, buttons, why, words_in

ADMIN = "communications_lead"
HOLDING = "statement:holding"


def ids(world: World, *people: str) -> list[str]:
    return [world.person(who).user_id for who in people]


async def set_path(world: World, chosen: str, **fields: Any) -> None:
    """An admin sets one approval path: `who0`, `people0`, `way0` … by step."""
    await world.settings()
    admin = world.person(ADMIN)
    await admin.click_in_view(admin.views[-1]["id"], "open_paths")
    await world.idle()
    await admin.click_in_view(admin.views[-1]["id"], "choose_path", selected=chosen)
    await world.idle()
    view = admin.views[-1]
    values = {
        f"{chosen}:{name[-1]}:{name[:-1]}" if name[-1].isdigit() else f"{chosen}:{name}": {
            "value": value
        }
        for name, value in fields.items()
    }
    sent = await admin.submit(view["id"], values)
    assert not sent.errors, sent
    await world.idle()


async def submitted(world: World, crisis: Crisis, by: str = "community_manager") -> Crisis:
    await world.click(by, crisis, HOLDING, "submit_statement")
    return await world.crisis()


async def test_roles_are_asked_by_a_message_of_their_own(world: World) -> None:
    await world.configure(**{"role-communications": ids(world, "legal_counsel", "it_security")})
    crisis = await submitted(world, await world.open("executive"))
    statement = crisis.statements["holding"]
    assert statement.asked_of == tuple(ids(world, "legal_counsel", "executive"))
    message = world.ask("legal_counsel", "holding")
    assert statement.text in words_in(message)
    names = [name for name, _ in buttons(message)]
    assert names == ["approve_statement", "open_changes", "open_comment", "open_versions"]

    await world.press("legal_counsel", message, "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements["holding"].state == "approved"
    # Both messages tell how it ended, and offer nothing more.
    for who in ("legal_counsel", "executive"):
        shown = world.ask(who, "holding")
        assert buttons(shown) == []
        assert words("en")("It has all approvals. Nothing is left for you to do here.") in words_in(
            shown
        )


async def test_the_message_follows_the_text(world: World) -> None:
    crisis = await submitted(world, await world.open("executive"))
    assert buttons(world.ask("executive", "holding"))
    await world.click("it_security", crisis, HOLDING, "open_edit")
    assert (await world.fill("it_security", text="We are on it. More shortly.")).closed
    crisis = await world.crisis()
    assert buttons(world.ask("executive", "holding")) == []
    await world.click("it_security", crisis, HOLDING, "submit_statement")
    await world.idle()
    assert "We are on it. More shortly." in words_in(world.ask("executive", "holding"))
    assert buttons(world.ask("executive", "holding"))


async def test_approving_from_the_home_tab(world: World) -> None:
    crisis = await submitted(world, await world.open("executive"))
    person = world.person("executive")
    await person.open_home()
    await world.running.services.drain()
    assert person.home is not None
    assert crisis.statements["holding"].text in words_in(person.home)
    await person.click_in_view(person.home["id"], "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements["holding"].state == "approved"
    assert "approve_statement" not in [name for name, _ in buttons(person.home)]
    # Whoever wrote it has nothing to approve there.
    await world.person("community_manager").open_home()
    await world.running.services.drain()
    home = world.person("community_manager").home or {}
    assert "approve_statement" not in [name for name, _ in buttons(home)]


async def test_a_refusal_on_the_home_tab_comes_as_a_message(world: World) -> None:
    crisis = await submitted(world, await world.open("executive"))
    person = world.person("executive")
    await person.open_home()
    await world.running.services.drain()
    await world.click("it_security", crisis, HOLDING, "open_edit")
    assert (await world.fill("it_security", text="We are on it. More shortly.")).closed
    await world.idle()
    await person.click_in_view((person.home or {})["id"], "approve_statement")
    await world.idle()
    (answer,) = [m.text for m in world.messages("executive") if not m.metadata]
    statement = (await world.crisis()).statements["holding"]
    assert answer == why("statement_moved", at=statement.changed_at)


async def test_in_order(world: World) -> None:
    await set_path(
        world,
        "holding:minor",
        who0=[],
        people0=ids(world, "legal_counsel", "it_security"),
        way0="each",
        people1=ids(world, "executive"),
        way1="each",
    )
    crisis = await submitted(world, await world.open(ADMIN))
    assert crisis.statements["holding"].asked_of == tuple(
        ids(world, "legal_counsel", "it_security")
    )
    await world.click("executive", crisis, HOLDING, "approve_statement")
    await world.idle()
    waiting = tuple(ids(world, "legal_counsel", "it_security"))
    assert world.told("executive") == why("not_your_turn", people=waiting)
    for who in ("it_security", "legal_counsel", "executive"):
        assert (await world.crisis()).statements["holding"].state == "submitted"
        await world.press(who, world.ask(who, "holding"), "approve_statement")
        await world.idle()
    assert (await world.crisis()).statements["holding"].state == "approved"


async def test_any_two_of_a_user_group(world: World) -> None:
    keys = ["legal_counsel", "it_security", "executive"]
    members = ids(world, *keys)
    group = world.slack.add_usergroup("spokespeople", "Spokespeople", keys)
    await set_path(world, "holding:minor", who0=[f"group:{group.id}"], way0="2")
    crisis = await submitted(world, await world.open(ADMIN))
    assert crisis.statements["holding"].asked_of == tuple(members)
    await world.click("legal_counsel", crisis, HOLDING, "approve_statement")
    assert (await world.crisis()).statements["holding"].state == "submitted"
    await world.click("it_security", crisis, HOLDING, "approve_statement")
    assert (await world.crisis()).statements["holding"].state == "approved"


async def test_a_group_with_nobody_in_it(world: World) -> None:
    group = world.slack.add_usergroup("empty", "Empty", [])
    await set_path(world, "holding:minor", who0=[f"group:{group.id}"], way0="1")
    crisis = await submitted(world, await world.open(ADMIN))
    assert crisis.statements["holding"].asked_of == tuple(ids(world, ADMIN))
    await world.click("it_security", crisis, HOLDING, "approve_statement")
    assert (await world.crisis()).statements["holding"].state == "approved"


async def test_an_approver_who_has_left(world: World) -> None:
    await world.configure(
        **{"role-communications": ids(world, "legal_counsel", "it_security")},
    )
    world.person("legal_counsel").user.deleted = True
    crisis = await submitted(world, await world.open("executive"))
    assert crisis.gone == set(ids(world, "legal_counsel"))
    assert crisis.statements["holding"].asked_of == tuple(ids(world, "it_security", "executive"))


async def test_settings_reach_open_crises(world: World) -> None:
    crisis = await submitted(world, await world.open("executive"))
    await world.configure(**{"role-communications": ids(world, "it_security")})
    crisis = await world.crisis()
    assert world.ask("it_security", "holding")
    await world.click("it_security", crisis, HOLDING, "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements["holding"].state == "approved"
    assert "paths_adopted" in await world.kinds(crisis)


async def test_a_path_goes_back_to_the_default(world: World) -> None:
    await set_path(world, "holding:minor", people0=ids(world, "it_security"), way0="each")
    assert (await world.open("executive")).paths
    await set_path(world, "holding:minor", reset=["reset"])
    crisis = await world.open("executive", text="Another", post_link="https://x.com/acme/3")
    assert crisis.paths == {}


@pytest.mark.parametrize("who", ["community_manager", "executive"])
async def test_the_approvers_then_their_stand_ins_are_reminded(world: World, who: str) -> None:
    await world.configure(**{"role-communications": ids(world, "legal_counsel", "it_security")})
    crisis = await submitted(world, await world.open(who))
    await world.running.ticker.tick()
    before = len(world.messages("legal_counsel"))
    world.clock.forward(minutes=5)
    await world.running.ticker.tick()
    crisis = await world.crisis()
    assert len(world.messages("legal_counsel")) == before + 1
    assert world.ask("legal_counsel", "holding").ts < world.messages("legal_counsel")[-1].ts
    assert world.messages("it_security") == []
    world.clock.forward(minutes=5)
    await world.running.ticker.tick()
    crisis = await world.crisis()
    assert world.ask("it_security", "holding")
    assert len(world.messages("legal_counsel")) == before + 1
    await world.running.ticker.tick()
    assert [k for k in await world.kinds(crisis) if k == "approvers_reminded"] == [
        "approvers_reminded"
    ] * 2


async def test_the_lead_stands_alone_once_nobody_answered(world: World) -> None:
    """Rule 1: a holding post does not wait for people who are asleep."""
    crisis = await world.open("community_manager", lead=world.person("executive").user_id)
    await world.configure(**{"role-communications": ids(world, "legal_counsel")})
    crisis = await submitted(world, await world.crisis(), by="executive")
    assert "open_alone" not in [name for name, _ in buttons(world.surface(crisis, HOLDING))]
    world.clock.forward(minutes=5)
    await world.running.ticker.tick()
    crisis = await world.crisis()
    await world.click("it_security", crisis, HOLDING, "open_alone")
    await world.idle()
    lead = world.person("executive").user_id
    assert world.told("it_security") == why("not_the_lead", who=lead)
    await world.click("executive", crisis, HOLDING, "open_alone")
    assert (await world.fill("executive", reason="Legal does not answer at 23:40")).closed
    crisis = await world.crisis()
    statement = crisis.statements["holding"]
    assert (statement.state, statement.waived_by) == ("approved", lead)
    assert "Legal does not answer at 23:40" in words_in(world.surface(crisis, HOLDING))
    assert "approval_waived" in await world.kinds(crisis)


async def test_a_cleared_template_waits_for_nobody(world: World) -> None:
    await world.configure(precleared=["precleared"])
    crisis = await world.open("executive")
    assert crisis.statements["holding"].state == "approved"
    assert "open_posted" in [name for name, _ in buttons(world.surface(crisis, HOLDING))]
    # Altered words are no longer cleared.
    await world.click("it_security", crisis, HOLDING, "open_edit")
    assert (await world.fill("it_security", text="We are on it. More shortly.")).closed
    assert (await world.crisis()).statements["holding"].state == "draft"


async def test_slack_will_not_deliver_the_message(world: World) -> None:
    """The card says so, and approval goes on in the room."""
    crisis = await world.open("community_manager", lead=world.person("executive").user_id)
    world.slack.faults.fail("conversations.open", "cannot_dm_bot", times=None)
    crisis = await submitted(world, crisis)
    assert any(what.startswith("surface/ask:holding:") for what in crisis.troubles)
    await world.click("executive", crisis, HOLDING, "approve_statement")
    assert (await world.crisis()).statements["holding"].state == "approved"
