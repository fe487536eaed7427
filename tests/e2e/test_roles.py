"""Roles: taken, handed over, given back; who comes and goes, and what is renamed by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot import roles
from bot.crisis import Crisis
from bot.events import Role
from bot.locale import words
from bot.surfaces import labels
from tests.conftest import World, buttons, why, words_in


async def form(world: World, who: str, crisis: Crisis) -> dict[str, Any]:
    """The form of roles, as somebody opens it from the card."""
    await world.click(who, crisis, "card", "open_roles")
    return world.person(who).views[-1]


async def do(
    world: World, who: str, action: str, role: Role, chosen: str | None = None
) -> dict[str, Any]:
    """Uses the form of roles; the form as it is then."""
    person = world.person(who)
    view = person.views[-1]
    (block,) = [b["block_id"] for b in view["blocks"] if b["block_id"].startswith(f"role:{role}:")]
    selected = world.person(chosen).user_id if chosen else None
    reply = await person.click_in_view(view["id"], action, block, selected=selected)
    assert reply.ok, reply
    await world.idle()
    return person.views[-1]


def offered(view: dict[str, Any], role: Role) -> list[str]:
    """What the form offers for a role."""
    return [
        element["action_id"]
        for block in view["blocks"]
        if block["block_id"].startswith(f"role:{role}:")
        for element in block["elements"]
    ]


async def test_a_member_takes_a_role_names_a_stand_in_and_gives_it_back(world: World) -> None:
    crisis = await world.open("executive")
    person, legal = world.person("legal_counsel"), world.person("legal_counsel").user_id
    security = world.person("it_security").user_id
    view = await form(world, "legal_counsel", crisis)
    title = words("fr")(labels.ROLE["legal"])
    assert f"*{title}*" in words_in(view)
    assert offered(view, "legal") == ["take_role"]
    view = await do(world, "legal_counsel", "take_role", "legal")
    assert f"*{title}* · <@{legal}>" in words_in(view)
    assert offered(view, "legal") == ["hand_role", "name_stand_in", "release_role"]
    view = await do(world, "legal_counsel", "name_stand_in", "legal", "it_security")
    crisis = await world.crisis()
    assert roles.holders(crisis, "legal") == (legal, security)
    # Whoever was named hears of it in the room, and is invited to it.
    assert f"<@{security}>, you stand in" in world.said(crisis)[-1]
    assert security in world.room(crisis).members
    await do(world, "legal_counsel", "release_role", "legal")
    crisis = await world.crisis()
    assert roles.holders(crisis, "legal") == (security,)
    assert len(person.views) == 1
    assert (await world.kinds(crisis))[-4:] == [
        "role_assigned",
        "role_assigned",
        "member_joined",
        "role_released",
    ]


async def test_the_command_opens_the_form_in_both_languages(world: World) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    await world.person("executive").command("/crisis", "roles", channel=room)
    assert "*Legal* · nobody" in words_in(world.person("executive").views[-1])
    await world.join("community_manager", room)
    await world.person("community_manager").command("/crisis", "rôles", channel=room)
    assert words("fr")("nobody") in words_in(world.person("community_manager").views[-1])


async def test_a_second_taker_is_told_who_was_first(world: World) -> None:
    crisis = await world.open("executive")
    await form(world, "legal_counsel", crisis)
    await form(world, "it_security", crisis)
    await do(world, "legal_counsel", "take_role", "legal")
    view = await do(world, "it_security", "take_role", "legal")
    legal = world.person("legal_counsel").user_id
    assert why("role_held", who=legal, role="legal") in words_in(view)
    assert roles.holders(await world.crisis(), "legal") == (legal,)
    assert offered(view, "legal") == []


async def test_handing_the_lead_over_posts_the_brief(world: World) -> None:
    crisis = await world.open("executive", text="A joke about a rival")
    lead, next_lead = (world.person(who).user_id for who in ("executive", "communications_lead"))
    await form(world, "executive", crisis)
    await do(world, "executive", "hand_role", "lead", "communications_lead")
    crisis = await world.crisis()
    assert crisis.lead == next_lead
    assert roles.holders(crisis, "lead") == (next_lead, lead)
    (message,) = [
        m for m in world.room(crisis).messages.values() if "leads this crisis now" in m.text
    ]
    said = words_in(message)
    assert f"<@{next_lead}> leads this crisis now:* <@{lead}> handed it over." in said
    assert "The brief: A joke about a rival" in said
    assert "What is confirmed" in said
    assert "What is next" in said
    assert f"<@{next_lead}>" in world.card(crisis)
    assert f"<@{next_lead}>" in world.room(crisis).topic.value


async def test_any_member_may_take_the_lead_and_no_guest(world: World) -> None:
    crisis = await world.open("executive")
    view = await form(world, "social_agency", crisis)
    assert offered(view, "lead") == []
    assert offered(view, "legal") == []
    assert offered(view, "community") == ["take_role"]
    view = await form(world, "it_security", crisis)
    assert "take_role" in offered(view, "lead")
    (take,) = [
        element
        for block in view["blocks"]
        if block["block_id"].startswith("role:lead:")
        for element in block["elements"]
        if element["action_id"] == "take_role"
    ]
    assert "The room is told" in take["confirm"]["text"]["text"]
    await do(world, "it_security", "take_role", "lead")
    assert (await world.crisis()).lead == world.person("it_security").user_id


async def test_a_role_that_speaks_for_the_company_goes_to_a_member(world: World) -> None:
    world.slack.add_person("partner", team="T0OTHER")
    world.slack.add_person("robot", bot=True)
    world.slack.add_person("gone", deleted=True)
    crisis = await world.open("executive")
    await form(world, "executive", crisis)
    for who in ("social_agency", "partner", "robot", "gone"):
        view = await do(world, "executive", "hand_role", "legal", who)
        refused = why("cannot_hold", who=world.person(who).user_id, role="legal")
        assert refused in words_in(view)
    await do(world, "executive", "hand_role", "community", "social_agency")
    crisis = await world.crisis()
    assert roles.holders(crisis, "legal") == ()
    assert roles.holders(crisis, "community") == (world.person("social_agency").user_id,)


async def test_the_approval_that_waits_follows_the_role(world: World) -> None:
    await world.settings()
    named = {
        f"role-{role}": [world.person(who).user_id]
        for role, who in (
            ("legal", "legal_counsel"),
            ("communications", "communications_lead"),
            ("executive", "executive"),
        )
    }
    await world.fill("communications_lead", **named)
    crisis = await world.open("executive", severity="major")
    await world.click("community_manager", crisis, "card", "draft_apology")
    crisis = await world.crisis()
    statement = next(s for s in crisis.statements.values() if s.kind == "apology")
    await world.click("community_manager", crisis, f"statement:{statement.id}", "open_edit")
    words_said = "We are sorry. We published a post that was wrong, and we have deleted it."
    await world.fill("community_manager", text=words_said)
    crisis = await world.crisis()
    value = f"{crisis.id}:{statement.id}:2"
    await world.send_click(
        "community_manager",
        world.surface(crisis, f"statement:{statement.id}"),
        "submit_statement",
        value,
    )
    await world.idle()
    assert world.ask("legal_counsel", statement.id)
    await form(world, "executive", crisis)
    await do(world, "executive", "hand_role", "legal", "it_security")
    asked = world.ask("it_security", statement.id)
    assert ("approve_statement", value) in buttons(asked)
    await form(world, "legal_counsel", await world.crisis())
    await do(world, "legal_counsel", "release_role", "legal")
    assert "approve_statement" not in dict(buttons(world.ask("legal_counsel", statement.id)))


async def test_a_lead_who_leaves_the_room_is_missed_and_replaced(world: World) -> None:
    crisis = await world.open("executive")
    lead = world.person("executive").user_id
    await world.person("executive").leave(str(crisis.channel))
    crisis = await world.crisis()
    assert crisis.left == {lead}
    gone = f"*<@{lead}>, who leads, has left the room.* Nobody stands in: take the lead."
    assert gone in world.card(crisis)
    assert gone in world.said(crisis)[-1]
    await world.click("it_security", crisis, "card", "take_lead")
    crisis = await world.crisis()
    assert crisis.lead == world.person("it_security").user_id
    assert "has left the room" not in world.card(crisis)
    # A guest's click is refused, and only they are told.
    await world.send_click("social_agency", world.surface(crisis, "card"), "take_lead", crisis.id)
    await world.idle()
    guest = world.person("social_agency").user_id
    assert world.told("social_agency") == why("cannot_hold", who=guest, role="lead")


async def test_somebody_else_who_leaves_rings_no_bell(world: World) -> None:
    crisis = await world.open("executive")
    await world.join("it_security", str(crisis.channel))
    before = len(world.said(await world.crisis()))
    await world.person("it_security").leave(str(crisis.channel))
    crisis = await world.crisis()
    assert len(world.said(crisis)) == before
    assert (await world.kinds(crisis))[-2:] == ["member_joined", "member_left"]


async def test_a_status_that_says_leave_is_followed(world: World) -> None:
    crisis = await world.open("executive")
    executive = world.person("executive")
    await executive.set_status("Vacationing", ":palm_tree:")
    crisis = await world.crisis()
    assert crisis.away == {executive.user_id}
    assert "is on leave" in world.card(crisis)
    view = await form(world, "it_security", crisis)
    assert f"<@{executive.user_id}> (on leave)" in words_in(view)
    await executive.set_status("Back at it", ":muscle:")
    crisis = await world.crisis()
    assert crisis.away == frozenset()
    assert "who leads, is on leave" not in world.card(crisis)
    # Nobody of whom the crisis knows nothing.
    before = crisis.seq
    await world.person("it_security").set_status("Congés", ":palm_tree:")
    assert (await world.crisis()).seq == before


async def test_a_leave_ends_by_itself(world: World) -> None:
    crisis = await world.open("executive")
    ends = int((world.clock() + timedelta(hours=1)).timestamp())
    await world.person("executive").set_status("Out sick", ":face_with_thermometer:", ends)
    assert (await world.crisis()).away
    world.clock.forward(hours=2)
    await world.running.ticker.tick()
    assert (await world.crisis()).away == frozenset()
    assert "who leads, is on leave" not in world.card(crisis)


async def test_who_is_on_leave_when_the_crisis_opens_is_known(world: World) -> None:
    await world.settings()
    legal = world.person("legal_counsel").user_id
    await world.fill("communications_lead", **{"role-legal": [legal]})
    await world.person("legal_counsel").set_status("En congé")
    crisis = await world.open("executive", severity="major")
    assert crisis.away == {legal}
    assert "Legal" in world.card(crisis).partition("*Nobody has:*")[2]


async def test_somebody_whose_account_is_taken_away_counts_no_more(world: World) -> None:
    crisis = await world.open("executive")
    executive = world.person("executive").user
    world.slack.workspace.deactivate(executive)
    crisis = await world.crisis()
    assert crisis.gone == {executive.id}
    assert "no longer has an account" in world.card(crisis)
    await world.click("it_security", crisis, "card", "take_lead")
    assert roles.holders(await world.crisis(), "lead") == (world.person("it_security").user_id,)


async def test_a_room_that_is_renamed_by_hand(world: World) -> None:
    crisis = await world.open("executive", private=["private"])
    await world.person("executive").rename_channel(str(crisis.channel), "what-went-wrong")
    crisis = await world.crisis()
    assert crisis.channel_name == "what-went-wrong"
    view = await world.form_for("executive", "The same post")
    sent = await world.person("executive").submit(view["id"], world.form())
    assert "#what-went-wrong" in sent.errors["post_link"]
    # By the app's reckoning it is the same room: its messages go on there.
    await world.click("executive", crisis, "playbook", "claim_step")
    assert (await world.crisis()).rooms_lost == 0


async def test_a_user_group_that_changes_midway(world: World) -> None:
    group = world.slack.add_usergroup("legal", "Legal", ["legal_counsel"])
    settings = await world.running.services.settings.of(world.running.slack.me.team)
    path = {"steps": [[{"any_of": [f"group:{group.id}"]}]]}
    changed = settings.model_validate(settings.model_dump() | {"paths": {"holding:minor": path}})
    await world.running.services.settings.save(world.running.slack.me.team, changed)
    crisis = await world.open("executive")
    key = f"group:{group.id}"
    assert crisis.people[key] == (world.person("legal_counsel").user_id,)
    users = [world.person(who).user_id for who in ("legal_counsel", "it_security")]
    world.slack.workspace.change_usergroup(group, users)
    crisis = await world.crisis()
    assert crisis.people[key] == tuple(users)
