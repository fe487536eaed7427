"""Another playbook for a crisis: by the command, by the button, and a team's own folder."""

from __future__ import annotations

from pathlib import Path

from bot import surfaces
from bot.crisis import Crisis
from bot.playbook_shelf import FOLDER, OURS, Playbooks
from tests.conftest import World, buttons, shows, why, words_in
from tests.e2e.process import run

REASON = "It was <!channel> a former employee"


async def form(world: World, crisis: Crisis, who: str = "executive") -> None:
    await world.person(who).command("/crisis", "playbook", channel=str(crisis.channel))
    await world.idle()


async def switch(world: World, crisis: Crisis, to: str, reason: str = REASON) -> Crisis:
    await form(world, crisis)
    sent = await world.fill("executive", playbook=to, reason=reason)
    assert sent.closed, sent
    return await world.crisis()


async def test_switching_keeps_what_is_done_taken_and_skipped(world: World) -> None:
    crisis = await world.open("executive", severity="major", cause="mistake")
    await world.click("it_security", crisis, "playbook", "claim_step", ":pause-publishing")
    await world.click("executive", crisis, "playbook", "open_skip", ":call-approvers")
    assert (await world.fill("executive", reason="They are here")).closed
    crisis = await world.crisis()
    before = crisis.steps
    crisis = await switch(world, crisis, "insider-major")
    assert (crisis.playbook, crisis.severity) == ("insider-major", "major")
    new = [step.id for step in OURS.plan("major", "insider", crisis.platforms, "en").steps]
    assert list(crisis.steps)[: len(new)] == new
    for step in ("pause-publishing", "call-approvers"):
        now, then = crisis.steps[step], before[step]
        assert (now.state, now.owner, now.reason) == (then.state, then.owner, then.reason)
    assert "revoke-access" in crisis.steps
    assert "watch-replies" not in crisis.steps
    assert all(set(p.step.after) <= crisis.steps.keys() for p in crisis.steps.values())
    # Who and why: in the room, and on the record.
    told = world.said(crisis)[-1]
    assert f"<@{world.person('executive').user_id}>" in told
    assert "It was &lt;!channel&gt; a former employee" in told
    assert (await world.kinds(crisis)).count("playbook_adopted") == 2
    assert shows(world.surface(crisis, "playbook"), surfaces.render(crisis, "playbook"))
    title = OURS.named("insider-major").title.en  # type: ignore[union-attr]
    assert title in words_in(world.surface(crisis, "playbook"))


async def test_the_form_lists_all_of_them_in_the_readers_words(world: World) -> None:
    crisis = await world.open("executive", severity="major", cause="insider", language="fr")
    await form(world, crisis)
    shown = words_in(world.person("executive").views[-1])
    for name in OURS.names():
        plan = OURS.named(name)
        assert plan is not None
        assert plan.title.en in shown
    view = world.person("executive").views[-1]
    (select,) = [b["element"] for b in view["blocks"] if b.get("block_id") == "playbook"]
    assert [one["value"] for one in select["options"][:2]] == ["insider-major", "insider-minor"]
    assert select["options"][0]["description"]["text"].startswith("Major · ")


async def test_what_the_form_refuses(world: World) -> None:
    crisis = await world.open("executive", severity="minor", cause="mistake")
    await form(world, crisis)
    sent = await world.fill("executive", playbook="mistake-minor", reason="x")
    assert "already" in sent.errors["playbook"]
    sent = await world.fill("executive", playbook="mistake-major", reason=" ")
    assert list(sent.errors) == ["reason"]
    assert (await world.crisis()).playbook == "mistake-minor"
    await form(world, crisis, "social_agency")
    assert world.told("social_agency") == why("guest")


async def test_the_button(world: World) -> None:
    crisis = await world.open("executive")
    card = world.copy(crisis, "card")
    await world.send_click("executive", card, "open_playbooks", crisis.id)
    assert (await world.fill("executive", playbook="mistake-major", reason="It spreads")).closed
    assert (await world.crisis()).playbook == "mistake-major"
    await world.send_click("social_agency", card, "open_playbooks", crisis.id)
    await world.idle()
    assert world.told("social_agency") == why("guest")


