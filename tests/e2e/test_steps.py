"""The steps of the playbook, by buttons."""

from __future__ import annotations

import asyncio

from bot import deadlines, surfaces
from bot.commands.steps import about_step
from bot.playbook_shelf import OURS
from tests.conftest import World, buttons, shows, why, why_in_form, words_in
from tests.e2e.statement_steps import confirm_fact, posted

STEP = ":capture-evidence"


async def test_the_playbook_has_the_steps_of_its_severity_and_cause(world: World) -> None:
    crisis = await world.open(severity="major", cause="compromised_account", language="en")
    plan = OURS.plan("major", "compromised_account", crisis.platforms, "en")
    shown = words_in(world.surface(crisis, "playbook"))
    assert [step.id for step in plan.steps] == list(crisis.steps)
    assert {step.rule for step in plan.steps} == {1, 2, 3, 4, 5}
    for step in plan.steps[:5]:
        assert step.title in shown
        assert step.help in shown


async def test_claim_done_undo(world: World) -> None:
    crisis = await world.open("executive")
    it = world.person("it_security").user_id
    await world.click("it_security", crisis, "playbook", "claim_step", STEP)
    crisis = await world.crisis()
    assert f"<@{it}>" in words_in(world.surface(crisis, "playbook"))
    (line,) = [line for line in world.card(crisis).splitlines() if ":arrow_right:" in line]
    assert crisis.steps["capture-evidence"].step.title in line
    assert f"<@{it}>" in line
    await world.click("it_security", crisis, "playbook", "complete_step", STEP)
    crisis = await world.crisis()
    assert crisis.steps["capture-evidence"].state == "done"
    assert f"~ · <@{it}>" in words_in(world.surface(crisis, "playbook"))
    await world.click("executive", crisis, "playbook", "undo_step", STEP)
    crisis = await world.crisis()
    # It goes back to whoever had it.
    assert (crisis.steps["capture-evidence"].state, crisis.steps["capture-evidence"].owner) == (
        "claimed",
        it,
    )
    await world.click("it_security", crisis, "playbook", "undo_step", STEP)
    crisis = await world.crisis()
    assert crisis.steps["capture-evidence"].state == "open"
    assert (await world.kinds(crisis))[-4:] == [
        "step_claimed",
        "step_done",
        "step_reopened",
        "step_reopened",
    ]
    assert shows(world.surface(crisis, "playbook"), surfaces.render(crisis, "playbook"))


async def test_the_next_step_can_be_taken_from_the_card(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "claim_step")
    crisis = await world.crisis()
    step = crisis.next_step
    assert step is not None
    assert step.owner == world.person("executive").user_id
    # What is still free is offered to the next person.
    free = dict(buttons(world.surface(crisis, "card")))["claim_step"]
    assert crisis.free_step is not None
    assert free == f"{crisis.id}:{crisis.free_step.step.id}"


