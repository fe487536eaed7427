"""The canvas in the room: made once, kept up to date with few calls, missed by nobody."""

from __future__ import annotations

from typing import Any

import pytest

from bot import surfaces
from bot.crisis import Crisis
from bot.sandbox.records import Canvas
from tests.conftest import World
from tests.e2e import test_closing, test_drills

CREATE = "conversations.canvases.create"


def canvas(world: World, crisis: Crisis) -> Canvas:
    """The canvas that the room has."""
    shown = world.room(crisis).canvas
    assert shown is not None
    return world.slack.workspace.canvases[shown]


def in_line(world: World, crisis: Crisis) -> bool:
    """Whether it shows the crisis as it stands."""
    return canvas(world, crisis).markdown == surfaces.render(crisis, "canvas").text


async def worked_on(world: World, who: str, **fields: Any) -> Crisis:
    """A crisis in whose room somebody did something."""
    crisis = await world.open(who, **fields)
    await world.person(who).command("/crisis", "note We begin", channel=str(crisis.channel))
    return await world.crisis()


async def opened(world: World, crisis: Crisis) -> int:
    """How often a canvas was opened."""
    return [entry.kind for entry in await world.entries(crisis)].count("canvas_opened")


async def test_nobody_waits_for_it_when_the_room_opens(world: World) -> None:
    await world.open("executive")
    assert world.calls(CREATE) == []


async def test_it_is_made_once_somebody_works_in_the_room(world: World) -> None:
    crisis = await worked_on(world, "executive")
    shown = canvas(world, crisis)
    assert (shown.id, shown.title) == (crisis.canvas, "Situation")
    assert in_line(world, crisis)
    assert shown.markdown.startswith("# A joke about a rival\n")
    assert await opened(world, crisis) == 1
    # Made with all its words: nothing had to be written after.
    assert len(world.calls(CREATE)) == 1
    assert world.calls("canvases.edit") == []


async def test_it_follows_the_crisis_to_its_end(world: World) -> None:
    crisis = await worked_on(world, "executive")
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    crisis = await world.crisis()
    assert in_line(world, crisis)
    assert f"![](@{world.person('executive').user_id})" in canvas(world, crisis).markdown
    await world.click("executive", crisis, "card", "open_close")
    assert (await world.fill("executive", summary="All is quiet", reason="It is over")).closed
    crisis = await world.crisis()
    assert in_line(world, crisis)
    assert "> All is quiet" in canvas(world, crisis).markdown
    assert len(world.calls(CREATE)) == 1
    # What is in line takes no call.
    written = len(world.calls("canvases.edit"))
    await world.stop()
    await world.start()
    await world.idle()
    assert len(world.calls("canvases.edit")) == written


async def test_changes_that_come_together_are_written_once(idle_world: World) -> None:
    world = idle_world
    await world.start(paced=True)
    crisis = await worked_on(world, "executive", severity="major")
    steps = ("capture-evidence", "pause-publishing", "call-approvers", "pause-ads")
    playbook, first = world.copy(crisis, "playbook"), len(world.calls("canvases.edit"))

    async def claim(step: str) -> None:
        await world.press("executive", playbook, "claim_step", f":{step}")

    await claim(steps[0])
    await world.slack.until(lambda: len(world.calls("canvases.edit")) > first)
    # For half a minute nothing more is written; whoever waits for all to be done cuts it short.
    for step in steps[1:]:
        await claim(step)
    assert len(world.calls("canvases.edit")) == first + 1
    crisis = await world.crisis()
    assert len(world.calls("canvases.edit")) == first + 2
    assert in_line(world, crisis)


async def test_what_waits_is_written_before_the_app_ends(idle_world: World) -> None:
    world = idle_world
    await world.start(paced=True)
    crisis = await worked_on(world, "executive")
    playbook = world.copy(crisis, "playbook")
    await world.press("executive", playbook, "claim_step", ":capture-evidence")
    await world.slack.until(lambda: world.calls("canvases.edit"))
    await world.press("executive", playbook, "complete_step", ":capture-evidence")
    stored = await world.running.log.crisis(crisis.id)
    assert stored is not None
    assert not in_line(world, stored)
    await world.stop()
    assert in_line(world, stored)
    await world.start()


@pytest.mark.parametrize("fault", ["lose_answer", "refuse_connection"])
async def test_a_lost_answer_makes_no_second_one(world: World, fault: str) -> None:
    getattr(world.slack.faults, fault)(CREATE)
    crisis = await worked_on(world, "executive")
    assert list(world.slack.workspace.canvases) == [crisis.canvas]
    assert in_line(world, crisis)
    assert crisis.troubles == {}