async def test_raising_the_severity_merges(world: World) -> None:
    crisis = await world.open("executive", severity="minor", cause="compromised_account")
    await world.click("it_security", crisis, "playbook", "claim_step", ":end-sessions")
    await world.click("it_security", crisis, "playbook", "complete_step", ":end-sessions")
    crisis = await world.crisis()
    done = crisis.steps["end-sessions"]
    await world.click("executive", crisis, "card", "open_severity")
    assert (await world.fill("executive", severity="major", reason="Messages were read")).closed
    crisis = await world.crisis()
    assert crisis.playbook == "compromised_account-major"
    assert (crisis.steps["end-sessions"].state, crisis.steps["end-sessions"].by) == (
        "done",
        done.by,
    )
    assert {"secure-x", "check-messages", "call-approvers"} <= crisis.steps.keys()
    assert "secure-meta" not in crisis.steps, "the crisis is on X alone"
    assert "post-apology" not in crisis.steps
    # "Done" is not asked for a second time.
    offered = [value for action, value in buttons(world.surface(crisis, "playbook"))]
    assert [value for value in offered if ":end-sessions" in value and value.count(":") == 1] == []


async def test_a_teams_own_playbook(world: World, tmp_path: Path) -> None:
    services = world.running.services
    ours = (FOLDER / "mistake-minor.yml").read_text(encoding="utf-8")
    own = ours.replace("A slip: put it right and stop there", "Our way with slips")
    (tmp_path / "mistake-minor.yml").write_text(own, encoding="utf-8")
    services.playbooks = Playbooks(tmp_path)
    crisis = await world.open("executive")
    assert "Our way with slips" in words_in(world.surface(crisis, "playbook"))
    # A mistake in it: the next crisis has our plan, and says why.
    (tmp_path / "mistake-minor.yml").write_text(own + "colour: red\n", encoding="utf-8")
    crisis = await world.open("executive", post_link="https://x.com/acme/status/2")
    crisis = next(c for c in await world.running.log.crises() if c.post_link and "2" in c.post_link)
    assert crisis.playbook_trouble is not None
    shown = words_in(world.surface(crisis, "playbook"))
    assert "A slip: put it right and stop there" in shown
    assert "mistake-minor.yml" in shown
    assert "unknown key “colour”" in shown
    # The form says it too; and what it offered may be gone when it is sent.
    await form(world, crisis)
    assert "unknown key “colour”" in words_in(world.person("executive").views[-1])
    own_plan = own.replace("id: mistake-minor", "id: own")
    (tmp_path / "own.yml").write_text(own_plan, encoding="utf-8")
    await form(world, crisis)
    (tmp_path / "own.yml").unlink()
    sent = await world.fill("executive", playbook="own", reason="x")
    assert "cannot be used any more" in sent.errors["playbook"]


# The command line


async def test_a_folder_is_checked(tmp_path: Path) -> None:
    ran = await run("playbooks")
    assert (ran.code, ran.out) == (0, "ok: 14 playbooks\n")
    path = tmp_path / "own.yml"
    text = (FOLDER / "mistake-minor.yml").read_text(encoding="utf-8")
    path.write_text(text.replace("id: mistake-minor", "id: own"), encoding="utf-8")
    ran = await run("playbooks", str(tmp_path))
    assert (ran.code, ran.out) == (0, "ok: 15 playbooks, 1 of them yours\n")
    path.write_text(text.replace("[mistake]", "[weather]"), encoding="utf-8")
    ran = await run("playbooks", str(tmp_path))
    assert ran.code == 1
    first, second = ran.out.splitlines()
    assert first.startswith("own.yml:3: the ID is “mistake-minor”, but the file is named own.yml")
    assert second.startswith("own.yml:5: unknown cause “weather” (there are: mistake, ")