async def test_skip_asks_for_the_reason(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("legal_counsel", crisis, "playbook", "open_skip", STEP)
    empty = await world.fill("legal_counsel", reason=" ")
    assert set(empty.errors) == {"reason"}
    assert (await world.fill("legal_counsel", reason="Deleted <before> we saw it")).closed
    crisis = await world.crisis()
    shown = words_in(world.surface(crisis, "playbook"))
    assert "Deleted &lt;before&gt; we saw it" in shown
    entry = await world.newest(crisis, "step_skipped")
    assert entry.data == {"step": "capture-evidence", "reason": "Deleted <before> we saw it"}
    await world.click("executive", crisis, "playbook", "undo_step", STEP)
    assert (await world.crisis()).steps["capture-evidence"].state == "open"


async def test_two_people_who_take_a_step_at_once(world: World) -> None:
    crisis = await world.open("executive")
    pair = ("executive", "it_security")
    await asyncio.gather(
        *(world.click(who, crisis, "playbook", "claim_step", STEP) for who in pair)
    )
    crisis = await world.crisis()
    owner = crisis.steps["capture-evidence"].owner
    (loser,) = [who for who in pair if world.person(who).user_id != owner]
    (winner,) = [who for who in pair if who != loser]
    step = crisis.steps["capture-evidence"]
    assert world.told(loser) == why("step_taken", **about_step(step))
    assert step.step.title not in world.told(winner)
    assert (await world.kinds(crisis)).count("step_claimed") == 1


async def test_two_people_who_finish_a_step_at_once(world: World) -> None:
    crisis = await world.open("executive")
    pair = ("executive", "it_security")
    await asyncio.gather(
        *(world.click(who, crisis, "playbook", "complete_step", STEP) for who in pair)
    )
    crisis = await world.crisis()
    by = crisis.steps["capture-evidence"].by
    (loser,) = [who for who in pair if world.person(who).user_id != by]
    step = crisis.steps["capture-evidence"]
    assert world.told(loser) == why("step_settled", **about_step(step))
    assert f"<@{by}>" in world.told(loser)
    assert (await world.kinds(crisis)).count("step_done") == 1


async def test_the_same_click_twice_counts_once(world: World) -> None:
    crisis = await world.open("executive")
    for action in ("claim_step", "complete_step"):
        old = world.copy(crisis, "playbook")
        await asyncio.gather(*(world.press("executive", old, action, STEP) for _ in range(3)))
    kinds = await world.kinds(await world.crisis())
    assert (kinds.count("step_claimed"), kinds.count("step_done")) == (1, 1)
    assert len(world.person("executive").ephemerals) == 1


async def test_a_click_on_an_old_copy_of_the_playbook(world: World) -> None:
    crisis = await world.open("executive")
    old = world.copy(crisis, "playbook")
    executive = world.person("executive").user_id
    await world.click("executive", crisis, "playbook", "claim_step", STEP)
    await world.idle()
    await world.press("it_security", old, "claim_step", STEP)
    await world.idle()
    assert world.told("it_security").startswith(f"<@{executive}>")
    # Done does the right thing all the same, whoever holds the step.
    claimed = world.copy(crisis, "playbook")
    await world.press("it_security", old, "complete_step", STEP)
    crisis = await world.crisis()
    assert crisis.steps["capture-evidence"].state == "done"
    # "Release" of the claim that it overtook must not undo the work.
    await world.press("legal_counsel", claimed, "undo_step", STEP)
    crisis = await world.crisis()
    assert crisis.steps["capture-evidence"].state == "done"
    it = world.person("it_security").user_id
    assert f"<@{it}>" in world.told("legal_counsel")
    # Skipping what is done is refused, before anybody writes a reason in vain.
    await world.press("executive", old, "open_skip", STEP)
    await world.idle()
    assert world.person("executive").views == []
    assert world.told("executive") == why(
        "step_settled", **about_step(crisis.steps["capture-evidence"])
    )


async def test_skipping_a_step_that_was_done_meanwhile(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "playbook", "open_skip", STEP)
    await world.click("it_security", crisis, "playbook", "complete_step", STEP)
    sent = await world.fill("executive", reason="Nobody can do it")
    step = (await world.crisis()).steps["capture-evidence"]
    reader, actor = world.person("executive"), world.person("it_security")
    told = why_in_form("step_settled", reader, actor, **about_step(step))
    assert sent.errors == {"reason": told}
    assert "<" not in told
    # What was typed stays.
    values = world.person("executive").views[-1]["state"]["values"]
    assert values["reason"]["value"]["value"] == "Nobody can do it"


async def test_a_step_that_the_new_plan_lacks(world: World) -> None:
    crisis = await world.open("executive", severity="major", cause="mistake")
    old = world.copy(crisis, "playbook")
    await world.click("executive", crisis, "card", "open_severity")
    assert (await world.fill("executive", severity="minor", reason="Nobody saw it")).closed
    crisis = await world.crisis()
    gone = next(value for _, value in buttons(old) if value.split(":")[1] not in crisis.steps)
    await world.send_click("executive", old, "claim_step", gone)
    await world.idle()
    assert world.told("executive") == why("step_unknown")


async def test_a_click_after_close(world: World) -> None:
    crisis = await world.open("executive")
    old = {name: world.copy(crisis, name) for name in ("playbook", "card", "statement:holding")}
    await world.click("executive", crisis, "card", "open_close")
    assert (await world.fill("executive", reason="It is over")).closed
    crisis = await world.crisis()
    seq = crisis.seq
    clicks = [
        ("playbook", "claim_step"),
        ("playbook", "complete_step"),
        ("playbook", "open_skip"),
        ("card", "claim_step"),
        ("card", "draft_apology"),
        ("card", "open_severity"),
        ("card", "open_close"),
        ("statement:holding", "submit_statement"),
        ("statement:holding", "open_edit"),
    ]
    person = world.person("it_security")
    for name, action in clicks:
        told = len(person.ephemerals)
        assert (await world.press("it_security", old[name], action)).ok
        await world.idle()
        said = [e.text for e in person.ephemerals[told:]]
        assert said == [why("closed", who=crisis.closed_by, at=crisis.closed_at)], action
    assert person.views == []
    assert len(await world.entries(crisis)) == seq
    for name in ("playbook", "statement:holding"):
        assert buttons(world.surface(crisis, name)) == []


async def test_closing_twice(world: World) -> None:
    crisis = await world.open("executive")
    for who in ("executive", "communications_lead"):
        await world.click(who, crisis, "card", "open_close")
    assert (await world.fill("executive", summary="Over", reason="It is over")).closed
    late = await world.fill("communications_lead", summary="Done", reason="It is over")
    crisis = await world.crisis()
    reader, actor = world.person("communications_lead"), world.person("executive")
    told = why_in_form("closed", reader, actor, who=crisis.closed_by, at=crisis.closed_at)
    assert late.errors == {"summary": told}
    assert "<" not in told
    assert (await world.kinds(crisis)).count("crisis_closed") == 1


async def test_done_asks_for_the_link_that_a_step_needs(world: World) -> None:
    crisis = await world.open("executive", severity="major", cause="product_or_service")
    assert "needs a link" in words_in(world.surface(crisis, "playbook"))
    await world.click("executive", crisis, "playbook", "complete_step", ":open-help")
    form = world.person("executive").views[-1]
    assert form["callback_id"] == "finish_step"
    assert {"link", "reason"} <= {block["block_id"] for block in form["blocks"]}
    refused = await world.fill("executive", link="our page", reason="")
    assert set(refused.errors) == {"link"}
    # What was typed stays.
    values = world.person("executive").views[-1]["state"]["values"]
    assert values["link"]["value"]["value"] == "our page"
    assert set((await world.fill("executive", link="")).errors) == {"reason"}
    sent = await world.fill("executive", link="https://acme.example/help")
    assert sent.closed, sent
    crisis = await world.crisis()
    done = crisis.steps["open-help"]
    assert (done.state, done.link, done.reason) == ("done", "https://acme.example/help", None)
    assert "<https://acme.example/help|link>" in words_in(world.surface(crisis, "playbook"))


async def test_a_step_comes_after_others_unless_with_a_reason(world: World) -> None:
    crisis = await world.open("executive", severity="major", language="en")
    first = crisis.steps["write-apology"].step.title
    assert f":link: after “{first}”" in words_in(world.surface(crisis, "playbook"))
    await world.click("it_security", crisis, "playbook", "complete_step", ":legal-approval")
    assert first in words_in(world.person("it_security").views[-1])
    # Meanwhile the other one is skipped: nothing is missing any more, and no reason is kept.
    await world.click("executive", crisis, "playbook", "open_skip", ":write-apology")
    assert (await world.fill("executive", reason="A press release will do")).closed
    assert (await world.fill("it_security", reason="It cannot wait")).closed
    crisis = await world.crisis()
    done = crisis.steps["legal-approval"]
    assert (done.state, done.reason) == ("done", None)


async def test_a_posted_holding_text_ticks_its_step_off(world: World) -> None:
    crisis = await posted(world, severity="major", language="en")
    step = crisis.steps["post-holding"]
    assert (step.state, step.by) == ("done", world.person("executive").user_id)
    assert (await world.kinds(crisis))[-2:] == ["statement_posted", "step_done"]
    # What counts from it has a time now.
    assert deadlines.due_at(crisis, crisis.steps["keep-promise"]) is not None


async def test_what_a_step_needs_shows_once_it_is_there(world: World) -> None:
    crisis = await world.open("executive", language="en")
    ready = "what it needs is there: it can be ticked off"
    assert ready not in words_in(world.surface(crisis, "playbook"))
    await confirm_fact(world, "The post was online for 40 minutes.")
    crisis = await world.crisis()
    assert ready in words_in(world.surface(crisis, "playbook"))
    await world.click("executive", crisis, "playbook", "complete_step", ":confirm-facts")
    assert (await world.crisis()).steps["confirm-facts"].state == "done"
