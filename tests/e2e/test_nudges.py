"""What is late: reminders by direct message, put off with a reason; steps that lack something."""

from __future__ import annotations

import asyncio

from bot.crisis import Crisis
from bot.locale import words
from bot.refused import Refused
from bot.surfaces.refusals import refusal
from tests.conftest import World, buttons, words_in


async def tick(world: World, **forward: float) -> Crisis:
    world.clock.forward(**forward)
    await world.running.ticker.tick()
    return await world.crisis()


async def late_step(world: World) -> Crisis:
    """A crisis in which the community manager has the first step, and it is late."""
    crisis = await world.open("community_manager", severity="major", lead=_id(world, "executive"))
    (key,) = [k for k, p in crisis.steps.items() if k == "capture-evidence"]
    await world.click("community_manager", crisis, "playbook", "claim_step", key)
    return await tick(world, minutes=14)


def _id(world: World, who: str) -> str:
    return world.person(who).user_id


async def test_the_owner_is_reminded_and_does_it_from_the_message(world: World) -> None:
    crisis = await late_step(world)
    reminder = world.messages("community_manager")[-1]
    progress = crisis.steps["capture-evidence"]
    assert progress.step.title in words_in(reminder)
    assert [action for action, _ in buttons(reminder)] == ["complete_step", "open_snooze"]
    await world.press("community_manager", reminder, "complete_step")
    crisis = await world.crisis()
    assert crisis.steps["capture-evidence"].state == "done"


async def test_then_the_lead_and_the_room_hears_of_it(world: World) -> None:
    crisis = await late_step(world)
    before = len(world.messages("executive"))
    said = len(world.said(crisis))
    await tick(world, minutes=11)
    # First what the public waits for, then the step: nobody gets two messages at once.
    crisis = await tick(world, minutes=4)
    texts = [words_in(message) for message in world.messages("executive")[before:]]
    assert any(crisis.steps["capture-evidence"].step.title in text for text in texts)
    assert any("Late since" in text for text in world.said(crisis)[said:])


async def test_put_off_with_a_reason_that_all_can_read(world: World) -> None:
    crisis = await late_step(world)
    reminder = world.messages("community_manager")[-1]
    await world.press("community_manager", reminder, "open_snooze")
    refused = await world.fill("community_manager", minutes="60", reason="  ")
    assert list(refused.errors) == ["reason"]
    past = int(world.clock().timestamp()) - 60
    refused = await world.fill("community_manager", reason="The host answers", until=past)
    assert refused.errors == {"until": refusal(words("fr"), Refused("snooze_passed"))}
    sent = await world.fill(
        "community_manager", minutes="60", reason="The host answers at ten", until=None
    )
    assert sent.closed, sent
    crisis = await world.crisis()
    assert "The host answers at ten" in words_in(world.surface(crisis, "playbook"))
    nudges = (await world.kinds(crisis)).count("nudged")
    crisis = await tick(world, minutes=20)
    about = [
        entry.data["what"]
        for entry in (await world.entries(crisis))[nudges:]
        if entry.kind == "nudged" and entry.data
    ]
    assert about.count("step:capture-evidence") == 1
    await world.click("community_manager", crisis, "playbook", "complete_step", "capture-evidence")
    await world.press("community_manager", reminder, "open_snooze")
    await world.idle()
    assert world.told("community_manager") == refusal(words("fr"), Refused("nothing_late"))


async def test_put_off_until_a_time(world: World) -> None:
    await late_step(world)
    reminder = world.messages("community_manager")[-1]
    await world.press("community_manager", reminder, "open_snooze")
    until = int(world.clock().timestamp()) // 60 * 60 + 45 * 60
    sent = await world.fill("community_manager", minutes="15", reason="At ten", until=until)
    assert sent.closed, sent
    snooze = (await world.crisis()).snoozed["step:capture-evidence"]
    assert int(snooze.until.timestamp()) == until


async def test_all_that_is_late_for_somebody_is_one_message(world: World) -> None:
    crisis = await world.open(
        "executive", severity="major", lead=_id(world, "executive"), language="en"
    )
    keys = ("capture-evidence", "pause-publishing", "confirm-facts")
    for key in keys:
        await world.click("community_manager", crisis, "playbook", "claim_step", f":{key}")
    crisis = await tick(world, hours=1)
    (reminder,) = world.messages("community_manager")
    first, *others = (crisis.steps[key].step.title for key in keys)
    said = words_in(reminder)
    assert f"Late: *{first}*" in said
    assert all(f"• {other} (since " in said for other in others)
    # What is done meanwhile is not in the next one.
    for key in keys[:2]:
        await world.click("community_manager", crisis, "playbook", "complete_step", f":{key}")
    for minutes in (11, 4):
        crisis = await tick(world, minutes=minutes)
    (told,) = [m for m in world.messages("executive") if others[1] in words_in(m)]
    assert first not in words_in(told)
    assert "needs a confirmed fact" in words_in(told)


async def test_two_replicas_remind_once(world: World) -> None:
    crisis = await world.open("community_manager", severity="major")
    world.clock.forward(minutes=14)
    await asyncio.gather(*(world.running.ticker.tick() for _ in range(2)))
    kinds = await world.kinds(await world.crisis())
    entries = [e.data for e in await world.entries(crisis) if e.kind == "nudged" and e.data]
    assert kinds.count("nudged") == len({(e["what"], e["level"]) for e in entries}) > 0


async def test_the_post_is_not_deleted_before_evidence_exists_unless_with_a_reason(
    world: World,
) -> None:
    crisis = await world.open("community_manager", severity="major")
    for key in crisis.steps["delete-post"].step.after:
        await world.click("community_manager", crisis, "playbook", "open_skip", key)
        await world.fill("community_manager", reason="Someone else did")
    crisis = await world.crisis()
    await world.click("community_manager", crisis, "playbook", "complete_step", "delete-post")
    form = world.person("community_manager").views[-1]
    assert form["callback_id"] == "finish_step"
    assert ":camera:" in words_in(form)
    refused = await world.fill("community_manager", reason="   ")
    assert list(refused.errors) == ["reason"]
    assert (await world.crisis()).steps["delete-post"].state == "open"
    sent = await world.fill("community_manager", reason="The platform removed it first")
    assert sent.closed, sent
    crisis = await world.crisis()
    assert crisis.steps["delete-post"].state == "done"
    assert "The platform removed it first" in words_in(world.surface(crisis, "playbook"))
    done = [e.data for e in await world.entries(crisis) if e.kind == "step_done"]
    assert done[-1] == {"step": "delete-post", "reason": "The platform removed it first"}
    # The card names the newest entries of the timeline.
    assert "although something was missing: “The platform removed it first”" in world.card(crisis)