async def test_one_whose_answer_was_lost_is_written_anew(world: World) -> None:
    """Slack says which one the channel has, not what stands on it."""
    world.slack.faults.lose_answer(CREATE)
    changed: list[str] = []

    def by_hand(method: str, moment: str, count: int) -> None:
        if (method, moment) == (CREATE, "after") and not changed:
            (made,) = world.slack.workspace.canvases.values()
            made.markdown = "By hand"
            changed.append(made.id)

    world.slack.faults.on_call = by_hand
    crisis = await worked_on(world, "executive")
    assert changed == [crisis.canvas]
    assert in_line(world, crisis)


@pytest.mark.parametrize(
    "error",
    [
        "canvas_disabled_user_team",
        "team_tier_cannot_create_channel_canvases",
        "restricted_action",
    ],
)
async def test_a_workspace_without_canvases_does_without(world: World, error: str) -> None:
    world.slack.faults.fail(CREATE, error=error)
    crisis = await worked_on(world, "executive")
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.stop()
    await world.start()
    crisis = await world.crisis()
    assert crisis.canvas is None
    assert len(world.calls(CREATE)) == 1
    assert world.calls("canvases.edit") == []
    assert crisis.troubles == {}
    assert "delivery_failed" not in await world.kinds(crisis)
    assert "anvas" not in world.card(crisis)


async def test_canvases_that_are_switched_off_later(world: World) -> None:
    crisis = await worked_on(world, "executive")
    world.slack.faults.fail("canvases.edit", error="canvas_disabled_user_team")
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert len(world.calls("canvases.edit")) == 1
    assert len(world.calls(CREATE)) == 1


async def test_a_permission_that_lacks_is_a_trouble_that_can_be_mended(world: World) -> None:
    world.slack.scopes.discard("canvases:write")
    crisis = await worked_on(world, "executive")
    (trouble,) = crisis.troubles.values()
    assert (trouble.what, trouble.error) == ("open_canvas", "missing_scope")
    assert "opening the canvas with the situation" in world.card(crisis)
    world.slack.scopes.add("canvases:write")
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert in_line(world, crisis)


async def test_a_deleted_canvas_comes_back(world: World) -> None:
    crisis = await worked_on(world, "executive")
    await world.join("communications_lead", str(crisis.channel))
    gone = crisis.canvas
    await world.person("communications_lead").delete_canvas(str(crisis.channel))
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    crisis = await world.crisis()
    assert crisis.canvas not in (gone, None)
    assert in_line(world, crisis)
    assert await opened(world, crisis) == 2
    assert crisis.troubles == {}
    # And it is the one that is kept up to date from here on.
    await world.click("executive", crisis, "playbook", "complete_step", ":capture-evidence")
    crisis = await world.crisis()
    assert in_line(world, crisis)


async def test_a_canvas_of_somebody_else_is_left_alone(world: World) -> None:
    crisis = await worked_on(world, "executive")
    person, room = world.person("executive"), str(crisis.channel)
    await person.delete_canvas(room)
    theirs = await person.create_canvas(room, "Our own notes")
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    crisis = await world.crisis()
    assert world.slack.workspace.canvases[theirs].markdown == "Our own notes"
    assert crisis.canvas != theirs
    assert crisis.troubles == {}
    # Once theirs is gone, there is one of the app's again.
    await person.delete_canvas(room)
    await world.click("executive", crisis, "playbook", "complete_step", ":capture-evidence")
    crisis = await world.crisis()
    assert in_line(world, crisis)


async def test_a_new_room_has_one_of_its_own(world: World) -> None:
    crisis = await worked_on(world, "executive")
    lost = crisis.canvas
    await world.person("executive").archive(str(crisis.channel))
    await world.idle()
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    crisis = await world.crisis()
    assert crisis.rooms_lost == 1
    assert crisis.canvas not in (lost, None)
    assert in_line(world, crisis)


async def test_of_a_drill_it_says_so(world: World) -> None:
    crisis = await test_drills.start(world)
    await world.person(test_drills.LEAD).command("/crisis", "note We begin", str(crisis.channel))
    crisis = await world.crisis()
    shown = canvas(world, crisis)
    assert shown.title == "EXERCISE · Situation"
    assert shown.markdown.startswith("# EXERCISE · ")
    assert "**Exercise: nothing of this is real." in shown.markdown
    assert in_line(world, crisis)


async def test_an_archived_room_keeps_the_last_state(world: World) -> None:
    crisis = await test_closing.closed(world, hours=24)
    world.clock.forward(hours=25)
    await world.running.ticker.tick()
    crisis = await world.crisis()
    assert crisis.archived
    assert world.room(crisis).is_archived
    assert in_line(world, crisis)
    assert crisis.troubles == {}


async def test_two_processes_make_one(world: World) -> None:
    first = world.running
    await world.start()
    await world.open("executive")
    await first.sync.idle()
    crisis = await world.crisis()
    await world.person("executive").command("/crisis", "note We begin", str(crisis.channel))
    await first.sync.idle()
    crisis = await world.crisis()
    assert list(world.slack.workspace.canvases) == [crisis.canvas]
    await first.stop()
